// This file holds reading and writing fields as database values.

package access

import (
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unsafe"
)

// Get returns the field as it is, for display, hooks and history.
func (f *Field) Get(p Ptr) any { return reflect.NewAt(f.Type, f.at(p)).Elem().Interface() }

// Value returns the field as a database value: nil, int64, uint64 above its range, float64, bool, string, []byte or
// time.Time; of other types the value itself, for a converter of the column's type.
func (f *Field) Value(p Ptr) (any, error) {
	at := f.at(p)
	if f.pointer {
		if at = *(*unsafe.Pointer)(at); at == nil {
			return nil, nil
		}
	}
	if f.valuer {
		v, err := valueOf(reflect.NewAt(f.elem, at))
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", f.Owner, f.Name, err)
		}
		return v, nil
	}
	return f.read(at), nil
}

func (f *Field) read(at unsafe.Pointer) any {
	switch f.code {
	case codeBool:
		return *(*bool)(at)
	case codeInt, codeInt8, codeInt16, codeInt32, codeInt64:
		return f.readInt(at)
	case codeUint, codeUint8, codeUint16, codeUint32, codeUint64:
		if n := f.readUint(at); n > math.MaxInt64 {
			return n
		} else {
			return int64(n)
		}
	case codeFloat32:
		return float64(*(*float32)(at))
	case codeFloat64:
		return *(*float64)(at)
	case codeString:
		return *(*string)(at)
	case codeBytes:
		if b := *(*[]byte)(at); b != nil {
			return b
		}
		return nil
	case codeTime:
		return *(*time.Time)(at)
	}
	v := reflect.NewAt(f.elem, at).Elem()
	switch v.Kind() {
	case reflect.Map, reflect.Slice, reflect.Interface:
		if v.IsNil() {
			return nil
		}
	}
	return v.Interface()
}

func (f *Field) readInt(at unsafe.Pointer) int64 {
	switch f.code {
	case codeInt:
		return int64(*(*int)(at))
	case codeInt8:
		return int64(*(*int8)(at))
	case codeInt16:
		return int64(*(*int16)(at))
	case codeInt32:
		return int64(*(*int32)(at))
	}
	return *(*int64)(at)
}

func (f *Field) readUint(at unsafe.Pointer) uint64 {
	switch f.code {
	case codeUint:
		return uint64(*(*uint)(at))
	case codeUint8:
		return uint64(*(*uint8)(at))
	case codeUint16:
		return uint64(*(*uint16)(at))
	case codeUint32:
		return uint64(*(*uint32)(at))
	}
	return *(*uint64)(at)
}

// Int reads a plain integer field without boxing it; ok is false for other types, NULL, and numbers above int64.
func (f *Field) Int(p Ptr) (n int64, ok bool) {
	if f.pointer || f.valuer || f.code < codeInt || f.code > codeUint64 {
		return 0, false
	}
	if f.code <= codeInt64 {
		return f.readInt(f.at(p)), true
	}
	u := f.readUint(f.at(p))
	return int64(u), u <= math.MaxInt64
}

// SetInt stores an integer without boxing it.
func (f *Field) SetInt(p Ptr, n int64) error {
	if f.pointer || f.scanner || f.code < codeInt || f.code > codeUint64 {
		_, err := f.Set(p, n)
		return err
	}
	if err := f.writeInt(f.at(p), n); err != nil {
		return fmt.Errorf("%s.%s: %w", f.Owner, f.Name, err)
	}
	return nil
}

// IsZero tells whether the field has its zero value.
func (f *Field) IsZero(p Ptr) bool {
	if n, ok := f.Int(p); ok {
		return n == 0
	}
	return reflect.NewAt(f.Type, f.at(p)).Elem().IsZero()
}

// valueOf asks a driver.Valuer, and makes what it says a plain driver value where that is possible.
func valueOf(ptr reflect.Value) (any, error) {
	valuer, ok := ptr.Elem().Interface().(driver.Valuer)
	if !ok {
		valuer = ptr.Interface().(driver.Valuer)
	}
	v, err := valuer.Value()
	if err != nil || v == nil || driver.IsValue(v) {
		return v, err
	}
	if plain, err := driver.DefaultParameterConverter.ConvertValue(v); err == nil {
		return plain, nil
	}
	return v, nil
}

