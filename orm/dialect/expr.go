// This file writes expressions.

package dialect

import (
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

// Expr writes an expression as it stands, without parentheses around it.
func (c *Compiler) Expr(e ast.Expr) {
	switch e := e.(type) {
	case *ast.Column:
		c.column(e)
	case *ast.Bind:
		c.Bind(e)
	case *ast.Binary:
		c.binary(e)
	case *ast.Logic:
		c.logic(e)
	case *ast.Unary:
		c.unary(e)
	case *ast.Range:
		c.between(e)
	case *ast.Membership:
		c.membership(e)
	case *ast.Label:
		c.operand(e.X, precComma)
	case *ast.Func:
		c.function(e)
	case *ast.Exists:
		c.exists(e)
	case *ast.Scalar:
		c.S("(")
		c.query(e.Query, inner)
		c.S(")")
	case *ast.Bad:
		c.Fail(e.Err)
	default:
		c.rareExpr(e)
	}
}

func (c *Compiler) rareExpr(e ast.Expr) {
	switch e := e.(type) {
	case *ast.Raw:
		c.text(e.SQL, e.Binds)
	case *ast.Star:
		if e.Source != nil {
			c.qualifier(e.Source)
		}
		c.S("*")
	case *ast.GroupingSets:
		c.groupingSets(e)
	case *ast.Tuple:
		c.S("(")
		c.List(e.Items)
		c.S(")")
	case *ast.Case:
		c.caseExpr(e)
	case *ast.Cast:
		c.cast(e)
	case *ast.Extract:
		c.extract(e)
	case *ast.Collate:
		c.operand(e.X, precCollate)
		c.S(" COLLATE ")
		c.Name(e.Name)
	case *ast.Quantified:
		c.quantified(e)
	case *ast.Ordering:
		c.ordering(e)
	case *ast.Truth:
		c.truth(e)
	case *ast.Null:
		c.S("NULL")
	case *ast.True:
		c.boolean(true)
	case *ast.False:
		c.boolean(false)
	case *ast.DefaultValue:
		c.S("DEFAULT")
	case *ast.Grouped:
		c.S("(")
		c.Expr(e.X)
		c.S(")")
	case *ast.Excluded:
		c.excluded(e)
	case *ast.NextValue:
		c.nextValue(e)
	case *ast.Prefix, *ast.OpClass:
		c.indexPart(e)
	case nil:
		c.Fail(refuse("an expression is missing in the statement"))
	default:
		c.Fail(refuse("%s can't write %T", c.d.Name(), e))
	}
}

// operand writes e, in parentheses where its place demands them.
func (c *Compiler) operand(e ast.Expr, at place) {
	if !grouped(e, at) {
		c.Expr(e)
		return
	}
	c.S("(")
	c.Expr(e)
	c.S(")")
}

func (c *Compiler) column(e *ast.Column) {
	if e.Source != nil && !c.unqualified {
		c.qualifier(e.Source)
	}
	if _, table := e.Source.(*ast.Table); table || e.Source == nil {
		c.Name(e.Name)
		return
	}
	c.label(c.columnName(e))
}

// columnName is the name by which a column is called.
func (c *Compiler) columnName(e *ast.Column) string {
	if e.Made {
		return c.short(e.Name)
	}
	return e.Name
}

func (c *Compiler) qualifier(s ast.Source) {
	if t, ok := s.(*ast.Table); ok {
		c.Qualified(t.Schema, t.Name)
		c.S(".")
		return
	}
	if name := c.nameOf(s); name != "" {
		c.label(name)
		c.S(".")
	}
}

func (c *Compiler) boolean(value bool) {
	switch {
	case c.traits.BoolLiterals && value:
		c.S("true")
	case c.traits.BoolLiterals:
		c.S("false")
	case value:
		c.S("1")
	default:
		c.S("0")
	}
}

func (c *Compiler) truth(e *ast.Truth) {
	switch {
	case !c.traits.NativeBool:
		c.operand(e.X, beside(ast.Eq))
		if e.False {
			c.S(" = 0")
		} else {
			c.S(" = 1")
		}
	case e.False:
		c.S("NOT ")
		c.operand(e.X, beside(ast.Not))
	default:
		c.Expr(e.X)
	}
}

func (c *Compiler) membership(e *ast.Membership) {
	was := c.free
	c.free = false
	defer func() { c.free = was }()
	word, empty := " IN (", c.traits.EmptyIn
	if e.Op == ast.NotIn {
		word, empty = " NOT IN (", c.traits.EmptyNotIn
		c.S("(")
		defer c.S(")")
	}
	c.operand(e.X, beside(e.Op))
	c.S(word)
	tuple, isTuple := e.X.(*ast.Tuple)
	switch {
	case e.Query != nil:
		c.query(e.Query, inner)
	case len(e.Items) == 0 && isTuple:
		c.S(emptyTuples(empty, len(tuple.Items)))
	case len(e.Items) == 0:
		c.S(empty)
	default:
		items := c.expanded(e.Items)
		if len(items) == 0 {
			c.S(empty)
			break
		}
		if isTuple && c.traits.TupleInValues {
			c.S("VALUES ")
		}
		c.List(items)
	}
	c.S(")")
}

// emptyTuples is the empty list for a tuple of n: its one column becomes n.
func emptyTuples(empty string, n int) string {
	if strings.HasPrefix(empty, "SELECT 1 ") {
		return strings.ReplaceAll(empty, "SELECT 1", "SELECT "+strings.Repeat("1, ", n-1)+"1")
	}
	return strings.Replace(empty, "NULL", "("+strings.Repeat("NULL, ", n-1)+"NULL)", 1)
}

func (c *Compiler) exists(e *ast.Exists) {
	if e.Not {
		c.S("NOT (")
		defer c.S(")")
	}
	c.S("EXISTS (")
	c.query(e.Query, inner)
	c.S(")")
}
