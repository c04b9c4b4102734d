// This file holds Ptr and the ways between pointers, interface values and slices of pointers.

package access

import (
	"fmt"
	"reflect"
	"unsafe"
	"weak"
)

// Ptr is the address of a struct. Two are equal exactly if they are the same object. The zero Ptr is nil.
type Ptr struct{ p unsafe.Pointer }

// PtrOf takes the address out of a *T; ok is false for anything that isn't a non-nil pointer to a struct.
func PtrOf(obj any) (p Ptr, t reflect.Type, ok bool) {
	v := reflect.ValueOf(obj)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Type().Elem().Kind() != reflect.Struct {
		return Ptr{}, nil, false
	}
	return Ptr{v.UnsafePointer()}, v.Type().Elem(), true
}

// SameMemory tells whether the memory of size bytes at two addresses is equal.
func SameMemory(a, b Ptr, size uintptr) bool {
	return memory(a, span{0, size}) == memory(b, span{0, size})
}

// IsNil tells whether p is no object.
func (p Ptr) IsNil() bool { return p.p == nil }

// Interface is p as a value of type *t.
func (p Ptr) Interface(t reflect.Type) any { return reflect.NewAt(t, p.p).Interface() }

// PointerType makes values of type *T of addresses, faster than Interface does.
type PointerType struct{ word unsafe.Pointer }

// PointerTo is the PointerType of a struct type.
func PointerTo(t reflect.Type) PointerType {
	return PointerType{typeWord(reflect.Zero(reflect.PointerTo(t)).Interface())}
}

// Interface is p as a value of the type.
func (t PointerType) Interface(p Ptr) any { return boxed(t.word, p.p) }

// Within tells whether address lies inside a struct of type t at p, and at which offset.
func (p Ptr) Within(t reflect.Type, address Ptr) (offset uintptr, ok bool) {
	offset = uintptr(address.p) - uintptr(p.p)
	return offset, uintptr(address.p) >= uintptr(p.p) && offset < t.Size()
}

// FieldAddress takes the address out of a pointer to a field, with the field's type.
func FieldAddress(field any) (p Ptr, t reflect.Type, ok bool) {
	v := reflect.ValueOf(field)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return Ptr{}, nil, false
	}
	return Ptr{v.UnsafePointer()}, v.Type().Elem(), true
}

// New makes a zeroed struct of type t.
func New(t reflect.Type) Ptr { return Ptr{reflect.New(t).UnsafePointer()} }

// Objects flattens what Add may be given: a *T, or one slice of *T.
func Objects(args []any) []any {
	if len(args) != 1 {
		return args
	}
	v := reflect.ValueOf(args[0])
	if v.Kind() != reflect.Slice {
		return args
	}
	list := make([]any, v.Len())
	for i := range list {
		list[i] = v.Index(i).Interface()
	}
	return list
}

// Pointers views a []*T of structs as the addresses that it holds, without a copy; ok is false for anything else.
func Pointers(slice any) (list []Ptr, elem reflect.Type, ok bool) {
	v := reflect.ValueOf(slice)
	if v.Kind() != reflect.Slice || v.Type().Elem().Kind() != reflect.Pointer || v.Type().Elem().Elem().Kind() != reflect.Struct {
		return nil, nil, false
	}
	return unsafe.Slice((*Ptr)(v.UnsafePointer()), v.Len()), v.Type().Elem().Elem(), true
}

// Elements lists what a slice holds. Bytes, and types that speak SQL themselves, are values and no lists.
func Elements(v any) ([]any, bool) {
	r := reflect.ValueOf(v)
	if v == nil || r.Kind() != reflect.Slice || r.Type().Elem().Kind() == reflect.Uint8 || speaksSQL(r.Type()) {
		return nil, false
	}
	return Objects([]any{v}), true
}

// SetValues stores values in a *[]T, converted as a field of type T would take them.
func SetValues(into any, values []any) error {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Type().Elem().Kind() != reflect.Slice {
		return fmt.Errorf("values are stored in a pointer to a slice, not in a %T", into)
	}
	t := v.Type().Elem().Elem()
	list := reflect.MakeSlice(v.Type().Elem(), len(values), len(values))
	f := valueField(t)
	for i, x := range values {
		if x != nil && reflect.TypeOf(x).AssignableTo(t) {
			list.Index(i).Set(reflect.ValueOf(x))
			continue
		}
		null, err := f.Set(Ptr{list.Index(i).Addr().UnsafePointer()}, x)
		switch {
		case err != nil:
			return fmt.Errorf("row %d: %w", i+1, err)
		case null && t.Kind() != reflect.Interface && t.Kind() != reflect.Pointer:
			return fmt.Errorf("row %d is NULL, which %s can't hold: take *%s", i+1, t, t)
		}
	}
	v.Elem().Set(list)
	return nil
}

