// This file lowers calls: what is called and the arguments are evaluated to
// operands first, so that a call can run now, later (defer) or elsewhere (go).

package lower

import (
	"go/ast"
	"go/types"
	"strings"
)

// prepared is a call whose function, receiver and arguments are evaluated.
type prepared struct {
	ops  []operand
	text func(ops []string) string // the call's text
	sig  *types.Signature

	// A call of compiled code names the function, or the exported method whose
	// receiver is the first operand.
	compiled, method string

	dynamic bool // the first operand is the function, which may be nil
}

// checkFunc panics if the function of a call that is made now is nil.
func (f *fn) checkFunc(p prepared) {
	if p.dynamic && isName(p.ops[0].text) {
		f.panicIf(p.ops[0].text+" == nil", "PanicNil")
	}
}

func (p prepared) now() string {
	var ts []string
	for _, o := range p.ops {
		ts = append(ts, o.text)
	}
	return p.text(ts)
}

// call lowers a call that yields one value, or none.
func (f *fn) call(e *ast.CallExpr) string {
	if tv := f.tv(e.Fun); tv.IsType() {
		return f.conversion(e, f.typeOf(e.Fun))
	}
	if k, ok := f.src.must[e]; ok {
		return f.mustCall(e, k)
	}
	if name := f.builtin(e.Fun); name != "" {
		return f.builtinCall(e, name)
	}
	p := f.prepare(e)
	f.checkFunc(p)
	if p.sig.Results().Len() == 0 {
		f.w("%s", p.now())
		return ""
	}
	return f.set(p.now())
}

// multi lowers an expression that yields n values.
func (f *fn) multi(e ast.Expr, n int) []operand {
	e = ast.Unparen(e)
	switch e := e.(type) {
	case *ast.CallExpr:
		return f.multiCall(e, n)
	case *ast.IndexExpr:
		m := f.typeOf(e.X).Underlying().(*types.Map)
		x := f.operandText(e.X)
		k := f.key(e.Index, m)
		v, ok := f.l.fresh(""), f.l.fresh("")
		f.w("%s, %s := %s[%s]", v, ok, x, k)
		return []operand{{v, m.Elem()}, {ok, boolType}}
	case *ast.TypeAssertExpr:
		t := f.l.subst(f.src.info.TypeOf(e.Type), f.env)
		v, ok := f.assertOK(f.value(e.X), t)
		return []operand{{v, t}, {ok, boolType}}
	case *ast.UnaryExpr:
		return f.receive(e.X)
	}
	refuse(e.Pos(), "%T can't yield several values", e)
	return nil
}

func (f *fn) multiCall(e *ast.CallExpr, n int) []operand {
	if k, ok := f.src.must[e]; ok {
		return f.mustValues(e, k)
	}
	p := f.prepare(e)
	return f.callResults(p)
}

// callResults runs a prepared call and keeps all it returns.
func (f *fn) callResults(p prepared) []operand {
	f.checkFunc(p)
	var ops []operand
	var names []string
	for i := range p.sig.Results().Len() {
		x := f.l.fresh("")
		names = append(names, x)
		ops = append(ops, operand{x, p.sig.Results().At(i).Type()})
	}
	if len(names) == 0 {
		f.w("%s", p.now())
		return nil
	}
	f.w("%s := %s", strings.Join(names, ", "), p.now())
	return ops
}

// prepare evaluates what a call needs.
func (f *fn) prepare(e *ast.CallExpr) prepared {
	fun := ast.Unparen(e.Fun)
	sig, ok := f.typeOf(fun).Underlying().(*types.Signature)
	if !ok {
		refuse(e.Pos(), "can't call a value of type %s", f.typeOf(fun))
	}
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		if s := f.src.info.Selections[sel]; s != nil && s.Kind() == types.MethodVal {
			m := f.method(sel)
			p := f.prepareArgs(e, sig, m.lowered)
			f.calling(m.fn.Name(), isInterface(m.recv.typ))
			ops := append([]operand{m.recv}, p.ops...)
			method, instead := "", ""
			if !m.lowered && m.fn.Exported() {
				if instead = f.l.overridden(m.fn); instead == "" {
					method = m.fn.Name()
				}
			}
			return prepared{ops: ops, sig: sig, method: method, compiled: instead, text: func(ops []string) string {
				return f.callee(m, ops[0], spread(ops[1:], p.spread))
			}}
		}
	}
	if fo, targs := f.declared(fun); fo != nil {
		lowered := f.l.isLowered(fo)
		name := f.l.callable(f, fo, targs)
		p := f.prepareArgs(e, sig, lowered)
		f.calling(fo.Name(), false)
		compiled := ""
		if !lowered {
			compiled = name
		}
		return prepared{ops: p.ops, sig: sig, compiled: compiled, text: func(ops []string) string {
			return name + "(" + strings.Join(spread(ops, p.spread), ", ") + ")"
		}}
	}
	var fv operand
	lit, literal := fun.(*ast.FuncLit)
	if literal {
		fv = operand{f.literal(lit, f.noFrame(lit)), sig}
	} else {
		fv = f.value(fun)
	}
	p := f.prepareArgs(e, sig, false)
	f.calling("", false)
	return prepared{ops: append([]operand{fv}, p.ops...), sig: sig, dynamic: !literal, text: func(ops []string) string {
		return ops[0] + "(" + strings.Join(spread(ops[1:], p.spread), ", ") + ")"
	}}
}

