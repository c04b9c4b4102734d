// This file evaluates conditions and values on objects of the session, without the database.
//
//layer:6 session, flush, query, load

package orm

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// ErrNotEvaluable is returned by Update and Delete of a query whose filter only the database can decide.
var ErrNotEvaluable = errors.New("orm: the filter can't be evaluated on the objects of the session; say orm.SynchronizeFetch or orm.SynchronizeNone")

// evaluation is the value of an expression for the row of an object as it was last seen: int64, float64, string, bool or
// []byte; nil is NULL. unsure is what only the database can tell, such as how its collation compares two texts.
type evaluation func(*state) any

type unsure struct{}

// evaluation takes an expression apart; one that has no evaluation is ErrNotEvaluable.
func (m *Mapper) evaluation(e ast.Expr) (evaluation, error) {
	switch e := e.(type) {
	case *ast.Column:
		if i, ok := m.byColumn[e.Name]; ok && e.Source == ast.Source(m.partOf(i).table.source) {
			return func(st *state) any { return st.known(i) }, nil
		}
	case *ast.Bind:
		if v, err := access.Plain(e.Value); err == nil {
			return func(*state) any { return evaluable(v) }, nil
		}
	case *ast.Null:
		return func(*state) any { return nil }, nil
	case *ast.True:
		return func(*state) any { return true }, nil
	case *ast.False:
		return func(*state) any { return false }, nil
	case *ast.Grouped:
		return m.evaluation(e.X)
	case *ast.Logic:
		return m.evaluateLogic(e)
	case *ast.Membership:
		return m.evaluateMembership(e)
	case *ast.Binary:
		if decide := evaluators[e.Op]; decide != nil {
			return m.evaluateBinary(e, decide)
		}
	}
	return nil, fmt.Errorf("%w: %s", ErrNotEvaluable, printExpr(Node{expr: e, meta: m.table.meta}))
}

// known is a column's value in the row as it was last seen.
func (st *state) known(i int) any {
	if st.lack.Has(i) {
		return unsure{}
	}
	field := st.m.props[i].field
	v, err := field.Value(st.snap)
	if err != nil {
		return unsure{}
	}
	if st.nulls.Has(i) && field.IsZero(st.snap) {
		return nil
	}
	return evaluable(v)
}

// evaluable is v if Go and the databases agree on its operators.
func evaluable(v any) any {
	switch v.(type) {
	case nil, int64, float64, string, bool, []byte:
		return v
	}
	return unsure{}
}

func (m *Mapper) evaluateLogic(e *ast.Logic) (evaluation, error) {
	items := make([]evaluation, len(e.Items))
	for i, item := range e.Items {
		var err error
		if items[i], err = m.evaluation(item); err != nil {
			return nil, err
		}
	}
	decides := e.Op == ast.Or // the value that decides alone
	return func(st *state) any {
		var result any = !decides
		for _, item := range items {
			switch v := item(st); {
			case v == decides:
				return decides
			case v == unsure{} || v == nil && result != any(unsure{}):
				result = v
			case v != !decides && v != nil:
				return unsure{}
			}
		}
		return result
	}, nil
}

// evaluateMembership is x = a OR x = b, or its opposite.
func (m *Mapper) evaluateMembership(e *ast.Membership) (evaluation, error) {
	if e.Query != nil {
		return nil, fmt.Errorf("%w: a query in IN", ErrNotEvaluable)
	}
	op, all := ast.Eq, &ast.Logic{Op: ast.Or}
	if e.Op == ast.NotIn {
		op, all.Op = ast.Ne, ast.And
	}
	for _, item := range e.Items {
		all.Items = append(all.Items, &ast.Binary{Op: op, L: e.X, R: item})
	}
	return m.evaluation(all)
}

func (m *Mapper) evaluateBinary(e *ast.Binary, decide func(l, r any) any) (evaluation, error) {
	l, err := m.evaluation(e.L)
	if err != nil {
		return nil, err
	}
	r, err := m.evaluation(e.R)
	if err != nil {
		return nil, err
	}
	null := e.Op == ast.Is || e.Op == ast.IsNot
	return func(st *state) any {
		a, b := l(st), r(st)
		switch {
		case a == unsure{} || b == unsure{}:
			return unsure{}
		case !null && (a == nil || b == nil):
			return nil
		}
		return decide(a, b)
	}, nil
}

// evaluators are the operators that can be evaluated. Values are neither NULL nor unsure, but for Is and IsNot.
var evaluators = map[ast.Op]func(l, r any) any{
	ast.Eq:     func(l, r any) any { return equality(l, r, true) },
	ast.Ne:     func(l, r any) any { return equality(l, r, false) },
	ast.Lt:     func(l, r any) any { return ordered(l, r, func(c int) bool { return c < 0 }) },
	ast.Le:     func(l, r any) any { return ordered(l, r, func(c int) bool { return c <= 0 }) },
	ast.Gt:     func(l, r any) any { return ordered(l, r, func(c int) bool { return c > 0 }) },
	ast.Ge:     func(l, r any) any { return ordered(l, r, func(c int) bool { return c >= 0 }) },
	ast.Is:     func(l, r any) any { return identical(l, r, true) },
	ast.IsNot:  func(l, r any) any { return identical(l, r, false) },
	ast.Concat: func(l, r any) any { return joinText(l, r) },
	ast.Add:    func(l, r any) any { return integers(l, r, func(a, b int64) int64 { return a + b }) },
	ast.Sub:    func(l, r any) any { return integers(l, r, func(a, b int64) int64 { return a - b }) },
}

// equality compares; texts that differ may still be equal to a collation, unless they differ in plain letters.
func equality(l, r any, want bool) any {
	if a, ok := l.(string); ok {
		b, ok := r.(string)
		if !ok || a != b && !clearlyDiffer(a, b) {
			return unsure{}
		}
		return (a == b) == want
	}
	return ordered(l, r, func(c int) bool { return (c == 0) == want })
}

// clearlyDiffer tells whether no usual collation takes two texts for equal: they are ASCII and differ in more than
// case and spaces at the end.
func clearlyDiffer(a, b string) bool {
	for _, text := range []string{a, b} {
		for i := range len(text) {
			if text[i] < ' ' || text[i] > '~' {
				return false
			}
		}
	}
	return !strings.EqualFold(strings.TrimRight(a, " "), strings.TrimRight(b, " "))
}

func ordered(l, r any, holds func(int) bool) any {
	switch a := l.(type) {
	case int64:
		if b, ok := r.(int64); ok {
			return holds(cmp.Compare(a, b))
		}
	case float64:
		if b, ok := r.(float64); ok {
			return holds(cmp.Compare(a, b))
		}
	case []byte:
		if b, ok := r.([]byte); ok {
			return holds(bytes.Compare(a, b))
		}
	case bool:
		if b, ok := r.(bool); ok && a == b {
			return holds(0)
		} else if ok {
			return holds(map[bool]int{false: -1, true: 1}[a])
		}
	}
	return unsure{}
}

func identical(l, r any, want bool) any {
	if l == nil || r == nil {
		return (l == nil && r == nil) == want
	}
	return unsure{}
}

func joinText(l, r any) any {
	a, ok := l.(string)
	b, also := r.(string)
	if ok && also {
		return a + b
	}
	return unsure{}
}

// integers computes where no overflow is near.
func integers(l, r any, compute func(a, b int64) int64) any {
	const safe = 1 << 62
	a, ok := l.(int64)
	b, also := r.(int64)
	if ok && also && -safe < a && a < safe && -safe < b && b < safe {
		return compute(a, b)
	}
	return unsure{}
}
