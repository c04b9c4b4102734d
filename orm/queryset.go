// This file holds set operations of queries: their rows stand in a subquery, from which another query reads.
//
//layer:6 session, flush, query, load

package orm

import (
	"errors"
	"fmt"

	"github.com/ormsh/ormsh/orm/ast"
)

var errSetJoined = errors.New("orm: a set operation can't be joined: join in its queries, or load relations with SelectIn")

var errNestedSet = errors.New("orm: a set operation of a set operation: give all queries to one call, as in a.Union(b, c), or use orm.Union of statements")

var errSetOptions = errors.New("orm: Options belong behind a set operation, not into its queries")

var errStatedSet = errors.New("orm: the query of FromStatement can't be part of a set operation: use orm.Union of statements")

// rowSet is the rows of a set operation as the source of another query, which names the columns of the first one.
type rowSet struct {
	source  *ast.Subquery
	columns []ast.Expr
	shown   map[ast.Column]ast.Expr // by source and name
}

// newRowSet makes the subquery of a set operation over the columns of its first query, which are labelled table_column.
func newRowSet(set *ast.Compound, columns []ast.Expr) (*rowSet, error) {
	r := &rowSet{source: &ast.Subquery{Query: set}, shown: map[ast.Column]ast.Expr{}}
	for _, e := range columns {
		out := &ast.Column{Source: r.source, Type: ast.TypeOf(e)}
		switch e := e.(type) {
		case *ast.Column:
			from := sourceName(e.Source)
			if from == "" {
				return nil, fmt.Errorf("orm: column %s of a set operation comes from a source without a name; name the alias", e.Name)
			}
			out.Name, out.Secret = from+"_"+e.Name, e.Secret
			r.shown[ast.Column{Source: e.Source, Name: e.Name}] = out
		case *ast.Label:
			out.Name = e.Name
		}
		if out.Name == "" {
			return nil, errors.New("orm: every column of a set operation needs a name: label its expressions")
		}
		r.columns = append(r.columns, out)
	}
	return r, nil
}

// adapt makes expressions over the first query's columns expressions over the set's.
func (r *rowSet) adapt(list []ast.Expr) []ast.Expr {
	if r == nil {
		return list
	}
	return ast.ReplaceAll(list, r.column)
}

// column is a column of the first query as the set shows it.
func (r *rowSet) column(c *ast.Column) ast.Expr {
	if out := r.shown[ast.Column{Source: c.Source, Name: c.Name}]; out != nil {
		return out
	}
	if c.Source == ast.Source(r.source) {
		return c
	}
	return bad("column %s is none of the set operation's", c.Name)
}

// Union is the objects of this query and the others, each once. What follows, such as OrderBy, is for all of them.
func (q AnyQuery) Union(others []AnyQuery) AnyQuery { return q.compound(ast.Union, others) }

// UnionAll is Union without looking for repeated rows.
func (q AnyQuery) UnionAll(others []AnyQuery) AnyQuery { return q.compound(ast.UnionAll, others) }

// Intersect is the objects that all queries find.
func (q AnyQuery) Intersect(others []AnyQuery) AnyQuery { return q.compound(ast.Intersect, others) }

// Except is the objects of this query that the others don't find.
func (q AnyQuery) Except(others []AnyQuery) AnyQuery { return q.compound(ast.Except, others) }

func (q AnyQuery) compound(op ast.SetOp, others []AnyQuery) AnyQuery {
	set := &ast.Compound{Op: op}
	for _, each := range append([]AnyQuery{q}, others...) {
		each = each.current()
		switch {
		case each.err != nil:
			return q.fail(each.err)
		case each.set != nil:
			return q.fail(errNestedSet)
		case each.stmt != nil:
			return q.fail(errStatedSet)
		case len(each.loads) > 0:
			return q.fail(errSetOptions)
		}
		set.Queries = append(set.Queries, each.selectStmt())
	}
	params := q.params
	for _, each := range others {
		params = withParams(params, each.params)
	}
	next := AnyQuery{params: params, s: q.s, t: q.t, m: q.m, from: q.from, limit: -1, offset: -1, again: q.again}
	next.set, next.err = newRowSet(set, q.m.whole().columns(q.source()))
	return next
}

// Exists is true if the query finds something: NOT (EXISTS (SELECT 1 ...)) is orm.Not of it. Tables of the statement
// around it that conditions mention belong to that.
func (q AnyQuery) Exists() Cond {
	q = q.current()
	if q.err != nil {
		return Cond{node: &ast.Bad{Err: q.err}}
	}
	if q.err = q.unstated("Exists"); q.err == nil && len(q.params) > 0 {
		q.err = errors.New("orm: a query inside another takes no Params: give orm.Text its values")
	}
	if q.err != nil {
		return Cond{node: &ast.Bad{Err: q.err}}
	}
	sel := q.selectStmt()
	sel.Columns = []ast.Expr{&ast.Raw{SQL: "1"}}
	if len(sel.From) == 0 {
		sel.From = []ast.Source{q.source()}
	}
	return Cond{node: &ast.Exists{Query: sel}, meta: q.m.table.meta}
}

// ForUpdate locks the rows until the transaction ends. SQLite has no such locks and writes nothing.
func (q AnyQuery) ForUpdate(opts []LockOption) AnyQuery {
	q.lock = lockOf(opts)
	return q
}
