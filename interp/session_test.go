// This file runs sessions, cell by cell, and compares what they print and show.

package interp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/interp/symbols"
)

// shell is a session with what it printed.
type shell struct {
	*interp.Session
	out output
}

// output is a buffer that goroutines of cells may write to at any time.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

// String is what was written since Reset.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// Reset forgets what was written.
func (o *output) Reset() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.b.Reset()
}

func newShell(t testing.TB) *shell {
	t.Helper()
	sh := &shell{}
	s, err := interp.New(interp.Options{Packages: symbols.All(), Stdout: &sh.out, Stderr: &sh.out})
	if err != nil {
		t.Fatal(err)
	}
	sh.Session = s
	return sh
}

// run is what a cell prints, then its values as fmt prints them, then its error in full, each on its own line.
func (sh *shell) run(src string) string {
	sh.out.Reset()
	res, err := sh.Run(context.Background(), src)
	got := strings.TrimSuffix(sh.out.String(), "\n")
	add := func(s string) {
		if got != "" {
			got += "\n"
		}
		got += s
	}
	if err != nil {
		var e *interp.Error
		if errors.As(err, &e) {
			add(e.Phase.String() + ": " + e.Detail())
		} else {
			add(err.Error())
		}
		return got
	}
	var values []string
	for _, v := range res.Values {
		values = append(values, fmt.Sprintf("%v", v.Value.Interface()))
	}
	if len(values) > 0 {
		add(strings.Join(values, ", "))
	}
	return got
}

type cells [][2]string

func (c cells) check(t *testing.T) {
	t.Helper()
	sh := newShell(t)
	for _, c := range c {
		if got := sh.run(c[0]); got != c[1] {
			t.Errorf("cell %d: %s\n got %s\nwant %s", sh.Cell(), c[0], got, c[1])
		}
	}
}

