// This file holds inheritance: structs that embed another mapped struct share its table, or have one that is joined to it.
//
//layer:5 mapper, relation, declare

package orm

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// family is a struct with the structs that embed it. A base begins each of its subs in memory and in columns: a *Manager is
// an *Employee by its address, and column 2 of the one is column 2 of the other.
type family struct {
	on     int                // position of the discriminator column
	byName map[string]*Mapper // by the discriminator's value
	list   []*Mapper          // bases before subs
}

// noRows stands for the value of a struct that has no rows of its own: polymorphic without a value.
const noRows = "\x00"

// embedded finds the base of a struct: what it embeds with a polymorphic tag, and the value its own rows have. An
// orm.Model with such a tag gives the value alone.
func embedded(typ reflect.Type) (base reflect.Type, at int, kind string) {
	for i := range typ.NumField() {
		f := typ.Field(i)
		if !f.Anonymous {
			continue
		}
		t := parseTag(f.Tag, "", &problems{}) // mistakes are told by the draft
		if name, ok := t.value["polymorphic"]; ok {
			if name == "" {
				name = noRows
			}
			if isMarker(f) {
				return nil, 0, name
			}
			return f.Type, i, name
		}
	}
	return nil, 0, ""
}

// draftFamily says how a struct shares a table, or which it joins to its base's: the base's draft must stand before it in
// the same call of Map.
func (d *draft) draftFamily(before []*draft, p *problems) {
	base, at, kind := embedded(d.typ)
	d.kind = kind
	if base == nil {
		return
	}
	where := d.typ.Name() + "." + base.Name()
	t := parseTag(d.typ.Field(at).Tag, where, p)
	t.only(where, "an embedded struct", func(word string) bool { return slices.Contains(modelWords, word) }, p)
	d.joins = t.has("table")
	if d.name = t.value["table"]; t.has("schema") {
		d.args = append(d.args, Schema(t.value["schema"]))
		if !d.joins {
			p.add("%s: schema= goes with table=", where)
		}
	}
	if d.typ.Field(at).Offset != 0 {
		p.add("%s: embed %s before all other fields", where, base.Name())
	}
	if i := slices.IndexFunc(before, func(b *draft) bool { return b.typ == base }); i >= 0 {
		if d.base = before[i]; d.joins {
			d.joinKey(p)
		}
		return
	}
	p.add("%s embeds %s: map them together, in this order: Base.Map(%s{}, %s{})", d.typ.Name(), base.Name(), base.Name(), d.typ.Name())
	d.lost = true
}

// inherits tells whether a field is the base's, which has its column already.
func (d *draft) inherits(f *access.Field) bool {
	if d.base == nil {
		return false
	}
	data, err := access.Describe(d.base.typ, isMarker)
	if err != nil {
		return false // told by the base
	}
	of := data.Field(f.Name)
	return of != nil && of.SameAs(f)
}

// root is the draft that has the table.
func (d *draft) root() *draft {
	for d.base != nil && !d.joins {
		d = d.base
	}
	return d
}

// discriminator finds the column tagged polymorphic_on; -1 without one.
func (m *Mapper) discriminator(p *problems) int {
	on := -1
	for i, prop := range m.props {
		where := m.name + "." + prop.field.Name
		if t := parseTag(prop.field.Tag, "", &problems{}); !t.has("polymorphic_on") {
			continue
		}
		if on >= 0 {
			p.add("%s: %s says the type of a row already", where, m.props[on].field.Name)
		}
		if prop.field.Type.Kind() != reflect.String {
			p.add("%s: polymorphic_on is for a string, not for %s", where, prop.field.Type)
		}
		on = i
	}
	return on
}

// joinFamily makes a mapper part of the family of its base, or the first of its own.
func (m *Mapper) joinFamily(base *Mapper, kind string, p *problems) {
	on := m.discriminator(p)
	switch {
	case on < 0 && kind == "" && base == nil:
		return
	case on < 0:
		p.add("%s: no field says the type of a row: tag a string field of the base orm:\"polymorphic_on\"", m.name)
		return
	case kind == "":
		p.add("%s: say what %s has for it: orm.Model `orm:\"table=%s,polymorphic=%s\"`; polymorphic alone says that it has no rows of its own",
			m.name, m.props[on].field.Name, m.table.name, snakeCase(m.name))
		return
	}
	m.kind = kind
	if base == nil {
		m.family = &family{on: on, byName: map[string]*Mapper{}}
	} else if m.family = base.family; m.family == nil {
		return // the base has mistakes of its own
	}
	if other := m.family.byName[kind]; other != nil {
		p.add("%s: polymorphic=%s is %s already", m.name, kind, other.name)
	}
	if !m.abstract() {
		m.family.byName[kind] = m
	}
	m.family.list = append(m.family.list, m)
}

// abstract tells whether only structs that embed m's have rows.
func (m *Mapper) abstract() bool { return m.kind == noRows }

// noObject refuses what would be a row of a struct that has none.
func (m *Mapper) noObject() error {
	if !m.abstract() {
		return nil
	}
	return fmt.Errorf("orm: %s has no rows of its own (polymorphic without a value): add one of the structs that embed it", m.name)
}

// root is the mapper of the family's first struct; without a family the mapper itself.
func (m *Mapper) root() *Mapper {
	if m.family == nil {
		return m
	}
	return m.family.list[0]
}

// isA tells whether objects of m are objects of other too.
func (m *Mapper) isA(other *Mapper) bool {
	for ; m != nil; m = m.parent {
		if m == other {
			return true
		}
	}
	return false
}

// kindCond is the condition that rows are of this type or one that embeds it; none where the tables say so: for a base of
// all, and for a table that is joined to it.
func (m *Mapper) kindCond(from ast.Source) []ast.Expr {
	if m.parent == nil || m.parent.table != m.table {
		return nil
	}
	col := m.column(m.family.on, from)
	in := &ast.Membership{Op: ast.In, X: col}
	for _, other := range m.family.list {
		if other.isA(m) && !other.abstract() {
			in.Items = append(in.Items, valueOf(other.kind, col.Type, col.Name))
		}
	}
	return []ast.Expr{in}
}

// joinsTables tells whether a struct of the family has a table of its own beside the base's.
func (m *Mapper) joinsTables() bool {
	return m.family != nil && slices.ContainsFunc(m.family.list, func(other *Mapper) bool { return other.table != m.table })
}

// setKind gives a new object the discriminator of its type where it has none.
func (m *Mapper) setKind(p access.Ptr) error {
	if m.family == nil {
		return nil
	}
	if err := m.noObject(); err != nil {
		return err
	}
	if f := m.props[m.family.on].field; f.IsZero(p) {
		_, err := f.Set(p, m.kind)
		return err
	}
	return m.checkKind(p)
}

// checkKind refuses an object whose discriminator is that of another type.
func (m *Mapper) checkKind(p access.Ptr) error {
	if m.family == nil {
		return nil
	}
	f := m.props[m.family.on].field
	v, err := f.Value(p)
	if err == nil && v != m.kind {
		err = fmt.Errorf("orm: %s.%s is %q, which isn't that of %s (%q): leave it empty, or use the struct that has it", m.name, f.Name, v, m.name, m.kind)
	}
	return err
}

// noSub refuses a struct that embeds its base where its condition has no place.
func (m *Mapper) noSub(what string) error {
	if len(m.kindCond(nil)) == 0 {
		return nil
	}
	return fmt.Errorf("orm: %s: the table of %s has other rows too; use its base %s with a condition on %s",
		what, m.name, m.root().name, m.props[m.family.on].field.Name)
}
