// This file runs lines of SQL, and finds the session and engine that commands act on.

package repl

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/display"
)

// executor is what runs SQL: a session, in its transaction, or an engine.
type executor interface {
	Execute(stmt orm.Executable, params ...orm.V) (*orm.Result, error)
}

// bareWords matches words, semicolons and comments: what has more in it, as commit := "a name" has, is no statement about the transaction.
var bareWords = later(`(?s)^(?:--[^\n]*|#[^\n]*|/\*.*?\*/|[\s;]|[A-Za-z]+)*$`)

// transactionCommand is the command that a statement about the transaction stands for; empty for other text.
func transactionCommand(sql string) string {
	if !bareWords().MatchString(sql) {
		return ""
	}
	text := strings.Join(sqlPieces(sql), " ")
	switch bare := strings.TrimRight(text, " ;"); bare {
	case "BEGIN", "START TRANSACTION", "BEGIN TRANSACTION", "BEGIN WORK":
		return `\begin`
	case "COMMIT", "COMMIT WORK", "COMMIT TRANSACTION", "END TRANSACTION", "END WORK":
		return `\commit`
	case "END", "ABORT": // with a semicolon they are no slip of the keyboard
		if text != bare {
			return map[string]string{"END": `\commit`, "ABORT": `\rollback`}[bare]
		}
	case "ROLLBACK", "ROLLBACK WORK", "ROLLBACK TRANSACTION":
		return `\rollback`
	}
	return ""
}

// errTransaction is about BEGIN and COMMIT with what \begin and \commit don't know.
var errTransaction = errors.New(`transactions are the session's here: \begin, \commit and \rollback; how they are is said to the engine, as in orm.CreateEngine(url, orm.IsolationLevel(orm.Serializable))`)

// sql runs one statement as written and shows its rows. The transaction is the session's: what is about it is a command.
func (s *Shell) sql(ctx context.Context, text string) error {
	if command := transactionCommand(text); command != "" {
		return s.command(ctx, command)
	}
	switch words := sqlPieces(text); at(words, 0) {
	case "BEGIN", "COMMIT", "END", "ABORT":
		return errTransaction
	case "START":
		if at(words, 1) == "TRANSACTION" {
			return errTransaction
		}
	case "ROLLBACK":
		if !slices.Contains(words, "TO") {
			return errTransaction
		}
	}
	if err := s.keepsObjects(text); err != nil {
		return err
	}
	db, err := s.database()
	if err != nil {
		return err
	}
	if why := destroys(text); why != "" && s.opts.Confirm != nil && !s.confirm(why+" Run it? [y/N] ") {
		return errors.New("not run")
	}
	return s.execute(db, text)
}

// execute runs one statement on a session or an engine and shows what it gives.
func (s *Shell) execute(db executor, text string) error {
	rows, count, err := query(db, text)
	if err != nil {
		return &sqlError{err, strings.TrimSpace(text)}
	}
	if err := s.noteSavepoint(text); err != nil {
		return err
	}
	s.keepSQL(text, len(rows.Columns) > 0)
	if len(rows.Columns) == 0 {
		switch what := verb(text); what {
		case "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "LOAD":
			if count >= 0 {
				s.sayf("%s %d", what, count)
			}
		}
		return nil
	}
	s.out.freshLine()
	return s.table(rows)
}

// verb is what a statement does: its first word, or the one behind its WITH.
func verb(text string) string {
	words, depth := sqlPieces(text), 0
	if at(words, 0) == "DO" {
		return "DO" // what stands in it doesn't count
	}
	for _, word := range words {
		switch word {
		case "(":
			depth++
		case ")":
			depth--
		case "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE":
			if depth == 0 {
				return word
			}
		}
	}
	return at(words, 0)
}

// runs is what a statement that begins with WITH, EXPLAIN or ANALYZE writes: the first such word in it; empty where it writes nothing.
func runs(text string) string {
	words := sqlPieces(text)
	if at(words, 0) == "EXPLAIN" && !slices.Contains(words, "ANALYZE") && !slices.Contains(words, "ANALYSE") {
		return ""
	}
	for i, word := range words {
		switch word {
		case "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "CREATE", "EXECUTE":
			if beginsStatement(words, i) && at(words, i+1) != "(" { // REPLACE() and INSERT() are functions, too
				return word
			}
		}
	}
	return ""
}

// query runs SQL and reads all rows; count is of the rows changed where there are no columns, -1 if unknown.
func query(db executor, text string) (display.Rows, int64, error) {
	result, err := db.Execute(orm.Text(strings.TrimRight(strings.TrimSpace(text), ";")))
	if err != nil {
		return display.Rows{}, 0, err
	}
	rows := resultRows(result.Keys(), result.FetchAll())
	return rows, result.RowCount(), nil
}

// database is what SQL runs on: the session if there is one, else the engine.
func (s *Shell) database() (executor, error) {
	if session, ok := find[*orm.Session](s, sessionName); ok {
		return session, nil
	}
	if engine, ok := find[*orm.Engine](s, engineName); ok {
		return engine, nil
	}
	return nil, fmt.Errorf(`no session and no engine is declared: %s := orm.CreateEngine("sqlite:///file.db")`, engineName)
}

// find is the variable of that type and name; where there is none of that name, the newest of that type.
func find[T any](s *Shell, name string) (value T, ok bool) {
	variable, ok := variableOf[T](s, name)
	if !ok {
		return value, false
	}
	v, _ := s.eval.Lookup(variable) // variableOf has seen it
	value, ok = v.Interface().(T)
	return value, ok
}

// variableOf is the name of the variable that find finds.
func variableOf[T any](s *Shell, name string) (variable string, ok bool) {
	holds := func(name string) bool {
		v, known := s.eval.Lookup(name)
		return known && v.Type() == reflect.TypeFor[T]() && !v.IsNil()
	}
	if holds(name) {
		return name, true
	}
	newest := 0
	for _, n := range s.eval.Names() {
		if n.Kind == "var" && n.Cell >= newest && holds(n.Name) {
			variable, newest = n.Name, n.Cell
		}
	}
	return variable, variable != ""
}
