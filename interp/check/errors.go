// This file holds the errors of this room: their place, Go's message and a hint.

package check

import (
	"fmt"
	"go/token"
	"strings"
)

// Error is one mistake in a cell.
type Error struct {
	File            string // the file that Line is of; empty: the cell
	Cell, Line, Col int
	Msg             string // in the words of the Go compiler
	Hint            string // what to do, or what was probably meant; may be empty
	Syntax          bool   // from the parser, not the type checker

	raw  string // go/types' own words, before they are explained
	also string // more of them, about other places
	pos  token.Pos
}

func (e *Error) Error() string { return fmt.Sprintf("cell %d:%d:%d: %s", e.Cell, e.Line, e.Col, e.Msg) }

// List is all errors of a cell, in the order of their places. It has at least one.
type List []*Error

func (l List) Error() string {
	lines := make([]string, len(l))
	for i, e := range l {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}
