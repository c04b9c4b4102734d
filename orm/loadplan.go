// This file holds what options and mappings say together: the plan of what a query loads, place by place.
//
//layer:6 session, flush, query, load

package orm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// loadPlan is one place in the graph that a query loads: objects of a struct, what the same rows bring of their relations, and
// what is loaded after them. The first place is that of the query's own objects.
type loadPlan struct {
	m      *Mapper
	pick   *pick
	subs   []*Mapper // structs that embed m's, whose columns come along
	apart  []*Mapper // those whose columns are loaded after the rows
	again  bool      // overwrite what is loaded already
	lock   *ast.Lock // that the rows are read under; nil without
	lone   bool      // objects are refreshed: what is loaded after them is loaded as Load does
	fresh  bool      // nothing follows for objects that the session held before
	most   int       // objects that are expected; 0 for any number
	unique bool      // rows may name an object again
	width  int       // columns of a row
	offset int       // where those of the pick begin
	joined []*joinedLoad
	after  []*afterLoad
	marks  []said // of relations that are refused, left to Load, or empty
	base   *loadBase
}

// joinedLoad is a place whose columns stand in the same rows as those of the place that leads to it.
type joinedLoad struct {
	*loadPlan
	r       *relation
	from    ast.Source
	between *ast.Alias // of a many-to-many relation
	inner   bool
	rows    bool // the query joins it itself
}

// afterLoad is a relation that is loaded by statements of its own.
type afterLoad struct {
	r    *relation
	how  loading
	plan *loadPlan // of what it leads to
}

// planning is what a plan is made for.
type planning struct {
	again bool
	apart bool // nothing can be joined: relations take statements of their own
	fresh bool // objects that the session held before stay as they are
}

// trail is how a place was reached: by the structs on the way, of which one statement reads those from since on.
type trail struct {
	on    []*Mapper
	since int
}

func (t trail) to(m *Mapper, anew bool) trail {
	next := trail{append(t.on[:len(t.on):len(t.on)], m), t.since}
	if anew {
		next.since = len(t.on)
	}
	return next
}

// leadsBack tells whether a relation that its mapping loads along ends here: for it leads to a struct on the way, or its
// depth is reached.
func (t trail) leadsBack(r *relation, how loading) bool {
	on := t.on
	if how == byJoin {
		on = on[t.since:]
	}
	if r.depth > 0 {
		return len(on) > r.depth
	}
	return slices.Contains(on, r.target)
}

// loadPlan is the plan of the query.
func (q AnyQuery) loadPlan() (*loadPlan, error) {
	if len(q.loads) == 0 && !q.m.eager {
		p := q.m.plainPlan(q.again)
		p.most, p.unique = max(q.limit, 0), q.repeats()
		return p, nil
	}
	b := planning{again: q.again, apart: q.stmt != nil && !slices.ContainsFunc(q.loads, func(o LoadOption) bool { return o.how == byJoin || o.how == byRows })}
	p, err := b.place(q.m, q.loads, trail{on: []*Mapper{q.m}}, asMapped, true)
	if err != nil {
		return nil, err
	}
	if p.pick, err = q.pick(); err != nil {
		return nil, err
	}
	p.most, p.unique, p.width = max(q.limit, 0), q.repeats(), p.pick.width()
	return p, nil
}

// plainPlan is the plan for objects of a mapper with nothing loaded along.
func (m *Mapper) plainPlan(again bool) *loadPlan {
	return &loadPlan{m: m, pick: m.whole(), width: m.whole().width(), again: again}
}

// mappedPlan is the plan for objects of a mapper of which no query says anything; by is the relation that leads to them, nil
// for none.
func (m *Mapper) mappedPlan(b planning, by *relation) (*loadPlan, error) {
	if !m.eager {
		return m.plainPlan(b.again), nil
	}
	t := trail{on: []*Mapper{m}}
	if by != nil {
		t, b.fresh = trail{[]*Mapper{by.owner, m}, 1}, true
	}
	return b.place(m, nil, t, asMapped, false)
}

