package atomic

import "reflect"
import "unsafe"

func (x *Pointer[T]) Load() *T { return pointerTo[T](LoadPointer(&x.v)) }

func (x *Pointer[T]) Store(val *T) { StorePointer(&x.v, reflect.ValueOf(val).UnsafePointer()) }

func (x *Pointer[T]) Swap(new *T) (old *T) {
	return pointerTo[T](SwapPointer(&x.v, reflect.ValueOf(new).UnsafePointer()))
}

func (x *Pointer[T]) CompareAndSwap(old, new *T) (swapped bool) {
	return CompareAndSwapPointer(&x.v, reflect.ValueOf(old).UnsafePointer(), reflect.ValueOf(new).UnsafePointer())
}

// pointerTo converts without the unsafe package, which cells don't have.
func pointerTo[T any](p unsafe.Pointer) *T {
	return reflect.NewAt(reflect.TypeFor[T](), p).Interface().(*T)
}