// SetSlice stores list in a *[]*T; false if into is not one for this t.
func SetSlice(into any, t reflect.Type, list []Ptr) bool {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Type().Elem() != reflect.SliceOf(reflect.PointerTo(t)) {
		return false
	}
	if list == nil {
		list = []Ptr{} // nothing found reads as an empty list, not as nil
	}
	*(*[]Ptr)(v.UnsafePointer()) = list
	return true
}

// Rows is a slice of structs that grows: the R of orm.Into.
type Rows struct{ slice reflect.Value }

// RowsOf takes a *[]R, R a struct; ok is false for anything else.
func RowsOf(slice any) (r Rows, elem reflect.Type, ok bool) {
	v := reflect.ValueOf(slice)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Type().Elem().Kind() != reflect.Slice {
		return Rows{}, nil, false
	}
	elem = v.Type().Elem().Elem()
	return Rows{v.Elem()}, elem, elem.Kind() == reflect.Struct
}

// Add appends a zero row and returns its address, which is good until the next Add.
func (r Rows) Add() Ptr {
	r.slice.Set(reflect.Append(r.slice, reflect.Zero(r.slice.Type().Elem())))
	return Ptr{r.slice.Index(r.slice.Len() - 1).Addr().UnsafePointer()}
}

// Slab hands out zeroed structs of one type. The first allocations are small, so that a query of one row doesn't
// keep room for many alive.
type Slab struct {
	t         reflect.Type
	base      unsafe.Pointer
	left, cap int
	most      int
}

// NewSlab makes a slab whose allocations grow to most structs.
func NewSlab(t reflect.Type, most int) *Slab { return &Slab{t: t, most: most} }

// Expect makes the next allocation, where one is due, for n structs: so many are about to be taken.
func (s *Slab) Expect(n int) {
	if s.left == 0 && s.cap == 0 {
		s.cap = min(max(n, 1), s.most)
		s.make()
	}
}

func (s *Slab) make() {
	if s.left = s.cap; s.cap == 1 {
		s.base = reflect.New(s.t).UnsafePointer()
		return
	}
	s.base = reflect.MakeSlice(reflect.SliceOf(s.t), s.cap, s.cap).UnsafePointer()
}

// Empty gives up the structs that are left, and begins with a small allocation again.
func (s *Slab) Empty() { s.base, s.left, s.cap = nil, 0, 0 }

// Full tells whether the next New begins another allocation.
func (s *Slab) Full() bool { return s.left == 0 }

// Untouched tells whether the next New is the first of its allocation.
func (s *Slab) Untouched() bool { return s.left > 0 && s.left == s.cap }

// New returns the next struct.
func (s *Slab) New() Ptr {
	if s.left == 0 {
		s.cap = min(max(1, 4*s.cap), s.most)
		s.make()
	}
	p := s.base
	if s.left--; s.left > 0 {
		s.base = unsafe.Add(s.base, s.t.Size())
	}
	return Ptr{p}
}

// Address is where an object is. It keeps nothing alive, so it says something only as long as the object is known to live.
type Address uintptr

// Behind is what lies so many bytes behind p, in the same allocation.
func (p Ptr) Behind(by uintptr) Ptr { return Ptr{unsafe.Add(p.p, by)} }

// Address gives the address of p.
func (p Ptr) Address() Address { return Address(uintptr(p.p)) }

// Weak tells whether an object's memory was freed, without keeping it from being so.
type Weak struct{ p weak.Pointer[byte] }

// Weak watches the memory of p. Making it isn't cheap; objects of one allocation may share it.
func (p Ptr) Weak() Weak { return Weak{weak.Make((*byte)(p.p))} }

// Ref names an object without keeping it alive.
type Ref struct {
	w      Weak
	offset int // of the object from what w watches
}

// Ref names p by what watches the allocation that it lies in.
func (p Ptr) Ref(w Weak) Ref {
	return Ref{w, int(uintptr(p.p)) - int(uintptr(unsafe.Pointer(w.p.Value())))}
}

// Behind names what lies so many bytes behind, in the same allocation.
func (r Ref) Behind(by uintptr) Ref { return Ref{r.w, r.offset + int(by)} }

// Ptr is the object, nil once its memory was freed.
func (r Ref) Ptr() Ptr {
	base := r.w.p.Value()
	if base == nil {
		return Ptr{}
	}
	return Ptr{unsafe.Add(unsafe.Pointer(base), r.offset)}
}