// Set stores a database value, which may be of any type that a driver or a column's converter gives. Text and bytes
// are copied. null tells that NULL came for a field that has no value for it: the field is zero then, and the caller
// remembers the NULL.
func (f *Field) Set(p Ptr, v any) (null bool, err error) {
	at := f.at(p)
	if v == nil {
		if f.scanner && !f.pointer {
			return !f.Nullable, f.scanNull(at)
		}
		f.clear(at)
		return !f.Nullable, nil
	}
	if f.pointer {
		fresh := reflect.New(f.elem).UnsafePointer()
		*(*unsafe.Pointer)(at) = fresh
		at = fresh
	}
	if f.scanner {
		err = reflect.NewAt(f.elem, at).Interface().(sql.Scanner).Scan(v)
	} else {
		err = f.write(at, v)
	}
	if err != nil {
		return false, fmt.Errorf("%s.%s: %w", f.Owner, f.Name, err)
	}
	return false, nil
}

// scanNull gives NULL to a Scanner; one that refuses nil is set to zero, since the caller remembers the NULL.
func (f *Field) scanNull(at unsafe.Pointer) error {
	f.clear(at)
	if !f.Nullable {
		return nil
	}
	return reflect.NewAt(f.elem, at).Interface().(sql.Scanner).Scan(nil)
}

func (f *Field) clear(at unsafe.Pointer) {
	switch {
	case f.pointer:
		*(*unsafe.Pointer)(at) = nil
	case f.code == codeString:
		*(*string)(at) = ""
	default:
		reflect.NewAt(f.Type, at).Elem().SetZero()
	}
}

// write is the table of conversions: a driver may give a number as text, a boolean as a number, text as bytes.
func (f *Field) write(at unsafe.Pointer, v any) error {
	switch f.code {
	case codeString:
		switch v := v.(type) {
		case string:
			*(*string)(at) = v
			return nil
		case []byte:
			*(*string)(at) = string(v)
			return nil
		}
	case codeBytes:
		switch v := v.(type) {
		case []byte:
			*(*[]byte)(at) = append([]byte{}, v...)
			return nil
		case string:
			*(*[]byte)(at) = []byte(v)
			return nil
		}
	case codeTime:
		if v, ok := v.(time.Time); ok {
			*(*time.Time)(at) = v
			return nil
		}
	case codeOther:
		return f.writeOther(at, v)
	default:
		return f.writeNumber(at, v)
	}
	return f.mismatch(v)
}

func (f *Field) mismatch(v any) error {
	return fmt.Errorf("a value of type %T from the database doesn't fit %s", v, f.Type)
}

func (f *Field) writeNumber(at unsafe.Pointer, v any) error {
	if b, ok := v.([]byte); ok {
		v = string(b)
	}
	switch v := v.(type) {
	case int64:
		return f.writeInt(at, v)
	case bool:
		if f.code == codeBool {
			*(*bool)(at) = v
			return nil
		}
		if v {
			return f.writeInt(at, 1)
		}
		return f.writeInt(at, 0)
	case float64:
		return f.writeFloat(at, v)
	case uint64:
		if v <= math.MaxInt64 {
			return f.writeInt(at, int64(v))
		}
		return f.reflectSet(at, func(r reflect.Value) bool {
			ok := r.CanUint() && !r.OverflowUint(v)
			if ok {
				r.SetUint(v)
			}
			return ok
		}, v)
	case string:
		return f.parse(at, v)
	}
	return f.writeOther(at, v)
}

// reflectSet is for conversions that are rare enough not to need offsets.
func (f *Field) reflectSet(at unsafe.Pointer, set func(reflect.Value) bool, v any) error {
	if !set(reflect.NewAt(f.elem, at).Elem()) {
		return fmt.Errorf("%v doesn't fit %s", v, f.elem)
	}
	return nil
}

