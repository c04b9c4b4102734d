// This file holds what a session tells about one object: its state, its key, what changed of it.
//
//layer:6 session, flush, query, load

package orm

import (
	"reflect"
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// Inspection is what a session knows about one object.
type Inspection struct {
	State   State
	Type    reflect.Type // the struct that the row stands for, which may embed the one that was given; nil while not in the session
	Key     []any        // the primary key; nil without one
	Expired bool         // marked stale
	// Loaded says that a query made the object of its row, Inserted that the session has inserted it. A persistent object of which neither is true was
	// detached when it was added.
	Loaded, Inserted bool
	Changes          []Change // in the order of the columns; those of relations follow
	// Unloaded names the fields whose columns or relations weren't loaded, and which read as zero or as what they were.
	Unloaded []string
}

// Change is a field whose value differs from the last one loaded or flushed. Of a relation the values are what the field holds: a
// pointer, or a list of them.
type Change struct {
	Field    string
	Old, New any
}

// Added lists the objects that came into a relation; of a column nothing.
func (c Change) Added() []any { return lacking(c.New, c.Old) }

// Removed lists the objects that left a relation.
func (c Change) Removed() []any { return lacking(c.Old, c.New) }

// lacking lists the objects of one field's value that another doesn't have.
func lacking(of, in any) (list []any) {
	have := access.Objects([]any{in})
	for _, obj := range access.Objects([]any{of}) {
		if _, _, ok := access.PtrOf(obj); ok && !slices.Contains(have, obj) {
			list = append(list, obj)
		}
	}
	return list
}

// Inspect tells an object's state, its key and what changed. An object that the session doesn't know is transient, or
// detached where it was in this session before. The changes of a pending object are what its relations hold.
func (s *Session) Inspect(obj any) (Inspection, error) {
	if err := s.enter(); err != nil {
		return Inspection{}, err
	}
	defer s.leave()
	p, m, err := s.mapped(obj)
	if err != nil {
		return Inspection{}, err
	}
	st := s.held(p)
	if st == nil {
		if _, was := s.departedFrom(p); was {
			return Inspection{State: Detached}, nil
		}
		return Inspection{}, nil
	}
	in := Inspection{State: st.status, Type: m.typ(), Expired: st.status == Persistent && s.expired(st), Loaded: st.block != nil, Inserted: st.born != nil}
	if st.status != Pending {
		for _, at := range m.keys {
			in.Key = append(in.Key, m.props[at].field.Get(st.snap))
		}
		for _, at := range m.tracker.Changed(st.obj, st.snap, nil) {
			f := m.props[at].field
			in.Changes = append(in.Changes, Change{Field: f.Name, Old: f.Get(st.snap), New: f.Get(st.obj)})
		}
		in.Unloaded = st.unloaded()
	}
	for _, r := range m.rels {
		if c, changed := st.relationChange(r); changed {
			in.Changes = append(in.Changes, c)
		}
	}
	return in, nil
}

// relationChange is what came into a relation, and left it, since the last load or flush.
func (st *state) relationChange(r *relation) (Change, bool) {
	was, now := st.links[r.index].list, r.related(st.obj)
	if len(missing(was, now))+len(missing(now, was)) == 0 {
		return Change{}, false
	}
	before := access.New(st.m.data.Type)
	if r.many {
		r.field.SetLinks(before, slices.Clone(was))
	} else if len(was) > 0 {
		r.field.SetLink(before, was[0])
	}
	return Change{Field: r.field.Name, Old: r.field.Get(before), New: r.field.Get(st.obj)}, true
}
