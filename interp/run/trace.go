// This file follows a panic through the functions that it leaves.

package run

import (
	"bytes"
	"cmp"
	"reflect"
	"runtime"
	"strings"
	"sync"

	"github.com/ormsh/ormsh/interp/lower"
)

// Place is a line of a cell, or of the file of that number, where Cell is 0. A
// zero Line is unknown.
type Place struct{ Cell, File, Line int }

// Trace is what is known of a panic's way.
type Trace struct {
	// Place is where the panicking code said that it would panic; zero if the fault was found by compiled code or by the executor.
	Place
	// Functions are the lowered functions that it left, by the names that lower.Lowerer.Function knows, the innermost first.
	Functions []string
	// Callee is the compiled function, as package runtime names it, that the innermost of them had called; empty if that one's own code panicked.
	Callee string
}

// enough is how many functions are told of a recursion.
const enough = 32

// tracer reads the interpreter's trace of a panic: each interpreted function
// that a panic leaves writes a line "file:line: panic: main.name(...)".
type tracer struct {
	mu      sync.Mutex
	trace   Trace
	instead map[string]string // functions of this package -> those of host packages that they are called for
}

// Write implements io.Writer.
func (t *tracer) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for line := range bytes.Lines(b) {
		_, name, ok := strings.Cut(string(line), ": panic: ")
		if !ok || len(t.trace.Functions) == enough {
			continue
		}
		if len(t.trace.Functions) == 0 && t.trace.Line == 0 {
			t.trace.Callee = t.panicking()
		}
		name = strings.TrimPrefix(strings.TrimSuffix(strings.TrimSpace(name), "(...)"), "main.")
		t.trace.Functions = append(t.trace.Functions, strings.TrimSuffix(name, ".func"))
	}
	return len(b), nil
}

// called says that functions are called for those of host packages.
func (t *tracer) called(override map[string]reflect.Value) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.instead = map[string]string{}
	for name, v := range override {
		if v.Kind() == reflect.Func {
			t.instead[runtime.FuncForPC(v.Pointer()).Name()] = name
		}
	}
}

// panicking is the compiled function that the interpreter had called: it asks while the panic's frames are still on the stack.
func (t *tracer) panicking() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	callee, inside := "", false
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			inside, callee = true, ""
		case !inside:
		case f.Function == "reflect.Value.call" || isCall(f.Function):
			return callee
		case strings.Contains(f.Function, "/yaegi/interp."):
			return ""
		default:
			callee = cmp.Or(t.instead[f.Function], f.Function)
		}
		if !more {
			return ""
		}
	}
}

// Placed notes the place of the panic that comes next. Instead of a cell it may have the number of a file, see lower.FileNumber.
func (t *tracer) Placed(cell, line int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trace = Trace{Place: Place{Cell: cell, Line: line}}
	if file, ok := lower.FileNumber(cell); ok {
		t.trace.Cell, t.trace.File = 0, file
	}
}

// Take hands over the trace of a panic that was caught.
func (t *tracer) Take() any { return t.take() }

func (t *tracer) take() Trace {
	t.mu.Lock()
	defer t.mu.Unlock()
	taken := t.trace
	t.trace = Trace{}
	return taken
}

// Give hands it back.
func (t *tracer) Give(trace any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trace, _ = trace.(Trace)
}
