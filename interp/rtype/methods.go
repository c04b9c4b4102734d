// This file builds method tables and implements methods.

package rtype

import (
	"errors"
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"sync/atomic"
	"unsafe"
)

// Method is the implementation of one method that a named type declares.
type Method struct {
	Name string
	// Ptr says whether the receiver is a pointer.
	Ptr bool
	// Fn is a func whose first parameter is the receiver; later ones are those
	// of the method.
	Fn reflect.Value
}

// slot is where a declared method's implementation lives.
type slot struct {
	fn      *types.Func
	pointer bool                          // pointer receiver
	typ     reflect.Type                  // of the implementation, with receiver
	impl    atomic.Pointer[reflect.Value] // goroutines may be calling it while another is declared
	direct  trampoline                    // takes the receiver as declared
	deref   trampoline                    // takes a pointer for a value receiver
}

// onPointer is the trampoline that implements the method for *T.
func (s *slot) onPointer() trampoline {
	if s.pointer {
		return s.direct
	}
	return s.deref
}

// selectable is one method of a method set.
type selectable struct {
	fn    *types.Func
	index []int // path through embedded fields, then the method
}

// methodsOf returns the method set of t in the order of method tables. An
// interface that is no method set, and a pointer to an interface, have none.
func methodsOf(t types.Type) []selectable {
	set := types.NewMethodSet(t)
	list := make([]selectable, set.Len())
	for i := range list {
		s := set.At(i)
		list[i] = selectable{s.Obj().(*types.Func), s.Index()}
	}
	slices.SortFunc(list, func(a, b selectable) int { return compareFuncs(a.fn, b.fn) })
	return list
}

// hasTable reports whether the type can have methods of its own: interfaces
// list theirs, pointers have none.
func (e *entry) hasTable() bool { return e.ptr.t != nil }

// makeSlots gives every method that e's type declares a slot.
func (u *Universe) makeSlots(e *entry) error {
	n, ok := e.typ.(*types.Named)
	if !ok || !e.hasTable() {
		return nil
	}
	for i := range n.NumMethods() {
		m := n.Method(i)
		if e.slots[m.Id()] != nil {
			continue
		}
		if m.Signature().TypeParams().Len() > 0 {
			return refuse(n, "method %s has type parameters", m.Name())
		}
		if err := u.makeSlot(e, m); err != nil {
			return err
		}
	}
	return nil
}

func (u *Universe) makeSlot(e *entry, m *types.Func) error {
	_, pointer := types.Unalias(m.Signature().Recv().Type()).(*types.Pointer)
	s := &slot{fn: m, pointer: pointer}
	recv := e.reflect()
	if pointer {
		recv = reflect.PointerTo(recv)
	}
	var err error
	if s.typ, err = u.signature(m.Signature(), recv); err != nil {
		return err
	}
	name := typeString(e.typ) + "." + m.Name()
	impl := reflect.MakeFunc(s.typ, func([]reflect.Value) []reflect.Value {
		panic(fmt.Sprintf("method %s is declared, but was never given a body", name))
	})
	s.impl.Store(&impl)
	if s.direct, err = u.newTrampoline(impl); err != nil {
		return err
	}
	if !pointer {
		if s.deref, err = u.derefTrampoline(e, s, name); err != nil {
			return err
		}
	}
	e.slots[m.Id()] = s
	return nil
}

// derefTrampoline implements a method with a value receiver for a pointer.
func (u *Universe) derefTrampoline(e *entry, s *slot, name string) (trampoline, error) {
	t := e.reflect()
	return u.newTrampoline(reflect.MakeFunc(onWord(s.typ), func(args []reflect.Value) []reflect.Value {
		p := args[0].UnsafePointer()
		if p == nil {
			panic(nilReceiver("value method " + name + " called using nil *" + t.Name() + " pointer"))
		}
		args[0] = reflect.NewAt(t, p).Elem()
		return call(*s.impl.Load(), args)
	}))
}

// nilReceiver is the runtime.Error of a value method called on a nil pointer.
type nilReceiver string

func (e nilReceiver) Error() string { return string(e) }

// RuntimeError marks it as a runtime.Error.
func (e nilReceiver) RuntimeError() {}

// onWord is the type of a method's implementation with a pointer of any type
// for a receiver.
func onWord(t reflect.Type) reflect.Type {
	in := make([]reflect.Type, t.NumIn())
	for i := range in {
		in[i] = t.In(i)
	}
	in[0] = reflect.TypeFor[unsafe.Pointer]()
	out := make([]reflect.Type, t.NumOut())
	for i := range out {
		out[i] = t.Out(i)
	}
	return reflect.FuncOf(in, out, t.IsVariadic())
}

// call calls a function with the arguments that reflect.MakeFunc received.
func call(fn reflect.Value, args []reflect.Value) []reflect.Value {
	if fn.Type().IsVariadic() {
		return fn.CallSlice(args)
	}
	return fn.Call(args)
}

