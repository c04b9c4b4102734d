// This file holds the order in which a flush goes through relations, and through those of orphans that it finds on the way.
//
//layer:6 session, flush, query, load

package orm

import "slices"

// relations turns changes of relations into overrides of foreign keys, orphans and rows of association tables.
func (p *planner) relations() error {
	for i := 0; i < len(p.order) || len(p.late) > 0; { // following a cascade may meet another mapper
		if i < len(p.order) {
			if err := p.relationsOf(p.order[i]); err != nil {
				return err
			}
			i++
			continue
		}
		orphan := p.late[0]
		p.late = p.late[1:]
		for _, r := range orphan.missed {
			if orphan.st.m.isA(r.owner) {
				if err := p.relationOfDeleted(orphan.st, r); err != nil {
					return err
				}
			}
		}
	}
	return p.checkKeys()
}

// late is an object that came to be deleted when some relations of its mapper had been gone through already.
type late struct {
	st     *state
	missed []*relation
}

// relationsOf goes through the relations of a family, each for all its objects.
func (p *planner) relationsOf(m *Mapper) error {
	if err := m.settleAll(); err != nil {
		return err
	}
	list := p.relationOrder(m)
	for i, r := range list {
		p.begun[m] = list[:i+1]
		found, quiet := p.found, true
		for _, st := range p.deletes[m] { // more that come meanwhile are late
			if !st.m.isA(r.owner) {
				continue
			}
			if err := p.relationOfDeleted(st, r); err != nil {
				return err
			}
			quiet = quiet && st.holdsNothing(r)
		}
		for _, st := range p.saves[m] {
			if !st.m.isA(r.owner) {
				continue
			}
			if err := p.relationOfSaved(st, r); err != nil {
				return err
			}
			quiet = quiet && st.holdsNothing(r)
		}
		if quiet && p.found == found {
			p.quiet[r] = found
		}
	}
	return nil
}

// holdsNothing tells whether a relation held nothing at the last flush, and holds nothing now.
func (st *state) holdsNothing(r *relation) bool {
	return len(st.links[r.index].list) == 0 && len(r.related(st.obj)) == 0
}

// relationOrder lists the relations of a family that are written, as SQLAlchemy goes through them: those of each struct that has
// objects here, in the order of these, its own before its base's.
func (p *planner) relationOrder(m *Mapper) (list []*relation) {
	add := func(rels []*relation, owner *Mapper) {
		for _, r := range rels {
			if !r.def.viewOnly && (owner == nil || r.owner == owner) && !slices.Contains(list, r) {
				list = append(list, r)
			}
		}
	}
	if m.family == nil {
		add(m.rels, nil)
		return list
	}
	seen := map[*Mapper]bool{}
	for _, states := range [][]*state{p.saves[m], p.deletes[m]} {
		for _, st := range states {
			for of := st.m; of != nil && !seen[of]; of = of.parent {
				seen[of] = true
				add(of.rels, of)
			}
		}
	}
	add(m.relations(), nil)
	return list
}
