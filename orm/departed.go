// This file holds what is known of an object that left a session: enough to take it up again, in this session or another.
//
//layer:6 session, flush, query, load

package orm

import (
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// departed is an object's row as it was known when the object left a session. It keeps neither that nor related objects
// alive.
type departed struct {
	m       *Mapper
	key     identity
	snap    access.Ptr
	links   [][]access.Ref // what its relations were known to hold; nil without any
	lack    access.Bits
	by      uint64 // the session that it left
	fresh   uint64 // the epoch of that; 0 where it was marked stale
	deleted bool   // with its row
}

func (s *Session) detach(st *state) {
	s.forget(st)
	s.depart(st)
}

func (s *Session) depart(st *state) {
	d := s.room.departed()
	*d = departed{m: st.m, key: st.key, snap: st.snap, lack: st.lack, by: s.id, deleted: st.status == Deleted}
	if !s.expired(st) {
		d.fresh = s.epoch
	}
	for i, l := range st.links {
		if len(l.list) > 0 && d.links == nil {
			d.links = make([][]access.Ref, len(st.links))
		}
		for _, p := range l.list {
			d.links[i] = append(d.links[i], s.ref(p))
		}
		if r := st.m.rels[i]; d.snap.IsNil() {
			continue
		} else if r.many {
			r.field.SetLinks(d.snap, nil)
		} else {
			r.field.SetLink(d.snap, access.Ptr{})
		}
	}
	s.gone.put(st.obj.Address(), departure{st.ref(), d})
}

// departDeleted lets objects go whose rows a commit has deleted for good. That is all that is remembered of them.
func (s *Session) departDeleted(removed []*state) {
	var was *departed
	var run freshDeparture // of one block
	var of *block
	for _, st := range removed {
		if !s.in(st) {
			continue
		}
		if st.status != Deleted {
			s.detach(st)
			continue
		}
		s.forget(st)
		if st.block != nil && st.block == of && st.obj.Address() == run.at+access.Address(uintptr(run.n)*run.size) {
			run.n++
			continue
		}
		if run.n > 0 {
			s.gone.putRun(run)
		}
		if was == nil || was.m != st.m {
			was = &departed{m: st.m, by: s.id, deleted: true}
		}
		of, run = st.block, freshDeparture{st.obj.Address(), 1, st.m.data.Type.Size(), departure{st.ref(), was}}
	}
	if run.n > 0 {
		s.gone.putRun(run)
	}
}

// departedBlock is what is known of loaded objects that left together: all of it follows from their snapshots.
type departedBlock struct {
	m         *Mapper
	snap      access.Ptr // of the first
	lack      access.Bits
	by, fresh uint64
}

// of is what is known of one of them.
func (d *departedBlock) of(i int) any {
	was := &departed{m: d.m, snap: d.snap.Behind(uintptr(i) * d.m.data.Type.Size()), lack: d.lack.Clone(), by: d.by, fresh: d.fresh}
	n, _ := d.m.props[d.m.keys[0]].field.Int(was.snap)
	was.key = identity{form: 'n', n: n}
	return was
}

// departBlock lets the objects of a whole block go, if nothing is known of them but their rows.
func (s *Session) departBlock(states []*state) bool {
	first := states[0]
	if len(first.m.keys) > 1 {
		return false
	}
	key := first.m.props[first.m.keys[0]].field
	for _, st := range states {
		n, number := key.Int(st.snap)
		if !number || st.key != (identity{form: 'n', n: n}) || st.status != Persistent || st.lack != first.lack || s.expired(st) != s.expired(first) ||
			slices.ContainsFunc(st.links, func(l link) bool { return len(l.list) > 0 }) {
			return false
		}
	}
	was := &departedBlock{m: first.m, snap: first.snap, lack: first.lack, by: s.id}
	if !s.expired(first) {
		was.fresh = s.epoch
	}
	s.gone.putRun(freshDeparture{first.obj.Address(), len(states), first.block.size, departure{first.ref(), was}})
	return true
}

// ref names an object without keeping it alive.
func (s *Session) ref(p access.Ptr) access.Ref {
	if st := s.held(p); st != nil {
		return st.ref()
	}
	if one, ok := s.gone.find(p); ok {
		return one.obj
	}
	return p.Ref(p.Weak())
}

// resume gives a state the relations that were known when the object left its session, as far as they are still there.
func (d *departed) resume(st *state) {
	for i := range d.links {
		st.links[i].list = nil
		for _, ref := range d.links[i] {
			if p := ref.Ptr(); !p.IsNil() {
				st.links[i].list = append(st.links[i].list, p)
			}
		}
	}
}

// lose takes an object out whose row is gone: another one was inserted under its key.
func (s *Session) lose(st *state) {
	st.status = Deleted
	s.detach(st)
}

// departedFrom tells what is remembered of an object that left this session, or another one of the engine.
func (s *Session) departedFrom(p access.Ptr) (*departed, bool) {
	one, ok := s.gone.find(p)
	if !ok {
		return nil, false
	}
	was, ok := one.was.(*departed)
	return was, ok
}
