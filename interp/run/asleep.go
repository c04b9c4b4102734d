// This file finds out whether all goroutines of a program wait for one another.

package run

import (
	"bytes"
	"context"
	"reflect"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// Deadlock says that no goroutine of a program can go on.
type Deadlock struct {
	State string // what main waits for, as stack traces name it
	Ended bool   // all others have, too
}

func (d *Deadlock) Error() string {
	if d.Ended {
		return "no goroutines (main called runtime.Goexit) - deadlock!"
	}
	return "all goroutines are asleep - deadlock!"
}

// sleepers looks for a deadlock while a program runs. It finds one only where nothing is left that could wake a goroutine: each waits in an operation
// of its own code, none in compiled code; no timer is set; no signal is asked for.
type sleepers struct {
	m     *Machine
	own   map[string]bool // the process's goroutines before the program began
	next  time.Time       // to look: it costs, so it is done less often the longer nothing happens
	pause time.Duration
	seen  int // how often in a row nobody could go on
}

const (
	firstLook = 50 * time.Millisecond
	lastLook  = time.Second
	certain   = 2 // looks
)

func (m *Machine) sleepers() *sleepers {
	s := &sleepers{m: m, own: map[string]bool{}, pause: firstLook}
	for _, g := range goroutines() {
		s.own[g.id] = !g.has("interp/host.(*Host).Track.")
	}
	return s
}

// look reports a deadlock; nil if there is none, or it isn't the time to look.
func (s *sleepers) look() *Deadlock {
	now := time.Now()
	if now.Before(s.next) || busy() || s.m.timers.pending(now) || s.m.signals.any() {
		return nil
	}
	state, asleep := "", 0
	for _, g := range goroutines() {
		switch waits := g.waits(); {
		case s.own[g.id] || g.has("run.(*Machine).watch."):
			continue
		case waits == "":
			s.seen, s.pause = 0, min(2*s.pause, lastLook)
			s.next = now.Add(s.pause)
			return nil
		case g.has("run.(*Machine).execute."):
			state = waits
		}
		asleep++
	}
	if s.seen++; asleep == 0 || s.seen < certain {
		return nil
	}
	return &Deadlock{State: state}
}

// busy reports whether a goroutine besides the one that asks runs, or could.
func busy() bool {
	s := []metrics.Sample{{Name: "/sched/goroutines/running:goroutines"}, {Name: "/sched/goroutines/runnable:goroutines"}}
	metrics.Read(s)
	for _, x := range s {
		if x.Value.Kind() != metrics.KindUint64 {
			return false // an older runtime doesn't count them
		}
	}
	return s[0].Value.Uint64() > 1 || s[1].Value.Uint64() > 0
}

// goroutine is one as a stack trace tells of it.
type goroutine struct {
	id, state string
	calls     []string // the innermost first, then what created it
}

// goroutines are all of the process; nil if there are too many to tell.
func goroutines() []goroutine {
	const most = 64 << 20
	buf := make([]byte, 1<<16)
	for n := runtime.Stack(buf, true); n == len(buf); n = runtime.Stack(buf, true) {
		if len(buf) >= most {
			return nil
		}
		buf = make([]byte, 4*len(buf))
	}
	buf = bytes.TrimRight(buf, "\x00")
	var list []goroutine
	for text := range strings.SplitSeq(string(buf), "\n\n") {
		var g goroutine
		for line := range strings.Lines(text) {
			switch rest, isFirst := strings.CutPrefix(line, "goroutine "); {
			case isFirst && g.id == "":
				id, state, _ := strings.Cut(rest, " [")
				state, _, _ = strings.Cut(state, "]")
				g.id, g.state = id, state
				g.state, _, _ = strings.Cut(g.state, ",")
			case !strings.HasPrefix(line, "\t"):
				g.calls = append(g.calls, line)
			}
		}
		list = append(list, g)
	}
	return list
}

func (g goroutine) has(call string) bool {
	return slices.ContainsFunc(g.calls, func(c string) bool { return strings.Contains(c, call) })
}

// waits names what a goroutine waits for that only another goroutine of the program can bring about: a channel, a lock, its turn as an iterator. It
// is empty if there is no such thing, or something else could bring it about.
func (g goroutine) waits() string {
	locks := strings.HasPrefix(g.state, "sync.") || g.state == "semacquire"
	for _, c := range g.calls {
		switch {
		case strings.HasPrefix(c, "runtime."), strings.HasPrefix(c, "internal/sync."), locks && strings.HasPrefix(c, "sync."):
		case strings.HasPrefix(c, "reflect.") && !locks:
		case strings.Contains(c, "interp/host.(*Host).Recv("):
			return "chan receive"
		case strings.Contains(c, "interp/host.(*Host).Send("):
			return "chan send"
		case strings.Contains(c, "interp/host.(*Host).Select("):
			return "select"
		case locks && (strings.HasPrefix(c, "reflect.Value.call") || strings.Contains(c, "/yaegi/interp.")):
			return g.state
		case g.state == "coroutine" && strings.HasPrefix(c, "iter."):
			return g.state
		default:
			return ""
		}
	}
	return ""
}

// timers knows until when one that a program set can do something.
type timers struct {
	last   atomic.Int64 // in nanoseconds of Unix time
	always atomic.Bool
}

// late is how much later than set a timer may be heard of.
const late = time.Second

func (t *timers) set(d time.Duration) {
	end := time.Now().Add(min(d, 1<<40*time.Microsecond)).UnixNano()
	for {
		if old := t.last.Load(); end <= old || t.last.CompareAndSwap(old, end) {
			return
		}
	}
}

func (t *timers) pending(now time.Time) bool {
	return t.always.Load() || now.Add(-late).UnixNano() < t.last.Load()
}

// symbols are those that set timers.
func (t *timers) symbols(guard func(func()) func()) map[string]reflect.Value {
	symbols := map[string]reflect.Value{}
	for name, fn := range map[string]any{
		"time.After":       func(d time.Duration) <-chan time.Time { t.set(d); return time.After(d) },
		"time.AfterFunc":   func(d time.Duration, f func()) *time.Timer { t.set(d); return time.AfterFunc(d, guard(f)) },
		"time.NewTimer":    func(d time.Duration) *time.Timer { t.set(d); return time.NewTimer(d) },
		"time.Timer.Reset": func(x *time.Timer, d time.Duration) bool { t.set(d); return x.Reset(d) },
		"time.Tick":        func(d time.Duration) <-chan time.Time { t.always.Store(true); return time.Tick(d) },
		"time.NewTicker":   func(d time.Duration) *time.Ticker { t.always.Store(true); return time.NewTicker(d) },
		"context.WithTimeout": func(p context.Context, d time.Duration) (context.Context, context.CancelFunc) {
			t.set(d)
			return context.WithTimeout(p, d)
		},
		"context.WithTimeoutCause": func(p context.Context, d time.Duration, cause error) (context.Context, context.CancelFunc) {
			t.set(d)
			return context.WithTimeoutCause(p, d, cause)
		},
		"context.WithDeadline": func(p context.Context, d time.Time) (context.Context, context.CancelFunc) {
			t.set(time.Until(d))
			return context.WithDeadline(p, d)
		},
		"context.WithDeadlineCause": func(p context.Context, d time.Time, cause error) (context.Context, context.CancelFunc) {
			t.set(time.Until(d))
			return context.WithDeadlineCause(p, d, cause)
		},
	} {
		symbols[name] = reflect.ValueOf(fn)
	}
	return symbols
}
