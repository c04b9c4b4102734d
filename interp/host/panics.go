// This file makes Go's run-time errors, and turns the executor's into them.

package host

import (
	"fmt"
	"math"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"unsafe"
)

// Exit is what os.Exit panics with in a cell.
type Exit struct{ Code int }

func (e *Exit) Error() string { return fmt.Sprintf("exit status %d", e.Code) }

// LeftOut is what a call panics with whose error the cell left out.
type LeftOut struct{ Err error }

func (e *LeftOut) Error() string { return e.Err.Error() }

// Unwrap gives the error that the call returned.
func (e *LeftOut) Unwrap() error { return e.Err }

// runtimeError has the text of an error that only the runtime can make.
type runtimeError string

func (e runtimeError) Error() string { return "runtime error: " + string(e) }

// RuntimeError marks it as a runtime.Error.
func (e runtimeError) RuntimeError() {}

// The runtime's own errors.
var (
	nilDereference = panicOf(func() { var p *int; *p = 1 })
	nilMap         = panicOf(func() { m := map[int]map[int]int{}; m[0][0] = 1 })
	divideByZero   = panicOf(func() { var zero int; _ = 1 / zero })
	negativeShift  = panicOf(func() { n := -1; _ = 1 << n })
	makeSliceLen   = panicOf(func() { n := -1; _ = make([]int, n) })
	makeSliceCap   = panicOf(func() { n := -1; _ = make([]int, 0, n) })
	makeChanSize   = panicOf(func() { n := -1; _ = make(chan int, n) })
)

func panicOf(do func()) (err any) {
	defer func() { err = recover() }()
	do()
	return nil
}

// Panic is the predeclared function.
func Panic(v any) { panic(v) }

// PanicNil panics for a nil pointer.
func PanicNil() { panic(nilDereference) }

// PanicNilMap panics for an assignment to an element of a nil map.
func PanicNilMap() { panic(nilMap) }

// PanicDivide panics for a division of integers by zero.
func PanicDivide() { panic(divideByZero) }

// sized has n elements of no size: the runtime's error is that of doing the same to them.
func sized(n int) []struct{} { return make([]struct{}, n) }

// PanicIndex panics for s[i] with len(s) == n.
func PanicIndex(i, n int) { _ = sized(n)[i] }

// PanicIndexU is PanicIndex for an index that is no int.
func PanicIndexU(i uint64, n int) { _ = sized(n)[i] }

// What PanicSlice is told of a slice expression.
const (
	HasNoCap    = 1 << iota // a string or an array: messages speak of the length
	LowUnsigned             // a bound below zero is a large unsigned one
	HighUnsigned
	MaxUnsigned
)

// bound writes a bound of a slice expression.
func bound(b, flags, unsigned int) string {
	if flags&unsigned != 0 {
		return strconv.FormatUint(uint64(b), 10)
	}
	return strconv.Itoa(b)
}

// outOf tells of a bound beyond the limit, or below zero.
func outOf(colons string, b, limit, flags, unsigned int) runtimeError {
	text := "slice bounds out of range [" + colons + bound(b, flags, unsigned) + "]"
	if b < 0 && flags&unsigned == 0 {
		return runtimeError(text)
	}
	what := "capacity"
	if flags&HasNoCap != 0 {
		what = "length"
	}
	return runtimeError(fmt.Sprintf("%s with %s %d", text, what, limit))
}

// textOf has a length and no bytes.
func textOf(n int) string {
	words := struct {
		bytes unsafe.Pointer
		n     int
	}{unsafe.Pointer(&nilMap), n}
	return *(*string)(unsafe.Pointer(&words))
}

// PanicSlice panics for s[lo:hi] where s has the capacity limit, or the length
// limit if it is a string or an array.
func PanicSlice(lo, hi, limit, flags int) {
	if s := sized(limit); flags == 0 {
		_ = s[lo:hi]
	} else if flags == HasNoCap {
		_ = textOf(limit)[lo:hi]
	}
	switch {
	case hi < 0 || hi > limit:
		panic(outOf(":", hi, limit, flags, HighUnsigned))
	case lo < 0 && flags&LowUnsigned == 0:
		panic(runtimeError(fmt.Sprintf("slice bounds out of range [%d:]", lo)))
	}
	panic(runtimeError(fmt.Sprintf("slice bounds out of range [%s:%d]", bound(lo, flags, LowUnsigned), hi)))
}

