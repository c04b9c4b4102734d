// This file holds the row switch: a new object that takes over the row of a deleted one with the same key.
//
//layer:6 session, flush, query, load

package orm

import "slices"

// switchRows finds new objects whose key is that of an object to be deleted: one UPDATE stands for the DELETE and the INSERT.
// Objects with rows in several tables are left alone.
func (p *planner) switchRows() error {
	for _, m := range p.order {
		if len(p.deletes[m]) == 0 || len(m.tables()) > 1 {
			continue
		}
		for _, st := range p.saves[m] {
			if st.status != Pending || !st.m.hasKey(st.obj) && len(st.over) == 0 {
				continue
			}
			key, ok, err := st.comingKey()
			if err != nil {
				return err
			}
			old := p.s.identity(m).find(key)
			if !ok || old == nil || !old.doomed {
				continue
			}
			at := slices.Index(p.deletes[m], old)
			if at < 0 {
				continue
			}
			p.deletes[m] = slices.Delete(p.deletes[m], at, at+1)
			if p.instead == nil {
				p.instead = map[*state]*state{}
			}
			p.instead[st] = old
		}
	}
	return nil
}

// comingKey is the key that a pending object will have; not ok while another object's insert decides it.
func (st *state) comingKey() (identity, bool, error) {
	values := make([]any, len(st.m.keys))
	for i, at := range st.m.keys {
		for _, o := range st.over {
			if o.col == at && o.from != nil && o.from.status == Pending {
				return identity{}, false, nil
			}
		}
		v, err := st.coming(at)
		if err != nil || v == nil {
			return identity{}, false, err
		}
		values[i] = v
	}
	return newIdentity(values), true, nil
}

// coming is what a column will have: an override's value, or the field's.
func (st *state) coming(at int) (any, error) {
	for _, o := range st.over {
		if o.col == at {
			return o.get()
		}
	}
	return st.m.props[at].field.Value(st.obj)
}

// switchColumns are those that a row switch writes: all that an INSERT would, but for the key.
func (m *Mapper) switchColumns(st, old *state) (cols []int, err error) {
	for _, c := range m.insertColumns(st, nil) {
		if c >= 0 && !slices.Contains(m.keys, c) { // a default that SQL computes is for new rows
			cols = append(cols, c)
		}
	}
	if m.version >= 0 {
		n, err := old.nextVersion()
		if err != nil {
			return nil, err
		}
		st.over = append(st.over, override{col: m.version, value: n})
	}
	return cols, nil
}

// rowOf is the object whose snapshot tells the row that an UPDATE finds.
func (step *step) rowOf(st *state) *state {
	if old := step.instead[st]; old != nil {
		return old
	}
	return st
}

// switched makes the new object of a row switch persistent, and the old one deleted.
func (s *Session) switched(m *Mapper, st, old *state) error {
	s.identity(m).remove(old.key)
	old.status, old.doomed, old.heir = Deleted, false, true
	old.leaveBlock()
	s.tx.removed = append(s.tx.removed, old)
	return s.inserted(m, st)
}
