// This file holds what is known of a panic besides its value: the panics that it came on top of, and its trace.

package host

import "unsafe"

// raised is a panic on its way.
type raised struct {
	value     any
	recovered bool
	under     *raised // the panic of the function in whose deferred call this one began
	trace     any
}

// Earlier is a panic that was there before another, which began in a deferred call.
type Earlier struct {
	Value     any // what recover would have returned, or did
	Recovered bool
	Again     bool // the other one panicked with this very value
}

// Same compares values as words: they may not be comparable.
func Same(x, y any) bool {
	return *(*[2]unsafe.Pointer)(unsafe.Pointer(&x)) == *(*[2]unsafe.Pointer)(unsafe.Pointer(&y))
}

// raise is the panic that a function caught whose own one, if any, is under: one that an inner function passed on, or a new one.
func (h *Host) raise(v any, under *raised) *raised {
	var r *raised
	if h != nil {
		if r = h.passed.Load(); r == nil || !Same(r.value, v) || !h.passed.CompareAndSwap(r, nil) {
			r = nil
		}
	}
	if r == nil {
		r = &raised{value: v}
	}
	if h != nil && h.Trace != nil {
		r.trace = h.Trace.Take()
	}
	if under != nil {
		bottom := r
		for bottom.under != nil {
			bottom = bottom.under
		}
		bottom.under = under
	}
	return r
}

// passOn says that a function ends with a panic: who catches its value is to know the rest.
func (h *Host) passOn(r *raised) {
	if h == nil {
		return
	}
	h.passed.Store(r)
	if h.Trace != nil {
		h.Trace.Give(r.trace)
	}
}

// Earlier lists the panics on top of which one of value v came, the oldest first.
func (h *Host) Earlier(v any) []Earlier {
	r := h.passed.Load()
	if r == nil || !Same(r.value, v) {
		return nil
	}
	var list []Earlier
	for ; r.under != nil; r = r.under {
		list = append([]Earlier{{Translate(r.under.value), r.under.recovered, Same(r.value, r.under.value)}}, list...)
	}
	return list
}
