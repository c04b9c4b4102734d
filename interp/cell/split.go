// This file splits a cell into its parts.

package cell

import (
	"fmt"
	"go/parser"
	"go/token"
	"strings"
)

// Kind tells the parts of a cell apart.
type Kind int

// The kinds of parts.
const (
	Stmt   Kind = iota // a statement: assignment, loop, block, go, defer, send, ...
	Expr               // an expression, or several with commas: the values to show if it comes last
	Var                // a var declaration, which runs in its place as a statement does
	Decl               // a type, const, function or method declaration
	Import             // an import declaration
)

// String gives the kind in the word that messages use.
func (k Kind) String() string {
	return [...]string{"statement", "expression", "variable declaration", "declaration", "import"}[k]
}

// Part is one top-level piece of a cell, with the comments that belong to it.
// The Src of all parts, joined, is the cell, but that the semicolons of empty statements are spaces.
type Part struct {
	Kind Kind
	Src  string
	Off  int // where Src begins in the cell, in bytes
	Line int // the line of the cell on which Src begins, from 1
	Col  int // the byte column in that line, from 1
}

// Error is a mistake that is visible in the text alone.
type Error struct {
	Line, Col int
	Msg       string
}

func (e *Error) Error() string { return fmt.Sprintf("%d:%d: %s", e.Line, e.Col, e.Msg) }

// Split cuts a complete cell into its parts. A cell of nothing but space and comments has none. The error is an *Error; it
// comes for brackets that don't match, while all other mistakes are left for the parser, which words them better.
func Split(src string) ([]Part, error) {
	l := lex(src)
	var (
		parts []Part
		n     nesting
		from  int // where the current part begins in src
		first int // its first token
		until int // the semicolon that ends the current control statement
	)
	for i, t := range l.toks {
		n.step(t.tok)
		if n.bad {
			return nil, l.errorAt(t.off, "unexpected "+t.tok.String()+": it closes no bracket of this cell")
		}
		if t.tok != token.SEMICOLON || !n.top() || i < until {
			continue
		}
		if i == first { // an empty statement: its text goes to the part before, or to the next one, which isn't to begin with a semicolon
			l.src = l.src[:t.off] + strings.Repeat(" ", t.end-t.off) + l.src[t.end:]
			first = i + 1
			continue
		}
		body := l.toks[first:i]
		if isControl(body) {
			if until = l.controlEnd(first, from); i < until {
				continue
			}
		}
		end := l.lineEnd(t.end)
		if end < 0 {
			end = t.end
		}
		parts = append(parts, l.part(body, from, end))
		from, first = end, i+1
	}
	if first < len(l.toks) {
		parts = append(parts, l.part(l.toks[first:], from, len(src)))
	} else if len(parts) > 0 {
		parts[len(parts)-1].Src += l.src[from:]
	}
	return parts, nil
}

func (l *lexed) part(body []lexeme, from, end int) Part {
	line, col := position(l.src, from)
	return Part{Kind: kindOf(body), Src: l.src[from:end], Off: from, Line: line, Col: col}
}

func (l *lexed) errorAt(off int, msg string) error {
	line, col := position(l.src, off)
	return &Error{line, col, msg}
}

func position(src string, off int) (line, col int) {
	before := src[:off]
	return 1 + strings.Count(before, "\n"), off - strings.LastIndexByte(before, '\n')
}

// withoutLabels drops leading labels (`L:`).
func withoutLabels(body []lexeme) []lexeme {
	for len(body) > 2 && body[0].tok == token.IDENT && body[1].tok == token.COLON {
		body = body[2:]
	}
	return body
}

// isControl reports whether the statement has a header in which semicolons may stand.
func isControl(body []lexeme) bool {
	switch withoutLabels(body)[0].tok {
	case token.IF, token.FOR, token.SWITCH:
		return true
	}
	return false
}

// controlEnd is the index of the semicolon that ends the control statement whose tokens begin at first, or the number of tokens.
// Only a closing brace outside brackets can end one. That brace may also have closed a composite literal in the header, so the
// parser decides; if it likes no candidate the text is broken and the first one is as good as any.
func (l *lexed) controlEnd(first, from int) int {
	const tries = 8 // keeps broken text from costing a parse for every brace
	var (
		n          nesting
		candidates []int
	)
	for i := first; i < len(l.toks) && len(candidates) < tries; i++ {
		t := l.toks[i]
		n.step(t.tok)
		if n.bad {
			break
		}
		if t.tok != token.SEMICOLON || !n.top() {
			continue
		}
		if l.toks[i-1].tok == token.RBRACE {
			if parses(l.src[from:t.off]) {
				return i
			}
			candidates = append(candidates, i)
		}
	}
	if len(candidates) > 0 {
		return candidates[0]
	}
	return len(l.toks)
}

func parses(stmt string) bool {
	_, err := parser.ParseFile(token.NewFileSet(), "", "package p; func _() {"+stmt+"\n}", parser.SkipObjectResolution)
	return err == nil
}
