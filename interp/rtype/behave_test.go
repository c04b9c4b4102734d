// This file compares how values of run-time and compiled types behave in
// compiled packages: printing, JSON, comparison, method calls.

package rtype_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"reflect"
	"regexp"
	"runtime"
	"sort"
	"strings"
	"testing"
	"testing/quick"
	"text/template"
	"time"
	"unsafe"

	"github.com/ormsh/ormsh/interp/rtype"
	"github.com/ormsh/ormsh/interp/rtype/internal/sample"
)

// values are compiled values; each is also looked at as its run-time type.
func values() []any {
	leaf := sample.Node{Value: 3}
	shape := sample.Point{X: 5, Y: 6}
	list := sample.List[map[string]any]{Head: map[string]any{"a": 1}}
	return []any{
		sample.Bool(true), sample.Int(-4), sample.Level(3), sample.Float(1.5), sample.Complex(1 + 2i), sample.Text("abc"),
		sample.Bytes("hi"), sample.Ints{3, 1, 2}, sample.Names{"k": "v", "a": "b"},
		sample.Grid{{shape, shape}}, sample.One{&leaf}, sample.Empty{}, sample.Point{X: 1, Y: 2},
		sample.Node{Value: 1, Next: &leaf, Children: []sample.Node{leaf}, ByName: map[string]sample.Node{"x": leaf}},
		sample.Tree{Root: leaf, When: time.Unix(0, 0).UTC()}, sample.Embeds{Point: shape, Extra: "e"},
		sample.EmbedsPtr{Tree: &sample.Tree{Root: leaf}, Text: "t"}, sample.Deep{Flag: 1, Embeds: &sample.Embeds{Point: shape}},
		sample.EmbedsIface{Shape: shape}, sample.OnlyPointer{Point: &shape}, sample.OnlyMap{M: map[string]int{"a": 1}},
		sample.Floats{F: 1, I: 2, S: "s"}, sample.NotFound{What: "bread"}, sample.Code(7),
		sample.Pair[string, sample.Point]{Key: "k", Val: shape}, list,
		sample.UsesGeneric{Pair: sample.Pair[string, sample.Point]{Key: "k", Val: shape}}, sample.Hides{}, sample.Big{C: shape},
		sample.RecSlice{{}, {{}}}, sample.RecMap{"a": nil}, sample.RecArr{}, sample.EmbedsAlias{PointAlias: shape}, sample.ZeroTail{N: 1},
		sample.Shadows{Point: shape, Name: 3}, sample.Ambiguous{Point: shape, EmbedsIface: &sample.EmbedsIface{Shape: shape}},
		sample.Umlaut{Ärger: 5}, sample.Words{}, sample.Small{}, sample.Back{Other: "o"},
		sample.Cycle{Back: &sample.Back{Other: "x"}, Name: "n"}, sample.UsesNested{}, sample.Many{},
		sample.Wide{A: 1, B: "b", C: 3}, sample.WideEmbeds{Wide: &sample.Wide{A: 2, B: "x"}}, sample.OneWord{}, sample.Mapped{}, sample.Handler(nil),
	}
}

// each calls f with each value as its compiled and as its run-time type.
func each(t *testing.T, f func(t *testing.T, r, c reflect.Value)) {
	w := newWorld(t)
	for _, v := range values() {
		c := reflect.ValueOf(v)
		n, ok := w.find(c.Type().Name())
		if !ok {
			t.Fatalf("%v is not declared", c.Type())
		}
		t.Run(c.Type().Name(), func(t *testing.T) { f(t, view(c, w.typeOf(t, n)), c) })
	}
}

func TestPrinting(t *testing.T) {
	each(t, func(t *testing.T, r, c reflect.Value) {
		for _, format := range []string{"%v", "%+v", "%#v", "%T", "%d", "%s", "%q", "%x"} {
			// Addresses are the same, as both views share what they point to.
			got, want := fmt.Sprintf(format, r.Interface()), fullPaths(fmt.Sprintf(format, c.Interface()))
			if fullPaths(got) != want {
				t.Errorf("%s: %s, want %s", format, got, want)
			}
		}
	})
}

