// This file holds the machine: the interpreter and the run of a unit.

package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/traefik/yaegi/interp"

	"github.com/ormsh/ormsh/interp/host"
	"github.com/ormsh/ormsh/interp/lower"
)

// Options are the outside of a machine. Nil writers discard, a nil reader is
// empty.
type Options struct {
	Stdout, Stderr io.Writer
	Stdin          io.Reader
	Args           []string
	// MemoryLimit is how many bytes the process may use before a cell is
	// stopped; 0 means three quarters of what the machine has.
	MemoryLimit uint64
	// Background is told of a panic that ended a goroutine, in that goroutine;
	// everything else goes on. Nil: the panic ends what runs, or what runs next.
	Background func(*Panic)
	// Place words the place of a panic that compiled code caught and tells its log of. Nil: none is told.
	Place func(Trace) string
}

// Machine executes lowered units, one at a time.
type Machine struct {
	yaegi  *interp.Interpreter
	own    *own
	runid  *uint64 // the interpreter's: code of another id stops
	host   *host.Host
	std    *streams
	trace  *tracer
	told   func(*Panic)
	place  func(Trace) string
	memory *memory

	ready   ready
	signals signals
	timers  timers

	loading sync.Mutex // the interpreter compiles one unit at a time
	turn    sync.Mutex // held to begin a unit, and to stop what runs between units
	ending  sync.Mutex // guards the next two
	running bool       // a unit
	alone   bool       // a program runs: a goroutine's panic ends it, also where Background is set
	exit    chan error // a goroutine asked for the end: the unit that runs ends with it
	idle    chan error // the same where no unit runs
	closed  chan struct{}
}

// New makes a machine. Close releases its streams.
func New(o Options) (*Machine, error) {
	std, err := newStreams(o)
	if err != nil {
		return nil, err
	}
	m := &Machine{std: std, trace: &tracer{}, told: o.Background, place: o.Place, memory: newMemory(o.MemoryLimit), exit: make(chan error, 1), idle: make(chan error, 1), closed: make(chan struct{})}
	m.yaegi = interp.New(interp.Options{Stderr: m.trace, Stdout: std.stdout, Args: o.Args})
	if m.own, err = newOwn(m.yaegi); err != nil {
		return nil, err
	}
	id := reflect.ValueOf(m.yaegi).Elem().FieldByName("id")
	if id.Kind() != reflect.Uint64 {
		return nil, fmt.Errorf("this version of the interpreter has no run id")
	}
	m.runid = (*uint64)(unsafe.Pointer(id.UnsafeAddr()))
	m.host = &host.Host{Stderr: errWriter{std}, Panicked: m.background, Trace: m.trace, Call: isCall, MostMemory: m.memory.limit}
	exports := interp.Exports{}
	imports := "package main\n"
	for _, name := range []string{"t", "v", "c", "h"} {
		exports[name+"/"+name] = map[string]reflect.Value{"Nothing": reflect.ValueOf(0)}
		imports += "import \"" + name + "\"\n"
	}
	if err := m.yaegi.Use(exports); err != nil {
		return nil, err
	}
	if _, err = m.yaegi.Eval(imports); err != nil {
		return nil, err
	}
	go m.watchIdle()
	return m, nil
}

// isCall reports whether a function is the one of the interpreter that runs once for each call.
func isCall(function string) bool { return strings.HasSuffix(function, "interp.runCfg") }

// Host is what the helpers of lowered code know of the machine.
func (m *Machine) Host() *host.Host { return m.host }

// ExposeFiles says whether lowered code may write to os.Stdout and os.Stderr
// itself: then what it wrote is waited for before anything else is printed.
// Without a word from the caller it may.
func (m *Machine) ExposeFiles(may bool) { m.std.raw.Store(may) }

// Close releases the machine's streams; nothing may run any more.
func (m *Machine) Close() error {
	close(m.closed)
	m.leaveLog()
	return m.std.close()
}

// Flush waits until what cells wrote so far has arrived where the machine's streams lead. Whoever else writes there calls it
// first, so that one ordered stream comes out.
func (m *Machine) Flush() { m.std.flush() }

// Outcome is what a unit that ran to its end says.
type Outcome struct {
	// Ended says that a return statement ended the cell, with Err unless nil.
	Ended bool
	Err   error
}

