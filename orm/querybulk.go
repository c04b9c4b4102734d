// This file holds statements over all rows that a query finds, and how the session's objects follow them.
//
//layer:6 session, flush, query, load

package orm

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// Synchronize says how the objects that the session holds follow an Update or Delete of a query.
type Synchronize uint8

// The ways. SynchronizeEvaluate, the default, decides in memory which objects the filter means and what they get; one
// that only the database can decide on is marked stale, and a filter that it can't is ErrNotEvaluable. SynchronizeFetch
// asks the database for the keys of the rows. SynchronizeNone leaves objects as they are, until they expire.
const (
	SynchronizeEvaluate Synchronize = iota
	SynchronizeFetch
	SynchronizeNone
)

// Update sets fields of all rows that the query finds, in one statement, and returns their number. It flushes first.
// sync, one at most, says how objects of the session follow.
func (q AnyQuery) Update(values V, sync []Synchronize) (int64, error) {
	q = q.current()
	if q.err != nil {
		return 0, q.err
	}
	values, err := q.m.spread(values)
	if err != nil {
		return 0, err
	}
	up := &ast.Update{Table: q.m.table.source, Where: q.rows()}
	for _, prop := range q.m.props {
		v, ok := values[prop.field.Name]
		if !ok {
			continue
		}
		if prop.sql != nil {
			return 0, q.m.writable([]int{q.m.byField[prop.field.Name]})
		}
		up.Set = append(up.Set, ast.Set{Column: prop.col.name, Value: valueOf(v, prop.col.node.Type, prop.col.name)})
	}
	for name := range values {
		if _, ok := q.m.byField[name]; !ok {
			return 0, q.m.noField(name)
		}
	}
	if len(up.Set) == 0 {
		return 0, errors.New("orm: Update needs fields to set: Update(orm.V{\"Name\": \"ed\"})")
	}
	return q.bulk(bulk{stmt: up, returning: &up.Returning, method: "Update"}, sync, func(st *state) error { return q.s.follow(st, up.Set) })
}

// Delete deletes all rows that the query finds, in one statement, and returns their number. It flushes first. Cascades
// of relations don't take part; those of the database do. sync, one at most, says how objects of the session follow.
func (q AnyQuery) Delete(sync []Synchronize) (int64, error) {
	q = q.current()
	if q.err != nil {
		return 0, q.err
	}
	del := &ast.Delete{Table: q.m.table.source, Where: q.rows()}
	return q.bulk(bulk{stmt: del, returning: &del.Returning, method: "Delete"}, sync, func(st *state) error {
		q.s.identity(st.m).remove(st.key)
		st.status, st.doomed = Deleted, false
		st.leaveBlock()
		q.s.tx.removed = append(q.s.tx.removed, st)
		return nil
	})
}

// rows are the conditions of the query, and those that its rows are of its struct.
func (q AnyQuery) rows() []ast.Expr { return slices.Concat(q.where, q.m.kindCond(nil)) }

// bulk is a statement over the rows of a query.
type bulk struct {
	stmt      ast.Stmt
	returning *[]ast.Expr
	method    string
}

func (q AnyQuery) bulk(b bulk, sync []Synchronize, follow func(*state) error) (n int64, err error) {
	if !q.bare() {
		return 0, fmt.Errorf("orm: %s takes filters alone: no order, limit, alias or join", b.method)
	}
	if q.m.joinsTables() {
		return 0, fmt.Errorf("orm: %s of a query changes one table, and the rows of %s stand in several: change and flush the objects, or execute the tables' own statements and Refresh", b.method, q.m.name)
	}
	how := SynchronizeEvaluate
	if len(sync) > 0 {
		how = sync[0]
	}
	match := func(*state) any { return false }
	if how == SynchronizeEvaluate {
		if match, err = q.m.evaluation(&ast.Logic{Op: ast.And, Items: q.where}); err != nil {
			return 0, err
		}
	}
	s := q.s
	if err := s.enter(); err != nil {
		return 0, err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return 0, err
	}
	if err := s.autoflush(q.name(b.method)); err != nil {
		return 0, err
	}
	own := s.tx == nil
	if own {
		s.begin()
	}
	if how == SynchronizeFetch {
		n, match, err = q.execFetching(b)
	} else {
		n, err = q.exec(b)
	}
	if err == nil {
		err = q.synchronize(match, follow)
	}
	switch {
	case !own || !s.opts.autocommit:
		return n, err
	case err != nil:
		return 0, errors.Join(err, s.rollback(s.tx))
	}
	return n, s.commit(s.tx)
}

