// This file compares run-time types with compiled ones through reflect.

package rtype_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/interp/rtype/internal/sample"
)

// TestReflectViews compares all that reflect says about the types.
func TestReflectViews(t *testing.T) {
	w := newWorld(t)
	for _, c := range sample.Types() {
		t.Run(c.Name(), func(t *testing.T) {
			n, ok := w.find(c.Name())
			if !ok {
				t.Fatal("not declared")
			}
			r := w.typeOf(t, n)
			compareText(t, fullPaths(describe(r, 2)), fullPaths(describe(c, 2)))
			compareText(t, fullPaths(describe(reflect.PointerTo(r), 2)), fullPaths(describe(reflect.PointerTo(c), 2)))
		})
	}
}

func compareText(t *testing.T, got, want string) {
	t.Helper()
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		var a, b string
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			t.Errorf("line %d:\n got %s\nwant %s", i, a, b)
			return
		}
	}
}

// fullPaths gives compiled types the path of run-time ones.
func fullPaths(s string) string {
	return strings.ReplaceAll(s, "github.com/ormsh/ormsh/interp/rtype/internal/sample", "main")
}

// TestRelations compares assignability, convertibility and implementation
// between all pairs of types.
func TestRelations(t *testing.T) {
	w := newWorld(t)
	var rs, cs []reflect.Type
	for _, c := range sample.Types() {
		n, ok := w.find(c.Name())
		if !ok {
			t.Fatal(c)
		}
		r := w.typeOf(t, n)
		cs = append(cs, c, reflect.PointerTo(c), reflect.SliceOf(c))
		rs = append(rs, r, reflect.PointerTo(r), reflect.SliceOf(r))
	}
	for _, c := range []reflect.Type{
		reflect.TypeFor[int](), reflect.TypeFor[string](), reflect.TypeFor[[]byte](), reflect.TypeFor[any](), reflect.TypeFor[error](),
		reflect.TypeFor[fmt.Stringer](), reflect.TypeFor[map[string]int](), reflect.TypeFor[struct{ X, Y int }](), reflect.TypeFor[chan struct{}](),
	} {
		cs, rs = append(cs, c), append(rs, c)
	}
	for i := range cs {
		for j := range cs {
			if got, want := rs[i].AssignableTo(rs[j]), cs[i].AssignableTo(cs[j]); got != want {
				t.Errorf("%v assignable to %v: %v, want %v", rs[i], rs[j], got, want)
			}
			if got, want := rs[i].ConvertibleTo(rs[j]), cs[i].ConvertibleTo(cs[j]); got != want {
				t.Errorf("%v convertible to %v: %v, want %v", rs[i], rs[j], got, want)
			}
			if cs[j].Kind() == reflect.Interface && rs[i].Implements(rs[j]) != cs[i].Implements(cs[j]) {
				t.Errorf("%v implements %v: %v", rs[i], rs[j], rs[i].Implements(rs[j]))
			}
		}
	}
}
