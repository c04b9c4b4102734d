// This file compiles what package slices does with elements that have an order, or can be compared. Elements of a type that is made
// at run time, such as type Level int, lie in memory as those of the basic type of their kind, and are looked at as such.

package host

import (
	"cmp"
	"reflect"
	"slices"
	"unsafe"
)

// ordering is what can be done with slices whose elements are of one kind. Elements are named by index.
type ordering struct {
	sort     func(s reflect.Value)
	isSorted func(s reflect.Value) bool
	max, min func(s reflect.Value) reflect.Value
	index    func(s, x reflect.Value) int
	search   func(s, x reflect.Value) (int, bool)
	equal    func(a, b reflect.Value) bool
}

// orderings are by the kind of the elements.
var orderings = map[reflect.Kind]ordering{
	reflect.Int: orderingOf[int](), reflect.Int8: orderingOf[int8](), reflect.Int16: orderingOf[int16](), reflect.Int32: orderingOf[int32](),
	reflect.Int64: orderingOf[int64](), reflect.Uint: orderingOf[uint](), reflect.Uint8: orderingOf[uint8](), reflect.Uint16: orderingOf[uint16](),
	reflect.Uint32: orderingOf[uint32](), reflect.Uint64: orderingOf[uint64](), reflect.Uintptr: orderingOf[uintptr](),
	reflect.Float32: orderingOf[float32](), reflect.Float64: orderingOf[float64](), reflect.String: orderingOf[string](),
}

// elements are those of a slice whose elements are of T's kind.
func elements[T any](s reflect.Value) []T {
	return unsafe.Slice((*T)(s.UnsafePointer()), s.Len())
}

// element is a value of T's kind.
func element[T any](x reflect.Value) T {
	var v T
	reflect.ValueOf(&v).Elem().Set(x.Convert(reflect.TypeFor[T]()))
	return v
}

func orderingOf[T cmp.Ordered]() ordering {
	back := func(v T, s reflect.Value) reflect.Value { return reflect.ValueOf(v).Convert(s.Type().Elem()) }
	return ordering{
		sort:     func(s reflect.Value) { slices.Sort(elements[T](s)) },
		isSorted: func(s reflect.Value) bool { return slices.IsSorted(elements[T](s)) },
		max:      func(s reflect.Value) reflect.Value { return back(slices.Max(elements[T](s)), s) },
		min:      func(s reflect.Value) reflect.Value { return back(slices.Min(elements[T](s)), s) },
		index:    func(s, x reflect.Value) int { return slices.Index(elements[T](s), element[T](x)) },
		search:   func(s, x reflect.Value) (int, bool) { return slices.BinarySearch(elements[T](s), element[T](x)) },
		equal:    func(a, b reflect.Value) bool { return slices.Equal(elements[T](a), elements[T](b)) },
	}
}

func orderingFor(s reflect.Value) ordering { return orderings[s.Type().Elem().Kind()] }

func results(vs ...any) []reflect.Value {
	out := make([]reflect.Value, len(vs))
	for i, v := range vs {
		out[i] = reflect.ValueOf(v)
	}
	return out
}

func slicesSort(_ []reflect.Type, in []reflect.Value) []reflect.Value {
	orderingFor(in[0]).sort(in[0])
	return nil
}

func slicesIsSorted(_ []reflect.Type, in []reflect.Value) []reflect.Value {
	return results(orderingFor(in[0]).isSorted(in[0]))
}

func slicesMax(_ []reflect.Type, in []reflect.Value) []reflect.Value {
	return []reflect.Value{orderingFor(in[0]).max(in[0])}
}

func slicesMin(_ []reflect.Type, in []reflect.Value) []reflect.Value {
	return []reflect.Value{orderingFor(in[0]).min(in[0])}
}

func slicesBinarySearch(_ []reflect.Type, in []reflect.Value) []reflect.Value {
	i, found := orderingFor(in[0]).search(in[0], in[1])
	return results(i, found)
}

func slicesIndex(_ []reflect.Type, in []reflect.Value) []reflect.Value {
	return results(indexOf(in[0], in[1]))
}

func slicesContains(_ []reflect.Type, in []reflect.Value) []reflect.Value {
	return results(indexOf(in[0], in[1]) >= 0)
}

func indexOf(s, x reflect.Value) int {
	if o, ok := orderings[s.Type().Elem().Kind()]; ok {
		return o.index(s, x)
	}
	wanted := x.Interface()
	for i := range s.Len() {
		if s.Index(i).Interface() == wanted {
			return i
		}
	}
	return -1
}

func slicesEqual(_ []reflect.Type, in []reflect.Value) []reflect.Value {
	a, b := in[0], in[1]
	if o, ok := orderings[a.Type().Elem().Kind()]; ok {
		return results(o.equal(a, b))
	}
	if a.Len() != b.Len() {
		return results(false)
	}
	for i := range a.Len() {
		if a.Index(i).Interface() != b.Index(i).Interface() {
			return results(false)
		}
	}
	return results(true)
}

func slicesReverse(_ []reflect.Type, in []reflect.Value) []reflect.Value {
	swap, n := reflect.Swapper(in[0].Interface()), in[0].Len()
	for i := range n / 2 {
		swap(i, n-1-i)
	}
	return nil
}
