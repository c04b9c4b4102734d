// This file answers questions about mappings: which there are, and what relations they have.
//
//layer:5 mapper, relation, declare

package orm

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// ClassMapper is the mapper of a struct, given as a value of it, a pointer to one or its reflect.Type. The error says
// that it isn't mapped.
func ClassMapper(model any) (*Mapper, error) {
	t, err := structType(model)
	if err != nil {
		return nil, err
	}
	return mappers.mapper(t)
}

// Mappers lists the mappers there are, in the order in which they were made.
func Mappers() []*Mapper { return slices.Clone(mappers.load().order) }

// Class is the struct type that is mapped; of one declared at a prompt, its newest version.
func (m *Mapper) Class() reflect.Type { return m.typ() }

// Relationship is a relation of a mapper, resolved.
type Relationship struct {
	Key       string  // the field of the struct
	Target    *Mapper // of the objects it leads to
	Many      bool    // the field holds several
	Secondary *Table  // the table between, of a many-to-many relation; else nil
	Back      string  // the field of the target that leads back; "" without
	On        string  // the pairs of columns, as in "addresses.user_id = users.id"
}

// String is "Addresses: []Address, addresses.user_id = users.id, back User".
func (r Relationship) String() string {
	kind := r.Target.name
	if r.Many {
		kind = "[]" + kind
	}
	text := fmt.Sprintf("%s: %s, %s", r.Key, kind, r.On)
	if r.Back != "" {
		text += ", back " + r.Back
	}
	return text
}

// Relationships lists the relations in the order of the struct's fields. The error says which of them can't be resolved,
// as when a target isn't mapped yet.
func (m *Mapper) Relationships() ([]Relationship, error) {
	if err := m.settle(); err != nil {
		return nil, err
	}
	list := make([]Relationship, len(m.rels))
	for i, r := range m.rels {
		list[i] = Relationship{Key: r.field.Name, Target: r.target, Many: r.many, Secondary: r.secondary, On: r.pairs()}
		if r.back != nil {
			list[i].Back = r.back.field.Name
		}
	}
	return list, nil
}

// pairs tells which columns are equal, foreign keys first.
func (r *relation) pairs() string {
	var list []string
	add := func(ref *Column, key property) {
		list = append(list, ref.qualifiedName()+" = "+key.col.qualifiedName())
	}
	for i := range r.local {
		here := r.owner.props[r.local[i]]
		switch r.direction {
		case manyToOne:
			add(here.col, r.target.props[r.remote[i]])
		case oneToMany:
			add(r.target.props[r.remote[i]].col, here)
		case manyToMany:
			add(r.secondLocal[i], here)
		}
	}
	for i, c := range r.secondFar {
		add(c, r.target.props[r.remote[i]])
	}
	return strings.Join(list, " and ")
}
