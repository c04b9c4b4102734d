// This file holds the helpers on values: comparison, assertion, conversion.

package host

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"unicode/utf8"
	"unsafe"
)

// IsNil reports whether an interface value is nil.
func IsNil(x any) bool { return x == nil }

// Eq compares interface values as == does, and panics as it does.
func Eq(x, y any) bool { return x == y }

// Assert stores x in *target, whose type is asked for, if x has that type or
// implements it.
func Assert(x, target any) bool {
	to := reflect.ValueOf(target).Elem()
	if x == nil {
		return false
	}
	v := reflect.ValueOf(x)
	if to.Kind() == reflect.Interface {
		if !v.Type().Implements(to.Type()) {
			return false
		}
	} else if v.Type() != to.Type() {
		return false
	}
	to.Set(v)
	return true
}

// Assign stores x in *target, an interface that x implements if it isn't nil.
func Assign(x, target any) {
	if x != nil {
		reflect.ValueOf(target).Elem().Set(reflect.ValueOf(x))
	}
}

// Convert stores x, converted, in *target.
func Convert(x, target any) {
	to := reflect.ValueOf(target).Elem()
	v := reflect.ValueOf(x)
	if !v.IsValid() {
		return
	}
	if n := arrayLen(to.Type()); v.Kind() == reflect.Slice && n >= 0 && v.Len() < n {
		panic(runtimeError(fmt.Sprintf("cannot convert slice with length %d to array or pointer to array with length %d", v.Len(), n)))
	}
	switch {
	case v.Kind() == reflect.UnsafePointer || to.Kind() == reflect.UnsafePointer:
		to.Set(convertPointer(v, to.Type()))
	case v.Kind() == reflect.String && to.Kind() == reflect.Slice && !v.CanConvert(to.Type()):
		to.Set(sliceOfString(v.String(), to.Type()))
	case v.Kind() == reflect.Slice && to.Kind() == reflect.String && !v.CanConvert(to.Type()):
		to.SetString(stringOfSlice(v))
	default:
		to.Set(v.Convert(to.Type()))
	}
}

// sliceOfString converts to a slice of named bytes or runes, which reflect
// doesn't do.
func sliceOfString(s string, t reflect.Type) reflect.Value {
	if t.Elem().Kind() == reflect.Uint8 {
		v := reflect.MakeSlice(t, len(s), len(s))
		for i := range len(s) {
			v.Index(i).SetUint(uint64(s[i]))
		}
		return v
	}
	runes := []rune(s)
	v := reflect.MakeSlice(t, len(runes), len(runes))
	for i, r := range runes {
		v.Index(i).SetInt(int64(r))
	}
	return v
}

func stringOfSlice(v reflect.Value) string {
	var b []byte
	for i := range v.Len() {
		if e := v.Index(i); e.CanUint() {
			b = append(b, byte(e.Uint()))
		} else {
			b = utf8.AppendRune(b, rune(e.Int()))
		}
	}
	return string(b)
}

// convertPointer converts from or to an unsafe.Pointer.
func convertPointer(v reflect.Value, to reflect.Type) reflect.Value {
	var p unsafe.Pointer
	switch v.Kind() {
	case reflect.Uintptr:
		u := uintptr(v.Uint())
		p = *(*unsafe.Pointer)(unsafe.Pointer(&u))
	default:
		p = v.UnsafePointer()
	}
	switch to.Kind() {
	case reflect.Uintptr:
		return reflect.ValueOf(uintptr(p)).Convert(to)
	case reflect.Pointer:
		return reflect.NewAt(to.Elem(), p).Convert(to)
	}
	return reflect.ValueOf(p).Convert(to)
}

func arrayLen(t reflect.Type) int {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Array {
		return t.Len()
	}
	return -1
}

// Clear is the predeclared function for any map or slice.
func Clear(x any) { reflect.ValueOf(x).Clear() }

// MinFloat is min for floats.
func MinFloat(x, y float64) float64 {
	if math.IsNaN(x) || math.IsNaN(y) {
		return math.NaN()
	}
	return min(x, y)
}

// MaxFloat is max for floats.
func MaxFloat(x, y float64) float64 {
	if math.IsNaN(x) || math.IsNaN(y) {
		return math.NaN()
	}
	return max(x, y)
}

// DecodeRune is the rune of s at i and its width.
func DecodeRune(s string, i int) (rune, int) { return utf8.DecodeRuneInString(s[i:]) }

