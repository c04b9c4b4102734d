// This file finds what to underline in an entry that is being typed: where the type checker would refuse it.

package repl

import (
	"go/scanner"
	"go/token"
	"strings"
	"unicode/utf8"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/interp/cell"
	"github.com/ormsh/ormsh/repl/line"
)

// Mistakes are the places of an entry of Go at which the type checker stops. In an entry that isn't complete yet its brackets are thought closed,
// and the row being typed isn't judged. Nothing is run; it is for a moment in which nothing else is.
func (s *Shell) Mistakes(entry string) (spans []line.Span) {
	checker, ok := s.eval.(interface {
		Mistakes(src string) []*interp.Error
	})
	if !ok || classify(entry) != goEntry {
		return nil
	}
	src, judged := entry, len(entry)
	if cell.Incomplete(entry) {
		if judged = strings.LastIndexByte(entry, '\n'); judged < 0 {
			return nil
		}
		if src += closing(entry); strings.Contains(entry[judged:], "//") {
			src = entry + "\n" + closing(entry)
		}
	}
	style := s.colours().wrong
	for _, e := range checker.Mistakes(src) {
		at := offsetOf(entry, e.Line, max(1, e.Col))
		if e.Phase != interp.Check || at >= judged {
			continue // what isn't Go at all is underlined as it is typed
		}
		from := utf8.RuneCountInString(entry[:at])
		spans = append(spans, line.Span{From: from, To: from + utf8.RuneCountInString(wordAt(entry[at:])), Style: style})
	}
	return spans
}

// wordAt is the token of Go that the text begins with, at most the rest of its row.
func wordAt(text string) string {
	row, _, _ := strings.Cut(text, "\n")
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(row)), []byte(row), func(token.Position, string) {}, 0)
	if _, tok, lit := s.Scan(); lit != "" && tok != token.SEMICOLON {
		return row[:min(len(lit), len(row))]
	}
	_, n := utf8.DecodeRuneInString(row)
	return row[:n]
}

// closing are the brackets that close those that are open at the end of the entry.
func closing(entry string) string {
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(entry)), []byte(entry), func(token.Position, string) {}, 0)
	open := ""
	for {
		switch _, tok, _ := s.Scan(); tok {
		case token.LPAREN:
			open = ")" + open
		case token.LBRACK:
			open = "]" + open
		case token.LBRACE:
			open = "}" + open
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if open != "" {
				open = open[1:]
			}
		case token.EOF:
			return open
		}
	}
}
