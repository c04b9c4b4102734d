// This file writes common table expressions.

package dialect

import (
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

// registerCTEs compiles CTEs apart, once each, those they need before them.
func (c *Compiler) registerCTEs(list []*ast.CTE) {
	for _, cte := range list {
		root := cte.Root()
		if !slices.ContainsFunc(c.ctes, func(t cteText) bool { return t.cte.Root() == root }) &&
			!slices.ContainsFunc(c.open, func(o *ast.CTE) bool { return o.Root() == root }) {
			c.registerCTE(cte)
		}
	}
}

func (c *Compiler) registerCTE(cte *ast.CTE) {
	name := c.nameOf(cte)
	for _, other := range c.ctes {
		if c.nameOf(other.cte) == name {
			c.Fail(refuse("two CTEs of the statement are named %s: give one of them another name", name))
			return
		}
	}
	text, binds, scopes, columns, outside := c.b, c.binds, c.scopes, c.columns, c.outside
	c.b, c.binds, c.scopes, c.outside = nil, nil, nil, false
	c.open = append(c.open, cte)
	c.cteHead(cte, name)
	if q, ok := cte.Query.(ast.Query); ok {
		c.query(q, inFrom)
	} else {
		c.changingCTE(cte.Query, name)
	}
	c.S(")")
	c.open = c.open[:len(c.open)-1]
	c.ctes = append(c.ctes, cteText{cte: cte, text: c.b, binds: c.binds})
	c.b, c.binds, c.scopes, c.columns, c.outside = text, binds, scopes, columns, outside
}

func (c *Compiler) cteHead(cte *ast.CTE, name string) {
	if len(cte.Columns) > 0 && c.traits.Functions[strings.ToLower(name)] {
		q := string(c.traits.Quote)
		c.S(q + name + q) // else it would be a call
	} else {
		c.label(name)
	}
	if len(cte.Columns) > 0 {
		c.S("(")
		c.Names(cte.Columns)
		c.S(")")
	}
	c.S(" AS ")
	if cte.Hint != "" && c.traits.Materialized {
		c.S(cte.Hint + " ")
	}
	c.S("\n(")
}

func (c *Compiler) changingCTE(s ast.Stmt, name string) {
	if _, bad := s.(*ast.BadStmt); !bad && !c.traits.ChangingCTE {
		c.Fail(refuse("%s has no INSERT, UPDATE or DELETE in WITH; execute %s as a statement of its own", c.d.Name(), name))
		return
	}
	c.nested(s)
}

// cteSource writes a CTE in FROM. In front of a SELECT it gets its place in WITH; where an UPDATE or DELETE itself reads
// it and WITH can't stand before that, it is a subquery.
func (c *Compiler) cteSource(s *ast.CTE) {
	if !c.outside {
		c.registerCTEs([]*ast.CTE{s})
		c.label(c.nameOf(s))
		return
	}
	q, ok := s.Query.(ast.Query)
	if !ok || s.Recursive {
		c.Fail(refuse("%s takes WITH in front of SELECT only: read %s in a subquery of the statement", c.d.Name(), c.nameOf(s)))
		return
	}
	c.subquery(&ast.Subquery{Name: c.nameOf(s), Query: q})
}

// withOwn writes a query with its CTEs in front of it, as one inside a statement that takes none itself.
func (c *Compiler) withOwn(write func()) {
	text, binds, ctes := c.b, c.binds, c.ctes
	c.b, c.binds, c.ctes, c.outside = nil, nil, nil, false
	write()
	own, ownBinds := c.b, c.binds
	if len(c.ctes) > 0 {
		own, ownBinds = c.withCTEs()
	}
	c.b, c.binds, c.ctes, c.outside = append(text, own...), append(binds, ownBinds...), ctes, true
}

// withCTEs is the text with the CTEs in front of it.
func (c *Compiler) withCTEs() ([]byte, []Bind) {
	var text []byte
	var binds []Bind
	text = append(text, "WITH "...)
	if slices.ContainsFunc(c.ctes, func(t cteText) bool { return t.cte.Recursive }) {
		text = append(text, "RECURSIVE "...)
	}
	for i, t := range c.ctes {
		if i > 0 {
			text = append(text, ", \n"...)
		}
		text = append(text, t.text...)
		binds = append(binds, t.binds...)
	}
	text = append(append(text, "\n "...), c.b...)
	return text, append(binds, c.binds...)
}
