// This file holds functions, CASE, CAST, literals and window functions.
//
//layer:3

package orm

import (
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// Func calls a function of the database by its name: orm.Func("lower", users.C("name")). Arguments are operands or values.
func Func(name string, args ...any) Expr {
	f := &ast.Func{Name: name, Args: make([]ast.Expr, len(args))}
	for i, a := range args {
		f.Args[i] = valueOf(a, goType(a), name)
	}
	f.Type = resultType(name, f.Args)
	return Expr{node: f, meta: metaOf(args)}
}

func metaOf(args []any) *MetaData {
	for _, a := range args {
		if o, ok := a.(Operand); ok && !isNil(o) {
			if m := o.Node().meta; m != nil {
				return m
			}
		}
	}
	return nil
}

// resultType is what is known of a function's result.
func resultType(name string, args []ast.Expr) ast.Type {
	switch name {
	case "count", "length", "char_length", "row_number", "rank", "dense_rank", "ntile":
		return ast.Type{Kind: ast.Integer}
	case "lower", "upper", "concat", "trim", "ltrim", "rtrim", "replace", "substr", "substring", "group_concat", "string_agg":
		return ast.Type{Kind: ast.Varchar}
	case "now", "current_timestamp", "localtimestamp":
		return ast.Type{Kind: ast.DateTime}
	case "current_date":
		return ast.Type{Kind: ast.Date}
	case "avg":
		return ast.Type{Kind: ast.Number}
	case "coalesce", "greatest", "least":
		return widest(args)
	case "sum", "max", "min", "nullif", "abs", "first_value", "last_value", "lag", "lead", "nth_value":
		if len(args) > 0 {
			return ast.TypeOf(args[0])
		}
	}
	return ast.Type{}
}

// widest is the type that the values of all expressions fit into: an integer beside a decimal is one.
func widest(list []ast.Expr) (t ast.Type) {
	for _, e := range list {
		if own := ast.TypeOf(e); t.Kind == ast.Unknown || wider(own, t) && wider(t, ast.Type{}) {
			t = own
		}
	}
	return t
}

// Count is count(*), or the number of values that aren't NULL.
func Count(what ...any) Expr {
	if len(what) == 0 {
		return Expr{node: &ast.Func{Name: "count", Args: []ast.Expr{&ast.Star{}}, Type: ast.Type{Kind: ast.Integer}}}
	}
	return Func("count", what...)
}

// Sum is the sum of the values, NULL if there are none.
func Sum(of any) Expr { return Func("sum", of) }

// Avg is the mean of the values, NULL if there are none.
func Avg(of any) Expr { return Func("avg", of) }

// Min is the smallest of the values, NULL if there are none.
func Min(of any) Expr { return Func("min", of) }

// Max is the greatest of the values, NULL if there are none.
func Max(of any) Expr { return Func("max", of) }

// Coalesce is the first of the values that isn't NULL.
func Coalesce(values ...any) Expr { return Func("coalesce", values...) }

// Lower is text in lower case.
func Lower(text any) Expr { return Func("lower", text) }

// Upper is text in upper case.
func Upper(text any) Expr { return Func("upper", text) }

// Now is the server's time: now(), or CURRENT_TIMESTAMP on SQLite.
func Now() Expr { return Func("now") }

// edit returns e with its function changed; on anything else the statement fails.
func (e Expr) edit(word string, change func(*ast.Func)) Expr {
	f, ok := e.node.(*ast.Func)
	if !ok {
		return e.with(bad("%s belongs to a function: orm.Func(...).%s", word, word))
	}
	n := *f
	change(&n)
	return e.with(&n)
}

// Distinct lets an aggregate function see each value once: count(DISTINCT x).
func (e Expr) Distinct() Expr {
	return e.edit("Distinct", func(f *ast.Func) { f.Distinct = true })
}

// FilterWhere lets an aggregate function see only rows of the condition: FILTER (WHERE ...).
func (e Expr) FilterWhere(c Cond) Expr {
	return e.edit("FilterWhere", func(f *ast.Func) { f.Filter = c.Node().expr })
}

// OrderedBy orders what an aggregate function sees, inside its parentheses.
func (e Expr) OrderedBy(by ...Operand) Expr {
	return e.edit("OrderedBy", func(f *ast.Func) { f.OrderBy = nodes(by) })
}

// WithinGroup is WITHIN GROUP (ORDER BY ...), for percentiles and modes.
func (e Expr) WithinGroup(by ...Operand) Expr {
	return e.edit("WithinGroup", func(f *ast.Func) { f.Within = nodes(by) })
}

// Over makes it a window function: orm.Func("rank").Over(orm.Window().PartitionBy(dept).OrderBy(salary.Desc())).
func (e Expr) Over(w WindowSpec) Expr {
	return e.edit("Over", func(f *ast.Func) { f.Over = &w.node })
}

// WindowSpec is the window of a function. Its methods return a changed copy.
type WindowSpec struct{ node ast.Window }

// Window is the window of all rows.
func Window() WindowSpec { return WindowSpec{} }

// PartitionBy makes one window for all rows that agree in the operands.
func (w WindowSpec) PartitionBy(by ...Operand) WindowSpec {
	w.node.PartitionBy = slices.Concat(w.node.PartitionBy, nodes(by))
	return w
}

// OrderBy orders the rows of the window.
func (w WindowSpec) OrderBy(by ...Operand) WindowSpec {
	w.node.OrderBy = slices.Concat(w.node.OrderBy, nodes(by))
	return w
}

// Rows limits the window to rows around the current one: from -2 to 0 are the two before and itself. Unbounded has no limit.
func (w WindowSpec) Rows(from, to int) WindowSpec {
	w.node.Frame = &ast.Frame{Unit: "ROWS", From: frameEdge(from), To: frameEdge(to)}
	return w
}

// Range limits the window by the values of its order, as Rows does by position.
func (w WindowSpec) Range(from, to int) WindowSpec {
	w.node.Frame = &ast.Frame{Unit: "RANGE", From: frameEdge(from), To: frameEdge(to)}
	return w
}

func nodes(list []Operand) []ast.Expr {
	out := make([]ast.Expr, len(list))
	for i, o := range list {
		if isNil(o) {
			out[i] = bad("an operand is nil")
			continue
		}
		out[i] = o.Node().single()
	}
	return out
}

// CaseExpr is a CASE being built; it is an operand as it stands. Its methods return a changed copy.
type CaseExpr struct {
	node ast.Case
	meta *MetaData
}

// Case begins CASE WHEN condition THEN value ... END.
func Case() CaseExpr { return CaseExpr{} }

// When adds an arm. Without a matching arm and without Else the value is NULL.
func (c CaseExpr) When(cond Cond, then any) CaseExpr {
	return c.arm(cond.Node().expr, then, cond.meta)
}

func (c CaseExpr) arm(when ast.Expr, then any, m *MetaData) CaseExpr {
	if c.meta == nil {
		c.meta = m
	}
	value := valueOf(then, goType(then), "param")
	c.node.Type = widest([]ast.Expr{&ast.Cast{Type: c.node.Type}, value})
	c.node.Whens = append(slices.Clip(c.node.Whens), ast.When{Cond: when, Then: value})
	return c
}

// Else is the value if no arm matches.
func (c CaseExpr) Else(v any) Expr {
	c.node.Else = valueOf(v, goType(v), "param")
	c.node.Type = widest([]ast.Expr{&ast.Cast{Type: c.node.Type}, c.node.Else})
	return c.Expr()
}

// Expr is the CASE as it stands.
func (c CaseExpr) Expr() Expr { return Expr{node: c.Node().expr, meta: c.meta} }

// Label names the value: CASE ... END AS name.
func (c CaseExpr) Label(name string) Expr { return c.Expr().Label(name) }

// String is the CASE as SQL.
func (c CaseExpr) String() string { return printExpr(c.Node()) }

// Node is the CASE's node; one without an arm fails the statement.
func (c CaseExpr) Node() Node {
	if len(c.node.Whens) == 0 {
		return Node{expr: bad("a Case without an arm: add When(condition, value)")}
	}
	n := c.node
	return Node{expr: &n, meta: c.meta}
}

// SwitchExpr is CASE operand WHEN value THEN result; it is an operand as it stands.
type SwitchExpr struct{ CaseExpr }

// CaseOf begins CASE operand WHEN value THEN result ... END.
func CaseOf(operand Operand) SwitchExpr {
	n := operand.Node()
	return SwitchExpr{CaseExpr{node: ast.Case{Operand: n.single()}, meta: n.meta}}
}

// When adds an arm for a value of the operand.
func (s SwitchExpr) When(value, then any) SwitchExpr {
	operand := s.node.Operand
	return SwitchExpr{s.arm(valueOf(value, ast.TypeOf(operand), stemOf(operand)), then, s.meta)}
}

// Cast converts in the database: CAST(x AS type). x is an operand or a value.
func Cast(x any, t Type) Expr {
	return Expr{node: &ast.Cast{X: valueOf(x, goType(x), "param"), Type: t.sqlType()}, meta: metaOf([]any{x})}
}

// Extract is a part of a date: orm.Extract("year", c).
func Extract(field string, from Operand) Expr {
	n := from.Node()
	return Expr{node: &ast.Extract{Field: field, X: n.single()}, meta: n.meta}
}

// Literal is a value as an operand; it travels as a parameter. nil is NULL.
func Literal(v any) Expr { return Expr{node: valueOf(v, goType(v), "param")} }

// Named is a parameter whose value comes with the execution: Execute(orm.V{"name": ...}).
func Named(name string, t Type) Expr {
	b := &ast.Bind{Name: name, Value: ast.Param{}}
	if t != nil {
		b.Type = t.sqlType()
	}
	return Expr{node: b}
}

// Tuple is (a, b), to be compared as one.
func Tuple(items ...Operand) TupleExpr { return TupleExpr{items: items} }

// TupleExpr is several operands compared as one.
type TupleExpr struct{ items []Operand }

// String is the tuple as SQL.
func (t TupleExpr) String() string { return printExpr(t.Node()) }

// Node is the tuple's node.
func (t TupleExpr) Node() Node {
	n := Node{expr: &ast.Tuple{Items: nodes(t.items)}}
	for _, o := range t.items {
		if n.meta == nil && !isNil(o) {
			n.meta = o.Node().meta
		}
	}
	return n
}

// In is true if the tuple is one of the rows; each row has as many values as the tuple.
func (t TupleExpr) In(rows ...[]any) Cond {
	n := t.Node()
	m := &ast.Membership{Op: ast.In, X: n.expr}
	operands := n.expr.(*ast.Tuple).Items
	for _, row := range rows {
		if len(row) != len(operands) {
			return Cond{node: bad("a tuple of %d is compared with a row of %d", len(operands), len(row))}
		}
		item := &ast.Tuple{}
		for i, v := range row {
			item.Items = append(item.Items, valueOf(v, ast.TypeOf(operands[i]), "param"))
		}
		m.Items = append(m.Items, item)
	}
	return Cond{node: m, meta: n.meta}
}

// InQuery is true if the tuple is one of the query's rows.
func (t TupleExpr) InQuery(q Selection) Cond {
	n := t.Node()
	return Cond{node: &ast.Membership{Op: ast.In, X: n.expr, Query: q.query()}, meta: n.meta}
}

// CurrentTimestamp is the server's time, CURRENT_TIMESTAMP on every database.
func CurrentTimestamp() Expr {
	return Expr{node: &ast.Func{Name: "current_timestamp", Bare: true, Type: ast.Type{Kind: ast.DateTime}}}
}
