// This file tests the themes.

package repl_test

import (
	"testing"

	"github.com/ormsh/ormsh/repl"
)

func TestThemes(t *testing.T) {
	const dark, light = "36", "34" // of a number
	for _, tt := range []struct{ colorfgbg, variable, entry, says, number string }{
		{"", "", `\theme`, "theme: auto, which is dark here\n", dark},
		{"0;15", "", `\theme`, "theme: auto, which is light here\n", light},
		{"0;default;7", "", `\theme`, "theme: auto, which is light here\n", light},
		{"15;0", "", `\theme`, "theme: auto, which is dark here\n", dark},
		{"7;8", "", `\theme`, "theme: auto, which is dark here\n", dark},
		{"default;default", "", `\theme`, "theme: auto, which is dark here\n", dark},
		{"15;0", "light", `\theme`, "theme: auto, which is light here\n", light},
		{"0;15", "dark", `\theme`, "theme: auto, which is dark here\n", dark},
		{"15;0", "", `\theme light`, "theme: light\n", light},
		{"0;15", "", `\set theme dark`, "theme: dark\n", dark},
		{"0;15", "dark", `\set theme auto`, "theme: auto, which is dark here\n", dark},
		{"", "", `\theme pink`, "error: \\theme takes auto, dark or light, not \"pink\"\n", dark},
	} {
		t.Setenv("COLORFGBG", tt.colorfgbg)
		t.Setenv("ORMSH_THEME", tt.variable)
		s, text := shell(t, repl.Options{})
		if err := s.Eval(t.Context(), tt.entry); err != nil {
			s.Report(err, tt.entry, repl.Place{})
		}
		if text.String() != tt.says {
			t.Errorf("%s with %s and %s says %q, not %q", tt.entry, tt.colorfgbg, tt.variable, text, tt.says)
		}
		if spans := s.Highlight("17", -1); len(spans) != 1 || spans[0].Style != tt.number {
			t.Errorf("%s with %s and %s colours a number %v, not %s", tt.entry, tt.colorfgbg, tt.variable, spans, tt.number)
		}
	}
}
