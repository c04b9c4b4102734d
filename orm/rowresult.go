// This file holds single results of column queries: scalars, one row, counts.
//
//layer:6 session, flush, query, load

package orm

import (
	"fmt"

	"github.com/ormsh/ormsh/orm/ast"
)

// Scalar returns the first column of the only row; nil when there is none. More than one row is ErrMultipleResults.
func (q *RowQuery) Scalar() (any, error) {
	r, err := q.result("Scalar")
	if err != nil {
		return nil, err
	}
	if len(r.rows) > 1 {
		return nil, ErrMultipleResults
	}
	if len(r.rows) == 0 {
		return nil, nil
	}
	return r.Scalar()
}

// OneOrNone returns the only row, nil when there is none; more than one is ErrMultipleResults.
func (q *RowQuery) OneOrNone() (*Row, error) {
	r, err := q.result("OneOrNone")
	if err != nil {
		return nil, err
	}
	return r.OneOrNone()
}

// One returns the only row: none is ErrNoResult, more than one ErrMultipleResults.
func (q *RowQuery) One() (*Row, error) {
	r, err := q.result("One")
	if err != nil {
		return nil, err
	}
	return r.One()
}

// Count counts the rows of the query.
func (q *RowQuery) Count() (int64, error) {
	if q.err != nil {
		return 0, q.err
	}
	count := *q
	count.entities = nil
	count.sel = *countOf(q.tree())
	v, err := count.Scalar()
	if err != nil {
		return 0, err
	}
	n, ok := v.(int64)
	if !ok {
		return 0, fmt.Errorf("orm: the count is a %T", v)
	}
	return n, nil
}

// countOf counts the rows of a statement from outside.
func countOf(inner *ast.Select) *ast.Select {
	count := &ast.Func{Name: "count", Args: []ast.Expr{&ast.Star{}}, Type: ast.Type{Kind: ast.BigInteger}}
	return &ast.Select{Columns: []ast.Expr{&ast.Label{X: count}}, From: []ast.Source{&ast.Subquery{Query: inner}}}
}
