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

// selectIn loads a relation of many objects as Load does: objects that the session holds aren't asked for.
func (s *Session) selectIn(states []*state, r *relation) error {
	p, err := s.planOf(r.target, r)
	if err != nil {
		return err
	}
	a, err := s.askersFor(states, r)
	if err != nil {
		return err
	}
	if r.byKey() {
		a.takeHeld(s)
	}
	return s.askByKeys(a, p)
}

// loadSelectIn loads a relation of many objects: the related rows that belong to one of their keys.
func (s *Session) loadSelectIn(states []*state, a *afterLoad) error {
	askers, err := s.askersFor(states, a.r)
	if err != nil {
		return err
	}
	return s.askByKeys(askers, a.plan)
}

// askersFor prepares to load a relation of objects.
func (s *Session) askersFor(states []*state, r *relation) (*askers, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	if err := s.autoflush("Load of " + r.String()); err != nil {
		return nil, err
	}
	if err := s.needColumns(states, r.local); err != nil {
		return nil, err
	}
	return newAskers(states, r)
}

// askByKeys asks for what askers lead to, so many keys at a time.
func (s *Session) askByKeys(a *askers, p *loadPlan) error {
	in := a.r.selectIn(p)
	for from := 0; from < len(a.first); from += selectInMost {
		if err := s.selectInChunk(a, in, from, min(from+selectInMost, len(a.first))); err != nil {
			return err
		}
	}
	return nil
}

// selectIn is how a relation is asked for by keys.
type selectIn struct {
	r     *relation
	p     *loadPlan
	ends  endReader
	owner ast.Source // the owner's table in a many-to-many, whose keys are asked for
	kept  bool       // its statements are those of every query
}

// selectIn prepares select-in loading. The columns that are asked for come first.
func (r *relation) selectIn(p *loadPlan) *selectIn {
	own := *p
	in := &selectIn{r: r, p: &own, kept: p.plain() && !p.nests()}
	switch {
	case r.direction == manyToMany || r.conditional():
		in.owner = r.owner.alias("")
		in.ends = endReader{m: r.owner, props: r.local}
	case r.byKey():
		if len(r.target.parts) > 1 {
			own.pick = p.pick.beginning(r.remote)
		}
		in.ends = endReader{m: r.target, props: r.remote, at: own.pick.keys}
	default:
		own.pick = p.pick.beginning(r.remote)
		in.ends = endReader{m: r.target, props: r.remote}
	}
	for i := 0; len(in.ends.at) < len(r.local); i++ {
		in.ends.at = append(in.ends.at, i)
	}
	own.width = own.pick.width()
	if in.owner != nil {
		own.offset, own.width = len(r.local), own.width+len(r.local)
	}
	return in
}

// statement asks for the rows of keys; without values of n keys that each execution fills in.
func (in *selectIn) statement(n int, values []any) *ast.Select {
	r, sel := in.r, &ast.Select{Labels: ast.LabelTableColumn, OrderBy: in.r.orderBy(nil)}
	rows := in.p.source()
	var keys []ast.Expr
	for i := range r.local {
		if in.owner != nil {
			keys = append(keys, r.owner.column(r.local[i], in.owner))
		} else {
			keys = append(keys, r.asked(i))
		}
	}
	sel.Where = []ast.Expr{oneOf(keys, n, values)}
	if in.owner == nil {
		sel.Columns, sel.From = in.p.pick.columns(nil), fromOf(rows)
		sel.Where = append(sel.Where, r.target.kindCond(nil)...)
		return sel
	}
	sel.Columns = append(slices.Clip(keys), in.p.pick.columns(nil)...)
	if r.direction != manyToMany {
		sel.From = []ast.Source{&ast.Join{Left: in.owner, Right: rows, On: r.on(in.owner, r.target.rows)}}
		return sel
	}
	between := &ast.Alias{Of: r.secondary.source}
	near, far := r.through(in.owner, between, r.target.rows)
	sel.From = []ast.Source{&ast.Join{Left: &ast.Join{Left: in.owner, Right: between, On: near}, Right: rows, On: far}}
	return sel
}

