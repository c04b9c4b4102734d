// This file holds the commands about the database and the unit of work.

package repl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/ormsh/ormsh/orm"
)

func databaseCommands() []command {
	return []command{
		{"state", "[SESSION]", "the objects of the session: their states, what changed", nil, (*Shell).stateCommand},
		{"plan", "[SESSION]", "the statements that the next flush would send", nil, (*Shell).planCommand},
		{"why", "[N]", "which line and object caused the last statement, or the N-th", nil, (*Shell).whyCommand},
		{"d", "[TABLE]", "the tables of the database, or the columns of one", (*Shell).tableNames, (*Shell).describeTables},
		{"di", "[TABLE]", "the indexes, of all tables or of one", (*Shell).tableNames, (*Shell).indexesCommand},
		{"l", "", "the databases of the server", nil, (*Shell).databasesCommand},
		{"watch", "[SECONDS] SQL", "a query again and again, until Ctrl-C", nil, (*Shell).watchCommand},
		{"explain", "SQL", "how the database would run a statement", nil, (*Shell).explainCommand},
		{"copy", "TABLE|(SQL) to|from FILE", "rows to a CSV file, or from one", (*Shell).tableNames, (*Shell).copyCommand},
		{"export", "go [FILE]", "what ran so far as a Go program", words("go"), (*Shell).exportCommand},
		{"o", "[FILE]", "output into a file or, behind a bar, a program; without a name back", nil, (*Shell).outputCommand},
		{"connect", "URL|$NAME", "declare engine and session for another database", urls, (*Shell).connectCommand},
		{"begin", "[SESSION]", "begin the session's transaction", nil, sessionCommand("_ = ", "Begin", func(s *orm.Session) error { _, err := s.Begin(); return err })},
		{"commit", "[SESSION]", "commit it", nil, sessionCommand("", "Commit", (*orm.Session).Commit)},
		{"rollback", "[SESSION]", "roll it back", nil, sessionCommand("", "Rollback", (*orm.Session).Rollback)},
	}
}

func urls(*Shell) []string {
	return []string{"sqlite:///", "sqlite:///:memory:", "mysql://", "postgresql://"}
}

func (s *Shell) connectCommand(ctx context.Context, arg string) error {
	if arg == "" {
		return fmt.Errorf(`\connect needs a URL, such as sqlite:///file.db`)
	}
	if name, ok := strings.CutPrefix(arg, "$"); ok {
		if arg = os.Getenv(name); arg == "" {
			return fmt.Errorf("the environment has no %s", name)
		}
	}
	if s.unsaved() {
		return errors.New(`the session has changes that are not committed: \commit or \rollback first`)
	}
	if err := s.reaches(ctx, arg); err != nil {
		return err
	}
	before, _ := find[*orm.Session](s, sessionName)
	if err := s.Connect(ctx, arg); err != nil {
		return err
	}
	if before != nil && before.InTransaction() {
		return before.Rollback() // it only read; left open it would hold locks, and its view of the data
	}
	return nil
}

// reaches says why the database can't be reached: what is declared stays as it is then. The error is *ConnectError.
func (s *Shell) reaches(ctx context.Context, url string) error {
	engine, err := orm.CreateEngine(url, s.engineOptions(nil)...)
	if err != nil {
		return &ConnectError{Err: err}
	}
	_, err = engine.WithContext(ctx).Features()
	if err = errors.Join(err, engine.Close()); err != nil {
		return &ConnectError{Err: err}
	}
	return nil
}
