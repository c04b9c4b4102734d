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

// stepBehind changes or deletes a row while no transaction is open here.
func stepBehind(r *randomRun, n [3]int) (bool, error) {
	k := kinds[kindNames[n[0]%len(kindNames)]]
	key, ok := pick(r.m.sorted(k), n[1])
	if !ok || len(r.m.stack) > 0 || r.s.InTransaction() {
		return false, nil
	}
	var list []string
	switch {
	case n[2]%3 == 0:
		list = r.m.deleteBehind(k, key)
	case n[2]%3 == 1 && k.tells != "":
		list = r.m.kindBehind(key)
	default:
		list = r.m.changeBehind(k, key, n[2])
	}
	for _, sql := range list {
		r.note("engine.Execute(%q)", sql)
		if _, err := r.e.Execute(orm.Text(sql)); err != nil {
			return true, err
		}
	}
	return true, nil
}

// changeBehind changes a row, and its version counter or not.
func (m *model) changeBehind(k *kind, key any, n int) []string {
	row := m.rows[k.table][key]
	switch k.root {
	case "tag":
		row["Weight"] = n % 7
		return []string{fmt.Sprintf("UPDATE tags SET weight = %d WHERE word = '%v'", n%7, key)}
	case "note":
		row["Body"] = "behind"
		return []string{fmt.Sprintf("UPDATE notes SET body = 'behind' WHERE id = %v", key)}
	}
	row["Name"] = "behind"
	set := "name = 'behind'"
	if k.counts() && n%2 == 0 {
		row["Rev"] = row["Rev"].(int) + 1
		set += ", rev = rev + 1"
	}
	return []string{fmt.Sprintf("UPDATE %s SET %s WHERE id = %v", k.table, set, key)}
}

// deleteBehind deletes a row; those that refer to it let it go, or are deleted with it where they can't be without.
func (m *model) deleteBehind(k *kind, key any) (list []string) {
	for _, child := range kinds {
		near, ok := child.near()
		if !ok || near.to != k.root || child.base != "" {
			continue
		}
		column := map[string]string{"AboveID": "above_id", "TeamID": "team_id", "PlayerID": "player_id"}[near.near]
		for at, row := range m.rows[child.table] {
			switch {
			case row[near.near] != key:
			case child.nullable():
				row[near.near] = nil
				list = append(list, fmt.Sprintf("UPDATE %s SET %s = NULL WHERE id = %v", child.table, column, at))
			default:
				list = append(list, m.deleteBehind(child, at)...)
			}
		}
	}
	for pair := range m.pairs {
		if k.root == "player" && pair[0] == key || k.root == "tag" && pair[1] == key {
			delete(m.pairs, pair)
			list = append(list, fmt.Sprintf("DELETE FROM player_tags WHERE player_id = %v AND word = '%v'", pair[0], pair[1]))
		}
	}
	delete(m.rows[k.table], key)
	switch k.root {
	case "tag":
		return append(list, fmt.Sprintf("DELETE FROM tags WHERE word = '%v'", key))
	case "pet":
		list = append(list, fmt.Sprintf("DELETE FROM dogs WHERE id = %v", key))
	}
	return append(list, fmt.Sprintf("DELETE FROM %s WHERE id = %v", k.table, key))
}
