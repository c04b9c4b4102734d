// This file gives run-time types their methods: each calls the lowered
// function through its slot.

package lower

import (
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/ormsh/ormsh/interp/check"
	"github.com/ormsh/ormsh/interp/rtype"
)

// bindTypes implements the methods that a unit declares.
func (l *Lowerer) bindTypes(u *check.Unit) {
	for _, o := range u.New {
		tn, ok := o.(*types.TypeName)
		if !ok || tn.IsAlias() {
			continue
		}
		if i, ok := tn.Type().Underlying().(*types.Interface); ok && !i.IsMethodSet() {
			continue // a constraint: no value has it
		}
		if n, ok := tn.Type().(*types.Named); ok && n.TypeParams().Len() == 0 {
			l.runtimeType(n)
		}
	}
	byType := map[*types.Named][]*types.Func{}
	for _, d := range u.Decls {
		d, ok := d.(*ast.FuncDecl)
		if !ok || d.Recv == nil {
			continue
		}
		fo := u.Info.Defs[d.Name].(*types.Func)
		if n := receiverType(fo); n != nil && n.TypeParams().Len() == 0 {
			byType[n] = append(byType[n], fo)
		}
	}
	for n, methods := range byType {
		l.bindMethods(n, methods)
	}
}

// receiverType is the named type that declares a method.
func receiverType(fo *types.Func) *types.Named {
	t := types.Unalias(fo.Signature().Recv().Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	return n
}

// bindMethods points the run-time methods of n to slots.
func (l *Lowerer) bindMethods(n *types.Named, methods []*types.Func) {
	var list []rtype.Method
	for _, m := range methods {
		if m.Name() == "_" {
			continue
		}
		s := l.slotOf(m)
		_, ptr := types.Unalias(m.Signature().Recv().Type()).(*types.Pointer)
		list = append(list, rtype.Method{Name: m.Name(), Ptr: ptr, Fn: throughSlot(l.runtimeType(methodSignature(m)), s.ptr)})
	}
	err := l.runtime.SetMethods(n, list)
	var used *rtype.UsedError
	if errors.As(err, &used) {
		refuse(token.NoPos, "%v", err)
	}
	if err != nil {
		refuse(token.NoPos, "%v", err)
	}
}

// methodSignature is the signature of a method with the receiver first.
func methodSignature(m *types.Func) *types.Signature {
	sig := flat(m.Signature())
	return types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), m.Signature().Variadic())
}

// throughSlot is a function of type t that calls what the slot holds then.
func throughSlot(t reflect.Type, ptr reflect.Value) reflect.Value {
	return reflect.MakeFunc(t, func(args []reflect.Value) []reflect.Value {
		f := atomic.LoadPointer((*unsafe.Pointer)(ptr.UnsafePointer())) // a unit may be pointing the slot elsewhere
		return reflect.NewAt(ptr.Type().Elem(), unsafe.Pointer(&f)).Elem().Call(args)
	})
}

// bindProgramTypes implements the methods of a program's types. Static calls
// go to the functions directly; the slots serve calls through interfaces.
func (l *Lowerer) bindProgramTypes(funcs []*types.Func) {
	byType := map[*types.Named][]*types.Func{}
	for _, fo := range funcs {
		if fo.Signature().Recv() == nil || isGeneric(fo) {
			continue
		}
		if n := receiverType(fo); n != nil {
			byType[n] = append(byType[n], fo)
		}
	}
	for n, methods := range byType {
		l.bindMethods(n, methods)
		for _, m := range methods {
			if m.Name() != "_" {
				l.pending = append(l.pending, pointing{l.slotOf(m), l.direct[m]})
			}
		}
	}
}

// bindInstances gives the instances of generic types that t is made of their
// methods. The bodies are lowered when one is first called through an
// interface: most never are.
func (l *Lowerer) bindInstances(t types.Type) {
	t = types.Unalias(t)
	if l.visited.At(t) != nil {
		return
	}
	l.visited.Set(t, true)
	switch t := t.(type) {
	case *types.Map:
		l.bindInstances(t.Key())
		l.bindInstances(t.Elem())
	case interface{ Elem() types.Type }:
		l.bindInstances(t.Elem())
	case *types.Signature:
		l.bindInstances(t.Params())
		l.bindInstances(t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			l.bindInstances(v.Type())
		}
	case *types.Struct:
		for f := range t.Fields() {
			l.bindInstances(f.Type())
		}
	case *types.Named:
		if t.TypeArgs().Len() > 0 {
			l.bindInstance(t)
		}
		if o := t.Obj(); o.Pkg() != nil && (l.isOwn(o.Pkg()) || t.TypeArgs().Len() > 0) {
			l.bindInstances(t.Underlying())
		}
	}
}

func (l *Lowerer) bindInstance(t *types.Named) {
	var list []rtype.Method
	for m := range t.Methods() {
		if !l.isLowered(m) || !l.hasSource(m.Origin()) || m.Name() == "_" {
			continue
		}
		_, ptr := types.Unalias(m.Signature().Recv().Type()).(*types.Pointer)
		list = append(list, rtype.Method{Name: m.Name(), Ptr: ptr, Fn: l.lateMethod(m, listArgs(t.TypeArgs()))})
	}
	if len(list) == 0 {
		return
	}
	if err := l.runtime.SetMethods(t, list); err != nil && !errors.Is(err, rtype.ErrUnknownMethod) {
		refuse(token.NoPos, "%v", err)
	}
}

// hasSource reports whether a generic function's body is at hand.
func (l *Lowerer) hasSource(fo *types.Func) bool {
	if l.decls[fo] != nil || l.libOf[fo.Pkg()] != nil {
		return true
	}
	p, ok := l.set.ByPath(fo.Pkg().Path())
	return ok && p.Generic != nil
}

// lateMethod is a function that lowers an instance of a method when it is
// called first.
func (l *Lowerer) lateMethod(m *types.Func, targs []types.Type) reflect.Value {
	sig := flat(m.Signature())
	t := l.runtimeType(methodSignature(m))
	s := &slot{sig: sig, ptr: reflect.New(l.runtimeType(sig))}
	compile := sync.OnceValue(func() error { return l.compileLate(m.Origin(), targs, s) })
	return reflect.MakeFunc(t, func(args []reflect.Value) []reflect.Value {
		if err := compile(); err != nil {
			panic(err)
		}
		return s.ptr.Elem().Call(args)
	})
}

// compileLate lowers an instance while a unit runs, and points s to it.
func (l *Lowerer) compileLate(origin *types.Func, targs []types.Type, s *slot) (err error) {
	l.giving.Lock()
	defer l.giving.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.rescue(&err)
	if l.exec == nil {
		refuse(token.NoPos, "method %s of a generic type can't be called through an interface here", origin.Name())
	}
	l.begin(l.pkg)
	src := &source{name: "late/_.go", number: -1}
	entry := l.newFn(src, nil, nil, l.fresh("late"))
	s.name = l.syms.ref(varPkg, identifier(origin.Name()), s, func() reflect.Value { return s.ptr })
	i := l.instance(origin, targs)
	l.point(entry, s, i.call(entry))
	return l.exec(l.finish(entry, ""))
}
