// This file holds the loading of relations: for one object as SQLAlchemy's lazy load, for many by select-in or a join.
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

// loadPath loads a relation, and further relations of what it leads to.
func (s *Session) loadPath(states []*state, path string) error {
	name, rest, more := strings.Cut(path, ".")
	r, err := states[0].m.relation(name)
	if err != nil {
		return err
	}
	for _, st := range states {
		if st.m.isA(r.owner) && st.refuses(r) {
			return fmt.Errorf("%w: %s", ErrRaiseLoad, r)
		}
	}
	if err := s.loadRelation(states, r); err != nil || !more {
		return err
	}
	var next []*state
	for _, st := range states {
		for _, obj := range st.links[r.index].list {
			if child := s.held(obj); child != nil && !slices.Contains(next, child) {
				next = append(next, child)
			}
		}
	}
	if len(next) == 0 {
		return nil
	}
	return s.loadPath(next, rest)
}

// loadRelation loads a relation of those objects that haven't loaded it.
func (s *Session) loadRelation(states []*state, r *relation) error {
	var todo []*state
	for _, st := range states {
		if !st.m.isA(r.owner) {
			return fmt.Errorf("orm: %s is not a relation of %s", r, st.m.name)
		}
	}
	if err := s.freshen(states); err != nil {
		return err
	}
	for _, st := range states {
		if st.status == Persistent && !st.links[r.index].loaded {
			todo = append(todo, st)
		}
	}
	if len(todo) > 1 {
		if err := s.autoflush("Load of " + r.String()); err != nil {
			return err
		}
		todo = slices.DeleteFunc(todo, func(st *state) bool { return st.status != Persistent || st.links[r.index].loaded })
	}
	switch len(todo) {
	case 0:
		return nil
	case 1:
		return s.lazy(todo[0], r)
	}
	return s.selectIn(todo, r)
}

// byKey tells whether a relation leads to one object by its primary key.
func (r *relation) byKey() bool {
	return r.direction == manyToOne && slices.Equal(r.remote, r.target.keys) && !r.conditional()
}

// refuses tells whether Load of a relation that isn't loaded is an error.
func (st *state) refuses(r *relation) bool {
	l := &st.links[r.index]
	return !l.loaded && (l.asked == refused || l.asked == asMapped && r.load == refused)
}

// lazy loads a relation of one object.
func (s *Session) lazy(st *state, r *relation) error {
	p, err := s.planOf(r.target, r)
	if err != nil {
		return err
	}
	return s.lazyBy(st, r, p)
}

// planOf is the plan for objects that are loaded by a relation, or by nil, and not by a query: what their mapping loads along
// comes too, but not in a flush, which needs the objects alone.
func (s *Session) planOf(m *Mapper, by *relation) (*loadPlan, error) {
	if s.flushing {
		return m.plainPlan(false), nil
	}
	return m.mappedPlan(planning{}, by)
}

// lazyBy loads a relation of one object by a plan for what it leads to. A many-to-one whose object the session holds costs no statement.
func (s *Session) lazyBy(st *state, r *relation, p *loadPlan) error {
	if err := s.usable(); err != nil {
		return err
	}
	if err := s.needColumns([]*state{st}, r.local); err != nil {
		return err
	}
	values, err := st.ends(r)
	if err != nil {
		return err
	}
	if values == nil {
		st.holdLoaded(r, nil)
		return nil
	}
	if r.byKey() {
		if held := s.heldWhole(r.target, newIdentity(values)); held != nil {
			st.holdFound(r, held.as(r.target))
			return nil
		}
	}
	if err := s.autoflush("Load of " + r.String()); err != nil {
		return err
	}
	if st.status != Persistent || st.links[r.index].loaded {
		return nil // the flush saw to it
	}
	if values, err = st.ends(r); err != nil || values == nil {
		st.holdLoaded(r, nil)
		return err
	}
	s.lonely.sent++
	if r.byKey() {
		found, err := s.getBy(p, newIdentity(values), values, "Load of "+r.String())
		if err != nil {
			return err
		}
		st.holdFound(r, found)
		return nil
	}
	return s.lazyQuery(st, r, p, values)
}

