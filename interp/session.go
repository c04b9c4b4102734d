// This file holds the session: one scope, one machine, cell after cell.

package interp

import (
	"context"
	"errors"
	"go/types"
	"io"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/ormsh/ormsh/interp/cell"
	"github.com/ormsh/ormsh/interp/check"
	"github.com/ormsh/ormsh/interp/pkgs"
)

// Options say what a session can see of the world. The zero value is a session without packages, output or input.
type Options struct {
	// Packages are what cells may import.
	Packages *pkgs.Set
	// Stdout, Stderr and Stdin are what fmt, log, print and os.Stdout, os.Stderr, os.Stdin mean in cells. Nil writers
	// discard; a nil reader is empty.
	Stdout, Stderr io.Writer
	Stdin          io.Reader
	// Args is os.Args as cells see it.
	Args []string
	// MemoryLimit is how many bytes the process may use before a running cell is stopped; 0 means three quarters of what the
	// machine has. At half of it there is a warning on Stderr, once.
	MemoryLimit uint64
	// Background is told of a panic that ended a goroutine of a cell, in that goroutine; the session goes on. Nil: the panic ends the
	// cell that runs, or the next one, as it would end a program.
	Background func(*Error)
	// Retype is told when a type declared at the prompt gets a new runtime version, because a method was added after
	// its first use. May be nil.
	Retype func(old, new reflect.Type)
	// Preload are the paths of packages whose types are read in the background from the start, because cells are likely to
	// need them.
	Preload []string
	// Redeclared is told when structs are declared anew under the names of ones that running code has seen: new[i] instead
	// of old[i]. What it returns is a warning. May be nil.
	Redeclared func(old, new []reflect.Type) error
}

// Session runs cells, each of which sees what the ones before declared. It is not safe for concurrent use, except that the
// context of a running cell may be cancelled at any time.
type Session struct {
	scope   *check.Scope
	machine *machine
	cell    int
	lines   sync.Mutex                      // guards sources and texts: goroutines panic at any time
	sources []string                        // of the cells, for the lines of errors
	texts   map[string]string               // of files that were read, by name
	loaded  map[string]*loaded              // the user's packages, by path
	running atomic.Pointer[context.Context] // of the cell that runs
}

// New makes an empty session. It fails only where this build can't run cells at all, and says why.
func New(o Options) (*Session, error) {
	if o.Packages == nil {
		o.Packages = pkgs.NewSet()
	}
	scope := check.NewScope(o.Packages)
	scope.Preload(o.Preload...)
	s := &Session{scope: scope, texts: map[string]string{}, loaded: map[string]*loaded{}}
	var err error
	if s.machine, err = newMachine(o, scope, s.background(o.Background), s.placeOf); err != nil {
		return nil, err
	}
	s.machine.lowerer.Preload(o.Preload...)
	return s, nil
}

// Cell is the number of the last cell that was run, 0 before the first.
func (s *Session) Cell() int { return s.cell }

// Run runs one cell. Every cell that holds code gets the next number, also one that fails. The error is an *Error, ErrIncomplete, an
// *ExitError, or the context's error if the cell was cancelled. What ran before an error stays in force.
func (s *Session) Run(ctx context.Context, src string) (*Result, error) {
	if cell.Incomplete(src) {
		return nil, ErrIncomplete
	}
	parts, err := cell.Split(src)
	if err != nil {
		s.begin(src)
		return nil, s.syntaxError(err, src)
	}
	if len(parts) == 0 {
		return &Result{}, nil
	}
	s.begin(src)
	units, err := s.scope.Check(parts, s.cell)
	if err != nil {
		return nil, s.checkError(err, src)
	}
	result := &Result{}
	if err := s.runUnits(ctx, units, result); err != nil {
		return nil, err
	}
	return result, nil
}

// begin numbers a cell.
func (s *Session) begin(src string) {
	s.cell++
	s.lines.Lock()
	defer s.lines.Unlock()
	s.sources = append(s.sources, src)
}

// runUnits runs the units in order, each becoming live as it succeeds, and collects what they have to say.
func (s *Session) runUnits(ctx context.Context, units []*check.Unit, result *Result) error {
	m := s.machine
	cell, line := s.cell, m.runner.Host().Line
	ctx = withOrigin(ctx, func() (int, int) { return cell, line() })
	s.running.Store(&ctx)
	defer s.running.Store(nil)
	m.runner.Begin()
	unit, err := s.runEach(ctx, units, result)
	if err = m.runner.Defer(ctx, err); err != nil {
		return s.runError(ctx, unit, err)
	}
	return nil
}

// runEach stops at the unit that ends the cell, and returns it with its error, if any.
func (s *Session) runEach(ctx context.Context, units []*check.Unit, result *Result) (u *check.Unit, err error) {
	for _, u = range units {
		ended, err := s.machine.run(ctx, u)
		if err != nil {
			return u, err
		}
		s.machine.lowerer.Drop(s.scope.Commit(u))
		result.Warnings = append(result.Warnings, u.Warnings...)
		if ended {
			return u, nil
		}
		for _, v := range u.Show {
			value, err := s.machine.value(v)
			if err != nil {
				return u, err
			}
			result.Values = append(result.Values, Value{value, check.TypeString(v.Type())})
		}
	}
	return u, nil
}

