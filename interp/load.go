// This file brings packages of the user's own into a session, and runs programs.

package interp

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/interp/check"
	"github.com/ormsh/ormsh/interp/host"
	"github.com/ormsh/ormsh/interp/lower"
	"github.com/ormsh/ormsh/interp/run"
	"github.com/ormsh/ormsh/interp/source"
)

// Loaded is what Load has done.
type Loaded struct {
	Name, Path string // of the package
	// Read are the paths of the packages that were read, dependencies first; none where all are what they were.
	Read     []string
	Warnings []Warning
}

// loaded is a package of the user's own that is live.
type loaded struct {
	*source.Package
	types *types.Package
}

// Load brings the package in dir into the session under its name, with the packages of the user's own that it needs, which cells may then
// import by their paths. Its variables are initialised and its init functions run. Loaded again, it is read anew if it or what it needs has
// changed, and with it the loaded packages that need it: its types are new types then, mapped as the ones before. Until a package has run,
// what was there before stays. The error is as Run's.
func (s *Session) Load(ctx context.Context, dir string) (*Loaded, error) {
	var root *source.Package
	list, fset, err := s.read(func(r *source.Reader) ([]*source.Package, error) {
		list, err := r.Folders(dir)
		if err != nil {
			return nil, err
		}
		root = list[len(list)-1]
		return r.Folders(append(s.dependents(list), dir)...)
	})
	if err != nil {
		return nil, err
	}
	if err := s.noUnsafe(list, fset); err != nil {
		return nil, err
	}
	changed := s.changed(list)
	checked, err := s.checkPackages(changed, fset)
	if err != nil {
		return nil, err
	}
	result := &Loaded{Name: root.Name, Path: root.Path}
	for i, p := range checked {
		warnings, err := s.bring(ctx, changed[i], p)
		if err != nil {
			return nil, err
		}
		result.Read, result.Warnings = append(result.Read, p.Path), append(result.Warnings, warnings...)
	}
	s.scope.Bind(s.loaded[root.Path].types)
	return result, nil
}

// Loaded are the packages that Load has brought in, as they are now, by path.
func (s *Session) Loaded() []*types.Package {
	var list []*types.Package
	for _, path := range slices.Sorted(maps.Keys(s.loaded)) {
		list = append(list, s.loaded[path].types)
	}
	return list
}

// Program runs a package main: the one in the folder of that name, or the files of these names. It sees the packages on board and those
// of its module, and nothing else of the session, which sees nothing of it. The error is as Run's.
func (s *Session) Program(ctx context.Context, names ...string) error {
	return s.program(ctx, func(r *source.Reader) ([]*source.Package, error) { return r.Program(names...) })
}

// ProgramText is Program for one file whose text is at hand. Its name says which folder, and so which module, it is in.
func (s *Session) ProgramText(ctx context.Context, name, text string) error {
	return s.program(ctx, func(r *source.Reader) ([]*source.Package, error) { return r.Text(name, text) })
}

func (s *Session) program(ctx context.Context, packages func(*source.Reader) ([]*source.Package, error)) error {
	list, fset, err := s.read(packages)
	if err != nil {
		return err
	}
	main := list[len(list)-1]
	list = append(s.changed(list[:len(list)-1]), main)
	checked, err := s.checkPackages(list, fset)
	if err != nil {
		return err
	}
	s.begin("")
	for i, p := range checked[:len(checked)-1] {
		if _, err := s.bring(ctx, list[i], p); err != nil {
			return err
		}
	}
	return s.runMain(ctx, checked[len(checked)-1])
}

func (s *Session) runMain(ctx context.Context, main *check.Package) error {
	fset := main.Fset
	s.machine.runner.Flags()
	s.machine.runner.Alone(true)
	defer s.machine.runner.Alone(false)
	l := s.machine.lowerer
	code, err := l.Give(func() (*lower.Code, error) { return l.Program(fset, main.Files, main.Info, main.Pkg) }, s.machine.runner.Load)
	if err != nil {
		return s.fileError(ctx, fset, err)
	}
	return s.runFiles(ctx, fset, code)
}