// place plans a place. every is what an option above says about all relations; own tells whether its rows are a query's own.
func (b planning) place(m *Mapper, opts []LoadOption, t trail, every loading, own bool) (*loadPlan, error) {
	subs, err := m.subsOf(opts, false)
	if err != nil {
		return nil, err
	}
	p := &loadPlan{m: m, subs: subs, again: b.again, fresh: b.fresh}
	if p.apart, err = m.subsOf(opts, true); err != nil {
		return nil, err
	}
	if !own || t.since > 0 || len(t.on) > 1 { // else the query has its own
		if p.pick, err = m.pickFor(opts, subs); err != nil {
			return nil, err
		}
		p.width = p.pick.width()
	}
	every = everyOf(opts, every)
	list, err := m.sayings(opts, every)
	if err != nil {
		return nil, err
	}
	for _, one := range list {
		if one.how == byJoin && (b.apart || !m.isA(one.r.owner)) {
			one.how = bySelectIn
		}
		if err := b.add(p, one, t, every, own); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// add plans what becomes of a relation.
func (b planning) add(p *loadPlan, one said, t trail, every loading, own bool) error {
	r := one.r
	switch {
	case one.how == asMapped && len(one.then) > 0:
		return fmt.Errorf("orm: %s is left to Load: options about what it leads to stand inside SelectIn, Joined, Subquery or Contains", r)
	case one.how == asMapped:
		return nil
	case one.how == lazily || one.how == refused || one.how == notAtAll:
		p.marks = append(p.marks, one)
		return nil
	case !one.named && t.leadsBack(r, one.how):
		return nil
	case one.how == byRows && !own:
		return fmt.Errorf("orm: Contains takes %s from the rows of the query itself: it can't stand inside SelectIn, Joined or Subquery", r)
	}
	together := one.how == byJoin || one.how == byRows
	target, err := b.place(r.target, one.then, t.to(r.target, !together), every, one.how == byRows)
	if err != nil {
		return err
	}
	if !together {
		p.after = append(p.after, &afterLoad{r, one.how, target})
		return nil
	}
	j := &joinedLoad{loadPlan: target, r: r, inner: one.inner, rows: one.how == byRows, from: one.from}
	switch {
	case !j.rows:
		j.from = polymorphicAlias(r.target.alias(""), target.subs)
		if r.direction == manyToMany {
			j.between = &ast.Alias{Of: r.secondary.source}
		}
	case j.from == nil:
		j.from = r.target.rows
	}
	p.joined = append(p.joined, j)
	return nil
}

// plain tells whether a place brings its objects as every query does, and nothing beside them.
func (p *loadPlan) plain() bool {
	return p.pick == p.m.whole() && len(p.joined) == 0 && len(p.subs) == 0
}

// follows tells whether something is done with the objects of a place once they are read.
func (p *loadPlan) follows() bool { return len(p.after)+len(p.marks)+len(p.apart) > 0 }

// many tells whether rows bring several objects for one of a place.
func (p *loadPlan) many() bool {
	return slices.ContainsFunc(p.joined, func(j *joinedLoad) bool { return !j.rows && j.r.many || j.many() })
}

// joins tells whether tables are to be joined to the query's.
func (p *loadPlan) joins() bool {
	return slices.ContainsFunc(p.joined, func(j *joinedLoad) bool { return !j.rows || j.joins() })
}

// source is where the columns of a relation's target stand: its rows, with those of structs that embed it.
func (p *loadPlan) source() ast.Source { return polymorphic(p.m.rows, p.subs) }

// contained checks that the query reads what Contains takes.
func (q AnyQuery) contained(p *loadPlan, sel *ast.Select) error {
	var inside []ast.Source
	for _, from := range sel.From {
		inside = append(inside, leaves(from)...)
	}
	inside = append(inside, sourcesOf(sel.Where)...)
	for _, j := range p.joined {
		if !j.rows {
			continue
		}
		if q.set != nil {
			return errors.New("orm: Contains takes the rows of a join, and a set operation has none: load the relation with SelectIn")
		}
		if !slices.Contains(inside, j.from) && !slices.ContainsFunc(leaves(j.from), func(s ast.Source) bool { return slices.Contains(inside, s) }) {
			return fmt.Errorf("orm: Contains takes %s from the query's rows, and the query doesn't join it: Join it, say As which alias has it, or load it with Joined", j.r)
		}
		if err := q.contained(j.loadPlan, sel); err != nil {
			return err
		}
	}
	return nil
}
