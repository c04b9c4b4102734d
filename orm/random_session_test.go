// This file holds the steps of the random test that ask the session for something.

package orm_test

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/ormsh/ormsh/orm"
)

// inactive expects what a failed transaction answers.
func (r *randomRun) inactive(err error) error { return expect(err, orm.ErrInactive) }

// autoflush models the flush before a query; err is what the query returned.
func (r *randomRun) autoflush(err error) (ended bool, mismatch error) {
	if !r.m.autoflush {
		return false, nil
	}
	return r.m.flush(err, true)
}

func stepFlush(r *randomRun, _ [3]int) (bool, error) {
	r.note("s.Flush()")
	err, mismatch := r.planned(r.s.Flush)
	if mismatch != nil {
		return true, mismatch
	}
	if r.m.failed {
		return true, r.inactive(err)
	}
	_, mismatch = r.m.flush(err, false)
	return true, mismatch
}

func stepCommit(r *randomRun, _ [3]int) (bool, error) {
	r.note("s.Commit()")
	err, mismatch := r.planned(r.s.Commit)
	if mismatch != nil {
		return true, mismatch
	}
	if r.m.failed {
		return true, r.inactive(err)
	}
	r.m.begin()
	if ended, mismatch := r.m.flush(err, false); ended || mismatch != nil {
		return true, mismatch
	}
	r.m.commit()
	return true, expect(err)
}

func stepRollback(r *randomRun, _ [3]int) (bool, error) {
	r.note("s.Rollback()")
	err := r.s.Rollback()
	r.m.rollback()
	return true, expect(err)
}

func stepNested(r *randomRun, _ [3]int) (bool, error) {
	if len(r.m.stack) > 6 {
		return false, nil
	}
	r.note("s.BeginNested()")
	_, err := r.s.BeginNested()
	r.m.begin()
	if ended, mismatch := r.m.flush(err, false); ended || mismatch != nil {
		return true, mismatch
	}
	r.m.push()
	return true, expect(err)
}

// entangled tells whether an object takes part in a change of a relation that isn't flushed.
func (m *model) entangled(t *thing) bool {
	for _, o := range m.things {
		for _, e := range o.rels {
			if o == t && !sameThings(e.now, e.was) || slices.Contains(e.now, t) != slices.Contains(e.was, t) {
				return true
			}
		}
	}
	for _, o := range m.things {
		if near, ok := o.k.near(); ok && o.in() && m.touch(o) != "" {
			if near.to == t.k.root {
				return true
			}
		}
	}
	return false
}

func stepDelete(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all(func(t *thing) bool {
		return t.state == orm.Persistent && !t.doomed && !r.m.entangled(t)
	}), n[0])
	if !ok || t.k.name == "team" && r.m.anyMisfit() {
		return false, nil
	}
	r.note("s.Delete(%s)", t)
	err := r.s.Delete(t.obj)
	if t.k.name == "player" {
		e := t.rels["Notes"]
		if !e.loaded || t.stale {
			if ended, mismatch := r.autoflush(err); ended || mismatch != nil {
				return true, mismatch
			}
			if !persistent(t) {
				return true, expect(err, orm.ErrStale)
			}
			if fault := r.m.load(t, t.k.rel("Notes")); fault != nil {
				return true, expect(err, fault)
			}
		}
		for _, o := range e.now {
			switch o.state {
			case orm.Persistent:
				o.doomed = true
			case orm.Pending:
				r.m.forget(o)
			}
		}
	}
	t.doomed = true
	return true, expect(err)
}

