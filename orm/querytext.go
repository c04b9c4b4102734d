// This file holds queries whose rows come from a statement of the program's own, and the values of named parameters.
//
//layer:6 session, flush, query, load

package orm

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// Params gives the values of :names that stand in the query's text: Filter(orm.Text("id < :top").Cond()).Params(orm.V{"top": 9}).
// A name that the query doesn't have is an error when it executes.
func (q AnyQuery) Params(values V) AnyQuery { q.params = withParams(q.params, values); return q }

// FromStatement takes the rows from a statement of the program's own, which is executed as it is: without filters, an
// order or a limit of the query. Columns are found by name, or by what Columns of the text says.
func (q AnyQuery) FromStatement(stmt Executable) AnyQuery {
	if stmt == nil {
		return q.fail(errors.New("orm: FromStatement of a nil statement"))
	}
	q.stmt = stmt
	return q
}

// Params gives the values of :names that stand in the query's text.
func (q *RowQuery) Params(values V) *RowQuery {
	next := *q
	next.params = withParams(q.params, values)
	return &next
}

// FromStatement takes the rows from a statement of the program's own, which is executed as it is. The query's columns are
// found by name, or by what Columns of the text says, and keep the query's order.
func (q *RowQuery) FromStatement(stmt Executable) *RowQuery {
	if stmt == nil {
		return q.broken(errors.New("orm: FromStatement of a nil statement"))
	}
	next := *q
	next.stmt = stmt
	return &next
}

func withParams(have, more V) V {
	all := maps.Clone(have)
	if all == nil {
		all = V{}
	}
	maps.Copy(all, more)
	return all
}

var errStated = errors.New("orm: FromStatement executes its statement as it is: filters, joins, order and limit belong into the statement")

// bare tells whether nothing but filters was said.
func (q AnyQuery) bare() bool {
	return len(q.order) == 0 && q.limit < 0 && q.offset < 0 && q.from == nil && q.joined == nil && !q.distinct && q.stmt == nil &&
		q.set == nil && q.lock == nil
}

// unstated refuses what can't be done with the rows of a program's own statement.
func (q AnyQuery) unstated(method string) error {
	if q.stmt != nil {
		return fmt.Errorf("orm: %s can't change the statement of FromStatement; use All, First or One", method)
	}
	return nil
}

// stated is the program's own statement, if nothing else was said.
func stated(stmt Executable, bare bool) (ast.Stmt, error) {
	if !bare {
		return nil, errStated
	}
	tree, err := stmt.tree(nil)
	if err != nil {
		return nil, fmt.Errorf("orm: %w", err)
	}
	return tree, nil
}

// listStated makes objects of the rows of the program's own statement.
func (q AnyQuery) listStated(plan *loadPlan, method string, most int) ([]access.Ptr, error) {
	rest := q
	rest.stmt = nil
	tree, err := stated(q.stmt, rest.bare() && len(q.where) == 0)
	if err == nil && plan.joins() {
		err = errors.New("orm: FromStatement can't join a relation that is to be loaded; use SelectIn")
	}
	if err != nil {
		return nil, err
	}
	rows, st, err := q.s.run(tree, q.params, q.name(method))
	if err != nil {
		return nil, err
	}
	return q.s.readStated(plan, rows, st, most)
}

// readStated makes objects of rows whose columns stand anywhere, each once, and loads what follows.
func (s *Session) readStated(p *loadPlan, rows rowScanner, st *compiled, most int) ([]access.Ptr, error) {
	at, err := columnsIn(st, rows.Columns(), p.pick.columns(nil))
	if err != nil {
		return nil, errors.Join(err, s.closeRows(rows))
	}
	p.width = len(at)
	r := s.placeReader(p)
	list, err := s.readPlace(&arranged{rowScanner: rows, at: at, row: make([]driver.Value, len(rows.Columns()))}, r, most)
	if err != nil {
		return nil, err
	}
	return list, s.loadAfter(r)
}

// arranged is rows of which some columns are asked for, in another order.
type arranged struct {
	rowScanner
	at  []int
	row []driver.Value
}

