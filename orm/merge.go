// This file holds Merge: the state of an object copied into the session's object of the same key.
//
//layer:6 session, flush, query, load

package orm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// MergeOption changes what Merge copies.
type MergeOption func(*mergeOptions)

type mergeOptions struct {
	only   []string
	along  []any
	noLoad bool
}

// NoLoad merges without asking the database: the object is taken as its row, and nothing is written for it.
func NoLoad() MergeOption { return func(o *mergeOptions) { o.noLoad = true } }

// OnlyFields copies these fields alone. A Go struct can't tell "unset" from zero, so without it Merge copies every
// mapped field.
func OnlyFields(names ...string) MergeOption {
	return func(o *mergeOptions) { o.only = append(o.only, names...) }
}

// Along names objects that relations of the merged one hold as the base that begins them, since an address doesn't tell a Manager
// from its Employee: Merge(company, orm.Along(manager, engineer)).
func Along(objs ...any) MergeOption {
	return func(o *mergeOptions) { o.along = append(o.along, objs...) }
}

// merger is one call of Merge.
type merger struct {
	s    *Session
	only []string
	bare bool // NoLoad
	done map[access.Ptr]*state
}

// Merge copies an object into the one with the same key that the session holds or the database has, or into a new one,
// and returns that; the given object stays out of the session, unless it is in it already: then Merge flushes and
// returns it. Relations with a merge cascade, which is the default, are merged along; one that is nil is left alone. A
// foreign key that is zero in the given object follows the relation where that is set.
func (s *Session) Merge(obj any, opts ...MergeOption) (any, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	p, m, err := s.mapped(obj)
	if err != nil {
		return nil, err
	}
	var o mergeOptions
	for _, opt := range opts {
		opt(&o)
	}
	if err := m.settle(); err != nil {
		return nil, err
	}
	for _, name := range o.only {
		if _, ok := m.byField[name]; !ok && !slices.ContainsFunc(m.rels, func(r *relation) bool { return r.field.Name == name }) {
			return nil, m.noField(name)
		}
	}
	if s.engine == nil {
		return nil, ErrUnbound
	}
	if !o.noLoad {
		if err := s.autoflush("Merge"); err != nil {
			return nil, err
		}
	}
	s.quiet++ // nothing is flushed between the parts of a graph
	s.adding = adding{objs: o.along}
	defer func() { s.quiet--; s.adding = adding{} }()
	mg := &merger{s: s, only: o.only, bare: o.noLoad, done: map[access.Ptr]*state{}}
	st, err := mg.merge(p, m, nil)
	if err != nil {
		return nil, err
	}
	return st.obj.Interface(reflect.TypeOf(obj).Elem()), nil
}

// merge copies one object. unset are columns that are taken from a relation where p has no value of its own for them.
func (mg *merger) merge(p access.Ptr, m *Mapper, unset []int) (*state, error) {
	if st := mg.done[p]; st != nil {
		return st, nil
	}
	if st := mg.s.held(p); st != nil && st.status != Deleted {
		mg.done[p] = st
		return st, mg.related(p, m, st)
	}
	if err := mg.s.free(p, m); err != nil {
		return nil, err
	}
	st, err := mg.target(p, m)
	if err != nil {
		return nil, err
	}
	mg.done[p] = st
	if err := mg.loadTarget(st, m); err != nil {
		return nil, err
	}
	if err := st.sameVersion(p, m); err != nil {
		return nil, err
	}
	for _, r := range m.rels {
		if r.direction == manyToOne && !r.field.Link(p).IsNil() {
			unset = slices.Concat(unset, r.local)
		}
	}
	for i, prop := range m.props {
		if prop.sql != nil || i == m.version && !mg.bare || slices.Contains(unset, i) && prop.field.IsZero(p) {
			continue
		}
		if len(mg.only) > 0 && !slices.Contains(mg.only, prop.field.Name) && !slices.Contains(m.keys, i) {
			continue
		}
		m.tracker.CopyField(i, st.obj, p)
		st.nulls.Put(i, false)
	}
	if err := st.m.setKind(st.obj); err != nil {
		return nil, err
	}
	if mg.bare && st.status == Persistent {
		mg.s.snapshot(st)
	}
	return st, mg.related(p, m, st)
}

