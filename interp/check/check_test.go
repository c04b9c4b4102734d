package check_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/interp/cell"
	"github.com/ormsh/ormsh/interp/check"
	"github.com/ormsh/ormsh/interp/symbols"
)

// session checks cells as the façade does, committing every unit as if it had run.
type session struct {
	scope *check.Scope
	cell  int
	units []*check.Unit
}

func newSession() *session { return &session{scope: check.NewScope(symbols.All())} }

func (s *session) check(src string) error {
	s.cell++
	parts, err := cell.Split(src)
	if err != nil {
		return err
	}
	s.units, err = s.scope.Check(parts, s.cell)
	for _, u := range s.units {
		s.scope.Commit(u)
	}
	return err
}

// shown is the types of what the last cell shows.
func (s *session) shown() string {
	if len(s.units) == 0 {
		return ""
	}
	var ts []string
	for _, v := range s.units[len(s.units)-1].Show {
		ts = append(ts, check.TypeString(v.Type()))
	}
	return strings.Join(ts, ", ")
}

// TestCells checks the cells of a session in order. want is the types shown, or "error: ..." with the first error and its hint.
func TestCells(t *testing.T) {
	type cells [][2]string
	tests := map[string]cells{
		"values": {
			{"1 + 2", "int"},
			{"x := 3", ""},
			{"x", "int"},
			{"x, \"a\", x == 3", "int, string, bool"},
			{"nil", "interface{}"},
			{"x;", "int"},
			{"strings.Cut(\"a=b\", \"=\")", "string, string, bool"},
			{"fmt.Println(x)", ""},
			{"errors.New(\"x\")", "error"},
			{"func(a int) int { return a }(3)", "int"},
			{"x // the value", "int"},
			{"1 << 70", "error: 1:1: cannot use 1 << 70 (untyped int constant 1180591620717411303424) as int value (overflows)"},
			{"x; x", "error: 1:1: x (variable of type int) is not used\nonly the last expression of an entry is shown"},
		},
		"last result": {
			{"3 * 4", "int"},
			{"_ + 1", "int"},
			{"_1, _2", "int, int"},
			{"_ = _; _, y := 1, _; y", "int"},
			{"strings.Cut(\"a\", \"b\")", "string, string, bool"},
			{"_5_3", "bool"},
		},
		"redeclaration": {
			{"x := 3; x := \"a\"; x", "string"},
			{"x := 3.5", ""},
			{"x", "float64"},
			{"type T struct{ A int }", ""},
			{"t := T{A: 1}", ""},
			{"type T struct{ B string }", ""},
			{"t.A, T{B: \"b\"}.B", "int, string"},
			{"t = T{}", "error: 1:5: cannot use T{} (value of struct type T) as T (of cell 4, since redeclared) value in assignment"},
			{"func f() int { return 1 }", ""},
			{"func f() string { return \"\" }", ""},
			{"f()", "string"},
			{"const c = 1", ""},
			{"const c = \"c\"; c", "string"},
			{"func g() int { return 1 }\nfunc g() int { return 2 }\ng()", "int"},
			{"var x int\nvar x []string\nx", "[]string"},
			{"fmt := 3; fmt", "int"},
			{"import \"fmt\"", ""},
			{"fmt.Sprint(1)", "string"},
		},
		"short declarations assign to live variables, as in a function": {
			{"a, err := strconv.Atoi(\"1\")", ""},
			{"b, err := os.Open(\"x\"); err", "error"},
			{"err, n := 3, 4; err", "int"},
		},
		"methods": {
			{"type User struct { Name string; Posts []*Post }\ntype Post struct { Author *User }\nfunc (u *User) Hello() string { return \"hello \" + u.Name }", ""},
			{"u := &User{Name: \"ed\"}; u.Hello()", "string"},
			{"func (u *User) String() string { return u.Name }", ""},
			{"var s fmt.Stringer = u; s", "fmt.Stringer"},
			{"func (u *User) String() string { return \"<\" + u.Name + \">\" }", ""},
			{"func (u *User) String() int { return 1 }", "error: 1:16: method User.String has another signature since cell 3: func (*User).String() string\ndeclare the type again to change the signature of a method"},
			{"func (u *User) Even(n int) bool { return n == 0 || u.Odd(n-1) }\nfunc (u *User) Odd(n int) bool { return n != 0 && u.Even(n-1) }", ""},
			{"u.Even(4)", "bool"},
			{"func (*User) Plain(int, ...string) {}; u.Plain(1, \"a\")", ""},
			{"func (u *User) Name() string { return \"\" }", "error: 1:16: field and method with the same name Name"},
			{"func (t time.Time) X() {}", "error: 1:9: cannot define new methods on non-local type time.Time"},
			{"func (u *User) Late() int { return 1 }; undefinedName", "error: 1:41: undefined: undefinedName"},
			{"u.Late()", "error: 1:3: u.Late undefined (type *User has no field or method Late)\nthe cell that declared it failed"},
			{"func (u *User) Late() int { return 1 }; u.Late()", "int"},
			{"u.Late()", "int"},
		},
		"unexported fields of earlier cells": {
			{"type p struct { x, y int }; type Q struct { p; z *p }", ""},
			{"a := p{1, 2}; a.x", "int"},
			{"q := Q{p{1, 2}, &p{3, 4}}; q.x, q.z.y", "int, int"},
			{"[]p{{1, 2}}, []*p{{1, 2}}, map[p]p{{1, 2}: {3, 4}}", "[]p, []*p, map[p]p"},
			{"func f() p { return p{1, len(\"a\")} }; f().y", "int"},
			{"p{1}", "error: 1:4: too few values in struct literal of type p"},
			{"p{1, \"a\"}", "error: 1:6: cannot use \"a\" (untyped string constant) as int value in struct literal"},
			{"a.X", "error: 1:3: a.X undefined (type p has no field or method X)\ndid you mean x?"},
		},
		"declarations in any order": {
			{"fmt.Println(f())\nfunc f() int { return g() }\nx := 3\nfunc g() int { return x }\n", "error: 4:23: undefined: x"},
			{"u := T{}\ntype T struct{}\nu", "T"},
			{"func f() int { return cache[1] }\nvar cache = map[int]int{1: 2}\nf()", "int"},
			{"func even(n int) bool { return n == 0 || odd(n-1) }\nk := 1\nfunc odd(n int) bool { return n != 0 && even(n-1) }\neven(k)", "bool"},
			{"func h() int { return 1 }\na := h()\nfunc h() string { return \"\" }\nb := h()\na, b", "int, string"},
		},
		"left-out errors": {
			{"n := strconv.Atoi(\"3\"); n", "int"},
			{"strconv.Atoi(\"3\")", "int"},
			{"strconv.Atoi(\"3\") + 1", "int"},
			{"os.Open(\"x\").Name()", "string"},
			{"strings.Repeat(strconv.Quote(\"a\"), strconv.Atoi(\"3\"))", "string"},
			{"len(os.ReadFile(strconv.Itoa(os.Open(\"x\").Write(nil))))", "int"},
			{"os.Remove(\"x\")", ""},
			{"os.Open(\"a\"); 1", "int"},
			{"fmt.Sprint(strconv.Atoi(\"3\"))", "string"},
			{"f, err := os.Open(\"x\"); f, err", "*os.File, error"},
			{"func two() (int, string, error) { return 1, \"\", nil }", ""},
			{"a, b := two(); a, b", "int, string"},
			{"two()", "int, string"},
			{"string(os.ReadFile(\"x\"))", "string"},
			{"for i := 0; i < strconv.Atoi(\"3\"); i++ { if strconv.ParseBool(\"1\") { os.Remove(\"y\") } }", ""},
			{"func seq(yield func(int, error) bool) {}", ""},
			{"for x := range seq { fmt.Println(x + 1) }", ""},
			{"g := func() int { n := strconv.Atoi(\"1\"); return n }", "error: 1:24: assignment mismatch: 1 variable but strconv.Atoi returns 2 values\nan error may be left out at top level only: a function takes it, as in v, err := f()"},
			{"strconv.Atoi(\"3\") + \"a\"", "error: 1:1: invalid operation: strconv.Atoi(\"3\") + \"a\" (mismatched types int and untyped string)"},
			{"(strconv.Atoi(\"3\"))", "int"},
			{"_ = strconv.Atoi(\"1\")", ""},
			{"var k int = strconv.Atoi(\"1\"); k", "int"},
			{"[]int{strconv.Atoi(\"1\")}", "[]int"},
		},
		"imports": {
			{"import str \"strings\"; str.ToUpper(\"a\")", "string"},
			{"str.ToLower(\"a\")", "string"},
			{"import . \"strings\"", ""},
			{"Repeat(\"a\", 2)", "string"},
			{"func (b Builder) Late() {}", "error: 1:9: cannot define new methods on non-local type strings.Builder"},
			{"import _ \"plugin\"", "error: 1:10: package plugin is not in this shell\nwhat is compiled can't be added while it runs"},
			{"import \"http\"", "error: 1:8: package http is not in this shell\ndid you mean net/http?"},
			{"rand.IntN(3)", "int"},
			{"import \"math/rand\"; rand.Intn(3)", "int"},
			{"rand.Intn(3)", "int"},
			{"strings := []string{}; len(strings)", "int"},
		},
		"hints": {
			{"total := 1; type User struct { Name string }; u := User{}", ""},
			{"totl", "error: 1:1: undefined: totl\ndid you mean total?"},
			{"Total", "error: 1:1: undefined: Total\ndid you mean total?"},
			{"http.ErrServerClosedAlready", "error: 1:6: undefined: http.ErrServerClosedAlready\ndid you mean http.ErrServerClosed?"},
			{"u.Nmae", "error: 1:3: u.Nmae undefined (type User has no field or method Nmae)\ndid you mean Name?"},
			{"strings.Upper(\"a\")", "error: 1:9: undefined: strings.Upper\ndid you mean strings.ToUpper?"},
			{"User{Nam: \"a\"}", "error: 1:6: unknown field Nam in struct literal of type User\ndid you mean Name?"},
			{"string.ToUpper(\"a\")", "error: 1:8: string.ToUpper undefined (type string has no field or method ToUpper)\ndid you mean package strings?"},
			{"name := \"a\"; byYear := map[int]string{}; b := strings.Builder{}", ""},
			{"name.upper()", "error: 1:6: name.upper undefined (type string has no field or method upper)\ndid you mean strings.ToUpper(name)?"},
			{"name.Split(\",\")", "error: 1:6: name.Split undefined (type string has no field or method Split)\ndid you mean strings.Split(name, sep)?"},
			{"byYear.Keys()", "error: 1:8: byYear.Keys undefined (type map[int]string has no field or method Keys)\ndid you mean maps.Keys(byYear)?"},
			{"[]int{2, 1}.Sort()", "error: 1:13: []int{…}.Sort undefined (type []int has no field or method Sort)\ndid you mean slices.Sort([]int{…})?"},
			{"b.buf", "error: 1:3: b.buf undefined (cannot refer to unexported field buf)"},
			{"orm.NewSession(nil).Query(u)", "error: 1:21: orm.NewSession(nil).Query undefined (type *orm.Session has no field or method Query)\ndid you mean orm.Query[T](orm.NewSession(nil))?"},
			{"orm.SelectIn(\"Books\")", "error: 1:1: in call to orm.SelectIn, cannot infer T\nfunc orm.SelectIn[T any](r orm.RelOf[T], then ...orm.LoadOption) orm.LoadOption"},
			{"ftm.Println()", "error: 1:1: undefined: ftm\ndid you mean fmt?"},
			{"_ + 1", "error: 1:1: cannot use _ as value or type\n_ is the last value that was shown; none was yet"},
			{"heep", "error: 1:1: undefined: heep"},
			{"u.Name = 3", "error: 1:10: cannot use 3 (untyped int constant) as string value in assignment"},
			{"x := undefinedThing\nx + 1", "error: 1:6: undefined: undefinedThing"},
			{"if x := 1; x > 0 {\n}\nelse {\n}", "error: 3:1: expected statement, found 'else'\nelse stands on the line of the closing brace: } else {"},
		},
		"generics": {
			{"func Map[T, U any](xs []T, f func(T) U) []U { var r []U; for _, x := range xs { r = append(r, f(x)) }; return r }", ""},
			{"Map([]int{1}, func(i int) string { return \"\" })", "[]string"},
			{"Map[int, bool]([]int{1}, func(i int) bool { return true })", "[]bool"},
			{"type Pair[K comparable, V any] struct { Key K; Val V }\nfunc (p Pair[K, V]) Swap() Pair[K, V] { return p }", ""},
			{"p := Pair[string, int]{\"a\", 1}; p.Swap()", "Pair[string, int]"},
			{"slices.Sorted(maps.Keys(map[string]int{}))", "[]string"},
			{"func (p Pair[K, V]) First() K { return p.Swap().Key }", ""},
			{"func NewPair[K comparable, V any](k K, v V) Pair[K, V] { return Pair[K, V]{k, v} }", ""},
			{"func (p *Pair[K, V]) Set(v V) { p.Val = v; *p = NewPair(p.Key, v) }", ""},
			{"q := NewPair(\"a\", 1); q.Set(2); q.First()", "string"},
			{"q.Set(\"x\")", "error: 1:7: cannot use \"x\" (untyped string constant) as int value in argument to q.Set"},
			{"func (p Pair[K, V]) Bad() int { return p.Key }", "error: 1:40: cannot use p.Key (variable of type K constrained by comparable) as int value in return statement"},
			{"func (p Pair[K, V]) Good() K { return p.Key }; NewPair(1, 2).Good()", "int"},
		},
		"control flow at top level": {
			{"return", ""},
			{"err := errors.New(\"a\"); if err != nil { return err }; 1", "int"},
			{"return 1, 2", "error: 1:11: a return at top level takes an error, or nothing"},
			{"defer fmt.Println(1); x := 2; x", "int"},
			{"x", "int"},
			{"i := 0\nL:\ni++\nif i < 3 { goto L }\ni", "int"},
			{"outer: for { for { break outer } }", ""},
			{"x := 3\n{ x := 4; _ = x }\nx", "int"},
			{"var wg sync.WaitGroup; wg.Go(func() {}); wg.Wait()", ""},
		},
	}
	for name, cells := range tests {
		t.Run(name, func(t *testing.T) {
			s := newSession()
			for _, c := range cells {
				got := ""
				if err := s.check(c[0]); err != nil {
					var list check.List
					if !errors.As(err, &list) {
						t.Fatalf("%q: %v", c[0], err)
					}
					got = fmt.Sprintf("error: %d:%d: %s", list[0].Line, list[0].Col, list[0].Msg)
					if list[0].Hint != "" {
						got += "\n" + list[0].Hint
					}
				} else {
					got = s.shown()
				}
				if got != c[1] {
					t.Errorf("cell %d: %s\n got %s\nwant %s", s.cell, c[0], got, c[1])
				}
			}
		})
	}
}
