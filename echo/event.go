// This file holds the event, its origin, and the sink that takes events.

package echo

import (
	"context"
	"fmt"
	"time"
)

// Op is what was emitted. The values are those of the recordings that this module is measured against, so that a
// JSON log is itself a recording.
type Op string

// The operations. Statement covers queries, changes and DDL alike.
const (
	Begin      Op = "BEGIN"
	Commit     Op = "COMMIT"
	Rollback   Op = "ROLLBACK"
	Savepoint  Op = "SAVEPOINT"
	Release    Op = "RELEASE SAVEPOINT"
	RollbackTo Op = "ROLLBACK TO SAVEPOINT"
	Statement  Op = "STATEMENT"
	Notice     Op = "NOTICE" // nothing was emitted; Event.Notice is advice
)

// Stamp tells how the text of a statement came to be; a text sink with Stamps prints it before the parameters.
type Stamp string

// The stamps. The empty Stamp reads as Generated.
const (
	Generated Stamp = "generated in" // compiled for this execution; Event.Age is how long that took
	Cached    Stamp = "cached since" // found in the cache of compiled statements; Event.Age is how old it is
	NoKey     Stamp = "no key"       // not cacheable: DDL and savepoints
	RawSQL    Stamp = "raw sql"      // handed to the driver as it was written
)

// Masked stands in Event.Params for a value that must not be shown. It prints as '***'.
const Masked masked = "***"

type masked string

// Repr returns the mask as a quoted string.
func (m masked) Repr() string { return "'" + string(m) + "'" }

// Origin says who caused a statement: a source position, and why. Every field may be empty.
type Origin struct {
	File      string // source file, empty at a prompt
	Line, Col int    // position in the file or cell, from 1
	Cell      int    // number of the shell's cell, from 1
	Cause     string // autoflush, flush, load, refresh, commit ...
	Object    string // the object or table the statement is for
}

// place is the position in words, in parentheses; empty where it isn't known.
func (o Origin) place() string {
	switch {
	case o.Cell > 0:
		return fmt.Sprintf(" (entry %d, line %d)", o.Cell, o.Line)
	case o.File != "":
		return fmt.Sprintf(" (%s:%d)", o.File, o.Line)
	}
	return ""
}

// Event is one emitted thing. Whoever emits it has already replaced secret values by [Masked].
type Event struct {
	Op       Op
	SQL      string        // as handed to the driver, with its newlines; empty for BEGIN, COMMIT and ROLLBACK
	Params   []any         // values in order of the placeholders; when Many is set, each element is a []any
	Many     bool          // one statement executed for several parameter sets
	Rows     int64         // rows changed or returned; -1 when not known
	Duration time.Duration // from handing the statement over to its answer
	Stamp    Stamp
	Age      time.Duration // of the compiled statement, see Stamp
	Notice   string        // what the program should know; of Op Notice
	Err      error         // the failure of the statement; nil when it succeeded
	Origin   Origin
	Dialect  string // sqlite, mysql or postgresql; empty under Wrap
	Session  uint64 // number of the session or connection within its engine; 0 when there is none
	Seq      uint64 // number of the event within its engine, from 1
}

// Sink takes events. Emit may be called by several goroutines at once and must neither keep Params nor change them.
type Sink interface{ Emit(context.Context, Event) }

// Option adjusts a sink at its making.
type Option func(*settings)

type settings struct {
	color, stamps bool
}

// Color makes a text sink colour statements and parameters. It is off unless asked for: the sink doesn't look
// whether its writer is a terminal.
func Color(on bool) Option { return func(s *settings) { s.color = on } }

// Stamps makes a sink print how and when each statement came to be, as in [generated in 0.00012s]. They differ
// from run to run, so they are off unless asked for.
func Stamps(on bool) Option { return func(s *settings) { s.stamps = on } }

func apply(opts []Option) (s settings) {
	for _, o := range opts {
		o(&s)
	}
	return s
}

type originKey struct{}

// WithOrigin returns a context whose statements carry what f returns; f is called when an event is made, so it can
// answer with the position that is running at that moment.
func WithOrigin(ctx context.Context, f func() Origin) context.Context {
	return context.WithValue(ctx, originKey{}, f)
}

// OriginFrom asks the function that WithOrigin put into ctx. Without one the Origin is empty.
func OriginFrom(ctx context.Context) Origin {
	if f, ok := ctx.Value(originKey{}).(func() Origin); ok && f != nil {
		return f()
	}
	return Origin{}
}

// Tee hands every event to each sink in turn. Nil sinks are left out.
func Tee(sinks ...Sink) Sink {
	kept := make(tee, 0, len(sinks))
	for _, s := range sinks {
		if s != nil {
			kept = append(kept, s)
		}
	}
	return kept
}

type tee []Sink

func (t tee) Emit(ctx context.Context, e Event) {
	for _, s := range t {
		s.Emit(ctx, e)
	}
}
