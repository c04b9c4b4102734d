// This file sends output into a file, and shows the plans of statements: \o, \explain.

package repl

import (
	"context"
	"errors"
	"os"
)

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