// Load prepares a unit for Run, which comes next. It is needed also of units that won't run: later ones mention what they bring.
func (m *Machine) Load(code *lower.Code) error {
	entry, err := m.load(code)
	if err == nil {
		m.ready = ready{code, entry}
	}
	return err
}

// ready is the unit that was loaded last.
type ready struct {
	code  *lower.Code
	entry reflect.Value
}

// Run executes a unit. On cancellation it stops all lowered code, waits a
// moment for it to end, and returns the context's error; the machine can be
// used afterwards.
func (m *Machine) Run(ctx context.Context, code *lower.Code) (Outcome, error) {
	if m.ready.code != code {
		if err := m.Load(code); err != nil {
			return Outcome{}, err
		}
	}
	entry := m.ready.entry
	m.ready = ready{}
	if err := ctx.Err(); err != nil {
		return Outcome{}, err
	}
	if !entry.IsValid() {
		return Outcome{}, nil
	}
	if err := m.enter(); err != nil {
		return Outcome{}, err
	}
	m.trace.take()
	defer m.std.flush()
	outcome, err := m.execute(ctx, func() ended { return m.call(entry) })
	if end := m.leave(); end != nil && err == nil {
		return Outcome{}, end
	}
	return outcome, err
}

func (m *Machine) execute(ctx context.Context, do func() ended) (Outcome, error) {
	result := make(chan ended, 1)
	before := m.host.Running()
	stop := m.watch(ctx)
	defer stop.end()
	m.host.Track(func() {
		e := ended{err: errGoexit}
		defer func() { result <- e }() // Goexit leaves call without a return
		e = do()
	})
	var r ended
	select {
	case r = <-result:
	case x := <-m.exit:
		m.host.Abandon()
		m.cancel(graceOfExit)
		return Outcome{}, x
	case why := <-stop.why:
		if dead := (*Deadlock)(nil); errors.As(why, &dead) {
			m.host.Abandon()
		}
		m.cancel(grace)
		select {
		case r := <-result:
			if exit := (*host.Exit)(nil); errors.As(r.err, &exit) {
				return r.outcome, r.err
			}
		default:
		}
		return Outcome{}, why
	}
	if r.err == errGoexit { //nolint:errorlint // this very value
		return m.afterGoexit(before, stop)
	}
	return r.outcome, r.err
}

// errGoexit is what a cell ends with that called runtime.Goexit.
var errGoexit error = &Panic{Value: "runtime.Goexit ended the cell"}

// afterGoexit waits for the goroutines that the cell started: they go on without it, as those of a program do without main.
func (m *Machine) afterGoexit(before int, stop *watcher) (Outcome, error) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for m.host.Running() > before {
		select {
		case x := <-m.exit:
			m.host.Abandon()
			m.cancel(graceOfExit)
			return Outcome{}, x
		case why := <-stop.why:
			m.cancel(grace)
			return Outcome{}, why
		case <-tick.C:
		}
	}
	select {
	case x := <-m.exit:
		return Outcome{}, x
	default:
		return Outcome{}, m.goexit()
	}
}

// goexit is the error of a cell, or of a program, that nothing runs of any more.
func (m *Machine) goexit() error {
	if m.isAlone() {
		return &Deadlock{State: "ended", Ended: true}
	}
	return errGoexit
}

// Defer runs what statements of the cell deferred; err is what the cell ended
// with. It is called once, when the cell's units have run.
func (m *Machine) Defer(ctx context.Context, err error) error {
	defer m.std.flush()
	if endsAtOnce(err) {
		m.host.BeginCell()
	}
	if !m.host.Defers() {
		return err
	}
	if ctx.Err() != nil { // deferred calls clean up, also after a cancellation: a moment is theirs
		var done context.CancelFunc
		ctx, done = context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer done()
	}
	if end := m.enter(); end != nil {
		return end
	}
	_, after := m.execute(ctx, func() ended { return ended{err: m.runDeferred(err)} })
	if end := m.leave(); end != nil && after == nil {
		return end
	}
	_, panicked := err.(*Panic) //nolint:errorlint // what Run returned, unwrapped
	if exit := (*host.Exit)(nil); err != nil && !panicked && !errors.As(after, &exit) {
		return err
	}
	return after
}

