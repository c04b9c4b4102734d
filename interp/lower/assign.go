// This file lowers assignments and declarations of variables.

package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

func (f *fn) assign(s *ast.AssignStmt) {
	switch {
	case s.Tok != token.ASSIGN && s.Tok != token.DEFINE:
		f.assignOp(s.Lhs[0], assignOp(s.Tok), s.Rhs[0])
	case len(s.Lhs) == 1:
		f.assignOne(s.Lhs[0], s.Rhs[0])
	default:
		f.assignMany(s)
	}
}

// assignOne is x = e or x := e.
func (f *fn) assignOne(lhs, rhs ast.Expr) {
	if o := f.defines(lhs); o != nil {
		f.declare(o, f.conv(rhs, f.l.subst(o.Type(), f.env)))
		f.learnMade(o, rhs)
		return
	}
	if f.throughPointer(lhs) && hasCallIn(rhs) { // a nil pointer panics after the call
		t := f.typeOf(lhs)
		v := f.setTyped(t, f.conv(rhs, t))
		f.store(f.place(lhs), v)
		return
	}
	f.callsFirst(lhs, rhs)
	p := f.place(lhs)
	t := p.typ
	if t == nil {
		if f.tv(rhs).IsNil() {
			return
		}
		f.set(f.value(rhs).text)
		return
	}
	v := f.conv(rhs, t)
	if isName(p.text) && !isInterface(t) {
		v = f.inline(v)
	}
	f.store(p, v)
}

// defines is the variable that an identifier on the left declares.
func (f *fn) defines(e ast.Expr) types.Object {
	if id, ok := e.(*ast.Ident); ok {
		return f.src.info.Defs[id]
	}
	return nil
}

// assignMany evaluates all operands, then all values, then stores.
func (f *fn) assignMany(s *ast.AssignStmt) {
	places := make([]place, len(s.Lhs))
	for i, x := range s.Lhs {
		if f.defines(x) == nil {
			places[i] = f.pinnedPlace(x, s.Lhs...)
		}
	}
	typeAt := func(i int) types.Type {
		if o := f.defines(s.Lhs[i]); o != nil {
			return f.l.subst(o.Type(), f.env)
		}
		return places[i].typ
	}
	var vs []string
	if len(s.Rhs) == 1 {
		for i, o := range f.multi(s.Rhs[0], len(s.Lhs)) {
			v := o.text
			if t := typeAt(i); t != nil {
				v = f.convert(o, t)
			}
			vs = append(vs, v)
		}
	} else {
		f.callsFirst(s.Rhs...)
		for i, r := range s.Rhs {
			t := typeAt(i)
			if t == nil {
				t = types.Default(f.typeOf(r))
			}
			vs = append(vs, f.setTyped(t, f.conv(r, t)))
		}
	}
	for i, x := range s.Lhs {
		if o := f.defines(x); o == nil {
			f.store(places[i], vs[i])
		} else if len(s.Rhs) > 1 || !f.adopt(o, vs[i]) {
			f.declare(o, vs[i])
		}
	}
}

// adopt lets the temporary that a value came in be the user's variable, where the executor sees the type of it and nobody changes it: its memory may be that
// of the zero value that absent elements have.
func (f *fn) adopt(o types.Object, value string) bool {
	v, ok := o.(*types.Var)
	if !ok || !strings.HasPrefix(value, "_") || !isName(value) {
		return false
	}
	if v.Name() == "_" {
		return true
	}
	t, plain := types.Unalias(f.l.subst(v.Type(), f.env)).(*types.Basic)
	if !plain || f.decl.boxed[v] || f.src.promoted[v] != nil || f.decl.body == nil || f.assigned(v, f.decl.body) {
		return false
	}
	f.decl.locals[v] = &local{name: value, typ: f.l.typ(t), owner: f}
	return true
}

// pinnedPlace is a place whose operands other stores of the same assignment
// can't change; others are all on its left side.
func (f *fn) pinnedPlace(e ast.Expr, others ...ast.Expr) place {
	if root := f.pointerRoot(e); root != nil {
		f.pinned = map[ast.Expr]string{root: f.set(f.expr(root))}
		defer func() { f.pinned = nil }()
	}
	f.late = true
	p := f.place(e)
	f.late = false
	if p.base == "" || p.mapped {
		return p
	}
	if p.length != "" && p.length[0] == 'l' && !f.stays(p.base, others) { // a slice: its header
		p.base = f.set(p.base)
		p.length = "len(" + p.base + ")"
	}
	if !isConstant(p.index) && !f.stays(p.index, others) {
		p.index = f.set(p.index)
	}
	return p
}

// stays reports whether a name is a local variable or a temporary to which none of others assigns.
func (f *fn) stays(name string, others []ast.Expr) bool {
	return isName(name) && !slices.ContainsFunc(others, func(e ast.Expr) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && id.Name != "_" && f.defines(e) == nil && f.variable(f.object(id).(*types.Var)) == name
	})
}

