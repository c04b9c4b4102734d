// This file holds how the rows of objects are read again: those that are marked stale, or all that a program names.
//
//layer:6 session, flush, query, load

package orm

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// Refresh reads the rows of persistent objects again, those of several objects of one type in one statement. What was
// assigned to them and not flushed is lost; other objects are flushed before.
func (s *Session) Refresh(objs ...any) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	var states []*state
	for _, obj := range access.Objects(objs) {
		st, err := s.persistentState(obj, "Refresh")
		if err != nil {
			return err
		}
		states = append(states, st)
	}
	for _, st := range states {
		s.expire(st)
	}
	err := s.freshen(states)
	if errors.Is(err, ErrObjectDeleted) {
		return fmt.Errorf("%w: Refresh: %w", ErrNotPersistent, err)
	}
	for _, st := range states {
		if err == nil {
			err = s.completeOwn(st) // the flush may have read the row as its base's
		}
	}
	return err
}

// freshen reads the rows of those objects that are marked stale: of one by its key, of several of one type in one
// statement. What was assigned to them stays.
func (s *Session) freshen(states []*state) error {
	stale := func(st *state) bool { return st.status == Persistent && s.expired(st) }
	if !slices.ContainsFunc(states, stale) {
		return nil
	}
	if err := s.usable(); err != nil {
		return err
	}
	if err := s.autoflush("Refresh"); err != nil {
		return err
	}
	groups := map[*Mapper][]*state{}
	var order []*Mapper
	for _, st := range states {
		if !stale(st) || slices.Contains(groups[st.m], st) {
			continue
		}
		if groups[st.m] == nil {
			order = append(order, st.m)
		}
		groups[st.m] = append(groups[st.m], st)
	}
	for _, m := range order {
		for chunk := range slices.Chunk(groups[m], selectInMost/len(m.keys)) {
			if err := s.readAgain(m, chunk); err != nil {
				return err
			}
		}
	}
	return nil
}

// readAgain reads the rows of objects of one type, which must all be there.
func (s *Session) readAgain(m *Mapper, states []*state) error {
	keys := make([][]any, len(states))
	for i, st := range states {
		var err error
		if keys[i], err = st.rowKey(); err != nil {
			return err
		}
	}
	var err error
	if len(states) == 1 {
		_, err = s.selectKey(m, states[0].key, keys[0], "Refresh", false)
	} else {
		err = s.selectKeys(m, keys)
	}
	if err != nil {
		return err
	}
	for _, st := range states {
		if s.expired(st) {
			return fmt.Errorf("%w: that of this %s", ErrObjectDeleted, st.m.name)
		}
	}
	return nil
}

// selectKeys reads several objects by key into the objects that the session holds, with what the mapping loads along.
func (s *Session) selectKeys(m *Mapper, keys [][]any) error {
	p, err := s.planOf(m, nil)
	if err != nil {
		return err
	}
	sql, args, err := s.keysSQL(p, keys)
	if err != nil {
		return err
	}
	rows, err := s.query(sql, args, "Refresh")
	if err != nil {
		return err
	}
	_, err = s.read(rows, sql, p, -1)
	return err
}

// keysSQL compiles the query of several objects by their keys; that of a plain plan is kept.
func (s *Session) keysSQL(p *loadPlan, keys [][]any) (*compiled, []driver.Value, error) {
	m := p.m
	values := slices.Concat(keys...)
	if !p.plain() || p.nests() {
		sel := m.selectByKeys(p, len(keys), values)
		p.base = &loadBase{sel: sel, source: m.rows}
		return s.compile(p.extend(sel, m.rows, 0), nil)
	}
	q := m.statements(s.engine)
	sql, err := q.get(s.engine, shapeOf('R', len(keys)), func() ast.Stmt { return m.selectByKeys(p, len(keys), nil) })
	if err != nil {
		return nil, nil, err
	}
	args := make([]driver.Value, len(values))
	for i, v := range values {
		if args[i], err = q.convert(s.engine, m, m.keys[i%len(m.keys)], v); err != nil {
			return nil, nil, err
		}
	}
	args, err = s.fill(sql, args) // the condition of a kind brings values of its own
	return sql, args, err
}

// selectByKeys is the query of n objects by key; without values it is one that each execution fills in.
func (m *Mapper) selectByKeys(p *loadPlan, n int, values []any) *ast.Select {
	var keys []ast.Expr
	for _, at := range m.keys {
		keys = append(keys, m.parts[0].column(at, nil))
	}
	return &ast.Select{Columns: p.pick.columns(nil), From: fromOf(p.source()), Where: append([]ast.Expr{oneOf(keys, n, values)}, m.kindCond(nil)...),
		Labels: ast.LabelTableColumn}
}

// rowKey reads the key that the object's row has.
func (st *state) rowKey() ([]any, error) {
	values := make([]any, len(st.m.keys))
	for i, at := range st.m.keys {
		v, err := st.m.props[at].field.Value(st.snap)
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}
