// This file follows types that gained methods, or were declared anew, after running code had seen them.

package interp

import (
	"context"
	"fmt"
	"go/types"
	"reflect"
	"runtime"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/interp/check"
)

// followTypes gives new runtime versions to the types that running code has seen and to which u adds methods: a type's methods
// can't change once the runtime may have asked for them. Variables and functions follow; what can't is warned of.
func (m *machine) followTypes(ctx context.Context, u *check.Unit) error {
	var stale []*types.Named
	for _, late := range u.Late {
		if !late.Redefines && m.types.Used(late.Type) && !slices.Contains(stale, late.Type) {
			stale = append(stale, late.Type)
		}
	}
	if stale == nil {
		return nil
	}
	versions, err := m.types.NewVersion(stale...)
	if err != nil {
		return err
	}
	code, err := m.lowerer.Give(m.lowerer.Retype, m.runner.Load)
	if err != nil {
		return err
	}
	if code != nil {
		if _, err := m.runner.Run(ctx, code); err != nil {
			return err
		}
	}
	if m.options.Retype != nil {
		for before, now := range versions {
			if before.PkgPath() == check.MainPath && before.Name() != "" {
				m.options.Retype(before, now)
			}
		}
	}
	m.warnBehind(u, stale, versions)
	return nil
}

// tellRedeclared tells of the structs that u declares anew.
func (m *machine) tellRedeclared(u *check.Unit) {
	names := make([]string, len(u.New))
	fresh := map[string]types.Object{}
	for i, obj := range u.New {
		names[i], fresh[obj.Name()] = obj.Name(), obj
	}
	if err := m.redeclared(names, m.scope.Lookup, func(name string) types.Object { return fresh[name] }); err != nil {
		u.Warnings = append(u.Warnings, check.Warning{Cell: u.Cell, Line: u.Line, Col: 1, Msg: err.Error()})
	}
}

// redeclared tells of the structs among names, which stand for something new now.
func (m *machine) redeclared(names []string, was, is func(name string) types.Object) error {
	if m.options.Redeclared == nil {
		return nil
	}
	var old, new []reflect.Type
	for _, name := range names {
		before, now := structNamed(was(name)), structNamed(is(name))
		if before == nil || now == nil || !m.types.Used(before) {
			continue
		}
		o, errOld := m.types.TypeOf(before)
		n, errNew := m.types.TypeOf(now)
		if errOld != nil || errNew != nil {
			continue // code that mentions the type is refused with the reason
		}
		m.types.MarkUsed(now)
		old, new = append(old, o), append(new, n)
	}
	if old == nil {
		return nil
	}
	return m.options.Redeclared(old, new)
}

// structNamed is the type of a declaration of a struct that isn't generic; nil for all others.
func structNamed(obj types.Object) *types.Named {
	tn, ok := obj.(*types.TypeName)
	if !ok || tn.IsAlias() {
		return nil
	}
	n, ok := tn.Type().(*types.Named)
	if !ok || n.TypeParams().Len() > 0 {
		return nil
	}
	if _, ok := n.Underlying().(*types.Struct); !ok {
		return nil
	}
	return n
}

// warnBehind names the live variables in which values of the older versions stay: inside an interface a value keeps its type, and
// a closure the variables it was made with.
func (m *machine) warnBehind(u *check.Unit, stale []*types.Named, versions map[reflect.Type]reflect.Type) {
	var behind, closures []string
	for _, obj := range m.scope.Names() {
		v, ok := obj.(*types.Var)
		if !ok {
			continue
		}
		value, err := m.value(v)
		s := search{versions: versions, seen: map[uintptr]bool{}, left: maxLook}
		if err == nil && s.in(value) {
			behind = append(behind, v.Name())
		}
		if s.closure {
			closures = append(closures, v.Name())
		}
	}
	names := make([]string, len(stale))
	for i, n := range stale {
		names[i] = n.Obj().Name()
	}
	types := strings.Join(names, ", ")
	warn := func(variables []string, format string) {
		if variables != nil {
			msg := fmt.Sprintf(format, types, some(variables))
			u.Warnings = append(u.Warnings, check.Warning{Cell: u.Cell, Line: u.Line, Col: 1, Msg: msg})
		}
	}
	warn(behind, "values of %s inside interfaces keep the type without the new method: assign them anew (%s)")
	if m.scope.InLiterals(stale) {
		warn(closures, "functions made before see %s without the new method: make them anew (%s)")
	}
}

// some names a few of many, in their order: whoever declares a method late is to know that there are such, and how many.
func some(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most-1], ", "), len(names)-most+1)
}

// maxLook is how many values of a variable are looked at.
const maxLook = 10000

// search looks for interfaces that hold values of replaced types.
type search struct {
	versions map[reflect.Type]reflect.Type
	seen     map[uintptr]bool // pointers followed
	left     int
	closure  bool // a function was seen that was made at the prompt
}

func (s *search) in(v reflect.Value) bool {
	if s.left--; s.left < 0 {
		return false
	}
	switch v.Kind() {
	case reflect.Func:
		s.closure = s.closure || !v.IsNil() && runtime.FuncForPC(v.Pointer()).Name() == "reflect.makeFuncStub"
	case reflect.Interface:
		return !v.IsNil() && (s.replaced(v.Elem().Type()) || s.in(v.Elem()))
	case reflect.Pointer:
		if v.IsNil() || s.seen[v.Pointer()] {
			return false
		}
		s.seen[v.Pointer()] = true
		return s.in(v.Elem())
	case reflect.Struct:
		if path := v.Type().PkgPath(); path != "" && path != check.MainPath {
			return false // a host's own: it is told by Options.Retype, and may be in use elsewhere
		}
		for i := range v.NumField() {
			if s.in(v.Field(i)) {
				return true
			}
		}
	case reflect.Slice, reflect.Array:
		if !mayHold(v.Type().Elem()) {
			return false
		}
		for i := range v.Len() {
			if s.in(v.Index(i)) {
				return true
			}
		}
	case reflect.Map:
		for iter := v.MapRange(); iter.Next() && s.left > 0; {
			if s.in(iter.Key()) || s.in(iter.Value()) {
				return true
			}
		}
	}
	return false
}

// replaced reports whether a type, or what it points to, has a newer version.
func (s *search) replaced(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return s.versions[t] != nil
}

// mayHold reports whether values of a type can hold interfaces.
func mayHold(t reflect.Type) bool {
	return t.Kind() >= reflect.Array && t.Kind() != reflect.String || t.Kind() == reflect.Interface
}
