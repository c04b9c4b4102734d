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
	askers, err := newAskers(states, r)
	if err != nil || len(askers.keys) == 0 {
		return err
	}
	if err := s.usable(); err != nil {
		return err
	}
	if err := s.autoflush("Load of " + r.String()); err != nil {
		return err
	}
	for from := 0; from < len(askers.keys); from += selectInMost {
		if err := s.selectInChunk(askers, from, min(from+selectInMost, len(askers.keys))); err != nil {
			return err
		}
	}
	return nil
}

// askers are the objects whose relation is loaded, by the value that the related rows have: for most relations each has
// one of its own.
type askers struct {
	r      *relation
	keys   []any // in the order of the objects, each once
	first  []*state
	others map[int][]*state // further objects by the position of their key
	number map[int64]int    // positions of keys
	any    map[any]int
	found  [][]access.Ptr // for each key
}

func newAskers(states []*state, r *relation) (*askers, error) {
	a := &askers{r: r, number: make(map[int64]int, len(states))}
	for _, st := range states {
		v, err := st.m.props[r.local[0]].field.Value(st.obj)
		if err != nil {
			return nil, err
		}
		if v == nil || st.nulls.Has(r.local[0]) {
			st.holdLoaded(r, nil)
			continue
		}
		if at, ok := a.find(v); ok {
			if a.others == nil {
				a.others = map[int][]*state{}
			}
			a.others[at] = append(a.others[at], st)
			continue
		}
		a.put(v, len(a.keys))
		a.keys, a.first = append(a.keys, v), append(a.first, st)
	}
	a.found = make([][]access.Ptr, len(a.keys))
	return a, nil
}

func (a *askers) find(v any) (int, bool) {
	if n, ok := v.(int64); ok {
		at, ok := a.number[n]
		return at, ok
	}
	at, ok := a.any[v]
	return at, ok
}

func (a *askers) put(v any, at int) {
	if n, ok := v.(int64); ok {
		a.number[n] = at
		return
	}
	if a.any == nil {
		a.any = map[any]int{}
	}
	a.any[v] = at
}

// findOf is find for a field of an object, without boxing a number.
func (a *askers) findOf(f *access.Field, p access.Ptr) (int, bool, error) {
	if n, ok := f.Int(p); ok {
		at, ok := a.number[n]
		return at, ok, nil
	}
	v, err := f.Value(p)
	if err != nil {
		return 0, false, err
	}
	at, ok := a.find(v)
	return at, ok, nil
}

// selectInStmt asks for the related rows of n keys.
func (r *relation) selectInStmt(n int, by *pick) ast.Stmt {
	remote := r.target.column(r.remote[0], nil)
	in := &ast.Membership{Op: ast.In, X: remote}
	for range n {
		in.Items = append(in.Items, &ast.Bind{Name: "primary_keys", Value: ast.Param{}, Type: remote.Type, Secret: remote.Secret})
	}
	sel := &ast.Select{Where: []ast.Expr{in}, Labels: ast.LabelTableColumn, OrderBy: r.orderBy(nil)}
	sel.Columns, sel.From = by.columns(nil), fromOf(r.target.rows)
	sel.Where = append(sel.Where, r.target.kindCond(nil)...)
	return sel
}

// selectInChunk loads the related objects of the keys at some positions.
func (s *Session) selectInChunk(a *askers, from, to int) error {
	r, n := a.r, to-from
	by := r.target.whole()
	if r.direction != manyToOne {
		by = by.beginning(r.remote[0]) // the column that was asked for comes first
	}
	sql, err := r.owner.statements(s.engine).get(s.engine, shapeOf('S', n, []int{r.index}), func() ast.Stmt { return r.selectInStmt(n, by) })
	if err != nil {
		return err
	}
	args, target := make([]driver.Value, n), r.target.statements(s.engine)
	for i, k := range a.keys[from:to] {
		if args[i], err = target.convert(s.engine, r.target, r.remote[0], k); err != nil {
			return err
		}
	}
	if args, err = s.fill(sql, args); err != nil { // the condition of a kind brings values of its own
		return err
	}
	rows, err := s.query(sql, args, "Load of "+r.String())
	if err != nil {
		return err
	}
	if err := s.readBy(rows, a, by); err != nil {
		return err
	}
	for at := from; at < to; at++ {
		list := slices.Clip(a.found[at])
		a.first[at].holdLoaded(r, list)
		for _, st := range a.others[at] {
			st.holdLoaded(r, list)
		}
		a.found[at] = nil
	}
	return nil
}

// readBy reads the related objects of a select-in.
func (s *Session) readBy(rows rowScanner, a *askers, by *pick) (err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	dest, l := make([]driver.Value, by.width()), s.loader(by, false)
	field, usual := a.r.target.props[a.r.remote[0]].field, 1
	for {
		if err := rows.Next(dest); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		st, err := l.state(dest)
		if err != nil {
			return err
		}
		at, ok, err := a.findOf(field, st.snap)
		if err != nil {
			return err
		}
		if !ok {
			continue // the object holds an older row, with another key
		}
		if a.found[at] == nil {
			a.found[at] = make([]access.Ptr, 0, usual)
		}
		a.found[at] = append(a.found[at], st.obj)
		usual = max(usual, len(a.found[at]))
	}
}
