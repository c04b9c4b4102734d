// This file models how objects come into a session, are loaded and refreshed, and how a transaction ends for them.

package orm_test

import (
	"cmp"
	"maps"
	"slices"

	"github.com/ormsh/ormsh/orm"
)

// add puts an object into the session, with what its relations lead to.
func (m *model) add(t *thing) {
	switch t.state {
	case orm.Transient:
		t.state = orm.Pending
		if t.k.tells != "" && t.now["Kind"] == "" {
			t.now["Kind"] = t.k.tells
		}
		m.orders++
		t.order = m.orders
		t.was, t.held = nil, false
		for _, e := range t.rels {
			e.was, e.loaded = nil, true
		}
	case orm.Detached:
		t.state = orm.Persistent
		t.stale = t.stale || t.old && t.left == m.session
	}
	t.doomed = false
	for _, r := range t.k.relations {
		e := t.rels[r.field]
		for _, o := range less(e.was, e.now) { // taken out while its owner was in no session
			if o.state == orm.Detached {
				m.add(o)
			}
		}
		for _, o := range e.now {
			if !o.in() && o.state != orm.Deleted {
				m.add(o)
			}
		}
	}
}

// discover adds what was put into relations, and lets pending orphans go whose parent let them go.
func (m *model) discover() {
	for i := 0; i < len(m.things); i++ {
		t := m.things[i]
		if !t.in() || t.doomed {
			continue
		}
		for _, r := range t.k.relations {
			e := t.rels[r.field]
			for _, o := range less(e.now, e.was) {
				if !o.in() && o.state != orm.Deleted {
					m.add(o)
				}
			}
		}
	}
	for _, t := range m.all(func(t *thing) bool { return t.k.name == "note" && t.state == orm.Pending }) {
		holds := len(t.rels["Player"].now) > 0
		for _, o := range m.things {
			holds = holds || o.k.name == "player" && o.in() && !o.doomed && slices.Contains(o.rels["Notes"].now, t)
		}
		if t.held && !holds {
			m.forget(t)
		}
		t.held = holds || t.held
	}
}

// forget takes an object out of the session.
func (m *model) forget(t *thing) {
	if t.state == orm.Pending {
		t.transient()
		return
	}
	t.state, t.doomed = orm.Detached, false
	t.left, t.old = m.session, false
	for _, l := range m.stack {
		delete(l.before, t)
	}
	for _, e := range t.rels {
		e.loaded = false
	}
}

// transient makes an object one without a row.
func (t *thing) transient() {
	t.state, t.key, t.was, t.doomed, t.lost = orm.Transient, nil, nil, false, false
	t.lack = map[string]bool{}
	for _, e := range t.rels {
		e.was = nil
	}
}

// get finds the object of a row that was read as a kind, or makes one. Its real object is found later, by adopt.
func (m *model) get(k *kind, key any) *thing {
	row := m.rows[k.table][key]
	t := m.holder(k, key)
	if t == nil {
		t = m.make(k.of(row))
		t.obj, t.state, t.key = nil, orm.Persistent, key
		t.was = maps.Clone(t.now)
		t.refresh(row, k)
	}
	if t.stale {
		t.refresh(row, k)
	}
	t.widen(row, k.columns)
	return t
}

// refresh takes a row over that was read as a kind; what was assigned stays.
func (t *thing) refresh(row values, as *kind) {
	for _, c := range t.k.columns {
		t.lack[c] = true
		if slices.Contains(as.columns, c) {
			t.take(row, c)
		}
	}
	for _, e := range t.rels {
		e.loaded = false
	}
	t.stale = false
}

// freshen refreshes a stale object; the row may be gone.
func (m *model) freshen(t *thing) error {
	if !t.stale || t.state != orm.Persistent {
		return nil
	}
	row := m.row(t)
	if row == nil || m.misfit(t) {
		return orm.ErrStale
	}
	t.refresh(row, t.k)
	return nil
}

// markStale is Expire: of an object, and the notes that a player has.
func (m *model) markStale(t *thing) {
	along := []*thing{t}
	if t.k.name == "player" {
		along = append(along, t.rels["Notes"].now...)
	}
	for _, o := range along {
		switch o.state {
		case orm.Pending:
			m.forget(o)
		case orm.Persistent:
			o.revert()
			o.stale = true
		}
	}
}

// asks tells whether loading a relation takes a statement, before which the session flushes.
func (m *model) asks(t *thing, r rel) bool {
	if t.stale || t.rels[r.field].loaded {
		return t.stale
	}
	if r.near == "" {
		return true
	}
	to := m.holder(kinds[r.to], t.now[r.near])
	return t.now[r.near] != nil && (to == nil || to.stale || len(to.lacks(kinds[r.to])) > 0)
}

// load loads a relation of a persistent object.
func (m *model) load(t *thing, r rel) error {
	if err := m.freshen(t); err != nil {
		return err
	}
	e := t.rels[r.field]
	if e.loaded {
		return nil
	}
	var list []*thing
	to := kinds[r.to]
	for _, key := range m.sorted(to) {
		pair := [2]any{t.key, key}
		if t.k.name == "tag" {
			pair = [2]any{key, t.key}
		}
		switch {
		case r.near != "" && t.now[r.near] == key,
			r.far != "" && m.rows[to.table][key][r.far] == t.key,
			r.near == "" && r.far == "" && m.pairs[pair]:
			list = append(list, m.get(to, key))
		}
	}
	if r.near != "" && len(list) == 0 { // an object whose row is gone is found while it isn't stale
		if o := m.holder(to, t.now[r.near]); o != nil && !o.stale {
			list = []*thing{o}
		}
	}
	m.holdLoaded(t, e, r, list)
	return nil
}

