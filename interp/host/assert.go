// This file makes the error of an assertion that failed.

package host

import (
	"reflect"
	"runtime"
	"unsafe"
)

// PanicAssert panics for an assertion of x, whose static type is from, that
// failed: with a *runtime.TypeAssertionError.
func PanicAssert(x any, from, to reflect.Type) {
	e := &assertion{concrete: word(reflect.TypeOf(x)), asserted: word(to)}
	switch {
	case to.Kind() != reflect.Interface:
		e.iface = word(from)
	case x != nil:
		e.missing = missingMethod(reflect.TypeOf(x), to)
	}
	if !assertionFits {
		panic(runtimeError("interface conversion failed: not " + to.String()))
	}
	panic((*runtime.TypeAssertionError)(unsafe.Pointer(e)))
}

// SameName gives the two types that an assertion took for different ones, though they read alike. ok is false for other panics.
func SameName(v any) (is, not reflect.Type, ok bool) {
	e, ok := v.(*runtime.TypeAssertionError)
	if !ok || !assertionFits {
		return nil, nil, false
	}
	a := (*assertion)(unsafe.Pointer(e))
	if a.concrete == nil || a.asserted == nil || a.missing != "" {
		return nil, nil, false
	}
	is, not = typeOfWord(a.concrete), typeOfWord(a.asserted)
	return is, not, is.String() == not.String()
}

// assertion lies in memory as a runtime.TypeAssertionError, whose fields nobody else can set.
type assertion struct {
	iface, concrete, asserted unsafe.Pointer // types
	missing                   string
}

// assertionFits says whether this Go release still has it so.
var assertionFits = func() bool {
	real, mine := reflect.TypeFor[runtime.TypeAssertionError](), reflect.TypeFor[assertion]()
	names := [...]string{"_interface", "concrete", "asserted", "missingMethod"}
	if real.NumField() != len(names) || real.Size() != mine.Size() {
		return false
	}
	for i, name := range names {
		f := real.Field(i)
		if f.Name != name || f.Offset != mine.Field(i).Offset || (f.Type.Kind() == reflect.Pointer) != (i < len(names)-1) {
			return false
		}
	}
	return true
}()

// word is what the runtime knows a type by; nil for none.
func word(t reflect.Type) unsafe.Pointer {
	if t == nil {
		return nil
	}
	return (*[2]unsafe.Pointer)(unsafe.Pointer(&t))[1]
}

func missingMethod(t, iface reflect.Type) string {
	for m := range iface.Methods() {
		if _, ok := t.MethodByName(m.Name); !ok {
			return m.Name
		}
	}
	return "method"
}

// typeOfWord is the inverse of word.
func typeOfWord(w unsafe.Pointer) reflect.Type {
	t := reflect.TypeFor[int]()
	(*[2]unsafe.Pointer)(unsafe.Pointer(&t))[1] = w
	return t
}