// sameVersion refuses an object that was made from an older row than the session's. A version of zero is none.
func (st *state) sameVersion(p access.Ptr, m *Mapper) error {
	if m.version < 0 || st.status != Persistent || m.props[m.version].field.IsZero(p) {
		return nil
	}
	f := m.props[m.version].field
	if given, held := f.Get(p), f.Get(st.snap); given != held {
		return fmt.Errorf("%w: Merge of %s has version %v, and the row has %v; leave %s zero to take the row as it is", ErrStale, m.repr(p), given, held, f.Name)
	}
	return nil
}

// loadTarget loads those columns of the target that are to be copied to: an equal value isn't written, another one is.
func (mg *merger) loadTarget(st *state, m *Mapper) error {
	var cols []int
	for i, prop := range m.props {
		if prop.sql == nil && st.lack.Has(i) && (len(mg.only) == 0 || slices.Contains(mg.only, prop.field.Name)) {
			cols = append(cols, i)
		}
	}
	if st.status != Persistent || mg.bare || len(cols) == 0 {
		return nil
	}
	return mg.s.loadColumns(st, cols, "Merge")
}

// target finds the session's object with the key of p, in the session or the database, or adds a new one.
func (mg *merger) target(p access.Ptr, m *Mapper) (*state, error) {
	if m.hasKey(p) {
		key, err := m.keyOf(p)
		if err != nil {
			return nil, err
		}
		if key.form != 0 && mg.bare {
			return mg.bareTarget(p, m, key)
		}
		if key.form != 0 {
			values := make([]any, len(m.keys))
			for i, at := range m.keys {
				if values[i], err = m.props[at].field.Value(p); err != nil {
					return nil, err
				}
			}
			if st, err := mg.s.get(m, key, values, "Merge"); st != nil || err != nil {
				return st, err
			}
		}
	}
	return mg.s.admit(access.New(m.data.Type), m), nil
}

// bareTarget makes an object that is taken to be what its row is.
func (mg *merger) bareTarget(p access.Ptr, m *Mapper, key identity) (*state, error) {
	if st := mg.s.identity(m).find(key); st != nil {
		if !st.m.isA(m) {
			return nil, st.otherKind(m)
		}
		return st, nil
	}
	st := mg.s.room.state(m, access.New(m.data.Type))
	for i := range m.props {
		m.tracker.CopyField(i, st.obj, p)
	}
	mg.s.enlist(st)
	mg.s.settleState(st, key)
	return st, nil
}

// related merges what the relations of p lead to: those of m, which p was given as.
func (mg *merger) related(p access.Ptr, m *Mapper, st *state) error {
	for _, r := range m.rels {
		if !r.cascade.merge || len(mg.only) > 0 && !slices.Contains(mg.only, r.field.Name) {
			continue
		}
		if r.many && r.field.Links(p) == nil || !r.many && r.field.Link(p).IsNil() {
			continue
		}
		if p != st.obj && st.status == Persistent && r.direction != manyToOne { // what it leads to now is of no interest
			if err := mg.s.loadRelation([]*state{st}, r); err != nil {
				return err
			}
		}
		var list []access.Ptr
		for _, obj := range r.related(p) {
			if obj.IsNil() {
				return errors.New("orm: " + r.String() + " holds a nil")
			}
			own := mg.s.kindOf(obj, r.target)
			if err := mg.s.mergesWhole(obj, own, r); err != nil {
				return err
			}
			var unset []int
			if r.direction == oneToMany {
				unset = r.remote
			}
			other, err := mg.merge(obj, own, unset)
			if err != nil {
				return err
			}
			list = append(list, other.obj)
		}
		if p == st.obj {
			continue
		}
		if r.many {
			r.field.SetLinks(st.obj, list)
		} else {
			r.field.SetLink(st.obj, list[0])
		}
		if mg.bare && st.status == Persistent {
			st.links[r.index].loaded, st.links[r.index].list = true, list
		}
	}
	return nil
}
