// This file holds conditions and orders.
//
//layer:3

package orm

import "github.com/ormsh/ormsh/orm/ast"

// Cond is a condition: what Where, Having and ON take. The zero Cond is refused by the statement that uses it.
type Cond struct {
	node ast.Expr
	meta *MetaData
}

// String is the condition as SQL: users.name = ?.
func (c Cond) String() string { return printExpr(c.Node()) }

// Node is the condition's node.
func (c Cond) Node() Node {
	if c.node == nil {
		return Node{expr: bad("an empty orm.Cond: make it from a column, as in users.C(\"name\").Eq(\"ed\")")}
	}
	return Node{expr: c.node, meta: c.meta}
}

// Expr is the condition as a value, for column lists and CASE.
func (c Cond) Expr() Expr { return Expr(c) }

// Label names the condition's value in the result.
func (c Cond) Label(name string) Expr { return c.Expr().Label(name) }

// And is true if all conditions are; without any it is true.
func And(conds ...Cond) Cond { return join(ast.And, conds, true) }

// Or is true if one of the conditions is; without any it is false.
func Or(conds ...Cond) Cond { return join(ast.Or, conds, false) }

// join leaves out what changes nothing: true beside AND, false beside OR. The other one of the two is all there is.
func join(op ast.Op, conds []Cond, none bool) Cond {
	out := Cond{}
	items := make([]ast.Expr, 0, len(conds))
	for _, c := range conds {
		node := c.Node()
		if out.meta == nil {
			out.meta = node.meta
		}
		switch e := node.expr.(type) {
		case *ast.True, *ast.False:
			if _, yes := e.(*ast.True); yes != none {
				return Cond{node: e, meta: out.meta}
			}
			continue
		case *ast.Logic:
			if e.Op == op {
				items = append(items, e.Items...)
				continue
			}
		}
		items = append(items, node.expr)
	}
	switch len(items) {
	case 0:
		out.node = truth(none)
	case 1:
		out.node = items[0]
	default:
		out.node = &ast.Logic{Op: op, Items: items}
	}
	return out
}

// Not is the opposite: of a comparison the opposite comparison, else NOT (...).
func Not(c Cond) Cond { return Cond{node: negate(c.Node().expr), meta: c.meta} }

func negate(e ast.Expr) ast.Expr {
	switch e := e.(type) {
	case *ast.Binary:
		if op, ok := e.Op.Negated(); ok {
			n := *e
			n.Op = op
			return &n
		}
	case *ast.Membership:
		n := *e
		n.Op, _ = e.Op.Negated()
		return &n
	case *ast.Range:
		n := *e
		n.Op, _ = e.Op.Negated()
		return &n
	case *ast.Exists:
		return &ast.Exists{Query: e.Query, Not: !e.Not}
	case *ast.Unary:
		if e.Op == ast.Not {
			return e.X
		}
	case *ast.Truth:
		return &ast.Truth{X: e.X, False: !e.False}
	case *ast.True:
		return &ast.False{}
	case *ast.False:
		return &ast.True{}
	}
	return &ast.Unary{Op: ast.Not, X: e, Type: ast.Type{Kind: ast.Boolean}}
}

// Order is an operand with a direction.
type Order struct {
	node *ast.Ordering
	meta *MetaData
}

func order(n Node, dir string) Order {
	return Order{node: &ast.Ordering{X: n.single(), Dir: dir}, meta: n.meta}
}

// String is the order as SQL: users.name DESC.
func (o Order) String() string { return printExpr(o.Node()) }

// Node is the order's node.
func (o Order) Node() Node {
	if o.node == nil {
		return Node{expr: bad("an empty orm.Order: make it from a column, as in users.C(\"name\").Desc()")}
	}
	return Node{expr: o.node, meta: o.meta}
}

// NullsFirst puts NULL before all values.
func (o Order) NullsFirst() Order { return o.nulls(ast.NullsFirst) }

// NullsLast puts NULL behind all values.
func (o Order) NullsLast() Order { return o.nulls(ast.NullsLast) }

func (o Order) nulls(where ast.Nulls) Order {
	if o.node == nil {
		return o
	}
	n := *o.node
	n.Nulls = where
	return Order{node: &n, meta: o.meta}
}
