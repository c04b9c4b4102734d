// This file tests how compiled types are found.

package rtype_test

import (
	"encoding/binary"
	"go/types"
	"iter"
	"reflect"
	"sync/atomic"
	"testing"

	"github.com/ormsh/ormsh/interp/rtype"
	"github.com/ormsh/ormsh/interp/rtype/internal/other"
)

// TestUnexportedCompiledTypes reaches types that only their package can name.
func TestUnexportedCompiledTypes(t *testing.T) {
	pkg := check(t, `package main
import "sync/atomic"
type Counter struct { atomic.Int64; Name string }
type Box struct { P atomic.Pointer[Counter] }`)
	symbols := map[string]reflect.Type{"sync/atomic.Int64": reflect.TypeFor[atomic.Int64]()}
	u := rtype.New(func(path, name string) (reflect.Type, bool) {
		r, ok := symbols[path+"."+name]
		return r, ok
	})
	box, err := u.TypeOf(declared(t, pkg, "Box"))
	if err != nil {
		t.Fatal(err)
	}
	p := box.Field(0).Type
	if want := "atomic.Pointer[main.Counter]"; p.String() != want {
		t.Errorf("type %v, want %s", p, want)
	}
	c := reflect.TypeFor[atomic.Pointer[int]]()
	if p.Size() != c.Size() || p.Field(1).Type != c.Field(1).Type {
		t.Errorf("fields of %v are not those of %v", p, c)
	}
}

func TestCompiledInstances(t *testing.T) {
	pkg := check(t, `package main
import ("iter"; "encoding/binary")
var A iter.Seq[string]
var B iter.Seq[int]
var C = binary.LittleEndian`)
	symbols := map[string]reflect.Type{
		"iter.Seq[string]":             reflect.TypeFor[iter.Seq[string]](),
		"encoding/binary.littleEndian": reflect.TypeOf(binary.LittleEndian),
	}
	u := rtype.New(func(path, name string) (reflect.Type, bool) {
		r, ok := symbols[path+"."+name]
		return r, ok
	})
	typeOf := func(name string) reflect.Type {
		r, err := u.TypeOf(pkg.Scope().Lookup(name).Type())
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if typeOf("A") != reflect.TypeFor[iter.Seq[string]]() {
		t.Error("the compiled instance is not used")
	}
	if typeOf("B").String() != "iter.Seq[int]" || typeOf("B") == reflect.TypeFor[iter.Seq[int]]() {
		t.Errorf("instance %v", typeOf("B"))
	}
	if typeOf("C") != reflect.TypeOf(binary.LittleEndian) {
		t.Errorf("type %v", typeOf("C"))
	}
}

// TestOneGenericTypeTwice has a generic host type from export data and again
// from source, as lowering does.
func TestOneGenericTypeTwice(t *testing.T) {
	exported := check(t, `package main; import "iter"; var A iter.Seq[int]`).Scope().Lookup("A").Type()
	source := types.NewPackage("iter", "iter")
	fromSource := checkInto(t, source, `package iter
type Seq[V any] func(yield func(V) bool)
type helper struct { n int }
var A Seq[int]
var H helper`)
	u := rtype.New(func(string, string) (reflect.Type, bool) { return nil, false })
	u.Own(source)
	a, err := u.TypeOf(exported)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := u.TypeOf(fromSource.Scope().Lookup("A").Type()); err != nil || a != b {
		t.Errorf("two types: %v, %v, %v", a, b, err)
	}
	if h, err := u.TypeOf(fromSource.Scope().Lookup("H").Type()); err != nil || h.String() != "iter.helper" {
		t.Errorf("helper: %v, %v", h, err)
	}
}

// TestSealedInterface embeds a compiled type with unexported methods.
func TestSealedInterface(t *testing.T) {
	const path = "github.com/ormsh/ormsh/interp/rtype/internal/other"

	pkg := check(t, `package main
import "`+path+`"
type Sub struct { N int; other.Base }
type Ptr struct { *other.Base }`)
	u := rtype.New(func(p, name string) (reflect.Type, bool) {
		return reflect.TypeFor[other.Base](), p == path && name == "Base"
	})
	for _, name := range []string{"Sub", "Ptr"} {
		r, err := u.TypeOf(declared(t, pkg, name))
		if err != nil {
			t.Fatal(err)
		}
		v := reflect.New(r)
		base := reflect.ValueOf(&other.Base{Name: "x"})
		if name == "Sub" {
			base = base.Elem()
		}
		v.Elem().FieldByName("Base").Set(base)
		s, ok := v.Interface().(other.Sealed)
		if !ok || other.Seal(s) != "xx" {
			t.Errorf("%v implements other.Sealed: %v", r, ok)
		}
	}
}
