// This file lowers defer and go: the call is prepared now and bound by value
// to a closure that a host frame or a goroutine runs.

package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

func (f *fn) deferStmt(s *ast.DeferStmt) {
	frame := f.frame
	if frame == nil { // a statement of a cell: it runs at the cell's end
		frame = &local{name: f.set(f.l.helper("CellFrame") + "()"), typ: "*" + f.l.helper("Frame"), owner: f}
	}
	if g := f.returning(); f.builtin(s.Call.Fun) == "recover" && g.deferrer != nil {
		f.w("%s.DeferRecover(%s)", f.ref(frame), f.ref(g.deferrer))
		return
	}
	if f.deferCompiled(s.Call, frame) {
		return
	}
	how := "Defer"
	if f.dynamic(ast.Unparen(s.Call.Fun)) {
		how = "DeferValue"
	}
	f.w("%s.%s(%s)", f.ref(frame), how, f.thunk(s.Call, frame))
}

// dynamic reports whether only the run tells which function a call calls, and so whether that one recovers.
func (f *fn) dynamic(fun ast.Expr) bool {
	if _, literal := fun.(*ast.FuncLit); literal || f.builtin(fun) != "" {
		return false
	}
	fo := f.calledFunc(fun)
	return fo == nil || fo.Signature().Recv() != nil && isInterface(fo.Signature().Recv().Type())
}

// deferCompiled defers a call of compiled code in the host, where it runs also
// after a cancellation.
func (f *fn) deferCompiled(e *ast.CallExpr, frame *local) bool {
	fun := ast.Unparen(e.Fun)
	if _, literal := fun.(*ast.FuncLit); literal || f.builtin(fun) != "" {
		return false
	}
	fo := f.calledFunc(fun)
	if fo == nil || f.l.isLowered(fo) {
		return false
	}
	p := f.prepare(e)
	f.checkDeferred(&p, fun)
	var args []string
	for _, o := range p.ops {
		args = append(args, f.setAny(o))
	}
	helper, first := "DeferCall", []string{p.compiled}
	if p.compiled == "" {
		if p.method == "" {
			f.w("%s.Defer(%s)", f.ref(frame), f.closure(p))
			return true
		}
		helper, first, args = "DeferMethod", []string{args[0], fmt.Sprintf("%q", p.method)}, args[1:]
	}
	first = append(first, fmt.Sprint(p.sig.Variadic()))
	f.w("%s.%s(%s)", f.ref(frame), helper, strings.Join(append(first, args...), ", "))
	return true
}

func (f *fn) goStmt(s *ast.GoStmt) {
	f.w("%s(%s)", f.l.helper("Go"), f.thunk(s.Call, nil))
}

// thunk is a func() that makes the call. Literals deferred in place speak to
// the frame that defers them.
func (f *fn) thunk(e *ast.CallExpr, frame *local) string {
	fun := ast.Unparen(e.Fun)
	if lit, ok := fun.(*ast.FuncLit); ok {
		return f.literalThunk(lit, e, frame)
	}
	if name := f.builtin(fun); name != "" {
		if name == "recover" { // not called by a deferred function, it does nothing
			return f.closure(prepared{text: func([]string) string { return f.l.helper("Nop") + "()" }})
		}
		return f.closure(f.prepareBuiltin(e, name))
	}
	p := f.prepare(e)
	if fo := f.calledFunc(fun); fo != nil && f.l.recovers[fo.Origin()] && frame != nil {
		p = f.recovering(p, fo, frame)
	}
	f.checkDeferred(&p, fun)
	return f.closure(p)
}

// checkDeferred panics at the defer statement, as Go does, if the receiver is
// a nil interface. A nil function panics when it is called.
func (f *fn) checkDeferred(p *prepared, fun ast.Expr) {
	if sel, ok := fun.(*ast.SelectorExpr); ok && len(p.ops) > 0 && p.ops[0].typ != nil && isInterface(p.ops[0].typ) {
		if s := f.src.info.Selections[sel]; s != nil && s.Kind() == types.MethodVal {
			f.w("%s(%s, %s)", f.l.helper("NotNil"), f.setAny(p.ops[0]), f.spot())
		}
	}
}

func (f *fn) closure(p prepared) string {
	var ts, vs, qs []string
	for i, o := range p.ops {
		if o.typ == nil { // a frame
			ts = append(ts, "*"+f.l.helper("Frame"))
		} else {
			ts = append(ts, f.l.typ(o.typ))
		}
		vs = append(vs, o.text)
		qs = append(qs, fmt.Sprintf("q%d", i))
	}
	return f.closureTyped(ts, vs, p.text(qs))
}

// closureTyped binds values by value to parameters q0, q1, ... of body.
func (f *fn) closureTyped(ts, vs []string, body string) string {
	mk := f.l.private("thunk")
	var ps, as []string
	for i, t := range ts {
		ps = append(ps, fmt.Sprintf("q%d %s", i, t))
		as = append(as, f.set(vs[i]))
	}
	fmt.Fprintf(f.l.top, "func %s(%s) func() {\nreturn func() {\n/*line %s:%d*/%s\n}\n}\n", mk, strings.Join(ps, ", "), f.file, f.line, body)
	return f.set(mk + "(" + strings.Join(as, ", ") + ")")
}

func (f *fn) literalThunk(lit *ast.FuncLit, e *ast.CallExpr, frame *local) string {
	sig := f.typeOf(lit).(*types.Signature)
	if frame == nil {
		frame = f.noFrame(lit)
	}
	fv := f.literal(lit, frame)
	if sig.Params().Len() == 0 && sig.Results().Len() == 0 {
		return fv
	}
	p := f.prepareArgs(e, sig, false)
	ops := append([]operand{{fv, sig}}, p.ops...)
	return f.closure(prepared{ops: ops, sig: sig, text: func(ops []string) string {
		return ops[0] + "(" + strings.Join(spread(ops[1:], p.spread), ", ") + ")"
	}})
}

// noFrame is the frame of a literal that is called but not deferred: recover
// finds nothing in it.
func (f *fn) noFrame(lit *ast.FuncLit) *local {
	if !callsRecover(f, lit.Body) {
		return nil
	}
	return f.hidden("frame", "*"+f.l.helper("Frame"), false)
}

// calledFunc is the declared function or method that an expression calls
// statically.
func (f *fn) calledFunc(fun ast.Expr) *types.Func {
	if fo, _ := f.declared(fun); fo != nil {
		return fo
	}
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		if s := f.src.info.Selections[sel]; s != nil && s.Kind() == types.MethodVal {
			fo, _ := s.Obj().(*types.Func)
			return fo
		}
	}
	return nil
}

// recovering calls the twin of a function that recovers, which takes the frame
// that defers it.
func (f *fn) recovering(p prepared, fo *types.Func, frame *local) prepared {
	name := f.l.twin(f, fo)
	ops := append([]operand{{f.ref(frame), nil}}, p.ops...)
	return prepared{ops: ops, sig: p.sig, text: func(ops []string) string { return name + "(" + strings.Join(ops, ", ") + ")" }}
}

// deferred is the call of a twin in a function value: whether the value was deferred is found out when it runs. The call is the last line.
func (l *Lowerer) deferred(twin string, args []string) string {
	return "frame := " + l.helper("Deferrer") + "()\n" + twin + "(" + strings.Join(append([]string{"frame"}, args...), ", ") + ")"
}
