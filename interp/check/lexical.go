// This file reads unfinished source: what stands before the cursor, token by token.

package check

import (
	"go/scanner"
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"
)

// identStart is where the identifier that ends s begins.
func identStart(s string) int {
	for i := len(s); i > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return i
		}
		i -= size
	}
	return 0
}

// lexAll lists the tokens of s with their offsets; open says that s ends inside a string or comment.
func lexAll(s string) (toks []token.Token, offs []int, open bool) {
	file := token.NewFileSet().AddFile("", -1, len(s))
	var sc scanner.Scanner
	sc.Init(file, []byte(s), func(_ token.Position, msg string) { open = strings.Contains(msg, "not terminated") }, scanner.ScanComments)
	for {
		p, t, lit := sc.Scan()
		if t == token.EOF {
			return toks, offs, open
		}
		if t == token.SEMICOLON && lit != ";" {
			continue
		}
		if t == token.COMMENT && strings.HasPrefix(lit, "//") && file.Offset(p)+len(lit) == len(s) {
			open = true
		}
		toks, offs = append(toks, t), append(offs, file.Offset(p))
	}
}

func inStringOrComment(s string) bool {
	_, _, open := lexAll(s)
	return open
}

// lastOperand is the operand that ends s: names, selectors, calls, indexes, literals in brackets.
func lastOperand(s string) string {
	toks, offs, _ := lexAll(s)
	i := len(toks)
	for wantsPrimary := true; i > 0; {
		switch t := toks[i-1]; {
		case t == token.PERIOD && !wantsPrimary:
			i, wantsPrimary = i-1, true
			continue
		case (t == token.IDENT || t.IsLiteral()) && wantsPrimary:
			i, wantsPrimary = i-1, false
			continue
		case t == token.RPAREN || t == token.RBRACK || t == token.RBRACE:
			if !wantsPrimary && i < len(toks) && (toks[i] == token.IDENT || toks[i].IsLiteral()) {
				return s[offs[i]:]
			}
			open := matching(toks, i-1)
			if open < 0 {
				return ""
			}
			i = open
			// A name before the bracket belongs to it; without one the brackets are the primary expression.
			wantsPrimary = i > 0 && (toks[i-1] == token.IDENT || toks[i-1] == token.RPAREN || toks[i-1] == token.RBRACK)
			continue
		}
		break
	}
	if i == len(toks) {
		return ""
	}
	return strings.TrimSpace(s[offs[i]:])
}

// matching is the index of the bracket that opens the one at index at, or -1.
func matching(toks []token.Token, at int) int {
	depth := 0
	for i := at; i >= 0; i-- {
		switch toks[i] {
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth++
		case token.LPAREN, token.LBRACK, token.LBRACE:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// literal is a composite literal that is open at the end of a text.
type literal struct {
	typ        string   // empty: there is none
	levels     int      // literals without a type between that type and this one
	given      []string // the names that have values already
	inValue    bool     // a value is being written behind a name
	positional bool     // the values before have no names
}

// openLiteral is the composite literal that is open at the end of s.
func openLiteral(s string) (lit literal) {
	toks, offs, _ := lexAll(s)
	depth := 0
	for i := len(toks) - 1; i >= 0; i-- {
		switch toks[i] {
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth++
		case token.LPAREN, token.LBRACK:
			if depth == 0 {
				return literal{}
			}
			depth--
		case token.LBRACE:
			if depth > 0 {
				depth--
				continue
			}
			if lit.levels == 0 {
				lit.read(s, toks[i+1:], offs[i+1:])
			}
			switch {
			case i == 0:
				return literal{}
			case toks[i-1] == token.IDENT || toks[i-1] == token.RBRACK:
				lit.typ = lastType(s[:offs[i]])
				return lit
			case toks[i-1] == token.LBRACE || toks[i-1] == token.COMMA || toks[i-1] == token.COLON:
				lit.levels++ // its type is left out
			default:
				return literal{}
			}
		}
	}
	return literal{}
}

// lastType is the type that ends s: an operand, and what makes a list, a map or a pointer's list of it.
func lastType(s string) string {
	operand := lastOperand(s)
	toks, offs, _ := lexAll(s[:len(s)-len(operand)])
	begin := len(toks)
	for i := begin; i > 0; {
		if toks[i-1] == token.MUL {
			i--
			continue
		}
		open := -1
		if toks[i-1] == token.RBRACK {
			open = matching(toks[:i], i-1)
		}
		if open < 0 {
			break
		}
		if i = open; i > 0 && toks[i-1] == token.MAP {
			i--
		}
		begin = i
	}
	if begin == len(toks) {
		return operand
	}
	return s[offs[begin]:]
}

// read takes what stands in the literal so far.
func (lit *literal) read(s string, toks []token.Token, offs []int) {
	depth := 0
	for i, t := range toks {
		switch {
		case t == token.LPAREN || t == token.LBRACK || t == token.LBRACE:
			depth++
		case t == token.RPAREN || t == token.RBRACK || t == token.RBRACE:
			depth--
		case depth > 0:
		case t == token.COLON:
			lit.inValue = true
			if i > 0 && toks[i-1] == token.IDENT {
				lit.given = append(lit.given, s[offs[i-1]:][:identLen(s[offs[i-1]:])])
			}
		case t == token.COMMA:
			lit.positional = lit.positional || !lit.inValue
			lit.inValue = false
		}
	}
	if n := len(toks); n > 0 && toks[n-1] != token.COMMA {
		lit.inValue = true // in the middle of something
	}
}

// localNames lists the names that the text before the cursor seems to declare with := or var.
func localNames(before string) []string {
	toks, offs, _ := lexAll(before)
	var names []string
	for i, t := range toks {
		if t != token.IDENT {
			continue
		}
		name := before[offs[i] : offs[i]+identLen(before[offs[i]:])]
		for j := i + 1; j < len(toks); j++ {
			if toks[j] == token.DEFINE {
				names = append(names, name)
			}
			if toks[j] != token.COMMA && toks[j] != token.IDENT {
				break
			}
		}
		if i > 0 && toks[i-1] == token.VAR {
			names = append(names, name)
		}
	}
	return names
}

func identLen(s string) int {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return i
		}
	}
	return len(s)
}
