// This file holds what a cell can fail with.

package interp

import (
	"errors"
	"fmt"
	"strings"
)

// ErrIncomplete says that the source ends too early to be run: the prompt should ask for more.
var ErrIncomplete = errors.New("the entry is not complete")

// ExitError says that the cell called os.Exit. Code is what the process should exit with.
type ExitError struct{ Code int }

func (e *ExitError) Error() string { return fmt.Sprintf("exit status %d", e.Code) }

// Phase says how far a cell came.
type Phase int

// The phases, in order.
const (
	Syntax  Phase = iota // it does not parse; nothing ran
	Check                // it does not type-check; nothing ran
	Refused              // it is right Go that this shell can't run, and says so rather than run it wrongly; units before it ran
	Runtime              // it panicked; what ran before stays
	LeftOut              // a call returned an error that the cell didn't take, or the cell returned one
)

// String names the phase as in "syntax error".
func (p Phase) String() string {
	return [...]string{"syntax error", "compile error", "not possible here", "panic", "error"}[p]
}

// Error is why a cell failed, and where.
type Error struct {
	File            string // the file that Line is of, where it isn't of a cell: of a program or a package
	Cell, Line, Col int    // Col is 0 if only the line is known
	Msg             string
	Hint            string // what to do; may be empty
	SrcLine         string // the text of the line, without its line end
	Phase           Phase
	Err             error    // the error that the cell's code returned or panicked with; may be nil
	More            []*Error // further mistakes in the same cell, in the order of their places
	Calls           []Call   // of a panic in a function: the innermost first, the cell's statement last
	Goroutine       bool     // it panicked in a goroutine of its own
	Fatal           bool     // no program can recover from it: stack or memory were used up, all goroutines wait
	State           string   // what main waits for, as stack traces name it; empty if it runs
}

// Error is one line: the place and the message, without the hint.
func (e *Error) Error() string {
	msg, _, _ := strings.Cut(strings.ReplaceAll(e.Msg, "\n\tpanic: ", ", then panic: "), "\n")
	return fmt.Sprintf("%s: %s", e.Place(), msg)
}

// Place names cell or file and line, and the column if it is known.
func (e *Error) Place() string {
	switch {
	case e.File != "" && e.Line == 0:
		return e.File
	case e.File != "" && e.Col == 0:
		return fmt.Sprintf("%s:%d", e.File, e.Line)
	case e.File != "":
		return fmt.Sprintf("%s:%d:%d", e.File, e.Line, e.Col)
	case e.Col == 0:
		return fmt.Sprintf("cell %d, line %d", e.Cell, e.Line)
	}
	return fmt.Sprintf("cell %d, line %d:%d", e.Cell, e.Line, e.Col)
}

// Detail is the error for a reader: place and message, the source line with a caret under the place, the hint.
func (e *Error) Detail() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", e.Place(), e.Msg)
	if e.SrcLine != "" {
		fmt.Fprintf(&b, "    %s\n", e.SrcLine)
		if e.Col > 0 {
			fmt.Fprintf(&b, "    %s^\n", indent(e.SrcLine, e.Col-1))
		}
	}
	if e.Hint != "" {
		fmt.Fprintf(&b, "    %s\n", e.Hint)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// indent is as wide as the first n bytes of line, with its tabs kept.
func indent(line string, n int) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, line[:min(n, len(line))])
}

// Unwrap gives the error that the cell's code returned or panicked with, for errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Err }