func stepExpunge(r *randomRun, n [3]int) (bool, error) {
	free := func(t *thing) bool { return !r.m.entangled(t) }
	t, ok := pick(r.m.all(func(t *thing) bool {
		if !t.in() || !free(t) {
			return false
		}
		return t.k.name != "player" || !slices.ContainsFunc(t.rels["Notes"].now, func(o *thing) bool { return !free(o) })
	}), n[0])
	if !ok {
		return false, nil
	}
	r.note("s.Expunge(%s)", t)
	err := r.s.Expunge(t.obj)
	r.m.forget(t)
	if t.k.name == "player" {
		for _, o := range t.rels["Notes"].now {
			if o.in() || o.state == orm.Deleted {
				o.lost = o.state == orm.Deleted
				r.m.forget(o)
			}
		}
	}
	return true, expect(err)
}

func persistent(t *thing) bool { return t.state == orm.Persistent }

func stepExpire(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all(func(t *thing) bool { return persistent(t) && !t.doomed }), n[0])
	if !ok {
		return false, nil
	}
	r.note("s.Expire(%s)", t)
	r.m.markStale(t)
	return true, expect(r.s.Expire(t.obj))
}

func stepExpireAll(r *randomRun, _ [3]int) (bool, error) {
	r.note("s.ExpireAll()")
	r.s.ExpireAll()
	for _, t := range r.m.all(persistent) {
		t.revert()
	}
	r.m.staleAll()
	return true, nil
}

func stepRefresh(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all(func(t *thing) bool { return persistent(t) && !t.doomed }), n[0])
	if !ok {
		return false, nil
	}
	r.note("s.Refresh(%s)", t)
	err := r.s.Refresh(t.obj)
	r.m.markStale(t)
	r.m.begin()
	if ended, mismatch := r.autoflush(err); ended || mismatch != nil {
		return true, mismatch
	}
	if !persistent(t) { // the flush deleted an orphan
		return true, expect(err)
	}
	row := r.m.row(t)
	switch {
	case row == nil || t.stale && r.m.misfit(t):
		return true, expect(err, orm.ErrStale)
	case t.stale:
		t.refresh(row, t.k)
	default: // the flush read it
		t.widen(row, t.k.columns)
	}
	return true, expect(err)
}

func stepQuery(r *randomRun, n [3]int) (bool, error) {
	k := kinds[kindNames[n[0]%len(kindNames)]]
	if k.tells != "" && r.m.anyMisfit() {
		return false, nil
	}
	r.note("orm.Query[%s](s).All()", k.name)
	into := reflect.New(reflect.SliceOf(reflect.PointerTo(k.typ)))
	err := orm.QueryType(r.s, k.typ).All(into.Interface())
	if r.m.failed {
		return true, r.inactive(err)
	}
	r.m.begin()
	if ended, mismatch := r.autoflush(err); ended || mismatch != nil {
		return true, mismatch
	}
	var want []*thing
	for _, key := range r.m.sorted(k) {
		want = append(want, r.m.get(k, key))
	}
	if err != nil {
		return true, expect(err)
	}
	list := into.Elem()
	if list.Len() != len(want) {
		return true, fmt.Errorf("%d objects, and %d rows", list.Len(), len(want))
	}
	for i := range list.Len() {
		if err := r.m.adopt(list.Index(i).Interface()); err != nil {
			return true, err
		}
	}
	return true, nil
}

// adopt gives a real object to the thing that the model made for its row, and checks that each row has one object.
func (m *model) adopt(obj any) error {
	for _, t := range m.things {
		if t.obj != nil && address(t.obj) == address(obj) {
			return nil
		}
	}
	v := reflect.ValueOf(obj).Elem()
	for _, t := range m.things {
		if t.obj == nil && t.k.isA(kindOf(v.Type())) && t.key == v.FieldByName(t.k.key).Interface() {
			t.obj = as(obj, t.k.typ).Interface()
			return nil
		}
	}
	if k := kindOf(v.Type()); m.unsure && m.rows[k.table][v.FieldByName(k.key).Interface()] != nil {
		t := m.get(k, v.FieldByName(k.key).Interface())
		t.obj = as(obj, t.k.typ).Interface()
		return nil
	}
	return fmt.Errorf("an object that nobody knows: %+v", v)
}

