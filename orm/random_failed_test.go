// This file takes over what the model of the random test can't know of a flush that failed: how far it came.

package orm_test

import (
	"maps"
	"slices"

	"github.com/ormsh/ormsh/orm"
)

// settle finds out which objects without a row the flush had come upon, since it inserted another one under their key.
func (m *model) settle(s *orm.Session) {
	for _, t := range m.doubt {
		if s.Contains(t.obj) || t.state != orm.Persistent {
			continue
		}
		m.forget(t)
		t.lost = true
		for _, c := range t.k.columns {
			t.now[c] = t.field(c)
		}
		for _, r := range t.k.relations {
			t.rels[r.field].now = nil
			for _, obj := range t.related(r) {
				t.rels[r.field].now = append(t.rels[r.field].now, m.thing(obj))
			}
		}
	}
	for _, t := range m.all(persistent) { // as the rollback did, while the model took the lost ones for present
		for _, e := range t.rels {
			lost := func(o *thing) bool { return slices.Contains(m.doubt, o) && o.lost }
			e.now, e.was = slices.DeleteFunc(e.now, lost), slices.DeleteFunc(e.was, lost)
		}
	}
	m.doubt = nil
}

// believe takes over whether an object is stale, which of its columns are loaded, and which of its relations were.
func (m *model) believe(t *thing, in orm.Inspection) {
	row := m.rows[t.k.table][t.key]
	switch {
	case in.Expired && !t.stale:
		t.revert()
		t.stale = true
	case t.stale && !in.Expired && row != nil:
		t.refresh(row, t.k)
		for _, c := range t.k.columns {
			if slices.Contains(in.Unloaded, c) {
				t.lack[c], t.now[c], t.was[c] = true, t.field(c), t.field(c)
			}
		}
	}
	for _, r := range t.k.relations {
		e, real := t.rels[r.field], t.related(r)
		if !t.stale && !e.loaded && real != nil && (!e.filled || !holds(real, e.now)) && row != nil {
			_ = m.load(t, r)
		}
	}
}

// thing finds the model of a real object.
func (m *model) thing(obj any) *thing {
	for _, t := range m.things {
		if t.obj != nil && address(t.obj) == address(obj) {
			return t
		}
	}
	return nil
}

// keep returns what takes back all that is loaded from here on: how far the real session came with it is found out.
func (m *model) keep() (back func()) {
	things, were := slices.Clone(m.things), map[*thing]thing{}
	for _, t := range things {
		was := *t
		was.now, was.was, was.lack, was.rels = maps.Clone(t.now), maps.Clone(t.was), maps.Clone(t.lack), map[string]*ends{}
		for name, e := range t.rels {
			one := *e
			was.rels[name] = &one
		}
		were[t] = was
	}
	return func() {
		m.things = things
		for t, was := range were {
			*t = was
		}
	}
}