// endsAtOnce reports whether a cell ended in a way that runs no deferred call.
func endsAtOnce(err error) bool {
	var exit *host.Exit
	var p *Panic
	return errors.As(err, &exit) || errors.As(err, &p) && p.Fatal()
}

// runDeferred runs what the cell deferred; the error is what the cell ends with then, if it ended with err before.
func (m *Machine) runDeferred(err error) (after error) {
	defer func() {
		if v := recover(); v != nil { // os.Exit, which isn't deferred calls' to catch
			after = m.failure(v)
		}
	}()
	p, panicked := err.(*Panic) //nolint:errorlint // what Run returned, unwrapped
	if err != nil && !panicked {
		m.host.EndCell(false, nil)
		return err
	}
	var value any
	if panicked {
		value = p.Value
		m.trace.Give(p.Trace)
	}
	still, left := m.host.EndCell(panicked, value)
	switch {
	case !still:
		return nil
	case panicked && host.Same(left, value) && m.host.Earlier(left) == nil:
		return err
	}
	return m.failure(left)
}

// Begin prepares a cell.
func (m *Machine) Begin() { m.host.BeginCell() }

// load compiles a unit and finds its entry. Goroutines that run ask for code, too.
func (m *Machine) load(code *lower.Code) (v reflect.Value, err error) {
	m.loading.Lock()
	defer m.loading.Unlock()
	defer func() {
		if r := recover(); r != nil {
			err = &Unrunnable{Code: code.Text, Err: fmt.Errorf("%v", r)}
		}
	}()
	exports := interp.Exports{}
	for pkg, syms := range code.Symbols {
		exports[pkg+"/"+pkg] = syms
	}
	if err := m.yaegi.Use(exports); err != nil {
		return v, err
	}
	files := m.yaegi.FileSet()
	defer forgetFiles(files, files.Base())
	p, err := m.yaegi.Compile(code.Text)
	if err != nil {
		return v, &Unrunnable{Code: code.Text, Err: err}
	}
	m.own.take(p)
	if _, err := m.yaegi.Execute(p); err != nil {
		return v, &Unrunnable{Code: code.Text, Err: err}
	}
	v = m.own.entry(p, code.Entry)
	m.own.strip(p)
	m.forget(code.Private, code.Dropped)
	return v, nil
}

// Exec runs code now, in the caller's goroutine: lowered code that runs asks for
// more of it. A panic goes to the caller.
func (m *Machine) Exec(code *lower.Code) error {
	entry, err := m.load(code)
	if err == nil && entry.IsValid() {
		entry.Call(nil)
	}
	return err
}

type ended struct {
	outcome Outcome
	err     error
}

// call runs an entry and turns its panic into an error.
func (m *Machine) call(entry reflect.Value) (e ended) {
	returned := false
	defer func() {
		if returned {
			return
		}
		if v := recover(); v != nil {
			e.err = m.failure(v)
		} else {
			e.err = errGoexit
		}
	}()
	out := entry.Call(nil)
	returned = true
	if len(out) == 2 {
		e.outcome.Ended = out[0].Bool()
		e.outcome.Err, _ = out[1].Interface().(error)
	}
	return e
}

// failure is the error for a value that lowered code panicked with.
func (m *Machine) failure(v any) error {
	trace := m.trace.take()
	switch x := v.(type) {
	case *host.LeftOut:
		return &Left{Err: x.Err, Trace: trace}
	case *host.Exit:
		return x
	case *host.Cancelled:
		return context.Canceled
	}
	return &Panic{Value: host.Translate(v), Earlier: m.host.Earlier(v), Trace: trace}
}

// grace is how long a cancelled run is waited for. What takes longer sits in
// compiled code that can't be interrupted.
const (
	grace       = 2 * time.Second
	graceOfExit = 100 * time.Millisecond // the process is about to end
)

// cancel stops all lowered code: the interpreter runs no step whose run id is
// not its own, and blocked operations of the helpers wake up. Once all
// goroutines have ended the id is set back, since closures made before carry
// it.
func (m *Machine) cancel(grace time.Duration) {
	atomic.AddUint64(m.runid, 1)
	m.host.Stop()
	m.host.Wait(grace)
	atomic.AddUint64(m.runid, ^uint64(0))
	m.host.Resume()
}
