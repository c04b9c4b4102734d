// This file holds the clauses of a column query that most queries don't need, and set operations of them.
//
//layer:6 session, flush, query, load

package orm

import (
	"fmt"

	"github.com/ormsh/ormsh/orm/ast"
)

// DistinctOn keeps the first row of each group that agrees in the operands (PostgreSQL).
func (q *RowQuery) DistinctOn(by ...Operand) *RowQuery {
	return q.with(func(sel *ast.Select) { sel.DistinctOn = nodes(by) })
}

// ForUpdate locks the rows until the transaction ends. SQLite has no such locks and writes nothing.
func (q *RowQuery) ForUpdate(opts ...LockOption) *RowQuery {
	return q.with(func(sel *ast.Select) { sel.Lock = lockOf(opts) })
}

func lockOf(opts []LockOption) *ast.Lock {
	lock := &ast.Lock{}
	for _, o := range opts {
		o(lock)
	}
	return lock
}

// Union is the rows of this query and the others, each once. What follows, such as OrderBy, is for all rows together and
// takes the same columns as before.
func (q *RowQuery) Union(others ...*RowQuery) *RowQuery { return q.compound(ast.Union, others) }

// UnionAll is Union that keeps repeated rows.
func (q *RowQuery) UnionAll(others ...*RowQuery) *RowQuery { return q.compound(ast.UnionAll, others) }

// Intersect is the rows that all queries have.
func (q *RowQuery) Intersect(others ...*RowQuery) *RowQuery { return q.compound(ast.Intersect, others) }

// Except is the rows of this query that the others don't have.
func (q *RowQuery) Except(others ...*RowQuery) *RowQuery { return q.compound(ast.Except, others) }

func (q *RowQuery) compound(op ast.SetOp, others []*RowQuery) *RowQuery {
	set := ast.Compound{Op: op}
	for i, each := range append([]*RowQuery{q}, others...) {
		switch {
		case each.err != nil:
			return q.broken(each.err)
		case each.set != nil:
			return q.broken(errNestedSet)
		case each.stmt != nil:
			return q.broken(errStatedSet)
		case len(each.loads) > 0:
			return q.broken(errSetOptions)
		case len(each.sel.Columns) != len(q.sel.Columns):
			return q.broken(fmt.Errorf("orm: the queries of a set operation need equally many columns: the first has %d, number %d has %d", len(q.sel.Columns), i+1, len(each.sel.Columns)))
		}
		set.Queries = append(set.Queries, each.tree())
	}
	next := &RowQuery{s: q.s, entities: q.entities}
	next.set, next.err = newRowSet(&set, q.sel.Columns)
	if next.err != nil {
		return next
	}
	for _, each := range append(others, q) {
		if len(each.params) > 0 {
			next.params = withParams(next.params, each.params)
		}
	}
	next.sel = ast.Select{Labels: ast.LabelTableColumn, Columns: next.set.columns, From: []ast.Source{next.set.source}}
	return next
}