func TestJSON(t *testing.T) {
	each(t, func(t *testing.T, r, c reflect.Value) {
		got, gotErr := json.Marshal(r.Interface())
		want, wantErr := json.Marshal(c.Interface())
		if string(got) != string(want) || (gotErr == nil) != (wantErr == nil) {
			t.Fatalf("got %s, %v; want %s, %v", got, gotErr, want, wantErr)
		}
		if wantErr != nil {
			return
		}
		back, again := reflect.New(r.Type()), reflect.New(c.Type())
		gotErr, wantErr = json.Unmarshal(want, back.Interface()), json.Unmarshal(want, again.Interface())
		if (gotErr == nil) != (wantErr == nil) {
			t.Fatalf("unmarshal: %v, want %v", gotErr, wantErr)
		}
		if got, want := fmt.Sprintf("%+v", back.Elem()), fmt.Sprintf("%+v", again.Elem()); !strings.Contains(want, "0x") && got != want {
			t.Errorf("unmarshalled %s, want %s", got, want)
		}
	})
}

func TestComparison(t *testing.T) {
	each(t, func(t *testing.T, r, c reflect.Value) {
		other := view(c, r.Type())
		if !reflect.DeepEqual(r.Interface(), other.Interface()) {
			t.Error("copies are not deeply equal")
		}
		if r.Interface() == any(nil) || reflect.DeepEqual(r.Interface(), c.Interface()) {
			t.Error("equal to something else")
		}
		if !c.Comparable() {
			if r.Comparable() {
				t.Error("comparable")
			}
			return
		}
		if got, want := r.Interface() == other.Interface(), c.Interface() == c.Interface(); got != want {
			t.Errorf("== is %v, want %v", got, want)
		}
		if zero := reflect.Zero(r.Type()); (zero.Interface() == r.Interface()) != (reflect.Zero(c.Type()).Interface() == c.Interface()) {
			t.Error("comparison with the zero value differs")
		}
		m := map[any]int{r.Interface(): 1, c.Interface(): 2}
		if m[other.Interface()] != 1 || len(m) != 2 {
			t.Errorf("as a key of map[any]int: %v", m)
		}
		typed := reflect.MakeMap(reflect.MapOf(r.Type(), reflect.TypeFor[int]()))
		typed.SetMapIndex(r, reflect.ValueOf(5))
		for range 3 {
			typed.SetMapIndex(other, reflect.ValueOf(6))
		}
		if typed.Len() != 1 || typed.MapIndex(other).Int() != 6 {
			t.Errorf("as a map key: %v", typed)
		}
	})
}

// TestBlankFields checks that == and map keys leave out blank fields.
func TestBlankFields(t *testing.T) {
	u := rtype.New(lookup)
	n := declared(t, check(t, "package main; type T struct { A int32; _ int32; B string }"), "T")
	r, err := u.TypeOf(n)
	if err != nil {
		t.Fatal(err)
	}
	a, b := reflect.New(r).Elem(), reflect.New(r).Elem()
	*(*int32)(unsafe.Add(a.Addr().UnsafePointer(), r.Field(1).Offset)) = 7
	if a.Interface() != b.Interface() {
		t.Error("a blank field makes values differ")
	}
	m := reflect.MakeMap(reflect.MapOf(r, reflect.TypeFor[int]()))
	m.SetMapIndex(a, reflect.ValueOf(1))
	m.SetMapIndex(b, reflect.ValueOf(2))
	if m.Len() != 1 {
		t.Errorf("%v has two keys", m)
	}
}

// TestMethodCalls calls every method in every way reflect knows.
func TestMethodCalls(t *testing.T) {
	each(t, func(t *testing.T, r, c reflect.Value) {
		for i := range c.NumMethod() {
			compareCall(t, c.Type().Method(i).Name, r.Method(i), c.Method(i))
			compareCall(t, c.Type().Method(i).Name, bound(r.Type().Method(i).Func, r), bound(c.Type().Method(i).Func, c))
		}
		rp, cp := view(c, r.Type()).Addr(), view(c, c.Type()).Addr()
		for i := range cp.NumMethod() {
			compareCall(t, "*"+cp.Type().Method(i).Name, rp.Method(i), cp.Method(i))
			compareCall(t, "*"+cp.Type().Method(i).Name, bound(rp.Type().Method(i).Func, rp), bound(cp.Type().Method(i).Func, cp))
		}
		if got, want := sample.Reveal(r.Interface()), sample.Reveal(c.Interface()); got != want && want >= 0 {
			t.Logf("the compiled package's unexported interface is another type: %d, %d", got, want)
		}
	})
}

