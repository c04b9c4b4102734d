// This file moves rows between the database and CSV files: \copy.

package repl

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/ormsh/ormsh/repl/display"
)

// copyCommand writes rows to a CSV file, or reads them from one.
func (s *Shell) copyCommand(_ context.Context, arg string) error {
	j, err := parseCopy(arg)
	switch {
	case err != nil:
		return err
	case j.from:
		return s.copyFrom(j)
	}
	return s.copyTo(j)
}

// copyTo writes what a query returns, or a table holds.
func (s *Shell) copyTo(j copyJob) (err error) {
	db, err := s.database()
	if err != nil {
		return err
	}
	text := j.query
	if text == "" {
		columns := "*"
		if j.columns != nil {
			columns = s.quotedList(j.columns)
		}
		text = "SELECT " + columns + " FROM " + j.table
	}
	rows, _, err := query(db, text)
	if err != nil {
		return err
	}
	var out io.Writer = s.out
	if j.file != "stdout" {
		f, err := os.Create(j.file)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		out = f
	}
	if err := j.write(out, rows); err != nil {
		return fmt.Errorf("write %s: %w", j.file, err)
	}
	if j.file != "stdout" {
		s.tellf("COPY %d", len(rows.Values))
	}
	return nil
}

func (j copyJob) write(out io.Writer, rows display.Rows) error {
	w := bufio.NewWriter(out)
	if j.header {
		names := make([]*string, len(rows.Columns))
		for i := range names {
			names[i] = &rows.Columns[i]
		}
		_ = writeCSV(w, names, j.delimiter, j.null) // Flush gives the error
	}
	for _, row := range rows.Values {
		fields := make([]*string, len(row))
		for i, v := range row {
			if v != nil {
				text := display.Cell(v)
				fields[i] = &text
			}
		}
		_ = writeCSV(w, fields, j.delimiter, j.null) // Flush gives the error
	}
	return w.Flush()
}

// quotedList are names as SQL takes them, with commas.
func (s *Shell) quotedList(names []string) string {
	c := &completion{Shell: s}
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = c.quoted(name)
	}
	return strings.Join(quoted, ", ")
}
