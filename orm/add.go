// This file holds how objects come into a session and leave it.
//
//layer:6 session, flush, query, load

package orm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// Add puts objects into the session, with all that their relations lead to; the next flush inserts them. Adding one
// that is there already does nothing; adding one that Delete was called for keeps it.
func (s *Session) Add(objs ...any) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	s.expect(len(objs))
	if len(objs) > 1 {
		s.adding = adding{objs: objs}
		defer func() { s.adding = adding{} }()
	}
	for _, obj := range objs {
		p, m, err := s.mapped(obj)
		if err != nil {
			return err
		}
		if err := s.add(p, m); err != nil {
			return err
		}
	}
	return nil
}

// AddAll is Add, and takes one slice of objects as well.
func (s *Session) AddAll(objs ...any) error {
	if len(objs) == 1 {
		if list, t, ok := access.Pointers(objs[0]); ok {
			if m, known := s.opts.reg.find(t); known && m.family == nil {
				return s.addList(list, m)
			}
		}
	}
	return s.Add(access.Objects(objs)...)
}

// addList is Add of objects of one type, which nothing but the mapper's own fields tells anything about.
func (s *Session) addList(list []access.Ptr, m *Mapper) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	s.expect(len(list))
	for _, p := range list {
		if err := s.storable(p, m); err != nil {
			return err
		}
		if err := s.add(p, m); err != nil {
			return err
		}
	}
	return nil
}

// storable refuses what no session takes: nothing at all, and prototypes.
func (s *Session) storable(p access.Ptr, m *Mapper) error {
	if p.IsNil() {
		return notAnObject(p.Interface(m.typ()))
	}
	if proto, _ := prototypeOf(p); proto != nil {
		return fmt.Errorf("orm: this %s is a prototype, whose fields name columns; it is never stored", m.name)
	}
	return nil
}

// add makes an object part of the session, and follows its relations.
func (s *Session) add(p access.Ptr, m *Mapper) error {
	if err := m.settle(); err != nil {
		return err
	}
	st := s.held(p)
	switch {
	case st == nil:
		_, err := s.addNew(p, m)
		return err
	case st.status == Deleted:
		return fmt.Errorf("%w: %s of Add, deleted in this transaction", ErrDeleted, m.name)
	case st.doomed:
		st.doomed = false
	case len(m.rels) == 0:
		return nil
	}
	return s.cascadeSave(st, true)
}

// addNew is add for an object that the session doesn't hold.
func (s *Session) addNew(p access.Ptr, m *Mapper) (*state, error) {
	if err := m.settle(); err != nil {
		return nil, err
	}
	if err := s.free(p, m); err != nil {
		return nil, err
	}
	if was, ok := s.departedFrom(p); ok && was.m == m {
		if was.deleted {
			return nil, fmt.Errorf("%w: %s of Add", ErrDeleted, m.name)
		}
		if s.removed(m, was.key) {
			return nil, fmt.Errorf("%w: %s of Add, deleted in this transaction by another object of it", ErrDeleted, m.name)
		}
		if other := s.identity(m).find(was.key); other != nil {
			return nil, fmt.Errorf("%w: the session holds another %s with this key; Merge the one into the other", ErrNotPersistent, m.name)
		}
	}
	if err := m.setKind(p); err != nil {
		return nil, err
	}
	st := s.admit(p, m)
	return st, s.cascadeSave(st, true)
}

// removed tells whether a flush of the open transaction deleted the row with this key.
func (s *Session) removed(m *Mapper, key identity) bool {
	for tx := s.tx; tx != nil; tx = tx.parent {
		for _, st := range tx.removed {
			if st.status == Deleted && st.key == key && st.m.root() == m.root() {
				return true
			}
		}
	}
	return false
}

// admit makes the state of an object that the session doesn't know: persistent again if it was so in this session
// before, or in another one of the engine, else pending.
func (s *Session) admit(p access.Ptr, m *Mapper) *state {
	st := s.room.state(m, p)
	st.status = Pending
	s.fills = s.fills || m.written().defaults
	if was, ok := s.departedFrom(p); ok && was.m == m && s.identity(m).find(was.key) == nil {
		s.gone.drop(p)
		was.resume(st)
		s.enlist(st)
		s.settleState(st, was.key)
		st.lack = was.lack
		if st.fresh = was.fresh; was.by != s.id && was.fresh != 0 {
			st.fresh = s.epoch
		}
		if !was.snap.IsNil() { // what was assigned meanwhile is written by the next flush
			m.tracker.Copy(st.snap, was.snap)
		}
		return st
	}
	for i := range st.links {
		st.links[i].loaded = true
	}
	s.enlist(st)
	return st
}

// known finds the state of an object. Objects that come in together are asked for together: the last that was found, and
// the one behind it, are tried first.
func (s *Session) known(p access.Ptr) *state {
	for at := s.cursor; at < min(s.cursor+2, len(s.list)); at++ {
		if st := s.list[at]; st != nil && st.obj == p {
			s.cursor = at
			return st
		}
	}
	st := s.held(p)
	if st != nil {
		s.cursor = int(st.at)
	}
	return st
}

