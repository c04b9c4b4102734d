package check_test

import (
	"fmt"
	"go/ast"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/interp/check"
)

func TestWarnings(t *testing.T) {
	s := newSession()
	tests := []struct{ src, want string }{
		{"limit := 3", ""},
		{"func allowed(n int) bool { return n < limit }", ""},
		{"limit := 4", "1:1: limit is a new variable; allowed still uses the one of cell 1 (= instead of := assigns to that)"},
		{"limit := 5", ""},
		{"func drop() { os.Remove(\"x\"); fmt.Println(1); var b strings.Builder; b.WriteString(\"\") }", "1:15: the error of os.Remove is dropped here"},
		{"f := func() { os.Remove(\"x\") }; os.Remove(\"x\")", "1:15: the error of os.Remove is dropped here"},
		{"func limitOf() int { return 1 }", ""},
		{"func twice() int { return 2 * limitOf() }", ""},
		{"func limitOf() int { return 2 }", ""},
		{"func limitOf() string { return \"\" }", "1:6: limitOf has another type now; twice still calls the one of cell 9 until declared again"},
		{"type Box[T any] struct{ v T }", ""},
		{"b := Box[int]{1}", ""},
		{"func (b Box[T]) Get() T { os.Remove(\"x\"); return b.v }", "1:27: the error of os.Remove is dropped here\n1:1: the generic type was declared again for the method; b keeps the type without it: assign anew with :="},
		{"func (b Box[T]) Put() {}", ""},
		{"type T struct{}; func (T) M() {}; func (T) N() {}", ""},
		{"type T struct{}; func (T) M() {}", "1:6: T is a new type without the methods of the one of cell 15: N"},
	}
	for _, tt := range tests {
		if err := s.check(tt.src); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, u := range s.units {
			for _, w := range u.Warnings {
				got = append(got, fmt.Sprintf("%d:%d: %s", w.Line, w.Col, w.Msg))
			}
		}
		if g := strings.Join(got, "\n"); g != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.src, g, tt.want)
		}
	}
}

func TestRedeclaredFunctionsReachTheirCallers(t *testing.T) {
	s := newSession()
	for _, src := range []string{"func f() int { return 1 }", "func f() int { return 2 }"} {
		if err := s.check(src); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.units[0].Replaces) != 1 {
		t.Errorf("the second f replaces %v", s.units[0].Replaces)
	}
	if err := s.check("func f() string { return \"\" }"); err != nil {
		t.Fatal(err)
	}
	if len(s.units[0].Replaces) != 0 {
		t.Errorf("an f of another type replaces %v", s.units[0].Replaces)
	}
}

func TestLateMethodIsAsTyped(t *testing.T) {
	s := newSession()
	if err := s.check("type T int"); err != nil {
		t.Fatal(err)
	}
	for i, src := range []string{"func (t T) Add(n int) T { return t + T(n) }", "func (t T) Add(m int) T { return t - T(m) }"} {
		if err := s.check(src); err != nil {
			t.Fatal(err)
		}
		late := s.units[0].Late[0]
		if late.Decl.Recv == nil || late.Decl.Name.Name != "Add" || len(late.Decl.Type.Params.List) != 1 {
			t.Errorf("the declaration of %s is not as typed", src)
		}
		if late.Redefines != (i == 1) || late.Type.NumMethods() != 1 || late.Type.Method(0) != late.Func {
			t.Errorf("%s: Redefines is %v, the type has %d methods", src, late.Redefines, late.Type.NumMethods())
		}
	}
}

func TestLeftOutErrorsAreMarked(t *testing.T) {
	s := newSession()
	if err := s.check("os.Open(strconv.Quote(\"a\")).Close()"); err != nil {
		t.Fatal(err)
	}
	u := s.units[0]
	kinds := map[check.MustKind]int{}
	for call, kind := range u.Must {
		kinds[kind]++
		if _, ok := call.Args[0].(*ast.CallExpr); !ok {
			t.Errorf("%T is wrapped", call.Args[0])
		}
	}
	if kinds[check.MustValue] != 1 || kinds[check.MustError] != 1 {
		t.Errorf("wrapped: %v", kinds)
	}
}

func TestShortDeclarationKeepsLiveVariable(t *testing.T) {
	s := newSession()
	if err := s.check("a, err := strconv.Atoi(\"1\")"); err != nil {
		t.Fatal(err)
	}
	before := s.scope.Lookup("err")
	if err := s.check("b, err := strconv.Atoi(\"2\")"); err != nil {
		t.Fatal(err)
	}
	if s.scope.Lookup("err") != before {
		t.Error("err is another variable")
	}
	if err := s.check("err := errors.New(\"\")"); err != nil {
		t.Fatal(err)
	}
	if s.scope.Lookup("err") == before {
		t.Error("err is not a new variable")
	}
}
