// This file holds the random test's steps that change keys.

package orm_test

import (
	"fmt"

	"github.com/ormsh/ormsh/orm"
)

// stepRename gives a tag another word, which is its key. Pairs would have to follow in the database, so it has none.
func stepRename(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all(func(t *thing) bool {
		return t.k.name == "tag" && persistent(t) && !t.doomed && !t.stale && !r.m.entangled(t) && !r.m.paired(t.key)
	}), n[0])
	if !ok {
		return false, nil
	}
	r.m.renames++
	t.set("Word", fmt.Sprintf("r%d", r.m.renames))
	r.note("%s.Word = %q", t, t.now["Word"])
	return true, nil
}

// paired tells whether a tag's row has association rows.
func (m *model) paired(word any) bool {
	for pair := range m.pairs {
		if pair[1] == word {
			return true
		}
	}
	return false
}

// rename moves the row of an object to the key that it has now.
func (p *randomPlan) rename(t *thing) {
	now, rows := t.now[t.k.key], p.m.rows[t.k.table]
	if now == t.key {
		return
	}
	if rows[now] != nil {
		p.faults = append(p.faults, orm.UniqueViolation)
		return
	}
	rows[now] = rows[t.key]
	delete(rows, t.key)
}
