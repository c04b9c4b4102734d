// This file loads a CSV file into a table: in steps, many rows to a statement, all of them or none.

package repl

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm"
)

// load is a CSV file on its way into a table.
type load struct {
	copyJob
	session *orm.Session
	columns []copyColumn
	names   string   // of the columns, as SQL takes them
	casts   []string // types that parameters must name; nil where they needn't
	many    map[int]*orm.TextStmt
	atOnce  int          // rows of one statement
	stopped func() error // by Ctrl-C; nil error: go on
}

// copyColumn is a column that a file has values for.
type copyColumn struct {
	name string
	kind string // the type, in small letters; empty: not known
}

// row is a record of the file: the values, and the line that it begins at.
type row struct {
	values []any
	line   int
}

const (
	rowsAtOnce = 50   // of one statement: more are not faster
	rowsOfStep = 1000 // that are sent again one by one where one of them fails, to find it
)

// copyFrom inserts the rows of a CSV file, all of them or none. On a session they are part of its transaction; without one they have their own.
func (s *Shell) copyFrom(j copyJob) (err error) {
	db, err := s.database()
	if err != nil {
		return err
	}
	session, isSession := db.(*orm.Session)
	if engine, ok := db.(*orm.Engine); ok {
		session = orm.NewSession(engine)
		defer func() { err = errors.Join(err, session.Close()) }()
	}
	f, err := os.Open(j.file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	in := newCSVReader(f, j.delimiter)
	l, err := s.newLoad(j, session, in)
	if err != nil {
		return err
	}
	add, end := s.progress.begin("rows", 0)
	defer end()
	count := 0
	err = l.within(func() (err error) {
		count, err = l.run(in, add)
		return err
	})
	if err == nil && !isSession {
		err = session.Commit()
	}
	if err == nil {
		s.tellf("COPY %d", count)
	}
	return err
}

// newLoad finds the columns that the file has: those of the job, else those that its header names, else all of the table.
func (s *Shell) newLoad(j copyJob, session *orm.Session, in *csvReader) (*load, error) {
	table, err := s.copyTable(j.table, session)
	if err != nil {
		return nil, err
	}
	wanted := j.columns
	if j.header {
		header, err := in.record()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, j.at(err)
		}
		for _, f := range header {
			if j.columns == nil {
				wanted = append(wanted, strings.TrimSpace(f.text))
			}
		}
		if len(header) == 0 {
			return nil, fmt.Errorf("%s is empty: its first line should name the columns; noheader reads one without", j.file)
		}
	}
	ctx := s.context()
	if session.Bind().URL().Dialect == "sqlite" { // it would roll the whole transaction back where a write is interrupted
		session = session.WithContext(context.WithoutCancel(ctx))
	}
	l := &load{copyJob: j, session: session, many: map[int]*orm.TextStmt{}, stopped: ctx.Err}
	if wanted == nil {
		l.columns = table
	}
	for _, name := range wanted {
		column, err := columnNamed(j.table, table, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", j.file, err)
		}
		l.columns = append(l.columns, column)
	}
	names := make([]string, len(l.columns))
	for i, c := range l.columns {
		names[i] = c.name
	}
	l.names = s.quotedList(names)
	if err := s.castParams(l); err != nil {
		return nil, err
	}
	l.atOnce = max(1, min(rowsAtOnce, s.maxParams()/len(names)))
	return l, nil
}

// castParams finds the types that parameters name: in a sandbox on PostgreSQL SQL as written has to. They are without a length, which would cut values.
func (s *Shell) castParams(l *load) error {
	if !s.opts.Sandbox || l.session.Bind().URL().Dialect != "postgresql" {
		return nil
	}
	defer s.sink.quiet()()
	for _, c := range l.columns {
		result, err := l.session.Execute(orm.Text("SELECT format_type(atttypid, -1) FROM pg_attribute WHERE attrelid = CAST(CAST(:t AS text) AS regclass) AND attname = CAST(:c AS text)"),
			orm.V{"t": l.table, "c": c.name})
		if err != nil {
			return err
		}
		kind, err := result.Scalar()
		if err != nil {
			return err
		}
		l.casts = append(l.casts, fmt.Sprint(kind))
	}
	return nil
}

func nonEmpty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// maxParams is how many values a statement may have.
func (s *Shell) maxParams() int {
	if engine, err := s.engine(); err == nil {
		if f, err := engine.Features(); err == nil && f.MaxParams > 0 {
			return f.MaxParams
		}
	}
	return 999
}

// copyTable are the columns of a table. MySQL can't describe temporary tables: of those the names alone are known.
func (s *Shell) copyTable(name string, session *orm.Session) (columns []copyColumn, err error) {
	defer s.sink.quiet()()
	table, err := describe(session, name)
	if err == nil {
		for _, c := range table.Columns() {
			columns = append(columns, copyColumn{c.Name(), strings.ToLower(c.Type().String())})
		}
		return columns, nil
	}
	part, nestErr := session.BeginNested()
	if nestErr != nil {
		return nil, nestErr
	}
	rows, _, queryErr := query(session, "SELECT * FROM "+name+" WHERE 1 = 0")
	if rollErr := part.Rollback(); rollErr != nil {
		return nil, rollErr
	}
	if queryErr != nil {
		return nil, err
	}
	for _, name := range rows.Columns {
		columns = append(columns, copyColumn{name: name})
	}
	return columns, nil
}

