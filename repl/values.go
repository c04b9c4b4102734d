// This file shows the values of a cell.

package repl

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/display"
)

// show writes the values of a last expression. At a terminal a single value that is rows, or a list of mapped objects, is a table; in scripts and
// transcripts rows are tuples and objects their reprs, as the lessons print them.
func (s *Shell) show(values []interp.Value) error {
	if len(values) == 0 {
		return nil
	}
	s.out.freshLine()
	if len(values) == 1 {
		s.shown = values[0].Value
	}
	if len(values) == 1 && s.opts.Size != nil {
		if rows, ok := rowsOf(values[0].Value); ok {
			return s.table(rows)
		}
		if rows, ok := mappedRows(values[0].Value); ok {
			return s.table(rows)
		}
	}
	list := make([]reflect.Value, len(values))
	for i, v := range values {
		list[i] = v.Value
	}
	_, err := fmt.Fprintln(s.out, s.printer().SprintAll(list))
	return err
}

func (s *Shell) printer() display.Printer {
	p := display.Printer{Repr: orm.Repr, Closed: s.eval.OnBoard}
	if s.opts.Size != nil {
		p.Width, _ = s.opts.Size()
	}
	return p
}

// table writes rows as the format in force has them, and keeps them for \last.
func (s *Shell) table(rows display.Rows) error {
	s.last = &rows
	l := display.Layout{Format: s.layout, ASCII: s.opts.ASCII}
	if s.opts.Size != nil {
		var height int
		l.Width, height = s.opts.Size()
		l.Height = max(10, height-6)
	}
	return rows.Write(s.out, l)
}

// rowsOf finds rows in a value: a result, or a list of rows.
func rowsOf(v reflect.Value) (display.Rows, bool) {
	if !v.IsValid() || !v.CanInterface() {
		return display.Rows{}, false
	}
	switch x := v.Interface().(type) {
	case orm.Rows:
		if len(x) == 0 {
			return display.Rows{}, false
		}
		return resultRows(x[0].Keys(), x), true
	}
	return display.Rows{}, false
}

// resultRows are the rows of a result. Times of a type with a time zone show it, dates no time.
func resultRows(columns []string, list orm.Rows) display.Rows {
	rows := display.Rows{Columns: columns}
	for _, r := range list {
		values := r.Values()
		for i, word := range r.ColumnTypes() {
			values[i] = ofType(values[i], word)
		}
		rows.Values = append(rows.Values, values)
	}
	return rows
}

// ofType is a value as its column's type has it, told by the database's word or ours: only that knows whether a time has a zone, or is a date.
func ofType(v any, word string) any {
	t, ok := v.(time.Time)
	switch {
	case !ok:
	case strings.EqualFold(word, "date") || word == orm.Date.String():
		return display.Day(t)
	case word == "TIMESTAMPTZ" || word == orm.DateTimeTZ.String():
		return display.Instant(t)
	}
	return v
}
