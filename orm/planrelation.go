// This file holds what a flush makes of relations: foreign keys taken from other objects, orphans, association rows.
//
//layer:6 session, flush, query, load

package orm

import (
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// checkKeys refuses a row that leaves a relation whose foreign key is part of the row's own key, and one that refers to itself
// before it has a key.
func (p *planner) checkKeys() error {
	for _, st := range p.marked {
		for _, o := range st.over {
			itself := o.from == st && st.status == Pending && !st.m.hasKey(st.obj)
			parted := o.from == nil && st.status == Persistent && o.value == nil && slices.Contains(st.m.root().keys, o.col)
			if !(itself || parted) || !slices.Contains(p.saves[st.m.root()], st) {
				continue
			}
			if itself {
				return refuse(ErrCircularDependency, "orm: %s refers to itself, and its key is made by its INSERT; break it with orm:\"relation,post_update\"", st.m.repr(st.obj))
			}
			return fmt.Errorf("%w: %s.%s of %s; Delete it, or give the relation cascade=all delete-orphan",
				ErrKeyPart, st.m.name, st.m.props[o.col].field.Name, st.m.repr(st.obj))
		}
	}
	return nil
}

func (p *planner) relationOfSaved(st *state, r *relation) error {
	if r.def.activeUpdates && r.direction == oneToMany {
		if err := p.carryKey(st, r); err != nil {
			return err
		}
	}
	was, now := st.links[r.index].list, r.related(st.obj)
	if samePtrs(was, now) {
		return nil
	}
	p.s.cursor = int(st.at)
	for _, obj := range missing(was, now) {
		child := p.s.known(obj)
		if child == nil {
			return fmt.Errorf("orm: %s holds a %s that is not in the session; Add it", r, r.target.name)
		}
		if child.doomed {
			continue
		}
		if err := p.onlyParent(st, child, r); err != nil {
			return err
		}
		p.joined(st, child, r)
	}
	if r.direction == manyToOne {
		if len(now) == 0 && len(was) > 0 {
			p.unset(st, r, was[0])
		}
		if r.cascade.orphan && len(was) > 0 && !samePtrs(was, now) {
			p.abandon(was[0], r)
		}
		return nil
	}
	for _, obj := range missing(now, was) {
		if child := p.s.held(obj); child != nil && child.status != Deleted {
			p.parted(st, child, r)
		}
	}
	return nil
}

// unset notes that an object refers to none any more: an orphan is deleted, another loses its foreign key.
func (p *planner) unset(st *state, r *relation, was access.Ptr) {
	switch {
	case r.def.postUpdate:
		p.postpone(st, r, nil)
	case r.back != nil && r.back.cascade.orphan && st.status == Persistent && !p.adopted(st, r.back):
		st.doom()
		p.marked = append(p.marked, st)
		p.remove(st)
		if parent := p.s.held(was); parent != nil {
			p.moves = append(p.moves, move{parent, st, r.back})
		}
	default:
		p.override(st, r, nil, false)
	}
}

// missing lists what is in b and not in a, in order and once.
func missing(a, b []access.Ptr) (list []access.Ptr) {
	const few = 16
	if len(a) == 0 && len(b) <= few && !repeated(b) {
		return b
	}
	if len(a)+len(b) <= few {
		for _, x := range b {
			if !slices.Contains(a, x) && !slices.Contains(list, x) {
				list = append(list, x)
			}
		}
		return list
	}
	seen := make(map[access.Ptr]bool, len(a)+len(b))
	for _, x := range a {
		seen[x] = true
	}
	for _, x := range b {
		if !seen[x] {
			seen[x] = true
			list = append(list, x)
		}
	}
	return list
}

// repeated tells whether a short list names an object twice.
func repeated(list []access.Ptr) bool {
	for i, x := range list {
		if slices.Contains(list[:i], x) {
			return true
		}
	}
	return false
}

// joined notes that a child came into a relation.
func (p *planner) joined(st, child *state, r *relation) {
	switch r.direction {
	case oneToMany:
		p.override(child, r, st, true)
	case manyToOne:
		if r.def.postUpdate {
			p.postpone(st, r, child)
			return
		}
		p.override(st, r, child, false)
	case manyToMany:
		if !p.mirrored(st, child, r) {
			p.link(r, false).add = append(p.link(r, false).add, [2]*state{st, child})
		}
	}
}

// mirrored tells whether the other side of a many-to-many relation has the same pair, and comes first.
func (p *planner) mirrored(st, child *state, r *relation) bool {
	if r.back == nil || r.back.direction != manyToMany {
		return false
	}
	for _, w := range p.links {
		if w.r == r.back && (slices.Contains(w.add, [2]*state{child, st}) || slices.Contains(w.remove, [2]*state{child, st})) {
			return true
		}
	}
	return false
}

// parted notes that a child left a relation: an orphan is deleted, others lose their foreign key.
func (p *planner) parted(st, child *state, r *relation) {
	switch {
	case r.direction == manyToMany:
		if !p.mirrored(st, child, r) {
			p.link(r, false).remove = append(p.link(r, false).remove, [2]*state{st, child})
		}
		if r.cascade.orphan {
			p.abandon(child.obj, r)
		}
	case r.cascade.orphan && !p.adopted(child, r):
		if child.status == Pending {
			p.drop(child)
			return
		}
		if !child.doomed {
			child.doom()
			p.marked = append(p.marked, child)
			p.remove(child)
		}
	case !child.doomed && !p.adopted(child, r):
		p.override(child, r, nil, true)
	}
}

// adopted tells whether another parent's collection of the same relation took the child.
func (p *planner) adopted(child *state, r *relation) bool {
	for _, o := range child.over {
		if o.from != nil && slices.Contains(r.remote, o.col) {
			return true
		}
	}
	for _, parent := range p.saves[r.owner.root()] {
		if !parent.m.isA(r.owner) {
			continue
		}
		if l := parent.links[r.index]; slices.Contains(missing(l.list, r.related(parent.obj)), child.obj) {
			return true
		}
	}
	return false
}

// drop takes a pending orphan out of the plan and, unless the plan is dry, out of the session.
func (p *planner) drop(child *state) {
	p.withdraw(child)
	if !p.dry {
		p.s.forget(child)
	}
}

// link is the association rows of a relation: those of objects that are saved, or of those that are deleted.
func (p *planner) link(r *relation, del bool) *linkWork {
	for _, w := range p.links {
		if w.r == r && w.del == del {
			return w
		}
	}
	p.links = append(p.links, &linkWork{r: r, del: del})
	return p.links[len(p.links)-1]
}

// override sets the foreign key of a relation in st from another object's key, or to NULL. far tells that st is the
// target of the relation and not its owner.
func (p *planner) override(st *state, r *relation, from *state, far bool) {
	mine, theirs := r.local, r.remote
	if far {
		mine, theirs = r.remote, r.local
	}
	for i, col := range mine {
		o := override{col: col, from: from, source: theirs[i]}
		if at := slices.IndexFunc(st.over, func(o override) bool { return o.col == col }); at >= 0 {
			if from != nil {
				st.over[at] = o
			}
			continue
		}
		if st.over == nil {
			st.over = p.overrides(len(mine))
		}
		st.over = append(st.over, o)
	}
	if from != nil {
		p.leave(st, r, from, far)
	}
	p.marked = doubling(p.marked, st)
	p.save(st)
}

// overrides gives room for n of them; many stand in one allocation.
func (p *planner) overrides(n int) []override {
	if len(p.room) < n {
		const most = 512
		p.rooms = min(max(4, 4*p.rooms), most)
		p.room = make([]override, max(n, p.rooms))
	}
	part := p.room[:0:n]
	p.room = p.room[n:]
	return part
}

// leave notes the parent that a child goes away from when it comes to another, for the collection there.
func (p *planner) leave(st *state, r *relation, to *state, far bool) {
	collection, mine, keys := r, r.remote, r.owner.keys
	if !far {
		collection, mine, keys = r.back, r.local, r.target.keys
	}
	if st.status != Persistent || collection == nil || collection.direction != oneToMany || len(mine) != len(keys) {
		return
	}
	values := make([]any, len(mine))
	for i, at := range mine {
		v, err := st.m.props[at].field.Value(st.snap)
		if err != nil || v == nil || st.nulls.Has(at) && st.m.props[at].field.IsZero(st.snap) {
			return
		}
		values[i] = v
	}
	if old := p.s.identity(collection.owner).find(newIdentity(values)); old != nil && old != to && old.m == collection.owner {
		p.moves = append(p.moves, move{old, st, collection})
	}
}

// wouldLoad notes what a flush would load: the relation, and before it a row that is marked stale and that no load
// before brings along; loads are taken to bring what the relations held last.
func (p *planner) wouldLoad(st *state, r *relation) {
	fresh := func(one step) bool {
		from := one.states[0]
		if one.kind == freshStep {
			return from == st
		}
		back := one.r.back
		return slices.Contains(from.links[one.r.index].list, st.obj) ||
			back != nil && back.owner == st.m && slices.Contains(st.links[back.index].list, from.obj)
	}
	if p.s.expired(st) && !slices.ContainsFunc(p.loads, fresh) {
		p.loads = append(p.loads, step{kind: freshStep, m: st.m, states: []*state{st}})
	}
	p.loads = append(p.loads, step{kind: loadStep, m: r.target, r: r, states: []*state{st}})
}

// relationOfDeleted takes children along, or their foreign keys away.
func (p *planner) relationOfDeleted(st *state, r *relation) error {
	if r.direction == manyToOne {
		if r.def.postUpdate {
			p.postpone(st, r, nil)
		}
		if now := r.field.Link(st.obj); r.cascade.orphan && !now.IsNil() {
			p.abandon(now, r)
		}
		return nil
	}
	if p.s.leftToDatabase(st, r) {
		return nil
	}
	if !st.links[r.index].loaded || p.s.expired(st) {
		if p.dry {
			p.wouldLoad(st, r)
		} else if err := p.s.loadForFlush(st, r); err != nil {
			return err
		}
	}
	for _, obj := range st.links[r.index].list {
		child := p.s.held(obj)
		if child == nil || child.status != Persistent {
			continue
		}
		switch {
		case r.direction == manyToMany:
			if !p.mirrored(st, child, r) {
				p.link(r, true).remove = append(p.link(r, true).remove, [2]*state{st, child})
			}
		case child.doomed, r.cascade.delete && (child.leftFor(st, r) || p.adopted(child, r)): // it goes to another parent, or goes anyway
		case r.cascade.delete:
			child.doom()
			p.marked = append(p.marked, child)
			p.remove(child)
		case !p.adopted(child, r):
			p.override(child, r, nil, true)
		}
	}
	return nil
}