func TestSessions(t *testing.T) {
	tests := map[string]cells{
		"blocks have their own scope": {
			{"x := 3\n{ x := 4; _ = x }\nfmt.Println(x)", "3"},
			{"x := 3", ""},
			{"{ x := 4; _ = x }", ""},
			{"fmt.Println(x)", "3"},
			{"if x := 5; x > 4 { fmt.Println(x) }; x", "5\n3"},
		},
		"values": {
			{"1 + 2", "3"},
			{"x := 3", ""},
			{"x, \"a\", x == 3", "3, a, true"},
			{"nil", "<nil>"},
			{"strings.Cut(\"a=b\", \"=\")", "a, b, true"},
			{"_ ", "a"},
			{"_1 + 1", "4"},
			{"fmt.Println(x)", "3"},
			{"x++; x", "4"},
			{"var p *int; p", "<nil>"},
			{"struct{ A, B int }{1, 2}", "{1 2}"},
		},
		"types made of compiled structs": {
			{"type S orm.Session; var s S; p := (*orm.Session)(&s); (*S)(p) == &s", "true"},
			{"type T time.Time; t := T(time.Unix(0, 0).UTC()); time.Time(t)", "1970-01-01 00:00:00 +0000 UTC"},
			{"u, _ := orm.ParseURL(\"sqlite:///a.db\"); type U orm.URL; w := U(u); orm.URL(w)", "sqlite:///a.db"},
		},
		"types with methods": {
			{"type User struct { ID int; Name string; posts []*Post }\ntype Post struct { Title string; Author *User; Tags map[string]Tag }\ntype Tag struct { On []*Post }", ""},
			{"func (u *User) String() string { return fmt.Sprintf(\"<User(name='%s')>\", u.Name) }", ""},
			{"u := &User{ID: 1, Name: \"ed\"}", ""},
			{"u", "<User(name='ed')>"},
			{"u.posts = append(u.posts, &Post{Title: \"a\", Author: u}); len(u.posts), u.posts[0].Author == u", "1, true"},
			{"[]*User{u}, map[string]*User{\"a\": u}", "[<User(name='ed')>], map[a:<User(name='ed')>]"},
			{"func (u *User) String() string { return \"<\" + u.Name + \">\" }", ""},
			{"fmt.Println(u)", "<ed>"},
			{"var s fmt.Stringer = u; s.String()", "<ed>"},
			{"fmt.Sprintf(\"%T\", u)", "*main.User"},
		},
		"methods one after the other, each after use": {
			{"type T struct { N int }", ""},
			{"t := &T{1}; fmt.Sprint(t)", "&{1}"},
			{"func (t *T) String() string { return \"T!\" }", ""},
			{"fmt.Sprint(t)", "T!"},
			{"func (t *T) Error() string { return \"E\" }", ""},
			{"fmt.Sprint(t)", "E"},
		},
		"a method after first use": {
			{"type User struct { Name string }", ""},
			{"u := &User{\"ed\"}; users := []*User{u}", ""},
			{"fmt.Println(u, len(users))", "&{ed} 1"},
			{"func greet(u *User) string { return \"hello \" + u.Name }", ""},
			{"func (u *User) String() string { return \"<\" + u.Name + \">\" }", ""},
			{"fmt.Println(u)", "<ed>"},
			{"users", "[<ed>]"},
			{"greet(u)", "hello ed"},
			{"u == users[0], &User{\"x\"}", "true, <x>"},
		},
		"redeclaration": {
			{"x := 3; x := \"a\"; x", "a"},
			{"func f() int { return 1 }", ""},
			{"func g() int { return f() * 10 }", ""},
			{"g()", "10"},
			{"func f() int { return 2 }", ""},
			{"g()", "20"},
			{"type T struct{ A int }; t := T{1}", ""},
			{"type T struct{ B string }", ""},
			{"t.A, T{\"b\"}.B", "1, b"},
			{"t = T{}", "compile error: cell 10, line 1:5: cannot use T{} (value of struct type T) as T (of cell 7, since redeclared) value in assignment\n    t = T{}\n        ^"},
			{"const c = 1; const c = \"c\"; c", "c"},
		},
		"left-out errors": {
			{"strconv.Atoi(\"3\") + 1", "4"},
			{"n := strconv.Atoi(\"x\"); fmt.Println(n)", "error: cell 2, line 1: strconv.Atoi: parsing \"x\": invalid syntax\n    n := strconv.Atoi(\"x\"); fmt.Println(n)"},
			{"fmt.Println(1)\nos.Remove(\"/does/not/exist\")\nfmt.Println(2)", "1\nerror: cell 3, line 2: remove /does/not/exist: no such file or directory\n    os.Remove(\"/does/not/exist\")"},
			{"errors.New(\"x\")", "x"},
			{"n, err := strconv.Atoi(\"x\"); n, err != nil", "0, true"},
			{"func seq(yield func(int, error) bool) { _ = yield(1, nil) && yield(2, errors.New(\"stop\")) && yield(3, nil) }", ""},
			{"for x := range seq { fmt.Println(x) }", "1\nerror: cell 7, line 1: stop\n    for x := range seq { fmt.Println(x) }"},
		},
		"return and defer": {
			{"if true { return }; fmt.Println(1)", ""},
			{"err := errors.New(\"no\"); if err != nil { return err }; fmt.Println(1)", "error: cell 2, line 1: no\n    err := errors.New(\"no\"); if err != nil { return err }; fmt.Println(1)"},
			{"defer fmt.Println(\"last\"); fmt.Println(\"first\")", "first\nlast"},
			{"fmt.Println(\"again\")", "again"},
			{"defer func() { fmt.Println(recover()) }(); panic(\"caught\")", "caught"},
		},
		"panics": {
			{"var m map[string]int", ""},
			{"x := 1\nm[\"a\"] = x", "panic: cell 2, line 2: assignment to entry in nil map\n    m[\"a\"] = x"},
			{"var p *struct{ X int }\np.X", "panic: cell 3, line 2: runtime error: invalid memory address or nil pointer dereference\n    p.X"},
			{"s := []int{1}; i := 5; s[i]", "panic: cell 4, line 1: runtime error: index out of range [5] with length 1\n    s := []int{1}; i := 5; s[i]"},
			{"panic(fmt.Errorf(\"boom %d\", 1))", "panic: cell 5, line 1: boom 1\n    panic(fmt.Errorf(\"boom %d\", 1))"},
			{"z := 0; 1 / z", "panic: cell 6, line 1: runtime error: integer divide by zero\n    z := 0; 1 / z"},
			{"x", "1"},
			{"var a any = \"s\"; a.(int)", "panic: cell 8, line 1: interface conversion: interface {} is string, not int\n    var a any = \"s\"; a.(int)"},
		},
		"generics": {
			{"func Map[T, U any](xs []T, f func(T) U) []U { var r []U; for _, x := range xs { r = append(r, f(x)) }; return r }", ""},
			{"Map([]int{1, 2}, func(i int) string { return strconv.Itoa(i * 2) })", "[2 4]"},
			{"type Stack[T any] struct { items []T }\nfunc (s *Stack[T]) Push(x T) { s.items = append(s.items, x) }\nfunc (s *Stack[T]) Len() int { return len(s.items) }", ""},
			{"s := &Stack[string]{}; s.Push(\"a\"); s.Push(\"b\"); s.Len()", "2"},
			{"slices.Sorted(maps.Keys(map[string]int{\"b\": 1, \"a\": 2}))", "[a b]"},
			{"slices.Max([]float64{1, 3, 2}), min(2, 1)", "3, 1"},
		},
		"everyday Go": {
			{"func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }; fib(15)", "610"},
			{"func two(s string) (int, int) { return 1, len(s) }; two(\"abc\")", "1, 3"},
			{"for i := range 3 { defer func() { fmt.Println(i) }() }", "2\n1\n0"},
			{"total := 0; add := func(n int) { total += n }; add(3); add(4); total", "7"},
			{"add(10); total", "17"},
			{"ch := make(chan int, 3); go func() { for i := range 3 { ch <- i }; close(ch) }(); for x := range ch { fmt.Println(x) }", "0\n1\n2"},
			{"switch x := any(total).(type) { case int: fmt.Println(\"int\", x); default: fmt.Println(\"?\") }", "int 17"},
			{"var wg sync.WaitGroup; var mu sync.Mutex; n := 0; for range 10 { wg.Go(func() { mu.Lock(); defer mu.Unlock(); n++ }) }; wg.Wait(); n", "10"},
			{"time.Duration(1500) * time.Millisecond", "1.5s"},
			{"type Celsius float64; func (c Celsius) String() string { return fmt.Sprintf(\"%.1f°C\", float64(c)) }; Celsius(21.55)", "21.6°C"},
			{"json.Marshal(struct{ Name string `json:\"name\"` }{\"ed\"})", "[123 34 110 97 109 101 34 58 34 101 100 34 125]"},
			{"string(json.Marshal(map[string]int{\"a\": 1}))", "{\"a\":1}"},
		},
	}
	for name, c := range tests {
		t.Run(name, c.check)
	}
}

