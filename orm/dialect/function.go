// This file writes functions, CASE, CAST and the other expressions with a syntax of their own.

package dialect

import (
	"fmt"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

func (c *Compiler) function(f *ast.Func) {
	was := c.free
	c.free = true
	defer func() { c.free = was }()
	if !c.traits.LagDefault && f.Over != nil && len(f.Args) == 3 && (strings.EqualFold(f.Name, "lag") || strings.EqualFold(f.Name, "lead")) {
		c.lagged(f)
		return
	}
	if w, ok := c.d.(FuncWriter); !ok || !w.WriteFunc(c, f) {
		c.plainFunction(f)
	}
	if len(f.Within) > 0 {
		c.within(f)
		c.S(" WITHIN GROUP (ORDER BY ")
		c.orderings(f.Within)
		c.S(")")
	}
	if f.Filter != nil {
		if !c.traits.Filter {
			c.Fail(refuse("%s has no FILTER for %s(); write a Case inside it", c.d.Name(), f.Name))
		}
		c.S(" FILTER (WHERE ")
		c.operand(f.Filter, precBool)
		c.S(")")
	}
	if f.Over != nil {
		c.window(f.Over)
	}
}

// lagged writes lag and lead with a value for the rows that have no such neighbour: those where lag of a constant is NULL.
func (c *Compiler) lagged(f *ast.Func) {
	there, value := *f, *f
	there.Args, value.Args = []ast.Expr{&ast.Raw{SQL: "1"}, f.Args[1]}, f.Args[:2]
	c.caseExpr(&ast.Case{Whens: []ast.When{{Cond: &ast.Binary{Op: ast.Is, L: &there, R: &ast.Null{}}, Then: f.Args[2]}}, Else: &value, Type: f.Type})
}

// within refuses WITHIN GROUP where the database has none, or has it for windows alone.
func (c *Compiler) within(f *ast.Func) {
	if !c.traits.WithinGroup && (c.traits.Quote != '`' || f.Over == nil) {
		c.Fail(refuse("%s has no WITHIN GROUP for %s() of groups; order the values and take the one in the middle", c.d.Name(), f.Name))
	}
}

func (c *Compiler) plainFunction(f *ast.Func) {
	if !functionName(f.Name) {
		c.Fail(refuse("%q is no function name; letters, digits, underscores and dots make one", f.Name))
		return
	}
	if f.Bare && len(f.Args) == 0 {
		c.S(strings.ToUpper(f.Name))
		return
	}
	c.S(f.Name)
	c.S("(")
	if f.Distinct {
		c.S("DISTINCT ")
	}
	c.List(f.Args)
	if len(f.OrderBy) > 0 {
		c.S(" ORDER BY ")
		c.orderings(f.OrderBy)
	}
	c.S(")")
}

func functionName(name string) bool {
	for i := 0; i < len(name); i++ {
		ch := name[i]
		letter := ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || ch == '_'
		if !letter && (i == 0 || ch != '.' && (ch < '0' || ch > '9')) {
			return false
		}
	}
	return name != ""
}

func (c *Compiler) window(w *ast.Window) {
	c.S(" OVER (")
	blank := ""
	if len(w.PartitionBy) > 0 {
		c.S("PARTITION BY ")
		c.List(w.PartitionBy)
		blank = " "
	}
	if len(w.OrderBy) > 0 {
		c.S(blank + "ORDER BY ")
		c.orderings(w.OrderBy)
		blank = " "
	}
	if f := w.Frame; f != nil {
		c.S(blank + f.Unit + " BETWEEN ")
		c.edge(f.From)
		c.S(" AND ")
		c.edge(f.To)
	}
	c.S(")")
}

// edge writes where a frame ends.
func (c *Compiler) edge(e ast.Edge) {
	switch {
	case e.Count == nil:
	case c.traits.PlainFrame:
		c.S(fmt.Sprint(e.Count.Value) + " ")
	default:
		c.Bind(e.Count)
		c.S(" ")
	}
	c.S(e.Word)
}

func (c *Compiler) caseExpr(e *ast.Case) {
	was := c.free
	c.S("CASE ")
	if e.Operand != nil {
		c.Expr(e.Operand)
		c.S(" ")
	}
	for _, w := range e.Whens {
		c.S("WHEN ")
		c.free = false
		c.operand(w.Cond, precAlways)
		c.S(" THEN ")
		c.free = true
		c.Expr(w.Then)
		c.S(" ")
	}
	if e.Else != nil {
		c.S("ELSE ")
		c.free = true
		c.Expr(e.Else)
		c.S(" ")
	}
	c.S("END")
	c.free = was
}

func (c *Compiler) cast(e *ast.Cast) {
	if e.Silent {
		c.Expr(e.X)
		return
	}
	name, err := c.d.CastSQL(e.Type.Spelled())
	if err != nil {
		c.Fail(err)
		return
	}
	was := c.free
	c.free = true
	c.S("CAST(")
	c.Expr(e.X)
	c.S(" AS " + name + ")")
	c.free = was
}

func (c *Compiler) extract(e *ast.Extract) {
	if !functionName(e.Field) {
		c.Fail(refuse("%q is no field to extract; year, month, day, hour, minute and second are", e.Field))
		return
	}
	if w, ok := c.d.(ExtractWriter); ok {
		w.WriteExtract(c, e)
		return
	}
	c.S("EXTRACT(" + e.Field + " FROM ")
	c.Expr(e.X)
	c.S(")")
}

func (c *Compiler) quantified(e *ast.Quantified) {
	if !c.traits.Quantifiers {
		c.Fail(refuse("%s has no ANY and ALL; use In, or compare with a query of the least or greatest value", c.d.Name()))
	}
	word := "ANY ("
	if e.All {
		word = "ALL ("
	}
	c.S(word)
	if e.Query != nil {
		c.query(e.Query, inner)
	} else {
		c.Expr(e.X)
	}
	c.S(")")
}

func (c *Compiler) excluded(e *ast.Excluded) {
	if c.traits.ConcatFunc {
		c.S("VALUES(")
		c.Name(e.Name)
		c.S(")")
		return
	}
	c.S("excluded.")
	c.Name(e.Name)
}

func (c *Compiler) nextValue(e *ast.NextValue) {
	switch {
	case !c.traits.Sequences:
		c.Fail(refuse("%s has no sequences; leave the key to the database", c.d.Name()))
	case c.traits.Quote == '`':
		c.S("nextval(")
		c.Name(e.Sequence)
		c.S(")")
	default:
		c.S("nextval('" + QuoteName(c.traits, e.Sequence) + "')")
	}
}

func (c *Compiler) orderings(list []ast.Expr) {
	was := c.free
	c.free = true
	defer func() { c.free = was }()
	for i, e := range list {
		if i > 0 {
			c.S(", ")
		}
		if o, ok := e.(*ast.Ordering); ok {
			c.ordering(o)
			continue
		}
		c.orderOperand(e, precComma)
	}
}

func (c *Compiler) ordering(o *ast.Ordering) {
	if o.Nulls != ast.NullsDefault && !c.traits.NullsOrder {
		c.orderOperand(o.X, precAlways)
		if o.Nulls == ast.NullsLast {
			c.S(" IS NULL, ")
		} else {
			c.S(" IS NOT NULL, ")
		}
	}
	c.orderOperand(o.X, precOrder)
	if o.Dir != "" {
		c.S(" " + o.Dir)
	}
	if o.Nulls != ast.NullsDefault && c.traits.NullsOrder {
		if o.Nulls == ast.NullsLast {
			c.S(" NULLS LAST")
		} else {
			c.S(" NULLS FIRST")
		}
	}
}

// orderOperand writes an item of ORDER BY: a label of this SELECT by its name, all else in full.
func (c *Compiler) orderOperand(e ast.Expr, at place) {
	if label, ok := e.(*ast.Label); ok && label.Name != "" && ast.Spelled(c.members, label.Name) {
		c.label(label.Name)
		return
	}
	if label, ok := e.(*ast.Label); ok && len(c.scopes) > 0 {
		if name, ok := c.scopes[len(c.scopes)-1].labels[label]; ok {
			c.Name(name)
			return
		}
	}
	c.operand(e, at)
}
