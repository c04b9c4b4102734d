// This file takes changes back.

package line

import (
	"slices"
	"unicode"
)

type snapshot struct {
	line   []rune
	cursor int
}

// remember keeps the line as it was before the key, for undo; letters of one word are one change.
func (e *editor) remember(key rune) {
	typed := !isKey(key) && !isKey(e.seen) && e.seen >= ' '
	wordBegins := unicode.IsSpace(e.seen) && !unicode.IsSpace(key)
	e.seen = key
	if typed && !wordBegins {
		return
	}
	if n := len(e.undo); n > 0 && slices.Equal(e.undo[n-1].line, e.line) {
		e.undo[n-1].cursor = e.cursor
		return
	}
	e.undo = append(e.undo, snapshot{slices.Clone(e.line), e.cursor})
	e.undo = e.undo[max(0, len(e.undo)-maxUndo):]
}

// maxUndo is the number of changes that can be taken back.
const maxUndo = 500

func (e *editor) undone(line []rune, pos int) ([]rune, int) {
	for len(e.undo) > 0 {
		last := e.undo[len(e.undo)-1]
		e.undo = e.undo[:len(e.undo)-1]
		if !slices.Equal(last.line, line) {
			return last.line, last.cursor
		}
	}
	return line, pos
}
