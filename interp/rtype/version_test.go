// This file tests methods that come after the type.

package rtype_test

import (
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"testing"

	"github.com/ormsh/ormsh/interp/rtype"
)

func TestSelfCheck(t *testing.T) {
	if err := rtype.New(lookup).SelfCheck(); err != nil {
		t.Error(err)
	}
}

// addString declares the method String on n, as a later cell does.
func addString(n *types.Named) {
	pkg := n.Obj().Pkg()
	result := types.NewTuple(types.NewVar(token.NoPos, pkg, "", types.Typ[types.String]))
	n.AddMethod(types.NewFunc(token.NoPos, pkg, "String", types.NewSignatureType(types.NewVar(token.NoPos, pkg, "x", n), nil, nil, nil, result, false)))
}

// returns implements a method without parameters.
func returns(recv reflect.Type, text string) reflect.Value {
	ft := reflect.FuncOf([]reflect.Type{recv}, []reflect.Type{reflect.TypeFor[string]()}, false)
	return reflect.MakeFunc(ft, func([]reflect.Value) []reflect.Value { return []reflect.Value{reflect.ValueOf(text)} })
}

const versions = `package main
type A struct { N int; Next *A }
func (a *A) Kept() string { return "" }
type Outer struct { A; Name string }
type Other struct { Name string }
type Lister interface { List() []A }`

func TestLateMethodOfUnusedType(t *testing.T) {
	u := rtype.New(lookup)
	pkg := check(t, versions)
	a, outer := declared(t, pkg, "A"), declared(t, pkg, "Outer")
	ot, err := u.TypeOf(outer)
	if err != nil {
		t.Fatal(err)
	}
	at, _ := u.TypeOf(a)
	addString(a)
	if err := u.SetMethods(a, []rtype.Method{{Name: "String", Fn: returns(at, "late")}}); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(reflect.Zero(at), reflect.New(ot)); got != "late late" {
		t.Errorf("printed %q", got)
	}
}

func TestLateMethodOfUsedType(t *testing.T) {
	u := rtype.New(lookup)
	pkg := check(t, versions)
	a, outer, other, lister := declared(t, pkg, "A"), declared(t, pkg, "Outer"), declared(t, pkg, "Other"), declared(t, pkg, "Lister")
	old := map[*types.Named]reflect.Type{}
	for _, n := range []*types.Named{a, outer, other, lister} {
		r, err := u.TypeOf(n)
		if err != nil {
			t.Fatal(err)
		}
		u.MarkUsed(n)
		old[n] = r
	}
	slice, _ := u.TypeOf(types.NewSlice(types.NewPointer(outer)))
	if err := u.SetMethods(a, []rtype.Method{{Name: "Kept", Ptr: true, Fn: returns(reflect.PointerTo(old[a]), "kept")}}); err != nil {
		t.Fatal(err)
	}
	v := reflect.New(old[outer])
	if got := fmt.Sprint(v); got != "&{{0 <nil>} }" { // the runtime notes: no String
		t.Fatal(got)
	}
	addString(a)
	late := rtype.Method{Name: "String", Fn: returns(old[a], "late")}
	if err := u.SetMethods(a, []rtype.Method{late}); !errors.As(err, new(*rtype.UsedError)) {
		t.Fatalf("late method of a used type: %v", err)
	}
	versions, err := u.NewVersion(a)
	if err != nil {
		t.Fatal(err)
	}
	at := versions[old[a]]
	if at == nil || versions[old[outer]] == nil || versions[old[lister]] == nil || versions[slice] == nil || versions[old[other]] != nil {
		t.Fatalf("versions %v", versions)
	}
	if err := u.SetMethods(a, []rtype.Method{{Name: "String", Fn: returns(at, "late")}}); err != nil {
		t.Fatal(err)
	}
	now := reflect.NewAt(versions[old[outer]], v.UnsafePointer())
	if got := fmt.Sprint(now, now.MethodByName("Kept").Call(nil)[0]); got != "late kept" {
		t.Errorf("printed %q", got)
	}
	if versions[slice].Elem() != now.Type() || now.Type().Elem().Field(0).Type != at || at.Field(1).Type != reflect.PointerTo(at) {
		t.Error("new versions do not refer to each other")
	}
	if got, _ := u.TypeOf(other); got != old[other] {
		t.Error("a type that has nothing to do with it changed")
	}
}

func TestRefused(t *testing.T) {
	pkg := check(t, `package main
import "strings"
type Number interface{ ~int | ~float64 }
type Box[T any] struct{ V T }
type Hidden struct { B strings.Builder; next *Hidden }
type Fine struct { N int; h *Hidden }
type Huge [1<<40]struct{ A [1<<40]int }
func F[T any](T) {}`)
	u := rtype.New(lookup)
	for _, name := range []string{"Number", "Box", "Hidden", "Fine", "Huge", "F"} {
		for range 2 { // a failure leaves nothing behind
			if r, err := u.TypeOf(pkg.Scope().Lookup(name).Type()); !errors.As(err, new(*rtype.TypeError)) {
				t.Errorf("TypeOf(%s) = %v, %v", name, r, err)
			}
		}
	}
	for _, typ := range []types.Type{types.Typ[types.UntypedNil], types.Universe.Lookup("comparable").Type(), types.NewTuple()} {
		if r, err := u.TypeOf(typ); err == nil {
			t.Errorf("TypeOf(%v) = %v", typ, r)
		}
	}
}

func TestSetMethodsRefuses(t *testing.T) {
	pkg := check(t, "package main; type T int; func (t T) M() string { return \"\" }")
	n := declared(t, pkg, "T")
	u := rtype.New(lookup)
	r, _ := u.TypeOf(n)
	for _, m := range []rtype.Method{
		{Name: "N", Fn: returns(r, "")},
		{Name: "M", Ptr: true, Fn: returns(reflect.PointerTo(r), "")},
		{Name: "M", Fn: reflect.ValueOf(func() {})},
		{Name: "M"},
	} {
		if err := u.SetMethods(n, []rtype.Method{m}); !errors.Is(err, rtype.ErrUnknownMethod) {
			t.Errorf("%+v: %v", m, err)
		}
	}
}
