// This file holds which columns of a mapper a SELECT brings.
//
//layer:5 mapper, relation, declare

package orm

import (
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// pick is the columns that a SELECT brings for the objects of a mapper, in its order.
type pick struct {
	m    *Mapper
	cols []picked
	keys []int      // where the columns of the primary key stand in a row
	on   int        // where the discriminator stands; -1 without a family
	own  fill       // of objects of m itself
	list []ast.Expr // the columns of the mapped table; nil where they are made anew each time
}

// fill says which properties the rows of a pick bring.
type fill struct {
	cols []int       // by column of a row: position in the mapper's props, -1 for what its objects don't have
	lack access.Bits // what the rows don't bring
}

// picked is one column of a pick.
type picked struct {
	of  *Mapper // whose property it is: the pick's mapper, or one that embeds it
	at  int     // position in of.props; -1 for the key of a joined table, which the base's stands for
	col *Column // for at -1
}

// whole is the pick of a query that says nothing about columns.
func (m *Mapper) whole() *pick {
	m.pickOnce.Do(func() {
		m.picked = m.newPick()
		if plain := !slices.ContainsFunc(m.props, func(p property) bool { return p.sql != nil }); plain && len(m.parts) == 1 {
			m.picked.list = m.picked.columns(m.rows)
		}
	})
	return m.picked
}

// newPick takes all properties but the deferred ones.
func (m *Mapper) newPick() *pick {
	return m.pickOf(func(at int) bool { return !m.props[at].late })
}

// pickOf takes the wanted properties: what SQL computes and what is deferred stands first, as in SQLAlchemy.
func (m *Mapper) pickOf(want func(at int) bool) *pick {
	p := &pick{m: m}
	for _, apart := range []bool{true, false} {
		for i := range m.props {
			if m.props[i].apart() == apart && want(i) {
				p.add(m, i)
			}
		}
	}
	p.locate()
	return p
}

// apart tells whether a property isn't simply a column that every query brings.
func (p *property) apart() bool { return p.late || p.sql != nil }

// add takes a property; before the base's key stand those of the joined tables, as in SQLAlchemy.
func (p *pick) add(m *Mapper, at int) {
	for _, part := range slices.Backward(m.parts[1:]) {
		if slices.Contains(m.keys, at) {
			p.cols = append(p.cols, picked{m, -1, part.own(at)})
		}
	}
	p.cols = append(p.cols, picked{of: m, at: at})
}

// addOwn takes what m has beside its base, with the key of its table if that is joined.
func (p *pick) addOwn(m *Mapper) {
	if m.table != m.parent.table {
		for _, key := range m.joins {
			p.cols = append(p.cols, picked{m, -1, key})
		}
	}
	for i := len(m.parent.props); i < len(m.props); i++ {
		if !m.props[i].late {
			p.add(m, i)
		}
	}
}

// locate finds the key and the discriminator.
func (p *pick) locate() {
	at := map[int]int{}
	for i, c := range p.cols {
		if p.m.isA(c.of) {
			at[c.at] = i
		}
	}
	for _, key := range p.m.keys {
		p.keys = append(p.keys, at[key])
	}
	p.on = -1
	if p.m.family != nil {
		p.on = at[p.m.family.on]
	}
	p.own = p.fill(p.m)
}

// fill is what the rows bring for objects of m, or of a struct that embeds it.
func (p *pick) fill(m *Mapper) fill {
	f := fill{cols: make([]int, len(p.cols))}
	for i := range m.props {
		f.lack.Put(i, true)
	}
	for i, c := range p.cols {
		if f.cols[i] = -1; m.isA(c.of) && c.at >= 0 {
			f.cols[i] = c.at
			f.lack.Put(c.at, false)
		}
	}
	return f
}

// width is the number of columns of a row.
func (p *pick) width() int { return len(p.cols) }

// columns lists the columns as expressions of a source; nil is the mapped table.
func (p *pick) columns(from ast.Source) []ast.Expr {
	if p.list != nil && (from == nil || from == p.m.rows) {
		return p.list
	}
	list := make([]ast.Expr, len(p.cols))
	for i, c := range p.cols {
		if c.at < 0 {
			list[i] = c.col.in(from)
			continue
		}
		list[i] = c.of.listed(c.at, from)
	}
	return list
}

// beginning is the pick with some properties in front, which it brings also where they are deferred.
func (p *pick) beginning(with []int) *pick {
	first := &pick{m: p.m}
	for _, at := range with {
		first.cols = append(first.cols, picked{of: p.m, at: at})
	}
	for _, c := range p.cols {
		if !slices.Contains(first.cols[:len(with)], c) {
			first.cols = append(first.cols, c)
		}
	}
	first.locate()
	return first
}
