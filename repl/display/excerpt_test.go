// This file tests excerpts of source lines.

package display_test

import (
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl/display"
)

func TestExcerpt(t *testing.T) {
	long := `session.AddAll(&User{Name: "ed"}, &User{Name: "wendy"}, &User{Nam: "mary"}, &User{Name: "fred"})`
	tests := []struct {
		line, mark string // the place is where mark begins
		columns    int
		want       string
	}{
		{"x := foo", "foo", 40, "x := foo\n     ^"},
		{"\tx := foo", "foo", 0, "\tx := foo\n\t     ^"},
		{`"日本", foo`, "foo", 40, "\"日本\", foo\n        ^"},
		{long, "Nam:", 40, `…er{Name: "wendy"}, &User{Nam: "mary"},…` + "\n" + strings.Repeat(" ", 26) + "^"},
		{long, "session", 20, "session.AddAll(&Use…\n^"},
		{"x", "", 10, "x\n ^"},
	}
	for _, tt := range tests {
		at := strings.Index(tt.line, tt.mark)
		if tt.mark == "" {
			at = len(tt.line) + 5
		}
		text, indent := display.Excerpt(tt.line, at, tt.columns, false)
		if got := text + "\n" + indent + "^"; got != tt.want {
			t.Errorf("%q at %q in %d columns:\n%s\nnot\n%s", tt.line, tt.mark, tt.columns, got, tt.want)
		}
		if tt.columns > 0 && display.Width(text) > tt.columns {
			t.Errorf("%q is wider than %d columns", text, tt.columns)
		}
	}
}
