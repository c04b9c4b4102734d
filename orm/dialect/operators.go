// This file writes operators.

package dialect

import (
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

var operators = [...]string{
	ast.Eq: " = ", ast.Ne: " != ", ast.Lt: " < ", ast.Le: " <= ", ast.Gt: " > ", ast.Ge: " >= ", ast.Is: " IS ", ast.IsNot: " IS NOT ",
	ast.Like: " LIKE ", ast.NotLike: " NOT LIKE ", ast.ILike: " ILIKE ", ast.NotILike: " NOT ILIKE ", ast.Between: " BETWEEN ",
	ast.NotBetween: " NOT BETWEEN ", ast.And: " AND ", ast.Or: " OR ", ast.Add: " + ", ast.Sub: " - ", ast.Mul: " * ", ast.Div: " / ",
	ast.Mod: " % ", ast.Concat: " || ", ast.JSONGet: " -> ", ast.JSONGetText: " ->> ", ast.CustomOp: "",
}

func (c *Compiler) binary(e *ast.Binary) {
	_, left := e.L.(*ast.Bind)
	_, right := e.R.(*ast.Bind)
	was := c.free
	c.free = left && right
	defer func() { c.free = was }()
	switch e.Op {
	case ast.Concat:
		if c.traits.ConcatFunc {
			c.call("concat", e.L, e.R)
			return
		}
	case ast.ILike, ast.NotILike:
		if !c.traits.NativeILike {
			c.caseless(e)
			return
		}
	case ast.IsDistinct, ast.IsNotDistinct:
		c.distinct(e)
		return
	case ast.Regexp, ast.NotRegexp:
		c.regexp(e)
		return
	case ast.Eq, ast.Ne:
		if c.traits.JSONCast != "" && ast.TypeOf(e.L).Kind == ast.JSON && ast.TypeOf(e.R).Kind == ast.JSON {
			c.jsonEqual(e)
			return
		}
	case ast.Add, ast.Sub:
		c.dates(e)
	case ast.JSONGet, ast.JSONGetText:
		if w, ok := c.d.(JSONWriter); ok {
			w.WriteJSON(c, e)
			return
		}
	}
	at := beside(e.Op)
	if e.Group {
		at = precLoose
	}
	c.operand(e.L, at)
	if e.Op == ast.CustomOp {
		c.S(" " + e.Text + " ")
	} else {
		c.S(operators[e.Op])
	}
	c.operand(e.R, at)
	c.escape(e)
}

// jsonEqual compares JSON as the type that has a comparison.
func (c *Compiler) jsonEqual(e *ast.Binary) {
	for i, side := range [...]ast.Expr{e.L, e.R} {
		if i > 0 {
			c.S(operators[e.Op])
		}
		c.S("CAST(")
		c.Expr(side)
		c.S(" AS " + c.traits.JSONCast + ")")
	}
}

// dates refuses arithmetic of dates where the database would make numbers of them.
func (c *Compiler) dates(e *ast.Binary) {
	if c.traits.DateMath {
		return
	}
	for _, side := range [...]ast.Expr{e.L, e.R} {
		switch ast.TypeOf(side).Affinity() {
		case ast.Date, ast.DateTime, ast.Time, ast.Interval:
			c.Fail(refuse("%s has no + and - of dates and times: call its functions, as in orm.Func(%s)", c.d.Name(), c.traits.DateFunc))
			return
		}
	}
}

func (c *Compiler) call(name string, args ...ast.Expr) {
	c.S(name)
	c.S("(")
	c.List(args)
	c.S(")")
}

func (c *Compiler) escape(e *ast.Binary) {
	if e.Escape != "" {
		c.S(" ESCAPE ")
		c.String(e.Escape)
	}
}

// caseless writes ILIKE for databases that have none.
func (c *Compiler) caseless(e *ast.Binary) {
	c.call("lower", e.L)
	if e.Op == ast.ILike {
		c.S(" LIKE ")
	} else {
		c.S(" NOT LIKE ")
	}
	c.call("lower", e.R)
	c.escape(e)
}

func (c *Compiler) distinct(e *ast.Binary) {
	if c.traits.NullSafeEq {
		if e.Op == ast.IsDistinct {
			c.S("NOT (")
			defer c.S(")")
		}
		c.operand(e.L, beside(e.Op))
		c.S(" <=> ")
		c.operand(e.R, beside(e.Op))
		return
	}
	c.operand(e.L, beside(e.Op))
	if e.Op == ast.IsDistinct {
		c.S(c.traits.DistinctFrom)
	} else {
		c.S(c.traits.NotDistinct)
	}
	c.operand(e.R, beside(e.Op))
}

func (c *Compiler) regexp(e *ast.Binary) {
	op := c.traits.RegexpOp
	if e.Op == ast.NotRegexp {
		op = c.traits.NotRegexpOp
	}
	if op == "" {
		c.Fail(refuse("%s has no regular expressions in SQL; use Like", c.d.Name()))
		return
	}
	c.operand(e.L, beside(e.Op))
	c.S(op)
	c.operand(e.R, beside(e.Op))
}

func (c *Compiler) logic(e *ast.Logic) {
	at := beside(e.Op)
	for i, item := range e.Items {
		if i > 0 {
			c.S(operators[e.Op])
		}
		c.operand(item, at)
	}
}

func (c *Compiler) unary(e *ast.Unary) {
	if e.Op == ast.Not {
		c.S("NOT ")
	} else {
		c.S("-")
	}
	if _, bind := e.X.(*ast.Bind); bind {
		was := c.free
		c.free = true
		defer func() { c.free = was }()
	}
	if e.Op == ast.Neg && negative(e.X) { // two minus signs would begin a comment
		c.S("(")
		c.Expr(e.X)
		c.S(")")
		return
	}
	c.operand(e.X, beside(e.Op))
}

// negative tells whether an expression begins with a minus sign.
func negative(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Unary:
		return e.Op == ast.Neg
	case *ast.Raw:
		return strings.HasPrefix(strings.TrimSpace(e.SQL), "-")
	case *ast.Label:
		return negative(e.X)
	case *ast.Cast:
		return e.Silent && negative(e.X)
	}
	return false
}

func (c *Compiler) between(e *ast.Range) {
	was := c.free
	c.free = false
	c.operand(e.X, beside(e.Op))
	c.S(operators[e.Op])
	c.operand(e.Low, beside(ast.And))
	c.S(" AND ")
	c.operand(e.High, beside(ast.And))
	c.free = was
}
