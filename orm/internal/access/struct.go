// This file holds the description of a struct type and of its fields.

package access

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unsafe"
)

// Struct describes a struct type.
type Struct struct {
	Type   reflect.Type
	Fields []*Field // exported fields, embedded structs flattened; an outer name hides an inner one
	Groups []Group  // the composites
	byName map[string]*Field
}

// Field describes a field: where it is and how its values travel.
type Field struct {
	Owner    string // the struct's name, for errors
	Name     string
	Type     reflect.Type
	Tag      reflect.StructTag
	Nullable bool   // a pointer, a sql.Null or the like: NULL has a value of its own
	Column   string // what the tag of the composite that it is part of calls its column; empty for most

	offset  uintptr
	elem    reflect.Type // the type behind a pointer, else Type
	code    code
	pointer bool
	valuer  bool          // elem or *elem is a driver.Valuer
	scanner bool          // *elem is a sql.Scanner
	deep    bool          // holds memory that can change behind an equal header
	same    reflect.Value // elem's method Equal, which decides where memory differs: 19.9 is 19.90; invalid without one
}

// code says how the bytes of a field are read. Named types have the code of their kind.
type code uint8

const (
	codeOther code = iota // whatever a converter makes of it: JSON documents, UUIDs
	codeBool
	codeInt
	codeInt8
	codeInt16
	codeInt32
	codeInt64
	codeUint
	codeUint8
	codeUint16
	codeUint32
	codeUint64
	codeFloat32
	codeFloat64
	codeString
	codeBytes
	codeTime
)

var kindCodes = map[reflect.Kind]code{
	reflect.Bool: codeBool, reflect.Int: codeInt, reflect.Int8: codeInt8, reflect.Int16: codeInt16,
	reflect.Int32: codeInt32, reflect.Int64: codeInt64, reflect.Uint: codeUint, reflect.Uint8: codeUint8,
	reflect.Uint16: codeUint16, reflect.Uint32: codeUint32, reflect.Uint64: codeUint64,
	reflect.Float32: codeFloat32, reflect.Float64: codeFloat64, reflect.String: codeString,
}

var (
	timeType      = reflect.TypeFor[time.Time]()
	bytesType     = reflect.TypeFor[[]byte]()
	marshalerType = reflect.TypeFor[json.Marshaler]()
	valuerType    = reflect.TypeFor[driver.Valuer]()
	scannerType   = reflect.TypeFor[sql.Scanner]()
)

// Describe finds the fields of a struct type. skip names fields to be passed over (a marker); it may be nil.
func Describe(t reflect.Type, skip func(reflect.StructField) bool) (*Struct, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("access: %s is not a struct", t)
	}
	s := &Struct{Type: t, byName: map[string]*Field{}}
	if err := s.walk(t, 0, "", skip); err != nil {
		return nil, err
	}
	return s, nil
}

// Composite tells whether a field is tagged orm:"composite": its struct's fields stand for it, as From.X.
func Composite(f reflect.StructField) bool {
	return f.Type.Kind() == reflect.Struct && slices.Contains(strings.Split(f.Tag.Get("orm"), ","), "composite")
}

func (s *Struct) walk(t reflect.Type, base uintptr, prefix string, skip func(reflect.StructField) bool) error {
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case skip != nil && skip(f):
		case f.Anonymous && f.Type.Kind() == reflect.Struct && codeOf(f.Type) == codeOther && !speaksSQL(f.Type):
			// Fields of an embedded struct stand where it stands, unless an outer field of this struct hides them.
			if err := s.walk(f.Type, base+f.Offset, prefix, func(inner reflect.StructField) bool {
				return isDirect(t, inner.Name) || skip != nil && skip(inner)
			}); err != nil {
				return err
			}
		case f.Anonymous && f.Type.Kind() == reflect.Pointer:
			return fmt.Errorf("%s embeds %s by pointer; embed the struct itself", s.Type.Name(), f.Type)
		case f.IsExported() && Composite(f):
			if err := s.walkGroup(f, base+f.Offset, prefix+f.Name); err != nil {
				return err
			}
		case f.IsExported():
			if f.Name = prefix + f.Name; s.byName[f.Name] == nil {
				s.add(f, base)
			}
		}
	}
	return nil
}

func isDirect(t reflect.Type, name string) bool {
	f, ok := t.FieldByName(name)
	return ok && len(f.Index) == 1
}

func (s *Struct) add(f reflect.StructField, base uintptr) {
	d := newField(&Field{Owner: s.Type.Name(), Name: f.Name, Type: f.Type, Tag: f.Tag, offset: base + f.Offset, elem: f.Type})
	s.Fields = append(s.Fields, d)
	s.byName[f.Name] = d
}

// valueField describes a value that stands alone.
func valueField(t reflect.Type) *Field {
	return newField(&Field{Owner: "value", Name: t.String(), Type: t, elem: t})
}

