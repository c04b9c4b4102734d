// This file holds the steps of the random test that have to do with others: a second session of the engine, and statements
// from outside of any.

package orm_test

import (
	"fmt"

	"github.com/ormsh/ormsh/orm"
)

// stepMove goes on in the other session: objects leave this one, and may be added to that.
func stepMove(r *randomRun, _ [3]int) (bool, error) {
	if len(r.m.stack) > 0 || r.s.InTransaction() {
		return false, nil
	}
	r.note("s.Clear(); s, other = other, s")
	r.s.Clear()
	r.m.clear(false)
	r.s, r.other = r.other, r.s
	r.m.session = 1 - r.m.session
	return true, nil
}

// stepForeign shows an object of this session to the other one.
func stepForeign(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all((*thing).in), n[0])
	if !ok {
		return false, nil
	}
	var err error
	switch n[1] % 3 {
	case 0:
		r.note("other.Add(%s)", t)
		err = r.other.Add(t.obj)
	case 1:
		r.note("other.Delete(%s)", t)
		err = r.other.Delete(t.obj)
	case 2:
		r.note("other.Merge(%s)", t)
		_, err = r.other.Merge(t.obj)
	}
	return true, expect(err, orm.ErrOtherSession)
}

// stepBehind changes a row while no transaction is open here.
func stepBehind(r *randomRun, n [3]int) (bool, error) {
	k := kinds[kindNames[n[0]%len(kindNames)]]
	key, ok := pick(r.m.sorted(k), n[1])
	if !ok || len(r.m.stack) > 0 || r.s.InTransaction() {
		return false, nil
	}
	row := r.m.rows[k.table][key]
	var list []string
	switch {
	case k.name == "tag":
		row["Weight"] = n[2] % 7
		list = append(list, fmt.Sprintf("UPDATE tags SET weight = %d WHERE word = '%v'", n[2]%7, key))
	case k.name == "note":
		row["Body"] = "behind"
		list = append(list, fmt.Sprintf("UPDATE notes SET body = 'behind' WHERE id = %v", key))
	default:
		row["Name"] = "behind"
		set := "name = 'behind'"
		if k.counts() && n[2]%2 == 0 {
			row["Rev"] = row["Rev"].(int) + 1
			set += ", rev = rev + 1"
		}
		list = append(list, fmt.Sprintf("UPDATE %s SET %s WHERE id = %v", k.table, set, key))
	}
	for _, sql := range list {
		r.note("engine.Execute(%q)", sql)
		if _, err := r.e.Execute(orm.Text(sql)); err != nil {
			return true, err
		}
	}
	return true, nil
}
