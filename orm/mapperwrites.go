// This file holds what a mapper's columns mean for writes of its objects.
//
//layer:5 mapper, relation, declare

package orm

import "slices"

// writes is what a write of objects of a mapper leaves to the database, and what it asks of the program.
type writes struct {
	byServer bool  // rows have values that the server makes, beside the key
	computed bool  // SQL computes some fields
	defaults bool  // the program has defaults for some
	inserted []int // the columns of an INSERT whose key the database makes; nil where they depend on more of the object
}

// written finds it out once.
func (m *Mapper) written() *writes {
	m.writesOnce.Do(func() {
		depends := false
		for i, p := range m.props {
			bySQL := p.col.def != nil && p.col.def.sql()
			m.writes.byServer = m.writes.byServer || p.col.madeByServer() || bySQL
			m.writes.computed = m.writes.computed || p.sql != nil
			m.writes.defaults = m.writes.defaults || p.col.def != nil && !bySQL
			depends = depends || i != m.auto && p.sql == nil && (p.col.madeByServer() || p.col.def != nil || p.field.Nullable && slices.Contains(m.keys, i))
			if i != m.auto && p.sql == nil {
				m.writes.inserted = append(m.writes.inserted, i)
			}
		}
		if depends {
			m.writes.inserted = nil
		}
	})
	return &m.writes
}
