// This file runs programs and brings packages from their folders into the session: ormsh run, --load, \load.

package repl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/interp"
)

// loader is what an Evaluator can do besides, where it runs Go that stands in files. *interp.Session can.
type loader interface {
	Load(ctx context.Context, dir string) (*interp.Loaded, error)
	Program(ctx context.Context, names ...string) error
	ProgramText(ctx context.Context, name, text string) error
	Loaded() []*types.Package
}

var errNoSource = errors.New("this shell reads no packages from folders")

// packageOf is the package that source is a file of; empty for loose entries.
func packageOf(src string) string {
	f, err := parser.ParseFile(token.NewFileSet(), "", withoutShebang(src), parser.PackageClauseOnly)
	if err != nil {
		return ""
	}
	return f.Name.Name
}

// IsProgram reports whether source is a file of package main, not loose entries.
func IsProgram(src string) bool { return packageOf(src) == "main" }

// withoutShebang makes a comment of a first line that names an interpreter.
func withoutShebang(src string) string {
	if rest, ok := strings.CutPrefix(src, "#!"); ok {
		return "//" + rest
	}
	return src
}

// Program runs a package main: the one in a folder, or the one that these files are. Its error is shown as Go's runtime shows it, and comes
// back as the exit status: an *interp.ExitError with 2 where it panicked, or ErrShown where it doesn't compile.
func (s *Shell) Program(ctx context.Context, names ...string) error {
	return s.runProgram(ctx, func(from loader) error { return from.Program(ctx, names...) })
}

func (s *Shell) runProgram(ctx context.Context, run func(loader) error) error {
	from, ok := s.eval.(loader)
	if !ok {
		return errNoSource
	}
	s.current.Store(&ctx)
	defer s.current.Store(nil)
	err := run(from)
	var exit *interp.ExitError
	var e *interp.Error
	switch {
	case err == nil || errors.As(err, &exit):
		return err
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		s.Report(err, "", Place{})
		return ctx.Err()
	case errors.As(err, &e) && e.Phase == interp.Runtime:
		s.freshLines()
		fatal(s.log, e)
		return &interp.ExitError{Code: exitPanic}
	}
	s.Report(err, "", Place{})
	return ErrShown
}

// HandlesInterrupt reports whether the script asked for os.Interrupt itself.
func (s *Shell) HandlesInterrupt() bool {
	session, ok := s.eval.(interface{ HandlesInterrupt() bool })
	return ok && session.HandlesInterrupt()
}

// exitPanic is the exit status that Go's runtime gives a program that panics.
const exitPanic = 2

// fatal is the end of a program in the words of Go's runtime.
func fatal(w io.Writer, e *interp.Error) {
	first := "panic: "
	if e.Fatal {
		first = "fatal error: "
	}
	fmt.Fprintf(w, "%s%s\n", first, strings.ReplaceAll(strings.ReplaceAll(e.Msg, "\n", "\n\t"), "\n\t\tpanic: ", "\n\tpanic: "))
	if e.Goroutine {
		fmt.Fprint(w, "\ngoroutine [running]:\n")
	} else {
		fmt.Fprintf(w, "\ngoroutine 1 [%s]:\n", cmp.Or(e.State, "running"))
	}
	if e.Line > 0 {
		fmt.Fprintf(w, "\t%s\n", e.Place())
	}
}

// Load brings the package in a folder into the session. Warnings are shown, the error is not.
func (s *Shell) Load(ctx context.Context, dir string) (*interp.Loaded, error) {
	from, ok := s.eval.(loader)
	if !ok {
		return nil, errNoSource
	}
	s.current.Store(&ctx)
	defer s.current.Store(nil)
	loaded, err := from.Load(ctx, dir)
	if err != nil {
		return nil, err
	}
	for _, w := range loaded.Warnings {
		fmt.Fprintf(s.log, "warning: %s\n", w.Msg)
	}
	if !slices.Contains(s.loaded, dir) {
		s.loaded = append(s.loaded, dir)
	}
	return loaded, nil
}

// LoadAll loads the packages that the options name, up to the first that can't be, whose error is shown.
func (s *Shell) LoadAll(ctx context.Context) error {
	for _, dir := range s.opts.Load {
		if _, err := s.Load(ctx, dir); err != nil {
			s.Report(err, "", Place{})
			return ErrShown
		}
	}
	return nil
}

// loadCommand is \load: a folder, or all that were loaded before, as they stand now.
func (s *Shell) loadCommand(ctx context.Context, arg string) error {
	dirs := []string{arg}
	if arg == "" {
		dirs = slices.Clone(s.loaded)
	}
	if len(dirs) == 0 {
		return errors.New(`\load takes the folder of a package, such as \load ./models`)
	}
	for _, dir := range dirs {
		loaded, err := s.Load(ctx, dir)
		if err != nil {
			return err
		}
		if len(loaded.Read) == 0 {
			s.tellf("%s: as it was", loaded.Name)
			continue
		}
		s.tellf("%s: %s", loaded.Name, strings.Join(loaded.Read, ", "))
	}
	return nil
}
