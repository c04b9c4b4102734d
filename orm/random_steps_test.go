// This file holds the steps of the random test, each done to the real session and to its model.

package orm_test

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm"
)

// randomRun is one sequence on its way.
type randomRun struct {
	e     *orm.Engine
	s     *orm.Session
	other *orm.Session // into which objects may go
	m     *model
	em    *emitted
	log   []string // what was done, as Go
	done  []int    // how often each verb was, over all sequences
}

// randomStep is a verb and the numbers by which it chooses; what they mean depends on what there is to choose from.
type randomStep struct {
	verb int
	n    [3]int
}

// verb is a kind of step. do returns false where there is nothing to do it to.
type verb struct {
	name   string
	weight int
	do     func(r *randomRun, n [3]int) (bool, error)
	failed bool // is also done in a failed transaction
}

var verbs = []verb{
	{"new", 6, stepNew, true}, {"add", 10, stepAdd, true}, {"set", 12, stepSet, false}, {"setKey", 5, stepSetKey, false}, {"setOne", 10, stepSetOne, false},
	{"append", 10, stepAppend, false}, {"remove", 8, stepRemove, false}, {"pair", 8, stepPair, false}, {"unpair", 6, stepUnpair, false}, {"delete", 5, stepDelete, false},
	{"expunge", 2, stepExpunge, false}, {"flush", 5, stepFlush, true}, {"commit", 8, stepCommit, true}, {"rollback", 2, stepRollback, true}, {"nested", 5, stepNested, false},
	{"expire", 3, stepExpire, false}, {"expireAll", 1, stepExpireAll, false}, {"refresh", 4, stepRefresh, false}, {"query", 6, stepQuery, true}, {"get", 6, stepGet, false},
	{"load", 12, stepLoad, false}, {"merge", 4, stepMerge, false}, {"clear", 1, stepClear, false}, {"close", 1, stepClose, true}, {"many", 1, stepMany, false}, {"transient", 2, stepTransient, false},
	{"expireField", 4, stepExpireField, false}, {"loadField", 4, stepLoadField, false}, {"complete", 4, stepComplete, false}, {"move", 1, stepMove, false}, {"foreign", 2, stepForeign, false}, {"behind", 20, stepBehind, false},
	{"bulk", 4, stepBulk, false}, {"rename", 4, stepRename, false}, {"quiet", 6, stepQuiet, false},
}

func pick[T any](list []T, n int) (one T, ok bool) {
	if len(list) == 0 {
		return one, false
	}
	return list[n%len(list)], true
}

func (r *randomRun) note(format string, args ...any) {
	r.log = append(r.log, fmt.Sprintf(format, args...))
}

var words = []string{"a", "b", "c", "d"}

// value is a new value for a column.
func value(column string, n int) any {
	switch column {
	case "Name", "Body", "Trick":
		return words[n%len(words)]
	case "Rank", "Lives":
		if n%3 == 0 {
			return nil
		}
	}
	return n % 3
}

func stepNew(r *randomRun, n [3]int) (bool, error) {
	k := kinds[newKinds[n[0]%len(newKinds)]]
	t := r.m.make(k)
	for i, c := range k.free {
		t.set(c, value(c, n[1]+i))
	}
	if k.name == "tag" {
		t.set("Word", fmt.Sprintf("w%d", r.m.named["tag"]))
	}
	if key, ok := pick(r.m.sorted(k), n[2]/8); ok && n[2]%8 == 0 && k.tells == "" { // of a row that may be deleted before this one comes
		t.set(k.key, key)
		t.keyed = true
	}
	r.note("%s := &%s{} %v", t, k.name, t.now)
	if player, ok := pick(r.m.all(r.m.relatable("player")), n[1]); ok && k.name == "note" && n[1]%4 > 0 {
		t.relate(k.rel("Player"), []*thing{player})
		r.note("%s.Player = %s", t, player)
	}
	return true, nil
}

func stepAdd(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all(r.m.addable), n[0])
	if !ok {
		return false, nil
	}
	r.note("s.Add(%s)", t)
	err := r.s.Add(t.obj)
	if t.lost || t.state == orm.Deleted {
		if err == nil {
			return true, errors.New("an object whose row was deleted was added")
		}
		return true, nil
	}
	r.m.add(t)
	return true, expect(err)
}

