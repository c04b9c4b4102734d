// This file makes a column an operand: every operator of Expr on *Column itself.
//
//layer:3

package orm

import "github.com/ormsh/ormsh/orm/ast"

// Expr is the column as an expression, with the operators that are not repeated on Column.
func (c *Column) Expr() Expr { return Expr{node: c.Node().expr, meta: c.metaData()} }

func (c *Column) metaData() *MetaData {
	switch {
	case c == nil:
		return nil
	case c.table != nil:
		return c.table.meta
	case c.base != nil:
		return c.base.metaData()
	}
	return nil
}

// String is the column as SQL: users.name.
func (c *Column) String() string { return printExpr(c.Node()) }

// Node is the column's node; that of a column which doesn't exist fails the statement.
func (c *Column) Node() Node {
	switch {
	case c == nil:
		return Node{expr: bad("a column is nil")}
	case c.err != nil:
		return Node{expr: &ast.Bad{Err: c.err}}
	}
	return Node{expr: c.node, meta: c.metaData()}
}

// Eq is c = v; v is a value, nil (IS NULL) or an Operand.
func (c *Column) Eq(v any) Cond { return c.Expr().Eq(v) }

// Ne is c != v; a nil v is IS NOT NULL.
func (c *Column) Ne(v any) Cond { return c.Expr().Ne(v) }

// Lt is c < v.
func (c *Column) Lt(v any) Cond { return c.Expr().Lt(v) }

// Le is c <= v.
func (c *Column) Le(v any) Cond { return c.Expr().Le(v) }

// Gt is c > v.
func (c *Column) Gt(v any) Cond { return c.Expr().Gt(v) }

// Ge is c >= v.
func (c *Column) Ge(v any) Cond { return c.Expr().Ge(v) }

// In is c IN (values), or IN (query) when the only value is a query; an empty list matches nothing.
func (c *Column) In(v ...any) Cond { return c.Expr().In(v...) }

// NotIn is c NOT IN (values); an empty list matches everything.
func (c *Column) NotIn(v ...any) Cond { return c.Expr().NotIn(v...) }

// Between is c BETWEEN low AND high, both included.
func (c *Column) Between(low, high any) Cond { return c.Expr().Between(low, high) }

// NotBetween is the opposite of Between.
func (c *Column) NotBetween(low, high any) Cond { return c.Expr().NotBetween(low, high) }

// InQuery is c IN (SELECT ...).
func (c *Column) InQuery(q Selection) Cond { return c.Expr().InQuery(q) }

// NotInQuery is c NOT IN (SELECT ...).
func (c *Column) NotInQuery(q Selection) Cond { return c.Expr().NotInQuery(q) }

// Is is c IS v, for nil, true and false.
func (c *Column) Is(v any) Cond { return c.Expr().Is(v) }

// IsNot is c IS NOT v.
func (c *Column) IsNot(v any) Cond { return c.Expr().IsNot(v) }

// IsDistinctFrom is c != v where NULL is a value like others.
func (c *Column) IsDistinctFrom(v any) Cond { return c.Expr().IsDistinctFrom(v) }

// IsNotDistinctFrom is c = v where NULL is a value like others.
func (c *Column) IsNotDistinctFrom(v any) Cond { return c.Expr().IsNotDistinctFrom(v) }

// Like is c LIKE pattern, a string or an operand, where % is any text and _ any character; behind the escape they are themselves.
func (c *Column) Like(pattern any, escape ...string) Cond { return c.Expr().Like(pattern, escape...) }

// NotLike is c NOT LIKE pattern.
func (c *Column) NotLike(pattern any, escape ...string) Cond {
	return c.Expr().NotLike(pattern, escape...)
}

// ILike is LIKE without regard to case.
func (c *Column) ILike(pattern any, escape ...string) Cond { return c.Expr().ILike(pattern, escape...) }

// NotILike is NOT LIKE without regard to case.
func (c *Column) NotILike(pattern any, escape ...string) Cond {
	return c.Expr().NotILike(pattern, escape...)
}

// StartsWith is true for text that begins with prefix; % and _ of a string are themselves.
func (c *Column) StartsWith(prefix any) Cond { return c.Expr().StartsWith(prefix) }

// EndsWith is true for text that ends with suffix; % and _ of a string are themselves.
func (c *Column) EndsWith(suffix any) Cond { return c.Expr().EndsWith(suffix) }

// Contains is true for text that has part in it; % and _ of a string are themselves.
func (c *Column) Contains(part any) Cond { return c.Expr().Contains(part) }

// IsNull is c IS NULL.
func (c *Column) IsNull() Cond { return c.Expr().IsNull() }

// IsNotNull is c IS NOT NULL.
func (c *Column) IsNotNull() Cond { return c.Expr().IsNotNull() }

// IsTrue uses a boolean column as a condition.
func (c *Column) IsTrue() Cond { return c.Expr().IsTrue() }

// Plus is c + v.
func (c *Column) Plus(v any) Expr { return c.Expr().Plus(v) }

// Minus is c - v.
func (c *Column) Minus(v any) Expr { return c.Expr().Minus(v) }

// Times is c * v.
func (c *Column) Times(v any) Expr { return c.Expr().Times(v) }

// Div is c / v.
func (c *Column) Div(v any) Expr { return c.Expr().Div(v) }

// Concat joins text: c || v.
func (c *Column) Concat(v any) Expr { return c.Expr().Concat(v) }

// Mod is the remainder of c / v.
func (c *Column) Mod(v any) Expr { return c.Expr().Mod(v) }

// Neg is -c.
func (c *Column) Neg() Expr { return c.Expr().Neg() }

// Op is c with any operator of the database: c @@ v.
func (c *Column) Op(operator string, v any) Expr { return c.Expr().Op(operator, v) }

// Collate compares and orders the text by a collation.
func (c *Column) Collate(name string) Expr { return c.Expr().Collate(name) }

// Label names the column in the result: c AS name.
func (c *Column) Label(name string) Expr { return c.Expr().Label(name) }

// Asc orders by the column, smallest first.
func (c *Column) Asc() Order { return c.Expr().Asc() }

// Desc orders by the column, greatest first.
func (c *Column) Desc() Order { return c.Expr().Desc() }

// NullsFirst orders by the column, smallest first, NULL before all values.
func (c *Column) NullsFirst() Order { return c.Expr().NullsFirst() }

// NullsLast orders by the column, smallest first, NULL behind all values.
func (c *Column) NullsLast() Order { return c.Expr().NullsLast() }

// ServerDefault is what the database fills in where the column is left out, as SQL of its dialect; empty for nothing.
func (c *Column) ServerDefault() string {
	switch {
	case c.computed != nil:
		return "generated always as (" + c.computed.SQL + ")"
	case c.identity != nil && c.identity.Always:
		return "generated always as identity"
	case c.identity != nil:
		return "generated by default as identity"
	case c.serverDefault != nil:
		return printExpr(Node{expr: c.serverDefault, meta: c.metaData()})
	}
	return ""
}
