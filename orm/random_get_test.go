// This file holds the random test's step that gets objects by key: of rows, and of objects whose row is gone.

package orm_test

import (
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm"
)

func stepGet(r *randomRun, n [3]int) (bool, error) {
	k := kinds[kindNames[n[0]%len(kindNames)]]
	keys := r.m.sorted(k)
	for _, t := range r.m.all(persistent) {
		if t.k.root == k.root && !slices.Contains(keys, t.key) {
			keys = append(keys, t.key)
		}
	}
	key, ok := pick(keys, n[1])
	if !ok {
		return false, nil
	}
	r.note("orm.Get[%s](s, %#v)", k.name, key)
	obj, err := orm.GetType(r.s, k.typ, []any{key})
	t := r.m.holder(k, key)
	if t == nil || t.stale || t.k.isA(k) && len(t.lacks(k)) > 0 {
		r.m.begin()
		if ended, mismatch := r.autoflush(err); ended || mismatch != nil {
			return true, mismatch
		}
		var fault error
		if t, fault = r.m.ask(k, key); fault != nil {
			return true, expect(err, fault)
		}
	}
	switch {
	case err != nil:
		return true, expect(err)
	case t == nil || !t.k.isA(k):
		if obj != nil {
			return true, fmt.Errorf("got %v where there is no %s", obj, k.name)
		}
		return true, nil
	case obj == nil:
		return true, fmt.Errorf("got nothing, and not %s", t)
	case t.obj == nil:
		return true, r.m.adopt(obj)
	case address(obj) != address(t.obj):
		return true, fmt.Errorf("got another object than %s", t)
	}
	return true, nil
}

// ask is the query for a row by its key. It finds none where that is no k, and doesn't take it for what the session holds
// under the key where that is another struct's object.
func (m *model) ask(k *kind, key any) (*thing, error) {
	t, row := m.holder(k, key), m.rows[k.table][key]
	if t != nil && !t.stale && t.k.isA(k) {
		row = m.rowWith(t, t.lacks(k))
		switch {
		case len(t.lacks(k)) == 0:
		case row == nil && k.tells == "":
			return nil, nil
		case row == nil:
			return nil, orm.ErrStale
		default:
			t.widen(row, t.lacks(k))
		}
		return t, nil
	}
	if row == nil || !k.of(row).isA(k) {
		return nil, nil
	}
	if t != nil && m.misfit(t) {
		return nil, orm.ErrStale
	}
	return m.get(k, key), nil
}
