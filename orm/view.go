// This file holds which columns of an object are loaded, and how rows bring them.
//
//layer:6 session, flush, query, load

package orm

import "github.com/ormsh/ormsh/orm/internal/access"

// view is how the rows of a pick fill objects of one type.
type view struct {
	fill
	m   *Mapper
	q   *mapperSQL
	mem *slabs
}

func (s *Session) view(m *Mapper, f fill) view {
	return view{fill: f, m: m, q: m.statements(s.engine), mem: s.memory(m)}
}

// lacks tells whether columns of a type aren't loaded that a query of it brings.
func (st *state) lacks(m *Mapper) bool { return len(m.lacking(&st.lack)) > 0 }

// lacking lists those columns of a mapper among the lack of an object that objects of its type have loaded: not those
// that are deferred or computed.
func (m *Mapper) lacking(lack *access.Bits) (cols []int) {
	if lack.Empty() {
		return nil
	}
	for i := range m.props {
		if lack.Has(i) && !m.props[i].apart() {
			cols = append(cols, i)
		}
	}
	return cols
}

// lackComputed notes that what SQL computes isn't known after a write.
func (st *state) lackComputed() {
	if !st.m.written().computed {
		return
	}
	for i := range st.m.props {
		if st.m.props[i].sql != nil {
			st.lack.Put(i, true)
		}
	}
}
