// This file holds plans against what flushes emit, in the random test.

package orm_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

// emitted is what an engine emits: statements to compare, and their text for a sequence that differs.
type emitted struct {
	statements []echo.Event
	text       echo.Sink
	loud       bool // writes the text
}

// Emit implements echo.Sink.
func (em *emitted) Emit(ctx context.Context, e echo.Event) {
	if e.Op == echo.Statement {
		em.statements = append(em.statements, e)
	}
	if em.loud {
		em.text.Emit(ctx, e)
	}
}

// planned flushes by fn, after a Plan whose statements must be those that the flush emits. One that fails emits the
// first of them.
func (r *randomRun) planned(fn func() error) (flushed, mismatch error) {
	if r.m.failed {
		return fn(), nil
	}
	r.em.statements = nil
	plan, err := r.s.Plan()
	if len(r.em.statements) > 0 {
		return nil, fmt.Errorf("Plan emitted %v", r.em.statements)
	}
	flushed = fn()
	if err != nil {
		if flushed == nil {
			mismatch = fmt.Errorf("Plan failed and the flush didn't: %w", err)
		}
		return flushed, mismatch
	}
	return flushed, comparePlan(plan, r.em.statements, flushed)
}

// comparePlan goes through a plan and what was emitted. What follows from the rows of a query isn't in a plan: they may spare
// further queries, call for others, and lead to other changes.
func comparePlan(plan *orm.FlushPlan, got []echo.Event, failed error) error {
	n, loads := 0, false
	same := func(st orm.PlannedStatement) bool {
		return n < len(got) && got[n].SQL == st.SQL && samePlanned(st, got[n])
	}
	for st := range plan.All() {
		if loads && !same(st) {
			if asks(st.SQL) {
				continue
			}
			for n < len(got) && asks(got[n].SQL) {
				n++
			}
			if n < len(got) && !same(st) {
				return nil
			}
		}
		if n == len(got) && failed != nil {
			return nil
		}
		if !same(st) {
			return fmt.Errorf("planned:\n%s\nemitted:\n%v", plan, statements(got))
		}
		loads = loads || asks(st.SQL)
		n++
	}
	if n < len(got) && !loads {
		return fmt.Errorf("planned:\n%s\nemitted:\n%v", plan, statements(got))
	}
	return nil
}

func asks(sql string) bool { return strings.HasPrefix(sql, "SELECT") }

func statements(got []echo.Event) string {
	var b strings.Builder
	for _, e := range got {
		fmt.Fprintf(&b, "%s %v\n", e.SQL, e.Params)
	}
	return b.String()
}

// samePlanned compares parameters; a key to come may be any.
func samePlanned(st orm.PlannedStatement, e echo.Event) bool {
	sets := [][]any{e.Params}
	if e.Many {
		sets = nil
		for _, set := range e.Params {
			sets = append(sets, set.([]any))
		}
	}
	if len(sets) != len(st.Sets) {
		return false
	}
	for i, set := range sets {
		if len(set) != len(st.Sets[i]) {
			return false
		}
		for j, v := range set {
			if _, ok := st.Sets[i][j].(orm.PendingKey); !ok && !reflect.DeepEqual(v, st.Sets[i][j]) {
				return false
			}
		}
	}
	return true
}
