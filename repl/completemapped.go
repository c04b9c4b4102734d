// This file completes what mapped structs have: names in strings, and the operands that conditions, joins and orders are made of.

package repl

import (
	"reflect"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/line"
)

// kinds are kinds of attributes.
type kinds int

const (
	column kinds = 1 << iota
	relation
)

// attribute is a mapped field.
type attribute struct {
	name, typ string
	kind      kinds
	many      bool
}

// wanted are the kinds whose operands a method takes; 0 of other methods.
func wanted(method string) kinds {
	switch method {
	case "Filter", "Where", "Having":
		return column | relation
	case "GroupBy", "OrderBy":
		return column
	case "Join", "OuterJoin":
		return relation
	}
	return 0
}

// attributes are the names of the struct that the receiver of a call queries, which stands at the end of before.
func (s *Shell) attributes(before, call, prefix string, of kinds) (candidates []line.Candidate) {
	call, _, _ = strings.Cut(call, "(orm.V")
	t := s.queried(before, receiverOf(call))
	if t == nil {
		return nil
	}
	for _, a := range attributesOf(t) {
		if a.kind&of != 0 {
			candidates = addPrefixed(candidates, prefix, a.name, a.typ)
		}
	}
	return candidates
}

// operands are offered for a name that was begun as a string where none is taken: orm.Col(&U.Name) for "Na.
func (s *Shell) operands(before, receiver, prefix string, of kinds) (candidates []line.Candidate) {
	for _, t := range s.classesIn(before, receiver) {
		proto := s.prototype(t)
		for _, a := range attributesOf(t) {
			if a.kind&of == 0 || !strings.HasPrefix(a.name, prefix) {
				continue
			}
			maker := "orm.Col"
			switch {
			case a.many:
				maker = "orm.Many"
			case a.kind == relation:
				maker = "orm.One"
			}
			candidates = append(candidates, line.Candidate{Text: maker + "(&" + proto + "." + a.name + ")", Note: a.typ})
		}
	}
	return candidates
}

func receiverOf(call string) string { return call[:max(0, strings.LastIndexByte(call, '.'))] }

// queried is the struct that a query queries, which stands at the end of before; nil of what is no query of one.
func (s *Shell) queried(before, receiver string) reflect.Type {
	_, model, ok := strings.Cut(s.eval.TypeOf(receiver, before), "QueryOf[")
	if !ok {
		return nil
	}
	return s.classOf(strings.TrimSuffix(model, "]"))
}

var fieldOf = later(`&(\w+)\.\w`)

// classesIn are the structs of a query: what it queries, and whose prototypes it mentions.
func (s *Shell) classesIn(before, receiver string) (list []reflect.Type) {
	add := func(t reflect.Type) {
		if t != nil && !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	add(s.queried(before, receiver))
	for _, found := range append(fieldOf().FindAllStringSubmatch(receiver, -1), mentioned().FindAllStringSubmatch(receiver, -1)...) {
		name := found[1]
		if v, ok := s.eval.Lookup(name); ok {
			name = strings.TrimPrefix(strings.TrimPrefix(v.Type().String(), "*"), "main.")
		}
		if t := s.classOf(name); t != nil && t.Kind() == reflect.Struct {
			add(t)
		}
	}
	for _, found := range joined().FindAllStringSubmatch(receiver, -1) {
		for _, t := range slices.Clone(list) {
			add(target(t, found[1]))
		}
	}
	return list
}

// mentioned matches the types that prototypes are asked of, joined the relations that are joined.
var (
	mentioned = later(`(?:Columns|Alias|Mapped)(?:\[|\()(\w+(?:\.\w+)?)`)
	joined    = later(`Join\(orm\.(?:Many|One)\(&[^()]*?(?:\(\))?\.(\w+)\)`)
)

// target is the struct that a relation leads to; nil if there is no such relation.
func target(t reflect.Type, key string) reflect.Type {
	relations := relationsOf(t)
	if i := slices.IndexFunc(relations, func(r orm.Relationship) bool { return r.Key == key }); i >= 0 {
		return relations[i].Target.Class()
	}
	return nil
}

// relationsOf are the relations of a struct: none as long as it isn't mapped, or one of them can't be resolved.
func relationsOf(t reflect.Type) []orm.Relationship {
	m, err := orm.ClassMapper(t)
	if err != nil {
		return nil
	}
	relations, err := m.Relationships()
	if err != nil {
		return nil
	}
	return relations
}

// classOf is a struct of the session, or a mapped one of a package of the user's own; nil if there is none of that name.
func (s *Shell) classOf(name string) reflect.Type {
	if t, ok := s.eval.LookupType(name); ok {
		return t
	}
	all := orm.Mappers()
	if i := slices.IndexFunc(all, func(m *orm.Mapper) bool { return m.Class().String() == name }); i >= 0 {
		return all[i].Class()
	}
	return nil
}

// prototype is how the session names the columns of a struct: by the variable that holds the prototype, or as it is made.
func (s *Shell) prototype(t reflect.Type) string {
	typ := strings.TrimPrefix(t.String(), "main.")
	for _, n := range s.eval.Names() {
		if n.Kind != "var" || n.Type != "*"+typ {
			continue
		}
		if v, ok := s.eval.Lookup(n.Name); ok && v.CanInterface() && v.Interface() == orm.Prototype(t, "") {
			return n.Name
		}
	}
	return "orm.Columns[" + typ + "]()"
}

// attributesOf are the mapped fields of a struct, in their order. Relations that can't be resolved yet have the word in their tags.
func attributesOf(t reflect.Type) (list []attribute) {
	relations := relationsOf(t)
	for _, f := range reflect.VisibleFields(t) {
		tag := f.Tag.Get("orm")
		if f.Anonymous || !f.IsExported() || tag == "-" || slices.ContainsFunc(list, func(a attribute) bool { return a.name == f.Name }) {
			continue
		}
		a := attribute{name: f.Name, typ: mainQualifier().ReplaceAllString(f.Type.String(), ""), kind: column}
		if isRelation(tag) || slices.ContainsFunc(relations, func(r orm.Relationship) bool { return r.Key == f.Name }) {
			a.kind, a.many = relation, f.Type.Kind() == reflect.Slice
		}
		list = append(list, a)
	}
	return list
}

var mainQualifier = later(`\bmain\.`)

func isRelation(tag string) bool {
	return slices.Contains(strings.Split(tag, ","), "relation")
}
