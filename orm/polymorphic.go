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
	"github.com/ormsh/ormsh/orm/internal/access"
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

// shown is the type that an object is handed out as: the object's own, or the base whose columns are all that is loaded.
func (st *state) shown() *Mapper {
	m := st.m
	for m.parent != nil && st.lacks(m) {
		m = m.parent
	}
	return m
}

// complete loads those columns of a type that a query of a base left out.
func (s *Session) complete(st *state, want *Mapper, what string) error {
	if st.status != Persistent || s.expired(st) {
		return nil
	}
	return s.loadColumns(st, want.lacking(&st.lack), what)
}

// loadColumns loads columns of one object; what was assigned to them stays.
func (s *Session) loadColumns(st *state, cols []int, what string) error {
	if len(cols) == 0 {
		return nil
	}
	if err := s.usable(); err != nil {
		return err
	}
	if err := s.autoflush(what); err != nil {
		return err
	}
	values, err := st.rowKey()
	if err != nil {
		return err
	}
	q := st.m.statements(s.engine)
	sql, err := q.get(s.engine, shapeOf('C', 1, cols), func() ast.Stmt { return st.m.selectColumns(cols) })
	if err != nil {
		return err
	}
	args, err := q.keyValues(s.engine, st.m, values)
	if err == nil {
		args, err = s.fill(sql, args)
	}
	if err != nil {
		return err
	}
	rows, err := s.query(sql, args, what)
	if err != nil {
		return err
	}
	row := make([]driver.Value, len(cols))
	err = rows.Next(row)
	if errors.Is(err, io.EOF) {
		err = fmt.Errorf("%w: that of this %s", ErrObjectDeleted, st.m.name)
	}
	err = errors.Join(err, rows.Close())
	if s.tx == nil {
		s.conn.release()
	}
	if err != nil {
		return err
	}
	return s.widen(st, q, cols, row)
}

// widen stores columns that weren't loaded. What was assigned to them stays.
func (s *Session) widen(st *state, q *mapperSQL, cols []int, row []driver.Value) error {
	before := st.lack.Clone()
	assigned := st.m.tracker.Changed(st.obj, st.snap, nil)
	for i, value := range row {
		at := cols[i]
		if at < 0 || !st.lack.Has(at) {
			continue
		}
		if err := s.take(st, q, at, value, slices.Contains(assigned, at)); err != nil {
			return err
		}
		st.lack.Put(at, false)
	}
	return s.callLoaded(st, &before)
}

// kindOf is the view of a row's own type.
func (l *loader) kindOf(row []driver.Value) (*view, error) {
	m := l.m
	if m.family == nil {
		return &l.own, nil
	}
	var name string
	switch v := row[l.p.on].(type) {
	case nil:
		return nil, fmt.Errorf("orm: a row of %s has NULL for %s, so that its type isn't known: give the row a value", m.table.name, m.props[m.family.on].col.name)
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
	return l.view(own), nil
}

// adding is what the running Add or Merge was given: an object that a relation holds as its base may stand among it as itself.
type adding struct {
	objs  []any
	known map[access.Ptr]*Mapper // made when it is first asked
}

// find is the mapper that an object was given as; nil for one that wasn't given.
func (a *adding) find(s *Session, p access.Ptr) *Mapper {
	if a.known == nil && len(a.objs) > 0 {
		a.known = make(map[access.Ptr]*Mapper, len(a.objs))
		for _, obj := range a.objs {
			at, m, err := s.mapped(obj)
			if before := a.known[at]; err == nil && (before == nil || m.isA(before)) {
				a.known[at] = m
			}
		}
	}
	return a.known[p]
}

// isWhole refuses a new object in a relation that may be the beginning of another: its address doesn't tell a *Manager from an
// *Employee.
func (s *Session) isWhole(p access.Ptr, m *Mapper, r *relation) error {
	if _, was := s.departedFrom(p); was || !m.embedded() || !m.props[m.family.on].field.IsZero(p) || s.adding.find(s, p) != nil {
		return nil
	}
	if m.abstract() {
		return fmt.Errorf("orm: %s holds a new %s, which is part of a struct that embeds it: Add the object itself, before or in the same call", r, m.name)
	}
	return fmt.Errorf("orm: %s holds a new %s, which may be part of a struct that embeds it: Add the object itself, before or in the same call, or say what it is with %s: %q",
		r, m.name, m.props[m.family.on].field.Name, m.kind)
}

// mergesWhole refuses an object in a relation that is merged as its base and may be more: what it has beside would be lost.
func (s *Session) mergesWhole(p access.Ptr, m *Mapper, r *relation) error {
	if _, was := s.departedFrom(p); was || !m.embedded() || s.held(p) != nil || s.adding.find(s, p) != nil {
		return nil
	}
	f := m.props[m.family.on].field
	v, err := f.Value(p)
	if err != nil || v == m.kind {
		return err
	}
	return fmt.Errorf("orm: %s holds a %s with %s %q, which may be part of a struct that embeds it: name the object itself with Merge(..., orm.Along(object)), or merge it before and put the result there",
		r, m.name, f.Name, v)
}

// sameKind refuses a row whose type isn't that of the object that stands for it.
func (l *loader) sameKind(st *state, row []driver.Value) error {
	own, err := l.kindOf(row)
	if err == nil && own.m != st.m {
		err = st.otherKind(own.m)
	}
	return err
}

// otherKind is the error of an object that stands for a row which is another struct's by now.
func (st *state) otherKind(now *Mapper) error {
	return fmt.Errorf("%w: that of this %s is a %s now; Expunge the object and query again", ErrObjectDeleted, st.m.name, now.name)
}
