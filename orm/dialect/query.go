// This file writes SELECT and the set operations.

package dialect

import (
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// position says where a query stands: it decides about labels and correlation.
type position uint8

const (
	outermost position = iota
	inner              // in an expression: may refer to the enclosing sources
	inFrom             // in FROM or WITH: its columns need names, no correlation with its neighbours
	lateral            // in FROM behind LATERAL: names, and correlation
)

func (p position) labelled() bool { return p == inFrom || p == lateral }

func (c *Compiler) query(q ast.Query, at position) {
	if c.outside {
		c.withOwn(func() { c.query(q, at) })
		return
	}
	switch q := q.(type) {
	case *ast.Select:
		c.selectStmt(q, at)
	case *ast.Compound:
		c.compound(q, at)
	case *ast.Text:
		c.text(q.SQL, q.Binds)
	case *ast.BadStmt:
		c.Fail(q.Err)
	default:
		c.Fail(refuse("%T can't stand inside a statement", q))
	}
}

func (c *Compiler) selectStmt(s *ast.Select, at position) {
	was := c.free
	c.free = false
	c.registerCTEs(s.With)
	sources := c.displayed(s, at)
	c.push(sources)
	c.S("SELECT ")
	c.selectHead(s)
	c.free = true
	c.columnList(s.Columns, s.Labels, at)
	c.free = false
	if len(sources) > 0 {
		c.S(" \nFROM ")
		c.sources(sources)
	}
	c.where(" \nWHERE ", s.Where)
	c.lint(s, sources)
	if len(s.GroupBy) > 0 {
		c.S(" GROUP BY ")
		c.again = true
		c.groupBy(s.GroupBy)
		c.again = false
	}
	c.where(" \nHAVING ", s.Having)
	c.tail(s.OrderBy, s.Limit, s.Offset)
	c.lock(s.Lock)
	c.pop()
	c.free = was
}

func (c *Compiler) selectHead(s *ast.Select) {
	for _, word := range s.Prefix {
		c.S(word + " ")
	}
	switch {
	case len(s.DistinctOn) > 0:
		if !c.traits.DistinctOn {
			c.Fail(refuse("%s has no DISTINCT ON; use GroupBy or a window function", c.d.Name()))
		}
		c.S("DISTINCT ON (")
		c.List(s.DistinctOn)
		c.S(") ")
	case s.Distinct:
		c.S("DISTINCT ")
	}
}

func (c *Compiler) push(sources []ast.Source) {
	own := members(nil, sources)
	visible := own
	if n := len(c.scopes); n > 0 {
		visible = append(append([]ast.Source(nil), own...), c.scopes[n-1].visible...)
	}
	c.scopes = append(c.scopes, scope{sources: own, visible: visible})
}

func (c *Compiler) pop() { c.scopes = c.scopes[:len(c.scopes)-1] }

func (c *Compiler) where(word string, conds []ast.Expr) {
	if len(conds) == 0 {
		return
	}
	c.S(word)
	c.conjunction(conds)
}

// condition writes a condition that stands alone. A bare true or false is a comparison where the database has no such words.
func (c *Compiler) condition(e ast.Expr) {
	switch e.(type) {
	case *ast.True:
		if !c.traits.BoolLiterals {
			c.S("1 = 1")
			return
		}
	case *ast.False:
		if !c.traits.BoolLiterals {
			c.S("0 = 1")
			return
		}
	}
	c.operand(e, precBool)
}

// conjunction writes conditions joined by AND.
func (c *Compiler) conjunction(conds []ast.Expr) {
	if len(conds) == 1 {
		c.condition(conds[0])
		return
	}
	for i, cond := range conds {
		if i > 0 {
			c.S(" AND ")
		}
		c.operand(cond, beside(ast.And))
	}
}

func (c *Compiler) tail(orderBy []ast.Expr, limit, offset ast.Expr) {
	if len(orderBy) > 0 {
		c.S(" ORDER BY ")
		c.orderings(orderBy)
	}
	if limit == nil && offset == nil {
		return
	}
	if w, ok := c.d.(LimitWriter); ok {
		w.WriteLimit(c, limit, offset)
		return
	}
	word := "\n"
	if limit != nil {
		c.S("\n LIMIT ")
		c.Expr(limit)
		word = ""
	}
	if offset != nil {
		c.S(word + " OFFSET ")
		c.Expr(offset)
	}
}

func (c *Compiler) lock(l *ast.Lock) {
	if l == nil || !c.traits.Lock {
		return
	}
	if l.Key && !c.traits.LockKey {
		c.Fail(refuse("%s has no locks on keys alone; leave out ForKey", c.d.Name()))
		return
	}
	switch {
	case l.Read && l.Key:
		c.S(" FOR KEY SHARE")
	case l.Read:
		c.S(c.traits.LockShare)
	case l.Key:
		c.S(" FOR NO KEY UPDATE")
	default:
		c.S(" FOR UPDATE")
	}
	c.lockOf(l.Of)
	if l.NoWait {
		c.S(" NOWAIT")
	}
	if l.SkipLocked {
		c.S(" SKIP LOCKED")
	}
}

// lockOf writes OF and the sources. A database without it locks the rows of all, and is asked for no less.
func (c *Compiler) lockOf(of []ast.Source) {
	if len(of) > 0 && !c.traits.LockOf {
		for _, s := range c.scopes[len(c.scopes)-1].sources {
			if _, join := s.(*ast.Join); !join && !slices.Contains(of, s) {
				c.Fail(refuse("%s locks the rows of all tables of a SELECT: leave out LockOf, or lock those of %s in a SELECT of its own", c.d.Name(), c.nameOf(of[0])))
				return
			}
		}
		return
	}
	for i, s := range of {
		if i == 0 {
			c.S(" OF ")
		} else {
			c.S(", ")
		}
		c.Name(c.nameOf(s))
	}
}

var setWords = [...]string{ast.Union: " UNION ", ast.UnionAll: " UNION ALL ", ast.Intersect: " INTERSECT ",
	ast.IntersectAll: " INTERSECT ALL ", ast.Except: " EXCEPT ", ast.ExceptAll: " EXCEPT ALL "}

func (c *Compiler) compound(s *ast.Compound, at position) {
	if (s.Op == ast.IntersectAll || s.Op == ast.ExceptAll) && !c.traits.IntersectAll {
		c.Fail(refuse("%s has no%sin SQL; use it without ALL", c.d.Name(), setWords[s.Op]))
	}
	c.registerCTEs(s.With)
	for i, q := range s.Queries {
		if i > 0 {
			c.S(setWords[s.Op])
		}
		c.member(q, at)
		if i == 0 && at == outermost && len(s.Queries) > 1 {
			defer func(columns []ResultColumn) { c.columns = columns }(c.columns)
		}
	}
	if len(s.GroupBy) > 0 {
		c.S(" GROUP BY ")
		c.groupBy(s.GroupBy)
	}
	c.members = firstColumns(s)
	c.Unqualified(func() { c.tail(s.OrderBy, s.Limit, s.Offset) })
	c.members = nil
}

// firstColumns is the columns that a set operation's rows have: those of its first query.
func firstColumns(q ast.Query) []ast.Expr {
	switch q := q.(type) {
	case *ast.Select:
		return q.Columns
	case *ast.Compound:
		return firstColumns(q.Queries[0])
	}
	return nil
}

// member writes one query of a set operation: in parentheses when it has an order, a limit or is one itself.
func (c *Compiler) member(q ast.Query, at position) {
	complete := false
	switch q := q.(type) {
	case *ast.Select:
		complete = len(q.OrderBy) > 0 || q.Limit != nil || q.Offset != nil
	case *ast.Compound:
		complete = true
	}
	switch {
	case !complete:
		c.query(q, at)
	case c.traits.CompoundParen:
		c.S("(")
		c.query(q, at)
		c.S(")")
	default:
		c.S("SELECT * FROM (")
		c.query(q, at)
		c.S(")")
	}
}
