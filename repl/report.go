// This file shows errors.

package repl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/display"
	"github.com/ormsh/ormsh/repl/line"
)

// Place is where an entry stands in a file. The zero Place is the prompt.
type Place struct {
	File string
	Line int // of the entry's first line, from 1
	Cell int // of an entry at the prompt, where it isn't the last; else 0
}

// Report writes an error of Eval for people: with its place, the line of source and a caret where it is a mistake in the text. At the prompt
// the place of a failing statement is told only where the entry has several lines.
func (s *Shell) Report(err error, entry string, at Place) {
	s.freshLines()
	var e *interp.Error
	if errors.As(err, &e) && e.Cell > 0 && e.Cell != s.eval.Cell() { // a function of an earlier entry failed
		if entry, at = "", s.places[e.Cell]; at.File == "" {
			at.Cell = e.Cell
		}
	}
	s.placeCalls(e)
	report(s.log, s.room(), err, entry, at)
	s.reportPlace(err)
}

// background shows a panic of a goroutine, at any time.
func (s *Shell) background(e *interp.Error) {
	s.freshLines()
	s.placeCalls(e)
	report(s.log, s.room(), e, "", Place{Cell: e.Cell})
}

// placeCalls names the lines of entries that stand in files by those of the files.
func (s *Shell) placeCalls(e *interp.Error) {
	if e == nil {
		return
	}
	for i, c := range e.Calls {
		if at := s.places[c.Cell]; c.Cell > 0 && at.File != "" {
			if e.Calls[i].File = at.File; c.Line > 0 {
				e.Calls[i].Line = c.Line + at.Line - 1
			}
		}
	}
}

// room is what a line of source has in a report: its columns, 0 where there is no terminal, and whether the mark of what is cut off is ASCII.
type room struct {
	columns int
	ascii   bool
}

func (s *Shell) room() room {
	if s.opts.Size == nil {
		return room{}
	}
	columns, _ := s.opts.Size()
	return room{max(20, columns-6), s.opts.ASCII}
}

// freshLines ends the lines that cells left open.
func (s *Shell) freshLines() {
	s.out.freshLine()
	s.log.freshLine()
}

// report writes an error in one piece, secrets masked: a password in a URL may stand in a parameter, or in the line of source.
func report(out io.Writer, r room, err error, entry string, at Place) {
	w := &strings.Builder{}
	defer func() { fmt.Fprint(out, line.MaskOutput(w.String())) }()
	var e *interp.Error
	switch {
	case errors.As(err, &e):
		reportCell(w, r, e, entry, at)
	case errors.Is(err, context.Canceled) && !errors.Is(err, orm.ErrInactive) && !errors.Is(err, orm.ErrUnknownOutcome): // these tell more
		fmt.Fprintln(w, "cancelled")
	case at.File != "":
		fmt.Fprintf(w, "%s:%d: %s\n", at.File, at.Line, err)
	default:
		fmt.Fprintf(w, "error: %s\n", err)
	}
}

// databaseHint says where the names come from that every example uses.
func databaseHint(msg string) string {
	switch msg {
	case "undefined: " + engineName:
		return `\connect sqlite:///file.db declares it, or engine := orm.CreateEngine("sqlite:///file.db")`
	case "undefined: " + sessionName:
		return `\connect sqlite:///file.db declares it, or session := orm.NewSession(engine)`
	}
	return ""
}

// reportCell cuts the lines of source to the columns; 0 are endless.
func reportCell(w io.Writer, r room, e *interp.Error, entry string, at Place) {
	static := e.Phase == interp.Syntax || e.Phase == interp.Check || e.Phase == interp.Refused
	place := ""
	switch {
	case e.File != "":
		place = e.Place() + ": "
	case at.File != "" && e.Col > 0:
		place = fmt.Sprintf("%s:%d:%d: ", at.File, at.Line+e.Line-1, e.Col)
	case at.File != "":
		place = fmt.Sprintf("%s:%d: ", at.File, at.Line+e.Line-1)
	case at.Cell > 0:
		place = fmt.Sprintf("cell %d, line %d: ", at.Cell, e.Line)
	case static && e.Col > 0:
		place = fmt.Sprintf("%d:%d: ", e.Line, e.Col)
	case e.Line > 0 && strings.Contains(strings.TrimSpace(entry), "\n"):
		place = fmt.Sprintf("line %d: ", e.Line)
	}
	fmt.Fprintf(w, "%s%s\n", place, message(e))
	if static && e.SrcLine != "" {
		text, indent := display.Excerpt(line.MaskInPlace(e.SrcLine), max(0, e.Col-1), r.columns, r.ascii)
		fmt.Fprintf(w, "    %s\n", text)
		if e.Col > 0 {
			fmt.Fprintf(w, "    %s^\n", indent)
		}
	}
	if way := e.Way(); way != "" {
		fmt.Fprintf(w, "    %s\n", way)
	}
	if hint := cmp.Or(databaseHint(e.Msg), e.Hint); hint != "" {
		fmt.Fprintf(w, "    %s\n", hint)
	}
	for _, more := range e.More {
		reportCell(w, r, more, entry, at)
	}
}

// message is an error without its place. What a call returned reads as an error, what panicked as a panic.
func message(err error) string {
	var e *interp.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	switch e.Phase {
	case interp.LeftOut:
		return "error: " + strings.TrimPrefix(e.Msg, "error: ")
	case interp.Runtime:
		if errors.Is(e.Err, context.Canceled) {
			return "cancelled"
		}
		if e.Goroutine {
			return "panic in a goroutine: " + e.Msg
		}
		return "panic: " + strings.TrimPrefix(e.Msg, "panic: ")
	}
	return e.Msg
}
