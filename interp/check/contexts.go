// This file finishes unfinished source: it says where, before the cursor, a statement may stand, and what must be closed behind it.

package check

import (
	"go/token"
	"slices"
	"strings"
)

// context is a way to finish what stands before the cursor: text, a statement, and the brackets that close what is open.
type context struct{ text, closers string }

// contexts are the ways to finish, the innermost block first: with the text up to the last whole statement of that block; in the head of an if, a for or a
// switch, with the statement that stands there before the semicolon.
func contexts(before string) (list []context) {
	c := cutter{text: before, open: []opened{{block: true, begin: -1}}}
	toks, offs, _ := lexAll(before)
	for i, t := range toks {
		c.lineEnds(toks[:i], offs[i])
		c.token(t, offs[i])
	}
	c.lineEnds(toks, len(before))
	closers := make([]string, len(c.open))
	for i := 1; i < len(c.open); i++ {
		closers[i] = c.open[i].closer + closers[i-1]
	}
	for i, o := range slices.Backward(c.open) {
		if o.head != "" {
			list = append(list, context{o.head, closers[i]})
		}
		if o.block {
			list = append(list, context{before[:o.end], closers[i]})
		}
	}
	return list
}

// opened is a bracket that is open, or, as the first, the cell.
type opened struct {
	closer string
	block  bool
	end    int // of its last whole statement

	// Of the statement behind that:
	begin int         // its offset; -1: there is none yet
	word  token.Token // that it begins with
	rest  int         // the offset behind that word
	head  string      // the text with the first statement in the head of an if, a for or a switch instead of it
}

// cutter reads text from its beginning.
type cutter struct {
	text string
	line int // how far lines were looked at
	open []opened
}

// lineEnds ends the statement where a line ends between the tokens so far and the offset.
func (c *cutter) lineEnds(toks []token.Token, at int) {
	nl := strings.IndexByte(c.text[c.line:at], '\n')
	if top := c.top(); nl >= 0 && top.block && len(toks) > 0 && endsStatement(toks[len(toks)-1]) {
		top.ends(c.line + nl)
	}
	c.line = at
}

func (c *cutter) top() *opened { return &c.open[len(c.open)-1] }

func (o *opened) ends(at int) { o.end, o.begin, o.word, o.head = at, -1, token.ILLEGAL, "" }

// token takes the token at an offset.
func (c *cutter) token(t token.Token, at int) {
	top := c.top()
	switch {
	case top.begin < 0 || t == token.ELSE:
		top.begin, top.word, top.head = at, t, ""
		top.rest = at + len(t.String())
	case t == token.IF && top.word == token.ELSE:
		top.word, top.rest = t, at+len(t.String())
	}
	switch t {
	case token.LPAREN:
		c.open = append(c.open, opened{closer: ")", begin: -1})
	case token.LBRACK:
		c.open = append(c.open, opened{closer: "]", begin: -1})
	case token.LBRACE:
		c.open = append(c.open, opened{closer: "\n}", block: true, end: at + 1, begin: -1})
	case token.RPAREN, token.RBRACK, token.RBRACE:
		c.open = c.open[:max(1, len(c.open)-1)]
		if top := c.top(); t == token.RBRACE && top.hasHead() {
			top.word = t
		}
	case token.COLON:
		if top.word == token.CASE || top.word == token.DEFAULT {
			top.ends(at + 1)
		}
	case token.SEMICOLON:
		switch {
		case !top.hasHead():
			top.ends(at + 1)
		case top.head == "":
			top.head = c.text[:top.begin] + "\n" + c.text[top.rest:at+1]
		}
	}
}

// hasHead says that the statement begins with a word behind which another statement may stand.
func (o *opened) hasHead() bool {
	return o.word == token.IF || o.word == token.FOR || o.word == token.SWITCH
}

// endsStatement reports whether Go ends a statement at a line end after this token.
func endsStatement(t token.Token) bool {
	switch t {
	case token.RPAREN, token.RBRACK, token.RBRACE, token.INC, token.DEC, token.RETURN, token.BREAK, token.CONTINUE, token.FALLTHROUGH:
		return true
	}
	return t == token.IDENT || t.IsLiteral()
}
