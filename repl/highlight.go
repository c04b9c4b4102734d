// This file colours what is typed.

package repl

import (
	"errors"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ormsh/ormsh/interp/cell"
	"github.com/ormsh/ormsh/repl/line"
)

// Highlight is the colouring of an entry: keywords, literals and comments of Go or SQL, commands, the bracket that matches the one at the cursor
// (in runes; -1: none), and what can't be Go at all.
func (s *Shell) Highlight(entry string, cursor int) []line.Span {
	t := s.colours()
	var spans []line.Span
	switch classify(entry) {
	case commandEntry, helpEntry:
		word, _, _ := strings.Cut(entry, " ")
		return []line.Span{{From: 0, To: utf8.RuneCountInString(word), Style: t.command}}
	case sqlEntry:
		spans = sqlSpans(entry, t)
	default:
		spans = append(goSpans(entry, t), mistake(entry, t)...)
	}
	return append(spans, brackets(entry, cursor, spans, t)...)
}

// runeIndex turns byte offsets, asked for in ascending order, into rune indexes.
type runeIndex struct {
	text        string
	byte, runes int
}

func (x *runeIndex) at(offset int) int {
	offset = min(max(offset, x.byte), len(x.text))
	x.runes += utf8.RuneCountInString(x.text[x.byte:offset])
	x.byte = offset
	return x.runes
}

func goSpans(entry string, t theme) []line.Span {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(entry))
	s.Init(file, []byte(entry), func(token.Position, string) {}, scanner.ScanComments)
	index := runeIndex{text: entry}
	var spans []line.Span
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return spans
		}
		style := ""
		switch {
		case tok.IsKeyword():
			style = t.keyword
		case tok == token.STRING || tok == token.CHAR:
			style = t.text
		case tok == token.INT || tok == token.FLOAT || tok == token.IMAG:
			style = t.number
		case tok == token.COMMENT:
			style = t.comment
		case tok == token.ILLEGAL:
			style = t.wrong
		case tok == token.IDENT && slices.Contains([]string{"nil", "true", "false", "iota"}, lit):
			style = t.number
		}
		if style == "" {
			continue
		}
		from := file.Offset(pos)
		start := index.at(from)
		spans = append(spans, line.Span{From: start, To: index.at(from + len(lit)), Style: style})
		if tok == token.STRING {
			spans = append(spans, embeddedSQL(lit, start, t)...)
		}
	}
}

// embeddedSQL colours the keywords of SQL in a string literal that begins at a rune.
func embeddedSQL(lit string, at int, t theme) (spans []line.Span) {
	if text := strings.Trim(lit, "\"`"); classify(text) != sqlEntry {
		return nil
	}
	for _, span := range sqlSpans(lit[1:], t) {
		if span.Style == t.keyword || span.Style == t.comment {
			spans = append(spans, line.Span{From: at + 1 + span.From, To: at + 1 + span.To, Style: span.Style})
		}
	}
	return spans
}

// mistake underlines where the parser stops in an entry that Enter would run; what still goes on is no mistake.
func mistake(entry string, t theme) []line.Span {
	if cell.Incomplete(entry) {
		return nil
	}
	at, ok := mistakeAt(entry)
	rest := entry[min(at, len(entry)):]
	if !ok || strings.TrimSpace(rest) == "" {
		return nil // at the end: more may be typed
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
	_, first := utf8.DecodeRuneInString(rest)
	if end < 0 {
		end = len(rest)
	}
	from := utf8.RuneCountInString(entry[:at])
	return []line.Span{{From: from, To: from + utf8.RuneCountInString(rest[:max(end, first)]), Style: t.wrong}}
}

// mistakeAt is the byte at which the first part of the entry that isn't Go stops being it.
func mistakeAt(entry string) (at int, ok bool) {
	parts, err := cell.Split(entry)
	if bad := (*cell.Error)(nil); errors.As(err, &bad) {
		return offsetOf(entry, bad.Line, bad.Col), true
	}
	for _, p := range parts {
		head, tail := "package p;func _() {", "\n}"
		if p.Kind == cell.Decl || p.Kind == cell.Import || p.Kind == cell.Var {
			head, tail = "package p;", ""
		}
		_, err := parser.ParseFile(token.NewFileSet(), "", head+p.Src+tail, parser.SkipObjectResolution)
		var list scanner.ErrorList
		if errors.As(err, &list) {
			return p.Off + max(0, list[0].Pos.Offset-len(head)), true
		}
	}
	return 0, false
}

// offsetOf is the byte of a line and column, both from 1.
func offsetOf(text string, row, column int) int {
	at := 0
	for ; row > 1; row-- {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			break
		}
		at += end + 1
	}
	return min(at+column-1, len(text))
}

// sqlSpans scans SQL coarsely: words, quotes, numbers, comments.
func sqlSpans(entry string, t theme) []line.Span {
	keywords := sqlKeywords()
	text := []rune(entry)
	var spans []line.Span
	for i := 0; i < len(text); {
		start := i
		style := ""
		switch r := text[i]; {
		case r == '\'' || r == '"' || r == '`':
			for i++; i < len(text) && text[i] != r; i++ {
			}
			i++
			style = t.text
		case r == '-' && i+1 < len(text) && text[i+1] == '-':
			for i < len(text) && text[i] != '\n' {
				i++
			}
			style = t.comment
		case unicode.IsDigit(r):
			for i < len(text) && (unicode.IsDigit(text[i]) || text[i] == '.') {
				i++
			}
			style = t.number
		case unicode.IsLetter(r):
			for i < len(text) && (unicode.IsLetter(text[i]) || unicode.IsDigit(text[i]) || text[i] == '_') {
				i++
			}
			if slices.Contains(keywords, strings.ToUpper(string(text[start:i]))) {
				style = t.keyword
			}
		default:
			i++
		}
		if style != "" {
			spans = append(spans, line.Span{From: start, To: min(i, len(text)), Style: style})
		}
	}
	return spans
}

// brackets marks the bracket before or at the cursor and its partner. Those in the quoted spans count nothing.
func brackets(entry string, cursor int, spans []line.Span, t theme) []line.Span {
	if cursor < 0 {
		return nil
	}
	text := []rune(entry)
	for _, span := range spans {
		if span.Style == t.text || span.Style == t.comment {
			for i := span.From; i < span.To; i++ {
				text[i] = ' '
			}
		}
	}
	for _, at := range []int{cursor - 1, cursor} {
		if at < 0 || at >= len(text) {
			continue
		}
		if other, ok := partner(text, at); ok {
			return []line.Span{{From: at, To: at + 1, Style: t.bracket}, {From: other, To: other + 1, Style: t.bracket}}
		}
	}
	return nil
}

// partner finds the other bracket of a pair.
func partner(text []rune, at int) (int, bool) {
	const open, shut = "([{", ")]}"
	step, same, other := 1, open, shut
	if strings.ContainsRune(shut, text[at]) {
		step, same, other = -1, shut, open
	} else if !strings.ContainsRune(open, text[at]) {
		return 0, false
	}
	depth := 0
	for i := at; i >= 0 && i < len(text); i += step {
		switch {
		case strings.ContainsRune(same, text[i]):
			depth++
		case strings.ContainsRune(other, text[i]):
			if depth--; depth == 0 {
				return i, true
			}
		}
	}
	return 0, false
}
