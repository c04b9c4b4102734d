// This file kills and yanks, within the row that the cursor stands in.

package line

import (
	"slices"
	"unicode"
)

// kill takes the runes from one position up to another out of the line, for yank; the cursor goes where they were.
func (e *editor) kill(line []rune, from, to int) ([]rune, int) {
	if from == to {
		return line, from
	}
	e.killed = slices.Clone(line[from:to])
	return slices.Delete(line, from, to), from
}

// killBy is what a key that kills makes of the line.
func (e *editor) killBy(key rune, line []rune, pos int) ([]rune, int) {
	from, to := rowAround(line, pos)
	switch key {
	case keyKillStart:
		if pos == from && from > 0 {
			from-- // the row is joined to the one above
		}
		return e.kill(line, from, pos)
	case keyKillEnd:
		if pos == to && to < len(line) {
			to++
		}
		return e.kill(line, pos, to)
	case keyKillBlank:
		start := pos
		for start > 0 && unicode.IsSpace(line[start-1]) {
			start--
		}
		for start > 0 && !unicode.IsSpace(line[start-1]) {
			start--
		}
		return e.kill(line, start, pos)
	case keyKillWordLeft:
		return e.kill(line, wordLeft(line, pos), pos)
	}
	line, _ = e.kill(line, pos, wordRight(line, pos))
	return line, pos
}

// yank puts back what was killed last.
func (e *editor) yank(line []rune, pos int) ([]rune, int) {
	return slices.Insert(line, pos, e.killed...), pos + len(e.killed)
}
