// This file holds the random test's steps that change how others work: statements over many rows, and blocks without autoflush.

package orm_test

import (
	"fmt"

	"github.com/ormsh/ormsh/orm"
)

// stepBulk updates all rows of a table that have a number; the objects of the session follow in one of three ways.
func stepBulk(r *randomRun, n [3]int) (bool, error) {
	k, _ := pick([]*kind{kinds["team"], kinds["player"], kinds["tag"]}, n[0])
	by := map[string]string{"team": "Rank", "player": "Score", "tag": "Weight"}[k.name]
	column, _ := pick(k.free, n[1])
	if k.name == "player" && n[1]%5 == 0 {
		column = by
	}
	wanted, set, sync := n[2]%3, value(column, n[2]/3), orm.Synchronize(n[1]/7%3)
	r.note("orm.Query[%s](s).FilterBy(%q, %d).Update(orm.V{%q: %#v}, orm.Synchronize(%d))", k.name, by, wanted, column, set, sync)
	count, err := orm.QueryType(r.s, k.typ).FilterBy(by, wanted, nil).Update(orm.V{column: set}, []orm.Synchronize{sync})
	r.m.begin()
	if ended, mismatch := r.autoflush(err); ended || mismatch != nil {
		return true, mismatch
	}
	r.m.follow(k, sync, by, wanted, column, set)
	var rows int64
	for _, row := range r.m.rows[k.table] {
		if row[by] == wanted {
			rows++
			row[column] = set
		}
	}
	if err == nil && count != rows {
		return true, fmt.Errorf("%d rows, and not %d", count, rows)
	}
	return true, expect(err)
}

// follow gives the objects that a statement over many rows means what it sets: those that are known to be meant, or, by
// SynchronizeFetch, whose rows are. What was assigned stays.
func (m *model) follow(k *kind, sync orm.Synchronize, by string, wanted any, column string, set any) {
	for _, t := range m.all(func(t *thing) bool { return persistent(t) && t.k == k && !t.stale }) {
		row := m.rows[k.table][t.key]
		switch {
		case sync == orm.SynchronizeEvaluate && t.lack[by]:
			t.stale = true
		case sync == orm.SynchronizeEvaluate && t.was[by] == wanted, sync == orm.SynchronizeFetch && row != nil && row[by] == wanted:
			m.remember(t)
			if t.now[column] == t.was[column] {
				t.now[column] = set
			}
			t.was[column] = set
		}
	}
}

// stepQuiet does a step that asks for something in a block whose queries don't flush.
func stepQuiet(r *randomRun, n [3]int) (bool, error) {
	do, _ := pick([]func(*randomRun, [3]int) (bool, error){stepQuery, stepGet, stepLoad, stepRefresh, stepDelete, stepLoadField, stepComplete, stepMerge, stepBulk}, n[0])
	before := len(r.log)
	r.note("s.NoAutoflush(func() error {")
	defer func(was bool) { r.m.autoflush = was }(r.m.autoflush)
	r.m.autoflush = false
	var done bool
	var mismatch error
	err := r.s.NoAutoflush(func() error {
		done, mismatch = do(r, [3]int{n[1], n[2], n[0] / 9})
		return nil
	})
	if !done {
		r.log = r.log[:before]
	} else {
		r.note("})")
	}
	if mismatch == nil {
		mismatch = expect(err)
	}
	return done, mismatch
}
