// This file holds the loading of relations: for one object as SQLAlchemy's lazy load, for many by select-in or a join.
//
//layer:6 session, flush, query, load

package orm

import (
	"cmp"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// LoadOption says how a query loads a relation along with its objects.
type LoadOption struct {
	rel    *relation
	joined bool
	inner  bool
	rows   bool // the query joins the relation itself
	err    error

	columns *columnOption // about columns instead
	raise   bool          // the relation isn't to be loaded
}

// Inner makes the join of JoinedOf an inner one: objects without a related one are left out.
func (o LoadOption) Inner() LoadOption { o.inner = true; return o }

// ContainsOf takes a relation from the rows of a query that joins it itself: what its conditions leave out isn't loaded.
func ContainsOf(relation AnyAttr) LoadOption {
	o := loadOption(relation, true)
	o.rows = true
	return o
}

// SelectInOf loads a relation of all objects of the query by one more statement. Generic programs write
// orm.SelectIn(orm.Many(&U.Addresses)).
func SelectInOf(relation AnyAttr) LoadOption { return loadOption(relation, false) }

// JoinedOf loads a relation in the query's own statement, by a LEFT OUTER JOIN.
func JoinedOf(relation AnyAttr) LoadOption { return loadOption(relation, true) }

func loadOption(a AnyAttr, joined bool) LoadOption {
	switch {
	case a.err != nil:
		return LoadOption{err: a.err}
	case a.attr.rel == nil:
		return LoadOption{err: errors.New("orm: only a relation can be loaded along")}
	case len(a.and) > 0:
		return LoadOption{err: fmt.Errorf("orm: %s is loaded whole: And belongs to a join, or to Any", a.attr.rel)}
	}
	return LoadOption{rel: a.attr.rel, joined: joined}
}

// loadPlan is a query with what is loaded along.
type loadPlan struct {
	q      AnyQuery
	pick   *pick
	width  int // columns of a row
	first  int // where the object's own columns begin
	joined []joinedRelation
	after  []*relation
	raised []*relation // that Load is to refuse
}

// joinedRelation is a relation whose columns stand in the same row, from offset on.
type joinedRelation struct {
	r      *relation
	from   ast.Source
	offset int // in a row
	inner  bool
	rows   bool // joined by the query itself: its columns come first
}

func (q AnyQuery) loadPlan() (*loadPlan, error) {
	p := &loadPlan{q: q}
	var err error
	if p.pick, err = q.pick(); err != nil {
		return nil, err
	}
	for _, o := range q.loads {
		switch {
		case o.err != nil:
			return nil, o.err
		case o.columns != nil:
			continue
		}
		r, err := q.m.relation(o.rel.field.Name)
		if err != nil {
			return nil, err
		}
		if o.raise {
			p.raised = append(p.raised, r)
			continue
		}
		limited := q.limit >= 0 || q.offset >= 0
		if !o.joined || q.set != nil || r.direction == manyToMany && !o.rows || r.many && limited && !o.rows {
			p.after = append(p.after, r) // a limit counts objects, not joined rows
			continue
		}
		j := joinedRelation{r: r, from: r.target.rows, inner: o.inner, rows: o.rows}
		if !o.rows {
			j.from = r.target.alias("")
		}
		p.joined = append(p.joined, j)
	}
	slices.SortStableFunc(p.joined, func(a, b joinedRelation) int { return cmp.Compare(place(a), place(b)) })
	p.width = 0
	for i, j := range p.joined {
		if !j.rows {
			break
		}
		p.joined[i].offset = p.width
		p.width += j.r.target.whole().width()
	}
	p.first = p.width
	p.width += p.pick.width()
	for i, j := range p.joined {
		if !j.rows {
			p.joined[i].offset = p.width
			p.width += j.r.target.whole().width()
		}
	}
	return p, nil
}

// place puts the columns of relations that the query joins itself in front, as SQLAlchemy does.
func place(j joinedRelation) int {
	if j.rows {
		return 0
	}
	return 1
}

// plainPlan is the plan of a query for the objects of a mapper, with nothing loaded along.
func (m *Mapper) plainPlan(s *Session, again bool) *loadPlan {
	return &loadPlan{q: AnyQuery{s: s, m: m, again: again}, pick: m.whole(), width: m.whole().width()}
}

func (p *loadPlan) joins() bool { return len(p.joined) > 0 }

// selectStmt is the query's statement with the joined tables.
func (p *loadPlan) selectStmt() *ast.Select {
	sel := p.q.selectStmt()
	if !p.joins() {
		return sel
	}
	var from = p.q.source()
	if len(sel.From) > 0 {
		from = sel.From[0]
	}
	own := sel.Columns
	sel.Columns = nil
	for _, j := range p.joined {
		if j.rows {
			sel.Columns = append(sel.Columns, j.r.target.whole().columns(j.from)...)
		}
	}
	sel.Columns = append(sel.Columns, own...)
	for _, j := range p.joined {
		if j.rows {
			continue
		}
		sel.Columns = append(sel.Columns, j.r.target.whole().columns(j.from)...)
		from = &ast.Join{Left: from, Right: j.from, On: j.r.on(p.q.source(), j.from), Outer: !j.inner}
		sel.OrderBy = append(slices.Clip(sel.OrderBy), j.r.orderBy(j.from)...)
	}
	sel.From = []ast.Source{from}
	return sel
}

// readJoined takes the joined objects of a row into the relations of its object. The first row of an object that wasn't
// loaded yet empties the relation.
func (p *loadPlan) readJoined(s *Session, obj access.Ptr, row []driver.Value) error {
	owner := s.states[obj]
	for _, j := range p.joined {
		l := &owner.links[j.r.index]
		if !l.loaded {
			owner.holdLoaded(j.r, nil)
		}
		of := j.r.target.whole()
		part := row[j.offset : j.offset+of.width()]
		if part[of.keys[0]] == nil {
			continue
		}
		target, err := s.loader(of, p.q.again).object(part)
		if err != nil {
			return err
		}
		if !slices.Contains(l.list, target) {
			owner.holdLoaded(j.r, append(slices.Clone(l.list), target))
		}
	}
	return nil
}

// loadAfter loads the relations that take a statement of their own.
func (s *Session) loadAfter(p *loadPlan, list []access.Ptr) error {
	for _, r := range p.raised {
		for _, obj := range list {
			s.states[obj].links[r.index].raise = true
		}
	}
	if len(p.after) == 0 || len(list) == 0 {
		return nil
	}
	states := make([]*state, len(list))
	for i, obj := range list {
		states[i] = s.known(obj)
	}
	for _, r := range p.after {
		if err := s.selectIn(states, r); err != nil {
			return err
		}
	}
	return nil
}

// loadPath loads a relation, and further relations of what it leads to.
func (s *Session) loadPath(states []*state, path string) error {
	name, rest, more := strings.Cut(path, ".")
	r, err := states[0].m.relation(name)
	if err != nil {
		return err
	}
	for _, st := range states {
		if st.m.isA(r.owner) && st.links[r.index].raise {
			return fmt.Errorf("%w: %s", ErrRaiseLoad, r)
		}
	}
	if err := s.loadRelation(states, r); err != nil || !more {
		return err
	}
	var next []*state
	for _, st := range states {
		for _, obj := range st.links[r.index].list {
			if child := s.states[obj]; child != nil && !slices.Contains(next, child) {
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
		if st.status != Persistent {
			continue
		}
		if err := s.freshen(st); err != nil {
			return err
		}
		if !st.links[r.index].loaded {
			todo = append(todo, st)
		}
	}
	switch len(todo) {
	case 0:
		return nil
	case 1:
		return s.lazy(todo[0], r)
	}
	return s.selectIn(todo, r)
}

// lazy loads a relation of one object. A many-to-one whose object the session holds costs no statement.
func (s *Session) lazy(st *state, r *relation) error {
	if err := s.usable(); err != nil {
		return err
	}
	if err := s.needColumns([]*state{st}, r.local); err != nil {
		return err
	}
	values := make([]any, len(r.local))
	for i, at := range r.local {
		v, err := st.m.props[at].field.Value(st.obj)
		if err != nil {
			return err
		}
		if v == nil || st.nulls.Has(at) {
			st.holdLoaded(r, nil)
			return nil
		}
		values[i] = v
	}
	if r.direction == manyToOne && slices.Equal(r.remote, r.target.keys) {
		found, err := s.get(r.target, newIdentity(values), values, "Load of "+r.String())
		if err != nil {
			return err
		}
		if found == nil {
			st.holdLoaded(r, nil)
			return nil
		}
		st.holdLoaded(r, []access.Ptr{found.obj})
		return nil
	}
	q := st.m.statements(s.engine)
	sql, err := q.get(s.engine, shapeOf('L', 1, []int{r.index}), r.lazyStmt)
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
	list, err := s.read(rows, sql, r.target.plainPlan(s, false), -1)
	if err != nil {
		return err
	}
	st.holdLoaded(r, list)
	return nil
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
