// This file holds how a plan finds the objects that have something to write.
//
//layer:6 session, flush, query, load

package orm

import "slices"

// collect finds what there is to do, in the order objects came in.
func (p *planner) collect() bool {
	var of *Mapper // whose objects saves and deletes are; neighbours are mostly of one family
	var saves, deletes []*state
	turn := func(root *Mapper) {
		if of != nil {
			p.saves[of], p.deletes[of] = saves, deletes
		}
		if of = root; root != nil {
			saves, deletes = p.saves[root], p.deletes[root]
		}
	}
	for i := 0; i < len(p.s.list); i++ {
		st := p.s.list[i]
		switch {
		case st == nil || st.status == Deleted:
		case st.block != nil && st.block.at == i && st.block.unchanged():
			i += st.block.n - 1
		case st.doomed || st.status == Pending || st.changed():
			if root := st.m.root(); root != of {
				turn(root)
			}
			p.queue(st, of)
			list := &saves
			if st.doomed {
				list = &deletes
			}
			if n := len(*list); n == 1024 && cap(*list) == n { // a flush of many is mostly one of all
				*list = slices.Grow(*list, max(len(p.s.list)-i, n))
			}
			*list = doubling(*list, st)
		}
	}
	turn(nil)
	return p.found > 0
}

func (p *planner) save(st *state) {
	if st.queued != p.number {
		root := st.m.root()
		p.queue(st, root)
		p.saves[root] = doubling(p.saves[root], st)
	}
}

func (p *planner) remove(st *state) {
	if st.queued == p.number {
		if !p.withdraw(st) {
			return
		}
	}
	root := st.m.root()
	p.queue(st, root)
	p.deletes[root] = doubling(p.deletes[root], st)
	if missed := p.begun[root]; len(missed) > 0 {
		p.late = append(p.late, late{st, missed})
	}
}

// withdraw takes an object out of what is saved, if it is there. The list stays as it is for those who go through it.
func (p *planner) withdraw(st *state) bool {
	root := st.m.root()
	i := slices.Index(p.saves[root], st)
	if i >= 0 {
		p.saves[root] = slices.Concat(p.saves[root][:i], p.saves[root][i+1:])
	}
	return i >= 0
}

// doubling appends to a list that may become as long as that of the session: it doubles, where append would add a quarter.
func doubling[T any](list []T, one T) []T {
	if len(list) == cap(list) {
		list = slices.Grow(list, max(len(list), 4))
	}
	return append(list, one)
}

func (p *planner) queue(st *state, root *Mapper) {
	st.queued = p.number
	p.found++
	p.meet(root)
}

func (p *planner) meet(m *Mapper) {
	if !slices.Contains(p.order, m) {
		p.order = append(p.order, m)
	}
}
