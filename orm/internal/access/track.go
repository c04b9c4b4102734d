// This file holds snapshots of objects: making them and comparing objects with them.

package access

import (
	"bytes"
	"cmp"
	"math"
	"reflect"
	"slices"
	"time"
	"unsafe"
)

// Tracker compares the fields of a struct type that have columns.
type Tracker struct {
	t      reflect.Type
	fields []*Field
	spans  []span
	deep   []*Field // fields whose memory may be equal though what they point to has changed
}

// span is memory that needs no look at its fields while it is equal.
type span struct{ offset, size uintptr }

// Track prepares the comparison of some of the fields.
func (s *Struct) Track(fields []*Field) *Tracker {
	t := &Tracker{t: s.Type, fields: fields}
	sorted := slices.SortedFunc(slices.Values(fields), func(a, b *Field) int { return cmp.Compare(a.offset, b.offset) })
	for _, f := range sorted {
		size := f.Type.Size()
		if f.deep {
			t.deep = append(t.deep, f)
			continue
		}
		if n := len(t.spans); n > 0 && t.spans[n-1].offset+t.spans[n-1].size == f.offset {
			t.spans[n-1].size += size
			continue
		}
		t.spans = append(t.spans, span{f.offset, size})
	}
	return t
}

// Flat tells whether an object is unchanged if its memory is: no field leads to memory that can change.
func (t *Tracker) Flat() bool { return len(t.deep) == 0 }

// Copy makes dst a snapshot of src: the struct, with what its fields point to copied as well.
func (t *Tracker) Copy(dst, src Ptr) {
	reflect.NewAt(t.t, dst.p).Elem().Set(reflect.NewAt(t.t, src.p).Elem())
	for _, f := range t.deep {
		f.detach(dst)
	}
}

// CopyField copies one tracked field, in the same way.
func (t *Tracker) CopyField(i int, dst, src Ptr) {
	f := t.fields[i]
	f.copyTo(f.at(dst), f.at(src))
	if f.deep {
		f.detach(dst)
	}
}

// Same tells whether no tracked field differs. It allocates nothing.
func (t *Tracker) Same(a, b Ptr) bool {
	for _, s := range t.spans {
		if memory(a, s) != memory(b, s) {
			return !t.differs(a, b)
		}
	}
	for _, f := range t.deep {
		if !f.equal(a, b) {
			return false
		}
	}
	return true
}

func (t *Tracker) differs(a, b Ptr) bool {
	for _, f := range t.fields {
		if !f.equal(a, b) {
			return true
		}
	}
	return false
}

// Changed appends the positions of the tracked fields that differ.
func (t *Tracker) Changed(a, b Ptr, changed []int) []int {
	for i, f := range t.fields {
		if !f.equal(a, b) {
			changed = append(changed, i)
		}
	}
	return changed
}

func memory(p Ptr, s span) string { return unsafe.String((*byte)(unsafe.Add(p.p, s.offset)), s.size) }

// Equal tells whether the field has the same value in two structs: numbers by their bits, times by their instant,
// what pointers and slices lead to by content. A type with a method Equal decides itself about what differs in that.
func (f *Field) Equal(a, b Ptr) bool { return f.equal(a, b) }

func (f *Field) equal(a, b Ptr) bool {
	x, y := f.at(a), f.at(b)
	if f.pointer {
		x, y = *(*unsafe.Pointer)(x), *(*unsafe.Pointer)(y)
		if x == nil || y == nil {
			return x == y
		}
	}
	return f.equalAt(x, y) || f.same.IsValid() && f.asked(x, y)
}

// asked calls the type's own method Equal.
func (f *Field) asked(x, y unsafe.Pointer) bool {
	return f.same.Call([]reflect.Value{reflect.NewAt(f.elem, x).Elem(), reflect.NewAt(f.elem, y).Elem()})[0].Bool()
}

func (f *Field) equalAt(x, y unsafe.Pointer) bool {
	switch f.code {
	case codeString:
		return *(*string)(x) == *(*string)(y)
	case codeBytes:
		p, q := *(*[]byte)(x), *(*[]byte)(y)
		return (p == nil) == (q == nil) && bytes.Equal(p, q)
	case codeTime:
		return (*(*time.Time)(x)).Equal(*(*time.Time)(y))
	case codeFloat32:
		return math.Float32bits(*(*float32)(x)) == math.Float32bits(*(*float32)(y))
	case codeFloat64:
		return math.Float64bits(*(*float64)(x)) == math.Float64bits(*(*float64)(y))
	case codeOther:
		return reflect.DeepEqual(reflect.NewAt(f.elem, x).Interface(), reflect.NewAt(f.elem, y).Interface())
	}
	size := f.elem.Size()
	return unsafe.String((*byte)(x), size) == unsafe.String((*byte)(y), size)
}

// detach gives a snapshot's field memory of its own.
func (f *Field) detach(p Ptr) {
	if f.code == codeBytes && !f.pointer {
		b := (*[]byte)(f.at(p))
		*b = bytes.Clone(*b)
		return
	}
	v := reflect.NewAt(f.Type, f.at(p)).Elem()
	v.Set(clone(v, 0))
}

// clone copies a value with all it leads to, to a depth that no document reaches; beyond it, memory stays shared and a
// change there isn't seen.
func clone(v reflect.Value, depth int) reflect.Value {
	const deepest = 64
	if depth > deepest || flat(v.Type()) {
		return v
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(clone(v.Elem(), depth+1))
		return p.Convert(v.Type())
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		return clone(v.Elem(), depth+1)
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		s := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			s.Index(i).Set(clone(v.Index(i), depth+1))
		}
		return s
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		m := reflect.MakeMapWithSize(v.Type(), v.Len())
		for k, e := range v.Seq2() {
			m.SetMapIndex(k, clone(e, depth+1))
		}
		return m
	case reflect.Struct:
		return cloneStruct(v, depth)
	}
	return v
}

// cloneStruct reaches unexported fields through their address: a decimal keeps its digits in one.
func cloneStruct(v reflect.Value, depth int) reflect.Value {
	s := reflect.New(v.Type()).Elem()
	s.Set(v)
	for i := range s.NumField() {
		f := s.Field(i)
		f = reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem()
		f.Set(clone(f, depth+1))
	}
	return s
}
