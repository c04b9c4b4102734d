// This file tells versions of a type apart in what a cell panicked with: Go has no words for them.

package interp

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/ormsh/ormsh/interp/check"
	"github.com/ormsh/ormsh/interp/host"
	"github.com/ormsh/ormsh/interp/run"
)

// panicWords is what a cell panicked with. An assertion of a type to its namesake says which of the two is older.
func (s *Session) panicWords(p *run.Panic) string {
	text := p.Error()
	is, not, ok := host.SameName(p.Value)
	if !ok {
		return text
	}
	text, _, _ = strings.Cut(text, ", not ")
	return text + s.version(is, not) + ", not " + not.String() + s.version(not, is)
}

// version says what t is that its namesake isn't; nothing if t is the type that the name stands for now.
func (s *Session) version(t, namesake reflect.Type) string {
	for t.Name() == "" && t.Kind() == namesake.Kind() && canElem(t) {
		t, namesake = t.Elem(), namesake.Elem()
	}
	if t == namesake || t.Name() == "" {
		return ""
	}
	n := s.machine.types.Named(t)
	if n == nil {
		return " (of before it had " + strings.Join(gained(t, namesake), ", ") + ")"
	}
	switch obj := n.Obj(); {
	case s.scope.Lookup(obj.Name()) == obj:
		return ""
	case obj.Pkg().Path() == check.MainPath:
		return fmt.Sprintf(" (of cell %d, since redeclared)", check.CellOf(obj))
	case s.loaded[obj.Pkg().Path()] != nil && s.loaded[obj.Pkg().Path()].types != obj.Pkg():
		return " (of before it was loaded anew)"
	}
	return ""
}

// canElem reports whether a type is made of one other.
func canElem(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
		return true
	}
	return false
}

// gained lists the methods that the newer version of a type has and the older lacks, as they are called.
func gained(older, newer reflect.Type) []string {
	var names []string
	for method := range reflect.PointerTo(newer).Methods() {
		if _, ok := reflect.PointerTo(older).MethodByName(method.Name); !ok {
			names = append(names, method.Name+"()")
		}
	}
	if names == nil {
		return []string{"methods that it has now"}
	}
	return names
}