func TestWarningWhereATypeCantFollow(t *testing.T) {
	sh := newShell(t)
	sh.must(t, "type T struct { n int }; x := T{1}; list := []any{1, &x}; s := []T{x}; m := map[string]any{\"a\": 1}")
	res, err := sh.Run(context.Background(), "func (t T) String() string { return \"T\" }")
	if err != nil {
		t.Fatal(err)
	}
	want := "values of T inside interfaces keep the type without the new method: assign them anew (list)"
	if len(res.Warnings) != 1 || res.Warnings[0].Msg != want {
		t.Errorf("warnings: %v", res.Warnings)
	}
	if got := sh.run("x, s[0]"); got != "T, T" {
		t.Errorf("the variables are shown as %s", got)
	}
}

func TestWarningOfClosures(t *testing.T) {
	sh := newShell(t)
	sh.must(t, "type T struct { n int }; x := T{1}; f := func() int { return x.n }; up := strings.ToUpper; f(), up(\"a\")")
	res, err := sh.Run(context.Background(), "func (t T) String() string { return \"T\" }")
	if err != nil {
		t.Fatal(err)
	}
	want := "functions made before see T without the new method: make them anew (f)"
	if len(res.Warnings) != 1 || res.Warnings[0].Msg != want {
		t.Errorf("warnings: %v", res.Warnings)
	}
}

