// This file holds Expr, the values computed in SQL, and their operators.
//
//layer:3

package orm

import (
	"strings"
	"unicode/utf8"

	"github.com/ormsh/ormsh/orm/ast"
)

// Expr is a value computed by the database: a function, arithmetic, CASE, CAST, a labelled column. It is immutable.
type Expr struct {
	node ast.Expr
	meta *MetaData
}

// String is the expression as SQL.
func (e Expr) String() string { return printExpr(e.Node()) }

// Node is the expression's node.
func (e Expr) Node() Node {
	if e.node == nil {
		return Node{expr: bad("an empty orm.Expr: make it with orm.Func, orm.Literal or from a column")}
	}
	return Node{expr: e.node, meta: e.meta}
}

func (e Expr) cond(node ast.Expr) Cond { return Cond{node: node, meta: e.meta} }
func (e Expr) with(node ast.Expr) Expr { return Expr{node: node, meta: e.meta} }

// Eq is e = v; a nil v is IS NULL. v is a value or an Operand.
func (e Expr) Eq(v any) Cond { return e.cond(compare(e.Node().expr, ast.Eq, v)) }

// Ne is e != v; a nil v is IS NOT NULL.
func (e Expr) Ne(v any) Cond { return e.cond(compare(e.Node().expr, ast.Ne, v)) }

// Lt is e < v.
func (e Expr) Lt(v any) Cond { return e.cond(compare(e.Node().expr, ast.Lt, v)) }

// Le is e <= v.
func (e Expr) Le(v any) Cond { return e.cond(compare(e.Node().expr, ast.Le, v)) }

// Gt is e > v.
func (e Expr) Gt(v any) Cond { return e.cond(compare(e.Node().expr, ast.Gt, v)) }

// Ge is e >= v.
func (e Expr) Ge(v any) Cond { return e.cond(compare(e.Node().expr, ast.Ge, v)) }

// In is e IN (values), or IN (query) when the only value is a *SelectStmt; an empty list matches nothing.
func (e Expr) In(v ...any) Cond { return e.cond(membership(e.Node().expr, ast.In, v)) }

// NotIn is e NOT IN (values); an empty list matches everything.
func (e Expr) NotIn(v ...any) Cond { return e.cond(membership(e.Node().expr, ast.NotIn, v)) }

// InQuery is e IN (query), for a query of one column.
func (e Expr) InQuery(q Selection) Cond { return e.In(q) }

// NotInQuery is e NOT IN (query), for a query of one column.
func (e Expr) NotInQuery(q Selection) Cond { return e.NotIn(q) }

// Between is e BETWEEN low AND high.
func (e Expr) Between(low, high any) Cond {
	return e.cond(between(e.Node().expr, ast.Between, low, high))
}

// NotBetween is e NOT BETWEEN low AND high.
func (e Expr) NotBetween(low, high any) Cond {
	return e.cond(between(e.Node().expr, ast.NotBetween, low, high))
}

func between(x ast.Expr, op ast.Op, low, high any) ast.Expr {
	t, stem := ast.TypeOf(x), stemOf(x)
	return &ast.Range{Op: op, X: x, Low: valueOf(low, t, stem), High: valueOf(high, t, stem)}
}

// Like is e LIKE pattern, a string or an operand, where % is any text and _ any character. A character given as escape makes
// the one behind it stand for itself: Like("50!%", "!").
func (e Expr) Like(pattern any, escape ...string) Cond {
	return e.cond(like(e.Node().expr, ast.Like, pattern, escape))
}

// NotLike is e NOT LIKE pattern.
func (e Expr) NotLike(pattern any, escape ...string) Cond {
	return e.cond(like(e.Node().expr, ast.NotLike, pattern, escape))
}

// ILike is LIKE without regard to case: lower(e) LIKE lower(pattern) where the database has no ILIKE.
func (e Expr) ILike(pattern any, escape ...string) Cond {
	return e.cond(like(e.Node().expr, ast.ILike, pattern, escape))
}

// NotILike is the opposite of ILike.
func (e Expr) NotILike(pattern any, escape ...string) Cond {
	return e.cond(like(e.Node().expr, ast.NotILike, pattern, escape))
}

