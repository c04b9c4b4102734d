// This file runs scripts: entries of a file or a pipe, one after the other, up to the first error.

package repl

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/repl/transcript"
)

// ErrShown says that the script failed and that its error is already written.
var ErrShown = errors.New("the script failed")

// Script runs the entries of src; name is what errors call it. A name that ends in .md is a transcript whose entries are run without comparing
// their output; source that is a whole program (package main) is run as one, its main called. The error is ErrShown where an entry failed,
// *interp.ExitError where one called os.Exit.
func (s *Shell) Script(ctx context.Context, name, src string) error {
	if filepath.Ext(name) == ".md" {
		return s.document(ctx, name, src)
	}
	switch pkg := packageOf(src); pkg {
	case "":
	default:
		s.Report(fmt.Errorf("package %s is no program: ormsh run --load %s, or \\load %[2]s, brings it into a session", pkg, filepath.Dir(name)), "", Place{File: name, Line: 1})
		return ErrShown
	case "main":
		return s.runProgram(ctx, func(from loader) error { return from.ProgramText(ctx, name, withoutShebang(src)) })
	}
	at := 1
	if strings.HasPrefix(src, "#!") {
		_, src, _ = strings.Cut(src, "\n")
		at++
	}
	add, end := s.progress.begin("entries", 0)
	defer end()
	for src != "" && !s.leaving {
		entry, rest := declarations(src)
		if err := s.step(ctx, entry, Place{File: name, Line: at}); err != nil {
			return err
		}
		at += strings.Count(src[:len(src)-len(rest)], "\n")
		src = rest
		add(1)
	}
	return nil
}

// step evaluates one entry and reports its error.
func (s *Shell) step(ctx context.Context, entry string, at Place) error {
	if s.opts.Inputs && strings.TrimSpace(entry) != "" {
		s.sayf(">>> %s", strings.ReplaceAll(strings.TrimSpace(entry), "\n", "\n... "))
	}
	s.places[s.eval.Cell()+1] = at
	err := s.Eval(ctx, entry)
	if err == nil {
		return nil
	}
	if e := (*interp.Error)(nil); errors.As(err, &e) && e.Goroutine {
		s.freshLines()
		if e.Cell > 0 {
			e.File, e.Line = s.places[e.Cell].File, s.places[e.Cell].Line+e.Line-1
		}
		fatal(s.log, e)
		return &interp.ExitError{Code: exitPanic}
	}
	if errors.Is(err, ErrShown) { // in a file that this one runs
		s.log.freshLine()
		fmt.Fprintf(s.log, "    run from %s:%d\n", at.File, at.Line)
		return err
	}
	if exit := (*interp.ExitError)(nil); errors.As(err, &exit) {
		return err
	}
	s.Report(err, entry, at)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return ErrShown
}

func (s *Shell) document(ctx context.Context, name, src string) error {
	doc, err := transcript.Parse(name, src)
	if err != nil {
		return err
	}
	total := 0
	for _, block := range doc.Blocks {
		total += len(block.Steps)
	}
	add, end := s.progress.begin("entries", total)
	defer end()
	for _, block := range doc.Blocks {
		for _, step := range block.Steps {
			add(1)
			if err := s.step(ctx, step.Input, Place{File: name, Line: step.Line}); err != nil {
				return err
			}
		}
	}
	return nil
}

// ExitCode is what the process should exit with after err: 0, 1 for an error in cells, 3 where the database can't be reached, 130 after Ctrl-C,
// and what os.Exit said.
func ExitCode(err error) int {
	var exit *interp.ExitError
	var connect *ConnectError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.Code
	case errors.Is(err, context.Canceled):
		return 130
	case errors.As(err, &connect):
		return 3
	}
	return 1
}

// Explain is the text of an error that nothing has shown yet; it is empty for those that are shown, or are no errors.
func Explain(err error) string {
	var exit *interp.ExitError
	if err == nil || errors.Is(err, ErrShown) || errors.As(err, &exit) || errors.Is(err, context.Canceled) {
		return ""
	}
	return fmt.Sprintf("ormsh: %v", err)
}
