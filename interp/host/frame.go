// This file runs deferred calls, panics and recoveries of lowered functions.

package host

import "reflect"

// Frame holds the deferred calls of one function call.
type Frame struct {
	deferred  []func()
	panicking bool
	value     any
	host      *Host
}

// NewFrame returns the frame of a function that has just begun.
func (h *Host) NewFrame() *Frame { return &Frame{host: h} }

// Defer adds a call to be made when the function ends.
func (f *Frame) Defer(call func()) {
	if call == nil {
		f.deferred = append(f.deferred, func() { panic(nilDereference) })
		return
	}
	f.deferred = append(f.deferred, call)
}

// DeferRecover defers the predeclared recover itself: it acts as if the function
// called it at its end, on the panic of outer, unless the function panics.
func (f *Frame) DeferRecover(outer *Frame) {
	f.Defer(func() {
		if !f.panicking {
			outer.Recover()
		}
	})
}

// Recover ends the panic of the function whose deferred call this is, and
// returns what it panicked with; nil if there is no panic. A nil Frame stands
// for a function that wasn't deferred.
func (f *Frame) Recover() any {
	if f == nil || !f.panicking {
		return nil
	}
	if _, stop := f.value.(*Cancelled); stop {
		return nil
	}
	f.panicking = false
	if f.host != nil && f.host.Recovered != nil {
		f.host.Recovered()
	}
	return Translate(f.value)
}

// Run runs a function's body and then its deferred calls, the last one first.
func Run(f *Frame, body func()) {
	f.call(body)
	f.unwind()
	if f.panicking {
		panic(f.value)
	}
}

func (f *Frame) unwind() {
	for len(f.deferred) > 0 && !(f.host != nil && f.host.abandoned.Load()) {
		last := f.deferred[len(f.deferred)-1]
		f.deferred = f.deferred[:len(f.deferred)-1]
		f.call(last)
	}
}

// call runs fn. A panic in it replaces the frame's own. os.Exit isn't caught:
// no deferred call runs.
func (f *Frame) call(fn func()) {
	returned := false
	defer func() {
		if returned {
			return
		}
		switch v := recover(); v := v.(type) {
		case nil: // runtime.Goexit: this goroutine runs nothing but deferred calls
			f.panicking = false
			f.unwind()
		case *Exit:
			f.deferred = nil
			panic(v)
		default:
			f.panicking, f.value = true, v
		}
	}()
	fn()
	returned = true
}

// DeferCall defers the call of a compiled function. Unlike a closure of lowered
// code it runs also when the cell was cancelled: a mutex is unlocked. With
// spread, the last argument is the slice of variadic arguments.
func (f *Frame) DeferCall(fn any, spread bool, args ...any) {
	f.Defer(f.bind(reflect.ValueOf(fn), spread, args))
}

// DeferMethod is DeferCall for an exported method of recv.
func (f *Frame) DeferMethod(recv any, name string, spread bool, args ...any) {
	call := f.bind(reflect.ValueOf(recv).MethodByName(name), spread, args)
	f.Defer(func() { f.runMethod(call) })
}

// bind is a call of fn with arguments that are evaluated.
func (f *Frame) bind(fn reflect.Value, spread bool, args []any) func() {
	t := fn.Type()
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		switch {
		case a != nil:
			in[i] = reflect.ValueOf(a)
		case t.IsVariadic() && !spread && i >= t.NumIn()-1:
			in[i] = reflect.Zero(t.In(t.NumIn() - 1).Elem())
		default:
			in[i] = reflect.Zero(t.In(i))
		}
	}
	return func() {
		if spread {
			fn.CallSlice(in)
		} else {
			fn.Call(in)
		}
	}
}