// read has packages read, and keeps their text for the lines of errors.
func (s *Session) read(packages func(*source.Reader) ([]*source.Package, error)) ([]*source.Package, *token.FileSet, error) {
	r := &source.Reader{Fset: token.NewFileSet(), OnBoard: s.OnBoard}
	if dir, err := os.Getwd(); err == nil {
		r.Base = dir
	}
	list, err := packages(r)
	if err != nil {
		return nil, nil, s.sourceError(err)
	}
	s.lines.Lock()
	defer s.lines.Unlock()
	for _, p := range list {
		maps.Copy(s.texts, p.Texts)
	}
	return list, r.Fset, nil
}

// OnBoard tells whether the package of that import path is compiled into the program, not one that was typed or loaded.
func (s *Session) OnBoard(path string) bool {
	_, ok := s.machine.options.Packages.ByPath(path)
	return ok
}

// dependents are the folders of live packages, in the order in which they were loaded, that need one of list.
func (s *Session) dependents(list []*source.Package) []string {
	touched := map[string]bool{}
	for _, p := range list {
		touched[p.Path] = true
	}
	var dirs []string
	for more := true; more; {
		more = false
		for path, p := range s.loaded {
			if !touched[path] && slices.ContainsFunc(p.Needs, func(need string) bool { return touched[need] }) {
				touched[path], more = true, true
				dirs = append(dirs, p.Dir)
			}
		}
	}
	return dirs
}

// changed are those of list that aren't live as they stand in their folders, or need one that isn't.
func (s *Session) changed(list []*source.Package) []*source.Package {
	stale := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(list), func(p *source.Package) bool {
		live := s.loaded[p.Path]
		same := live != nil && live.Sum == p.Sum && !slices.ContainsFunc(p.Needs, func(need string) bool { return stale[need] })
		stale[p.Path] = !same
		return same
	})
}

// noUnsafe refuses packages that import unsafe: what reaches around Go's types, reaches around those that the shell makes at run time.
func (s *Session) noUnsafe(list []*source.Package, fset *token.FileSet) error {
	for _, p := range list {
		for _, f := range p.Files {
			for _, spec := range f.Imports {
				if spec.Path.Value == `"unsafe"` {
					at := fset.Position(spec.Path.Pos())
					return &Error{File: at.Filename, Line: at.Line, Col: at.Column, SrcLine: lineOf(s.texts[at.Filename], at.Line), Phase: Refused,
						Msg:  "package unsafe: a loaded package can't reach around Go's types, which the shell makes at run time",
						Hint: "keep what needs it in a package of its own, and what the shell loads free of it"}
				}
			}
		}
	}
	return nil
}

func (s *Session) checkPackages(list []*source.Package, fset *token.FileSet) ([]*check.Package, error) {
	sources := make([]check.Source, len(list))
	for i, p := range list {
		sources[i] = check.Source{Path: p.Path, Name: p.Name, Go: p.Go, Fset: fset, Files: p.Files}
	}
	checked, err := s.scope.Packages(sources)
	if err != nil {
		return nil, s.checkError(err, "")
	}
	return checked, nil
}

// bring lowers a package, initialises it and makes it live.
func (s *Session) bring(ctx context.Context, src *source.Package, p *check.Package) ([]Warning, error) {
	var before *types.Package
	if live := s.loaded[p.Path]; live != nil {
		before = live.types
	}
	l := s.machine.lowerer
	code, err := l.Give(func() (*lower.Code, error) { return l.Package(p.Fset, p.Files, p.Info, p.Pkg, before) }, s.machine.runner.Load)
	if err != nil {
		return nil, s.fileError(ctx, p.Fset, err)
	}
	if err := s.runFiles(ctx, p.Fset, code); err != nil {
		return nil, err
	}
	s.scope.Adopt(p.Pkg)
	s.scope.Document(p)
	s.loaded[p.Path] = &loaded{src, p.Pkg}
	s.machine.markPackage(p.Pkg)
	if before == nil {
		return nil, nil
	}
	return s.replaced(before, p.Pkg), nil
}

