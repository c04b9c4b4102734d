// This file adds methods to types of earlier cells. go/types only lets a package add methods to its own types, so such a method
// is checked as a function whose first parameter is the receiver, and then given to its type.

package check

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

const latePrefix = "·method·"

// lateDecl is a method on a type of an earlier unit, while it is checked as a function.
type lateDecl struct {
	decl   *ast.FuncDecl
	recv   *ast.FieldList
	name   *ast.Ident
	params []*ast.Field
	typ    *types.Named
}

// splitOffMethods turns the methods on earlier types into functions.
func (a *attempt) splitOffMethods() List {
	own := map[string]bool{}
	addAll(own, declaredNames(&ast.File{Decls: a.decls}))
	var errs List
	for i, d := range a.decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if fn.Recv == nil && fn.Name.Name == "init" && !a.program {
			errs = append(errs, a.errorAt(fn.Name.Pos(), "func init runs by itself only in a program", "type its statements instead"))
		}
		base := receiverBase(fn)
		if base == nil || own[base.Name] {
			continue
		}
		typ, err := a.receiverType(fn, base)
		if err != nil {
			errs = append(errs, err)
		}
		if typ == nil {
			continue
		}
		l := &lateDecl{decl: fn, recv: fn.Recv, name: fn.Name, params: fn.Type.Params.List, typ: typ}
		fn.Type.Params.List = append(named(fn.Recv.List...), named(l.params...)...)
		fn.Name = &ast.Ident{Name: fmt.Sprint(latePrefix, i), NamePos: l.name.NamePos}
		fn.Recv = nil
		a.late = append(a.late, l)
	}
	return errs
}

// named gives fields without a name the blank one: the parameters of a function have names all of them, or none.
func named(fields ...*ast.Field) []*ast.Field {
	out := make([]*ast.Field, len(fields))
	for i, f := range fields {
		if out[i] = f; len(f.Names) == 0 {
			blank := *f
			blank.Names = []*ast.Ident{{Name: "_", NamePos: f.Type.Pos()}}
			out[i] = &blank
		}
	}
	return out
}

// receiverType finds the earlier type that a method is for. It is nil without an error where go/types has the words for it.
func (a *attempt) receiverType(fn *ast.FuncDecl, base *ast.Ident) (*types.Named, *Error) {
	b, _ := a.lookup(base.Name)
	tn, ok := b.obj.(*types.TypeName)
	if !ok {
		return nil, nil
	}
	if !IsLive(tn) { // brought in by a dot import
		return nil, a.errorAt(base.Pos(), "cannot define new methods on non-local type "+TypeString(tn.Type()), "")
	}
	named, ok := types.Unalias(tn.Type()).(*types.Named)
	if !ok || !IsLive(named.Obj()) {
		return nil, a.errorAt(base.Pos(), "cannot define new methods on "+base.Name+", which is another name for "+TypeString(tn.Type()), "")
	}
	switch named.Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return nil, a.errorAt(base.Pos(), "invalid receiver type "+base.Name+" (pointer or interface type)", "")
	}
	return named, nil
}

// declareLateFirst handles late methods of one group that call each other: it adds them all to their types before the bodies are
// checked, and reports whether there was a reason to.
func (a *attempt) declareLateFirst() bool {
	missing := false
	for _, e := range a.errors {
		for _, l := range a.late {
			missing = missing || strings.Contains(e.raw, "has no field or method "+l.name.Name) || strings.Contains(e.raw, "missing method "+l.name.Name)
		}
	}
	if !missing {
		return false
	}
	found := a.errors
	a.run(signatures)
	if len(a.errors) > 0 {
		a.errors = found
		return false
	}
	for _, l := range a.late {
		if _, _, err := a.addMethod(l); err != nil {
			a.errors = found
			return false
		}
	}
	return true
}

// finishMethods gives the checked methods to their types and restores the declarations to what was typed.
func (a *attempt) finishMethods(u *Unit) List {
	var errs List
	for _, l := range a.late {
		method, own, err := a.addMethod(l)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		delete(a.info.Defs, l.decl.Name)
		l.decl.Name, l.decl.Recv, l.decl.Type.Params.List = l.name, l.recv, l.params
		a.info.Defs[l.name] = own
		if own != method {
			u.Replaces[own] = method
		}
		u.Late = append(u.Late, LateMethod{Decl: l.decl, Type: l.typ, Func: method, Redefines: method != own && a.Declared(method)})
	}
	return errs
}

// addMethod makes the method that l declares: own has the receiver and parameters of this declaration, method is the one that the
// type has, which is another if the method is declared again.
func (a *attempt) addMethod(l *lateDecl) (method, own *types.Func, _ *Error) {
	asFunc := a.info.Defs[l.decl.Name].(*types.Func)
	sig := asFunc.Signature()
	params := make([]*types.Var, 0, sig.Params().Len())
	for v := range sig.Params().Variables() {
		params = append(params, v)
	}
	sig = types.NewSignatureType(params[0], nil, nil, types.NewTuple(params[1:]...), sig.Results(), sig.Variadic())
	own = types.NewFunc(l.name.Pos(), a.pkg, l.name.Name, sig)

	obj, index, _ := types.LookupFieldOrMethod(types.NewPointer(l.typ), false, a.pkg, l.name.Name)
	if field, ok := obj.(*types.Var); ok && len(index) == 1 {
		return nil, nil, a.errorAt(l.name.Pos(), "field and method with the same name "+field.Name(), "")
	}
	for old := range l.typ.Methods() {
		if old.Name() != l.name.Name {
			continue
		}
		if !types.Identical(old.Type(), sig) || isPointer(old) != isPointer(own) {
			return nil, nil, a.errorAt(l.name.Pos(), fmt.Sprintf("method %s.%s has another signature since cell %d: %s",
				l.typ.Obj().Name(), old.Name(), CellOf(old), types.ObjectString(old, Qualifier)),
				"declare the type again to change the signature of a method")
		}
		a.fresh[old] = true
		return old, own, nil
	}
	a.ghosts[own], a.fresh[own] = true, true
	l.typ.AddMethod(own)
	return own, own, nil
}

func isPointer(m *types.Func) bool {
	_, ok := m.Signature().Recv().Type().(*types.Pointer)
	return ok
}

// checkGhosts reports uses of methods whose cell failed.
func (a *attempt) checkGhosts() {
	if len(a.ghosts) == 0 {
		return
	}
	declaring := map[string]bool{}
	for _, l := range a.late {
		declaring[l.name.Name] = true
	}
	for sel, s := range a.info.Selections {
		if m, ok := s.Obj().(*types.Func); ok && a.ghosts[m] && !a.fresh[m] && !declaring[m.Name()] {
			msg := fmt.Sprintf("%s.%s undefined (type %s has no field or method %s)",
				types.ExprString(sel.X), sel.Sel.Name, TypeString(s.Recv()), sel.Sel.Name)
			a.errors = append(a.errors, a.errorAt(sel.Sel.Pos(), msg, "the cell that declared it failed"))
		}
	}
}
