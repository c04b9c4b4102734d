// This file holds select-in loading: a relation of many objects by one statement.
//
//layer:6 session, flush, query, load

package orm

import (
	"database/sql/driver"
	"errors"
	"io"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// selectInMost is how many keys one select-in statement asks for.
const selectInMost = 500

// selectIn loads a relation of many objects: the related rows whose foreign key is IN their keys.
func (s *Session) selectIn(states []*state, r *relation) error {
	if len(r.local) != 1 || r.direction == manyToMany {
		for _, st := range states {
			if err := s.lazy(st, r); err != nil {
				return err
			}
		}
		return nil
	}
	if err := s.needColumns(states, r.local); err != nil {
		return err
	}
	byKey := map[any][]*state{}
	var keys []any
	for _, st := range states {
		v, err := st.m.props[r.local[0]].field.Value(st.obj)
		if err != nil {
			return err
		}
		if v == nil || st.nulls.Has(r.local[0]) {
			st.holdLoaded(r, nil)
			continue
		}
		if byKey[v] == nil {
			keys = append(keys, v)
		}
		byKey[v] = append(byKey[v], st)
	}
	for chunk := range slices.Chunk(keys, selectInMost) {
		if err := s.selectInChunk(chunk, byKey, r); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) selectInChunk(keys []any, byKey map[any][]*state, r *relation) error {
	if err := s.usable(); err != nil {
		return err
	}
	remote := r.target.column(r.remote[0], nil)
	in := &ast.Membership{Op: ast.In, X: remote}
	for _, k := range keys {
		in.Items = append(in.Items, &ast.Bind{Name: "primary_keys", Value: k, Type: remote.Type})
	}
	sel := &ast.Select{Where: []ast.Expr{in}, Labels: ast.LabelTableColumn, OrderBy: r.orderBy(nil)}
	by := r.target.whole()
	if r.direction != manyToOne {
		by = by.beginning(r.remote[0]) // the column that was asked for comes first
	}
	sel.Columns, sel.From = by.columns(nil), fromOf(r.target.rows)
	sel.Where = append(sel.Where, r.target.kindCond(nil)...)
	rows, _, err := s.run(sel, nil, "Load of "+r.String())
	if err != nil {
		return err
	}
	found, err := s.readBy(rows, r, by)
	if err != nil {
		return err
	}
	for _, k := range keys {
		for _, st := range byKey[k] {
			st.holdLoaded(r, found[k])
		}
	}
	return nil
}

// readBy reads the related objects of a select-in, by the value of the column they were asked for.
func (s *Session) readBy(rows rowScanner, r *relation, by *pick) (found map[any][]access.Ptr, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	found = map[any][]access.Ptr{}
	dest, l := make([]driver.Value, by.width()), s.loader(by, false)
	field := r.target.props[r.remote[0]].field
	for {
		if err := rows.Next(dest); errors.Is(err, io.EOF) {
			return found, nil
		} else if err != nil {
			return nil, err
		}
		p, err := l.object(dest)
		if err != nil {
			return nil, err
		}
		k, err := field.Value(s.states[p].snap)
		if err != nil {
			return nil, err
		}
		found[k] = append(found[k], p)
	}
}
