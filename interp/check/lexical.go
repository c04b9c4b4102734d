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

// openLiteral is the type expression before the brace that is open at the end of s, if that can begin a composite literal.
func openLiteral(s string) string {
	toks, offs, _ := lexAll(s)
	depth := 0
	for i := len(toks) - 1; i >= 0; i-- {
		switch toks[i] {
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth++
		case token.LPAREN, token.LBRACK:
			if depth == 0 {
				return ""
			}
			depth--
		case token.LBRACE:
			if depth > 0 {
				depth--
				continue
			}
			if i > 0 && (toks[i-1] == token.IDENT || toks[i-1] == token.RBRACK) {
				return lastOperand(s[:offs[i]])
			}
			return ""
		}
	}
	return ""
}

// lastCode is the last byte of s that is not space.
func lastCode(s string) byte {
	s = strings.TrimRight(s, " \t\r\n")
	if s == "" {
		return 0
	}
	return s[len(s)-1]
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

// contexts are the ways to finish what stands before the cursor so that a statement can follow there, the innermost first: the text
// up to the last whole statement of an open block, and the braces that close it.
func contexts(before string) [][2]string {
	toks, offs, _ := lexAll(before)
	type open struct{ brace, end int } // where a block opened, and where its last whole statement ends
	stack := []open{{0, 0}}
	depth := 0 // of parentheses and brackets in the innermost block
	var depths []int
	line := 0
	for i, t := range toks {
		top := &stack[len(stack)-1]
		if nl := strings.IndexByte(before[line:offs[i]], '\n'); nl >= 0 && depth == 0 && i > 0 && endsStatement(toks[i-1]) {
			top.end = line + nl
		}
		line = offs[i]
		switch t {
		case token.LPAREN, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACK:
			depth--
		case token.LBRACE:
			stack, depths = append(stack, open{offs[i], offs[i] + 1}), append(depths, depth)
			depth = 0
		case token.RBRACE:
			if len(stack) > 1 {
				stack, depth = stack[:len(stack)-1], depths[len(depths)-1]
				depths = depths[:len(depths)-1]
			}
		case token.SEMICOLON:
			if depth == 0 {
				top.end = offs[i] + 1
			}
		}
	}
	if nl := strings.IndexByte(before[line:], '\n'); nl >= 0 && depth == 0 && len(toks) > 0 && endsStatement(toks[len(toks)-1]) {
		stack[len(stack)-1].end = line + nl
	}
	var out [][2]string
	for i := len(stack) - 1; i >= 0; i-- {
		out = append(out, [2]string{before[:stack[i].end], strings.Repeat("\n}", i)})
	}
	return out
}

// endsStatement reports whether Go ends a statement at a line end after this token.
func endsStatement(t token.Token) bool {
	switch t {
	case token.RPAREN, token.RBRACK, token.RBRACE, token.INC, token.DEC, token.RETURN, token.BREAK, token.CONTINUE, token.FALLTHROUGH:
		return true
	}
	return t == token.IDENT || t.IsLiteral()
}
