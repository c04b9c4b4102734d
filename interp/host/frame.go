// This file runs deferred calls, panics and recoveries of lowered functions.

package host

import "reflect"

// Frame holds the deferred calls of one function call.
type Frame struct {
	deferred []func()
	current  *raised // the panic that ends the function; recovered while the deferred call that did so goes on
	host     *Host
}

func (f *Frame) panicking() bool { return f.current != nil && !f.current.recovered }

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
		if !f.panicking() {
			outer.Recover()
		}
	})
}

// Recover ends the panic of the function whose deferred call this is, and
// returns what it panicked with; nil if there is no panic. A nil Frame stands
// for a function that wasn't deferred.
func (f *Frame) Recover() any {
	if f == nil || !f.panicking() {
		return nil
	}
	if _, stop := f.current.value.(*Cancelled); stop {
		return nil
	}
	f.current.recovered = true
	return Translate(f.current.value)
}

// Run runs a function's body and then its deferred calls, the last one first.
func Run(f *Frame, body func()) {
	f.call(body)
	f.unwind()
	if f.panicking() {
		f.host.passOn(f.current)
		panic(f.current.value)
	}
}

func (f *Frame) unwind() {
	for len(f.deferred) > 0 && !(f.host != nil && f.host.abandoned.Load()) {
		last := f.deferred[len(f.deferred)-1]
		f.deferred = f.deferred[:len(f.deferred)-1]
		f.call(last)
	}
}

// call runs fn. A panic in it comes on top of the frame's own. os.Exit and fatal
// errors aren't caught: no deferred call runs.
func (f *Frame) call(fn func()) {
	returned, under := false, f.current
	defer func() {
		if returned {
			return
		}
		switch v := recover(); v := v.(type) {
		case nil: // runtime.Goexit: this goroutine runs nothing but deferred calls
			f.current = nil
			f.unwind()
		case *Exit, *Fatal:
			f.deferred = nil
			panic(v)
		default:
			f.current = f.host.raise(v, under)
		}
	}()
	fn()
	if returned = true; !f.panicking() {
		f.current = nil
	}
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
