// This file makes functions of the interpreter's values of Go, and knows them again: code of this package calls them without reflection.

package run

import (
	"reflect"
	"sync/atomic"
	"unsafe"
)

// closure is a function with the frame that it was made in.
type closure struct {
	code *code
	anc  *frame
}

// value is the function as a Go value; its frames stand on anc.
func (c *code) value(anc *frame) reflect.Value {
	return reflect.MakeFunc(c.typ, (&closure{c, anc}).call)
}

// point makes a variable hold the function. Goroutines of earlier units may be about to call what it held, so they see the new function whole or not at all.
func (c *code) point(variable reflect.Value, anc *frame) {
	f := c.value(anc)
	atomic.StorePointer((*unsafe.Pointer)(inside(&variable).ptr), inside(&f).ptr)
}

// call is the way of compiled code into a function.
func (c *closure) call(args []reflect.Value) []reflect.Value {
	f := c.code.frame(c.anc)
	params := f.data[c.code.rets:]
	for i := range args[:min(len(args), len(params))] {
		params[i].Set(args[i])
	}
	runCfg(c.code.start, f, nil, nil)
	return f.data[:c.code.rets]
}

// closureOf is the closure that a function value was made of; nil for functions of others.
func closureOf(f reflect.Value) *closure {
	w := inside(&f)
	p := w.ptr
	if w.flag&indirect != 0 && p != nil {
		p = atomic.LoadPointer((*unsafe.Pointer)(p)) // see point
	}
	if p == nil || *(*uintptr)(p) != madeFunc.stub || madeFunc.offset == 0 {
		return nil
	}
	m := *(**method)(unsafe.Add(p, madeFunc.offset))
	if m.code != madeFunc.call {
		return nil
	}
	return m.receiver
}

// method lies in memory as the method value of a closure.
type method struct {
	code     uintptr
	receiver *closure
}

// madeFunc is how values of reflect.MakeFunc lie in memory in this Go release: they begin with the address of one piece of code, and hold the function
// that they call. Where that is found otherwise the offset is 0, and calls take the way of compiled code.
var madeFunc = func() (m struct{ stub, call, offset uintptr }) {
	c := &closure{}
	call := c.call
	inner := *(**method)(unsafe.Pointer(&call))
	f := reflect.MakeFunc(reflect.TypeFor[func()](), call)
	outer := inside(&f).ptr
	const most = 6 // words of such a value
	for i := uintptr(1); i < most; i++ {
		if *(**method)(unsafe.Add(outer, i*word)) == inner && inner.receiver == c {
			m.stub, m.call, m.offset = *(*uintptr)(outer), inner.code, i*word
		}
	}
	return m
}()
