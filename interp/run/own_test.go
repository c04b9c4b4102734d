// This file checks what this package relies on to execute parts of the interpreter's programs itself.

package run

import (
	"reflect"
	"testing"
)

func TestLayoutFits(t *testing.T) {
	if err := layoutFits(); err != nil {
		t.Fatal(err)
	}
}

// A function of the interpreter's is known again wherever its value went; one of others isn't.
func TestClosureOf(t *testing.T) {
	c := &code{typ: reflect.TypeFor[func()]()}
	anc := &frame{}
	f := c.value(anc)
	in := struct{ F func() }{f.Interface().(func())}
	for name, v := range map[string]reflect.Value{
		"a value": f, "a field": reflect.ValueOf(in).Field(0), "a variable": reflect.ValueOf(&in).Elem().Field(0),
	} {
		if got := closureOf(v); got == nil || got.code != c || got.anc != anc {
			t.Errorf("%s: %v", name, got)
		}
	}
	for name, v := range map[string]reflect.Value{
		"compiled": reflect.ValueOf(func() {}), "nil": reflect.ValueOf((func())(nil)),
		"made by others": reflect.MakeFunc(c.typ, func([]reflect.Value) []reflect.Value { return nil }),
	} {
		if closureOf(v) != nil {
			t.Errorf("%s is taken for the interpreter's", name)
		}
	}
}

// Variables of every kind have memory of their own.
func TestFrame(t *testing.T) {
	types := []reflect.Type{
		reflect.TypeFor[int](), reflect.TypeFor[bool](), reflect.TypeFor[complex128](), reflect.TypeFor[string](), reflect.TypeFor[[]int](), reflect.TypeFor[any](),
		reflect.TypeFor[error](), reflect.TypeFor[*int](), reflect.TypeFor[map[int]int](), reflect.TypeFor[struct{ A, B string }](), reflect.TypeFor[[2]int](), reflect.TypeFor[int8](),
	}
	c := &code{}
	for range 2 {
		c.layOut(types)
	}
	n := 1
	values := []reflect.Value{
		reflect.ValueOf(7), reflect.ValueOf(true), reflect.ValueOf(1i), reflect.ValueOf("s"), reflect.ValueOf([]int{1, 2}), reflect.ValueOf("any"),
		reflect.ValueOf(error(nil)), reflect.ValueOf(&n), reflect.ValueOf(map[int]int{1: 2}), reflect.ValueOf(struct{ A, B string }{"a", "b"}), reflect.ValueOf([2]int{3, 4}), reflect.ValueOf(int8(-1)),
	}
	f := c.frame(&frame{})
	for i := range f.data {
		if v := values[i%len(values)]; v.IsValid() {
			set(&f.data[i], v)
		}
	}
	for i, d := range f.data {
		if v := values[i%len(values)]; v.IsValid() && !reflect.DeepEqual(d.Interface(), v.Interface()) || !v.IsValid() && !d.IsNil() {
			t.Errorf("variable %d is %v, not %v", i, d, v)
		}
	}
}
