// This file finds the end of an entry: for the continuation prompt, and in piped text.

package cell

import (
	"go/token"
	"strings"
)

// Incomplete reports whether src can't be run yet because Go expects more after its last line: an open bracket, raw string or
// comment, or a last token after which no statement ends (an operator, a comma, a dot, a keyword such as func).
// Text that no continuation can mend, such as a bracket that closes nothing, is complete: it is an error, and waiting won't help.
func Incomplete(src string) bool {
	for src != "" {
		var complete bool
		if _, src, complete = Next(src); !complete {
			return true
		}
	}
	return false
}

// Next cuts the first entry off src: the shortest run of whole lines that is complete, with the comments before it.
// entry + rest is always src. Not complete means that src ended too early; entry is then all of it.
// A line that begins with a backslash is never Go, so comments before it are an entry of their own.
func Next(src string) (entry, rest string, complete bool) {
	for size := firstLook; size < len(src); size *= 4 { // long texts have many entries: most end in their first lines
		end := strings.IndexByte(src[size:], '\n') + 1
		if end == 0 {
			break
		}
		if entry, ok, _ := first(src[:size+end]); ok {
			return entry, src[len(entry):], true
		}
	}
	entry, ok, complete := first(src)
	return entry, src[len(entry):], ok || complete
}

// firstLook is how many bytes Next looks at before it looks at more.
const firstLook = 1 << 11

// first finds the first entry of src that more text follows. Otherwise entry is all of src, and complete says whether it is one.
func first(src string) (entry string, ok, complete bool) {
	l := lex(src)
	var n nesting
	for i, t := range l.toks {
		if i == 0 && t.tok == token.ILLEGAL && t.lit == `\` {
			if at := strings.LastIndexByte(src[:t.off], '\n') + 1; at > 0 {
				return src[:at], true, true
			}
		}
		n.step(t.tok)
		if n.bad || t.tok == token.SEMICOLON && n.top() {
			if end := l.lineEnd(t.end); end >= 0 && end < len(src) {
				return src[:end], true, true
			}
		}
	}
	return src, false, n.bad || !l.open && n.top() && l.finished()
}

// finished reports whether the last token ends a statement; an illegal one ends everything.
func (l *lexed) finished() bool {
	if len(l.toks) == 0 {
		return true
	}
	last := l.toks[len(l.toks)-1].tok
	return last == token.SEMICOLON || last == token.ILLEGAL
}
