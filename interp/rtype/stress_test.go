// This file runs run-time types under the garbage collector. The full matrix:
//
//	GOGC=1 go test -race -count=3 -run Stress ./interp/rtype &&
//	GOGC=1 go test -gcflags=all=-d=checkptr -count=3 -run Stress ./interp/rtype &&
//	GODEBUG=gccheckmark=1,clobberfree=1 GOGC=1 go test -run Stress ./interp/rtype

package rtype_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"runtime"
	"sync"
	"testing"

	"github.com/ormsh/ormsh/interp/rtype"
)

const stressed = `package main
type User struct {
	Name    string ` + "`json:\"name\"`" + `
	Address []*Address
	ByCity  map[string]User
	Last    *Address
	Any     any
	Notify  func(User) *Address
	At      [3]Point
}
type Address struct {
	Email string
	User  *User
	Pts   []Point
	Names Names
}
type Point struct { X, Y *int }
type Names map[Key][]*User
type Key struct { A string; B any }
type Chain struct { *User; Next *Chain }
func (u *User) Rename(name string) *User { return nil }
func (p Point) Sum() int { return 0 }
func (n Names) Count() int { return 0 }`

// TestStress makes types and values of them in several goroutines, with much
// garbage, and checks that nothing they hold was freed.
func TestStress(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 4
	}
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range rounds {
				if problem := stress(t, g*1000+i); problem != "" {
					t.Error(problem)
					return
				}
			}
		})
	}
	wg.Wait()
}

// stress builds a graph of run-time values and reads it back after collections.
func stress(t *testing.T, seed int) string {
	pkg := check(t, stressed)
	u := rtype.New(lookup)
	typ := map[string]reflect.Type{}
	for _, name := range pkg.Scope().Names() {
		r, err := u.TypeOf(declared(t, pkg, name))
		if err != nil {
			return err.Error()
		}
		typ[name] = r
	}
	rename := reflect.MakeFunc(reflect.FuncOf([]reflect.Type{reflect.PointerTo(typ["User"]), reflect.TypeFor[string]()}, []reflect.Type{reflect.PointerTo(typ["User"])}, false),
		func(args []reflect.Value) []reflect.Value {
			args[0].Elem().Field(0).Set(args[1])
			return args[:1]
		})
	sum := reflect.MakeFunc(reflect.FuncOf([]reflect.Type{typ["Point"]}, []reflect.Type{reflect.TypeFor[int]()}, false),
		func(args []reflect.Value) []reflect.Value {
			return []reflect.Value{reflect.ValueOf(int(args[0].Field(0).Elem().Int() + args[0].Field(1).Elem().Int()))}
		})
	if err := u.SetMethods(declared(t, pkg, "User"), []rtype.Method{{Name: "Rename", Ptr: true, Fn: rename}}); err != nil {
		return err.Error()
	}
	if err := u.SetMethods(declared(t, pkg, "Point"), []rtype.Method{{Name: "Sum", Fn: sum}}); err != nil {
		return err.Error()
	}
	users := make([]any, 40)
	for i := range users {
		users[i] = makeUser(typ, seed+i).Interface()
		garbage(typ)
	}
	runtime.GC()
	for i, v := range users {
		if problem := checkUser(reflect.ValueOf(v), seed+i); problem != "" {
			return problem
		}
	}
	return ""
}

func number(n int) reflect.Value { p := new(int); *p = n; return reflect.ValueOf(p) }

func makeUser(typ map[string]reflect.Type, n int) reflect.Value {
	u := reflect.New(typ["User"])
	chain := reflect.New(typ["Chain"])
	chain.Elem().Field(0).Set(u)
	chain.MethodByName("Rename").Call([]reflect.Value{reflect.ValueOf(fmt.Sprint("user", n))})
	a := reflect.New(typ["Address"])
	a.Elem().FieldByName("Email").SetString(fmt.Sprint("mail", n))
	a.Elem().FieldByName("User").Set(u)
	points := reflect.MakeSlice(reflect.SliceOf(typ["Point"]), 2, 5)
	points.Index(1).Field(0).Set(number(n))
	points.Index(1).Field(1).Set(number(1))
	a.Elem().FieldByName("Pts").Set(points)
	names := reflect.MakeMap(typ["Names"])
	key := reflect.New(typ["Key"]).Elem()
	key.Field(0).SetString(fmt.Sprint("key", n))
	key.Field(1).Set(points.Index(1))
	names.SetMapIndex(key, reflect.Append(reflect.Zero(typ["Names"].Elem()), u))
	a.Elem().FieldByName("Names").Set(names)
	e := u.Elem()
	e.FieldByName("Address").Set(reflect.Append(e.FieldByName("Address"), a))
	e.FieldByName("Last").Set(a)
	e.FieldByName("At").Index(2).Set(points.Index(1))
	byCity := reflect.MakeMap(e.FieldByName("ByCity").Type())
	for i := range 20 {
		byCity.SetMapIndex(reflect.ValueOf(fmt.Sprint("city", i)), e)
	}
	e.FieldByName("ByCity").Set(byCity)
	e.FieldByName("Any").Set(points.Index(1))
	ft := e.FieldByName("Notify").Type()
	e.FieldByName("Notify").Set(reflect.MakeFunc(ft, func(args []reflect.Value) []reflect.Value {
		return []reflect.Value{args[0].FieldByName("Last")}
	}))
	return u
}

