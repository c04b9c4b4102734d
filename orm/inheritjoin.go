// This file holds the tables of a struct that embeds another mapped one: the base's, and those that are joined to it.
//
//layer:5 mapper, relation, declare

package orm

import (
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// joinKey gives the draft of a joined table the base's key, which refers to the base's table.
func (d *draft) joinKey(p *problems) {
	base := d.base.root()
	table := base.name
	for _, a := range base.args {
		if property, ok := a.(tableProperty); ok {
			scratch := &Table{}
			if property(scratch); scratch.schema != "" {
				table = scratch.schema + "." + base.name
			}
		}
	}
	var names, targets []string
	var keys []*Column
	for _, a := range base.args {
		if c, ok := a.(*Column); ok && c.pk {
			names, targets = append(names, c.name), append(targets, table+"."+c.name)
			keys = append(keys, NewColumn(c.name, c.typ, PrimaryKey))
			keys[len(keys)-1].declaredBy(c.origin, c.tag)
		}
	}
	if len(keys) == 1 {
		ForeignKey(targets[0]).columnArg(keys[0])
	}
	for _, c := range keys {
		d.args = append(d.args, c)
	}
	if len(keys) > 1 {
		d.args = append(d.args, NewForeignKey(names, targets))
	}
	if base.name == d.name {
		p.add("%s: table=%s is the base's; leave it out to share that table", d.typ.Name(), d.name)
	}
}

// declares tells whether a field of a struct that embeds m's is m's.
func (m *Mapper) declares(f *access.Field) bool {
	if m == nil || m.data == nil {
		return false
	}
	own := m.data.Field(f.Name)
	return own != nil && own.SameAs(f)
}

// inherit takes over what a base has: columns, key and relations stand in the same places.
func (m *Mapper) inherit(base *Mapper, p *problems) {
	m.parts, m.rows = []*Mapper{m}, m.table.source
	if base == nil {
		return
	}
	m.parent, m.keys, m.auto, m.version, m.rels = base, base.keys, base.auto, base.version, slices.Clone(base.rels)
	m.eager = base.eager
	for i, prop := range base.props {
		f := m.data.Field(prop.field.Name)
		if f == nil || !f.SameAs(prop.field) {
			p.add("%s: a field hides %s.%s; give it another name", m.name, base.name, prop.field.Name)
			f = prop.field
		}
		inherited := prop
		inherited.field = f
		m.props = append(m.props, inherited)
		if m.byField[f.Name] = i; prop.sql == nil {
			m.byColumn[prop.col.name] = i
		}
	}
	for _, r := range base.rels {
		if f := m.data.Field(r.field.Name); f == nil || !f.SameAs(r.field) {
			p.add("%s: a field hides %s; give it another name", m.name, r)
		}
	}
	if m.table == base.table {
		m.parts = append(slices.Clone(base.parts[:len(base.parts)-1]), m)
		m.from, m.joins, m.rows = base.from, base.joins, base.rows
		return
	}
	m.parts, m.from = append(slices.Clone(base.parts), m), len(base.props)
	for _, at := range m.keys {
		m.joins = append(m.joins, m.table.byName[base.props[at].col.name])
	}
	m.rows = &ast.Join{Left: base.rows, Right: m.table.source, On: m.joinOn(base, nil)}
}

// joinOn is the condition that a row of m's own table belongs to one of another part; from is where both stand.
func (m *Mapper) joinOn(other *Mapper, from ast.Source) ast.Expr {
	var on []ast.Expr
	for _, at := range m.keys {
		on = append(on, compared(ast.Eq, other.column(at, from), m.column(at, from)))
	}
	return allOf(on)
}

// own is the column that stands for a property in m's own table: the key of a joined table is its own.
func (m *Mapper) own(at int) *Column {
	if m.joins != nil {
		if i := slices.Index(m.keys, at); i >= 0 {
			return m.joins[i]
		}
	}
	return m.props[at].col
}

// has tells whether a property has a column in m's own table.
func (m *Mapper) has(at int) bool {
	return at >= m.from && at < len(m.props) || slices.Contains(m.keys, at)
}

// part is the mapper among m's parts that has a table; nil for none.
func (m *Mapper) part(t *Table) *Mapper {
	for _, p := range m.parts {
		if p.table == t {
			return p
		}
	}
	return nil
}

// partOf is the part that has a property's column.
func (m *Mapper) partOf(at int) *Mapper {
	for _, p := range m.parts {
		if at < len(p.props) {
			return p
		}
	}
	return m
}

// tables lists the tables of the whole family, bases before subs.
func (m *Mapper) tables() []*Table {
	if m.family == nil {
		return []*Table{m.table}
	}
	var list []*Table
	for _, other := range m.family.list {
		if !slices.Contains(list, other.table) {
			list = append(list, other.table)
		}
	}
	return list
}

// relations lists the relations of the whole family.
func (m *Mapper) relations() []*relation {
	if m.family == nil {
		return m.rels
	}
	var list []*relation
	for _, other := range m.family.list {
		for _, r := range other.rels {
			if r.owner == other {
				list = append(list, r)
			}
		}
	}
	return list
}

// ownFirst lists the relations of m's objects as SQLAlchemy does: its own before its base's.
func (m *Mapper) ownFirst() []*relation {
	if m.parent == nil {
		return m.rels
	}
	var list []*relation
	for of := m; of != nil; of = of.parent {
		for _, r := range of.rels {
			if r.owner == of {
				list = append(list, r)
			}
		}
	}
	return list
}

// inheritance tells whether a foreign key is what joins a table to its base's.
func (m *Mapper) inheritance(ref reference) bool {
	if m.family == nil {
		return false
	}
	return slices.ContainsFunc(m.family.list, func(sub *Mapper) bool {
		return sub.joins != nil && slices.Equal(sub.joins, ref.columns) && sub.parts[len(sub.parts)-2].table == ref.targets[0].table
	})
}

// embedded tells whether a mapped struct embeds m's.
func (m *Mapper) embedded() bool {
	return m.family != nil && slices.ContainsFunc(m.family.list, func(sub *Mapper) bool { return sub.parent == m })
}

// alias is what m's rows stand in under another name: the table, or a join of its tables. An empty name is made up.
func (m *Mapper) alias(name string) ast.Source {
	var rows ast.Source
	for i, part := range m.parts {
		a := &ast.Alias{Name: name, Of: part.table.source}
		if name != "" && i < len(m.parts)-1 {
			a.Name = name + "_" + part.table.name
		}
		if rows == nil {
			rows = a
			continue
		}
		join := &ast.Join{Left: rows, Right: a}
		join.On = part.joinOn(m.parts[i-1], join)
		rows = join
	}
	return rows
}

// in is the column of its table's row in a source: the table, an alias of it, or a join that has either.
func (c *Column) in(from ast.Source) *ast.Column {
	n := c.node
	if from == nil || from == n.Source {
		return n
	}
	leaf := leafOf(from, n.Source)
	if _, table := from.(*ast.Table); table || leaf == n.Source {
		return n // of another table beside it
	}
	if leaf != nil {
		from = leaf
	}
	return &ast.Column{Source: from, Name: n.Name, Type: n.Type, Secret: n.Secret}
}

// leafOf finds a table, or an alias of it, in a join.
func leafOf(from, table ast.Source) ast.Source {
	switch s := from.(type) {
	case *ast.Join:
		if leaf := leafOf(s.Left, table); leaf != nil {
			return leaf
		}
		return leafOf(s.Right, table)
	case *ast.Alias:
		if s.Of == table {
			return s
		}
	case *ast.Table:
		if ast.Source(s) == table {
			return s
		}
	}
	return nil
}

// fromOf is the FROM list that says where rows come from, where columns alone don't: for a join.
func fromOf(rows ast.Source) []ast.Source {
	if _, joined := rows.(*ast.Join); joined {
		return []ast.Source{rows}
	}
	return nil
}

// leaves lists a source, and those inside it where it is a join.
func leaves(from ast.Source) []ast.Source {
	if j, ok := from.(*ast.Join); ok {
		return append(append(leaves(j.Left), leaves(j.Right)...), from)
	}
	return []ast.Source{from}
}

// stands tells whether a source is among the leaves of another.
func stands(source, from ast.Source) bool {
	if source == from {
		return true
	}
	j, ok := from.(*ast.Join)
	return ok && (stands(source, j.Left) || stands(source, j.Right))
}

// oneTable refuses what writes one statement for each row where a struct has rows in several tables.
func (m *Mapper) oneTable(what string) error {
	if len(m.parts) == 1 {
		return nil
	}
	return fmt.Errorf("orm: %s writes one table, and a %s has rows in %d: Add the objects and Flush", what, m.name, len(m.parts))
}
