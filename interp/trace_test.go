// This file tests what is told of a panic's way: the innermost line, the calls, the panics before it.

package interp_test

import (
	"context"
	"errors"
	"testing"

	"github.com/ormsh/ormsh/interp"
)

const tracedFunctions = `type T struct { In *T }
func (t *T) Deep() *T {

	return t.In.In.In
}
func text(s fmt.Stringer) string {

	return s.String()
}
func f(p *struct{ X int }) int {
	return p.X
}
func g() int {
	return f(nil)
}
func repeat() {

	strings.Repeat("x", -1)
}
func less() {
	sort.Slice([]int{1, 2}, func(i, j int) bool {
		panic("in less")
	})
}
func twice(a, b int) {
	strings.Repeat("x", a)
	strings.Repeat("y", b)
}
func depth(n int) int {
	if n == 0 {
		panic("deep")
	}
	return depth(n-1) + 1
}
func cleanUp() {
	defer func() {
		defer func() { recover() }()
		panic("inner")
	}()
	g()
}
func seq(yield func(int) bool) { yield(1) }
func loop() {
	for i := range seq {
		_ = 1 / (i - 1)
	}
}`

// TestWay: the place is the innermost line of the user's; where a function calls what panicked more than once it is the statement's.
func TestWay(t *testing.T) {
	tests := []struct{ cell, detail, way string }{
		{"new(T).Deep()", "cell 1, line 4: runtime error: invalid memory address or nil pointer dereference\n    \treturn t.In.In.In", "in (*T).Deep, called in cell 2, line 1"},
		{"x := 1\ntext(nil)", "cell 1, line 8: runtime error: invalid memory address or nil pointer dereference\n    \treturn s.String()", "in text, called in cell 2, line 2"},
		{"g()", "cell 1, line 11: runtime error: invalid memory address or nil pointer dereference\n    \treturn p.X", "in f, called by g (cell 1, line 14), called in cell 2, line 1"},
		{"repeat()", "cell 1, line 18: strings: negative Repeat count\n    \tstrings.Repeat(\"x\", -1)", "in repeat, called in cell 2, line 1"},
		{"less()", "cell 1, line 22: in less\n    \t\tpanic(\"in less\")", "in less.func1, called by less (cell 1), called in cell 2, line 1"},
		{"twice(1, -1)", "cell 2, line 1: strings: negative Repeat count\n    twice(1, -1)", "in twice, called in cell 2, line 1"},
		{"depth(9)", "cell 1, line 31: deep\n    \t\tpanic(\"deep\")", "in depth, called by depth (cell 1, line 33), called in cell 2, line 1"},
		{"cleanUp()", "cell 1, line 11: runtime error: invalid memory address or nil pointer dereference\n    \treturn p.X", "in f, called by g (cell 1, line 14), called by cleanUp (cell 1, line 40), called in cell 2, line 1"},
		{"loop()", "cell 1, line 45: runtime error: integer divide by zero\n    \t\t_ = 1 / (i - 1)", "in loop, called by seq (cell 1, line 42), called by loop (cell 1, line 44), called in cell 2, line 1"},
		{"for range seq { repeat() }", "cell 1, line 18: strings: negative Repeat count\n    \tstrings.Repeat(\"x\", -1)", "in repeat, called in cell 2, line 1"},
		{"func() { defer func() { panic(1) }(); g() }()", "cell 2, line 1: runtime error: invalid memory address or nil pointer dereference\n\tpanic: 1\n    func() { defer func() { panic(1) }(); g() }()", "in func2, called by func1, called in cell 2, line 1"},
		{"var e error\n_ = e.Error()", "cell 2, line 2: runtime error: invalid memory address or nil pointer dereference\n    _ = e.Error()", ""},
		{"panic([]int{1})", "cell 2, line 1: []int{1}\n    panic([]int{1})", ""},
	}
	for _, test := range tests {
		sh := newShell(t)
		if _, err := sh.Run(context.Background(), tracedFunctions); err != nil {
			t.Fatal(err)
		}
		_, err := sh.Run(context.Background(), test.cell)
		var e *interp.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", test.cell, err)
		} else if e.Detail() != test.detail || e.Way() != test.way {
			t.Errorf("%s\n got %s\n     %s\nwant %s\n     %s", test.cell, e.Detail(), e.Way(), test.detail, test.way)
		}
		sh.Close()
	}
}

// TestPanicsOnPanics: the words are those with which Go's runtime ends a program.
func TestPanicsOnPanics(t *testing.T) {
	tests := map[string]string{
		"defer func() { panic(\"B\") }(); panic(\"A\")":                                                                        "A\n\tpanic: B",
		"defer func() { panic(fmt.Sprint(\"B after \", recover())) }(); panic(\"A\")":                                          "A [recovered]\n\tpanic: B after A",
		"defer func() { panic(recover()) }(); var p *int; *p = 1":                                                              "runtime error: invalid memory address or nil pointer dereference [recovered, repanicked]",
		"defer func() { panic(\"C\") }(); defer func() { panic(io.EOF) }(); panic(\"A\")":                                      "A\n\tpanic: EOF\n\tpanic: C",
		"defer func() { defer func() { panic(\"C\") }(); panic(\"B\") }(); panic(\"A\")":                                       "A\n\tpanic: B\n\tpanic: C",
		"defer func() { func() { defer func() { recover() }(); panic(\"B\") }(); panic(\"C\") }(); panic(\"A\")":               "A\n\tpanic: C",
		"defer func() { r := recover(); defer func() { panic(\"C\") }(); panic(r) }(); panic(\"A\")":                           "A [recovered, repanicked]\n\tpanic: C",
		"defer func() { panic(recover()) }(); func() { defer func() { panic(recover()) }(); panic(\"A\") }()":                  "A [recovered, repanicked]",
		"defer func() { panic(\"B\") }(); func() { defer func() { recover() }(); panic(\"gone\") }()":                          "B",
		"defer func() { panic(1) }(); func() { defer func() { recover() }(); defer func() { panic(2) }(); panic(\"gone\") }()": "1",
	}
	for body, want := range tests {
		for _, cell := range []string{body, "func() { " + body + " }()"} {
			sh := newShell(t)
			_, err := sh.Run(context.Background(), cell)
			var e *interp.Error
			if !errors.As(err, &e) || e.Msg != want {
				t.Errorf("%s\n got %v\nwant %s", cell, err, want)
			}
			sh.Close()
		}
	}
}
