// This file holds what the model of the random test refuses to try: objects that would stand below themselves.

package orm_test

import "slices"

// circle tells whether an object of a kind that refers to its own would come below itself, by anything that it or its parents
// refer to or did.
func (m *model) circle(t *thing, parent *thing, key any) bool {
	near, _ := t.k.near()
	if near.to != t.k.root {
		return false
	}
	seen, keys := []*thing{}, []any{}
	var above func(o *thing) bool
	var aboveKey func(key any) bool
	above = func(o *thing) bool {
		if o == t || slices.Contains(seen, o) {
			return o == t
		}
		seen = append(seen, o)
		for _, up := range append(slices.Clone(o.rels[near.field].now), o.rels[near.field].was...) {
			if above(up) {
				return true
			}
		}
		for _, up := range m.things {
			e := up.rels[near.back]
			if e != nil && (slices.Contains(e.now, o) || slices.Contains(e.was, o)) && above(up) {
				return true
			}
		}
		return aboveKey(o.key) || aboveKey(o.now[near.near]) || aboveKey(o.was[near.near])
	}
	aboveKey = func(key any) bool {
		if key == nil || slices.Contains(keys, key) {
			return false
		}
		keys = append(keys, key)
		for _, o := range m.things {
			if o.k.root == t.k.root && (o.key == key || o.now[t.k.key] == key) && above(o) {
				return true
			}
		}
		return aboveKey(m.rows[t.k.table][key][near.near])
	}
	return parent != nil && above(parent) || aboveKey(key)
}