// Many names are told by a few.
func TestWarningOfManyClosures(t *testing.T) {
	sh := newShell(t)
	sh.must(t, "type T struct { n int }; x := T{1}; fmt.Println(x)")
	for i := range 40 {
		sh.must(t, fmt.Sprintf("f%02d := func() int { return x.n }", i))
	}
	res, err := sh.Run(context.Background(), "func (t T) String() string { return \"T\" }")
	if err != nil {
		t.Fatal(err)
	}
	want := "functions made before see T without the new method: make them anew (f00, f01, f02, f03 and 36 more)"
	if len(res.Warnings) != 1 || res.Warnings[0].Msg != want {
		t.Errorf("warnings: %v", res.Warnings)
	}
}

// Closures that can't know a type have nothing to see.
func TestNoWarningOfOtherClosures(t *testing.T) {
	sh := newShell(t)
	sh.must(t, "f := func() int { return 1 }; type W struct{ in int }; w := func(w W) { fmt.Println(w) }")
	sh.must(t, "type T struct{ n int }; x := T{1}; fmt.Println(x)")
	late := func(src string) []interp.Warning {
		res, err := sh.Run(context.Background(), src)
		if err != nil {
			t.Fatal(err)
		}
		return res.Warnings
	}
	if got := late("func (t T) String() string { return \"T\" }"); len(got) != 0 {
		t.Errorf("warnings: %v", got)
	}
	sh.must(t, "type H struct{ ts []T }; h := func(h H) { fmt.Println(h) }")
	if got := late("func (t T) Two() int { return 2 }"); len(got) != 1 {
		t.Errorf("warnings: %v", got)
	}
}

// A cell that is cancelled before it begins leaves nothing out that the next one needs.
func TestCancelledBeforeItBegins(t *testing.T) {
	sh := newShell(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, src := range []string{"time.Sleep(time.Hour)", "func twice(n int) int { return 2 * n }; twice(1)", "u := struct{ d time.Duration }{1}; u"} {
		if _, err := sh.Run(ctx, src); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", src, err)
		}
	}
	if got := sh.run("for range time.Tick(time.Millisecond) { break }; time.Duration(1), struct{ d time.Duration }{2}"); got != "1ns, {2}" {
		t.Errorf("the next cell prints %s", got)
	}
}

func TestStreamsStayInOrder(t *testing.T) {
	cells{
		{"fmt.Fprintln(os.Stdout, 1); os.Stdout.WriteString(\"2\\n\"); fmt.Println(3); io.WriteString(os.Stderr, \"4\\n\"); fmt.Println(5)", "1\n2\n3\n4\n5"},
		{"log.SetFlags(0); log.Println(\"said\"); println(\"x\", 1)", "said\nx 1"},
		{"len(os.Args)", "1"},
		{"os.Exit(3)", "exit status 3"},
		{"1", "1"},
	}.check(t)
}

func TestIncomplete(t *testing.T) {
	sh := newShell(t)
	if _, err := sh.Run(context.Background(), "for {"); !errors.Is(err, interp.ErrIncomplete) {
		t.Errorf("got %v", err)
	}
	if sh.Cell() != 0 {
		t.Errorf("an incomplete cell was counted")
	}
}
