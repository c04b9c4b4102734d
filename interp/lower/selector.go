// This file lowers selections: package members, fields, methods as values.

package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"strings"

	"github.com/ormsh/ormsh/interp/host"
)

// method is a selected method with its receiver evaluated.
type method struct {
	fn      *types.Func
	recv    operand // adapted to what the method wants
	lowered bool    // called as a lowered function with the receiver first
	sig     *types.Signature
}

func (f *fn) selectorExpr(e *ast.SelectorExpr) string {
	sel := f.src.info.Selections[e]
	if sel == nil {
		switch o := f.object(e.Sel).(type) {
		case *types.Var:
			return f.variable(o)
		case *types.Func:
			return f.funcName(e)
		}
		refuse(e.Pos(), "%s can't be used as a value", e.Sel.Name)
	}
	switch sel.Kind() {
	case types.FieldVal:
		return f.field(e)
	case types.MethodVal:
		return f.methodValue(f.method(e))
	}
	return f.methodExpr(e)
}

// method evaluates the receiver of a method selection.
func (f *fn) method(e *ast.SelectorExpr) method {
	t := f.typeOf(e.X)
	o, index, _ := types.LookupFieldOrMethod(t, true, f.pkgOf(e), e.Sel.Name)
	m, ok := o.(*types.Func)
	if !ok {
		refuse(e.Pos(), "no method %s on %s", e.Sel.Name, t)
	}
	path := index[:len(index)-1]
	x := f.base(e.X, t, path)
	rt := t
	for _, i := range path {
		if p, ok := pointee(rt); ok {
			rt = p
		}
		rt = rt.Underlying().(*types.Struct).Field(i).Type()
	}
	x = operand{f.path(x, path), rt}
	return f.bindReceiver(m, x, f.tv(e.X).Addressable() || len(path) > 0)
}

// bindReceiver takes the address of the receiver, or what it points to, as the
// method wants.
func (f *fn) bindReceiver(m *types.Func, x operand, addressable bool) method {
	r := method{fn: m, recv: x, sig: m.Signature()}
	if isInterface(x.typ) {
		return r
	}
	r.lowered = f.l.isLowered(m)
	_, want := m.Signature().Recv().Type().Underlying().(*types.Pointer)
	_, have := types.Unalias(x.typ).(*types.Pointer)
	switch {
	case want && !have:
		p := ""
		if addressable {
			p = f.addressOf(x.text)
		} else {
			p = f.newOf(x.typ, x.text)
		}
		r.recv = operand{p, types.NewPointer(x.typ)}
	case !want && have:
		e, _ := pointee(x.typ)
		r.recv = operand{"(*" + f.name(x) + ")", e}
	}
	return r
}

// name is an operand in a local.
func (f *fn) name(o operand) string {
	if isName(o.text) {
		return o.text
	}
	return f.setTyped(o.typ, o.text)
}

// callee is the text of the method's call without arguments; recv is the
// receiver's text.
func (f *fn) callee(m method, recv string, args []string) string {
	if m.lowered {
		return f.l.callable(f, m.fn, f.l.receiverArgs(m.recv.typ)) + "(" + strings.Join(append([]string{recv}, args...), ", ") + ")"
	}
	if name := f.l.overridden(m.fn); name != "" {
		return name + "(" + strings.Join(append([]string{recv}, args...), ", ") + ")"
	}
	if isInterface(m.recv.typ) && !m.fn.Exported() {
		return f.l.methodCaller(m.recv.typ, m.fn) + "(" + strings.Join(append([]string{recv}, args...), ", ") + ")"
	}
	return recv + "." + m.fn.Name() + "(" + strings.Join(args, ", ") + ")"
}

// receiverArgs are the type arguments of a receiver type.
func (l *Lowerer) receiverArgs(t types.Type) []types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil
	}
	return listArgs(n.TypeArgs())
}

func listArgs(l *types.TypeList) []types.Type {
	var ts []types.Type
	for i := range l.Len() {
		ts = append(ts, l.At(i))
	}
	return ts
}

// methodValue is a closure over the receiver.
func (f *fn) methodValue(m method) string {
	recv := operand{f.setTyped(m.recv.typ, m.recv.text), m.recv.typ}
	if isInterface(recv.typ) { // a nil interface has no methods to take
		f.w("%s(%s, %s)", f.l.helper("NotNil"), f.setAny(recv), f.spot())
	}
	if m.lowered && f.l.recovers[m.fn.Origin()] {
		name := f.l.twin(f, m.fn)
		return f.bound(m.sig, []operand{recv}, func(ops, args []string) string {
			return f.l.deferred(name, append([]string{ops[0]}, args...))
		}, true)
	}
	return f.bound(m.sig, []operand{recv}, func(ops, args []string) string {
		return f.callee(m, ops[0], args)
	}, m.lowered)
}

