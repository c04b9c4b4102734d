// This file finds out and writes the sources of a statement.

package dialect

import (
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// displayed is the FROM list of a SELECT: the sources named on purpose, then those of the columns and conditions,
// without the members of joins and without those that belong to an enclosing statement.
func (c *Compiler) displayed(s *ast.Select, at position) []ast.Source {
	var room [8]ast.Source
	list := room[:0]
	for _, src := range s.From {
		list = addSource(list, src)
	}
	list = mentioned(list, s.Columns)
	list = mentioned(list, s.Where)
	list = withoutMembers(list)
	return slices.Clone(c.correlated(s, list, at))
}

// correlated leaves out what belongs to the enclosing statements.
func (c *Compiler) correlated(s *ast.Select, list []ast.Source, at position) []ast.Source {
	n := len(c.scopes)
	if n == 0 || s.NoCorr {
		return list
	}
	top := c.scopes[n-1]
	if len(s.Correlate) > 0 {
		return slices.DeleteFunc(list, func(src ast.Source) bool {
			return slices.Contains(s.Correlate, src) && slices.Contains(top.visible, src)
		})
	}
	if len(list) < 2 || at == inFrom {
		return list
	}
	kept := slices.DeleteFunc(slices.Clone(list), func(src ast.Source) bool { return slices.Contains(top.visible, src) })
	if len(kept) == 0 {
		c.Fail(refuse("the inner SELECT has no source of its own: all its tables belong to the statement around it; use an alias"))
	}
	return kept
}

// mentioned adds the sources of the columns in the expressions.
func mentioned(list []ast.Source, exprs []ast.Expr) []ast.Source {
	visit := func(e ast.Expr) bool {
		switch e := e.(type) {
		case *ast.Column:
			list = addSource(list, e.Source)
		case *ast.Star:
			list = addSource(list, e.Source)
		}
		return true
	}
	for _, e := range exprs {
		if col, ok := e.(*ast.Column); ok {
			list = addSource(list, col.Source)
			continue
		}
		ast.Walk(e, visit)
	}
	return list
}

func addSource(list []ast.Source, src ast.Source) []ast.Source {
	if src == nil || slices.Contains(list, src) {
		return list
	}
	return append(list, src)
}

// withoutMembers leaves out the sources that stand inside a join of the list.
func withoutMembers(list []ast.Source) []ast.Source {
	var hidden []ast.Source
	for _, src := range list {
		if j, ok := src.(*ast.Join); ok {
			hidden = members(members(hidden, []ast.Source{j.Left}), []ast.Source{j.Right})
		}
	}
	if len(hidden) == 0 {
		return list
	}
	return slices.DeleteFunc(list, func(src ast.Source) bool { return slices.Contains(hidden, src) })
}

// members adds the sources and all those inside their joins.
func members(out, list []ast.Source) []ast.Source {
	for _, src := range list {
		out = append(out, src)
		if j, ok := src.(*ast.Join); ok {
			out = members(out, []ast.Source{j.Left, j.Right})
		}
	}
	return out
}

func (c *Compiler) sources(list []ast.Source) {
	for i, src := range list {
		if i > 0 {
			c.S(", ")
		}
		c.source(src)
	}
}

func (c *Compiler) source(s ast.Source) {
	switch s := s.(type) {
	case *ast.Table:
		c.Qualified(s.Schema, s.Name)
	case *ast.Alias:
		c.source(s.Of)
		c.as(c.nameOf(s))
	case *ast.Join:
		c.join(s)
	case *ast.Subquery:
		c.subquery(s)
	case *ast.CTE:
		c.cteSource(s)
	case *ast.FuncSource:
		c.funcSource(s)
	case *ast.Values:
		c.values(s)
	case *ast.BadSource:
		c.Fail(s.Err)
	case *ast.RawSource:
		c.text(s.SQL, nil)
	default:
		c.Fail(refuse("%T can't stand in FROM", s))
	}
}

func (c *Compiler) join(j *ast.Join) {
	c.source(j.Left)
	switch {
	case j.Cross:
		c.S(" CROSS JOIN ")
	case j.Full && !c.traits.FullJoin:
		c.Fail(refuse("%s has no FULL OUTER JOIN; make a Union of two outer joins", c.d.Name()))
	case j.Full:
		c.S(" FULL OUTER JOIN ")
	case j.Outer:
		c.S(" LEFT OUTER JOIN ")
	default:
		c.S(" " + c.traits.InnerJoin + " ")
	}
	if _, nested := j.Right.(*ast.Join); nested {
		c.S("(")
		c.source(j.Right)
		c.S(")")
	} else {
		c.source(j.Right)
	}
	if j.Cross {
		return
	}
	c.S(" ON ")
	if j.On == nil {
		c.Fail(refuse("a join without a condition; give one, or use a cross join"))
		return
	}
	c.condition(j.On)
}

func (c *Compiler) subquery(s *ast.Subquery) {
	at := inFrom
	if s.Lateral {
		if !c.traits.Lateral {
			c.Fail(refuse("%s has no LATERAL; write a correlated scalar query or a window function", c.d.Name()))
			return
		}
		c.S("LATERAL ")
		at = lateral
	}
	c.S("(")
	c.query(s.Query, at)
	c.S(")")
	c.as(c.nameOf(s))
}

func (c *Compiler) funcSource(s *ast.FuncSource) {
	if s.Lateral {
		c.S("LATERAL ")
	}
	c.function(s.Fn)
	c.as(c.nameOf(s))
	if len(s.Columns) > 0 {
		c.S("(")
		c.Names(s.Columns)
		c.S(")")
	}
}

func (c *Compiler) values(v *ast.Values) {
	was := c.free
	c.free = true
	if !c.traits.ValuesSource {
		c.valuesAsSelects(v)
		c.free = was
		return
	}
	c.S("(VALUES ")
	c.rows(v.Rows)
	c.S(")")
	c.as(c.nameOf(v))
	c.S(" (")
	for i, col := range v.Columns {
		if i > 0 {
			c.S(", ")
		}
		c.Name(col.Name)
	}
	c.S(")")
	c.free = was
}

// valuesAsSelects writes the rows as SELECTs joined by UNION ALL, for databases whose VALUES has no column names.
func (c *Compiler) valuesAsSelects(v *ast.Values) {
	c.S("(")
	for i, row := range v.Rows {
		if i > 0 {
			c.S(" UNION ALL ")
		}
		c.S("SELECT ")
		for j, value := range row {
			if j > 0 {
				c.S(", ")
			}
			c.Expr(value)
			if i == 0 {
				c.as(v.Columns[j].Name)
			}
		}
	}
	c.S(")")
	c.as(c.nameOf(v))
}
