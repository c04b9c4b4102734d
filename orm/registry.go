// This file holds the registry of mappers, the one process-wide state of the package.
//
//layer:5 mapper, relation, declare

package orm

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// mappers is the registry that sessions use unless UseBase gives them another.
var mappers registry

// registry finds mappers and prototypes by type. Readers see an immutable state; writers copy it under the lock.
type registry struct {
	mu    sync.Mutex
	state atomic.Pointer[registered]
}

type registered struct {
	byType map[reflect.Type]*Mapper
	order  []*Mapper // as they were mapped
	protos []*prototype
}

var nothingRegistered = &registered{}

func (r *registry) load() *registered {
	if s := r.state.Load(); s != nil {
		return s
	}
	return nothingRegistered
}

// change replaces the state by what edit makes of a copy.
func (r *registry) change(edit func(*registered)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	old := r.load()
	next := &registered{byType: map[reflect.Type]*Mapper{}, order: slices.Clone(old.order), protos: slices.Clone(old.protos)}
	maps.Copy(next.byType, old.byType)
	edit(next)
	r.state.Store(next)
}

// add puts in mappers, each instead of one of its type and of one of the same name for the same table: a struct that
// was declared anew.
func (r *registry) add(list ...*Mapper) {
	r.change(func(s *registered) {
		for _, m := range list {
			for _, old := range slices.Clone(s.order) {
				if old.typ() == m.typ() || old.name == m.name && old.table.meta == m.table.meta && old.table.name == m.table.name {
					s.drop(old)
				}
			}
			s.byType[m.typ()] = m
			s.order = append(s.order, m)
			if m.reg == nil {
				m.reg = r
			}
		}
	})
}

// drop takes out a mapper and those of structs that share its table, which can't be without it.
func (s *registered) drop(old *Mapper) {
	maps.DeleteFunc(s.byType, func(_ reflect.Type, m *Mapper) bool { return m.isA(old) })
	s.order = slices.DeleteFunc(s.order, func(m *Mapper) bool { return m.isA(old) })
}

func (r *registry) clear() {
	r.change(func(s *registered) { s.byType, s.order = map[reflect.Type]*Mapper{}, nil })
}

func (r *registry) find(t reflect.Type) (*Mapper, bool) {
	m, ok := r.load().byType[t]
	return m, ok
}

// mapper finds the mapper of a type or says what to do.
func (r *registry) mapper(t reflect.Type) (*Mapper, error) {
	if m, ok := r.find(t); ok {
		return m, nil
	}
	if t == nil {
		return nil, refuse(ErrUnmapped, "orm: nil is not a mapped object")
	}
	var names []string
	for _, m := range r.load().order {
		if m.name == t.Name() && m.typ().PkgPath() == t.PkgPath() {
			return nil, refuse(ErrUnmapped, "orm: this %s is not the type that is mapped: it was declared anew; map it with Base.Map(%s{})", t.Name(), t.Name())
		}
		names = append(names, m.name)
	}
	known := ""
	if len(names) > 0 {
		known = " (mapped are " + strings.Join(names, ", ") + ")"
	}
	return nil, refuse(ErrUnmapped, "orm: %s is not mapped; map it with Base.Map(%s{}) or orm.NewMapper%s", t, t.Name(), known)
}

// byTable finds the mapper of a table.
func (r *registry) byTable(t *Table) *Mapper {
	for _, m := range r.load().order {
		if m.table == t {
			return m
		}
	}
	return nil
}

// Retype tells that a type has a new runtime version with the same fields, as a method added at a prompt makes it. The
// mapping follows; objects that sessions hold are handed out with the new type from then on.
func Retype(old, new reflect.Type) error {
	m, ok := mappers.find(old)
	if !ok {
		return nil
	}
	if old.Size() != new.Size() || old.NumField() != new.NumField() {
		return fmt.Errorf("orm: %s can't become %s: its fields differ; map it anew", old, new)
	}
	m.retype(new)
	for _, r := range []*registry{&mappers, m.reg} {
		r.change(func(s *registered) { s.byType[new] = m })
	}
	return nil
}

// Redeclare tells that structs were declared anew under their names, as at a prompt: new[i] instead of old[i]. Each whose older
// type is mapped is mapped in the same way: by its tags in the same Base, or to the same table with the same properties.
// The error says where that failed, so that the older mapping stands, and which fields still hold an older type.
func Redeclare(old, new []reflect.Type) error {
	var failed []error
	older := map[reflect.Type]bool{}
	for i, t := range old {
		m, ok := mappers.find(t)
		if !ok {
			continue
		}
		for t, other := range mappers.load().byType {
			older[t] = older[t] || other == m // its versions
		}
		var err error
		if m.base != nil {
			err = m.base.Map(new[i])
		} else {
			_, err = NewMapper(new[i], m.table, m.given...)
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("orm: %s was declared anew, and its mapping can't follow: %w", m.name, err))
		}
	}
	for _, m := range mappers.load().order {
		for _, r := range m.rels {
			if older[r.def.target] {
				failed = append(failed, fmt.Errorf("orm: %s holds the older %s; declare %s anew too", r, r.def.target.Name(), m.name))
			}
		}
	}
	return errors.Join(failed...)
}
