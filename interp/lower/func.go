// This file lowers function bodies, literals and the frames of functions that
// defer.

package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// function writes the body of f for a signature and returns the parameter list
// and the result list. Variadic parameters are slices unless asVariadic.
func (f *fn) function(sig *types.Signature, recv *types.Var, body *ast.BlockStmt, asVariadic bool) (params, results string) {
	f.sig = f.l.subst(sig, f.env).(*types.Signature)
	f.at(body)
	f.begin = f.spotCall("", false)
	var ps, binds []string
	param := func(v *types.Var, variadic bool) {
		t := f.l.typ(f.l.subst(v.Type(), f.env))
		if variadic {
			t = "..." + strings.TrimPrefix(t, "[]")
		}
		if v.Name() == "" || v.Name() == "_" {
			ps = append(ps, f.l.fresh("")+" "+t)
			return
		}
		if hasDefer(f, body) {
			f.decl.boxed[v] = true
		}
		x := f.newLocal(v)
		if !x.boxed {
			ps = append(ps, x.name+" "+t)
			return
		}
		in := f.l.fresh("")
		ps = append(ps, in+" "+t)
		binds = append(binds, fmt.Sprintf("%s := new(%s)", x.name, x.typ), fmt.Sprintf("*%s = %s", x.name, in))
	}
	if recv != nil {
		param(recv, false)
	}
	for i := range sig.Params().Len() {
		param(sig.Params().At(i), asVariadic && sig.Variadic() && i == sig.Params().Len()-1)
	}
	for _, b := range binds {
		f.w("%s", b)
	}
	f.declareResults(sig, body)
	if hasDefer(f, body) {
		f.framed(body)
	} else {
		f.block(body.List)
		if f.results != nil {
			f.returnStored()
		}
	}
	return strings.Join(ps, ", "), f.l.resultTypes(f.sig)
}

// declareResults makes variables of the results where a body needs them: they
// are named, deferred functions may change them, or a loop over a function
// returns through them.
func (f *fn) declareResults(sig *types.Signature, body *ast.BlockStmt) {
	framed, inLoop := hasDefer(f, body), f.returnsFromLoop(body)
	n := sig.Results().Len()
	if n == 0 || !framed && !inLoop && sig.Results().At(0).Name() == "" {
		return
	}
	for i := range n {
		v := sig.Results().At(i)
		if framed || inLoop {
			f.decl.boxed[v] = true
		}
		x := f.newLocal(v)
		if x.boxed {
			f.w("%s := new(%s)", x.name, x.typ)
		} else {
			f.w("var %s %s", x.name, x.typ)
		}
		f.results = append(f.results, x)
	}
}

// framed writes the call of a body that defers: it runs under a host frame.
func (f *fn) framed(body *ast.BlockStmt) {
	f.frame = &local{name: f.l.fresh("frame"), typ: "*" + f.l.helper("Frame"), owner: f}
	f.w("%s := %s()", f.frame.name, f.l.helper("NewFrame"))
	b := f.child(framedFn)
	b.results, b.frame, b.deferrer = f.results, f.frame, f.deferrer
	b.block(body.List)
	x := f.make(b, "body", "", "")
	f.w("%s(%s, %s)", f.l.helper("Run"), f.ref(f.frame), x)
	if f.results != nil {
		f.returnStored()
	}
}

// make writes a maker for the finished function b and calls it: the value is a
// closure over what b captured.
func (f *fn) make(b *fn, hint, params, results string) string {
	mk := f.l.private(hint)
	b.known(mk, b.ownName(), b.title == "")
	var ps, as []string
	for _, v := range b.free {
		t := v.typ
		if v.boxed {
			t = "*" + t
		}
		ps = append(ps, v.name+" "+t)
		as = append(as, f.ref(v))
	}
	fmt.Fprintf(f.l.top, "func %s(%s) func(%s)%s {\nreturn func(%s)%s {\n%s}\n}\n", mk, strings.Join(ps, ", "), params, results, params, results, b.out)
	return f.set(mk + "(" + strings.Join(as, ", ") + ")")
}

// literal lowers a function literal; deferrer is the frame it was deferred on,
// or nil.
func (f *fn) literal(e *ast.FuncLit, deferrer *local) string {
	sig := f.src.info.TypeOf(e).(*types.Signature)
	b := f.child(plainFn)
	b.title = f.literalName()
	if b.deferrer = deferrer; deferrer == nil && callsRecover(f, e.Body) { // a value: who deferred it is found out when it runs
		b.deferrer = &local{name: f.l.fresh("frame"), typ: "*" + f.l.helper("Frame"), owner: b}
		b.w("%s := %s()", b.deferrer.name, f.l.helper("Deferrer"))
	}
	params, results := b.function(sig, nil, e.Body, true)
	return f.make(b, "lit", params, results)
}

// isPlain reports whether an operand is made of names, literals and operators
// only.
func isPlain(s string) bool { return !strings.ContainsAny(s, ".[&\"") && !strings.Contains(s, "(*") }

// returnStored returns the values of the result variables.
func (f *fn) returnStored() {
	if f.kind != plainFn {
		f.leave()
		return
	}
	var vs []string
	for _, r := range f.results {
		vs = append(vs, f.set(f.text(r)))
	}
	f.w("return %s", strings.Join(vs, ", "))
}

// leave ends a nested body after the results were stored.
func (f *fn) leave() {
	if f.kind == loopFn {
		f.exitLoop(exitKey{ret: true})
		return
	}
	f.returnNothing()
}

// returnNothing ends a function without results. The executor takes a return to which two ways lead for one that it hasn't compiled yet, and
// never comes back: the empty block before it is where the ways meet.
func (f *fn) returnNothing() {
	f.w("{")
	f.w("}")
	f.w("return")
}

// function that a return statement in f ends.
func (f *fn) returning() *fn {
	g := f
	for g.kind != plainFn {
		g = g.parent
	}
	return g
}

func (f *fn) returnStmt(s *ast.ReturnStmt) {
	g := f.returning()
	n := 0
	if g.sig != nil { // nil: the statements of a cell
		n = g.sig.Results().Len()
	}
	if len(s.Results) > 0 && n == 0 && g.sig == nil {
		refuse(s.Pos(), "return with a value outside of a function")
	}
	var vs []string
	switch {
	case len(s.Results) == 1 && n > 1:
		ops := f.multi(s.Results[0], n)
		for i, o := range ops {
			vs = append(vs, f.convert(o, g.sig.Results().At(i).Type()))
		}
	default:
		f.callsFirstAs(func(i int) types.Type { return g.sig.Results().At(i).Type() }, s.Results...)
		for i, r := range s.Results {
			v := f.conv(r, g.sig.Results().At(i).Type())
			if n > 1 || !isPlain(v) {
				v = f.set(v)
			}
			vs = append(vs, v)
		}
	}
	if g.results == nil && f.kind == plainFn && n == 0 {
		f.returnNothing()
		return
	}
	if g.results == nil && f.kind == plainFn {
		f.w("return %s", strings.Join(vs, ", "))
		return
	}
	for i, v := range vs {
		f.w("%s = %s", f.text(g.results[i]), v)
	}
	f.returnStored()
}
