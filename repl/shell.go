// This file holds the Shell and the evaluation of one entry.

package repl

import (
	"context"
	"fmt"
	"go/token"
	"io"
	"reflect"
	"strings"
	"sync/atomic"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/display"
	"github.com/ormsh/ormsh/repl/line"
)

// Evaluator runs Go and knows what is declared. *interp.Session is one.
type Evaluator interface {
	Run(ctx context.Context, src string) (*interp.Result, error)
	Complete(src string, pos int) []interp.Candidate
	Describe(expr string) (interp.Description, error)
	TypeOf(expr, before string) string
	Names() []interp.Name
	// Cell is the number of the last cell that was run.
	Cell() int
	// Lookup is the value of a declared variable.
	Lookup(name string) (value reflect.Value, ok bool)
	// LookupType is the runtime type of a declared type.
	LookupType(name string) (typ reflect.Type, ok bool)
	// OnBoard tells whether the package of that import path is compiled into the shell.
	OnBoard(path string) bool
	// Flush waits until what cells wrote so far has arrived in Options.Out and Log.
	Flush()
}

// EchoMode says who decides about the echo of statements.
type EchoMode string

// The modes: each engine's own Echo, or the shell for all of them.
const (
	EchoEngine EchoMode = ""
	EchoOff    EchoMode = "off"
	EchoText   EchoMode = "text"
	EchoJSON   EchoMode = "json"
)

// ParseEchoMode reads the value of --echo; "" and "on" and "sql" are no modes.
func ParseEchoMode(s string) (EchoMode, error) {
	switch m := EchoMode(s); m {
	case EchoOff, EchoText, EchoJSON:
		return m, nil
	}
	return "", fmt.Errorf("no echo %q; there are off, text and json", s)
}

// Options say where a shell writes, and how.
type Options struct {
	Out      io.Writer // values, and what cells print
	Log      io.Writer // echo lines, errors, warnings; nil: Out, one ordered stream
	In       io.Reader // what cells read; nil: nothing
	Args     []string  // os.Args of cells
	Echo     EchoMode
	EchoFile io.Writer                                     // where the echo goes instead; may be nil
	Color    bool                                          // colour in what the shell writes
	Size     func() (columns, rows int)                    // of the terminal; nil: no terminal, and rows are shown as tuples
	Load     []string                                      // folders of packages that are there from the beginning
	Leave    func(code int)                                // ends the process from another goroutine than the loop's, the terminal in order; nil: nobody does
	Script   bool                                          // nobody is at a prompt: a goroutine's panic ends everything
	Vars     [][2]string                                   // names and values of variables that are there from the beginning, strings
	Settings [][2]string                                   // names and values, as \set takes them
	Before   []Source                                      // run before the prompt of Interactive
	Inputs   bool                                          // scripts show each entry before it is run
	Quiet    bool                                          // no greeting
	NoStart  bool                                          // no start-up file
	ASCII    bool                                          // what marks the places where something is left out is ASCII
	Sandbox  bool                                          // nothing lasts: engines roll back at the end
	ReadOnly bool                                          // databases refuse to write
	Format   display.Format                                // of rows; Auto where left out
	Edit     func(entry string) (edited string, err error) // opens the person's editor; nil: there is none
	Page     func(text string) error                       // shows what is longer than the screen; nil: it is written like the rest
	Confirm  func(question string) bool                    // asked before SQL that destroys much; nil: nobody is there to ask
}

// Source is a text of entries, and its name for errors.
type Source struct{ Name, Text string }

// Shell evaluates entries, one after the other. It isn't for several goroutines; what cells start may write at any time.
type Shell struct {
	opts    Options
	out     *outlet
	log     *stream
	eval    Evaluator
	running func() context.Context // the running cell's context; nil between cells
	current atomic.Pointer[context.Context]
	sink    *sink
	engines engines
	tables  *tables // what completion knows of the database; may be nil
	preferences
	entered
	last     *display.Rows // of the last table, for \last
	shown    reflect.Value // the last single value, for \table
	output   *output       // of \o; nil: none
	deleted  []any         // objects reported as such, until their transaction ends
	loaded   []string      // folders of packages, in the order of \load
	leaving  bool          // \q
	silent   bool          // the shell tells nothing of its own
	progress progress
}

// preferences are what \set and the commands of the same names change.
type preferences struct {
	layout      display.Format
	pagerOff    bool
	timing      bool
	reports     bool // tell changes of state after each entry
	promptStyle promptStyle
	theme       string // of \theme; empty: the terminal's
}

// entered is what is remembered of the entries.
type entered struct {
	edited  string         // the last that is no command, for \e
	places  map[int]Place  // where those of a script stand, by cell
	typed   map[int]string // the text of those of Go, by cell; for \why
	program record         // what ran, for \export
}

// New makes a shell over a fresh session of the interpreter.
func New(o Options) (*Shell, error) {
	s := newShell(o)
	options := interp.Options{
		Packages: s.packages(), Stdout: s.out, Stderr: s.log, Stdin: o.In, Args: o.Args, Retype: s.retype, Redeclared: orm.Redeclare,
		Preload: []string{ormPath},
	}
	if !o.Script {
		options.Background = s.background
	}
	session, err := interp.New(options)
	if err != nil {
		return nil, fmt.Errorf("start the interpreter: %w", err)
	}
	s.eval, s.running = session, session.Context
	return s, nil
}