func like(x ast.Expr, op ast.Op, pattern any, escape []string) ast.Expr {
	b := &ast.Binary{Op: op, L: x, Type: ast.Type{Kind: ast.Boolean}}
	switch p := pattern.(type) {
	case string:
		b.R = &ast.Bind{Name: stemOf(x), Value: p, Type: ast.Type{Kind: ast.Varchar}, Secret: secretColumn(x)}
	case Operand:
		b.R = valueOf(p, ast.Type{}, "")
	default:
		return bad("a pattern is a string or an operand, not %T", pattern)
	}
	if len(escape) == 0 {
		return b
	}
	if b.Escape = escape[0]; len(escape) > 1 || utf8.RuneCountInString(b.Escape) != 1 {
		return bad("the escape of a pattern is one character, not %q", escape)
	}
	return b
}

// StartsWith is true for text that begins with prefix, a string or an operand; % and _ in a string are themselves.
func (e Expr) StartsWith(prefix any) Cond { return e.cond(affix(e.Node().expr, "", prefix, "%")) }

// EndsWith is true for text that ends with suffix, a string or an operand; % and _ in a string are themselves.
func (e Expr) EndsWith(suffix any) Cond { return e.cond(affix(e.Node().expr, "%", suffix, "")) }

// Contains is true for text that has part, a string or an operand, in it; % and _ in a string are themselves.
func (e Expr) Contains(part any) Cond { return e.cond(affix(e.Node().expr, "%", part, "%")) }

// affix is x LIKE '%' || ? || '%'; the wildcards of a string are escaped if it has any.
func affix(x ast.Expr, before string, value any, after string) ast.Expr {
	text := ast.Type{Kind: ast.Varchar}
	escape := ""
	if s, ok := value.(string); ok && strings.ContainsAny(s, "%_") {
		escape = "/"
		value = strings.NewReplacer("/", "//", "%", "/%", "_", "/_").Replace(s)
	}
	if value == nil {
		return bad("text can't be searched for nil: give a string")
	}
	pattern := valueOf(value, text, stemOf(x))
	if b, ok := pattern.(*ast.Bind); ok {
		b.Secret = secretColumn(x)
	}
	if before != "" {
		pattern = &ast.Binary{Op: ast.Concat, L: &ast.Raw{SQL: "'%'"}, R: pattern, Type: text}
	}
	if after != "" {
		pattern = &ast.Binary{Op: ast.Concat, L: pattern, R: &ast.Raw{SQL: "'%'"}, Type: text}
	}
	return &ast.Binary{Op: ast.Like, L: x, R: pattern, Escape: escape, Group: true, Type: ast.Type{Kind: ast.Boolean}}
}

// Matches is a match of a regular expression, in the database's own syntax.
func (e Expr) Matches(pattern string) Cond {
	return e.cond(like(e.Node().expr, ast.Regexp, pattern, nil))
}

// Is is e IS v, for NULL, true and false.
func (e Expr) Is(v any) Cond { return e.cond(is(e.Node().expr, ast.Is, v)) }

// IsNot is e IS NOT v, for NULL, true and false.
func (e Expr) IsNot(v any) Cond { return e.cond(is(e.Node().expr, ast.IsNot, v)) }

func is(l ast.Expr, op ast.Op, v any) ast.Expr {
	var r ast.Expr
	switch v := v.(type) {
	case nil:
		r = &ast.Null{}
	case bool:
		r = truth(v)
	default:
		return bad("Is compares with nil, true and false; use Eq for %T", v)
	}
	return &ast.Binary{Op: op, L: l, R: r, Type: ast.Type{Kind: ast.Boolean}}
}

// IsNull is e IS NULL.
func (e Expr) IsNull() Cond { return e.Eq(nil) }

// IsNotNull is e IS NOT NULL.
func (e Expr) IsNotNull() Cond { return e.Ne(nil) }

// IsDistinctFrom is != with NULL as a value like others.
func (e Expr) IsDistinctFrom(v any) Cond {
	return e.cond(distinctFrom(e.Node().expr, ast.IsDistinct, v))
}

// IsNotDistinctFrom is = with NULL as a value like others.
func (e Expr) IsNotDistinctFrom(v any) Cond {
	return e.cond(distinctFrom(e.Node().expr, ast.IsNotDistinct, v))
}

