// This file tests help on Go's own words and signs: all are there, and the examples run.

package repl_test

import (
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl"
)

func TestHelpOnGo(t *testing.T) {
	var words []string
	for tok := token.ADD; tok <= token.TILDE; tok++ {
		if !strings.ContainsAny(tok.String(), "()[]{},;:.") && tok.IsOperator() || tok.IsKeyword() || tok == token.ELLIPSIS || tok == token.DEFINE {
			words = append(words, tok.String())
		}
	}
	words = append(words, types.Universe.Names()...)
	words = append(words, "_")
	text := &strings.Builder{}
	s, err := repl.New(repl.Options{Out: text})
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range words {
		text.Reset()
		if err := s.Eval(t.Context(), "?"+word); err != nil {
			t.Errorf("?%s: %v", word, err)
			continue
		}
		page := text.String()
		form, rest, _ := strings.Cut(page, "\n")
		_, example, found := strings.Cut(rest, "\nexample:\n")
		if !strings.Contains(form, word) && !strings.Contains(form, "...") || !found {
			t.Errorf("?%s prints\n%s", word, page)
		}
		if err := s.Eval(t.Context(), strings.ReplaceAll(strings.TrimSpace(example), "\n    ", "\n")); err != nil {
			t.Errorf("the example of %s: %v\n%s", word, err, example)
		}
		text.Reset()
		if err := s.Eval(t.Context(), `\h `+word); err != nil || !strings.HasPrefix(text.String(), page) && !strings.Contains(text.String(), "    ?"+word+" tells of Go's ") {
			t.Errorf(`\h %s: %v, prints %s`, word, err, text)
		}
	}
}

// A name that the session has declared is told of, not Go's word.
func TestHelpOnDeclaredWords(t *testing.T) {
	text := &strings.Builder{}
	s, err := repl.New(repl.Options{Out: text})
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range []string{"max := 3", "?max"} {
		if err := s.Eval(t.Context(), entry); err != nil {
			t.Fatal(err)
		}
	}
	if text.String() != "var max int\n" {
		t.Errorf("?max prints %s", text)
	}
}