// asked is a column whose values a select-in asks for: of a key that several tables have, the first table's.
func (r *relation) asked(i int) *ast.Column {
	if r.direction == manyToOne && slices.Equal(r.remote, r.target.keys) {
		return r.target.parts[0].column(r.remote[i], nil)
	}
	return r.target.column(r.remote[i], nil)
}

// oneOf is the condition that columns have the values of one of n keys.
func oneOf(keys []ast.Expr, n int, values []any) ast.Expr {
	bind := func(at, i int) ast.Expr {
		col := keys[i].(*ast.Column)
		b := &ast.Bind{Name: "primary_keys", Value: ast.Param{}, Type: col.Type, Secret: col.Secret}
		if values != nil {
			b.Value = values[at*len(keys)+i]
		}
		return b
	}
	in := &ast.Membership{Op: ast.In, X: keys[0]}
	if len(keys) > 1 {
		in.X = &ast.Tuple{Items: keys}
	}
	for at := range n {
		if len(keys) == 1 {
			in.Items = append(in.Items, bind(at, 0))
			continue
		}
		key := &ast.Tuple{}
		for i := range keys {
			key.Items = append(key.Items, bind(at, i))
		}
		in.Items = append(in.Items, key)
	}
	return in
}

// selectInChunk loads the related objects of the keys at some positions, and what follows them.
func (s *Session) selectInChunk(a *askers, in *selectIn, from, to int) error {
	values := a.values[from*a.width : to*a.width]
	sql, args, err := s.selectInSQL(in, to-from, values)
	if err != nil {
		return err
	}
	rows, err := s.query(sql, args, "Load of "+a.r.String())
	if err != nil {
		return err
	}
	reader := s.placeReader(in.p)
	if err := s.readBy(rows, a, reader, &in.ends); err != nil {
		return err
	}
	a.share(from, to)
	return s.loadAfter(reader)
}

// selectInSQL compiles the statement for some keys; that of a plain plan is kept.
func (s *Session) selectInSQL(in *selectIn, n int, values []any) (*compiled, []driver.Value, error) {
	r := in.r
	in.ends.q = in.ends.m.statements(s.engine)
	if !in.kept {
		sel := in.statement(n, values)
		in.p.base = &loadBase{sel: sel, source: r.target.rows}
		first := 0
		if in.owner != nil {
			first = len(r.local)
		}
		return s.compile(in.p.extend(sel, r.target.rows, first), nil)
	}
	sql, err := r.owner.statements(s.engine).get(s.engine, shapeOf('S', n, []int{r.index}), func() ast.Stmt { return in.statement(n, nil) })
	if err != nil {
		return nil, nil, err
	}
	args := make([]driver.Value, len(values))
	for i, v := range values {
		if args[i], err = in.ends.q.convert(s.engine, in.ends.m, in.ends.props[i%len(in.ends.props)], v); err != nil {
			return nil, nil, err
		}
	}
	args, err = s.fill(sql, args) // the condition of a kind brings values of its own
	return sql, args, err
}

// readBy reads the related objects of keys.
func (s *Session) readBy(rows rowScanner, a *askers, r *placeReader, ends *endReader) (err error) {
	defer func() { err = errors.Join(err, s.closeRows(rows)) }()
	dest, usual := make([]driver.Value, r.p.width), 1
	type pair struct {
		at int
		st *state
	}
	var seen map[pair]bool // rows that are joined to others name their objects again
	if len(r.kids) > 0 {
		seen = map[pair]bool{}
	}
	for {
		if err := rows.Next(dest); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		st, err := r.row(dest)
		if err != nil {
			return err
		}
		key, err := ends.read(s.engine, dest)
		if err != nil {
			return err
		}
		at, ok := a.find(key)
		if !ok || seen != nil && seen[pair{at, st}] {
			continue // of an object that nobody asked for: a subquery finds anew what was there before
		}
		if seen != nil {
			seen[pair{at, st}] = true
		}
		if a.found[at] == nil {
			a.found[at] = make([]access.Ptr, 0, usual)
		}
		a.found[at] = append(a.found[at], st.obj)
		usual = max(usual, len(a.found[at]))
	}
	r.finish()
	return nil
}
