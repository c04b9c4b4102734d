// This file makes the methods that types get from their embedded fields.

package rtype

import (
	"go/types"
	"reflect"
	"unsafe"
)

// step leads from a pointer to a struct to a pointer to, or the value of, one
// of its embedded fields.
type step struct {
	offset  uintptr
	pointer bool // the field is a pointer: load it
}

// promote returns the offsets of the code of a promoted method: for receiver T
// (if the method is in T's set) and for receiver *T.
func (u *Universe) promote(e *entry, m selectable, mt reflect.Type, onValue bool) (direct, onPtr int32, err error) {
	steps, holder := u.path(e, m.index[:len(m.index)-1])
	target, err := u.targetOf(holder, m, mt)
	if err != nil {
		return 0, 0, err
	}
	ft := onWord(withReceiver(mt, e.reflect()))
	p, err := u.newTrampoline(reflect.MakeFunc(ft, func(args []reflect.Value) []reflect.Value {
		return target(walk(args[0].UnsafePointer(), steps), args)
	}))
	if err != nil || !onValue {
		return 0, p.off, err
	}
	v, err := u.newTrampoline(reflect.MakeFunc(withReceiver(mt, e.reflect()), func(args []reflect.Value) []reflect.Value {
		copied := reflect.New(args[0].Type())
		copied.Elem().Set(args[0])
		return target(walk(copied.UnsafePointer(), steps), args)
	}))
	return v.off, p.off, err
}

// withReceiver puts a receiver in front of a method's parameters.
func withReceiver(mt, recv reflect.Type) reflect.Type {
	in := []reflect.Type{recv}
	for i := range mt.NumIn() {
		in = append(in, mt.In(i))
	}
	var out []reflect.Type
	for i := range mt.NumOut() {
		out = append(out, mt.Out(i))
	}
	return reflect.FuncOf(in, out, mt.IsVariadic())
}

// embedded is the embedded field that a method comes from: its type without
// the pointer that it may be.
type embedded struct {
	typ types.Type
	reflect.Type
}

// path finds the embedded field at index.
func (u *Universe) path(e *entry, index []int) ([]step, embedded) {
	var steps []step
	cur := embedded{e.typ, e.reflect()}
	for _, i := range index {
		f := cur.Field(i)
		cur = embedded{types.Unalias(cur.typ.Underlying().(*types.Struct).Field(i).Type()), f.Type}
		p, pointer := cur.typ.(*types.Pointer)
		if pointer {
			cur = embedded{types.Unalias(p.Elem()), f.Type.Elem()}
		}
		steps = append(steps, step{f.Offset, pointer})
	}
	return steps, cur
}

// walk follows the steps from a struct at p. Like the selector it stands for,
// it panics if it meets a nil pointer on the way.
func walk(p unsafe.Pointer, steps []step) unsafe.Pointer {
	for _, s := range steps {
		if p == nil {
			nilDereference()
		}
		p = unsafe.Add(p, s.offset)
		if s.pointer {
			p = *(*unsafe.Pointer)(p)
		}
	}
	return p
}

// nilDereference panics with the runtime's own error.
func nilDereference() {
	var p *int
	*p = 0
}

// target calls a method on the embedded value at a pointer; args[0], the outer
// receiver, is replaced.
type target func(p unsafe.Pointer, args []reflect.Value) []reflect.Value

// targetOf returns the method of the embedded field's type.
func (u *Universe) targetOf(holder embedded, m selectable, mt reflect.Type) (target, error) {
	onPointer := onWord(withReceiver(mt, holder.Type))
	if holder.Kind() == reflect.Interface {
		return interfaceTarget(holder.typ, m, onPointer), nil
	}
	if own := u.entries[holder.Type]; own != nil {
		s := own.slots[m.fn.Id()]
		if s == nil {
			return nil, refuse(holder.typ, "its method %s is not declared yet", m.fn.Name())
		}
		return codeTarget(onPointer, s.onPointer().code()), nil
	}
	if c, ok := reflect.PointerTo(holder.Type).MethodByName(m.fn.Name()); ok && m.fn.Exported() {
		return codeTarget(onPointer, c.Func.Pointer()), nil
	}
	return u.hiddenTarget(holder, m, onPointer)
}

// hiddenTarget calls an unexported method of a compiled type: through an
// interface that has just this method.
func (u *Universe) hiddenTarget(holder embedded, m selectable, t reflect.Type) (target, error) {
	only := types.NewInterfaceType([]*types.Func{types.NewFunc(m.fn.Pos(), m.fn.Pkg(), m.fn.Name(),
		types.NewSignatureType(nil, nil, nil, m.fn.Signature().Params(), m.fn.Signature().Results(), m.fn.Signature().Variadic()))}, nil)
	only.Complete()
	r, err := u.typeOf(only)
	if err != nil {
		return nil, err
	}
	through := interfaceTarget(only, m, t)
	return func(p unsafe.Pointer, args []reflect.Value) []reflect.Value {
		i := reflect.New(r)
		i.Elem().Set(reflect.NewAt(holder.Type, p))
		return through(i.UnsafePointer(), args)
	}, nil
}

func codeTarget(t reflect.Type, code uintptr) target {
	fn := funcAt(t, code)
	return func(p unsafe.Pointer, args []reflect.Value) []reflect.Value {
		args[0] = reflect.ValueOf(p)
		return call(fn, args)
	}
}

// itab is the runtime's table of an interface's methods for one type.
type itab struct {
	inter, typ unsafe.Pointer
	hash       uint32
	fun        [maxMethods]uintptr
}

// interfaceTarget calls a method through an embedded interface. It reads the
// table itself, as reflect refuses to call unexported methods.
func interfaceTarget(holder types.Type, m selectable, t reflect.Type) target {
	row := 0
	for i, s := range methodsOf(holder) {
		if s.fn.Id() == m.fn.Id() {
			row = i
		}
	}
	return func(p unsafe.Pointer, args []reflect.Value) []reflect.Value {
		if p == nil {
			nilDereference()
		}
		i := (*struct {
			tab  *itab
			word unsafe.Pointer
		})(p)
		if i.tab == nil {
			nilDereference()
		}
		code := *(*uintptr)(unsafe.Add(unsafe.Pointer(i.tab), unsafe.Offsetof(i.tab.fun)+uintptr(row)*unsafe.Sizeof(uintptr(0))))
		args[0] = reflect.ValueOf(i.word)
		return call(funcAt(t, code), args)
	}
}
