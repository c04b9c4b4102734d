// This file holds the functions of package unsafe, which the executor hasn't.

package host

import (
	"math"
	"reflect"
	"unsafe"
)

// UnsafeAdd is unsafe.Add.
func UnsafeAdd(p unsafe.Pointer, n int) unsafe.Pointer { return unsafe.Add(p, n) }

// StringData is unsafe.StringData.
func StringData(s string) *byte { return unsafe.StringData(s) }

// SliceData stores unsafe.SliceData(slice) in *target.
func SliceData(slice, target any) {
	v, to := reflect.ValueOf(slice), reflect.ValueOf(target).Elem()
	to.Set(reflect.NewAt(v.Type().Elem(), v.UnsafePointer()).Convert(to.Type()))
}

// UnsafeSlice stores unsafe.Slice(pointer, n) in *target, and panics as that
// does.
func UnsafeSlice(pointer any, n int, target any) {
	p, to := reflect.ValueOf(pointer), reflect.ValueOf(target).Elem()
	checkUnsafe("Slice", p, n)
	if !p.IsNil() {
		to.Set(reflect.SliceAt(p.Type().Elem(), p.UnsafePointer(), n).Convert(to.Type()))
	}
}

// UnsafeString stores unsafe.String(pointer, n) in *target, and panics as that
// does.
func UnsafeString(pointer any, n int, target any) {
	p := reflect.ValueOf(pointer)
	checkUnsafe("String", p, n)
	if !p.IsNil() {
		reflect.ValueOf(target).Elem().SetString(unsafe.String((*byte)(p.UnsafePointer()), n))
	}
}

func checkUnsafe(name string, p reflect.Value, n int) {
	size := p.Type().Elem().Size()
	tooLong := size > 0 && uintptr(max(n, 0)) > -p.Pointer()/size && !p.IsNil()
	switch {
	case n < 0 || size > 0 && uintptr(n) > math.MaxInt/size || tooLong:
		panic(runtimeError("unsafe." + name + ": len out of range"))
	case p.IsNil() && n > 0:
		panic(runtimeError("unsafe." + name + ": ptr is nil and len is not zero"))
	}
}