// makeTable writes the method tables of T and *T.
func (u *Universe) makeTable(e *entry) error {
	if !e.hasTable() {
		return nil
	}
	all := slices.DeleteFunc(methodsOf(types.NewPointer(e.typ)), u.unreachable)
	if len(all) > len(e.ptr.methods) {
		return &UsedError{e.typ, "has no room for more methods"}
	}
	onValue := map[string]bool{}
	for _, m := range methodsOf(e.typ) {
		onValue[m.fn.Id()] = true
	}
	var value, ptr []method
	for _, m := range all {
		ofValue, ofPtr, err := u.tableRows(e, m, onValue[m.fn.Id()])
		if err != nil {
			return err
		}
		ptr = append(ptr, ofPtr)
		if onValue[m.fn.Id()] {
			value = append(value, ofValue)
		}
	}
	exported := func(onlyValue bool) (n uint16) {
		for _, m := range all {
			if m.fn.Exported() && (!onlyValue || onValue[m.fn.Id()]) {
				n++
			}
		}
		return n
	}
	e.value.setTable(value, exported(true))
	e.ptr.setTable(ptr, exported(false))
	return nil
}

// unreachable reports whether a method's signature has types that only the
// method's package knows. Such a method can't be called from anywhere else, so
// the types that embed its receiver do without it.
func (u *Universe) unreachable(m selectable) bool {
	if m.fn.Exported() || u.declares(m.fn.Pkg()) {
		return false
	}
	_, err := u.signature(m.fn.Signature(), nil)
	return err != nil
}

func (d description) setTable(rows []method, exported uint16) {
	copy(d.methods, rows)
	d.u.Mcount, d.u.Xcount = uint16(len(rows)), exported
}

// tableRows returns a method's rows in the tables of T and of *T. The row of T
// means something only if the method is in T's method set.
func (u *Universe) tableRows(e *entry, m selectable, onValue bool) (value, ptr method, err error) {
	path := ""
	if n, ok := e.typ.(*types.Named); ok {
		path = n.Obj().Pkg().Path()
	}
	mt, err := u.signature(m.fn.Signature(), nil)
	if err != nil {
		return value, ptr, err
	}
	row := method{Name: nameOffset(methodName(m.fn, path)), Type: typeOffset(descriptionOf(mt))}
	value, ptr = row, row
	var direct, onPtr int32
	if len(m.index) == 1 {
		s := e.slots[m.fn.Id()]
		direct, onPtr = s.direct.off, s.onPointer().off
	} else if direct, onPtr, err = u.promote(e, m, mt, onValue); err != nil {
		return value, ptr, err
	}
	ptr.Ifn, ptr.Tfn = onPtr, onPtr
	value.Ifn, value.Tfn = onPtr, direct
	if e.value.t.Flag&flagDirectIface != 0 {
		value.Ifn = direct // an interface's word is the value itself
	}
	return value, ptr, nil
}

// ErrUnknownMethod is wrapped when SetMethods is given something else than an
// implementation of a declared method.
var ErrUnknownMethod = errors.New("no such method")

// SetMethods implements methods of t: it points their slots to the given
// functions. Called again, it redefines them for everybody. Methods that t has
// gained since TypeOf was called first become part of t, and of the types that
// embed it, unless one of these is marked as used: then the error is a
// *UsedError and NewVersion is called for.
func (u *Universe) SetMethods(t *types.Named, list []Method) error {
	r, err := u.TypeOf(t)
	if err != nil {
		return err
	}
	e := u.entries[r]
	if e == nil {
		return fmt.Errorf("%w: %s is a compiled type", ErrUnknownMethod, t)
	}
	if err := u.addLate(e); err != nil {
		return err
	}
	for _, m := range list {
		if err := e.implement(m); err != nil {
			return err
		}
	}
	return nil
}

func (e *entry) implement(m Method) error {
	s := e.slot(m.Name)
	switch {
	case s == nil:
		return fmt.Errorf("%w: %s.%s", ErrUnknownMethod, e.typ, m.Name)
	case s.pointer != m.Ptr:
		return fmt.Errorf("%w: %s.%s with this kind of receiver", ErrUnknownMethod, e.typ, m.Name)
	case m.Fn.Kind() != reflect.Func || m.Fn.IsNil():
		return fmt.Errorf("%w: %s.%s is implemented by %v", ErrUnknownMethod, e.typ, m.Name, m.Fn)
	case !m.Fn.Type().AssignableTo(s.typ): // ConvertibleTo does not end on two versions of a recursive type
		return fmt.Errorf("%w: %s.%s is a %v, not a %v", ErrUnknownMethod, e.typ, m.Name, s.typ, m.Fn.Type())
	}
	fn := reflect.New(s.typ).Elem()
	fn.Set(m.Fn)
	s.bind(fn)
	return nil
}

func (s *slot) bind(fn reflect.Value) {
	s.impl.Store(&fn)
	s.direct.bind(fn)
}

// slot finds a slot by the method's name. A type has one method of a name, as
// all its methods are declared in its package.
func (e *entry) slot(name string) *slot {
	for _, s := range e.slots {
		if s.fn.Name() == name {
			return s
		}
	}
	return nil
}
