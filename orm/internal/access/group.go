// This file holds composites: a field whose struct's fields stand for it.

package access

import (
	"reflect"
	"strings"
)

// Group is a composite: its fields are columns together.
type Group struct {
	Name   string
	Type   reflect.Type
	Fields []*Field
	offset uintptr
}

// GroupAt is the composite of a type at an offset; nil if there is none.
func (s *Struct) GroupAt(offset uintptr, t reflect.Type) *Group {
	for i := range s.Groups {
		if g := &s.Groups[i]; g.offset == offset && g.Type == t {
			return g
		}
	}
	return nil
}

// Group is the composite of a name; nil if there is none.
func (s *Struct) Group(name string) *Group {
	for i := range s.Groups {
		if s.Groups[i].Name == name {
			return &s.Groups[i]
		}
	}
	return nil
}

// Parts are the values of the fields in a value of the composite's type; ok is false for values of other types.
func (g *Group) Parts(v any) (parts []any, ok bool) {
	whole := reflect.ValueOf(v)
	if !whole.IsValid() || whole.Type() != g.Type {
		return nil, false
	}
	for _, f := range g.Fields {
		part := whole
		for name := range strings.SplitSeq(strings.TrimPrefix(f.Name, g.Name+"."), ".") {
			part = part.FieldByName(name)
		}
		parts = append(parts, part.Interface())
	}
	return parts, true
}

// Columns are the names that a composite's tag gives its columns, in the order of the struct's fields.
func Columns(f reflect.StructField) []string {
	for word := range strings.SplitSeq(f.Tag.Get("orm"), ",") {
		if names, ok := strings.CutPrefix(word, "columns="); ok {
			return strings.Fields(names)
		}
	}
	return nil
}

// walkGroup describes a composite: its fields, under its name.
func (s *Struct) walkGroup(f reflect.StructField, base uintptr, name string) error {
	first := len(s.Fields)
	if err := s.walk(f.Type, base, name+".", nil); err != nil {
		return err
	}
	g := Group{Name: name, Type: f.Type, offset: base}
	for _, part := range s.Fields[first:] {
		if part.Tag.Get("orm") != "-" {
			g.Fields = append(g.Fields, part)
		}
	}
	for i, column := range Columns(f) {
		if i < len(g.Fields) {
			g.Fields[i].Column = column
		}
	}
	s.Groups = append(s.Groups, g)
	return nil
}
