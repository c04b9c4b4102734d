// This file holds what comes before what in a flush: tables by their foreign keys, rows where tables depend on each other.
//
//layer:6 session, flush, query, load

package orm

import (
	"cmp"
	"slices"

	"github.com/ormsh/ormsh/orm/internal/flush"
)

// work is a plan in the terms of package flush: states are numbered, and so are the kinds of work.
type work struct {
	p     *planner
	all   []*state
	units []flush.Unit
	kinds []workKind
	edges []flush.Edge
}

// workKind is saving or deleting objects of a mapper, UPDATEs that were postponed, or what a relation does between them.
type workKind struct {
	m    *Mapper
	del  bool
	post bool
	rel  *relation
	link *linkWork // the relation's rows of an association table; nil without
}

// newWork orders work as SQLAlchemy does: level by level of the dependencies, and in a level deletes, then relations, then
// saves, each by name. Relations take a level of their own between what they connect, also where they have nothing to send.
func newWork(p *planner) *work {
	w := &work{p: p, all: make([]*state, 0, p.found)}
	mappers := p.mapperOrder()
	dels, saves := map[*Mapper]int{}, map[*Mapper]int{}
	for _, m := range mappers {
		sortSaves(p.deletes[m])
		dels[m] = w.unit("delete "+m.table.name, workKind{m: m, del: true}, p.deletes[m])
	}
	posts := len(w.units)
	for _, m := range mappers {
		if slices.ContainsFunc(p.posts, func(w post) bool { return w.st.m.root() == m }) {
			w.idle("post-update "+m.table.name, workKind{m: m, post: true})
		}
	}
	rels := len(w.units)
	for _, m := range mappers {
		if !slices.Contains(p.order, m) {
			continue
		}
		for _, r := range m.relations() {
			if p.active(r) {
				w.idle("relation "+r.String(), workKind{m: m, rel: r, link: p.linked(r, false)})
				w.idle("relation "+r.String(), workKind{m: m, rel: r, link: p.linked(r, true), del: true})
			}
		}
	}
	for _, m := range mappers {
		sortSaves(p.saves[m])
		saves[m] = w.unit("save "+m.table.name, workKind{m: m}, p.saves[m])
		w.edge(saves[m], dels[m])
		for i := posts; i < rels; i++ {
			w.edge(saves[m], i)
			w.edge(i, dels[m])
		}
	}
	for i := rels; w.kinds[i].rel != nil; i += 2 {
		r := w.kinds[i].rel
		from, to := r.owner.root(), r.target.root()
		w.relate(r, i, [2]int{saves[from], dels[from]}, [2]int{saves[to], dels[to]})
	}
	for _, m := range mappers {
		for _, to := range mappers {
			if m.refersTo(to) && (m == to || !p.related(m, to)) {
				w.edge(saves[to], saves[m])
				w.edge(saves[m], dels[to])
				w.edge(saves[to], dels[m])
				w.edge(dels[m], dels[to])
			}
		}
	}
	return w
}

func (w *work) edge(first, then int) { w.edges = append(w.edges, flush.Edge{First: first, Then: then}) }

// relate says what a relation lets come first: parents are saved before children, association rows are written when both
// ends are saved and before either is deleted, children lose their key before parents are deleted, and deletes go from
// children to parents. rel is the unit of the relation for saved owners, the next one that for deleted ones; owner and
// target are units of saves and deletes.
func (w *work) relate(r *relation, rel int, owner, target [2]int) {
	const save, del = 0, 1
	deleted := rel + 1
	switch {
	case r.def.postUpdate:
	case r.direction == oneToMany:
		w.edge(owner[save], rel)
		w.edge(rel, target[save])
		w.edge(rel, target[del])
		w.edge(target[save], owner[del])
		w.edge(target[del], owner[del])
		w.edge(deleted, target[save])
		w.edge(deleted, target[del])
	case r.direction == manyToOne:
		w.edge(target[save], rel)
		w.edge(rel, owner[save])
		w.edge(owner[save], target[del])
		w.edge(owner[del], target[del])
	default:
		w.edge(owner[save], rel)
		w.edge(target[save], rel)
		w.edge(rel, target[del])
		w.edge(rel, owner[del])
		for _, then := range []int{owner[save], owner[del], target[save], target[del]} {
			w.edge(deleted, then)
		}
	}
}

// active tells whether a relation takes part in the order: objects of both its ends are written, or an owner's relation
// holds, or held, something. It does where it has rows to write: that of an object whose row another takes over is in no unit.
func (p *planner) active(r *relation) bool {
	if r.def.viewOnly {
		return false
	}
	if p.linked(r, false) != nil || p.linked(r, true) != nil {
		return true
	}
	from, to := r.owner.root(), r.target.root()
	both := from != to && slices.Contains(p.order, to)
	if !both && p.quiet[r] == p.found {
		return false
	}
	for _, list := range [][]*state{p.saves[from], p.deletes[from]} {
		for _, st := range list {
			if st.m.isA(r.owner) && (both || !st.holdsNothing(r)) {
				return true
			}
		}
	}
	return false
}

// related tells whether a relation leads from one family to the other, and so says what comes first.
func (p *planner) related(a, b *Mapper) bool {
	leads := func(from, to *Mapper) bool {
		return slices.ContainsFunc(from.relations(), func(r *relation) bool {
			return r.target != nil && r.target.root() == to && !r.def.viewOnly && !r.def.postUpdate && r.direction != manyToMany
		})
	}
	return leads(a, b) || leads(b, a)
}

