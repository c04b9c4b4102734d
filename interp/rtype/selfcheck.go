// This file checks that the toolchain's types are laid out as expected.

package rtype

import (
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"runtime"
	"sync"
	"unsafe"
)

// ErrToolchain is wrapped by the error of SelfCheck.
var ErrToolchain = errors.New("this build's Go release describes types in a way that run-time types don't know; build with the release that go.mod names")

// probe is a compiled type that SelfCheck rebuilds.
type probe struct {
	Name string `probe:"tag"`
	next *probe
}

// Len makes probe implement an interface.
func (p *probe) Len() int { return len(p.Name) }

// SelfCheck makes a type like a compiled one and compares how the two behave:
// layout, names, map keys, method calls, interface assertion. An error wraps
// ErrToolchain and means that no run-time type may be used. The check is made
// once per process.
func (u *Universe) SelfCheck() error { return selfCheck() }

var selfCheck = sync.OnceValue(func() (err error) {
	problem := "a panic"
	defer func() {
		if p := recover(); p != nil {
			problem = fmt.Sprint(p)
		}
		if problem != "" {
			err = fmt.Errorf("%w (%s: %s)", ErrToolchain, runtime.Version(), problem)
		}
	}()
	for _, check := range []func() string{checkMirror, checkTrampolines, checkType} {
		if problem = check(); problem != "" {
			return nil
		}
	}
	return nil
})

// checkMirror reads compiled descriptions through the mirrored structs.
func checkMirror() string {
	t := reflect.TypeFor[probe]()
	s := (*structType)(unsafe.Pointer(descriptionOf(t)))
	a := (*arrayType)(unsafe.Pointer(descriptionOf(reflect.TypeFor[[7]int]())))
	m := (*mapType)(unsafe.Pointer(descriptionOf(reflect.TypeFor[map[string]probe]())))
	switch {
	case s.Size != t.Size() || reflect.Kind(s.Kind) != reflect.Struct || s.Flag&flagNamed == 0:
		return "header of a type"
	case len(s.Fields) != 2 || nameText(s.Fields[0].Name) != "Name" || reflectType(s.Fields[1].Typ) != reflect.PointerTo(t):
		return "fields of a struct"
	case a.Len != 7 || reflectType(a.Elem) != reflect.TypeFor[int]():
		return "array"
	case reflectType(m.Key) != reflect.TypeFor[string]() || reflectType(m.Elem) != t || m.Hasher == nil:
		return "map"
	case descriptionOf(reflect.TypeFor[*int]()).Flag&flagDirectIface == 0:
		return "flag of pointers"
	}
	return ""
}

// checkTrampolines calls the code of the first trampolines and looks at the
// distance to the last one.
func checkTrampolines() string {
	f := func() int { return 42 }
	t, err := newTrampoline(reflect.ValueOf(f))
	if err != nil {
		return err.Error()
	}
	got := funcAt(reflect.TypeOf(f), t.code()).Interface().(func() int)()
	f = func() int { return 43 }
	t.bind(reflect.ValueOf(f))
	again := funcAt(reflect.TypeOf(f), t.code()).Interface().(func() int)()
	end := runtime.FuncForPC(trampolineBase() + trampolineCount*trampolineSize - 1)
	if got != 42 || again != 43 || end == nil || end.Entry() != trampolineBase() {
		return "trampolines"
	}
	return ""
}

// checkType makes probe again and uses it.
func checkType() string {
	u := New(func(string, string) (reflect.Type, bool) { return nil, false })
	n := probeType()
	t, err := u.TypeOf(n)
	if err != nil {
		return err.Error()
	}
	length := reflect.FuncOf([]reflect.Type{reflect.PointerTo(t)}, []reflect.Type{reflect.TypeFor[int]()}, false)
	err = u.SetMethods(n, []Method{{"Len", true, reflect.MakeFunc(length, func(args []reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf(args[0].Elem().Field(0).Len())}
	})}})
	if err != nil {
		return err.Error()
	}
	c := reflect.TypeFor[probe]()
	p := reflect.New(t)
	p.Elem().Field(0).SetString("four")
	lener, ok := p.Interface().(interface{ Len() int })
	keys := reflect.MakeMap(reflect.MapOf(t, c))
	keys.SetMapIndex(p.Elem(), reflect.Zero(c))
	switch {
	case t.Name() != "probe" || t.String() != "main.probe" || t.Size() != c.Size() || t.NumField() != c.NumField():
		return "a type made at run time"
	case t.Field(0).Tag.Get("probe") != "tag" || t.Field(1).Type != reflect.PointerTo(t) || t.Field(1).Offset != c.Field(1).Offset:
		return "fields of a type made at run time"
	case !ok || lener.Len() != 4 || p.MethodByName("Len").Call(nil)[0].Int() != 4:
		return "methods"
	case !keys.MapIndex(p.Elem()).IsValid() || p.Elem().Interface() != p.Elem().Interface():
		return "map keys"
	}
	return ""
}

// probeType is the go/types type of probe.
func probeType() *types.Named {
	pkg := types.NewPackage("main", "main")
	n := types.NewNamed(types.NewTypeName(token.NoPos, pkg, "probe", nil), nil, nil)
	ptr := types.NewPointer(n)
	n.SetUnderlying(types.NewStruct([]*types.Var{
		types.NewField(token.NoPos, pkg, "Name", types.Typ[types.String], false),
		types.NewField(token.NoPos, pkg, "next", ptr, false),
	}, []string{`probe:"tag"`, ""}))
	result := types.NewTuple(types.NewVar(token.NoPos, pkg, "", types.Typ[types.Int]))
	sig := types.NewSignatureType(types.NewVar(token.NoPos, pkg, "p", ptr), nil, nil, nil, result, false)
	n.AddMethod(types.NewFunc(token.NoPos, pkg, "Len", sig))
	return n
}