// holdLoaded puts what was loaded into a relation; what was assigned meanwhile stays.
func (m *model) holdLoaded(t *thing, e *ends, r rel, list []*thing) {
	came, went := less(e.now, e.was), less(e.was, e.now)
	if !r.many() {
		if sameThings(e.now, e.was) {
			e.now = slices.Clone(list)
		}
	} else {
		now := less(list, went)
		for _, o := range came {
			now = with(now, o)
		}
		e.now = now
	}
	e.was, e.loaded = list, true
}

// sorted lists the keys of a table's rows in order.
func (m *model) sorted(k *kind) (keys []any) {
	for key, row := range m.rows[k.table] {
		if k.of(row).isA(k) {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b any) int {
		if n, ok := a.(int); ok {
			return cmp.Compare(n, b.(int))
		}
		return cmp.Compare(a.(string), b.(string))
	})
	return keys
}

// commit ends the innermost transaction after its flush went well.
func (m *model) commit() {
	m.begin()
	l := m.top()
	m.stack = m.stack[:len(m.stack)-1]
	if len(m.stack) > 0 {
		out := m.top()
		for t, mem := range l.before {
			older := out.before[t]
			if older == nil {
				out.before[t] = mem
				continue
			}
			if older.was == nil {
				older.was, older.key = mem.was, mem.key
			}
			if older.rels == nil {
				older.rels = mem.rels
			}
		}
		out.created, out.removed = append(out.created, l.created...), append(out.removed, l.removed...)
		return
	}
	for _, t := range l.removed {
		if t.state == orm.Deleted {
			t.state, t.lost = orm.Detached, true
		}
	}
	if m.expire {
		m.staleAll()
	}
}

func (m *model) staleAll() {
	for _, t := range m.things {
		switch {
		case t.state == orm.Detached:
			t.old = t.old || t.left == m.session
		case t.state != orm.Pending && t.state != orm.Transient:
			t.stale = true
		}
	}
}

// rollback ends the innermost transaction and takes back what it did.
func (m *model) rollback() {
	m.begin()
	m.undo()
	m.failed = false
	m.stack = m.stack[:len(m.stack)-1]
}

// undo brings rows and objects back to the begin of the innermost transaction.
func (m *model) undo() {
	l := m.top()
	outermost := len(m.stack) == 1
	m.restoreRows(l)
	for _, t := range l.created {
		t.transient()
	}
	if outermost {
		m.staleAll()
	}
	for _, t := range m.all(func(t *thing) bool { return t.state == orm.Pending }) {
		t.transient()
	}
	for _, t := range l.removed {
		if t.state == orm.Deleted {
			m.reclaim(t, t.key, outermost)
			t.state, t.doomed = orm.Persistent, false
		}
		t.lost = false
	}
	for t, was := range l.before {
		if t.state == orm.Persistent && was.was != nil && was.key != t.key {
			m.reclaim(t, was.key, outermost)
		}
	}
	for _, t := range m.all(persistent) {
		t.undo(l, outermost)
	}
	l.created, l.removed, l.before = nil, nil, map[*thing]*memory{}
}

// reclaim lets an object go that came to stand for a row meanwhile, whose own object a rollback brings back.
func (m *model) reclaim(t *thing, key any, outermost bool) {
	if other := m.holder(t.k, key); other != nil && other != t {
		m.forget(other)
		other.old = outermost
	}
}

func (t *thing) undo(l *level, outermost bool) {
	mem, flushed := l.before[t]
	if flushed && mem.was != nil {
		t.was, t.key = maps.Clone(mem.was), mem.key
	}
	if flushed && mem.rels != nil {
		for name, e := range t.rels {
			e.was = slices.Clone(mem.rels[name])
		}
	}
	t.doomed = false
	gone := func(o *thing) bool { return !o.in() && o.state != orm.Deleted }
	if flushed || outermost || t.changed() {
		t.revert()
		t.stale = true
	}
	for _, e := range t.rels {
		e.now, e.was = slices.DeleteFunc(e.now, gone), slices.DeleteFunc(e.was, gone)
	}
}

// revert undoes what was assigned and not flushed.
func (t *thing) revert() {
	t.now = maps.Clone(t.was)
	for _, e := range t.rels {
		if !sameThings(e.now, e.was) {
			e.filled = len(e.was) > 0
		}
		e.now, e.loaded = slices.Clone(e.was), false
	}
}

func (m *model) restoreRows(l *level) {
	m.pairs = maps.Clone(l.pairs)
	for table, rows := range l.rows {
		m.rows[table] = map[any]values{}
		for key, row := range rows {
			m.rows[table][key] = maps.Clone(row)
		}
	}
}

// clear takes all objects out of the session; at a Close those that a transaction made have no row.
func (m *model) clear(closing bool) {
	if closing {
		for _, l := range slices.Backward(m.stack) {
			m.restoreRows(l)
			for _, t := range l.created {
				t.transient()
			}
		}
		m.stack, m.failed = nil, false
	}
	for _, t := range m.things {
		if t.in() || t.state == orm.Deleted {
			t.lost = t.state == orm.Deleted && !closing
			m.forget(t)
		}
	}
	for _, l := range m.stack {
		l.created, l.removed, l.before = nil, nil, map[*thing]*memory{}
	}
}
