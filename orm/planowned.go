// This file holds what a flush makes of relations whose far side belongs to one owner, and of keys that it carries to children.
//
//layer:6 session, flush, query, load

package orm

import (
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// onlyParent refuses a second owner of what a single_parent relation leads to.
func (p *planner) onlyParent(st, child *state, r *relation) error {
	if !r.def.singleParent {
		return nil
	}
	if other := p.owner(child.obj, st, r); other != nil {
		return fmt.Errorf("%w: %s of %s leads to what %s has; take it out there first",
			ErrSecondParent, r, st.m.repr(st.obj), other.m.repr(other.obj))
	}
	return nil
}

// owner finds an object of the session, other than one, whose relation leads to another.
func (p *planner) owner(obj access.Ptr, but *state, r *relation) *state {
	for _, st := range p.s.list {
		if st != nil && st != but && st.status != Deleted && !st.doomed && st.m.isA(r.owner) && slices.Contains(r.related(st.obj), obj) {
			return st
		}
	}
	return nil
}

// abandon deletes what left a relation that alone owned it.
func (p *planner) abandon(obj access.Ptr, r *relation) {
	child := p.s.held(obj)
	if child == nil || child.doomed || child.status == Deleted || p.owner(obj, nil, r) != nil {
		return
	}
	if child.status == Pending {
		p.drop(child)
		return
	}
	child.doom()
	p.marked = append(p.marked, child)
	p.remove(child)
}

// carryKey writes a changed key into the rows of a collection, which is loaded for that.
func (p *planner) carryKey(st *state, r *relation) error {
	if st.status != Persistent {
		return nil
	}
	changed := st.m.tracker.Changed(st.obj, st.snap, nil)
	if !slices.ContainsFunc(r.local, func(at int) bool { return slices.Contains(changed, at) }) {
		return nil
	}
	if !st.links[r.index].loaded {
		if p.dry {
			p.wouldLoad(st, r)
			return nil
		}
		if err := p.s.loadByRow(st, r); err != nil {
			return err
		}
	}
	for _, obj := range r.related(st.obj) {
		if child := p.s.known(obj); child != nil && child.status == Persistent && !child.doomed {
			p.override(child, r, st, true)
		}
	}
	return nil
}

// loadByRow loads a relation of one object by the key that its row has, not by what was assigned since.
func (s *Session) loadByRow(st *state, r *relation) error {
	now := access.New(st.m.data.Type)
	for _, at := range r.local {
		st.m.tracker.CopyField(at, now, st.obj)
		st.m.tracker.CopyField(at, st.obj, st.snap)
	}
	defer func() {
		for _, at := range r.local {
			st.m.tracker.CopyField(at, st.obj, now)
		}
	}()
	return s.loadForFlush(st, r)
}
