// This file tells the way of a panic: the line where it began, and the calls that led there.

package interp

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ormsh/ormsh/interp/lower"
	"github.com/ormsh/ormsh/interp/run"
)

// Call is a function of the user's that a panic left, or the statement of the cell that the panic ended, whose Func is empty.
type Call struct {
	Func string // "f", "(*T).M"; a literal's ends in func1, func2...
	File string // where it isn't of a cell
	Cell int
	Line int // of the call that didn't return, or of the panic; 0 if it isn't known
}

// place is where the call stands.
func (c Call) place() string {
	switch e := (Error{File: c.File, Cell: c.Cell, Line: c.Line}); {
	case c.Line > 0:
		return e.Place()
	case c.File != "":
		return c.File
	case c.Cell > 0:
		return fmt.Sprintf("cell %d", c.Cell)
	}
	return ""
}

// toldCalls is how many calls are told.
const toldCalls = 5

// Way says in which function the panic began and how that was called: "in f, called by g (cell 1, line 6), called in cell 3, line 1". It is empty where
// the statement itself panicked.
func (e *Error) Way() string {
	if len(e.Calls) == 0 || e.Calls[0].Func == "" {
		return ""
	}
	parts := []string{"in " + e.Calls[0].Func}
	for i, c := range e.Calls {
		switch place := c.place(); {
		case i == 0 || i > 1 && c == e.Calls[i-1]: // of a recursion one call is told
		case len(parts) == toldCalls:
			return strings.Join(parts, ", ") + ", and so on"
		case c.Func == "":
			parts = append(parts, "called in "+place)
		case place == "":
			parts = append(parts, "called by "+c.Func)
		default:
			parts = append(parts, fmt.Sprintf("called by %s (%s)", c.Func, place))
		}
	}
	return strings.Join(parts, ", ")
}

// way fills in the calls that an error of package run knows, and takes the place of the innermost one.
func (s *Session) way(e *Error, err error) {
	var (
		trace run.Trace
		left  *run.Left
		p     *run.Panic
	)
	switch {
	case errors.As(err, &p):
		trace = p.Trace
	case errors.As(err, &left):
		trace = left.Trace
	default:
		return
	}
	statement := Call{Cell: e.Cell, Line: e.Line}
	e.Calls = s.calls(trace)
	if len(e.Calls) == 0 && trace.Line > 0 { // the statement itself said so
		e.Calls = []Call{{File: s.file(trace.File), Cell: trace.Cell, Line: trace.Line}}
	}
	if len(e.Calls) > 0 && (e.Calls[0].Line > 0 || e.Line == 0) {
		if e.Calls[0].Line == 0 {
			e.Calls[0].Line = s.firstLine(trace)
		}
		e.File, e.Cell, e.Line, e.Col = e.Calls[0].File, e.Calls[0].Cell, e.Calls[0].Line, 0
	}
	if len(e.Calls) > 0 && e.Calls[0].Func == "" {
		e.Calls = nil
	}
	if len(e.Calls) > 0 && statement.Line > 0 && (p == nil || !p.Goroutine) {
		e.Calls = append(e.Calls, statement)
	}
}

// placeOf is the place of a panic in one line: "cell 1, line 2, in f, called by g". It is empty if nothing is known.
func (s *Session) placeOf(trace run.Trace) string {
	e := &Error{}
	s.way(e, &run.Panic{Trace: trace, Goroutine: true})
	var parts []string
	if e.Line > 0 {
		parts = append(parts, e.Place())
	}
	if way := e.Way(); way != "" {
		parts = append(parts, way)
	}
	return strings.Join(parts, ", ")
}

func (s *Session) file(n int) string {
	if n == 0 {
		return ""
	}
	return s.machine.lowerer.File(n)
}

// firstLine is the line at which the innermost of the user's functions begins.
func (s *Session) firstLine(trace run.Trace) int {
	for _, name := range trace.Functions {
		if f, ok := s.machine.lowerer.Function(name); ok && !f.Library {
			return f.Begin.Line
		}
	}
	return 0
}

// calls are the user's functions that a panic left, the innermost first.
func (s *Session) calls(trace run.Trace) []Call {
	var calls []Call
	callee, part := lastName(trace.Callee), false
	for _, name := range trace.Functions {
		f, ok := s.machine.lowerer.Function(name)
		switch {
		case !ok:
			continue
		case f.Library:
			callee = lastName(f.Name)
			continue
		case f.Name == "": // the statement
			return calls
		case part && f.Name == calls[len(calls)-1].Func: // its parts were there
			part = f.Part
			continue
		}
		c := Call{Func: f.Name}
		if len(calls) == 0 && trace.Line > 0 {
			c.File, c.Cell, c.Line = s.file(trace.File), trace.Cell, trace.Line
		} else {
			at := callOf(f, callee, len(calls) == 0 && trace.Callee == "")
			c.File, c.Cell, c.Line = s.file(at.File), at.Cell, at.Line
		}
		calls = append(calls, c)
		if callee, part = lastName(f.Name), f.Part; part { // the loop's body, a value
			callee = ""
		}
	}
	return calls
}

// callOf is the place of the one call of callee in f; of the one call of an interface's method, where the executor found the fault. Its line
// is 0 if there are several.
func callOf(f lower.Function, callee string, dynamic bool) lower.Call {
	var found lower.Call
	for _, c := range f.Calls {
		here := lower.Call{Cell: c.Cell, File: c.File, Line: c.Line}
		switch {
		case dynamic && !c.Dynamic, !dynamic && c.Callee != callee:
		case found.Line > 0 && found != here:
			return lower.Call{Cell: c.Cell, File: c.File}
		default:
			found = here
		}
	}
	if found.Line == 0 && len(f.Calls) > 0 {
		return lower.Call{Cell: f.Calls[0].Cell, File: f.Calls[0].File}
	}
	return found
}

// lastName is the last part of a function's name, empty for a literal's.
func lastName(name string) string {
	name, _, _ = strings.Cut(name, "[") // of an instance
	name = strings.TrimSuffix(name, "-fm")
	name = name[strings.LastIndex(name, ".")+1:]
	if rest, ok := strings.CutPrefix(name, "func"); ok && strings.Trim(rest, "0123456789") == "" {
		return ""
	}
	return name
}