func garbage(typ map[string]reflect.Type) {
	for range 20 {
		s := reflect.MakeSlice(reflect.SliceOf(typ["User"]), 3, 3)
		s.Index(1).FieldByName("At").Index(0).Field(0).Set(number(1))
		_, _ = json.Marshal(reflect.New(typ["Point"]).Interface())
	}
}

func checkUser(u reflect.Value, n int) string {
	e := u.Elem()
	city := e.FieldByName("ByCity").MapIndex(reflect.ValueOf("city7"))
	last := e.FieldByName("Notify").Call([]reflect.Value{city})[0]
	key := last.Elem().FieldByName("Names").MapKeys()[0]
	same := last.Elem().FieldByName("Names").MapIndex(key).Index(0)
	sum := e.FieldByName("Any").Interface().(interface{ Sum() int }).Sum()
	got := fmt.Sprint(city.Field(0), last.Elem().Field(0), key.Field(0), same.Pointer() == u.Pointer(), sum, e.FieldByName("At").Index(2).Addr().MethodByName("Sum").Call(nil)[0])
	if want := fmt.Sprintf("user%d mail%d key%d true %d %d", n, n, n, n+1, n+1); got != want {
		return fmt.Sprintf("got %s, want %s", got, want)
	}
	return ""
}

func BenchmarkDeclare(b *testing.B) {
	pkg := check(b, `package main
type User struct { ID int; Name, Email string; Tags []string; Friends []*User }`)
	n := declared(b, pkg, "User")
	for b.Loop() {
		if _, err := rtype.New(lookup).TypeOf(n); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMethodCall(b *testing.B) {
	pkg := check(b, "package main\ntype T int\nfunc (t *T) String() string { return \"\" }")
	n := declared(b, pkg, "T")
	u := rtype.New(lookup)
	r, err := u.TypeOf(n)
	if err != nil {
		b.Fatal(err)
	}
	if err := u.SetMethods(n, []rtype.Method{{Name: "String", Ptr: true, Fn: returns(reflect.PointerTo(r), "x")}}); err != nil {
		b.Fatal(err)
	}
	s := reflect.New(r).Interface().(fmt.Stringer)
	for b.Loop() {
		_ = s.String()
	}
}

// TestStressHuge keeps pointers in types whose pointer maps the runtime builds
// on demand.
func TestStressHuge(t *testing.T) {
	pkg := check(t, `package main
type Huge struct { A [1<<15]*int; N Node }
type Node struct { Next *Huge; S string }
type Table [3]Huge`)
	u := rtype.New(lookup)
	table, err := u.TypeOf(declared(t, pkg, "Table"))
	if err != nil {
		t.Fatal(err)
	}
	v := reflect.New(table).Elem()
	for i := range 3 {
		for k := 0; k < 1<<15; k += 1000 {
			v.Index(i).Field(0).Index(k).Set(number(i * k))
		}
		v.Index(i).Field(1).Field(1).SetString(fmt.Sprint("name", i))
	}
	for range 3 {
		for range 1000 {
			number(-1)
		}
		runtime.GC()
	}
	for i := range 3 {
		for k := 0; k < 1<<15; k += 1000 {
			if got := v.Index(i).Field(0).Index(k).Elem().Int(); got != int64(i*k) {
				t.Fatalf("element %d of %d is %d", k, i, got)
			}
		}
		if got := v.Index(i).Field(1).Field(1).String(); got != fmt.Sprint("name", i) {
			t.Errorf("string %q", got)
		}
	}
}
