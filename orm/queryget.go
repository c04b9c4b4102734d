// This file holds getting objects by key, and streams of objects.
//
//layer:6 session, flush, query, load

package orm

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// Get returns the object with this primary key, nil when there is none. One that the session holds and that isn't
// stale costs no statement, unless the query says ForUpdate or PopulateExisting.
func (q AnyQuery) Get(pk []any) (any, error) {
	q = q.current()
	if q.err != nil {
		return nil, q.err
	}
	if rest := q.unlocked(); len(q.where) > 0 || !rest.bare() {
		return nil, errors.New("orm: Get finds by primary key alone; use First with a filter")
	}
	s := q.s
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	key, values, err := q.m.keyFrom(pk)
	if err != nil {
		return nil, err
	}
	st, err := q.find(key, values)
	if err != nil || st == nil {
		return nil, err
	}
	return st.obj.Interface(q.t), nil
}

// unlocked is the query without ForUpdate.
func (q AnyQuery) unlocked() AnyQuery {
	q.lock = nil
	return q
}

// find is Get's look into the session and the database, with what options load along.
func (q AnyQuery) find(key identity, values []any) (*state, error) {
	s := q.s
	anew := q.again || q.lock != nil
	if len(q.loads) == 0 && !anew {
		return s.get(q.m, key, values, q.name("Get"))
	}
	p, err := q.loadPlan()
	if err != nil {
		return nil, err
	}
	p.lock = q.lock
	if !anew {
		if st := s.identity(q.m).find(key); st != nil && !s.expired(st) && st.m.isA(q.m) && !p.wants(st) {
			return st, s.ensure([]*state{st}, p)
		}
	}
	if err := s.autoflush(q.name("Get")); err != nil {
		return nil, err
	}
	return s.selectPlanned(p, key, values, q.name("Get"))
}

// wants tells whether an object lacks columns that a plan brings.
func (p *loadPlan) wants(st *state) bool {
	for _, c := range p.pick.cols {
		if c.at >= 0 && st.m.isA(c.of) && st.lack.Has(c.at) {
			return true
		}
	}
	return false
}

// GetType is Get of a query of a mapped struct type. Generic programs write orm.Get[T].
func GetType(s *Session, t reflect.Type, pk []any) (any, error) {
	if held := s.heldNumber(t, pk); held != nil {
		return held, nil
	}
	return QueryType(s, t).Get(pk)
}

// heldNumber finds an object by a key of one integer among those that the session holds, as fast as it can: nil where
// another way has to be taken, or an error told.
func (s *Session) heldNumber(t reflect.Type, pk []any) any {
	if s == nil || len(pk) != 1 {
		return nil
	}
	var n int64
	switch v := pk[0].(type) {
	case int:
		n = int64(v)
	case int64:
		n = v
	default:
		return nil
	}
	if s.enter() != nil {
		return nil
	}
	var found any
	if k := s.kindByNumber(t); k.ids != nil {
		if st := k.ids.numbers.find(n); st != nil && !s.expired(st) && st.lack.Empty() {
			found = k.pointers.Interface(st.obj)
		}
	}
	s.leave()
	return found
}

// numberKind is a mapped type whose objects are found by one number, as heldNumber was asked for it last.
type numberKind struct {
	of       reflect.Type
	in       *registered // what was mapped then
	ids      *identities // nil where there are none, or another way has to be taken
	pointers access.PointerType
}

func (s *Session) kindByNumber(t reflect.Type) *numberKind {
	k, now := &s.asked, s.opts.reg.load()
	if k.of == t && k.in == now && k.ids != nil {
		return k
	}
	*k = numberKind{of: t, in: now}
	if m, ok := now.byType[t]; ok && m.family == nil && len(m.keys) == 1 && m.settle() == nil {
		k.ids, k.pointers = s.identity(m), access.PointerTo(t)
	}
	return k
}

// keyFrom makes the key of values as a program gives them.
func (m *Mapper) keyFrom(pk []any) (identity, []any, error) {
	if len(pk) != len(m.keys) {
		return identity{}, nil, fmt.Errorf("orm: the primary key of %s has %d columns, not %d", m.name, len(m.keys), len(pk))
	}
	if n, ok := pk[0].(int); ok && len(pk) == 1 {
		return identity{form: 'n', n: int64(n)}, []any{int64(n)}, nil
	}
	values := make([]any, len(pk))
	for i, v := range pk {
		plain, err := access.Plain(v)
		if err != nil {
			return identity{}, nil, err
		}
		if plain == nil {
			return identity{}, nil, fmt.Errorf("orm: a primary key of %s is not nil", m.name)
		}
		values[i] = plain
	}
	return newIdentity(values), values, nil
}