// bound makes a method expression a func of the other parameters.
func bound(f, recv reflect.Value) reflect.Value {
	in := make([]reflect.Type, f.Type().NumIn()-1)
	for i := range in {
		in[i] = f.Type().In(i + 1)
	}
	out := make([]reflect.Type, f.Type().NumOut())
	for i := range out {
		out[i] = f.Type().Out(i)
	}
	return reflect.MakeFunc(reflect.FuncOf(in, out, f.Type().IsVariadic()), func(args []reflect.Value) []reflect.Value {
		args = append([]reflect.Value{recv}, args...)
		if f.Type().IsVariadic() {
			return f.CallSlice(args)
		}
		return f.Call(args)
	})
}

// compareCall calls both functions with the same random arguments.
func compareCall(t *testing.T, name string, r, c reflect.Value) {
	t.Helper()
	if strings.HasSuffix(name, "Close") {
		return
	}
	random := rand.New(rand.NewSource(1))
	var rs, cs []reflect.Value
	for i := range c.Type().NumIn() {
		arg, ok := quick.Value(c.Type().In(i), random)
		if !ok {
			arg = reflect.Zero(c.Type().In(i))
		}
		rs, cs = append(rs, view(arg, r.Type().In(i))), append(cs, arg)
	}
	if got, want := outcome(r, rs), outcome(c, cs); got != fullPaths(want) {
		t.Errorf("%s(%v) = %s, want %s", name, cs, got, want)
	}
}

// outcome is what a call prints: results, or the panic.
func outcome(f reflect.Value, args []reflect.Value) (s string) {
	defer func() {
		if p := recover(); p != nil {
			s = fmt.Sprintf("panic %v", p)
		}
	}()
	call := f.Call
	if f.Type().IsVariadic() {
		call = f.CallSlice
	}
	for _, v := range call(args) {
		s += fmt.Sprintf("%#v;", v)
	}
	return pointers.ReplaceAllString(s, "0x")
}

// pointers are the addresses in printed values: copies have others.
var pointers = regexp.MustCompile(`0x[0-9a-f]{6,}`)

func TestInterfacesBothWays(t *testing.T) {
	w := newWorld(t)
	point, _ := w.find("Point")
	shape, _ := w.find("Shape")
	p := view(reflect.ValueOf(sample.Point{X: 1, Y: 2}), w.typeOf(t, point))
	// A run-time value in compiled interfaces.
	if s, ok := p.Interface().(fmt.Stringer); !ok || s.String() != "(1 2)" {
		t.Errorf("fmt.Stringer: %v", ok)
	}
	if s, ok := p.Interface().(sample.Shape); !ok || s.Name() != "point" {
		t.Errorf("sample.Shape: %v", ok)
	}
	// A compiled value in a run-time interface.
	i := reflect.New(w.typeOf(t, shape)).Elem()
	i.Set(reflect.ValueOf(sample.Point{X: 3}))
	if got := i.MethodByName("Name").Call(nil)[0].String(); got != "point" {
		t.Errorf("Name() = %q", got)
	}
	i.Set(p)
	if got := i.Elem().Type(); got != p.Type() {
		t.Errorf("dynamic type %v", got)
	}
}

func TestErrors(t *testing.T) {
	w := newWorld(t)
	n, _ := w.find("NotFound")
	r := w.typeOf(t, n)
	err := view(reflect.ValueOf(sample.NotFound{What: "bread"}), r).Addr().Interface().(error)
	wrapped := fmt.Errorf("shop: %w", err)
	target := reflect.New(reflect.PointerTo(r))
	if !errors.As(wrapped, target.Interface()) || target.Elem().Elem().Field(0).String() != "bread" {
		t.Errorf("errors.As: %v", target.Elem())
	}
	if !errors.Is(wrapped, io.EOF) {
		t.Error("errors.Is does not ask the method Is")
	}
	code, _ := w.find("Code")
	e := view(reflect.ValueOf(sample.Code(7)), w.typeOf(t, code)).Interface().(error)
	if e.Error() != "code 7" || !errors.Is(fmt.Errorf("%w", e), e) {
		t.Errorf("error %v", e)
	}
}

