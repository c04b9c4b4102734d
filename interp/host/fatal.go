// This file holds the end that no program survives, where it can be told before the runtime meets it.

package host

import (
	"fmt"
	"reflect"
)

// Fatal is what code panics with where Go's runtime would end the process. Recover doesn't stop it, and no deferred call runs.
type Fatal struct{ Msg string }

func (f *Fatal) Error() string { return f.Msg }

// CheckSize panics if compiled code was about to ask for count pieces of a size that the machine can't have.
func (h *Host) CheckSize(count, size int) {
	if most := h.MostMemory; most > 0 && count > 0 && size > 0 && uint64(count) > most/uint64(size) {
		panic(runtimeError(fmt.Sprintf("out of memory: %d times %d bytes", count, size)))
	}
}

// CheckEndless panics if package fmt would print an argument without end: one that holds itself.
func CheckEndless(args []any) {
	for _, a := range args {
		switch a.(type) {
		case nil, string, bool, int, int64, float64, error:
			continue
		}
		v := reflect.ValueOf(a)
		if v.Kind() == reflect.Pointer && !v.IsNil() && !formats(v) { // fmt follows an argument's pointer, and no other
			v = v.Elem()
		}
		if opensUp(v.Type()) && (&walk{}).endless(v) {
			panic(&Fatal{"stack overflow: a value of type " + v.Type().String() + " holds itself, and would be printed without end"})
		}
	}
}

// walk goes the way of package fmt through a value.
type walk struct {
	depth int
	path  map[any]bool // maps and slices that it is in, once it is deep
}

// suspicious is the depth from which on a walk remembers its path.
const suspicious = 500

func (w *walk) endless(v reflect.Value) bool {
	if !opensUp(v.Type()) || formats(v) {
		return false
	}
	w.depth++
	defer func() { w.depth-- }()
	switch v.Kind() {
	case reflect.Interface:
		return !v.IsNil() && w.endless(v.Elem())
	case reflect.Map:
		return w.through(v.UnsafePointer(), func() bool {
			for all := v.MapRange(); all.Next(); {
				if w.endless(all.Key()) || w.endless(all.Value()) {
					return true
				}
			}
			return false
		})
	case reflect.Slice:
		return w.through([2]any{v.UnsafePointer(), v.Len()}, func() bool { return w.elements(v) })
	case reflect.Array:
		return w.elements(v)
	case reflect.Struct:
		for i := range v.NumField() {
			if w.endless(v.Field(i)) {
				return true
			}
		}
	}
	return false
}

func (w *walk) elements(v reflect.Value) bool {
	for i := range v.Len() {
		if w.endless(v.Index(i)) {
			return true
		}
	}
	return false
}

// through walks into what key stands for, and reports whether it comes by there again.
func (w *walk) through(key any, inside func() bool) bool {
	if w.depth < suspicious {
		return inside()
	}
	if w.path == nil {
		w.path = map[any]bool{}
	}
	if w.path[key] {
		return true
	}
	w.path[key] = true
	defer delete(w.path, key)
	return inside()
}

// formats reports whether a value prints itself.
func formats(v reflect.Value) bool {
	if !v.CanInterface() || v.NumMethod() == 0 {
		return false
	}
	switch v.Interface().(type) {
	case fmt.Formatter, fmt.Stringer, error:
		return true
	}
	return false
}

// opensUp reports whether a value of a type may hold itself: whether a walk is worth it.
func opensUp(t reflect.Type) bool { return opensWithin(t, 8) }

// opensWithin is opensUp for a type that is looked into so deep; what is deeper is taken to open up.
func opensWithin(t reflect.Type, deep int) bool {
	if deep == 0 {
		return true
	}
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Map:
		return opensWithin(t.Key(), deep-1) || opensWithin(t.Elem(), deep-1)
	case reflect.Slice, reflect.Array:
		return opensWithin(t.Elem(), deep-1)
	case reflect.Struct:
		for i := range t.NumField() {
			if opensWithin(t.Field(i).Type, deep-1) {
				return true
			}
		}
	}
	return false
}