func stepLoad(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all(func(t *thing) bool { return persistent(t) && !t.doomed }), n[0])
	if !ok {
		return false, nil
	}
	rel, _ := pick(t.k.relations, n[1])
	if rel.to == "pet" && r.m.anyMisfit() || !r.m.autoflush && t.now[t.k.key] != t.key { // it would go by the new key
		return false, nil
	}
	r.note("s.Load(%s, %q)", t, rel.field)
	asks := r.m.asks(t, rel)
	err := r.s.Load(t.obj, rel.field)
	if !asks {
		if fault := r.m.load(t, rel); fault != nil {
			return true, expect(err, fault)
		}
		return true, expect(err)
	}
	r.m.begin()
	if ended, mismatch := r.autoflush(err); ended || mismatch != nil {
		return true, mismatch
	}
	if !persistent(t) { // the flush deleted an orphan
		return true, nil
	}
	if fault := r.m.load(t, rel); fault != nil {
		return true, expect(err, fault)
	}
	return true, expect(err)
}

// stepMerge merges a copy with the key of a row, or without one.
func stepMerge(r *randomRun, n [3]int) (bool, error) {
	k := kinds[kindNames[n[0]%2]]
	key, ok := pick(r.m.sorted(k), n[2])
	if t := r.m.holder(k, key); t != nil && (t.doomed || r.m.entangled(t)) {
		return false, nil
	}
	copied := r.m.make(k)
	for i, c := range k.free {
		copied.set(c, value(c, n[1]+i))
	}
	if row := r.m.rows[k.table][key]; ok && row != nil {
		for _, c := range less(k.columns, k.free) {
			copied.set(c, row[c])
		}
	}
	r.note("s.Merge(%s) %v", copied, copied.now)
	obj, err := r.s.Merge(copied.obj)
	r.m.begin()
	if ended, mismatch := r.autoflush(err); ended || mismatch != nil {
		return true, mismatch
	}
	var t *thing
	if ok && r.m.rows[k.table][key] != nil {
		t = r.m.get(k, key)
	} else {
		t = r.m.make(k)
		t.obj = nil
		t.obj = obj
		r.m.add(t)
	}
	if given := copied.now["Rev"]; persistent(t) && k.counts() && given != 0 && given != t.was["Rev"] {
		return true, expect(err, orm.ErrStale) // the copy was made before the flush, or before somebody else's change
	}
	for c, v := range copied.now {
		if c != "Rev" { // it tells what the copy was made from, and isn't copied
			t.now[c] = v
		}
	}
	if err == nil && t.obj == nil {
		return true, r.m.adopt(obj)
	}
	if err == nil && obj != t.obj {
		return true, fmt.Errorf("merged into another object than %s", t)
	}
	return true, expect(err)
}

func stepClear(r *randomRun, _ [3]int) (bool, error) {
	r.note("s.Clear()")
	r.s.Clear()
	r.m.clear(false)
	return true, nil
}

func stepClose(r *randomRun, _ [3]int) (bool, error) {
	r.note("s.Close()")
	r.m.clear(true)
	return true, expect(r.s.Close())
}

func stepTransient(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all(func(t *thing) bool {
		return t.state == orm.Detached && t.lost && t.k.key == "ID" && !r.m.inPairs(t)
	}), n[0])
	if !ok {
		return false, nil
	}
	r.note("s.MakeTransient(%s); %s.ID = 0", t, t)
	err := r.s.MakeTransient(t.obj)
	t.set("ID", 0)
	t.transient()
	return true, expect(err)
}

// inPairs tells whether a tag knows a player. One that is made anew would be in a pair by its own side, and out of it by the
// other: which of them a flush believes is its own affair.
func (m *model) inPairs(t *thing) bool {
	return slices.ContainsFunc(m.things, func(o *thing) bool {
		e := o.rels["Players"]
		return o.k.name == "tag" && (slices.Contains(e.now, t) || slices.Contains(e.was, t))
	})
}
