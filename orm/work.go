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

// workKind is saving or deleting objects of a mapper, or the rows of an association table.
type workKind struct {
	m    *Mapper
	del  bool
	post bool
	link *linkWork
}

func newWork(p *planner) *work {
	w := &work{p: p, all: make([]*state, 0, p.found)}
	mappers := p.mapperOrder()
	for _, m := range mappers {
		sortSaves(p.saves[m])
		w.unit("save "+m.table.name, workKind{m: m}, p.saves[m])
	}
	for _, l := range p.links {
		w.kinds = append(w.kinds, workKind{link: l})
		w.units = append(w.units, flush.Unit{Name: "link " + l.r.secondary.name, Rows: []flush.Row{w.number(nil)}})
	}
	for _, m := range mappers {
		if slices.ContainsFunc(p.posts, func(w post) bool { return w.st.m.root() == m }) {
			w.kinds = append(w.kinds, workKind{m: m, post: true})
			w.units = append(w.units, flush.Unit{Name: "post-update " + m.table.name, Rows: []flush.Row{w.number(nil)}})
		}
	}
	for _, m := range slices.Backward(mappers) {
		sortSaves(p.deletes[m])
		w.unit("delete "+m.table.name, workKind{m: m, del: true}, p.deletes[m])
	}
	for i := range w.kinds {
		for j := range w.kinds {
			if w.before(w.kinds[i], w.kinds[j]) {
				w.edges = append(w.edges, flush.Edge{First: i, Then: j})
			}
		}
	}
	return w
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

func (w *work) unit(name string, k workKind, states []*state) {
	u := flush.Unit{Name: name, Rows: make([]flush.Row, len(states)), Levels: len(k.m.tables()) > 1}
	for i, st := range states {
		u.Rows[i] = w.number(st)
	}
	w.units, w.kinds = append(w.units, u), append(w.kinds, k)
}

func (w *work) number(st *state) flush.Row {
	w.all = append(w.all, st)
	if st != nil {
		st.num = len(w.all) - 1
	}
	return len(w.all) - 1
}

func (w *work) states(rows []flush.Row) []*state {
	list := make([]*state, len(rows))
	for i, r := range rows {
		list[i] = w.all[r]
	}
	return list
}

// before says which kinds of work come first: parents are saved before children, association rows are written when
// both ends are saved and before either is deleted, children lose their key before parents are deleted, and deletes go
// from children to parents.
func (w *work) before(a, b workKind) bool {
	switch {
	case a.post || b.post:
		return a.post && b.del || b.post && !a.del && !a.post
	case a.link != nil && b.link != nil:
		return false
	case a.link != nil:
		return b.del && (b.m == a.link.r.owner.root() || b.m == a.link.r.target.root())
	case b.link != nil:
		return !a.del && (a.m == b.link.r.owner.root() || a.m == b.link.r.target.root())
	case a.del:
		return b.del && a.m.refersTo(b.m)
	case b.del:
		return a.m == b.m || a.m.refersTo(b.m) || b.m.refersTo(a.m)
	}
	return b.m.refersTo(a.m)
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
			if n := o.from.num; n < len(w.all) && w.all[n] == o.from {
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