// cascadeSave adds what the relations of an object lead to: all of it, or what came in since the last load or flush. So
// an object that was expunged stays out while it stands where it was.
func (s *Session) cascadeSave(st *state, all bool) error {
	s.cursor = int(st.at)
	for i, r := range st.m.rels {
		s.hold(st, r)
		if !r.cascade.save {
			continue
		}
		if all {
			if err := s.resumeRemoved(st, r); err != nil {
				return err
			}
		}
		for _, p := range r.related(st.obj) {
			if p.IsNil() {
				return fmt.Errorf("orm: %s holds a nil", r)
			}
			child := s.known(p)
			if child == nil {
				if !all && slices.Contains(st.links[i].list, p) {
					continue
				}
				if proto, _ := prototypeOf(p); proto != nil {
					return fmt.Errorf("orm: %s holds a prototype, which is never stored", r)
				}
				m := s.kindOf(p, r.target)
				if err := s.isWhole(p, m, r); err != nil {
					return err
				}
				var err error
				if child, err = s.addNew(p, m); err != nil {
					return err
				}
			}
			if r.cascade.orphan {
				child.held, s.holds = max(s.looks, 1), true
			}
		}
	}
	return nil
}

// resumeRemoved takes up what was taken out of a relation while its owner was in no session, so that a flush sees to it.
func (s *Session) resumeRemoved(st *state, r *relation) error {
	for _, p := range missing(r.related(st.obj), st.links[r.index].list) {
		if was, left := s.departedFrom(p); left && !was.deleted && s.held(p) == nil {
			if err := s.add(p, s.kindOf(p, r.target)); err != nil {
				return err
			}
		}
	}
	return nil
}

// hold notes a parent that a child itself refers to, where the parent's side deletes orphans.
func (s *Session) hold(st *state, r *relation) {
	if r.direction == manyToOne && r.back != nil && r.back.cascade.orphan && !r.field.Link(st.obj).IsNil() {
		st.held, s.holds = max(s.looks, 1), true
	}
}

// discover adds objects that were put into relations of the session's objects since the last look, and lets pending
// ones go that a parent held then and no parent holds now. Mistakes are left to the flush, which looks again.
func (s *Session) discover() error {
	s.looks = max(s.looks, 1) + 1
	for i := 0; i < len(s.list); i++ { // the list may grow
		if st := s.list[i]; st != nil && len(st.m.rels) > 0 && st.status != Deleted && !st.doomed {
			if err := s.cascadeSave(st, false); err != nil {
				return err
			}
		}
	}
	if !s.holds {
		return nil
	}
	for _, st := range slices.Clone(s.list) { // forget may compact it
		if st != nil && st.status == Pending && st.held > 0 && st.held < s.looks {
			s.forget(st)
		}
	}
	return nil
}

// settleState makes a state persistent with this key: the object is what its row is.
func (s *Session) settleState(st *state, key identity) {
	st.status, st.key, st.fresh = Persistent, key, s.epoch
	s.identity(st.m).put(key, st)
	s.snapshot(st)
}

func (s *Session) identity(m *Mapper) *identities {
	m = m.root()
	if last := s.lastIDs; last != nil && last.of == m {
		return last
	}
	ids := s.idents[m]
	if ids == nil {
		ids = &identities{of: m}
		s.idents[m] = ids
	}
	s.lastIDs = ids
	return ids
}

// snapshot remembers the object as it is now, columns and loaded relations.
func (s *Session) snapshot(st *state) {
	if st.snap.IsNil() {
		st.snap = s.memory(st.m).snapshots.New()
	}
	s.unfold(st)
	st.m.tracker.Copy(st.snap, st.obj)
	if len(st.m.rels) > 0 && st.block != nil && st.linked() {
		st.leaveBlock() // a collection can change behind equal memory
	}
}

// copySnapshot makes a copy of the snapshot, which stays where it is.
func (s *Session) copySnapshot(st *state) access.Ptr {
	was := s.memory(st.m).snapshots.New()
	st.m.tracker.Copy(was, st.snap)
	return was
}

// forget takes an object out of the session. It stays usable as a plain struct; that it had a row is remembered
// without keeping it alive.
func (s *Session) forget(st *state) {
	st.leaveBlock()
	if st.key.form != 0 {
		s.identity(st.m).removeOf(st)
	}
	s.unlist(st)
}

// MakeTransient makes the session forget that objects had a row: Add inserts them again, with the key they have. An
// object that the session holds leaves it.
func (s *Session) MakeTransient(objs ...any) error {
	return s.eachMapped(objs, func(p access.Ptr, _ *Mapper) error {
		if st := s.held(p); st != nil {
			s.forget(st)
		}
		s.gone.drop(p)
		return nil
	})
}

// MakeDetached says that objects have a row under the key they carry: Add makes them persistent without a statement,
// marked stale.
func (s *Session) MakeDetached(objs ...any) error {
	return s.eachMapped(objs, func(p access.Ptr, m *Mapper) error {
		if st := s.held(p); st != nil {
			return fmt.Errorf("orm: this %s is %s; only a transient object can be made detached", m.name, st.status)
		}
		key, err := m.keyOf(p)
		if err != nil || key.form == 0 {
			return errors.Join(err, fmt.Errorf("orm: this %s has no primary key", m.name))
		}
		s.depart(&state{m: m, obj: p, key: key})
		return nil
	})
}

func (s *Session) eachMapped(objs []any, fn func(access.Ptr, *Mapper) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	for _, obj := range access.Objects(objs) {
		p, m, err := s.mapped(obj)
		if err == nil {
			err = fn(p, m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
