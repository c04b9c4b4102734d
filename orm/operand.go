// This file holds what can stand in an expression and how Go values get into one.
//
//layer:3

package orm

import (
	"fmt"
	"strconv"
	"time"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// Operand is anything that can stand in an expression or a column list: *Column, Expr, Cond, Order, *TextStmt, *SelectStmt,
// also a whole *Table or *Derived in a column list. It is sealed: only this package can make a Node.
type Operand interface {
	// String is the operand as SQL.
	String() string
	// Node is the operand's node in the statement.
	Node() Node
}

// Node is an opaque expression node: the exported method that seals Operand returns it.
type Node struct {
	expr    ast.Expr
	columns []ast.Expr // of a whole table, instead of expr
	meta    *MetaData  // where its statement finds an engine; may be nil
	objects any        // an Entity, whose objects the columns are; nil for all else
	where   []ast.Expr // which rows are its objects
}

// single is the node's expression; a whole table is none.
func (n Node) single() ast.Expr {
	if n.expr == nil {
		return bad("a whole table can't stand in an expression: name one of its columns")
	}
	return n.expr
}

func bad(format string, args ...any) ast.Expr { return &ast.Bad{Err: fmt.Errorf(format, args...)} }

// isNil tells whether an operand is a nil pointer of one of this package's types.
func isNil(o Operand) bool {
	switch o := o.(type) {
	case nil:
		return true
	case *Column:
		return o == nil
	case *SelectStmt:
		return o == nil
	case *CompoundStmt:
		return o == nil
	case *TextStmt:
		return o == nil
	case *Table:
		return o == nil
	case *Derived:
		return o == nil
	}
	return false
}

// valueOf turns a Go value into an expression: an operand is itself, nil is NULL, all else travels as a bind of the type,
// named after stem.
func valueOf(v any, t ast.Type, stem string) ast.Expr {
	switch v := v.(type) {
	case nil:
		return &ast.Null{}
	case Operand:
		if isNil(v) {
			return bad("an operand is nil")
		}
		return v.Node().single()
	}
	return &ast.Bind{Name: stem, Value: v, Type: t}
}

// besides is a value next to an expression of type t: of that type if it can be, else of its own.
func besides(v any, t ast.Type, stem string) ast.Expr {
	if _, ok := v.(Operand); ok || v == nil {
		return valueOf(v, t, stem)
	}
	own := goType(v)
	if own.Kind == ast.DateTime && temporal(t) {
		own = t
	}
	if own.Kind == ast.Unknown || t.Kind == ast.Unknown || own.Affinity() == t.Affinity() {
		return &ast.Bind{Name: stem, Value: v, Type: t}
	}
	return &ast.Bind{Name: stem, Value: v, Type: own, Loose: true}
}

// goType is the SQL type of a Go value that has no column beside it.
func goType(v any) ast.Type {
	switch v := v.(type) {
	case int:
		if v != int(int32(v)) {
			return ast.Type{Kind: ast.BigInteger}
		}
	case int64:
		if v != int64(int32(v)) {
			return ast.Type{Kind: ast.BigInteger}
		}
	}
	switch v.(type) {
	case Decimal:
		return ast.Type{Kind: ast.Numeric}
	case time.Time:
		return ast.Type{Kind: ast.DateTime}
	case time.Duration:
		return ast.Type{Kind: ast.Interval}
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		return ast.Type{Kind: ast.Integer}
	case float32, float64:
		return ast.Type{Kind: ast.Float}
	case string:
		return ast.Type{Kind: ast.Varchar}
	case bool:
		return ast.Type{Kind: ast.Boolean}
	case []byte:
		return ast.Type{Kind: ast.Blob}
	}
	return ast.Type{}
}

// stemOf is the name from which a bind beside e gets its own.
func stemOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Column:
		return e.Name
	case *ast.Func:
		return e.Name
	}
	return "param"
}

// compare is l op v. NULL, true and false have comparisons of their own.
func compare(l ast.Expr, op ast.Op, v any) ast.Expr {
	c := &comparison{}
	r := c.valueOf(v, ast.TypeOf(l), stemOf(l))
	if b, ok := r.(*ast.Bind); ok {
		b.Secret = secretColumn(l)
		if dialect.IsNull(b.Value) {
			r = &ast.Null{}
		} else if value, ok := b.Value.(bool); ok && (op == ast.Eq || op == ast.Ne) && boolean(b.Type) {
			r = truth(value)
		}
	}
	if _, null := r.(*ast.Null); null {
		switch op {
		case ast.Eq:
			op = ast.Is
		case ast.Ne:
			op = ast.IsNot
		default:
			return bad("nothing is greater or smaller than NULL: compare with a value, or use IsNull")
		}
	}
	c.binary = ast.Binary{Op: op, L: l, R: r, Type: ast.Type{Kind: ast.Boolean}}
	return &c.binary
}

// comparison is a Binary and, in the same memory, the value that most are with.
type comparison struct {
	binary ast.Binary
	value  ast.Bind
}

