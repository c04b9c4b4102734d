// This file holds the loading of columns that a query left out, and the opposite: fields that are marked as not loaded.
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

// loadFields loads those of the named fields that have columns, all together, and returns the other names.
func (s *Session) loadFields(states []*state, names []string) (relations []string, err error) {
	m := states[0].m
	var cols []int
	for _, name := range names {
		at, ok := m.byField[name]
		if !ok {
			relations = append(relations, name)
			continue
		}
		cols = append(cols, at)
	}
	if len(cols) == 0 {
		return relations, nil
	}
	for _, st := range states {
		if st.m.root() != m.root() || len(st.m.props) <= slices.Max(cols) || !st.m.shares(m, cols) {
			return nil, fmt.Errorf("orm: Load: a %s has no %s.%s", st.m.name, m.name, m.props[slices.Max(cols)].field.Name)
		}
	}
	if err := s.freshen(states); err != nil {
		return nil, err
	}
	return relations, s.needColumns(states, cols)
}

// shares tells whether columns are the same for two structs of a family.
func (m *Mapper) shares(other *Mapper, cols []int) bool {
	for _, at := range cols {
		if m.props[at].col != other.props[at].col {
			return false
		}
	}
	return true
}

// completeOwn loads what isn't loaded of an object's own columns and what SQL computes, but for what is deferred.
func (s *Session) completeOwn(st *state) error {
	if st.status != Persistent || st.lack.Empty() {
		return nil
	}
	cols := st.m.lacking(&st.lack)
	for i := range st.m.props {
		if st.m.props[i].sql != nil && !st.m.props[i].late && st.lack.Has(i) {
			cols = append(cols, i)
		}
	}
	slices.Sort(cols)
	return s.loadColumns(st, cols, "Load")
}

// needColumns loads columns of those objects that lack them: of one by its key, of many in one statement.
func (s *Session) needColumns(states []*state, cols []int) error {
	groups := map[*Mapper][]*state{}
	var order []*Mapper
	for _, st := range states {
		if st.status == Persistent && slices.ContainsFunc(cols, st.lack.Has) {
			if groups[st.m] == nil {
				order = append(order, st.m)
			}
			groups[st.m] = append(groups[st.m], st)
		}
	}
	for _, m := range order {
		if len(m.keys) == 1 && len(groups[m]) > 1 {
			for chunk := range slices.Chunk(groups[m], selectInMost) {
				if err := s.loadColumnsOfMany(m, chunk, cols); err != nil {
					return err
				}
			}
			continue
		}
		for _, st := range groups[m] {
			if err := s.loadColumns(st, slices.DeleteFunc(slices.Clone(cols), func(at int) bool { return !st.lack.Has(at) }), "Load"); err != nil {
				return err
			}
		}
	}
	return nil
}

// loadColumnsOfMany loads columns of several objects of one type, found by their key.
func (s *Session) loadColumnsOfMany(m *Mapper, states []*state, cols []int) error {
	if err := s.usable(); err != nil {
		return err
	}
	p := m.pickOf(func(at int) bool { return slices.Contains(cols, at) || slices.Contains(m.keys, at) || m.needs(at) })
	key := m.parts[0].column(m.keys[0], nil)
	in := &ast.Membership{Op: ast.In, X: key}
	for _, st := range states {
		v, err := m.props[m.keys[0]].field.Value(st.snap)
		if err != nil {
			return err
		}
		in.Items = append(in.Items, &ast.Bind{Name: "primary_keys", Value: v, Type: key.Type})
	}
	sel := &ast.Select{Columns: p.columns(nil), From: fromOf(m.rows), Where: append([]ast.Expr{in}, m.kindCond(nil)...), Labels: ast.LabelTableColumn}
	if m.family != nil {
		sel.OrderBy = []ast.Expr{key}
	}
	rows, _, err := s.run(sel, nil, "Load")
	if err != nil {
		return err
	}
	if err := s.readInto(rows, s.loader(p, false)); err != nil {
		return err
	}
	for _, st := range states {
		if slices.ContainsFunc(cols, st.lack.Has) {
			return fmt.Errorf("%w: that of this %s", ErrObjectDeleted, m.name)
		}
	}
	return nil
}

// readInto reads rows into the objects that stand for them.
func (s *Session) readInto(rows rowScanner, l *loader) (err error) {
	defer func() {
		err = errors.Join(err, rows.Close())
		if s.tx == nil {
			s.conn.release()
		}
	}()
	dest := make([]driver.Value, l.p.width())
	for {
		if err := rows.Next(dest); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if _, err := l.object(dest); err != nil {
			return err
		}
	}
}

// loadTaken loads columns whose values a query takes from objects of the session and that aren't loaded: deferred ones.
func (s *Session) loadTaken(where []ast.Expr) error {
	var taken []fieldOf
	for _, cond := range where {
		taken = latelyTaken(taken, cond)
	}
	for _, of := range taken {
		if st := s.held(of.obj); st != nil && st.status == Persistent && st.lack.Has(of.prop) {
			if err := s.needColumns([]*state{st}, []int{of.prop}); err != nil {
				return err
			}
		}
	}
	return nil
}

// ExpireFields marks fields of a persistent object as not loaded, columns and relations: Load brings what the database has.
// What was assigned to them and not flushed is undone. The key can't be named.
func (s *Session) ExpireFields(obj any, names ...string) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	st, err := s.persistentState(obj, "ExpireFields")
	if err != nil {
		return err
	}
	for _, name := range names {
		if at, ok := st.m.byField[name]; ok {
			if st.m.needs(at) {
				return fmt.Errorf("orm: ExpireFields: %s.%s is needed to know the object; Expire marks the whole object", st.m.name, name)
			}
			st.m.tracker.CopyField(at, st.obj, st.snap)
			st.lack.Put(at, true)
			continue
		}
		r, err := st.m.relation(name)
		if err != nil {
			return st.m.noField(name)
		}
		st.restoreLink(r.index)
		st.links[r.index].loaded = false
	}
	return nil
}

// unloaded lists the fields of an object that aren't loaded, in the order of the struct's columns and relations.
func (st *state) unloaded() (names []string) {
	for i, prop := range st.m.props {
		if st.lack.Has(i) {
			names = append(names, prop.field.Name)
		}
	}
	for i, l := range st.links {
		if !l.loaded {
			names = append(names, st.m.rels[i].field.Name)
		}
	}
	return names
}
