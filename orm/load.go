// This file holds how rows become objects, and how relations are loaded.
//
//layer:6 session, flush, query, load

package orm

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// loader makes objects of the rows of a pick.
type loader struct {
	s      *Session
	m      *Mapper
	p      *pick
	own    view    // of m
	subs   []*view // of structs that embed m's
	ids    *identities
	again  bool
	hooked bool
	fresh  bool // the last row made an object, or refreshed it
}

func (s *Session) loader(p *pick, again bool) *loader {
	return &loader{s: s, m: p.m, p: p, own: s.view(p.m, p.own), ids: s.identity(p.m), again: again, hooked: s.hooked(AfterLoad, p.m)}
}

// view is how rows fill objects of m, or of a struct that embeds m's.
func (l *loader) view(m *Mapper) *view {
	if m == l.m {
		return &l.own
	}
	for _, v := range l.subs {
		if v.m == m {
			return v
		}
	}
	v := l.s.view(m, l.p.fill(m))
	l.subs = append(l.subs, &v)
	return &v
}

// object finds or makes the object of a row. One that the session holds keeps its values, unless it is stale: then what
// was not assigned is refreshed.
func (l *loader) object(row []driver.Value) (access.Ptr, error) {
	st, err := l.state(row)
	if err != nil {
		return access.Ptr{}, err
	}
	return st.obj, nil
}

// state is object, for the session's own use.
func (l *loader) state(row []driver.Value) (*state, error) {
	key, err := l.key(row)
	if err != nil {
		return nil, err
	}
	l.fresh = true
	if st := l.ids.find(key); st != nil {
		return st, l.known(st, row)
	}
	v, err := l.kindOf(row)
	if err != nil {
		return nil, err
	}
	st := l.s.room.state(v.m, access.Ptr{})
	st.lack = v.lack.Clone()
	v.mem.place(st, len(l.s.list))
	for i, value := range row {
		at := v.cols[i]
		if at < 0 {
			continue
		}
		null, err := v.q.store(l.s.engine, v.m, at, st.obj, value)
		if err != nil {
			st.leaveBlock()
			return nil, err
		}
		if null {
			st.nulls.Put(at, true)
		}
	}
	l.s.enlist(st)
	l.s.settleState(st, key)
	if l.hooked {
		return st, l.s.callObject(AfterLoad, st)
	}
	return st, nil
}

// known takes a row over into the object that stands for it, where that is due.
func (l *loader) known(st *state, row []driver.Value) error {
	stale := l.again || l.s.expired(st)
	if l.fresh = stale; !stale && st.lack.Empty() && st.m.isA(l.m) {
		return nil
	}
	if err := l.sameKind(st, row); err != nil {
		return err
	}
	if stale {
		return l.refresh(st, row)
	}
	v := l.view(st.m)
	return l.s.widen(st, v.q, v.cols, row)
}

// key reads the identity of a row.
func (l *loader) key(row []driver.Value) (identity, error) {
	if len(l.m.keys) == 1 {
		if n, ok := row[l.p.keys[0]].(int64); ok && l.own.q.codec[l.m.keys[0]].simple {
			return identity{form: 'n', n: n}, nil
		}
	}
	values := make([]any, len(l.m.keys))
	scratch := access.New(l.m.data.Type)
	for i, at := range l.m.keys {
		value := row[l.p.keys[i]]
		if value == nil {
			return identity{}, fmt.Errorf("orm: a row of %s has NULL in its key column %s", l.m.name, l.m.props[at].col.name)
		}
		if _, err := l.own.q.store(l.s.engine, l.m, at, scratch, value); err != nil {
			return identity{}, err
		}
		v, err := l.m.props[at].field.Value(scratch)
		if err != nil {
			return identity{}, err
		}
		values[i] = v
	}
	return newIdentity(values), nil
}

// refresh takes a row over into an object: fields that were not assigned since the last load, or all of them. What the
// row doesn't bring isn't loaded any more.
func (l *loader) refresh(st *state, row []driver.Value) error {
	assigned := st.m.tracker.Changed(st.obj, st.snap, nil)
	if l.again {
		for _, at := range assigned {
			st.m.tracker.CopyField(at, st.obj, st.snap)
		}
		assigned = nil
	}
	v := l.view(st.m)
	for i, value := range row {
		if at := v.cols[i]; at >= 0 {
			if err := l.s.take(st, v.q, at, value, slices.Contains(assigned, at)); err != nil {
				return err
			}
		}
	}
	for i := range st.links {
		if l.again {
			st.restoreLink(i)
		}
		st.links[i].loaded = st.links[i].loaded && !l.again && st.fresh == l.s.epoch
	}
	st.fresh, st.lack = l.s.epoch, v.lack.Clone()
	if len(l.s.opts.onObject[AfterRefresh]) > 0 {
		return l.s.callObject(AfterRefresh, st)
	}
	return nil
}

// take stores what a row has for a column in the snapshot and, unless the program assigned something else, in the object.
func (s *Session) take(st *state, q *mapperSQL, at int, value driver.Value, assigned bool) error {
	s.unfold(st)
	null, err := q.store(s.engine, st.m, at, st.snap, value)
	if err != nil {
		return err
	}
	st.nulls.Put(at, null)
	if !assigned {
		st.m.tracker.CopyField(at, st.obj, st.snap)
	}
	return nil
}

// Expire marks persistent objects stale: what was assigned and not flushed is undone, and the next query that returns
// them, or Refresh, brings their rows' values.
func (s *Session) Expire(objs ...any) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	for _, obj := range access.Objects(objs) {
		st, err := s.persistentState(obj, "Expire")
		if err != nil {
			return err
		}
		s.expire(st)
	}
	return nil
}

