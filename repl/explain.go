// This file shows the plans of statements: \explain.

package repl

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ormsh/ormsh/orm"
)

// explainCommand shows the plan of a statement. What would run a statement that writes isn't run.
func (s *Shell) explainCommand(ctx context.Context, sql string) error {
	if sql == "" {
		return errors.New(`\explain needs a statement, such as SELECT * FROM users`)
	}
	engine, err := s.engine()
	if err != nil {
		return err
	}
	text, err := explained(engine, sql)
	if err != nil {
		return err
	}
	if what := runs(text); what != "" {
		return fmt.Errorf(`this runs the %s: \explain without ANALYZE doesn't, and typed as SQL, without \explain, it is run`, what)
	}
	return s.sql(ctx, text)
}

// explained is the statement that asks the database for the plan, with what it measures where ANALYZE stands before the statement.
func explained(engine *orm.Engine, sql string) (string, error) {
	word, rest, _ := strings.Cut(sql, " ")
	analyze := strings.EqualFold(word, "analyze")
	switch engine.URL().Dialect {
	case "sqlite":
		if analyze {
			return "", errors.New("SQLite explains and doesn't measure: \\explain without ANALYZE")
		}
		return "EXPLAIN QUERY PLAN " + sql, nil
	case "mysql":
		f, err := engine.Features()
		if err != nil {
			return "", err
		}
		if analyze && f.Server == "MariaDB" {
			return "ANALYZE " + rest, nil
		}
	}
	return "EXPLAIN " + sql, nil
}
