// This file holds the steps of the random test that are about single attributes: marked as not loaded, and loaded again.

package orm_test

import (
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm"
)

func kept(t *thing) bool { return persistent(t) && !t.doomed }

func stepExpireField(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all(kept), n[0])
	if !ok {
		return false, nil
	}
	if n[2]%3 == 0 {
		rel, _ := pick(t.k.relations, n[1])
		r.note("s.ExpireFields(%s, %q)", t, rel.field)
		e := t.rels[rel.field]
		if !sameThings(e.now, e.was) {
			e.filled = len(e.was) > 0
		}
		e.now, e.loaded = slices.Clone(e.was), false
		return true, expect(r.s.ExpireFields(t.obj, rel.field))
	}
	c, _ := pick(t.k.free, n[1])
	r.note("s.ExpireFields(%s, %q)", t, c)
	t.now[c], t.lack[c] = t.was[c], true
	return true, expect(r.s.ExpireFields(t.obj, c))
}

func stepLoadField(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all(kept), n[0])
	if !ok {
		return false, nil
	}
	c, _ := pick(t.k.free, n[1])
	r.note("s.Load(%s, %q)", t, c)
	err := r.s.Load(t.obj, c)
	if !t.stale && !t.lack[c] {
		return true, expect(err)
	}
	return true, r.brings(t, []string{c}, err)
}

// stepComplete gives an object as another struct of its family, or loads all that it lacks.
func stepComplete(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all(kept), n[0])
	if !ok {
		return false, nil
	}
	if t.k.tells == "" {
		r.note("s.Load(%s)", t)
		err := r.s.Load(t.obj)
		if !t.stale && len(t.lacks(t.k)) == 0 {
			return true, expect(err)
		}
		return true, r.brings(t, t.lacks(t.k), err)
	}
	want, _ := pick([]*kind{kinds["pet"], kinds["cat"], kinds["dog"], kinds["pup"]}, n[1])
	r.note("orm.As[%s](s, %s)", want.name, t)
	obj, err := orm.AsType(r.s, want.typ, t.obj)
	if !t.k.isA(want) {
		if obj != nil {
			return true, fmt.Errorf("a %s is a %s", t.k.name, want.name)
		}
		return true, expect(err)
	}
	if t.stale || len(t.lacks(want)) == 0 {
		return true, expect(err)
	}
	return true, r.brings(t, t.lacks(want), err)
}

// brings models that columns are loaded, or the whole row where it is marked stale, after a flush.
func (r *randomRun) brings(t *thing, columns []string, err error) error {
	stale := t.stale
	r.m.begin()
	if ended, mismatch := r.autoflush(err); ended || mismatch != nil {
		return mismatch
	}
	if !persistent(t) { // the flush deleted an orphan
		if stale {
			return expect(err)
		}
		return expect(err, orm.ErrStale)
	}
	row := r.m.rowWith(t, columns)
	if row == nil || t.stale && r.m.misfit(t) {
		return expect(err, orm.ErrStale)
	}
	if t.stale { // and the flush didn't read it, as its base perhaps
		t.refresh(row, t.k)
	}
	t.widen(row, columns)
	return expect(err)
}

// widen takes columns over that weren't loaded; what was assigned to them stays.
func (t *thing) widen(row values, columns []string) {
	for _, c := range columns {
		if t.lack[c] {
			t.take(row, c)
		}
	}
}

func (t *thing) take(row values, c string) {
	if t.now[c] == t.was[c] {
		t.now[c] = row[c]
	}
	t.was[c] = row[c]
	delete(t.lack, c)
}

// lacks lists which of a kind's columns an object lacks.
func (t *thing) lacks(k *kind) (list []string) {
	for _, c := range k.columns {
		if t.lack[c] {
			list = append(list, c)
		}
	}
	return list
}
