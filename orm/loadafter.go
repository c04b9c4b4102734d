// This file holds what is done with the objects of a plan once their rows are read.
//
//layer:6 session, flush, query, load

package orm

import (
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// loadBase is the statement that found objects, for those that are loaded by a statement around it.
type loadBase struct {
	sel    *ast.Select
	source ast.Source                   // where the columns of its objects stand
	shown  func(c *ast.Column) ast.Expr // a column of a set operation; nil without
	params V
	chain  []*relation // from its objects to those of a place
}

// base is the query as the base of statements around it.
func (q AnyQuery) base() *loadBase {
	b := &loadBase{sel: q.selectStmt(), source: q.source(), params: q.params}
	if q.set != nil {
		b.shown = q.set.column
	}
	return b
}

// along is the base of a place that a relation leads to.
func (b *loadBase) along(r *relation) *loadBase {
	if b == nil {
		return nil
	}
	next := *b
	next.chain = append(b.chain[:len(b.chain):len(b.chain)], r)
	return &next
}

// nests tells whether something is loaded by a statement around the one that reads the plan's rows.
func (p *loadPlan) nests() bool {
	return slices.ContainsFunc(p.after, func(a *afterLoad) bool { return a.how == bySubquery }) ||
		slices.ContainsFunc(p.joined, func(j *joinedLoad) bool { return j.nests() })
}

// loadAfter loads what follows the rows of a plan, in SQLAlchemy's order: what has the statement inside comes first.
func (s *Session) loadAfter(r *placeReader) error {
	r.mark()
	if err := s.loadKinds(r); err != nil {
		return err
	}
	for _, nested := range []bool{true, false} {
		if err := s.loadFollowing(r, r.p.base, nested, r.p.lone); err != nil {
			return err
		}
	}
	return nil
}

// loadFollowing goes through the places of rows in the order of their relations.
func (s *Session) loadFollowing(r *placeReader, base *loadBase, nested, lone bool) error {
	own := func() error {
		for _, a := range r.p.after {
			if (a.how == bySubquery) == nested {
				if err := s.loadOne(a, r.list, base, lone); err != nil {
					return err
				}
			}
		}
		return nil
	}
	left := len(r.p.after) > 0
	for _, kid := range r.kids {
		if left && r.p.after[0].r.index < kid.j.r.index {
			left = false
			if err := own(); err != nil {
				return err
			}
		}
		if err := s.loadFollowing(kid.placeReader, base.along(kid.j.r), nested, lone); err != nil {
			return err
		}
	}
	if !left {
		return nil
	}
	return own()
}

// loadOne loads one relation of the objects of a place.
func (s *Session) loadOne(a *afterLoad, of []*state, base *loadBase, lone bool) error {
	states := make([]*state, 0, len(of))
	for _, st := range of {
		if st.m.isA(a.r.owner) && st.status == Persistent && (!lone || !st.links[a.r.index].loaded) {
			states = append(states, st)
		}
	}
	switch {
	case len(states) == 0:
		return nil
	case lone:
		for _, st := range states {
			if err := s.lazyBy(st, a.r, a.plan); err != nil {
				return err
			}
		}
		return nil
	case a.how == bySubquery && base != nil:
		return s.loadSubquery(states, a, base)
	}
	return s.loadSelectIn(states, a)
}

// mark notes which relations of the objects are refused, left to Load, or empty.
func (r *placeReader) mark() {
	for _, one := range r.p.marks {
		for _, st := range r.list {
			if !st.m.isA(one.r.owner) || st.links[one.r.index].loaded {
				continue
			}
			switch l := &st.links[one.r.index]; one.how {
			case refused, lazily:
				l.asked = one.how
			case notAtAll:
				st.holdLoaded(one.r, nil)
			}
		}
	}
	for _, kid := range r.kids {
		kid.mark()
	}
}

// ensure loads what a plan names of objects that the session holds, where it isn't loaded.
func (s *Session) ensure(states []*state, p *loadPlan) error {
	(&placeReader{p: p, list: states}).mark()
	for _, j := range p.joined {
		if err := s.ensureOne(states, j.r, j.loadPlan); err != nil {
			return err
		}
	}
	for _, a := range p.after {
		if err := s.ensureOne(states, a.r, a.plan); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) ensureOne(of []*state, r *relation, target *loadPlan) error {
	var states, todo, next []*state
	for _, st := range of {
		if !st.m.isA(r.owner) || st.status != Persistent {
			continue
		}
		if states = append(states, st); !st.links[r.index].loaded {
			todo = append(todo, st)
		}
	}
	var err error
	switch len(todo) {
	case 0:
	case 1:
		err = s.lazyBy(todo[0], r, target)
	default:
		err = s.loadSelectIn(todo, &afterLoad{r, bySelectIn, target})
	}
	if err != nil || len(target.joined) == 0 && !target.follows() {
		return err
	}
	seen := map[access.Ptr]bool{}
	for _, st := range states {
		for _, obj := range st.links[r.index].list {
			if child := s.known(obj); child != nil && !seen[obj] {
				seen[obj] = true
				next = append(next, child)
			}
		}
	}
	return s.ensure(next, target)
}
