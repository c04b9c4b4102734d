// This file moves rows between the database and files, and output into a file: \copy, \o, \explain.

package repl

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/display"
)

// copyWords takes \copy apart: a table or a query in brackets, to or from, a file.
var copyWords = regexp.MustCompile(`(?is)^(\(.+\)|[\w.]+)\s+(to|from)\s+(\S+)$`)

// copyCommand writes rows to a CSV file, or reads them from one.
func (s *Shell) copyCommand(_ context.Context, arg string) error {
	m := copyWords.FindStringSubmatch(arg)
	if m == nil {
		return errors.New(`\copy takes a table, or a query in brackets, to FILE; or a table from FILE`)
	}
	source, file := m[1], m[3]
	isQuery := source[0] == '('
	if strings.EqualFold(m[2], "to") {
		if isQuery {
			source = source[1 : len(source)-1]
		} else {
			source = "SELECT * FROM " + source
		}
		return s.copyTo(source, file)
	}
	if isQuery {
		return errors.New(`\copy writes into tables, not into queries`)
	}
	return s.copyFrom(source, file)
}

func (s *Shell) copyTo(text, file string) (err error) {
	db, err := s.database()
	if err != nil {
		return err
	}
	rows, _, err := query(db, text)
	if err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := rows.Write(f, display.Layout{Format: display.CSV}); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	s.sayf("COPY %d", len(rows.Values))
	return nil
}

// copyFrom inserts the rows of a CSV file, whose first row names the columns, in one statement each; an empty field is NULL. On a session they
// are part of its transaction.
func (s *Shell) copyFrom(table, file string) (err error) {
	db, err := s.database()
	if err != nil {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	in := csv.NewReader(f)
	header, err := in.Read()
	if err != nil {
		return fmt.Errorf("read the names of the columns from %s: %w", file, err)
	}
	params := make([]string, len(header))
	for i, name := range header {
		if !regexp.MustCompile(`^\w+$`).MatchString(name) {
			return fmt.Errorf("%s: %q is no name of a column", file, name)
		}
		params[i] = fmt.Sprintf(":c%d", i)
	}
	insert := fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, strings.Join(header, ", "), strings.Join(params, ", "))
	add, end := s.progress.begin("rows", 0)
	defer end()
	count := 0
	for {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read %s after %d rows: %w", file, count, err)
		}
		values := orm.V{}
		for i, field := range fields {
			values[params[i][1:]] = nil
			if field != "" {
				values[params[i][1:]] = field
			}
		}
		if _, err := db.Execute(orm.Text(insert), values); err != nil {
			return fmt.Errorf("row %d of %s: %w", count+1, file, err)
		}
		count++
		add()
	}
	s.sayf("COPY %d", count)
	return nil
}

// explainCommand shows the plan of a statement.
func (s *Shell) explainCommand(ctx context.Context, sql string) error {
	if sql == "" {
		return errors.New(`\explain needs a statement, such as SELECT * FROM users`)
	}
	engine, err := s.engine()
	if err != nil {
		return err
	}
	word := "EXPLAIN "
	if engine.URL().Dialect == "sqlite" {
		word = "EXPLAIN QUERY PLAN "
	}
	return s.sql(ctx, word+sql)
}

// outputCommand sends values and output to a file, and without a name back.
func (s *Shell) outputCommand(_ context.Context, file string) error {
	if s.outputFile != nil {
		s.out.redirect(s.opts.Out)
		err := s.outputFile.Close()
		s.outputFile = nil
		if err != nil || file == "" {
			return err
		}
	}
	if file == "" {
		return nil
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	s.outputFile = f
	s.out.redirect(f)
	return nil
}
