// This file holds how rows of a shared table become objects of their own types, with columns that came along or not.
//
//layer:6 session, flush, query, load

package orm

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// AsType returns a persistent object as the struct that its row is: a *Manager for the *Employee that begins it, nil
// where the row is of another type. Columns that the query of the base left out are loaded. Generic programs write
// orm.As.
func AsType(s *Session, t reflect.Type, obj any) (any, error) {
	if s == nil {
		return nil, fmt.Errorf("orm: As needs the session that holds the object")
	}
	want, err := s.opts.reg.mapper(t)
	if err != nil {
		return nil, err
	}
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	st, err := s.persistentState(obj, "As")
	if err != nil || !st.m.isA(want) {
		return nil, err
	}
	if err := s.complete(st, want, "As"); err != nil {
		return nil, err
	}
	return st.obj.Interface(t), nil
}

// width is the number of columns that are loaded, from the first on.
func (st *state) width() int { return len(st.m.props) - st.lack }

// shown is the type that an object is handed out as: the object's own, or the base whose columns are all that is loaded.
func (st *state) shown() *Mapper {
	m := st.m
	for len(m.props) > st.width() && m.parent != nil {
		m = m.parent
	}
	return m
}

// complete loads those columns of a type that a query of a base left out.
func (s *Session) complete(st *state, want *Mapper, what string) error {
	if st.status != Persistent || s.expired(st) || st.width() >= len(want.props) {
		return nil
	}
	if err := s.usable(); err != nil {
		return err
	}
	values, err := st.rowKey()
	if err != nil {
		return err
	}
	first, q := st.width(), want.statements(s.engine)
	sql, err := q.get(s.engine, shapeOf('C', 1, []int{first}), func() ast.Stmt {
		sel := want.selectByKey().(*ast.Select)
		sel.Columns = sel.Columns[first:]
		return sel
	})
	if err != nil {
		return err
	}
	args, err := q.keyValues(s.engine, want, values)
	if err != nil {
		return err
	}
	rows, err := s.query(sql, args, what)
	if err != nil {
		return err
	}
	row := make([]driver.Value, len(want.props)-first)
	err = rows.Next(row)
	if errors.Is(err, io.EOF) {
		err = fmt.Errorf("%w: the row of this %s is gone", ErrStale, st.m.name)
	}
	err = errors.Join(err, rows.Close())
	if s.tx == nil {
		s.conn.release()
	}
	if err != nil {
		return err
	}
	return s.widen(st, want, row)
}

// widen stores the columns from the first one that wasn't loaded on. What was assigned to them stays.
func (s *Session) widen(st *state, m *Mapper, row []driver.Value) error {
	first, q := st.width(), m.statements(s.engine)
	before := st.width()
	assigned := st.m.tracker.Changed(st.obj, st.snap, nil)
	for i, v := range row {
		at := first + i
		null, err := q.store(s.engine, m, at, st.snap, v)
		if err != nil {
			return err
		}
		st.nulls.Put(at, null)
		if !slices.Contains(assigned, at) {
			st.m.tracker.CopyField(at, st.obj, st.snap)
		}
	}
	st.lack -= len(row)
	return s.callLoaded(st, before)
}

// kindOf is the mapper of a row's own type.
func (m *Mapper) kindOf(row []driver.Value) (*Mapper, error) {
	if m.family == nil {
		return m, nil
	}
	var name string
	switch v := row[m.family.on].(type) {
	case string:
		name = v
	case []byte:
		name = string(v)
	}
	own := m.family.byName[name]
	if own == nil || !own.isA(m) {
		return nil, fmt.Errorf("orm: a row of %s has %s %q, and no mapped struct has that: map it with polymorphic=%s", m.table.name,
			m.props[m.family.on].col.name, name, name)
	}
	return own, nil
}

// sameKind refuses a row whose type isn't that of the object that stands for it.
func (l *loader) sameKind(st *state, row []driver.Value) error {
	own, err := l.m.kindOf(row)
	if err == nil && own != st.m {
		err = fmt.Errorf("orm: the row of this %s is a %s now: Expunge the object and query again", st.m.name, own.name)
	}
	return err
}