// Must stops the cell with an error that it left out.
func (h *Host) Must(err error) {
	if err != nil {
		if h.Trace != nil {
			h.Trace.Take() // of a panic that compiled code caught
		}
		panic(&LeftOut{err})
	}
}

// Nop does nothing: what a deferred recover does outside of a panic.
func Nop() {}

// Accessor returns a func(*T) *F for field i of the struct type T, also if it is unexported. For a nil pointer it panics.
func Accessor(t reflect.Type, i int) reflect.Value {
	field := t.Field(i)
	typ := reflect.FuncOf([]reflect.Type{reflect.PointerTo(t)}, []reflect.Type{reflect.PointerTo(field.Type)}, false)
	return reflect.MakeFunc(typ, func(args []reflect.Value) []reflect.Value {
		p := args[0].UnsafePointer()
		if p == nil {
			panic(nilDereference)
		}
		return []reflect.Value{reflect.NewAt(field.Type, unsafe.Add(p, field.Offset))}
	})
}

// printer writes as the predeclared print and println do.
func printText(line bool, args []any) string {
	var b []byte
	for i, a := range args {
		if line && i > 0 {
			b = append(b, ' ')
		}
		b = appendPrinted(b, a)
	}
	if line {
		b = append(b, '\n')
	}
	return string(b)
}

// words are what an interface is made of, as print shows them.
type words struct{ typ, data uintptr }

// Words makes print show the words of an interface.
func Words(x any) any { return *(*words)(unsafe.Pointer(&x)) }

func appendPrinted(b []byte, a any) []byte {
	if w, ok := a.(words); ok {
		return fmt.Appendf(b, "(%#x,%#x)", w.typ, w.data)
	}
	v := reflect.ValueOf(a)
	switch v.Kind() {
	case reflect.Invalid:
		return append(b, "nil"...)
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.AppendInt(b, v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.AppendUint(b, v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		return appendFloat(b, v.Float(), v.Type().Bits())
	case reflect.Complex64, reflect.Complex128:
		return appendComplex(b, v.Complex(), v.Type().Bits()/2)
	case reflect.String:
		return append(b, v.String()...)
	case reflect.Slice:
		return fmt.Appendf(b, "[%d/%d]%#x", v.Len(), v.Cap(), v.Pointer())
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return fmt.Appendf(b, "%#x", v.Pointer())
	}
	return fmt.Appendf(b, "(%v)", v.Type())
}

func appendFloat(b []byte, f float64, bits int) []byte {
	return strconv.AppendFloat(b, f, 'g', -1, bits)
}

func appendComplex(b []byte, c complex128, bits int) []byte {
	b = appendFloat(append(b, '('), real(c), bits)
	if im := imag(c); !math.Signbit(im) && !math.IsInf(im, 1) || math.IsNaN(im) {
		b = append(b, '+')
	}
	return append(appendFloat(b, imag(c), bits), "i)"...)
}

// MethodCaller returns a func(T, args...) results that calls method i of the
// interface type t, which reflect refuses to do for unexported methods.
func MethodCaller(t reflect.Type, i int) reflect.Value {
	m := t.Method(i).Type
	ins := []reflect.Type{reflect.TypeFor[unsafe.Pointer]()}
	for in := range m.Ins() {
		ins = append(ins, in)
	}
	var outs []reflect.Type
	for out := range m.Outs() {
		outs = append(outs, out)
	}
	method := reflect.FuncOf(ins, outs, m.IsVariadic())
	ins[0] = t
	return reflect.MakeFunc(reflect.FuncOf(ins, outs, m.IsVariadic()), func(in []reflect.Value) []reflect.Value {
		x := reflect.New(t)
		x.Elem().Set(in[0])
		// An interface with methods is a pointer to its method table, whose
		// functions begin after 24 bytes, and the receiver's word.
		words := (*[2]unsafe.Pointer)(x.UnsafePointer())
		if words[0] == nil {
			panic(nilDereference)
		}
		code := (*unsafe.Pointer)(unsafe.Add(words[0], 24+i*8))
		fn := unsafe.Pointer(code) // a func is a pointer to its code's address
		in[0] = reflect.ValueOf(words[1])
		call := reflect.NewAt(method, unsafe.Pointer(&fn)).Elem()
		if m.IsVariadic() {
			return call.CallSlice(in)
		}
		return call.Call(in)
	})
}
