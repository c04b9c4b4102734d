// This file models what a flush that went well leaves in memory: both sides of each relation in step.

package orm_test

import (
	"maps"
	"slices"

	"github.com/ormsh/ormsh/orm"
)

// finish takes over what the flush did into the objects.
func (p *randomPlan) finish() {
	for _, t := range p.ghosts {
		p.m.forget(t)
		t.lost = true
	}
	for _, t := range p.saves {
		if t.state == orm.Pending {
			t.state, t.stale = orm.Persistent, false
			p.m.top().created = append(p.m.top().created, t)
		} else if !maps.Equal(t.was, t.now) {
			p.m.remember(t)
		}
		t.was, t.key = maps.Clone(t.now), t.now[t.k.key]
	}
	for _, t := range p.dooms {
		t.state, t.doomed = orm.Deleted, false
		p.m.top().removed = append(p.m.top().removed, t)
	}
	for _, t := range p.saves {
		for _, r := range t.k.relations {
			p.mirror(t, r)
		}
	}
	for _, o := range p.orphans {
		if !o[1].in() {
			continue
		}
		e := o[1].rels["Notes"]
		if slices.Contains(e.now, o[0]) || slices.Contains(e.was, o[0]) {
			p.m.rememberEnds(o[1])
		}
		e.now, e.was = less(e.now, o[:1]), less(e.was, o[:1])
	}
	for _, t := range p.saves {
		for _, e := range t.rels {
			if !sameThings(e.was, e.now) {
				p.m.rememberEnds(t)
				e.was = slices.Clone(e.now)
			}
		}
	}
}

// mirror brings the other sides of a changed relation into step.
func (p *randomPlan) mirror(t *thing, r rel) {
	e := t.rels[r.field]
	came, went := less(e.now, e.was), less(e.was, e.now)
	for _, o := range came {
		if !o.in() {
			continue
		}
		b := o.rels[r.back]
		switch {
		case !o.k.rel(r.back).many():
			p.m.rememberEnds(o)
			b.now, b.was, b.loaded = []*thing{t}, []*thing{t}, true
		case b.loaded || b.filled:
			p.m.rememberEnds(o)
			b.now, b.was, b.filled = with(b.now, t), with(b.was, t), true
		}
		switch {
		case r.far != "":
			p.leaveOthers(o, r, t)
		case r.near != "":
			p.leaveOthers(t, o.k.rel(r.back), o)
		}
	}
	for _, o := range went {
		if !o.in() {
			continue
		}
		b := o.rels[r.back]
		if slices.Contains(b.now, t) || slices.Contains(b.was, t) {
			p.m.rememberEnds(o)
		}
		b.now, b.was = less(b.now, []*thing{t}), less(b.was, []*thing{t})
	}
}

// leaveOthers takes a child that came to a new parent out of the collections of others.
func (p *randomPlan) leaveOthers(child *thing, r rel, parent *thing) {
	for _, o := range p.m.things {
		if o == parent || o.k.root != parent.k.root || !o.in() || o.key != p.from[child] || !slices.Contains(o.rels[r.field].now, child) {
			continue
		}
		p.m.rememberEnds(o)
		e := o.rels[r.field]
		e.now, e.was = less(e.now, []*thing{child}), less(e.was, []*thing{child})
	}
}

func with(list []*thing, t *thing) []*thing {
	if slices.Contains(list, t) {
		return list
	}
	return append(slices.Clone(list), t)
}