// spread marks the last argument as a slice of variadic arguments.
func spread(ops []string, yes bool) []string {
	if !yes {
		return ops
	}
	out := append([]string(nil), ops...)
	out[len(out)-1] += "..."
	return out
}

type arguments struct {
	ops    []operand
	spread bool
}

// prepareArgs evaluates arguments. With sliced, variadic ones are packed into
// the slice that lowered functions take.
func (f *fn) prepareArgs(e *ast.CallExpr, sig *types.Signature, sliced bool) arguments {
	var ops []operand
	n := sig.Params().Len()
	paramType := func(i int) types.Type {
		if sig.Variadic() && i >= n-1 {
			t := sig.Params().At(n - 1).Type()
			if e.Ellipsis.IsValid() {
				return t
			}
			if s, ok := t.Underlying().(*types.Slice); ok {
				return s.Elem()
			}
		}
		return sig.Params().At(i).Type()
	}
	if len(e.Args) == 1 && f.isTuple(e.Args[0]) {
		for i, o := range f.multi(e.Args[0], f.typeOf(e.Args[0]).(*types.Tuple).Len()) {
			ops = append(ops, operand{f.convert(o, paramType(i)), paramType(i)})
		}
	} else {
		f.callsFirstAs(paramType, e.Args...)
		for i, a := range e.Args {
			ops = append(ops, operand{f.conv(a, paramType(i)), paramType(i)})
		}
	}
	if !sig.Variadic() {
		return arguments{ops: ops}
	}
	if e.Ellipsis.IsValid() {
		return arguments{ops, !sliced}
	}
	st := sig.Params().At(n - 1).Type()
	if b, ok := st.(*types.Basic); ok { // append([]byte, string...)
		refuse(e.Pos(), "a variadic parameter of type %s", b)
	}
	return arguments{append(ops[:n-1:n-1], f.pack(ops[n-1:], st)), !sliced}
}

// pack makes a slice of variadic arguments; none is the nil slice.
func (f *fn) pack(ops []operand, slice types.Type) operand {
	if len(ops) == 0 {
		return operand{f.zero(slice), slice}
	}
	var vs []string
	for _, o := range ops {
		vs = append(vs, o.text)
	}
	return operand{f.set(f.l.typ(slice) + "{" + strings.Join(vs, ", ") + "}"), slice}
}

func (f *fn) isTuple(e ast.Expr) bool {
	_, ok := f.src.info.TypeOf(e).(*types.Tuple)
	return ok
}

// declared is the declared function that an expression names, with its type
// arguments.
func (f *fn) declared(e ast.Expr) (*types.Func, []types.Type) {
	var id *ast.Ident
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		id = e
	case *ast.SelectorExpr:
		if f.src.info.Selections[e] != nil {
			return nil, nil
		}
		id = e.Sel
	case *ast.IndexExpr:
		return f.declared(e.X)
	case *ast.IndexListExpr:
		return f.declared(e.X)
	default:
		return nil, nil
	}
	fo, ok := f.object(id).(*types.Func)
	if !ok {
		return nil, nil
	}
	return fo, f.instanceArgs(id)
}

// instanceArgs are the type arguments of the generic function that id names.
func (f *fn) instanceArgs(id *ast.Ident) []types.Type {
	var args []types.Type
	if inst, ok := f.src.info.Instances[id]; ok {
		for i := range inst.TypeArgs.Len() {
			args = append(args, f.l.subst(inst.TypeArgs.At(i), f.env))
		}
	}
	return args
}

// funcName is a declared function as a value.
func (f *fn) funcName(e ast.Expr) string {
	fo, targs := f.declared(e)
	if fo == nil {
		refuse(e.Pos(), "can't be used as a function value")
	}
	name := f.l.callable(f, fo, targs)
	if !f.l.isLowered(fo) {
		return f.set(name)
	}
	sig := f.typeOf(e).(*types.Signature)
	if f.l.recovers[fo.Origin()] {
		name = f.l.twin(f, fo)
		return f.bound(sig, nil, func(_, args []string) string { return f.l.deferred(name, args) }, true)
	}
	return f.bound(sig, nil, func(_, args []string) string {
		return name + "(" + strings.Join(args, ", ") + ")"
	}, true)
}