// valueOf is valueOf with the comparison's memory.
func (c *comparison) valueOf(v any, t ast.Type, stem string) ast.Expr {
	if _, is := v.(Operand); is || v == nil {
		return valueOf(v, t, stem)
	}
	c.value = ast.Bind{Name: stem, Value: v, Type: t}
	return &c.value
}

func boolean(t ast.Type) bool { return t.Kind == ast.Boolean || t.Kind == ast.Unknown }

func truth(value bool) ast.Expr {
	if value {
		return &ast.True{}
	}
	return &ast.False{}
}

func secretColumn(e ast.Expr) bool {
	c, ok := e.(*ast.Column)
	return ok && c.Secret
}

// arithmetic is l op v, of the type that both have or the wider one.
func arithmetic(l ast.Expr, op ast.Op, v any) ast.Expr {
	t := ast.TypeOf(l)
	r := besides(v, t, stemOf(l))
	other := ast.TypeOf(r)
	switch {
	case temporal(t) || temporal(other):
		t = sumOfTimes(op, t, other)
	case wider(other, t):
		t = other
	}
	return &ast.Binary{Op: op, L: l, R: r, Type: t}
}

func temporal(t ast.Type) bool {
	switch t.Affinity() {
	case ast.Date, ast.DateTime, ast.Time, ast.Interval:
		return true
	}
	return false
}

// sumOfTimes is the type of arithmetic with dates and times, as PostgreSQL has it: a day less another is a number of days, a
// moment less another an interval.
func sumOfTimes(op ast.Op, l, r ast.Type) ast.Type {
	a, b := l.Affinity(), r.Affinity()
	interval := ast.Type{Kind: ast.Interval}
	switch {
	case op == ast.Sub && a == ast.Date && b == ast.Date:
		return ast.Type{Kind: ast.Integer}
	case op == ast.Sub && a != ast.Interval && temporal(r) && b != ast.Interval:
		return interval
	case a == ast.Date && b == ast.Interval, b == ast.Date && a == ast.Interval, a == ast.Date && b == ast.Time, a == ast.Time && b == ast.Date:
		return ast.Type{Kind: ast.DateTime}
	case a == ast.Interval && temporal(r):
		return r
	case temporal(l):
		return l
	}
	return r
}

func wider(a, b ast.Type) bool {
	rank := func(t ast.Type) int {
		switch t.Affinity() {
		case ast.Float:
			return 3
		case ast.Numeric:
			return 2
		case ast.Integer:
			return 1
		}
		return 0
	}
	return rank(a) > rank(b)
}

// concat is l || v.
func concat(l ast.Expr, v any) ast.Expr {
	text := ast.Type{Kind: ast.Varchar}
	return &ast.Binary{Op: ast.Concat, L: l, R: valueOf(v, text, stemOf(l)), Type: text}
}

// membership is l IN (values); a query as the only value is a subquery. NULL in the list is refused: it never matches, and
// with NOT IN nothing does.
func membership(l ast.Expr, op ast.Op, values []any) ast.Expr {
	if len(values) == 1 {
		if q, ok := values[0].(Selection); ok {
			return &ast.Membership{Op: op, X: l, Query: q.query()}
		}
		if list, ok := spread(values[0]); ok {
			values = list
		}
	}
	t, stem := ast.TypeOf(l), stemOf(l)
	m := &ast.Membership{Op: op, X: l, Items: make([]ast.Expr, len(values))}
	for i, v := range values {
		item := valueOf(v, t, stem+"_"+strconv.Itoa(i+1))
		if b, ok := item.(*ast.Bind); ok {
			b.Secret = secretColumn(l)
			if dialect.IsNull(b.Value) {
				item = &ast.Null{}
			}
		}
		if _, null := item.(*ast.Null); null {
			return bad("NULL in the list of In never matches: leave it out and add orm.Or(..., c.IsNull())")
		}
		m.Items[i] = item
	}
	return m
}

// spread takes a slice given as the only value apart.
func spread(v any) ([]any, bool) {
	switch v := v.(type) {
	case []any:
		return v, true
	case []string:
		return widen(v), true
	case []int:
		return widen(v), true
	case []int64:
		return widen(v), true
	case []float64:
		return widen(v), true
	}
	return nil, false
}

func widen[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// printExpr is an expression as SQL of the dialect its MetaData is bound to, or of none.
func printExpr(n Node) string {
	if n.expr == nil {
		return ""
	}
	text, err := dialect.Fragment(dialectFor(n.meta), n.expr)
	if err != nil {
		return "<" + err.Error() + ">"
	}
	return text
}

// dialectFor is the dialect in which what belongs to m is printed.
func dialectFor(m *MetaData) dialect.Dialect {
	if m != nil && m.bind != nil {
		return m.bind.dialectOf()
	}
	return dialect.Standard{}
}

// sql tells whether the value is an operand, which the database computes within the statement.
func (d *DefaultArg) sql() bool {
	_, ok := d.value.(Operand)
	return ok
}