// columnNamed finds a column, in any case of its letters.
func columnNamed(table string, columns []copyColumn, name string) (copyColumn, error) {
	i := slices.IndexFunc(columns, func(c copyColumn) bool { return c.name == name })
	if i < 0 {
		i = slices.IndexFunc(columns, func(c copyColumn) bool { return strings.EqualFold(c.name, name) })
	}
	if i >= 0 {
		return columns[i], nil
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return copyColumn{}, fmt.Errorf("%s has no column %q; it has %s", table, name, strings.Join(names, ", "))
}

// at gives an error of the file its place.
func (j copyJob) at(err error) error {
	if bad := (*csvError)(nil); errors.As(err, &bad) {
		return fmt.Errorf("%s:%d: %w", j.file, bad.line, err)
	}
	return fmt.Errorf("read %s: %w", j.file, err)
}

// run reads and sends all rows, and says how many.
func (l *load) run(in *csvReader, add func(n int)) (count int, err error) {
	for {
		rows, err := l.read(in)
		if err != nil {
			return count, err
		}
		if len(rows) == 0 {
			return count, nil
		}
		if err := l.stopped(); err != nil {
			return count, err
		}
		if err := l.step(rows, add); err != nil {
			return count, err
		}
		count += len(rows)
	}
}

// read reads the rows of one step; none is the end.
func (l *load) read(in *csvReader) (rows []row, err error) {
	for len(rows) < rowsOfStep {
		fields, err := in.record()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, l.at(err)
		}
		if blank := len(fields) == 1 && fields[0] == (csvField{}); blank && len(l.columns) > 1 {
			continue
		}
		if len(fields) != len(l.columns) {
			return nil, fmt.Errorf("%s:%d: %d fields, not %d", l.file, in.line, len(fields), len(l.columns))
		}
		r := row{line: in.line, values: make([]any, len(fields))}
		for i, f := range fields {
			if f.quoted || f.text != l.null {
				r.values[i] = fieldValue(l.columns[i], f.text)
			}
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// fieldValue is a text as the column takes it. Databases read numbers and times from text by themselves, truth and bytes not all of them.
func fieldValue(c copyColumn, text string) any {
	switch {
	case strings.HasPrefix(c.kind, "bool"):
		switch strings.ToLower(text) {
		case "true", "t", "yes", "y", "on", "1":
			return true
		case "false", "f", "no", "n", "off", "0":
			return false
		}
	case strings.HasPrefix(c.kind, "largebinary"):
		if digits, ok := strings.CutPrefix(text, `\x`); ok {
			if b, err := hex.DecodeString(digits); err == nil {
				return b
			}
		}
		return []byte(text)
	}
	return text
}

// step sends rows, many in a statement. Where that fails they are sent again one by one, to find the line.
func (l *load) step(rows []row, add func(n int)) error {
	err := l.within(func() error {
		for chunk := range slices.Chunk(rows, l.atOnce) {
			if err := l.insert(chunk); err != nil {
				return err
			}
			add(len(chunk))
		}
		return nil
	})
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, orm.Disconnected) {
		return err
	}
	return l.within(func() error {
		for _, r := range rows {
			if err := l.insert([]row{r}); err != nil {
				return fmt.Errorf("%s:%d: %w", l.file, r.line, err)
			}
		}
		return nil
	})
}

// within does something in a savepoint of its own, and leaves nothing of it behind where it fails.
func (l *load) within(do func() error) error {
	part, err := l.session.BeginNested()
	if err != nil {
		return err
	}
	if err := do(); err != nil {
		return errors.Join(err, part.Rollback())
	}
	return part.Commit()
}

// insert sends one statement.
func (l *load) insert(rows []row) error {
	stmt, known := l.many[len(rows)]
	if !known {
		stmt = l.statement(len(rows))
		l.many[len(rows)] = stmt
	}
	values := orm.V{}
	for r, row := range rows {
		for c, v := range row.values {
			values[parameter(r, c)] = v
		}
	}
	_, err := l.session.Execute(stmt, values)
	return err
}

func parameter(row, column int) string { return fmt.Sprintf("r%dc%d", row, column) }

// statement is the INSERT of so many rows.
func (l *load) statement(rows int) *orm.TextStmt {
	var b strings.Builder
	fmt.Fprintf(&b, "INSERT INTO %s (%s) VALUES", l.table, l.names)
	for r := range rows {
		params := make([]string, len(l.columns))
		for c := range params {
			if params[c] = ":" + parameter(r, c); l.casts != nil {
				params[c] = "CAST(" + params[c] + " AS " + l.casts[c] + ")"
			}
		}
		if r > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, " (%s)", strings.Join(params, ", "))
	}
	return orm.Text(b.String())
}
