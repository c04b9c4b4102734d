// This file turns source text into tokens that know their place, and answers where a line of a cell is finished.

package cell

import (
	"go/scanner"
	"go/token"
	"strings"
)

// lexeme is one token and the bytes of the source that it covers; a semicolon that stands for a line end covers none.
type lexeme struct {
	tok      token.Token
	lit      string
	off, end int
}

// lexed is a source as tokens (comments left out) and whether its last token was cut off by the end of the text.
type lexed struct {
	src  string
	toks []lexeme
	open bool // ends inside a raw string or a comment
}

func lex(src string) *lexed {
	l := &lexed{src: src}
	file := token.NewFileSet().AddFile("", -1, len(src))
	onError := func(_ token.Position, msg string) {
		if msg == "raw string literal not terminated" || msg == "comment not terminated" {
			l.open = true
		}
	}
	var s scanner.Scanner
	s.Init(file, []byte(src), onError, 0)
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return l
		}
		off := file.Offset(pos)
		if tok == token.SEMICOLON && lit != ";" && len(l.toks) > 0 {
			off = l.toks[len(l.toks)-1].end // a line end inside a comment would put it there
		}
		l.toks = append(l.toks, lexeme{tok, lit, off, l.end(off, tok, lit)})
	}
}

// end is where a token ends in the source. The scanner drops carriage returns from raw strings, so their text is no measure.
func (l *lexed) end(off int, tok token.Token, lit string) int {
	switch {
	case tok == token.SEMICOLON && lit != ";":
		return off
	case tok == token.STRING && strings.HasPrefix(lit, "`"):
		if n := strings.IndexByte(l.src[off+1:], '`'); n >= 0 {
			return off + 1 + n + 1
		}
		return len(l.src)
	case lit != "":
		return min(off+len(lit), len(l.src))
	}
	return off + len(tok.String())
}

// lineEnd is the offset just after the line end that closes the code before off, or -1 when more code stands on that line.
// Comments are stepped over, with the lines inside them.
func (l *lexed) lineEnd(off int) int {
	for off < len(l.src) {
		rest := l.src[off:]
		switch {
		case rest[0] == '\n':
			return off + 1
		case rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r':
			off++
		case strings.HasPrefix(rest, "//"):
			n := strings.IndexByte(rest, '\n')
			if n < 0 {
				return len(l.src)
			}
			off += n
		case strings.HasPrefix(rest, "/*"):
			n := strings.Index(rest[2:], "*/")
			if n < 0 {
				return len(l.src)
			}
			off += 2 + n + 2
		default:
			return -1
		}
	}
	return off
}

// nesting follows brackets. It stops being meaningful at the first bracket that closes nothing or the wrong kind.
type nesting struct {
	stack []token.Token
	bad   bool
}

func (n *nesting) step(t token.Token) {
	switch t {
	case token.LPAREN, token.LBRACK, token.LBRACE:
		n.stack = append(n.stack, t)
	case token.RPAREN, token.RBRACK, token.RBRACE:
		if len(n.stack) == 0 || n.stack[len(n.stack)-1] != opener(t) {
			n.bad = true
			return
		}
		n.stack = n.stack[:len(n.stack)-1]
	}
}

func (n *nesting) top() bool { return len(n.stack) == 0 }

func opener(t token.Token) token.Token {
	switch t {
	case token.RPAREN:
		return token.LPAREN
	case token.RBRACK:
		return token.LBRACK
	}
	return token.LBRACE
}