// replaced tells of the types of a package that is there anew, and warns of what still has the older ones.
func (s *Session) replaced(before, now *types.Package) []Warning {
	var warnings []Warning
	warn := func(msg string) { warnings = append(warnings, Warning{Cell: s.cell, Line: 1, Col: 1, Msg: msg}) }
	if err := s.machine.redeclared(now.Scope().Names(), before.Scope().Lookup, now.Scope().Lookup); err != nil {
		warn(err.Error())
	}
	if names := s.scope.Holding(before); names != nil {
		warn(fmt.Sprintf("made of types of %s as it was before: %s; declare them again", now.Name(), strings.Join(names, ", ")))
	}
	return warnings
}

// markPackage says that running code may see the types of a package.
func (m *machine) markPackage(p *types.Package) {
	for _, name := range p.Scope().Names() {
		if n := structNamed(p.Scope().Lookup(name)); n != nil {
			if _, err := m.types.TypeOf(n); err == nil {
				m.types.MarkUsed(n)
			}
		}
	}
}

// runFiles runs the code of a package or a program.
func (s *Session) runFiles(ctx context.Context, fset *token.FileSet, code *lower.Code) error {
	m := s.machine
	cell, line := s.cell, m.runner.Host().Line
	ctx = withOrigin(ctx, func() (int, int) { return cell, line() })
	s.running.Store(&ctx)
	defer s.running.Store(nil)
	m.runner.ExposeFiles(true)
	m.runner.Begin()
	_, err := m.runner.Run(ctx, code)
	if err = m.runner.Defer(ctx, err); err != nil {
		return s.fileError(ctx, fset, err)
	}
	return nil
}

// fileError turns what a package or a program failed with into what Load and Program return.
func (s *Session) fileError(ctx context.Context, fset *token.FileSet, err error) error {
	var exit *host.Exit
	if errors.As(err, &exit) {
		return &ExitError{exit.Code}
	}
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return ctx.Err()
	}
	e := &Error{Cell: s.cell, Msg: err.Error(), Phase: Runtime}
	var (
		refused    *lower.Error
		unrunnable *run.Unrunnable
		panicked   *run.Panic
		deadlock   *run.Deadlock
	)
	s.way(e, err)
	switch {
	case errors.As(err, &refused):
		e.Phase = Refused
		if refused.Pos.IsValid() {
			p := fset.Position(refused.Pos)
			e.File, e.Line, e.Col = p.Filename, p.Line, p.Column
		}
	case errors.As(err, &unrunnable):
		e.Phase = Refused
	case errors.As(err, &panicked):
		e.Err, e.Goroutine, e.Fatal = panicked.Unwrap(), panicked.Goroutine, panicked.Fatal()
	case errors.As(err, &deadlock):
		e.Fatal, e.State = true, deadlock.State
	case errors.Is(err, run.ErrStack) || errors.Is(err, run.ErrMemory):
		e.Fatal = true
	}
	e.SrcLine = s.line(e)
	return e
}

// sourceError gathers the errors of package source: the first with the others behind it.
func (s *Session) sourceError(err error) error {
	var list source.List
	if !errors.As(err, &list) {
		return err
	}
	all := make([]*Error, len(list))
	for i, e := range list {
		all[i] = &Error{File: e.File, Line: e.Line, Col: e.Col, Msg: e.Msg, Hint: e.Hint, Phase: Refused}
		if e.Syntax {
			all[i].Phase = Syntax
		}
		text, read := s.texts[e.File]
		if b, err := os.ReadFile(e.File); !read && err == nil {
			text = string(b)
		}
		all[i].SrcLine = lineOf(text, e.Line)
	}
	all[0].More = all[1:]
	return all[0]
}