// PanicSlice3 panics for s[lo:hi:max].
func PanicSlice3(lo, hi, max, limit, flags int) {
	if flags == 0 {
		_ = sized(limit)[lo:hi:max]
	}
	switch {
	case max < 0 || max > limit:
		panic(outOf("::", max, limit, flags, MaxUnsigned))
	case hi < 0 && flags&HighUnsigned == 0:
		panic(runtimeError(fmt.Sprintf("slice bounds out of range [:%d:]", hi)))
	case hi < 0 || hi > max:
		panic(runtimeError(fmt.Sprintf("slice bounds out of range [:%s:%d]", bound(hi, flags, HighUnsigned), max)))
	case lo < 0 && flags&LowUnsigned == 0:
		panic(runtimeError(fmt.Sprintf("slice bounds out of range [%d::]", lo)))
	}
	panic(runtimeError(fmt.Sprintf("slice bounds out of range [%s:%d:]", bound(lo, flags, LowUnsigned), hi)))
}

// PanicShift panics for a negative shift count.
func PanicShift() { panic(negativeShift) }

// CheckMake panics for sizes that make doesn't take for a slice type; the call stands at the line of the cell.
func (h *Host) CheckMake(n, c int, t reflect.Type, cell, line int) {
	limit := math.MaxInt
	if size := t.Elem().Size(); size > 0 {
		limit = 1 << 47 / int(size)
	}
	if most := h.MostMemory; most > 0 && n >= 0 && n <= limit && c <= limit && uint64(max(n, c))*uint64(t.Elem().Size()) > most { //nolint:gosec // neither is negative
		h.Here(cell, line)
		panic(runtimeError(fmt.Sprintf("out of memory: %d elements of type %s", max(n, c), t.Elem())))
	}
	switch {
	case n < 0 || n > limit:
		h.Here(cell, line)
		panic(makeSliceLen)
	case c < n || c > limit:
		h.Here(cell, line)
		panic(makeSliceCap)
	}
}

// CheckMakeChan is CheckMake for channels.
func (h *Host) CheckMakeChan(n, cell, line int) {
	if n < 0 {
		h.Here(cell, line)
		panic(makeChanSize)
	}
}

// NotNil panics if x is a nil interface whose method is taken, at the line of the cell.
func (h *Host) NotNil(x any, cell, line int) {
	if x == nil {
		h.Here(cell, line)
		panic(nilDereference)
	}
}

// PanicRange panics for an iterator that goes on after its loop ended.
func PanicRange(state int) {
	switch state {
	case 1:
		panic(runtimeError("range function continued iteration after function for loop body returned false"))
	case 2:
		panic(runtimeError("range function continued iteration after whole loop exit"))
	}
	panic(runtimeError("range function continued iteration after loop body panic"))
}

// RangeEnd panics if an iterator swallowed the panic of its loop's body.
func RangeEnd(state int) {
	if state == -1 {
		panic(runtimeError("range function recovered a loop body panic and did not resume panicking"))
	}
}

// Translate turns a value that the executor panicked with into the one that
// compiled code would have panicked with.
func Translate(v any) any {
	switch x := v.(type) {
	case runtime.Error:
		return v
	case *reflect.ValueError:
		if x.Kind == reflect.Invalid { // other kinds are a mistake in the use of reflect
			return nilDereference
		}
	case string:
		switch {
		case strings.HasSuffix(x, "slice overflow"): // of append
			return runtimeError("growslice: len out of range")
		case strings.HasPrefix(x, "reflect: slice index out of range"), strings.HasPrefix(x, "reflect: array index out of range"), strings.HasPrefix(x, "reflect: string index out of range"):
			return runtimeError("index out of range")
		case strings.HasPrefix(x, "reflect.Value.Slice"):
			return runtimeError("slice bounds out of range")
		case x == "reflect: Method on nil interface value", strings.Contains(x, "call of nil function"), strings.HasPrefix(x, "reflect: call of"), strings.Contains(x, "on zero Value"), strings.Contains(x, "zero Value argument"):
			return nilDereference
		}
	}
	return v
}