func TestUsedByPackages(t *testing.T) {
	w := newWorld(t)
	ints, _ := w.find("Ints")
	v := view(reflect.ValueOf(sample.Ints{3, 1, 2}), w.typeOf(t, ints))
	sort.Sort(v.Interface().(sort.Interface))
	if got := fmt.Sprint(v); got != "[1 2 3]" {
		t.Errorf("sorted %s", got)
	}
	v.Addr().MethodByName("Add").Call([]reflect.Value{reflect.ValueOf(9)})
	point, _ := w.find("Embeds")
	e := view(reflect.ValueOf(sample.Embeds{Point: sample.Point{X: 1, Y: 2}}), w.typeOf(t, point))
	var b bytes.Buffer
	err := template.Must(template.New("").Parse(`{{.n.Len}} {{.e.X}} {{.e.Key}} {{.e.Sum 1 2}} {{.e}}`)).
		Execute(&b, map[string]any{"n": v.Interface(), "e": e.Addr().Interface()})
	if err != nil || b.String() != "4 1 0 6 (1 2)" {
		t.Errorf("template: %q, %v", b.String(), err)
	}
	m := reflect.New(w.typeOf(t, must(w.find("EmbedsCompiled"))))
	m.MethodByName("WriteString").Call([]reflect.Value{reflect.ValueOf("x")})
	if got := m.MethodByName("Mark").Call(nil)[0].String() + fmt.Sprint(m.MethodByName("TryLock").Call(nil)[0], m); got != "markedtrue x" {
		t.Errorf("promoted from compiled types: %q", got)
	}
}

func must[T any](v T, ok bool) T {
	if !ok {
		panic("not found")
	}
	return v
}

func TestRedefinition(t *testing.T) {
	u := rtype.New(lookup)
	n := declared(t, check(t, `package main
type T struct{ n int }
func (t T) String() string { return "" }
type E struct{ *T }`), "T")
	r, err := u.TypeOf(n)
	if err != nil {
		t.Fatal(err)
	}
	implement := func(text string) {
		ft := reflect.FuncOf([]reflect.Type{r}, []reflect.Type{reflect.TypeFor[string]()}, false)
		fn := reflect.MakeFunc(ft, func([]reflect.Value) []reflect.Value { return []reflect.Value{reflect.ValueOf(text)} })
		if err := u.SetMethods(n, []rtype.Method{{Name: "String", Fn: fn}}); err != nil {
			t.Fatal(err)
		}
	}
	implement("one")
	kept := reflect.New(r).Interface().(fmt.Stringer)
	value := reflect.New(r).Elem().Interface().(fmt.Stringer)
	implement("two")
	if kept.String()+value.String() != "twotwo" {
		t.Errorf("%v, %v after the redefinition", kept, value)
	}
}

// TestCompiledCalls calls run-time methods from compiled code, with arguments
// in registers and on the stack.
func TestCompiledCalls(t *testing.T) {
	w := newWorld(t)
	type wide interface {
		Floats(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q float64) (float64, float32)
		Strings(a, b, c, d, e, f string) (string, string, error)
	}
	for _, v := range []any{&sample.Wide{A: 2, B: "x"}, sample.WideEmbeds{Wide: &sample.Wide{A: 2, B: "x"}}, &sample.WideEmbeds{Wide: &sample.Wide{A: 2, B: "x"}}} {
		c := reflect.ValueOf(v)
		named := c.Type()
		if named.Kind() == reflect.Pointer {
			named = named.Elem()
		}
		r := w.typeOf(t, must(w.find(named.Name())))
		if c.Kind() == reflect.Pointer {
			r = reflect.PointerTo(r)
		}
		x, ok := view(c, r).Interface().(wide)
		if !ok {
			t.Fatalf("%v does not implement the interface", r)
		}
		for range 3 {
			sum, a := x.Floats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)
			s1, s2, err := x.Strings("a", "b", "c", "d", "e", "f")
			if sum != 153 || a != 2 || s1 != "abc" || s2 != "defx" || err != nil {
				t.Errorf("%v: %v %v %q %q %v", r, sum, a, s1, s2, err)
			}
			runtime.GC()
		}
	}
}