// get finds an object by key, in the session or in the database.
func (s *Session) get(m *Mapper, key identity, values []any, what string) (*state, error) {
	if st := s.heldWhole(m, key); st != nil {
		return st.as(m), nil
	}
	p, err := s.planOf(m, nil)
	if err != nil {
		return nil, err
	}
	return s.getBy(p, key, values, what)
}

// getBy is get by a plan for an object that the session doesn't hold.
func (s *Session) getBy(p *loadPlan, key identity, values []any, what string) (*state, error) {
	if st := s.heldWhole(p.m, key); st != nil {
		return st.as(p.m), nil
	}
	if err := s.usable(); err != nil {
		return nil, err
	}
	if err := s.autoflush(what); err != nil {
		return nil, err
	}
	st := s.identity(p.m).find(key)
	if st != nil && !s.expired(st) && st.m.isA(p.m) && p.m.family != nil && p.plain() && !p.follows() {
		return st, s.complete(st, p.m, what) // a query of the base brought the rest
	}
	p.lone = st != nil
	return s.selectPlanned(p, key, values, what)
}

// heldWhole finds an object that the session holds, and which isn't stale and lacks no columns of its type; nil for none.
func (s *Session) heldWhole(m *Mapper, key identity) *state {
	st := s.identity(m).find(key)
	if st == nil || s.expired(st) || st.m.isA(m) && st.lacks(m) {
		return nil
	}
	return st
}

// as is the state if its object is one of m's, else nil.
func (st *state) as(m *Mapper) *state {
	if !st.m.isA(m) {
		return nil
	}
	return st
}

// selectKey reads one object by key from the database, with what the mapping loads along.
func (s *Session) selectKey(m *Mapper, key identity, values []any, what string, again bool) (*state, error) {
	p, err := s.planOf(m, nil)
	if err != nil {
		return nil, err
	}
	p.again, p.lone = again, s.identity(m).find(key) != nil
	return s.selectPlanned(p, key, values, what)
}

// selectPlanned reads one object by key from the database by a plan; nil for no row, also where the session holds an object of it.
func (s *Session) selectPlanned(p *loadPlan, key identity, values []any, what string) (*state, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	m := p.m
	sql, args, err := s.keySQL(p, values)
	if err != nil {
		return nil, err
	}
	rows, err := s.query(sql, args, what)
	if err != nil {
		return nil, err
	}
	list, err := s.read(rows, sql, p, -1)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return s.identity(m).find(key), nil
}

// keySQL compiles the query of one object by its key; that of a plain plan is kept.
func (s *Session) keySQL(p *loadPlan, values []any) (*compiled, []driver.Value, error) {
	m := p.m
	q := m.statements(s.engine)
	if !p.plain() || p.nests() || p.lock != nil {
		sel := m.selectByKey(p)
		for i, v := range values {
			sel.Where[i] = compared(ast.Eq, m.parts[0].column(m.keys[i], nil), &ast.Bind{Name: "pk", Value: v, Type: m.props[m.keys[i]].col.node.Type})
		}
		sel.Lock = p.lock
		p.base = &loadBase{sel: sel, source: m.rows}
		if p.lone {
			sel.Labels = ast.LabelDisambiguate // as SQLAlchemy refreshes
		}
		return s.compile(p.extend(sel, m.rows, 0), nil)
	}
	sql, err := q.get(s.engine, "G", func() ast.Stmt { return m.selectByKey(p) })
	if err != nil {
		return nil, nil, err
	}
	args, err := q.keyValues(s.engine, m, values)
	if err == nil {
		args, err = s.fill(sql, args)
	}
	return sql, args, err
}

// expired tells whether an object is marked stale.
func (s *Session) expired(st *state) bool { return st.fresh != s.epoch }

// Each executes the query and gives its objects to fn one by one, until fn returns false. They don't become part of
// the session: a result of any size passes through. The session can't be used by fn.
func (q AnyQuery) Each(fn func(any, error) bool) {
	if err := q.each(func(p access.Ptr) bool { return fn(p.Interface(q.t), nil) }); err != nil {
		fn(nil, err)
	}
}

func (q AnyQuery) each(fn func(access.Ptr) bool) (err error) {
	q = q.current()
	if q.err != nil {
		return q.err
	}
	if len(q.loads) > 0 {
		return errors.New("orm: Stream takes no loading options; use All")
	}
	if err := q.unstated("Stream"); err != nil {
		return err
	}
	s, m := q.s, q.m
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	rows, _, err := s.run(q.selectStmt(), q.params, q.name("Stream"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	as, slab := s.view(m, m.whole().own), access.NewSlab(m.data.Type, 64)
	dest := make([]driver.Value, len(as.cols))
	for {
		if err := rows.Next(dest); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		p := slab.New()
		for i, v := range dest {
			if at := as.cols[i]; at >= 0 {
				if _, err := as.q.store(s.engine, m, at, p, v); err != nil {
					return err
				}
			}
		}
		if !fn(p) {
			return nil
		}
	}
}
