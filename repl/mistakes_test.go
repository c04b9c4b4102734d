// This file tests what is underlined while an entry is typed, on the real interpreter.

package repl_test

import (
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl"
)

func TestMistakes(t *testing.T) {
	s := connected(t, repl.Options{})
	for _, entry := range []string{"count := 3", "type Pair struct { A, B int }", "func twice(n int) int { return n * 2 }"} {
		if err := s.Eval(t.Context(), entry); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct{ entry, want string }{ // underlined, joined
		{"count + 1", ""},
		{"coumt + 1", "coumt"},
		{`count + "one"`, "count"},
		{`twice("é" + "")`, `"é"`},
		{`x := "é"; twice(1, "two")`, `"two"`},
		{"if true {\n    nope() // one\n    // two", "nope"},
		{"session.Comit()", "Comit"},
		{"é := 1; Pair{A: 1, C: é}", "C"},
		{"var x string = twice(1)", "twice"},
		{"fresh := 1; fresh + coumt", "coumt"},
		{"count := \"again\"", ""},
		{"x :=", ""},
		{"x := 1 +* 2 y", ""}, // the parser's, underlined as it is typed
		{"for range 3 {\n    nope(1)\n    nop", "nope"},
		{"for range 3 {\n    nop", ""},
		{"twice(", ""},
		{"twice(\n    nope,\n    1", "nope"},
		{"select nope from nowhere", ""},
		{`\d nope`, ""},
		{"?nope", ""},
		{"func (p Pair) Sum() int { return p.A + nope }", ""}, // a method of an earlier type
		{"type T struct{}; func (T) Sum() int { return nope }", "nope"},
		{"session.Commit()", ""}, // its error is left out
	}
	for _, tt := range tests {
		var got []string
		for _, span := range s.Mistakes(tt.entry) {
			got = append(got, string([]rune(tt.entry)[span.From:span.To]))
		}
		if text := strings.Join(got, " "); text != tt.want {
			t.Errorf("%s: underlined is %q, not %q", tt.entry, text, tt.want)
		}
	}
	if err := s.Eval(t.Context(), "count + twice(1)"); err != nil {
		t.Errorf("the looks have changed the session: %v", err)
	}
	if err := s.Eval(t.Context(), "T{}"); err == nil {
		t.Error("a type that was only looked at is declared")
	}
}