func (f *Field) writeInt(at unsafe.Pointer, n int64) error {
	ok := true
	switch f.code {
	case codeInt:
		*(*int)(at) = int(n)
	case codeInt64:
		*(*int64)(at) = n
	case codeBool:
		*(*bool)(at) = n != 0
	case codeFloat32:
		*(*float32)(at) = float32(n)
	case codeFloat64:
		*(*float64)(at) = float64(n)
	case codeInt8, codeInt16, codeInt32:
		v := reflect.NewAt(f.elem, at).Elem()
		if ok = !v.OverflowInt(n); ok {
			v.SetInt(n)
		}
	default:
		v := reflect.NewAt(f.elem, at).Elem()
		if ok = n >= 0 && !v.OverflowUint(uint64(n)); ok {
			v.SetUint(uint64(n))
		}
	}
	if !ok {
		return fmt.Errorf("%d doesn't fit %s", n, f.elem)
	}
	return nil
}

func (f *Field) writeFloat(at unsafe.Pointer, x float64) error {
	switch f.code {
	case codeFloat64:
		*(*float64)(at) = x
		return nil
	case codeFloat32:
		*(*float32)(at) = float32(x)
		return nil
	}
	if n := int64(x); float64(n) == x {
		return f.writeInt(at, n)
	}
	return fmt.Errorf("%v doesn't fit %s", x, f.elem)
}

func (f *Field) parse(at unsafe.Pointer, s string) error {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return f.writeInt(at, n)
	}
	if f.code == codeFloat32 || f.code == codeFloat64 {
		if x, err := strconv.ParseFloat(s, 64); err == nil {
			return f.writeFloat(at, x)
		}
	}
	return fmt.Errorf("%q doesn't fit %s", s, f.elem)
}

// writeOther takes a value that a converter made, or text that holds a JSON document.
func (f *Field) writeOther(at unsafe.Pointer, v any) error {
	dst, src := reflect.NewAt(f.elem, at), reflect.ValueOf(v)
	if src.Type().AssignableTo(f.elem) {
		dst.Elem().Set(src)
		return nil
	}
	if src.Kind() == f.elem.Kind() && src.CanConvert(f.elem) {
		dst.Elem().Set(src.Convert(f.elem))
		return nil
	}
	if id, ok := v.(string); ok && f.elem.Kind() == reflect.Array && f.elem.Len() == 16 && f.elem.Elem().Kind() == reflect.Uint8 {
		return f.writeUUID(dst.Elem(), id)
	}
	var text []byte
	switch v := v.(type) {
	case []byte:
		text = v
	case string:
		text = []byte(v)
	default:
		var err error
		if text, err = json.Marshal(v); err != nil {
			return f.mismatch(v)
		}
	}
	if err := json.Unmarshal(text, dst.Interface()); err != nil {
		return fmt.Errorf("the document doesn't fit %s: %w", f.elem, err)
	}
	return nil
}

// writeUUID takes the hexadecimal digits of 16 bytes, with or without hyphens.
func (f *Field) writeUUID(dst reflect.Value, text string) error {
	b, err := hex.DecodeString(strings.ReplaceAll(text, "-", ""))
	if err != nil || len(b) != dst.Len() {
		return fmt.Errorf("%q is no UUID", text)
	}
	for i, x := range b {
		dst.Index(i).SetUint(uint64(x))
	}
	return nil
}

// Plain turns any Go value that a field could hold into the form that Value gives: int64, float64, bool, string, []byte,
// time.Time, nil; other types stay as they are.
func Plain(v any) (any, error) {
	if v == nil || driver.IsValue(v) {
		return v, nil
	}
	if r := reflect.ValueOf(v); r.Kind() == reflect.Uint64 && r.Uint() > math.MaxInt64 {
		return r.Uint(), nil
	}
	plain, err := driver.DefaultParameterConverter.ConvertValue(v)
	if err != nil {
		return v, nil //nolint:nilerr // documents and the like are left to the column's type
	}
	return plain, nil
}
