// This file holds Delete: what is deleted with an object.
//
//layer:6 session, flush, query, load

package orm

import (
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// Delete marks persistent objects: the next flush deletes their rows, and those of objects that a delete cascade leads
// to. A pending object can't be deleted; Expunge takes it out.
func (s *Session) Delete(objs ...any) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	for _, obj := range access.Objects(objs) {
		p, m, err := s.mapped(obj)
		if err != nil {
			return err
		}
		st := s.known(p)
		if st == nil {
			if err := s.free(p, m); err != nil {
				return err
			}
		}
		if st == nil || st.status == Pending {
			was, known := s.departedFrom(p)
			if known && was.deleted {
				return fmt.Errorf("%w: %s of Delete", ErrDeleted, m.name)
			}
			if !known || st != nil {
				return refuse(ErrNotPersistent, "orm: this %s has no row yet, so there is nothing to delete; it is %s", m.name, stateOf(st))
			}
			st = s.admit(p, m)
		}
		if st.status == Persistent {
			if err := s.doom(st); err != nil {
				return err
			}
		}
	}
	return nil
}

func stateOf(st *state) State {
	if st == nil {
		return Transient
	}
	return st.status
}

// doom marks a state for deletion.
func (st *state) doom() {
	st.doomed = true
	st.leaveBlock()
}

// doom marks an object and those that delete cascades lead to. All are found first: what is loaded for it flushes what
// is pending, and that must not delete a part.
func (s *Session) doom(st *state) error {
	if !st.m.cascadesDelete() {
		st.doom()
		return nil
	}
	d := doomed{s: s, seen: map[*state]bool{}}
	if err := d.find(st); err != nil {
		return err
	}
	for _, one := range d.list {
		switch {
		case !s.in(one):
		case one.status == Pending:
			s.forget(one)
		case one.status == Persistent:
			one.doom()
		}
	}
	return nil
}

// cascadesDelete tells whether a delete leads on to other objects.
func (m *Mapper) cascadesDelete() bool {
	return m.settle() != nil || slices.ContainsFunc(m.rels, func(r *relation) bool { return r.cascade.delete })
}

// doomed finds what is deleted with an object.
type doomed struct {
	s    *Session
	seen map[*state]bool
	list []*state
}

func (d *doomed) find(st *state) error {
	if d.seen[st] || st.doomed {
		return nil
	}
	d.seen[st] = true
	d.list = append(d.list, st)
	if err := st.m.settle(); err != nil {
		return err
	}
	for _, r := range st.m.rels {
		if !r.cascade.delete || st.status == Persistent && d.s.leftToDatabase(st, r) {
			continue
		}
		if st.status == Persistent && (!st.links[r.index].loaded || d.s.expired(st)) {
			if err := d.s.autoflush("Delete"); err != nil {
				return err
			}
			if !d.s.in(st) {
				return fmt.Errorf("%w: that of this %s", ErrObjectDeleted, st.m.name)
			}
			if err := d.s.loadForFlush(st, r); err != nil {
				return err
			}
		}
		for _, p := range r.related(st.obj) {
			child := d.s.held(p)
			if child == nil || child.leftFor(st, r) {
				continue
			}
			if err := d.find(child); err != nil {
				return err
			}
		}
	}
	return nil
}

// leftFor tells whether a child was given to another parent by its own side of the relation, since the last flush.
func (st *state) leftFor(parent *state, r *relation) bool {
	if r.direction != oneToMany || r.back == nil || r.back.many {
		return false
	}
	now := r.back.field.Link(st.obj)
	return !now.IsNil() && now != parent.obj && !slices.Contains(st.links[r.back.index].list, now)
}

// leftToDatabase tells whether what a relation leads to is the database's affair when its owner is deleted: ON DELETE CASCADE
// or SET NULL. What is loaded is still deleted, or untied, by the session, unless passive_deletes=all says otherwise.
func (s *Session) leftToDatabase(st *state, r *relation) bool {
	return r.def.passiveDeletes && (r.def.passiveAll || !st.links[r.index].loaded || s.expired(st))
}
