// This file writes the statements that define indexes.

package dialect

import (
	"strconv"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

func (c *Compiler) createIndex(s *ast.CreateIndex) {
	ix := s.Index
	c.S("CREATE ")
	if ix.Unique {
		c.S("UNIQUE ")
	}
	mysql, kind := c.traits.Quote == '`', strings.ToUpper(ix.Using)
	ownKind := mysql && (kind == "FULLTEXT" || kind == "SPATIAL")
	if ownKind {
		c.S(kind + " ")
	}
	c.S("INDEX ")
	if ix.Concurrently {
		c.S("CONCURRENTLY ")
	}
	if s.IfNotExists {
		c.S("IF NOT EXISTS ")
	}
	c.Name(IndexName(c.d, ix))
	if mysql && kind != "" && !ownKind {
		c.S(" USING " + kind) // MySQL takes it here only
	}
	c.S(" ON ")
	c.Qualified(ix.Schema, ix.Table)
	c.S(" ")
	if ix.Using != "" && !mysql {
		c.S("USING " + ix.Using + " ")
	}
	c.S("(")
	for i, part := range ix.Parts {
		if i > 0 {
			c.S(", ")
		}
		c.indexPart(part)
	}
	c.S(")")
	if len(ix.Include) > 0 {
		c.S(" INCLUDE (")
		c.Names(ix.Include)
		c.S(")")
	}
	if ix.OneNull {
		c.oneNull(ix.Name)
		c.S(" NULLS NOT DISTINCT")
	}
	if ix.Where != nil {
		if !c.traits.PartialIndex {
			c.Fail(refuse("%s has no partial indexes; leave out the condition of %s", c.d.Name(), ix.Name))
		}
		c.S(" WHERE ")
		c.operand(ix.Where, precBool)
	}
}

func (c *Compiler) indexPart(e ast.Expr) {
	switch e := e.(type) {
	case *ast.Column:
		c.Expr(e)
	case *ast.Ordering:
		c.indexPart(e.X)
		c.indexOrder(e)
	case *ast.Func:
		if c.traits.Quote == '`' {
			c.Fail(refuse("%s may have no index on %s(); add a computed column and index that", c.d.Name(), e.Name))
		}
		c.Expr(e)
	case *ast.Collate:
		c.indexPart(e.X)
		c.S(" COLLATE ")
		c.Name(e.Name)
	case *ast.Prefix:
		if c.traits.Quote != '`' {
			c.Fail(refuse("%s has no index of the first characters of a column; use orm.Func(\"substr\", ...)", c.d.Name()))
		}
		c.Expr(e.X)
		c.S("(" + strconv.Itoa(e.Length) + ")")
	case *ast.OpClass:
		if !c.traits.EnumTypes || !functionName(e.Name) {
			c.Fail(refuse("%s has no operator class %q for an index", c.d.Name(), e.Name))
		}
		c.indexPart(e.X)
		c.S(" " + e.Name)
	default:
		c.S("(")
		c.Expr(e)
		c.S(")")
	}
}

func (c *Compiler) indexOrder(o *ast.Ordering) {
	if o.Dir != "" {
		c.S(" " + o.Dir)
	}
	switch {
	case o.Nulls == ast.NullsDefault:
	case !c.traits.NullsOrder || c.traits.TextTimes:
		c.Fail(refuse("%s has no place of NULL in an index; leave it out", c.d.Name()))
	case o.Nulls == ast.NullsLast:
		c.S(" NULLS LAST")
	default:
		c.S(" NULLS FIRST")
	}
}

func (c *Compiler) dropIndex(s *ast.DropIndex) {
	c.S("\nDROP INDEX ")
	c.ifExists(s.IfExists)
	if c.traits.DropIndexOn {
		c.Name(IndexName(c.d, s.Index))
		c.S(" ON ")
		c.Qualified(s.Index.Schema, s.Index.Table)
		return
	}
	c.Qualified(s.Index.Schema, IndexName(c.d, s.Index))
}

// oneNull refuses NULLS NOT DISTINCT where two NULLs are always distinct.
func (c *Compiler) oneNull(name string) {
	if !c.traits.EnumTypes {
		c.Fail(refuse("%s takes any number of NULLs for unique: leave NullsNotDistinct out of %s, or forbid NULL", c.d.Name(), name))
	}
}