// addable tells whether the object, and what its relations lead to, can be added.
func (m *model) addable(t *thing) bool { return m.leadsToAddable(t, map[*thing]bool{}) }

func (m *model) leadsToAddable(t *thing, seen map[*thing]bool) bool {
	if seen[t] {
		return true
	}
	seen[t] = true
	if t.state == orm.Detached && m.taken(t) || t.obj == nil {
		return false
	}
	if m.torn(t) || t.state == orm.Detached && m.misfit(t) && m.dooms() {
		return false
	}
	for _, e := range t.rels {
		for _, o := range e.now {
			if o.k.tells != "" && o.state == orm.Transient { // its address doesn't tell what it is
				return false
			}
			if o.lost || o.doomed || o.state == orm.Deleted || o.state == orm.Detached || o.state == orm.Transient && !m.leadsToAddable(o, seen) {
				return false
			}
		}
		for _, o := range less(e.was, e.now) { // they come along, see add
			if o.lost || o.state == orm.Deleted || o.state == orm.Detached && !m.leadsToAddable(o, seen) {
				return false
			}
		}
	}
	return true
}

// torn tells whether two parents claim an object without a row, which a rollback may leave.
func (m *model) torn(t *thing) bool {
	r, ok := t.k.near()
	if !ok || t.state != orm.Transient {
		return false
	}
	claims := slices.Clone(t.rels[r.field].now)
	for _, o := range m.things {
		if o.k.root == r.to && slices.Contains(o.rels[r.back].now, t) {
			claims = with(claims, o)
		}
	}
	return len(claims) > 1
}

// taken tells whether another object stands for the row, or deleted it.
func (m *model) taken(t *thing) bool {
	return slices.ContainsFunc(m.things, func(o *thing) bool {
		return o.k.root == t.k.root && o.key == t.key && (o.state == orm.Persistent || o.state == orm.Deleted)
	})
}

func settable(t *thing) bool { return t.obj != nil && t.state != orm.Deleted && !t.doomed && !t.lost }

func stepSet(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all(settable), n[0])
	if !ok {
		return false, nil
	}
	c, _ := pick(t.k.free, n[1])
	t.set(c, value(c, n[2]))
	r.note("%s.%s = %v", t, c, t.now[c])
	return true, nil
}

// touch says which side of a relation to a parent was changed since the last flush: "", "one", "many", "key", or more of
// them in one word.
func (m *model) touch(t *thing) (sides string) {
	r, ok := t.k.near()
	if !ok {
		return ""
	}
	if !sameThings(t.rels[r.field].now, t.rels[r.field].was) {
		sides = "one"
	}
	for _, o := range m.things {
		if o.k.root != r.to || o.state == orm.Detached {
			continue
		}
		e := o.rels[r.back]
		if slices.Contains(e.now, t) != slices.Contains(e.was, t) {
			sides += "many"
			break
		}
	}
	unset := t.now[r.near] == nil || t.now[r.near] == 0
	if t.was == nil && !unset || t.was != nil && t.now[r.near] != t.was[r.near] {
		sides += "key"
	}
	return sides
}

func (m *model) child(allowed string) func(*thing) bool {
	return func(t *thing) bool {
		touch := m.touch(t)
		_, ok := t.k.near()
		return ok && m.relatable(t.k.root)(t) && (touch == "" || touch == allowed)
	}
}

// relatable tells of objects that may stand in a relation: those of the session, and what can come into it.
func (m *model) relatable(name string) func(*thing) bool {
	return func(t *thing) bool {
		return t.k.root == name && settable(t) && (t.in() || t.state == orm.Transient && m.addable(t))
	}
}

func stepSetKey(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all(r.m.child("key")), n[0])
	if !ok {
		return false, nil
	}
	near, _ := t.k.near()
	key, ok := pick(r.m.sorted(kinds[near.to]), n[1])
	if !ok || t.k.nullable() && n[2]%3 == 0 {
		key = nil
	}
	if key == nil && !t.k.nullable() || r.m.circle(t, nil, key) {
		return false, nil
	}
	t.set(near.near, key)
	r.note("%s.%s = %v", t, near.near, key)
	return true, nil
}

