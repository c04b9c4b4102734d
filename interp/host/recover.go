// This file finds the frame whose panic a function may recover that was deferred as a value, or through an interface.

package host

import (
	"bytes"
	"runtime"
	"strings"
	"sync"
)

// deferring are the frames, by goroutine, that panic and run a deferred value: the innermost last.
type deferring struct {
	mu     sync.Mutex
	frames map[string][]*Frame
}

// DeferValue is Defer for a thunk that calls a function value or a method of an interface.
func (f *Frame) DeferValue(thunk func()) { f.Defer(func() { f.runThunk(thunk) }) }

// runThunk and runMethod are what Deferrer looks for among its callers.
//
//go:noinline
func (f *Frame) runThunk(call func()) { f.during(call) }

//go:noinline
func (f *Frame) runMethod(call func()) { f.during(call) }

// during makes f known to Deferrer while call runs.
func (f *Frame) during(call func()) {
	if !f.panicking() || f.host == nil {
		call()
		return
	}
	id, d := goroutine(), &f.host.deferring
	d.mu.Lock()
	if d.frames == nil {
		d.frames = map[string][]*Frame{}
	}
	d.frames[id] = append(d.frames[id], f)
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.frames[id] = d.frames[id][:len(d.frames[id])-1]; len(d.frames[id]) == 0 {
			delete(d.frames, id)
		}
	}()
	call()
}

// Deferrer is the frame that called the lowered function which asks, as a deferred value and directly; nil if none did. Between the frame and the
// question lie the executor's calls of the thunk and of the function that asks, or of that one alone if the host called its method.
func (h *Host) Deferrer() *Frame {
	d := &h.deferring
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.frames) == 0 || !h.calledDirectly() {
		return nil
	}
	if own := d.frames[goroutine()]; len(own) > 0 {
		return own[len(own)-1]
	}
	return nil
}

// calledDirectly looks at the callers of Deferrer.
func (h *Host) calledDirectly() bool {
	const enough = 256 // a direct call is much nearer
	pcs := make([]uintptr, enough)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	calls := 0
	for {
		f, more := frames.Next()
		switch {
		case h.Call != nil && h.Call(f.Function):
			calls++
		case strings.HasSuffix(f.Function, "(*Frame).runThunk"):
			return calls == 2
		case strings.HasSuffix(f.Function, "(*Frame).runMethod"):
			return calls == 1
		case strings.HasSuffix(f.Function, "(*Frame).call"):
			return false
		}
		if !more || calls > 2 {
			return false
		}
	}
}

// goroutine is the running goroutine's name in stack traces. It takes some microseconds.
func goroutine() string {
	buf := make([]byte, 32)
	buf = buf[:runtime.Stack(buf, false)]
	name, _, _ := bytes.Cut(buf, []byte(" ["))
	return string(name)
}
