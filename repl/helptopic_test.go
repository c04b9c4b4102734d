package repl_test

import (
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl"
)

func TestHelpOnTopics(t *testing.T) {
	tests := []struct{ entry, want, not string }{
		{`\help many-to-many`, "    ... type Course struct {", "```"},
		{`\h relation`, "    secondary=table            many-to-many, through", "| ---"},
		{`\help typing`, "Ctrl-R, Ctrl-S ", "!["},
		{`\help \echo`, `\echo [engine`, ""},
		{`\help topics`, "Mapping\n    Columns; Relations;", "`"},
		{`\help relatons`, `did you mean \help relations?`, ""},
		{`\help nothingofthekind`, `\help topics lists the guide`, ""},
	}
	for _, tt := range tests {
		s, text := shell(t, repl.Options{})
		if err := s.Eval(t.Context(), tt.entry); err != nil {
			s.Report(err, tt.entry, repl.Place{})
		}
		if !strings.Contains(text.String(), tt.want) || tt.not != "" && strings.Contains(text.String(), tt.not) {
			t.Errorf("%s prints\n%s, with no %q", tt.entry, text, tt.want)
		}
	}
}

// TestHelpKeepsToTheTerminal shows paragraphs in the rows of a narrow one.
func TestHelpKeepsToTheTerminal(t *testing.T) {
	s, text := shell(t, repl.Options{Size: func() (int, int) { return 50, 200 }})
	if err := s.Eval(t.Context(), `\help several goroutines`); err != nil {
		t.Fatal(err)
	}
	for row := range strings.Lines(text.String()) {
		if len(strings.TrimSuffix(row, "\n")) >= 50 {
			t.Errorf("a row is too wide: %s", row)
		}
	}
}