func stepSetOne(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all(r.m.child("one")), n[0])
	if !ok {
		return false, nil
	}
	near, _ := t.k.near()
	parent, ok := pick(r.m.all(r.m.relatable(near.to)), n[1])
	if !ok || n[2]%4 == 0 {
		t.relate(near, nil)
		r.note("%s.%s = nil", t, near.field)
		return true, nil
	}
	if r.m.circle(t, parent, nil) {
		return false, nil
	}
	t.relate(near, []*thing{parent})
	r.note("%s.%s = %s", t, near.field, parent)
	return true, nil
}

func stepAppend(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all(r.m.child("many")), n[0])
	if !ok {
		return false, nil
	}
	if t.k.tells != "" && !t.in() {
		return false, nil
	}
	near, _ := t.k.near()
	for _, o := range r.m.things {
		if o.k.root == near.to && slices.Contains(less(o.rels[near.back].now, o.rels[near.back].was), t) {
			return false, nil
		}
	}
	parent, ok := pick(r.m.all(r.m.relatable(near.to)), n[1])
	if !ok || slices.Contains(parent.rels[near.back].now, t) || r.m.circle(t, parent, nil) {
		return false, nil
	}
	parent.relate(parent.k.rel(near.back), append(slices.Clone(parent.rels[near.back].now), t))
	r.note("%s.%s = append(%s.%s, %s)", parent, near.back, parent, near.back, t)
	return true, nil
}

func stepRemove(r *randomRun, n [3]int) (bool, error) {
	t, ok := pick(r.m.all(r.m.child("many")), n[0])
	if !ok {
		return false, nil
	}
	near, _ := t.k.near()
	parents := r.m.all(func(o *thing) bool {
		return r.m.relatable(near.to)(o) && slices.Contains(o.rels[near.back].now, t)
	})
	parent, ok := pick(parents, n[1])
	if !ok {
		return false, nil
	}
	parent.relate(parent.k.rel(near.back), less(parent.rels[near.back].now, []*thing{t}))
	r.note("%s.%s = without %s", parent, near.back, t)
	return true, nil
}

// ends of a pair: a player and a tag, and the side that is changed.
func (r *randomRun) pairEnds(n [3]int) (side *thing, far *thing, ok bool) {
	p, okP := pick(r.m.all(r.m.relatable("player")), n[0])
	t, okT := pick(r.m.all(r.m.relatable("tag")), n[1])
	if !okP || !okT {
		return nil, nil, false
	}
	if n[2]%2 == 0 {
		return p, t, true
	}
	return t, p, true
}

func pairField(t *thing) rel {
	if t.k.name == "player" {
		return t.k.rel("Tags")
	}
	return t.k.rel("Players")
}

func stepPair(r *randomRun, n [3]int) (bool, error) {
	a, b, ok := r.pairEnds(n)
	if !ok || slices.Contains(a.rels[pairField(a).field].now, b) || slices.Contains(b.rels[pairField(b).field].now, a) {
		return false, nil
	}
	if ends := pairOf(a, b); r.m.pairs[[2]any{ends[0].key, ends[1].key}] || slices.Contains(b.rels[pairField(b).field].was, a) { // the sides would disagree
		return false, nil
	}
	a.relate(pairField(a), append(slices.Clone(a.rels[pairField(a).field].now), b))
	r.note("%s.%s = append(%s.%s, %s)", a, pairField(a).field, a, pairField(a).field, b)
	return true, nil
}

func stepUnpair(r *randomRun, n [3]int) (bool, error) {
	a, ok := pick(r.m.all(func(t *thing) bool {
		return (r.m.relatable("player")(t) || r.m.relatable("tag")(t)) && len(t.rels[pairField(t).field].now) > 0
	}), n[0])
	if !ok {
		return false, nil
	}
	b := a.rels[pairField(a).field].now[n[1]%len(a.rels[pairField(a).field].now)]
	a.relate(pairField(a), less(a.rels[pairField(a).field].now, []*thing{b}))
	r.note("%s.%s = without %s", a, pairField(a).field, b)
	return true, nil
}

func stepMany(r *randomRun, n [3]int) (bool, error) {
	many := []int{0, 1, 8, 9, 10, 11} // of newKinds
	at, _ := pick(many, n[0])
	for i := range 12 {
		if _, err := stepNew(r, [3]int{at, n[1] + i, n[2] + i}); err != nil {
			return true, err
		}
		t := r.m.things[len(r.m.things)-1]
		r.note("s.Add(%s)", t)
		r.m.add(t)
		if err := r.s.Add(t.obj); err != nil {
			return true, err
		}
	}
	return true, nil
}