// Next reads the next row.
func (a *arranged) Next(dest []driver.Value) error {
	if err := a.rowScanner.Next(a.row); err != nil {
		return err
	}
	for i, from := range a.at {
		dest[i] = a.row[from]
	}
	return nil
}

// columnsIn finds where each wanted column stands in the rows of a statement.
func columnsIn(st *compiled, names []string, wanted []ast.Expr) ([]int, error) {
	at := make([]int, len(wanted))
	for i, w := range wanted {
		name := ""
		var found []int
		for j := range names {
			var known *ast.Column
			if j < len(st.Columns) {
				known = st.Columns[j].Column
			}
			switch w := w.(type) {
			case *ast.Column:
				name = w.Name
				if known != nil && known.Name == name && (known.Source == nil || known.Source == w.Source) || known == nil && names[j] == name {
					found = append(found, j)
				}
			case *ast.Label:
				if name = w.Name; names[j] == name {
					found = append(found, j)
				}
			}
		}
		switch {
		case name == "":
			return nil, errors.New("orm: FromStatement finds columns by their names: select columns of a prototype, or label what is none")
		case len(found) == 0:
			return nil, fmt.Errorf("orm: the statement returns no column %q, only %v; select it, or name the columns in order with Columns", name, names)
		case len(found) > 1:
			return nil, fmt.Errorf("orm: the statement returns %d columns %q; name the columns in order with Columns", len(found), name)
		}
		at[i] = found[0]
	}
	return at, nil
}

// resultStated is the rows of the program's own statement with the query's columns.
func (q *RowQuery) resultStated(what string) (*Result, error) {
	s := q.s
	sel := q.sel
	bare := len(sel.From)+len(sel.Where)+len(sel.GroupBy)+len(sel.Having)+len(sel.OrderBy) == 0 && sel.Limit == nil && sel.Offset == nil && !sel.Distinct &&
		sel.Lock == nil && q.set == nil
	tree, err := stated(q.stmt, bare)
	if err == nil && len(q.entities) > 0 {
		err = errors.New("orm: FromStatement gives columns, or objects of one struct: orm.Query[T](session).FromStatement")
	}
	if err != nil {
		return nil, err
	}
	st, args, err := s.engine.prepare(tree, q.params)
	if err != nil {
		return nil, err
	}
	r, err := s.result(st, args, what)
	if err != nil {
		return nil, err
	}
	at, err := columnsIn(st, r.Keys(), sel.Columns)
	if err != nil {
		return nil, err
	}
	return r.pick(at), nil
}

// pick is the result with some of its columns.
func (r *Result) pick(at []int) *Result {
	head := &rowHead{}
	for _, i := range at {
		head.keys = append(head.keys, r.head.keys[i])
	}
	out := &Result{head: head, changed: r.changed}
	for _, row := range r.rows {
		values := make([]any, len(at))
		for i, from := range at {
			values[i] = row.values[from]
		}
		out.rows = append(out.rows, &Row{head: head, values: values})
	}
	return out
}

// prepare compiles a query for its Params and fills its placeholders. Params that the query doesn't ask for are a mistake.
func (e *Engine) prepare(stmt ast.Stmt, params V) (*compiled, []driver.Value, error) {
	lists, sets := elements([]V{params})
	st, err := e.compileLists(stmt, lists)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range keys(params) {
		asked := func(b dialect.Bind) bool {
			_, open := b.Value.(ast.Param)
			return open && (b.Name == name || lists[name] > 0 && b.Name == dialect.ElementName(name, 1))
		}
		if length, list := lists[name]; list && length == 0 {
			continue // an empty list leaves no trace
		}
		if !slices.ContainsFunc(st.Binds, asked) {
			return nil, nil, fmt.Errorf("orm: Params has a value for %q, which the query doesn't ask for", name)
		}
	}
	args, err := st.Args(e.dialect, sets[0])
	if err != nil {
		return nil, nil, fmt.Errorf("orm: %w", err)
	}
	return st, args, nil
}
