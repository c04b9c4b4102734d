// This file joins the rooms that make types, lower and run.

package interp

import (
	"context"
	"errors"
	"go/types"
	"reflect"
	"strings"

	"github.com/ormsh/ormsh/interp/check"
	"github.com/ormsh/ormsh/interp/host"
	"github.com/ormsh/ormsh/interp/lower"
	"github.com/ormsh/ormsh/interp/pkgs"
	"github.com/ormsh/ormsh/interp/rtype"
	"github.com/ormsh/ormsh/interp/run"
)

// machine runs checked units: it lowers them, and gives their types and variables to the executor.
type machine struct {
	scope   *check.Scope
	types   *rtype.Universe
	lowerer *lower.Lowerer
	runner  *run.Machine
	fresh   []*types.Named // declared, and not yet seen by running code
	options Options
}

func newMachine(o Options, scope *check.Scope, background func(*run.Panic), place func(run.Trace) string) (*machine, error) {
	if o.Args == nil {
		o.Args = []string{"ormsh"}
	}
	runner, err := run.New(run.Options{Stdout: o.Stdout, Stderr: o.Stderr, Stdin: o.Stdin, Args: o.Args, MemoryLimit: o.MemoryLimit, Background: background, Place: place})
	if err != nil {
		return nil, err
	}
	runner.ExposeFiles(false)
	universe := rtype.New(compiledTypes(o.Packages))
	if err := universe.SelfCheck(); err != nil {
		return nil, err
	}
	l := lower.New(lower.Options{
		Packages: o.Packages, Importer: importer{scope}, Universe: universe,
		Helpers: runner.Host().Helpers(), Override: runner.Override(), Exec: runner.Exec,
	})
	return &machine{scope: scope, types: universe, lowerer: l, runner: runner, options: o}, nil
}

// importer gives lowering the packages that cells were checked with.
type importer struct{ scope *check.Scope }

func (i importer) Import(path string) (*types.Package, error) { return i.scope.Import(path) }

// compiledTypes finds the named types of host packages among their symbols.
func compiledTypes(set *pkgs.Set) func(path, name string) (reflect.Type, bool) {
	loaded := map[string]map[string]reflect.Value{}
	return func(path, name string) (reflect.Type, bool) {
		symbols, ok := loaded[path]
		if !ok {
			if p, found := set.ByPath(path); found && p.Symbols != nil {
				symbols = p.Symbols()
			}
			loaded[path] = symbols
		}
		v, ok := symbols[name]
		if !ok || v.Kind() != reflect.Pointer || !v.IsNil() {
			return nil, false
		}
		return v.Type().Elem(), true
	}
}

// run runs one unit and reports whether a return ended the cell.
func (m *machine) run(ctx context.Context, u *check.Unit) (ended bool, err error) {
	if u.Decls == nil && u.Func == nil {
		return false, nil
	}
	if err := m.followTypes(ctx, u); err != nil {
		return false, err
	}
	if mentionsFiles(u) {
		m.runner.ExposeFiles(true)
	}
	code, err := m.lowerer.Give(func() (*lower.Code, error) { return m.lowerer.Unit(u) }, m.runner.Load)
	if err != nil {
		return false, err
	}
	if u.Func != nil {
		m.markUsed()
	}
	m.runner.Host().At(u.Line)
	outcome, err := m.runner.Run(ctx, code)
	m.lowerer.Settle(code)
	if err != nil {
		return false, err
	}
	m.noteTypes(u)
	m.tellRedeclared(u)
	if outcome.Err != nil {
		return true, &returned{outcome.Err}
	}
	return outcome.Ended, nil
}

// mentionsFiles reports whether a unit names os.Stdout or os.Stderr.
func mentionsFiles(u *check.Unit) bool {
	for _, obj := range u.Info.Uses {
		if v, ok := obj.(*types.Var); ok && v.Pkg() != nil && v.Pkg().Path() == "os" && strings.HasPrefix(v.Name(), "Std") {
			return true
		}
	}
	return false
}