// Close releases the session's streams, with everything cells wrote delivered. The session can't be used afterwards, nor the methods of
// types that it declared.
func (s *Session) Close() error {
	s.machine.types.Close()
	return s.machine.runner.Close()
}

// HandlesInterrupt reports whether cells, or a program, asked for os.Interrupt themselves: then what runs isn't to be cancelled by one.
func (s *Session) HandlesInterrupt() bool { return s.machine.runner.HandlesInterrupt() }

// Flush waits until what cells wrote so far has arrived at Options.Stdout and Stderr. Code that a cell calls and that writes there
// itself, such as an echo, calls it first, so that the order is the order of writing.
func (s *Session) Flush() { s.machine.runner.Flush() }

// syntaxError places an error of package cell.
func (s *Session) syntaxError(err error, src string) error {
	e := &Error{Cell: s.cell, Line: 1, Col: 1, Msg: err.Error(), Phase: Syntax}
	var ce *cell.Error
	if errors.As(err, &ce) {
		e.Line, e.Col, e.Msg = ce.Line, ce.Col, ce.Msg
	}
	e.SrcLine = lineOf(src, e.Line)
	return e
}

// checkError gathers the errors of package check: the first with the others behind it.
func (s *Session) checkError(err error, src string) error {
	var list check.List
	if !errors.As(err, &list) {
		return s.syntaxError(err, src)
	}
	all := make([]*Error, len(list))
	for i, e := range list {
		all[i] = &Error{File: e.File, Cell: e.Cell, Line: e.Line, Col: e.Col, Msg: e.Msg, Hint: e.Hint, Phase: Check}
		if e.File == "" {
			all[i].SrcLine = lineOf(src, e.Line)
		} else {
			all[i].SrcLine = s.line(all[i])
		}
		if e.Syntax {
			all[i].Phase = Syntax
		}
	}
	all[0].More = all[1:]
	return all[0]
}

// lineOf is the text of a line of src, counted from 1.
func lineOf(src string, line int) string {
	for text := range strings.Lines(src) {
		if line--; line == 0 {
			return strings.TrimRight(text, "\r\n")
		}
	}
	return ""
}

// Names lists what the session has declared, by name; imports and results such as _1 are left out.
func (s *Session) Names() []Name {
	var names []Name
	for _, obj := range s.scope.Names() {
		n := Name{Name: obj.Name(), Kind: "var", Type: check.TypeString(obj.Type()), Cell: check.CellOf(obj)}
		switch obj.(type) {
		case *types.Const:
			n.Kind = "const"
		case *types.TypeName:
			n.Kind, n.Type = "type", types.TypeString(obj.Type().Underlying(), check.Qualifier)
		case *types.Func:
			n.Kind = "func"
		}
		names = append(names, n)
	}
	return names
}

// Lookup is the value of a declared variable. ok is false where no variable has that name.
func (s *Session) Lookup(name string) (value reflect.Value, ok bool) {
	v, ok := s.scope.Lookup(name).(*types.Var)
	if !ok || !check.IsLive(v) {
		return reflect.Value{}, false
	}
	value, err := s.machine.value(v)
	return value, err == nil
}

// LookupType is the runtime type of a declared type, its newest version. ok is false where no type has that name, or where it is generic.
func (s *Session) LookupType(name string) (typ reflect.Type, ok bool) {
	tn, ok := s.scope.Lookup(name).(*types.TypeName)
	if !ok || !check.IsLive(tn) {
		return nil, false
	}
	return s.machine.types.Known(tn.Type())
}

// Context is the running cell's context, the one that CellOrigin reads. It is nil between cells. Compiled code that a cell calls may ask for it
// from any goroutine.
func (s *Session) Context() context.Context {
	if p := s.running.Load(); p != nil {
		return *p
	}
	return nil
}

// Complete lists what the identifier that ends at byte offset pos of src may become, best first. src is the cell so far; it need
// not be complete Go.
func (s *Session) Complete(src string, pos int) []Candidate { return s.scope.Complete(src, pos) }

// TypeOf is the type of an expression behind unfinished source, whose statements may declare what it mentions; empty if it has none.
func (s *Session) TypeOf(expr, before string) string { return s.scope.TypeOf(expr, before) }

// Describe gives help on an expression, a type, a function or a package; the error says why expr is none of these.
func (s *Session) Describe(expr string) (Description, error) {
	d, err := s.scope.Describe(expr)
	if err == nil && d.Cell > 0 && d.Cell <= len(s.sources) {
		d.Doc = docComment(s.sources[d.Cell-1], d.Declared)
	}
	return d, err
}
