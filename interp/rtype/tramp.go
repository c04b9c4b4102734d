// This file hands out trampolines.

package rtype

import (
	"errors"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"
)

// trampolineCount is the number of trampolines in the assembly files.
const trampolineCount = 16384

// closures is what the trampolines read. It is a variable of the process
// because machine code refers to it by address.
var closures [trampolineCount]unsafe.Pointer

// trampolinesUsed counts the trampolines handed out to all sessions.
var trampolinesUsed struct {
	sync.Mutex
	n int
}

func trampolines()
func trampolineBase() uintptr

// ErrTrampolines is returned when the process has declared too many methods.
var ErrTrampolines = errors.New("too many methods were declared in this process; restart it to declare more")

// trampoline is a code address whose behaviour can be replaced.
type trampoline struct {
	index int
	off   int32 // for method tables
}

// newTrampoline returns a trampoline to fn.
func newTrampoline(fn reflect.Value) (trampoline, error) {
	trampolinesUsed.Lock()
	defer trampolinesUsed.Unlock()
	i := trampolinesUsed.n
	if i == trampolineCount {
		return trampoline{}, ErrTrampolines
	}
	trampolinesUsed.n++
	t := trampoline{index: i}
	t.bind(fn)
	code := t.code()
	t.off = addReflectOff(*(*unsafe.Pointer)(unsafe.Pointer(&code)))
	return t, nil
}

func (u *Universe) newTrampoline(fn reflect.Value) (trampoline, error) {
	t, err := newTrampoline(fn)
	if err == nil {
		u.handed = append(u.handed, t)
	}
	return t, err
}

// Close gives up the methods of all types made here, with everything that their implementations hold: a call panics from now on. The types
// themselves stay, since the runtime never forgets one.
func (u *Universe) Close() {
	gone := reflect.ValueOf(func() { panic("the method's session is closed") }) // jumped to with any arguments: it reads none
	for _, t := range u.handed {
		t.bind(gone)
	}
	u.handed = nil
}

func (t trampoline) code() uintptr { return trampolineBase() + uintptr(t.index)*trampolineSize }

// bind makes the trampoline jump to fn from now on.
func (t trampoline) bind(fn reflect.Value) {
	atomic.StorePointer(&closures[t.index], closureOf(fn))
}

// closureOf returns the pointer that a func value is.
func closureOf(fn reflect.Value) unsafe.Pointer {
	i := fn.Interface()
	return (*[2]unsafe.Pointer)(unsafe.Pointer(&i))[1]
}

// funcAt returns the code at an address as a func value of type t.
func funcAt(t reflect.Type, code uintptr) reflect.Value {
	closure := &code
	return reflect.NewAt(t, unsafe.Pointer(&closure)).Elem()
}

// retypeFunc returns fn as a func value of type t, whose parameters must have
// the same layouts.
func retypeFunc(fn reflect.Value, t reflect.Type) reflect.Value {
	closure := closureOf(fn)
	return reflect.NewAt(t, unsafe.Pointer(&closure)).Elem()
}
