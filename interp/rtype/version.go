// This file handles methods that come late: after TypeOf, or after use.

package rtype

import (
	"fmt"
	"go/types"
	"reflect"
)

// UsedError says that a type can't change any more.
type UsedError struct {
	Type   types.Type
	Reason string
}

func (e *UsedError) Error() string {
	return fmt.Sprintf("type %s %s; it needs a new version", e.Type, e.Reason)
}

// MarkUsed says that running code may have seen t, and with it all types that t
// is made of. From then on these can't gain methods in place.
func (u *Universe) MarkUsed(t types.Type) {
	visit(t, func(t types.Type) bool {
		e := u.entryOf(t)
		if e == nil {
			_, named := t.(*types.Named)
			return !named
		}
		if e.used {
			return false
		}
		e.used = true
		return true
	})
}

// Used reports whether t, a named type, is marked as used.
func (u *Universe) Used(t types.Type) bool {
	e := u.entryOf(t)
	return e != nil && e.used
}

// entryOf finds the entry of a type; nil if there is none yet, or if reflect
// or the compiler made the type.
func (u *Universe) entryOf(t types.Type) *entry {
	if r := u.known.At(t); r != nil {
		return u.entries[r.(reflect.Type)]
	}
	return nil
}

// addLate adds the methods that a type has gained to its table and to those of
// the types that embed it.
func (u *Universe) addLate(e *entry) error {
	n, ok := e.typ.(*types.Named)
	if !ok || n.NumMethods() == len(e.slots) || !e.hasTable() {
		return nil
	}
	var affected []*entry
	for _, other := range u.entries {
		if other != e && !embeds(other.under, e.typ) {
			continue
		}
		if other.used {
			return &UsedError{other.typ, "is in use and can't gain methods"}
		}
		affected = append(affected, other)
	}
	if err := u.makeSlots(e); err != nil {
		return err
	}
	for _, a := range affected {
		if err := u.makeTable(a); err != nil {
			return err
		}
	}
	return u.finish()
}

// embeds reports whether a struct type embeds t at any depth.
func embeds(s, t types.Type) bool {
	found := false
	visitEmbedded(s, map[types.Type]bool{}, func(f types.Type) { found = found || types.Identical(f, t) })
	return found
}

func visitEmbedded(s types.Type, seen map[types.Type]bool, f func(types.Type)) {
	st, ok := s.Underlying().(*types.Struct)
	if !ok || seen[s] {
		return
	}
	seen[s] = true
	for v := range st.Fields() {
		if !v.Embedded() {
			continue
		}
		t := types.Unalias(v.Type())
		if p, ok := t.(*types.Pointer); ok {
			t = types.Unalias(p.Elem())
		}
		f(t)
		visitEmbedded(t, seen, f)
	}
}

// NewVersion makes new reflect types, of the same layouts but with the methods
// they have now, for the given types and for every type made of them. It
// returns what replaces what. Values of the old types stay what they are: the
// caller views its variables as the new types with reflect.NewAt. Methods keep
// their implementations until SetMethods is called.
func (u *Universe) NewVersion(named ...*types.Named) (map[reflect.Type]reflect.Type, error) {
	changed := map[reflect.Type]bool{}
	for _, n := range named {
		if r := u.known.At(n); r != nil {
			changed[r.(reflect.Type)] = true
		}
	}
	type replaced struct {
		key types.Type
		old reflect.Type
		e   *entry
	}
	var list []replaced
	for _, key := range u.known.Keys() {
		r := u.known.At(key).(reflect.Type)
		if changed[r] || u.dependsOn(key, changed) {
			list = append(list, replaced{key, r, u.entries[r]})
		}
	}
	for _, x := range list {
		u.forget(x.key)
	}
	versions := map[reflect.Type]reflect.Type{}
	for _, x := range list {
		r, err := u.TypeOf(x.key)
		if err != nil {
			for _, x := range list { // back to the old versions
				u.known.Set(x.key, x.old)
				if x.e != nil {
					u.entries[x.old] = x.e
				}
			}
			return nil, err
		}
		versions[x.old] = r
		if x.e != nil {
			u.entries[r].inherit(x.e)
		}
	}
	return versions, nil
}

// inherit takes over the implementations of an older version, and that it was used: running code meets the new one next.
func (e *entry) inherit(old *entry) {
	e.used = old.used
	for id, s := range e.slots {
		if o := old.slots[id]; o != nil && o.pointer == s.pointer && o.fn == s.fn {
			s.bind(retypeFunc(*o.impl.Load(), s.typ))
		}
	}
}

// dependsOn reports whether a type is made of one of the given types, through
// its parts or the signatures of its methods.
func (u *Universe) dependsOn(t types.Type, changed map[reflect.Type]bool) bool {
	found := false
	visit(t, func(t types.Type) bool {
		r := u.known.At(t)
		if r != nil && changed[r.(reflect.Type)] {
			found = true
		}
		_, named := t.(*types.Named)
		return !found && (!named || r == nil || u.entries[r.(reflect.Type)] != nil)
	})
	return found
}

// visit calls f for t and the types it is made of, each once, as long as f
// returns true for the whole.
func visit(t types.Type, f func(types.Type) bool) {
	v := visitor{map[types.Type]bool{}, f}
	v.visit(t)
}

type visitor struct {
	seen map[types.Type]bool
	f    func(types.Type) bool
}

func (v visitor) visit(t types.Type) {
	t = types.Unalias(t)
	if v.seen[t] {
		return
	}
	v.seen[t] = true
	if !v.f(t) {
		return
	}
	switch t := t.(type) {
	case *types.Named:
		v.visit(t.Underlying())
		for m := range t.Methods() {
			v.visit(m.Signature())
		}
	case *types.Map:
		v.visit(t.Key())
		v.visit(t.Elem())
	case interface{ Elem() types.Type }: // pointer, slice, array, channel
		v.visit(t.Elem())
	case *types.Signature:
		v.tuple(t.Params())
		v.tuple(t.Results())
	case *types.Struct:
		for f := range t.Fields() {
			v.visit(f.Type())
		}
	case *types.Interface:
		for m := range t.Methods() {
			v.visit(m.Signature())
		}
	}
}

func (v visitor) tuple(t *types.Tuple) {
	for p := range t.Variables() {
		v.visit(p.Type())
	}
}