// holdFound puts the one object that was found into a relation; nil for none.
func (st *state) holdFound(r *relation, found *state) {
	if found == nil {
		st.holdLoaded(r, nil)
		return
	}
	st.holdLoaded(r, []access.Ptr{found.obj})
}

// ends are the values that what a relation of an object leads to must have; nil where one is NULL, so that there is none.
func (st *state) ends(r *relation) ([]any, error) {
	values := make([]any, len(r.local))
	for i, at := range r.local {
		v, err := st.m.props[at].field.Value(st.obj)
		if err != nil || v == nil || st.nulls.Has(at) {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

// lazyQuery loads a relation of one object by a query.
func (s *Session) lazyQuery(st *state, r *relation, p *loadPlan, values []any) error {
	q := st.m.statements(s.engine)
	sql, err := s.lazySQL(q, r, p)
	if err != nil {
		return err
	}
	args := make([]driver.Value, len(values))
	for i, v := range values {
		if args[i], err = q.convert(s.engine, st.m, r.local[i], v); err != nil {
			return err
		}
	}
	if args, err = s.fill(sql, args); err != nil {
		return err
	}
	rows, err := s.query(sql, args, "Load of "+r.String())
	if err != nil {
		return err
	}
	list, err := s.read(rows, sql, p, -1)
	if err != nil {
		return err
	}
	st.holdLoaded(r, list)
	return nil
}

// lazySQL compiles the query of one object's relation; that of a plain plan is kept.
func (s *Session) lazySQL(q *mapperSQL, r *relation, p *loadPlan) (*compiled, error) {
	if !p.plain() {
		return s.engine.compile(p.extend(r.lazyStmt(p), r.target.rows, 0))
	}
	return q.get(s.engine, shapeOf('L', 1, []int{r.index}), func() ast.Stmt { return r.lazyStmt(p) })
}

// holdLoaded puts what was loaded into a relation. What the program put in or took out before stays so.
func (st *state) holdLoaded(r *relation, list []access.Ptr) {
	l := &st.links[r.index]
	st.leaveBlock()
	if !r.many {
		var one access.Ptr
		if len(list) > 0 {
			one = list[0]
		}
		assigned := !samePtrs(l.list, r.related(st.obj))
		l.loaded, l.list = true, list
		if !assigned {
			r.field.SetLink(st.obj, one)
		}
		return
	}
	present := r.related(st.obj)
	added, removed := missing(l.list, present), missing(present, l.list)
	l.loaded, l.list = true, list
	now := make([]access.Ptr, 0, len(list)+len(added))
	for _, p := range list {
		if len(removed) == 0 || !slices.Contains(removed, p) {
			now = append(now, p)
		}
	}
	for _, p := range added {
		if !slices.Contains(now, p) {
			now = append(now, p)
		}
	}
	r.field.SetLinks(st.obj, now)
}

// filterRelation demands that a relation leads to an object: for a many-to-one that the foreign key is its key.
func (q AnyQuery) filterRelation(r *relation, value any) AnyQuery {
	if r.direction != manyToOne {
		return q.fail(fmt.Errorf("orm: FilterBy(%q): use Filter(orm.Many(...).Any(...)) for a collection", r.field.Name))
	}
	if value == nil {
		for _, at := range r.local {
			q = q.and(isNull(q.m.column(at, q.source()), false))
		}
		return q
	}
	p, m, err := q.s.mapped(value)
	if err == nil && !m.isA(r.target) {
		err = fmt.Errorf("orm: FilterBy(%q): %s leads to a %s, not to a %s", r.field.Name, r, r.target.name, m.name)
	}
	if err != nil {
		return q.fail(err)
	}
	return q.and(r.is(p, q.source()))
}
