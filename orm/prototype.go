// This file holds prototypes: objects that are never stored, whose field addresses name columns.
//
//layer:5 mapper, relation, declare

package orm

import (
	"fmt"
	"reflect"
	"sync"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// prototype is the one object of a type and an alias. It belongs to the type, not to its mapping, so that it outlives
// ClearMappers.
type prototype struct {
	typ   reflect.Type
	data  *access.Struct
	at    access.Ptr
	alias string
	mu    sync.Mutex
	of    *ast.Table // that from is made for
	from  ast.Source // what an alias stands for; made at first use, when the mapping is known
}

// Prototype returns the prototype of a struct type as a pointer to it, always the same one for the same alias; alias ""
// is the table itself. Generic programs write orm.Columns[T]() and orm.Alias[T](name).
func Prototype(t reflect.Type, alias string) any {
	for _, p := range mappers.load().protos {
		if p.typ == t && p.alias == alias {
			return p.at.Interface(t)
		}
	}
	fresh := &prototype{typ: t, alias: alias, at: access.New(t)}
	fresh.data, _ = access.Describe(t, isMarker) // a type that can't be described isn't mapped either: AttrOf says so
	mappers.change(func(s *registered) {
		for _, p := range s.protos {
			if p.typ == t && p.alias == alias { // made meanwhile by another goroutine
				fresh = p
				return
			}
		}
		s.protos = append(s.protos, fresh)
	})
	return fresh.at.Interface(t)
}

// prototypeOf finds the prototype that an address lies in.
func prototypeOf(address access.Ptr) (*prototype, uintptr) {
	for _, p := range mappers.load().protos {
		if offset, ok := p.at.Within(p.typ, address); ok {
			return p, offset
		}
	}
	return nil, 0
}

// attribute is what a field's address of a prototype stands for: a column, or a relation.
type attribute struct {
	m     *Mapper
	proto *prototype
	prop  int // position of the column; -1 for a relation
	rel   *relation
	group *access.Group // a composite, whose fields are several columns; nil for most
}

// attributeOf resolves a pointer into a prototype.
func attributeOf(field any) (attribute, error) {
	address, t, ok := access.FieldAddress(field)
	if !ok {
		return attribute{}, fmt.Errorf("orm: a column is named by the address of a prototype's field (&U.Name), not by %T", field)
	}
	p, offset := prototypeOf(address)
	if p == nil {
		return attribute{}, fmt.Errorf("orm: this %T is not a field of a prototype; make one with U := orm.Columns[User]() and take &U.Name", field)
	}
	m, err := mappers.mapper(p.typ)
	if err != nil {
		return attribute{}, err
	}
	f := m.data.At(offset, t)
	if g := m.data.GroupAt(offset, t); g != nil && f == nil {
		return attribute{m: m, proto: p, prop: -1, group: g}, nil
	}
	if f == nil {
		return attribute{}, fmt.Errorf("orm: %T names no field of %s", field, m.name)
	}
	if i, ok := m.byField[f.Name]; ok {
		return attribute{m: m, proto: p, prop: i}, nil
	}
	for _, r := range m.rels {
		if r.field.Name == f.Name {
			return attribute{m: m, proto: p, prop: -1, rel: r}, m.settle()
		}
	}
	return attribute{}, fmt.Errorf("orm: %s.%s has no column: it is left out of the mapping", m.name, f.Name)
}
