// This file holds generic library functions that are compiled for types known
// only at run time: those whose bodies need unsafe, and those worth the speed.

package host

import (
	"errors"
	"reflect"
	"slices"
)

// body implements an instance: its type arguments are known, its values come
// and go through reflect.
type body func(targs []reflect.Type, in []reflect.Value) []reflect.Value

// instances are by import path and name.
var instances = map[string]body{
	"reflect.TypeFor":       typeFor,
	"errors.AsType":         asType,
	"maps.clone":            mapsClone,
	"maps.Clone":            mapsClone,
	"slices.BinarySearch":   slicesBinarySearch,
	"slices.Contains":       slicesContains,
	"slices.Equal":          slicesEqual,
	"slices.Index":          slicesIndex,
	"slices.IsSorted":       slicesIsSorted,
	"slices.Max":            slicesMax,
	"slices.Min":            slicesMin,
	"slices.Reverse":        slicesReverse,
	"slices.Sort":           slicesSort,
	"slices.SortFunc":       slicesSortFunc,
	"slices.SortStableFunc": slicesSortStableFunc,
	"slices.overlaps":       slicesOverlaps,
	"slices.startIdx":       slicesStartIdx,
}

// HasInstance reports whether a generic function is compiled here.
func HasInstance(path, name string) bool { return instances[path+"."+name] != nil }

// Instance makes the function of the given type that instantiates path.name.
func Instance(path, name string, typ reflect.Type, targs []reflect.Type) reflect.Value {
	b := instances[path+"."+name]
	return reflect.MakeFunc(typ, func(in []reflect.Value) []reflect.Value { return b(targs, in) })
}

func typeFor(targs []reflect.Type, _ []reflect.Value) []reflect.Value {
	v := reflect.New(reflect.TypeFor[reflect.Type]()).Elem()
	v.Set(reflect.ValueOf(targs[0]))
	return []reflect.Value{v}
}

func asType(targs []reflect.Type, in []reflect.Value) []reflect.Value {
	target := reflect.New(targs[0])
	err, _ := in[0].Interface().(error)
	ok := err != nil && errors.As(err, target.Interface())
	return []reflect.Value{target.Elem(), reflect.ValueOf(ok)}
}

func mapsClone(_ []reflect.Type, in []reflect.Value) []reflect.Value {
	m := in[0]
	if m.Kind() == reflect.Interface {
		m = m.Elem()
	}
	if m.IsNil() {
		return in[:1]
	}
	c := reflect.MakeMapWithSize(m.Type(), m.Len())
	for k, v := range m.Seq2() {
		c.SetMapIndex(k, v)
	}
	return []reflect.Value{c}
}

// sortBy sorts copies with the library's own algorithm, so that elements which
// compare equal come out in the same order, and writes them back.
func sortBy(s reflect.Value, sort func([]reflect.Value, func(a, b reflect.Value) int), compare func(a, b reflect.Value) int) {
	vs := make([]reflect.Value, s.Len())
	for i := range vs {
		vs[i] = reflect.New(s.Type().Elem()).Elem()
		vs[i].Set(s.Index(i))
	}
	sort(vs, compare)
	for i, v := range vs {
		s.Index(i).Set(v)
	}
}

func compareWith(fn reflect.Value) func(a, b reflect.Value) int {
	return func(a, b reflect.Value) int { return int(fn.Call([]reflect.Value{a, b})[0].Int()) }
}

func slicesSortFunc(_ []reflect.Type, in []reflect.Value) []reflect.Value {
	sortBy(in[0], slices.SortFunc, compareWith(in[1]))
	return nil
}

func slicesSortStableFunc(_ []reflect.Type, in []reflect.Value) []reflect.Value {
	sortBy(in[0], slices.SortStableFunc, compareWith(in[1]))
	return nil
}

func slicesOverlaps(_ []reflect.Type, in []reflect.Value) []reflect.Value {
	a, b := in[0], in[1]
	if a.Len() == 0 || b.Len() == 0 {
		return []reflect.Value{reflect.ValueOf(false)}
	}
	size := a.Type().Elem().Size()
	overlap := size > 0 && a.Pointer() <= b.Pointer()+uintptr(b.Len())*size-1 && b.Pointer() <= a.Pointer()+uintptr(a.Len())*size-1
	return []reflect.Value{reflect.ValueOf(overlap)}
}

func slicesStartIdx(_ []reflect.Type, in []reflect.Value) []reflect.Value {
	haystack, needle := in[0], in[1]
	size := haystack.Type().Elem().Size()
	i := 0
	if size > 0 {
		i = int((needle.Pointer() - haystack.Pointer()) / size)
	}
	return []reflect.Value{reflect.ValueOf(i)}
}
