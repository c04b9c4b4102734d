// This file holds the loading of the columns that structs have beside the base that a query reads.
//
//layer:6 session, flush, query, load

package orm

import "slices"

// loadKinds loads what SelectInPolymorphic names, for the objects of a place and of those joined to it.
func (s *Session) loadKinds(r *placeReader) error {
	var order []*Mapper
	groups := map[*Mapper][]*state{}
	for _, st := range r.list {
		want := st.m
		for want != nil && !slices.Contains(r.p.apart, want) {
			want = want.parent
		}
		if want == nil || st.status != Persistent || !st.lacks(want) {
			continue
		}
		if groups[want] == nil {
			order = append(order, want)
		}
		groups[want] = append(groups[want], st)
	}
	for _, m := range order {
		if err := s.completeMany(groups[m], m); err != nil {
			return err
		}
	}
	for _, kid := range r.kids {
		if err := s.loadKinds(kid.placeReader); err != nil {
			return err
		}
	}
	return nil
}

// completeMany loads those columns of a type that a query of a base left out, for objects of that type.
func (s *Session) completeMany(states []*state, m *Mapper) error {
	var cols []int
	for _, st := range states {
		for _, at := range m.lacking(&st.lack) {
			if !slices.Contains(cols, at) {
				cols = append(cols, at)
			}
		}
	}
	slices.Sort(cols)
	if len(m.keys) > 1 {
		for _, st := range states {
			if err := s.complete(st, m, "Load"); err != nil {
				return err
			}
		}
		return nil
	}
	for chunk := range slices.Chunk(states, selectInMost) {
		if err := s.loadColumnsOfMany(m, chunk, cols); err != nil {
			return err
		}
	}
	return nil
}
