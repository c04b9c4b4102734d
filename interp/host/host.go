// This file gathers the helpers with what they need to know of the running
// cell.

package host

import (
	"io"
	"reflect"
	"sync"
	"sync/atomic"
)

// Host is what helpers know of the machine that runs lowered code.
type Host struct {
	// Stderr is where print and println write.
	Stderr io.Writer
	// Panicked is told of a panic that ended a goroutine of a cell. It must not
	// panic.
	Panicked func(value any)
	// MostMemory is how many bytes there can be at all; 0 is any number. Go's runtime would end the process for want of them.
	MostMemory uint64
	// Trace follows panics. Nil if nobody asks.
	Trace Trace
	// Call reports whether a function of that name, in a stack trace, stands for one call of lowered code.
	Call func(function string) bool

	line      atomic.Int64
	frame     atomic.Pointer[Frame]
	passed    atomic.Pointer[raised] // the last one that a function with deferred calls passed on
	deferring deferring
	running   atomic.Int64 // goroutines of lowered code

	abandoned atomic.Bool // the process is about to end

	mu   sync.Mutex
	stop chan struct{} // closed to wake what blocks; nil before anything does
}

// Trace is told where panics happen and what becomes of them.
type Trace interface {
	// Placed is told where lowered code is about to panic.
	Placed(cell, line int)
	// Take hands over what is known of the panic that was just caught; what follows is about another one.
	Take() any
	// Give hands it back: the panic goes on.
	Give(trace any)
}

// Line is the line of the statement that the cell runs, as far as lowered code
// tells.
func (h *Host) Line() int { return int(h.line.Load()) }

// At notes that the cell has come to a line.
func (h *Host) At(line int) { h.line.Store(int64(line)) }

// Here notes the place of the panic that follows.
func (h *Host) Here(cell, line int) {
	if h.Trace != nil {
		h.Trace.Placed(cell, line)
	}
}

// BeginCell makes the frame that statements of the cell defer on.
func (h *Host) BeginCell() {
	h.passed.Store(nil)
	h.frame.Store(h.NewFrame())
}

// Defers reports whether the cell has deferred calls.
func (h *Host) Defers() bool {
	f := h.frame.Load()
	return f != nil && len(f.deferred) > 0
}

// EndCell runs what the cell deferred; panicked says that it ended with a panic
// of that value. The panic that is left, if any, is returned.
func (h *Host) EndCell(panicked bool, value any) (stillPanics bool, left any) {
	f := h.frame.Swap(h.NewFrame())
	if f == nil {
		return panicked, value
	}
	if panicked {
		f.current = h.raise(value, nil)
	}
	f.unwind()
	if !f.panicking() {
		return false, nil
	}
	h.passOn(f.current)
	return true, f.current.value
}

// Go runs a function in a goroutine. A panic in it is reported, not fatal.
func (h *Host) Go(fn func()) {
	if fn == nil {
		panic(nilDereference)
	}
	h.Track(h.Guard(fn))
}

// Guard makes a function that compiled code may call on a goroutine of its own:
// a panic in it is reported, not fatal. Wait waits for it, too.
func (h *Host) Guard(fn func()) func() {
	return func() {
		h.running.Add(1)
		defer h.running.Add(-1)
		defer func() {
			if v := recover(); v != nil && h.Panicked != nil {
				h.Panicked(v)
			}
		}()
		fn()
	}
}

// Helpers are the symbols that lowered code refers to, by name.
func (h *Host) Helpers() map[string]reflect.Value {
	m := map[string]reflect.Value{"Frame": reflect.ValueOf((*Frame)(nil))}
	for name, fn := range map[string]any{
		"NewFrame": h.NewFrame, "Send": h.Send, "Recv": h.Recv, "Select": h.Select, "Run": Run, "Panic": Panic, "PanicNil": PanicNil, "PanicIndex": PanicIndex, "PanicIndexU": PanicIndexU, "PanicSlice": PanicSlice,
		"PanicSlice3": PanicSlice3, "PanicShift": PanicShift, "PanicDivide": PanicDivide, "PanicNilMap": PanicNilMap,
		"CheckMake": h.CheckMake, "CheckMakeChan": h.CheckMakeChan, "NotNil": h.NotNil, "PanicRange": PanicRange, "RangeEnd": RangeEnd, "IsNil": IsNil, "Eq": Eq, "Assert": Assert,
		"Assign": Assign, "Convert": Convert, "PanicAssert": PanicAssert, "Clear": Clear, "MinFloat": MinFloat,
		"MaxFloat": MaxFloat, "DecodeRune": DecodeRune, "Must": h.Must, "Nop": Nop, "Words": Words,
		"UnsafeAdd": UnsafeAdd, "StringData": StringData, "SliceData": SliceData, "UnsafeSlice": UnsafeSlice, "UnsafeString": UnsafeString,
		"Go": h.Go, "At": h.At, "Here": h.Here, "CellFrame": h.frame.Load, "Deferrer": h.Deferrer,
		"Print":   func(args ...any) { _, _ = io.WriteString(h.Stderr, printText(false, args)) },
		"Println": func(args ...any) { _, _ = io.WriteString(h.Stderr, printText(true, args)) },
	} {
		m[name] = reflect.ValueOf(fn)
	}
	return m
}
