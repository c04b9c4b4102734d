// This file executes calls of functions that the interpreter runs.

package run

import (
	"reflect"

	"github.com/ormsh/ormsh/interp/host"
)

// call is the call of a declared function or of a value, which may turn out to be compiled.
func (x *own) call(n *node, orig func(*node), compiled bool) {
	if x.isNil(n) {
		return
	}
	def := x.declared(n.child[0])
	args := x.arguments(n, def)
	if args == nil {
		orig(n)
		return
	}
	if def != nil {
		c := codeOf(def)
		enter := x.enter(n, args, compiled)
		n.exec = func(f *frame) step { return enter(f, c, x.root) }
		return
	}
	orig(n)
	outside, value := n.exec, genValue(n.child[0])
	enter := x.enter(n, args, compiled)
	n.exec = func(f *frame) step {
		if c := closureOf(value(f)); c != nil {
			return enter(f, c.code, c.anc)
		}
		return outside(f)
	}
}

// isNil makes the step of t := h.IsNil(v), which stands behind each err != nil, without a call.
func (x *own) isNil(n *node) bool {
	c0 := n.child[0]
	if !c0.rval.IsValid() || c0.rval.Kind() != reflect.Func || c0.rval.Pointer() != reflect.ValueOf(host.IsNil).Pointer() || !x.is(n.anc, "defineStmt") {
		return false
	}
	value, next, i, level := genValue(n.child[1]), getExec(n.tnext), n.findex, n.level
	n.exec = func(f *frame) step {
		v := value(f)
		f.up(level).data[i].SetBool(!v.IsValid() || v.Kind() == reflect.Interface && v.IsNil())
		return next
	}
	return true
}

// arguments read what a call passes; nil if the interpreter is to make the call. Lowered code declares no variadic function, and has no go or defer statement.
func (x *own) arguments(n, def *node) (args []valuer) {
	c0 := n.child[0]
	t := typeOf(c0.typ)
	switch {
	case def == nil && (c0.rval.IsValid() || c0.recv != nil || x.is(n.anc, "returnStmt")): // it is compiled, or may be
		return nil
	case t.Kind() != reflect.Func || t.IsVariadic() || x.is(n.anc, "goStmt", "deferStmt"):
		return nil
	}
	args = []valuer{}
	for _, c := range n.child[1:] {
		switch {
		case isRegularCall(c) || isBinCall(c, c.scope):
			for i := range typeOf(c.child[0].typ).NumOut() {
				at := c.findex + i
				args = append(args, func(f *frame) reflect.Value { return f.data[at] })
			}
			continue
		case isFuncSrc(c.typ):
			args = append(args, genFuncValue(c))
			continue
		case (c.rval.IsValid() || x.is(c, "basicLit")) && len(args) < t.NumIn():
			convertLiteralValue(c, t.In(len(args)))
		}
		args = append(args, genValue(c))
	}
	if len(args) != t.NumIn() {
		return nil
	}
	return args
}

// enter makes the step of a call, once it is known what is called.
func (x *own) enter(n *node, args []valuer, compiled bool) func(*frame, *code, *frame) step {
	tnext, fnext := getExec(n.tnext), getExec(n.fnext)
	results := x.results(n, compiled)
	return func(f *frame, c *code, anc *frame) step {
		nf := c.frame(anc)
		nf.id = f.id
		params := nf.data[c.rets:]
		for i, v := range args {
			set(&params[i], v(f))
		}
		runCfg(c.start, nf, nil, nil)
		for i, r := range results {
			if r != nil {
				r(f, nf.data[i])
			}
		}
		if fnext != nil && !nf.data[0].Bool() {
			return fnext
		}
		return tnext
	}
}

// results say where a call's results go; nil for those that nobody wants. The interpreter assigns the results of compiled functions at the call, those of its
// own functions afterwards.
func (x *own) results(n *node, compiled bool) []func(*frame, reflect.Value) {
	t := typeOf(n.child[0].typ)
	to := make([]func(*frame, reflect.Value), t.NumOut())
	several, level := x.is(n.anc, "defineXStmt", "assignXStmt"), n.level
	if x.is(n.anc, "returnStmt") {
		level = 0
	}
	for i := range to {
		at, level := n.findex+i, level
		if several {
			c := n.anc.child[i]
			if c.ident == "_" {
				continue
			}
			if compiled {
				if variable := genValue(c); !x.is(n.anc, "defineXStmt") || c.redeclared {
					to[i] = func(f *frame, v reflect.Value) { variable(f).Set(v) }
					continue
				}
				at, level = c.findex, c.level
			}
		}
		to[i] = func(f *frame, v reflect.Value) {
			d := &f.up(level).data[at]
			if !d.CanSet() {
				*d = reflect.New(d.Type()).Elem()
			}
			set(d, v)
		}
	}
	return to
}