// retype tells the ORM that a mapped type has a new runtime version.
func (s *Shell) retype(old, new reflect.Type) {
	if err := orm.Retype(old, new); err != nil {
		fmt.Fprintf(s.log, "warning: %v\n", err)
	}
}

// NewWith makes a shell over any evaluator.
func NewWith(e Evaluator, o Options) *Shell {
	s := newShell(o)
	s.eval = e
	return s
}

func newShell(o Options) *Shell {
	if o.Out == nil {
		o.Out = io.Discard
	}
	out, log := shared(o.Out, o.Log)
	s := &Shell{
		opts: o, out: out, log: log,
		preferences: preferences{layout: orFormat(o.Format), promptStyle: promptShort},
		entered:     entered{typed: map[int]string{}, places: map[int]Place{}},
	}
	if o.Size != nil {
		s.out.home.terminal = o.Out
	}
	s.sink = newSink(s)
	return s
}

func orFormat(f display.Format) display.Format {
	if f == "" {
		return display.Auto
	}
	return f
}

// Names of what an interactive shell declares for a database that it is started on.
const (
	engineName  = "engine"
	sessionName = "session"
)

// Connect declares engine and session for the URL, and reaches the database once. The error is *ConnectError where that failed.
func (s *Shell) Connect(ctx context.Context, url string) error {
	for _, src := range []string{
		fmt.Sprintf("%s := orm.CreateEngine(%q)", engineName, url),
		fmt.Sprintf("%s := orm.NewSession(%s)", sessionName, engineName),
	} {
		if _, err := s.eval.Run(ctx, src); err != nil {
			return &ConnectError{Err: err}
		}
		s.program.add(s.eval.Cell(), src)
	}
	engine, err := s.engine()
	if err != nil {
		return err
	}
	if _, err := engine.WithContext(ctx).Features(); err != nil {
		return &ConnectError{Err: err}
	}
	return nil
}

// Prepare makes the settings and variables of the options.
func (s *Shell) Prepare(ctx context.Context) error {
	s.silent = true // \set would tell
	defer func() { s.silent = false }()
	for _, v := range s.opts.Settings {
		if err := s.setCommand(ctx, v[0]+" "+v[1]); err != nil {
			return err
		}
	}
	for _, v := range s.opts.Vars {
		src := fmt.Sprintf("%s := %q", v[0], v[1])
		if !token.IsIdentifier(v[0]) {
			return fmt.Errorf("-v %s: that is no name", v[0])
		}
		if _, err := s.eval.Run(ctx, src); err != nil {
			return err
		}
		s.program.add(s.eval.Cell(), src)
	}
	return nil
}

// ConnectError says that the database of the command line can't be reached.
type ConnectError struct{ Err error }

func (e *ConnectError) Error() string {
	return "cannot connect: " + message(e.Err)
}

// Unwrap gives the cause.
func (e *ConnectError) Unwrap() error { return e.Err }

// Output is where values and the output of cells go, in order.
func (s *Shell) Output() io.Writer { return s.out }

// Eval evaluates one entry and shows its values. The error is what stopped it, not yet shown: Report shows it. *interp.ExitError asks for the end.
func (s *Shell) Eval(ctx context.Context, entry string) error {
	entry = line.StripPrompts(entry)
	s.current.Store(&ctx)
	defer s.current.Store(nil)
	what := classify(entry)
	if what == goEntry || what == sqlEntry {
		s.edited = strings.TrimSpace(entry)
	}
	if what == sqlEntry || what == commandEntry {
		defer s.sink.evaluate(strings.TrimSpace(entry))()
	}
	switch what {
	case commandEntry:
		return s.command(ctx, strings.TrimSpace(entry))
	case helpEntry:
		return s.describe(strings.Trim(entry, "? \t\n"))
	case sqlEntry:
		for _, statement := range statements(entry) {
			if err := s.sql(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	case emptyEntry:
		return nil
	}
	s.typed[s.eval.Cell()+1] = entry
	result, err := s.eval.Run(ctx, entry)
	if result != nil {
		for _, w := range result.Warnings {
			fmt.Fprintf(s.log, "warning: %s\n", w.Msg)
		}
	}
	if err != nil {
		s.program.failed++
		return err
	}
	s.program.add(s.eval.Cell(), entry)
	return s.show(result.Values)
}

// context is asked by engines that cells made, at each statement.
func (s *Shell) context() context.Context {
	var ctx context.Context
	if s.running != nil {
		ctx = s.running()
	}
	if ctx == nil {
		p := s.current.Load()
		if p == nil {
			return context.Background()
		}
		ctx = *p
	}
	return echo.WithOrigin(ctx, func() echo.Origin {
		cell, line, _ := interp.CellOrigin(ctx)
		return echo.Origin{Cell: cell, Line: line}
	})
}