// linked finds the association rows of a relation.
func (p *planner) linked(r *relation, del bool) *linkWork {
	for _, l := range p.links {
		if l.r == r && l.del == del {
			return l
		}
	}
	return nil
}

// mapperOrder lists the mappers with work and those that their relations lead to, which take part in the order even
// without work. Work that doesn't depend on each other goes by the names of the structs, as in SQLAlchemy.
func (p *planner) mapperOrder() []*Mapper {
	list := slices.Clone(p.order)
	for _, m := range p.order {
		for _, r := range m.relations() {
			if to := r.target.root(); !slices.Contains(list, to) {
				list = append(list, to)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *Mapper) int { return cmp.Compare(a.name, b.name) })
	return list
}

// unit adds work on objects and returns its number.
func (w *work) unit(name string, k workKind, states []*state) int {
	u := flush.Unit{Name: name, Rows: make([]flush.Row, len(states)), Levels: len(k.m.tables()) > 1}
	for i, st := range states {
		u.Rows[i] = w.number(st)
	}
	w.units, w.kinds = append(w.units, u), append(w.kinds, k)
	return len(w.units) - 1
}

// idle adds work that isn't on single objects. A relation without association rows sends nothing.
func (w *work) idle(name string, k workKind) {
	u := flush.Unit{Name: name}
	if k.post || k.link != nil {
		u.Rows = []flush.Row{w.number(nil)}
	}
	w.units, w.kinds = append(w.units, u), append(w.kinds, k)
}

func (w *work) number(st *state) flush.Row {
	w.all = append(w.all, st)
	if st != nil {
		st.num = int32(len(w.all) - 1)
	}
	return len(w.all) - 1
}

func (w *work) states(b flush.Batch) []*state {
	if b.Whole { // the numbers of a unit follow each other
		return w.all[b.Rows[0]:][:len(b.Rows):len(b.Rows)]
	}
	list := make([]*state, len(b.Rows))
	for i, r := range b.Rows {
		list[i] = w.all[r]
	}
	return list
}

// refersTo tells whether the tables of a family have a foreign key to the other's, but for those that are written later.
func (m *Mapper) refersTo(other *Mapper) bool {
	for _, ref := range m.references(other) {
		if !slices.ContainsFunc(m.relations(), func(r *relation) bool { return r.postponed(ref) }) {
			return true
		}
	}
	return false
}

// references lists the foreign keys of a family's tables to those of another, but for those that join them to their base's.
func (m *Mapper) references(other *Mapper) (list []reference) {
	for _, t := range m.tables() {
		for _, to := range other.tables() {
			for _, ref := range referencesTo(t, to) {
				if !m.inheritance(ref) {
					list = append(list, ref)
				}
			}
		}
	}
	return list
}

// postponed tells whether the relation writes the foreign key by an UPDATE of its own.
func (r *relation) postponed(ref reference) bool {
	if !r.def.postUpdate || len(ref.columns) != len(r.local) {
		return false
	}
	for i, c := range ref.columns {
		if r.owner.props[r.local[i]].col != c {
			return false
		}
	}
	return true
}

// rowEdges orders the rows of tables that depend on each other: an object after the one whose key it takes or holds.
func (w *work) rowEdges(units []int) (edges []flush.RowEdge) {
	keys := map[*Mapper]map[identity]int{} // rows of this group by key
	unitOf := map[int]int{}
	for _, u := range units {
		for _, row := range w.units[u].Rows {
			unitOf[row] = u
			st := w.all[row]
			if st == nil {
				continue
			}
			if key, err := st.m.keyOf(st.obj); err == nil && key.form != 0 && (st.status == Persistent || st.m.hasKey(st.obj)) {
				m := st.m.root()
				if keys[m] == nil {
					keys[m] = map[identity]int{}
				}
				keys[m][key] = row
			}
		}
	}
	for row, u := range unitOf {
		st := w.all[row]
		if st == nil {
			continue
		}
		for _, parent := range w.parents(st, keys) {
			first, then := parent, row
			if w.kinds[u].del {
				first, then = row, parent
			}
			if first != then {
				edges = append(edges, flush.RowEdge{First: first, FirstUnit: unitOf[first], Then: then, ThenUnit: unitOf[then]})
			}
		}
	}
	return edges
}

// parents lists the rows that an object refers to, by overrides and by the values of its foreign keys.
func (w *work) parents(st *state, keys map[*Mapper]map[identity]int) (rows []int) {
	for _, o := range st.over {
		if o.from != nil {
			if n := int(o.from.num); n < len(w.all) && w.all[n] == o.from {
				rows = append(rows, n)
			}
		}
	}
	for m, known := range keys {
		for _, ref := range st.m.root().references(m) {
			if key, ok := st.foreignKey(ref); ok {
				if n, ok := known[key]; ok {
					rows = append(rows, n)
				}
			}
		}
	}
	return rows
}

// foreignKey reads the key that an object refers to; not ok where a part is NULL or has no field.
func (st *state) foreignKey(ref reference) (identity, bool) {
	values := make([]any, len(ref.columns))
	for i, c := range ref.columns {
		at, ok := st.m.byColumn[c.name]
		if !ok || st.m.partOf(at).table != c.table {
			return identity{}, false
		}
		v, err := st.m.props[at].field.Value(st.obj)
		if err != nil || v == nil {
			return identity{}, false
		}
		values[i] = v
	}
	return newIdentity(values), true
}
