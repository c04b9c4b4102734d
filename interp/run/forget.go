// This file lets go of compiled code that nothing can name any more: the
// interpreter keeps the syntax tree of everything it ever compiled.

package run

import (
	"reflect"
	"strings"
	"unsafe"
)

// forget removes functions, and symbols that it was given, from the interpreter's tables. Values and functions
// that refer to them keep them alive, as long as they live themselves. Another
// version of the interpreter without these tables only costs memory.
func (m *Machine) forget(names, symbols []string) {
	yaegi := reflect.ValueOf(m.yaegi).Elem()
	if compiled := yaegi.FieldByName("binPkg"); compiled.IsValid() {
		for _, symbol := range symbols {
			pkg, name, _ := strings.Cut(symbol, ".")
			if table := writable(compiled).MapIndex(reflect.ValueOf(pkg)); table.IsValid() {
				table.SetMapIndex(reflect.ValueOf(name), reflect.Value{})
			}
		}
	}
	empty(yaegi.FieldByName("roots")) // only a debugger reads them
	if universe := yaegi.FieldByName("universe"); universe.IsValid() {
		empty(universe.Elem().FieldByName("child")) // nothing reads those
	}
	scopes := yaegi.FieldByName("scopes")
	if !scopes.IsValid() {
		return
	}
	scope := scopes.MapIndex(reflect.ValueOf("main"))
	if !scope.IsValid() || scope.IsNil() {
		return
	}
	empty(scope.Elem().FieldByName("child"))
	syms := writable(scope.Elem().FieldByName("sym"))
	for _, name := range names {
		syms.SetMapIndex(reflect.ValueOf(name), reflect.Value{})
	}
}

func empty(field reflect.Value) {
	if field.IsValid() {
		writable(field).SetZero()
	}
}

// writable is an addressable field without the mark of being unexported.
func writable(field reflect.Value) reflect.Value {
	return reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
}
