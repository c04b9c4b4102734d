// This file holds whose relation a row belongs to, where one statement loads a relation of many objects.
//
//layer:6 session, flush, query, load

package orm

import (
	"cmp"
	"database/sql/driver"
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// askers are the objects whose relation is loaded, by the values that the related rows have: for most relations each has
// some of its own.
type askers struct {
	r      *relation
	width  int
	values []any // of all keys, one behind the other, in the order of the objects, each once
	first  []*state
	others map[int][]*state // further objects by the position of their key
	number map[int64]int    // positions of keys
	any    map[identity]int
	last   struct { // the number found last: rows of one object mostly come together
		n  int64
		at int
		ok bool
	}
	found [][]access.Ptr // for each key
}

func newAskers(states []*state, r *relation) (*askers, error) {
	a := &askers{r: r, width: len(r.local), number: make(map[int64]int, len(states))}
	if r.direction == manyToOne {
		states = slices.Clone(states)
		slices.SortStableFunc(states, func(x, y *state) int { return r.compareEnds(x, y) }) // as SQLAlchemy asks
	}
	key := make([]any, a.width)
	for _, st := range states {
		null := false
		for i, at := range r.local {
			v, err := st.m.props[at].field.Value(st.obj)
			if err != nil {
				return nil, err
			}
			null = null || v == nil || st.nulls.Has(at)
			key[i] = v
		}
		if null {
			a.give(st, nil)
			continue
		}
		k := keyOfValues(key)
		if at, ok := a.find(k); ok {
			if a.others == nil {
				a.others = map[int][]*state{}
			}
			a.others[at] = append(a.others[at], st)
			continue
		}
		a.put(k, len(a.first))
		a.values, a.first = append(a.values, key...), append(a.first, st)
	}
	a.found = make([][]access.Ptr, len(a.first))
	return a, nil
}

// compareEnds orders objects by the values that their relation leads to.
func (r *relation) compareEnds(x, y *state) int {
	for _, at := range r.local {
		a, errA := x.m.props[at].field.Value(x.obj)
		b, errB := y.m.props[at].field.Value(y.obj)
		if errA != nil || errB != nil {
			return 0 // told when the values are read
		}
		order := 0
		switch a := a.(type) {
		case int64:
			if b, ok := b.(int64); ok {
				order = cmp.Compare(a, b)
			}
		case string:
			if b, ok := b.(string); ok {
				order = cmp.Compare(a, b)
			}
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

// keyOfValues is the identity of values, without another slice for a single number.
func keyOfValues(values []any) identity {
	if n, ok := values[0].(int64); ok && len(values) == 1 {
		return identity{form: 'n', n: n}
	}
	return newIdentity(values)
}

func (a *askers) find(k identity) (int, bool) {
	if k.form == 'n' {
		if !a.last.ok || a.last.n != k.n {
			a.last.n = k.n
			a.last.at, a.last.ok = a.number[k.n]
		}
		return a.last.at, a.last.ok
	}
	at, ok := a.any[k]
	return at, ok
}

func (a *askers) put(k identity, at int) {
	if k.form == 'n' {
		a.number[k.n], a.last.ok = at, false
		return
	}
	if a.any == nil {
		a.any = map[identity]int{}
	}
	a.any[k] = at
}

// give puts what was found into the relation of an object. What it has loaded already stays.
func (a *askers) give(st *state, list []access.Ptr) {
	if !st.links[a.r.index].loaded {
		st.holdLoaded(a.r, list)
	}
}

// share gives the objects of some keys what was found for them.
func (a *askers) share(from, to int) {
	for at := from; at < to; at++ {
		list := slices.Clip(a.found[at])
		a.give(a.first[at], list)
		for _, st := range a.others[at] {
			a.give(st, list)
		}
		a.found[at] = nil
	}
}

// takeHeld gives objects what the session holds already, and leaves the other keys to be asked for.
func (a *askers) takeHeld(s *Session) {
	held := s.identity(a.r.target)
	var left askers
	for at, st := range a.first {
		values := a.values[at*a.width : (at+1)*a.width]
		one := held.find(keyOfValues(values))
		if one == nil || s.expired(one) || !one.m.isA(a.r.target) || one.lacks(a.r.target) {
			left.values, left.first = append(left.values, values...), append(left.first, st)
			continue
		}
		list := []access.Ptr{one.obj}
		a.give(st, list)
		for _, other := range a.others[at] {
			a.give(other, list)
		}
	}
	if len(left.first) == len(a.first) {
		return
	}
	others := map[int][]*state{}
	for at := range left.first {
		key := keyOfValues(left.values[at*a.width : (at+1)*a.width])
		was, _ := a.find(key)
		others[at] = a.others[was]
		a.put(key, at)
	}
	a.values, a.first, a.others = left.values, left.first, others
}

// endReader reads which key a row belongs to.
type endReader struct {
	m       *Mapper // whose columns tell it
	props   []int
	q       *mapperSQL
	at      []int // where they stand in a row
	values  []any
	scratch access.Ptr
}

// read returns the key of a row; one without a value has none.
func (e *endReader) read(engine *Engine, row []driver.Value) (identity, error) {
	if n, ok := row[e.at[0]].(int64); ok && len(e.at) == 1 && e.q.codec[e.props[0]].simple {
		return identity{form: 'n', n: n}, nil
	}
	if e.values == nil {
		e.values, e.scratch = make([]any, len(e.at)), access.New(e.m.data.Type)
	}
	for i, at := range e.at {
		if row[at] == nil {
			return identity{}, nil
		}
		if _, err := e.q.store(engine, e.m, e.props[i], e.scratch, row[at]); err != nil {
			return identity{}, err
		}
		v, err := e.m.props[e.props[i]].field.Value(e.scratch)
		if err != nil {
			return identity{}, err
		}
		e.values[i] = v
	}
	return keyOfValues(e.values), nil
}
