// This file executes queries: the objects of one come in a list, after the autoflush and within the session's transaction.
//
//layer:6 session, flush, query, load

package orm

import (
	"database/sql/driver"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// list executes the query and returns its objects; it stops after most of them, -1 for no end.
func (q AnyQuery) list(method string, most int) ([]access.Ptr, error) {
	q = q.current()
	if q.err != nil {
		return nil, q.err
	}
	s := q.s
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	plan, err := q.loadPlan()
	if err != nil {
		return nil, err
	}
	var list []access.Ptr
	if q.stmt != nil {
		list, err = q.listStated(plan, method, most)
	} else {
		list, err = q.listPlanned(plan, method, most)
	}
	if err != nil {
		return nil, err
	}
	return list, nil
}

// listPlanned executes the query's own statement.
func (q AnyQuery) listPlanned(plan *loadPlan, method string, most int) ([]access.Ptr, error) {
	sel, err := q.statement(plan)
	if err != nil {
		return nil, err
	}
	if err := q.strangers(sel); err != nil {
		return nil, err
	}
	if plan.nests() {
		plan.base = q.base()
	}
	rows, sql, err := q.s.run(sel, q.params, q.name(method))
	if err != nil {
		return nil, err
	}
	return q.s.read(rows, sql, plan, most)
}

// run flushes where that is due, compiles and executes a query in the session's transaction.
func (s *Session) run(sel ast.Stmt, params V, what string) (rowScanner, *compiled, error) {
	if err := s.usable(); err != nil {
		return nil, nil, err
	}
	if err := s.autoflush(what); err != nil {
		return nil, nil, err
	}
	if query, ok := sel.(*ast.Select); ok {
		if err := s.loadTaken(query.Where); err != nil {
			return nil, nil, err
		}
	}
	st, args, err := s.compile(sel, params)
	if err != nil {
		return nil, nil, err
	}
	rows, err := s.query(st, args, what)
	return rows, st, err
}

// compile makes SQL of a query, which is done once for those that differ in values alone.
func (s *Session) compile(query ast.Stmt, params V) (*compiled, []driver.Value, error) {
	if sel, ok := query.(*ast.Select); ok && len(params) == 0 {
		return s.engine.compileShaped(sel, &s.shape)
	}
	return s.engine.prepare(query, params)
}

// query executes a compiled query. It begins the session's transaction, but not that of an autocommit session.
func (s *Session) query(st *compiled, args []driver.Value, what string) (rowScanner, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	if s.tx == nil && !s.opts.autocommit {
		s.begin()
	}
	rows, err := s.conn.query(s.context(), st, args, origin{cause: what})
	if err != nil && s.tx == nil {
		s.conn.release()
	}
	return rows, err
}