// newField finds out how the values of a field travel.
func newField(d *Field) *Field {
	if d.Type.Kind() == reflect.Pointer {
		d.elem, d.pointer, d.Nullable = d.Type.Elem(), true, true
	}
	d.code = codeOf(d.elem)
	d.valuer = d.elem.Implements(valuerType) || reflect.PointerTo(d.elem).Implements(valuerType)
	d.scanner = reflect.PointerTo(d.elem).Implements(scannerType)
	if d.valuer && d.scanner && d.elem.Kind() == reflect.Struct {
		d.Nullable = d.Nullable || d.isNullStruct()
	}
	d.deep = d.pointer || !flat(d.elem)
	d.same = equalMethod(d.elem)
	if d.code == codeOther && (d.elem.Kind() == reflect.Map || d.elem.Kind() == reflect.Slice || d.elem.Kind() == reflect.Interface) {
		d.Nullable = true
	}
	d.Nullable = d.Nullable || d.code == codeBytes
	return d
}

// Base is the Go type of the values: behind a pointer, inside a sql.Null or sql.NullString.
func (f *Field) Base() reflect.Type {
	if f.scanner && f.valuer && f.elem.Kind() == reflect.Struct && f.elem.NumField() == 2 && f.elem.Field(1).Name == "Valid" {
		return f.elem.Field(0).Type
	}
	return f.elem
}

// isNullStruct tells whether the zero value of the type is NULL: sql.NullString, sql.Null[T] and their like.
func (f *Field) isNullStruct() bool {
	v, err := valueOf(reflect.New(f.elem))
	return err == nil && v == nil
}

func codeOf(t reflect.Type) code {
	switch {
	case t == timeType:
		return codeTime
	case IsBytes(t):
		return codeBytes
	}
	return kindCodes[t.Kind()]
}

// IsBytes tells whether a type is []byte, or one of a program's own made of it, such as net.IP. One that writes itself
// as JSON, as json.RawMessage does, is a document.
func IsBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem() == bytesType.Elem() && (t == bytesType || !t.Implements(marshalerType))
}

// equalMethod finds the method Equal(T) bool of a type of a program's own.
func equalMethod(t reflect.Type) reflect.Value {
	m, ok := t.MethodByName("Equal")
	if t == timeType || !ok || m.Type.NumIn() != 2 || m.Type.In(1) != t || m.Type.NumOut() != 1 || m.Type.Out(0).Kind() != reflect.Bool {
		return reflect.Value{}
	}
	return m.Func
}

func speaksSQL(t reflect.Type) bool {
	return t.Implements(valuerType) || reflect.PointerTo(t).Implements(scannerType)
}

// flat tells whether equal memory is all there is to a value: no pointers but those of strings and times.
func flat(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct:
		if t == timeType {
			return true
		}
		for i := range t.NumField() {
			if !flat(t.Field(i).Type) {
				return false
			}
		}
		return true
	case reflect.Array:
		return flat(t.Elem())
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return false
	}
	return true
}

// Field returns the field of that name, nil if there is none.
func (s *Struct) Field(name string) *Field { return s.byName[name] }

// At returns the field of type t at an offset, nil if there is none.
func (s *Struct) At(offset uintptr, t reflect.Type) *Field {
	for _, f := range s.Fields {
		if f.offset == offset && f.Type == t {
			return f
		}
	}
	return nil
}

// Target is the struct type that a relation field points to, for a *T or []*T; many tells which. ok is false for
// fields that can't be a relation.
func (f *Field) Target() (t reflect.Type, many, ok bool) {
	t = f.Type
	if t.Kind() == reflect.Slice {
		t, many = t.Elem(), true
	}
	if t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		return nil, false, false
	}
	t = t.Elem()
	return t, many, t != timeType && !speaksSQL(t)
}

// SameAs tells whether two descriptions are of the same place in memory: a field, and the one that an embedded first
// struct has it from.
func (f *Field) SameAs(other *Field) bool { return f.offset == other.offset && f.Type == other.Type }

func (f *Field) at(p Ptr) unsafe.Pointer { return unsafe.Add(p.p, f.offset) }

// Link reads a relation field of type *T.
func (f *Field) Link(p Ptr) Ptr { return *(*Ptr)(f.at(p)) }

// SetLink writes a relation field of type *T.
func (f *Field) SetLink(p, target Ptr) { *(*Ptr)(f.at(p)) = target }

// Links reads a relation field of type []*T. The result is the field's own memory; nil is nil.
func (f *Field) Links(p Ptr) []Ptr { return *(*[]Ptr)(f.at(p)) }

// SetLinks writes a relation field of type []*T.
func (f *Field) SetLinks(p Ptr, list []Ptr) { *(*[]Ptr)(f.at(p)) = list }