func distinctFrom(l ast.Expr, op ast.Op, v any) ast.Expr {
	return &ast.Binary{Op: op, L: l, R: valueOf(v, ast.TypeOf(l), stemOf(l)), Type: ast.Type{Kind: ast.Boolean}}
}

// Plus is e + v.
func (e Expr) Plus(v any) Expr { return e.with(arithmetic(e.Node().expr, ast.Add, v)) }

// Minus is e - v.
func (e Expr) Minus(v any) Expr { return e.with(arithmetic(e.Node().expr, ast.Sub, v)) }

// Times is e * v.
func (e Expr) Times(v any) Expr { return e.with(arithmetic(e.Node().expr, ast.Mul, v)) }

// Div is e / v; whether it keeps a remainder is the database's way with the types.
func (e Expr) Div(v any) Expr { return e.with(arithmetic(e.Node().expr, ast.Div, v)) }

// Mod is the remainder of e by v.
func (e Expr) Mod(v any) Expr { return e.with(arithmetic(e.Node().expr, ast.Mod, v)) }

// Neg is -e.
func (e Expr) Neg() Expr {
	x := e.Node().expr
	return e.with(&ast.Unary{Op: ast.Neg, X: x, Type: ast.TypeOf(x)})
}

// Concat joins text: e || v.
func (e Expr) Concat(v any) Expr { return e.with(concat(e.Node().expr, v)) }

// Op is any other operator of the database: e.Op("&", 4). The operator is written as it is, in parentheses beside others.
func (e Expr) Op(operator string, v any) Expr {
	x := e.Node().expr
	if strings.Trim(operator, "!#$%&*+-/:<=>?@^|~") != "" && strings.Trim(strings.ToUpper(operator), "ABCDEFGHIJKLMNOPQRSTUVWXYZ_ ") != "" || operator == "" {
		return e.with(bad("%q is no operator: symbols or words make one", operator))
	}
	return e.with(&ast.Binary{Op: ast.CustomOp, Text: operator, L: x, R: valueOf(v, ast.TypeOf(x), stemOf(x)), Type: ast.TypeOf(x)})
}

// Get is a member of a JSON value, by key or index; GetText is the same as text.
func (e Expr) Get(key any) Expr {
	return e.with(&ast.Binary{Op: ast.JSONGet, L: e.Node().expr, R: jsonKey(key), Type: ast.Type{Kind: ast.JSON}})
}

// GetText is a member of a JSON value as text.
func (e Expr) GetText(key any) Expr {
	return e.with(&ast.Binary{Op: ast.JSONGetText, L: e.Node().expr, R: jsonKey(key), Type: ast.Type{Kind: ast.Varchar}})
}

// jsonKey is a key or an index, which says its type: the operators exist for both.
func jsonKey(key any) ast.Expr {
	e := valueOf(key, goType(key), "param")
	if b, ok := e.(*ast.Bind); ok {
		b.Loose = b.Type.Kind == ast.Integer
	}
	return e
}

// Label names the expression: e AS name. OrderBy of the labelled expression writes the name.
func (e Expr) Label(name string) Expr {
	return e.with(&ast.Label{Name: name, X: unlabelled(e.Node().expr)})
}

func unlabelled(x ast.Expr) ast.Expr {
	if l, ok := x.(*ast.Label); ok {
		return l.X
	}
	return x
}

// As says the expression's type, for its result; nothing is written.
func (e Expr) As(t Type) Expr {
	return e.with(&ast.Cast{X: e.Node().expr, Type: t.sqlType(), Silent: true})
}

// Collate orders and compares by a collation.
func (e Expr) Collate(name string) Expr { return e.with(&ast.Collate{X: e.Node().expr, Name: name}) }

// IsTrue uses the expression as a condition.
func (e Expr) IsTrue() Cond { return e.cond(&ast.Truth{X: e.Node().expr}) }

// Asc orders by the expression, smallest first.
func (e Expr) Asc() Order { return order(e.Node(), "ASC") }

// Desc orders by the expression, greatest first.
func (e Expr) Desc() Order { return order(e.Node(), "DESC") }

// NullsFirst orders by the expression, smallest first, NULL before all values.
func (e Expr) NullsFirst() Order { return order(e.Node(), "").NullsFirst() }

// NullsLast orders by the expression, smallest first, NULL behind all values.
func (e Expr) NullsLast() Order { return order(e.Node(), "").NullsLast() }
