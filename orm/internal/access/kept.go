// This file holds values of some fields apart from their structs.

package access

import (
	"reflect"
	"slices"
	"time"
	"unsafe"
)

// Kept is what some fields of many structs held, field by field side by side. It takes less memory than the structs.
type Kept struct {
	cols   []int
	fields []*Field
	values []unsafe.Pointer // of each field: room for size values
	n      int
	size   int
}

// Kept makes room for so many structs' values of the fields at these positions, which hold no memory of their own.
func (t *Tracker) Kept(cols []int, size int) *Kept {
	c := &Kept{cols: slices.Clone(cols), size: size}
	for _, at := range cols {
		f := t.fields[at]
		c.fields = append(c.fields, f)
		c.values = append(c.values, reflect.MakeSlice(reflect.SliceOf(f.Type), size, size).UnsafePointer())
	}
	return c
}

// Of tells whether these are the columns.
func (c *Kept) Of(cols []int) bool { return slices.Equal(c.cols, cols) }

// Covers tells whether all of these are among the columns.
func (c *Kept) Covers(cols []int) bool {
	for _, at := range cols {
		if !slices.Contains(c.cols, at) {
			return false
		}
	}
	return true
}

// Full tells whether no room is left.
func (c *Kept) Full() bool { return c.n == c.size }

// Keep takes the values of a struct, and returns their number.
func (c *Kept) Keep(p Ptr) int {
	for i, f := range c.fields {
		f.copyTo(unsafe.Add(c.values[i], uintptr(c.n)*f.Type.Size()), f.at(p))
	}
	c.n++
	return c.n - 1
}

// Give puts the values of a number into a struct.
func (c *Kept) Give(n int, p Ptr) {
	for i, f := range c.fields {
		f.copyTo(f.at(p), unsafe.Add(c.values[i], uintptr(n)*f.Type.Size()))
	}
}

// copyTo copies a value as it lies there.
func (f *Field) copyTo(dst, src unsafe.Pointer) {
	switch {
	case f.pointer:
	case f.code == codeString:
		*(*string)(dst) = *(*string)(src)
		return
	case f.code == codeTime:
		*(*time.Time)(dst) = *(*time.Time)(src)
		return
	case f.code == codeInt || f.code == codeInt64 || f.code == codeUint || f.code == codeUint64 || f.code == codeFloat64:
		*(*uint64)(dst) = *(*uint64)(src)
		return
	}
	reflect.NewAt(f.Type, dst).Elem().Set(reflect.NewAt(f.Type, src).Elem())
}