// expire marks an object stale, with those that a refresh-expire cascade leads to. Pending ones among these leave the session.
func (s *Session) expire(st *state) {
	for _, one := range s.refreshed(st, nil) {
		if one.status == Pending {
			s.forget(one)
			continue
		}
		s.revert(one)
		one.fresh = 0
	}
}

// refreshed lists an object and what refresh-expire cascades lead to, as its relations stand now.
func (s *Session) refreshed(st *state, seen []*state) []*state {
	if slices.Contains(seen, st) || st.status != Persistent && st.status != Pending {
		return seen
	}
	seen = append(seen, st)
	for _, r := range st.m.rels {
		if !r.cascade.refresh {
			continue
		}
		for _, p := range r.related(st.obj) {
			if child := s.held(p); child != nil {
				seen = s.refreshed(child, seen)
			}
		}
	}
	return seen
}

// ExpireAll marks all persistent objects stale.
func (s *Session) ExpireAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range s.list {
		if st != nil {
			s.revert(st)
		}
	}
	s.epoch++
}

func (s *Session) persistentState(obj any, what string) (*state, error) {
	p, m, err := s.mapped(obj)
	if err != nil {
		return nil, err
	}
	st := s.held(p)
	if st == nil || st.status != Persistent {
		if _, was := s.departedFrom(p); was && what == "Load" {
			return nil, fmt.Errorf("%w: %s of this %s; Add it first", ErrDetached, what, m.name)
		}
		return nil, fmt.Errorf("%w: %s: this %s is %s", ErrNotPersistent, what, m.name, stateOf(st))
	}
	return st, nil
}

// Load loads relations of a persistent object, or of a slice of them in one statement for each relation. Relations that
// are loaded already are not asked for again, unless the object is stale; "Addresses.Tags" loads further on. Fields with
// columns that aren't loaded, deferred or computed ones, are named in the same way. Without a name it brings what is stale.
func (s *Session) Load(obj any, relations ...string) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	var states []*state
	for _, one := range access.Objects([]any{obj}) {
		st, err := s.persistentState(one, "Load")
		if err != nil {
			return err
		}
		states = append(states, st)
	}
	if len(states) == 0 {
		return nil
	}
	if len(relations) == 0 {
		return s.loadStale(states)
	}
	relations, err := s.loadFields(states, relations)
	if err != nil {
		return err
	}
	for _, path := range relations {
		before := s.lonely.sent
		if err := s.loadPath(states, path); err != nil {
			return err
		}
		name, _, _ := strings.Cut(path, ".")
		if r, err := states[0].m.relation(name); err == nil && len(states) == 1 {
			s.lonely.loaded(s.context(), s.conn, r, before)
		}
	}
	return nil
}

// loadStale refreshes those objects that are marked stale, and completes the others.
func (s *Session) loadStale(states []*state) error {
	if err := s.freshen(states); err != nil {
		return err
	}
	for _, st := range states {
		if err := s.completeOwn(st); err != nil {
			return err
		}
	}
	return nil
}

// loadForFlush loads a relation whose contents a flush needs.
func (s *Session) loadForFlush(st *state, r *relation) error {
	return s.loadRelation([]*state{st}, r)
}

// lazyStmt is the query of one object's relation: "? = addresses.user_id".
func (r *relation) lazyStmt(p *loadPlan) *ast.Select {
	sel := &ast.Select{Columns: p.pick.columns(nil), From: fromOf(p.source()), Labels: ast.LabelTableColumn, OrderBy: r.orderBy(nil)}
	boolean := ast.Type{Kind: ast.Boolean}
	if r.direction == manyToMany {
		if sel.From = []ast.Source{p.source(), r.secondary.source}; len(r.target.parts) > 1 {
			slices.Reverse(sel.From) // as in SQLAlchemy, a join stands last
		}
		for i, c := range r.secondLocal {
			sel.Where = append(sel.Where, &ast.Binary{Op: ast.Eq, L: r.owner.param(r.local[i]), R: c.node, Type: boolean})
		}
		for i, c := range r.secondFar {
			sel.Where = append(sel.Where, &ast.Binary{Op: ast.Eq, L: r.target.column(r.remote[i], nil), R: c.node, Type: boolean})
		}
		sel.Where = append(sel.Where, r.targetCond(nil, nil)...)
		return sel
	}
	for i, at := range r.remote {
		bind, col := r.owner.param(r.local[i]), r.target.column(at, nil)
		if r.direction == manyToOne {
			sel.Where = append(sel.Where, &ast.Binary{Op: ast.Eq, L: col, R: bind, Type: boolean})
			continue
		}
		sel.Where = append(sel.Where, &ast.Binary{Op: ast.Eq, L: bind, R: col, Type: boolean})
	}
	sel.Where = append(sel.Where, r.targetCond(nil, nil)...)
	return sel
}

// orderBy is the relation's own order.
func (r *relation) orderBy(from ast.Source) (list []ast.Expr) {
	for _, name := range r.def.order {
		dir := ""
		if name[0] == '-' {
			name, dir = name[1:], "DESC"
		}
		at, ok := r.target.byField[name]
		if !ok {
			list = append(list, &ast.Bad{Err: fmt.Errorf("%s: order: %w", r, r.target.noField(name))})
			continue
		}
		col := r.target.expr(at, from)
		if dir == "" {
			list = append(list, col)
			continue
		}
		list = append(list, &ast.Ordering{X: col, Dir: dir})
	}
	return list
}