// noteTypes remembers the types that a unit declared: until the next statement runs they can gain methods in place.
func (m *machine) noteTypes(u *check.Unit) {
	for _, obj := range u.New {
		if tn, ok := obj.(*types.TypeName); ok {
			if n, ok := types.Unalias(tn.Type()).(*types.Named); ok {
				m.fresh = append(m.fresh, n)
			}
		}
	}
}

// markUsed says that running code may see all types declared so far.
func (m *machine) markUsed() {
	for _, n := range m.fresh {
		if n.TypeParams().Len() == 0 {
			m.types.MarkUsed(n)
		}
	}
	m.fresh = nil
}

// value reads a live variable.
func (m *machine) value(v *types.Var) (reflect.Value, error) {
	ptr, err := m.lowerer.Storage(v)
	if err != nil {
		return reflect.Value{}, err
	}
	return ptr.Elem(), nil
}

// returned is the error that a return at top level gave.
type returned struct{ err error }

func (e *returned) Error() string { return e.err.Error() }
func (e *returned) Unwrap() error { return e.err }

// runError turns what a unit failed with into what Run returns.
func (s *Session) runError(ctx context.Context, u *check.Unit, err error) error {
	var exit *host.Exit
	if errors.As(err, &exit) {
		return &ExitError{exit.Code}
	}
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return ctx.Err()
	}
	e := &Error{Cell: s.cell, Line: s.machine.runner.Host().Line(), Msg: err.Error(), Phase: Runtime}
	if e.Line == 0 {
		e.Line = u.Line
	}
	var (
		refused  *lower.Error
		unlikely *run.Unrunnable
		noType   *rtype.TypeError
		left     *run.Left
		ret      *returned
		panicked *run.Panic
	)
	s.way(e, err)
	switch {
	case errors.As(err, &refused):
		e.Phase, e.Line = Refused, u.Line
		if refused.Pos.IsValid() {
			p := u.Position(refused.Pos)
			e.Line, e.Col = p.Line, p.Column
		}
	case errors.As(err, &unlikely), errors.As(err, &noType):
		e.Phase, e.Line = Refused, u.Line
	case errors.As(err, &left):
		e.Phase, e.Err = LeftOut, left.Err
	case errors.As(err, &ret):
		e.Phase, e.Err = LeftOut, ret.err
	case errors.As(err, &panicked):
		e.Msg, e.Err, e.Goroutine, e.Fatal = s.panicWords(panicked), panicked.Unwrap(), panicked.Goroutine, panicked.Fatal()
	}
	e.SrcLine = s.line(e)
	return e
}

// line is the text of the line that an error is about.
func (s *Session) line(e *Error) string {
	s.lines.Lock()
	defer s.lines.Unlock()
	if e.File != "" {
		return lineOf(s.texts[e.File], e.Line)
	}
	return lineOf(s.source(e.Cell), e.Line)
}

// background words a panic of a goroutine for whoever wants to know.
func (s *Session) background(tell func(*Error)) func(*run.Panic) {
	if tell == nil {
		return nil
	}
	return func(p *run.Panic) {
		e := &Error{Msg: p.Error(), Phase: Runtime, Err: p.Unwrap(), Goroutine: true, Fatal: p.Fatal()}
		s.way(e, p)
		e.SrcLine = s.line(e)
		tell(e)
	}
}

// Ended waits until a goroutine asks for the end of the process while no cell runs: the error is an *ExitError for os.Exit, an *Error for a
// panic where Options.Background isn't told of those, nil if ctx is done before. What nobody waits for is the error of the next cell. It may be
// called from another goroutine than Run.
func (s *Session) Ended(ctx context.Context) error {
	select {
	case err := <-s.machine.runner.Ended():
		return s.runError(ctx, &check.Unit{}, err)
	case <-ctx.Done():
		return nil
	}
}

// source is the text of an earlier cell; empty if there is none of that number.
func (s *Session) source(cell int) string {
	if cell < 1 || cell > len(s.sources) {
		return ""
	}
	return s.sources[cell-1]
}