// bound is a closure of type sig over operands, passed by value.
func (f *fn) bound(sig *types.Signature, ops []operand, call func(ops, args []string) string, sliced bool) string {
	mk := f.l.private("bind")
	var ps, names, args []string
	for i, o := range ops {
		n := fmt.Sprintf("q%d", i)
		ps = append(ps, n+" "+f.l.typ(o.typ))
		names = append(names, n)
	}
	var fps []string
	for i := range sig.Params().Len() {
		n := fmt.Sprintf("p%d", i)
		t := sig.Params().At(i).Type()
		text := f.l.typ(t)
		if sig.Variadic() && i == sig.Params().Len()-1 {
			text = "..." + strings.TrimPrefix(text, "[]")
			if !sliced {
				n += "..."
			}
		}
		fps = append(fps, strings.TrimSuffix(n, "...")+" "+text)
		args = append(args, n)
	}
	params, results := strings.Join(fps, ", "), f.l.resultTypes(sig)
	before, body := "", call(names, args)
	if i := strings.LastIndexByte(body, '\n') + 1; i > 0 {
		before, body = body[:i], body[i:]
	}
	if n := sig.Results().Len(); n > 0 {
		var rs []string
		for i := range n {
			rs = append(rs, fmt.Sprintf("r%d", i))
		}
		list := strings.Join(rs, ", ")
		body = list + " := " + body + "\nreturn " + list
	}
	fmt.Fprintf(f.l.top, "func %s(%s) func(%s)%s {\nreturn func(%s)%s {\n%s%s\n}\n}\n", mk, strings.Join(ps, ", "), params, results, params, results, before, body)
	var vals []string
	for _, o := range ops {
		vals = append(vals, o.text)
	}
	return f.set(mk + "(" + strings.Join(vals, ", ") + ")")
}

// methodExpr is T.Method: a function with the receiver first.
func (f *fn) methodExpr(e *ast.SelectorExpr) string {
	sig := f.typeOf(e).(*types.Signature)
	recv := sig.Params().At(0).Type()
	o, index, _ := types.LookupFieldOrMethod(recv, true, f.pkgOf(e), e.Sel.Name)
	m := o.(*types.Func)
	mk := f.l.private("expr")
	g := f.l.newFn(f.src, f.env, nil, mk)
	var ps, args []string
	for i := range sig.Params().Len() {
		n := fmt.Sprintf("p%d", i)
		t := f.l.typ(sig.Params().At(i).Type())
		if sig.Variadic() && i == sig.Params().Len()-1 {
			t = "..." + strings.TrimPrefix(t, "[]")
		}
		ps = append(ps, n+" "+t)
		args = append(args, n)
	}
	x := operand{"p0", recv}
	for _, i := range index[:len(index)-1] {
		t := x.typ
		if p, ok := pointee(t); ok {
			t = p
		}
		x = operand{g.path(x, []int{i}), t.Underlying().(*types.Struct).Field(i).Type()}
	}
	b := g.bindReceiver(m, x, len(index) > 1) // an embedded receiver is part of what p0 points to
	args = args[1:]
	if sig.Variadic() && !b.lowered {
		args[len(args)-1] += "..."
	}
	call := g.callee(b, b.recv.text, args)
	if b.lowered && f.l.recovers[m.Origin()] {
		call = g.l.deferred(g.l.twin(f, m), append([]string{b.recv.text}, args...))
		frame, text, _ := strings.Cut(call, "\n")
		g.w("%s", frame)
		call = text
	}
	g.finishCall(call, sig)
	params, results := strings.Join(ps, ", "), f.l.resultTypes(sig)
	fmt.Fprintf(f.l.top, "func %s() func(%s)%s {\nreturn func(%s)%s {\n%s}\n}\n", mk, params, results, params, results, g.out)
	return f.set(mk + "()")
}

// finishCall writes a call and returns its results.
func (f *fn) finishCall(call string, sig *types.Signature) {
	n := sig.Results().Len()
	if n == 0 {
		f.w("%s", call)
		return
	}
	var rs []string
	for range n {
		rs = append(rs, f.l.fresh(""))
	}
	list := strings.Join(rs, ", ")
	f.w("%s := %s", list, call)
	f.w("return %s", list)
}

// methodCaller names the function that calls an unexported method of an
// interface type.
func (l *Lowerer) methodCaller(t types.Type, m *types.Func) string {
	rt := l.runtimeType(t)
	for i := range rt.NumMethod() {
		if rm := rt.Method(i); rm.Name == m.Name() && rm.PkgPath == m.Pkg().Path() {
			return l.syms.ref(helpPkg, "Method", callerKey{rt, i}, func() reflect.Value { return host.MethodCaller(rt, i) })
		}
	}
	refuse(m.Pos(), "method %s can't be called here", m.Name())
	return ""
}