// pointerRoot is the innermost pointer through which a field or an element of
// an array is reached; nil if there is none.
func (f *fn) pointerRoot(e ast.Expr) ast.Expr {
	for {
		var x ast.Expr
		switch e := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			if s := f.src.info.Selections[e]; s == nil || s.Kind() != types.FieldVal {
				return nil
			}
			x = e.X
		case *ast.IndexExpr:
			x = e.X
		default:
			return nil
		}
		switch f.typeOf(x).Underlying().(type) {
		case *types.Pointer:
			return x
		case *types.Struct, *types.Array:
			e = x
		default:
			return nil
		}
	}
}

// throughPointer reports whether e is a field or an element reached from a
// variable through a pointer, by operands that call nothing.
func (f *fn) throughPointer(e ast.Expr) bool {
	if star, ok := ast.Unparen(e).(*ast.StarExpr); ok {
		return !hasCallIn(star)
	}
	return f.pointerRoot(e) != nil && !hasCallIn(e)
}

// assignOp is x op= e, with x's operands evaluated once.
func (f *fn) assignOp(lhs ast.Expr, op token.Token, rhs ast.Expr) {
	f.callsFirst(lhs, rhs)
	p := f.place(lhs)
	var v string
	if op == token.SHL || op == token.SHR {
		v = f.shift(op, f.load(p), rhs, p.typ)
	} else {
		r := f.conv(rhs, p.typ)
		if f.updates(p, op, r) {
			return
		}
		v = f.arith(op, f.load(p), r, p.typ, p.typ)
	}
	if p.base != "" && !p.mapped {
		f.w("%s[%s] = %s", p.base, p.index, v)
		return
	}
	if isName(p.text) {
		v = f.inline(v)
	}
	f.store(p, v)
}

// updates writes x[i] op= v as it stands, where the executor does it right and in one step: the operands are names or constants, and so is v.
func (f *fn) updates(p place, op token.Token, v string) bool {
	simple := func(s string) bool { return isName(s) || isConstant(s) }
	b, plain := types.Unalias(p.typ).(*types.Basic)
	if p.base == "" || !isName(p.base) || !simple(p.index) || !simple(v) || !plain || b.Info()&(types.IsInteger|types.IsFloat) == 0 {
		return false
	}
	switch op {
	case token.ADD, token.SUB, token.MUL, token.AND, token.OR, token.XOR:
	default:
		return false
	}
	f.checkMap(p)
	f.check(p)
	if p.mapped && isElement(f.last.text) {
		p.index = f.inline(p.index)
	}
	f.w("%s[%s] %s= %s", p.base, p.index, op, v)
	return true
}

// isElement reports whether an operand is x[i] of names.
func isElement(s string) bool {
	base, rest, ok := strings.Cut(s, "[")
	index, closed := strings.CutSuffix(rest, "]")
	return ok && closed && isName(base) && isName(index)
}

// isConstant reports whether an operand is a constant of a plain type, such as int(3) or string("a").
func isConstant(s string) bool {
	typ, rest, ok := strings.Cut(s, "(")
	if !ok || !isName(typ) || !strings.HasSuffix(rest, ")") {
		return false
	}
	rest = strings.TrimSuffix(rest, ")")
	if _, err := strconv.Unquote(rest); err == nil {
		return true
	}
	return rest != "" && strings.Trim(rest, "-0123456789.e+") == ""
}

func (f *fn) incDec(s *ast.IncDecStmt) {
	p := f.place(s.X)
	op := token.ADD
	if s.Tok == token.DEC {
		op = token.SUB
	}
	one := f.l.constant(constantOne, p.typ)
	if p.base == "" && isName(p.text) {
		f.w("%s%s", p.text, s.Tok)
		return
	}
	if f.updates(p, op, one) {
		return
	}
	v := f.arith(op, f.load(p), one, p.typ, p.typ)
	if p.base != "" && !p.mapped {
		f.w("%s[%s] = %s", p.base, p.index, v)
		return
	}
	f.store(p, v)
}

// declStmt lowers var declarations; constants and types leave nothing behind.
func (f *fn) declStmt(d *ast.GenDecl) {
	if d.Tok != token.VAR {
		return
	}
	for _, spec := range d.Specs {
		f.valueSpec(spec.(*ast.ValueSpec))
	}
}

func (f *fn) valueSpec(s *ast.ValueSpec) {
	objs := make([]types.Object, len(s.Names))
	for i, n := range s.Names {
		objs[i] = f.src.info.Defs[n]
	}
	var vs []string
	switch {
	case len(s.Values) == 0:
		vs = make([]string, len(objs))
	case len(s.Values) < len(objs):
		for i, o := range f.multi(s.Values[0], len(objs)) {
			vs = append(vs, f.convert(o, f.l.subst(objs[i].Type(), f.env)))
		}
	default:
		for i, e := range s.Values {
			t := f.l.subst(objs[i].Type(), f.env)
			v := f.conv(e, t)
			if len(objs) > 1 {
				v = f.setTyped(t, v)
			}
			vs = append(vs, v)
		}
	}
	for i, o := range objs {
		f.declare(o, vs[i])
	}
}
