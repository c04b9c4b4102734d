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
	// Recovered is called when lowered code recovered a panic.
	Recovered func()
	// Placed is told where lowered code is about to panic. Nil if nobody asks.
	Placed func(cell, line int)

	line      atomic.Int64
	frame     atomic.Pointer[Frame]
	deferring deferring
	running   atomic.Int64 // goroutines of lowered code

	abandoned atomic.Bool // the process is about to end

	mu   sync.Mutex
	stop chan struct{} // closed to wake what blocks; nil before anything does
}

// Line is the line of the statement that the cell runs, as far as lowered code
// tells.
func (h *Host) Line() int { return int(h.line.Load()) }

// At notes that the cell has come to a line.
func (h *Host) At(line int) { h.line.Store(int64(line)) }

// Here notes the place of the panic that follows.
func (h *Host) Here(cell, line int) {
	if h.Placed != nil {
		h.Placed(cell, line)
	}
}

// BeginCell makes the frame that statements of the cell defer on.
func (h *Host) BeginCell() { h.frame.Store(h.NewFrame()) }

// EndCell runs what the cell deferred; panicked says that it ended with a panic
// of that value. The panic that is left, if any, is returned.
func (h *Host) EndCell(panicked bool, value any) (stillPanics bool, left any) {
	f := h.frame.Swap(h.NewFrame())
	if f == nil {
		return panicked, value
	}
	f.panicking, f.value = panicked, value
	f.unwind()
	return f.panicking, f.value
}

// Go runs a function in a goroutine. A panic in it is reported, not fatal.
func (h *Host) Go(fn func()) {
	if fn == nil {
		panic(nilDereference)
	}
	h.Track(h.Guard(fn))
}

// Guard makes a function that compiled code may call on a goroutine of its own:
// a panic in it is reported, not fatal.
func (h *Host) Guard(fn func()) func() {
	return func() {
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
		"MaxFloat": MaxFloat, "DecodeRune": DecodeRune, "Must": Must, "Nop": Nop, "Words": Words,
		"UnsafeAdd": UnsafeAdd, "StringData": StringData, "SliceData": SliceData, "UnsafeSlice": UnsafeSlice, "UnsafeString": UnsafeString,
		"Go": h.Go, "At": h.At, "Here": h.Here, "CellFrame": h.frame.Load, "Deferrer": h.Deferrer,
		"Print":   func(args ...any) { _, _ = io.WriteString(h.Stderr, printText(false, args)) },
		"Println": func(args ...any) { _, _ = io.WriteString(h.Stderr, printText(true, args)) },
	} {
		m[name] = reflect.ValueOf(fn)
	}
	return m
}