// synchronize lets the objects follow for which match is true, and marks those stale of which it isn't sure.
func (q AnyQuery) synchronize(match evaluation, follow func(*state) error) error {
	for _, st := range q.s.list {
		if st == nil || !st.m.isA(q.m) || st.status != Persistent || q.s.expired(st) {
			continue
		}
		switch match(st) {
		case true:
			if err := follow(st); err != nil {
				return err
			}
		case any(unsure{}):
			st.fresh = 0
		}
	}
	return nil
}

// follow gives an object what the UPDATE set, as far as it can be evaluated; else it is marked stale. A field that was
// assigned and isn't flushed keeps its value.
func (s *Session) follow(st *state, set []ast.Set) error {
	s.keepRow(st)
	assigned := st.m.tracker.Changed(st.obj, st.snap, nil)
	values := make([]any, len(set)) // of the row before the UPDATE
	for i, a := range set {
		values[i] = unsure{}
		if value, err := st.m.evaluation(a.Value); err == nil {
			values[i] = value(st)
		}
	}
	for i, a := range set {
		at := st.m.byColumn[a.Column]
		if !st.m.fits(at, values[i]) {
			st.fresh = 0
			continue
		}
		null, err := st.m.props[at].field.Set(st.snap, values[i])
		if err != nil {
			return err
		}
		st.nulls.Put(at, null)
		if !slices.Contains(assigned, at) {
			st.m.tracker.CopyField(at, st.obj, st.snap)
		}
	}
	return nil
}

// fits tells whether a column outside the key takes a value over as it is.
func (m *Mapper) fits(at int, v any) bool {
	if slices.Contains(m.keys, at) {
		return false
	}
	switch kind := m.props[at].col.node.Type.Affinity(); v.(type) {
	case nil:
		return true
	case int64:
		return kind == ast.Integer
	case string:
		return kind == ast.Varchar
	case bool:
		return kind == ast.Boolean
	}
	return false
}

// exec executes the statement and counts the rows.
func (q AnyQuery) exec(b bulk) (int64, error) {
	st, args, err := q.bulkArgs(b.stmt)
	if err != nil {
		return 0, err
	}
	res, err := q.s.conn.exec(q.s.context(), st, args, origin{cause: q.name(b.method)})
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (q AnyQuery) bulkArgs(stmt ast.Stmt) (*compiled, []driver.Value, error) {
	if err := q.s.loadTaken(q.where); err != nil {
		return nil, nil, err
	}
	return q.s.engine.prepare(stmt, q.params)
}

// execFetching executes the statement and finds out the keys of its rows: from RETURNING where the driver tells no keys
// otherwise, else by a query before it, as SQLAlchemy does.
func (q AnyQuery) execFetching(b bulk) (n int64, match evaluation, err error) {
	keys := make([]ast.Expr, len(q.m.keys))
	for i, at := range q.m.keys {
		keys[i] = q.m.column(at, nil)
	}
	f := q.s.engine.known()
	returning := f != nil && f.UpdateReturning && f.DeleteReturning && !f.LastInsertID
	find := ast.Stmt(&ast.Select{Columns: keys, From: []ast.Source{q.m.table.source}, Where: q.rows()})
	if returning {
		*b.returning, find = keys, b.stmt
	}
	found, err := q.fetchKeys(find, b.method)
	if err != nil {
		return 0, nil, err
	}
	n = int64(len(found))
	if !returning {
		if n, err = q.exec(b); err != nil {
			return 0, nil, err
		}
	}
	return n, func(st *state) any { return found[st.key] }, nil
}

func (q AnyQuery) fetchKeys(stmt ast.Stmt, method string) (found map[identity]bool, err error) {
	st, args, err := q.bulkArgs(stmt)
	if err != nil {
		return nil, err
	}
	rows, err := q.s.query(st, args, q.name(method))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	l, dest := q.s.loader(q.m.whole(), false), make([]driver.Value, len(q.m.keys))
	row := make([]driver.Value, q.m.whole().width())
	found = map[identity]bool{}
	for {
		if err := rows.Next(dest); errors.Is(err, io.EOF) {
			return found, nil
		} else if err != nil {
			return nil, err
		}
		for i, at := range q.m.whole().keys {
			row[at] = dest[i]
		}
		key, err := l.key(row)
		if err != nil {
			return nil, err
		}
		found[key] = true
	}
}
