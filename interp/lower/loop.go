// This file lowers for and range statements but those over functions.

package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

func (f *fn) forStmt(s *ast.ForStmt, label *types.Label) {
	f.w("{")
	f.stmt(s.Init, nil)
	f.at(s)
	name := f.l.fresh("L")
	t := target{label, name, true, true}
	captured := f.capturedVars(s.Init)
	if len(captured) > 0 {
		f.perIteration(s.Pos())
	}
	if len(captured) == 0 && f.plainFor(s, t) {
		f.w("}")
		return
	}
	first := ""
	if s.Post != nil || len(captured) > 0 {
		first = f.set("true")
	}
	f.w("%s:", name)
	f.w("for {")
	if first != "" {
		f.w("if %s {", first)
		f.w("%s = false", first)
		f.w("} else {")
		for _, v := range captured { // each iteration has its own copy
			x := f.set("new(" + v.typ + ")")
			f.w("*%s = *%s", x, v.name)
			f.w("%s = %s", v.name, x)
		}
		f.stmt(s.Post, nil)
		f.w("}")
	}
	f.at(s)
	if s.Cond != nil {
		c := f.set("!" + f.boolean(s.Cond))
		f.w("if %s {", unparen(c))
		f.w("break %s", name)
		f.w("}")
	}
	f.within(t, func() { f.block(s.Body.List) })
	f.w("}")
	f.w("}")
}

// capturedVars are the boxed variables that a loop declares.
func (f *fn) capturedVars(init ast.Stmt) []*local {
	var vs []*local
	if a, ok := init.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
		for _, x := range a.Lhs {
			if v, ok := f.src.info.Defs[x.(*ast.Ident)].(*types.Var); ok {
				if loc := f.decl.locals[v]; loc != nil && loc.boxed {
					vs = append(vs, loc)
				}
			}
		}
	}
	return vs
}

// plainFor lowers a loop whose condition and post statement need no
// statements of their own to one that the executor runs natively.
func (f *fn) plainFor(s *ast.ForStmt, t target) bool {
	if !acts(s.Body.List) {
		return false
	}
	cond := ""
	if f.section(func() {
		if s.Cond != nil {
			cond = f.boolean(s.Cond)
		}
	}) != "" {
		return false
	}
	post, ok := f.plainPost(s.Post)
	if !ok {
		return false
	}
	f.learn(s)
	f.w("%s:", t.name)
	f.w("for ; %s; %s {", unparen(cond), post)
	f.within(t, func() { f.block(s.Body.List) })
	f.w("}")
	return true
}

// plainPost is a post statement on a local: i++ or i += n.
func (f *fn) plainPost(s ast.Stmt) (text string, ok bool) {
	local := func(e ast.Expr) string {
		if id, isID := e.(*ast.Ident); isID {
			if v, isVar := f.object(id).(*types.Var); isVar {
				if loc := f.decl.locals[v]; loc != nil && !loc.boxed && loc.owner == f {
					return loc.name
				}
			}
		}
		return ""
	}
	switch s := s.(type) {
	case nil:
		return "", true
	case *ast.IncDecStmt:
		x := local(s.X)
		return x + s.Tok.String(), x != ""
	case *ast.AssignStmt:
		if len(s.Lhs) != 1 || s.Tok != token.ADD_ASSIGN && s.Tok != token.SUB_ASSIGN {
			return "", false
		}
		x := local(s.Lhs[0])
		if x == "" || basicInfo(f.typeOf(s.Lhs[0]))&types.IsNumeric == 0 {
			return "", false
		}
		if v := f.tv(s.Rhs[0]).Value; v != nil {
			return x + " " + s.Tok.String() + " " + f.l.constant(v, f.typeOf(s.Lhs[0])), true
		}
		if step := local(s.Rhs[0]); step != "" {
			return x + " " + s.Tok.String() + " " + step, true
		}
	}
	return "", false
}

func (f *fn) rangeStmt(s *ast.RangeStmt, label *types.Label) {
	f.w("{")
	t := target{label, f.l.fresh("L"), true, true}
	x := f.typeOf(s.X)
	if p, ok := pointee(x); ok {
		x = p
	}
	switch u := x.Underlying().(type) {
	case *types.Signature:
		f.rangeFunc(s, label)
	case *types.Basic:
		if u.Info()&types.IsString != 0 {
			f.rangeString(s, t)
		} else {
			f.rangeInt(s, t)
		}
	case *types.Slice, *types.Array:
		f.rangeList(s, t, u)
	case *types.Map:
		f.rangeMap(s, t)
	case *types.Chan:
		f.rangeChan(s, t, u)
	default:
		refuse(s.Pos(), "can't range over %s", x)
	}
	f.w("}")
}

// used reports whether a range statement wants its key or value.
func used(e ast.Expr) bool {
	if e == nil {
		return false
	}
	id, ok := e.(*ast.Ident)
	return !ok || id.Name != "_"
}

// bindVars assigns an iteration's key and value.
func (f *fn) bindVars(s *ast.RangeStmt, values ...operand) {
	targets := []ast.Expr{s.Key, s.Value}[:len(values)]
	var places []place
	for i, e := range targets {
		var p place
		if used(e) && s.Tok == token.ASSIGN {
			p = f.pinnedPlace(e, targets...)
			values[i].text = f.convert(values[i], p.typ)
		}
		places = append(places, p)
	}
	for i, e := range targets {
		switch {
		case !used(e):
		case s.Tok == token.DEFINE:
			v := f.src.info.Defs[e.(*ast.Ident)]
			o, ok := v.(*types.Var)
			if ok && f.decl.boxed[o] {
				f.perIteration(s.Pos())
			}
			if ok && f.alias(o, values[i], s.Body) {
				continue
			}
			f.declare(v, f.convert(values[i], f.l.subst(v.Type(), f.env)))
		default:
			f.store(places[i], values[i].text)
		}
	}
}

// notEmpty gives an empty loop something to do: the executor skips a loop with
// an empty body altogether.
func (f *fn) notEmpty(s *ast.RangeStmt, name string) {
	if !acts(s.Body.List) {
		f.set(name)
	}
}

// acts reports whether statements leave something to run.
func acts(list []ast.Stmt) bool {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.EmptyStmt:
		case *ast.BlockStmt:
			if acts(s.List) {
				return true
			}
		case *ast.DeclStmt:
			if s.Decl.(*ast.GenDecl).Tok == token.VAR {
				return true
			}
		default:
			return true
		}
	}
	return false
}

func (f *fn) loopBody(s *ast.RangeStmt, t target) {
	f.within(t, func() { f.block(s.Body.List) })
}

// counted opens a loop over 0 <= i < n.
func (f *fn) counted(t target, typ, n string) string {
	i := f.l.fresh("")
	f.w("var %s %s", i, typ)
	f.w("%s:", t.name)
	f.w("for ; %s < %s; %s++ {", i, n, i)
	return i
}

func (f *fn) rangeInt(s *ast.RangeStmt, t target) {
	typ := types.Default(f.typeOf(s.X))
	if used(s.Key) {
		if s.Tok == token.DEFINE {
			typ = f.l.subst(f.src.info.Defs[s.Key.(*ast.Ident)].Type(), f.env)
		} else {
			typ = f.typeOf(s.Key)
		}
	}
	n := f.setTyped(typ, f.conv(s.X, typ))
	i := f.counted(t, f.l.typ(typ), n)
	f.notEmpty(s, i)
	f.bindVars(s, operand{i, typ})
	f.learnRange(s)
	f.loopBody(s, t)
	f.w("}")
}

func (f *fn) rangeList(s *ast.RangeStmt, t target, u types.Type) {
	var x, n string
	var elem types.Type
	xt := f.typeOf(s.X)
	_, isPtr := pointee(xt)
	switch u := u.(type) {
	case *types.Slice:
		x = f.setTyped(xt, f.expr(s.X))
		n, elem = f.set("len("+x+")"), u.Elem()
	case *types.Array:
		n, elem = fmt.Sprintf("int(%d)", u.Len()), u.Elem()
		switch {
		case isPtr:
			x = "(*" + f.set(f.expr(s.X)) + ")"
		case used(s.Value):
			x = f.setTyped(xt, f.expr(s.X))
		case hasCallIn(s.X):
			f.set(f.expr(s.X))
		}
	}
	i := f.counted(t, "int", n)
	f.notEmpty(s, i)
	if used(s.Value) {
		f.bindVars(s, operand{i, intType}, operand{x + "[" + i + "]", elem})
	} else {
		f.bindVars(s, operand{i, intType})
	}
	f.learnRange(s)
	f.loopBody(s, t)
	f.w("}")
}

// hasCallIn reports whether a call or a receive stands in n.
func hasCallIn(e ast.Node) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		}
		return !found
	})
	return found
}

func (f *fn) rangeString(s *ast.RangeStmt, t target) {
	x := f.set("string(" + f.expr(s.X) + ")")
	next := f.set("0")
	i := f.set("0")
	f.w("%s:", t.name)
	f.w("for {")
	f.w("%s = %s", i, next)
	f.w("if %s >= len(%s) {", i, x)
	f.w("break %s", t.name)
	f.w("}")
	r, w := f.l.fresh(""), f.l.fresh("")
	f.w("%s, %s := %s(%s, %s)", r, w, f.l.helper("DecodeRune"), x, i)
	f.w("%s = %s + %s", next, i, w)
	f.bindVars(s, operand{i, intType}, operand{r, types.Typ[types.Rune]})
	f.loopBody(s, t)
	f.w("}")
}

func (f *fn) rangeMap(s *ast.RangeStmt, t target) {
	m := f.typeOf(s.X).Underlying().(*types.Map)
	x := f.setTyped(f.typeOf(s.X), f.expr(s.X))
	k, v := f.l.fresh(""), f.l.fresh("")
	f.w("%s:", t.name)
	if _, channels := m.Elem().Underlying().(*types.Chan); channels { // the executor takes a variable that is a channel for what is ranged over
		if s.Value != nil && mayBeNaN(m.Key()) {
			refuse(s.Pos(), "a range over a map of channels whose keys may be NaN: range over its keys")
		}
		f.w("for %s := range %s {", k, x)
		f.w("var %s %s = %s[%s]", v, f.l.typ(m.Elem()), x, k)
	} else {
		f.w("for %s, %s := range %s {", k, v, x)
	}
	f.notEmpty(s, k)
	f.bindVars(s, operand{k, m.Key()}, operand{v, m.Elem()})
	f.loopBody(s, t)
	f.w("}")
}

func (f *fn) rangeChan(s *ast.RangeStmt, t target, c *types.Chan) {
	x := f.setTyped(anyType, f.expr(s.X))
	f.w("%s:", t.name)
	f.w("for {")
	p := f.set("new(" + f.l.typ(c.Elem()) + ")")
	ok := f.set(f.l.helper("Recv") + "(" + x + ", " + p + ")")
	f.w("if !%s {", ok)
	f.w("break %s", t.name)
	f.w("}")
	f.bindVars(s, operand{"(*" + p + ")", c.Elem()})
	f.loopBody(s, t)
	f.w("}")
}

// mayBeNaN reports whether a key need not be equal to itself.
func mayBeNaN(t types.Type) bool { return hasFloat(t) || hasInterface(t) }

func hasInterface(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Interface:
		return true
	case *types.Array:
		return hasInterface(t.Elem())
	case *types.Struct:
		for f := range t.Fields() {
			if hasInterface(f.Type()) {
				return true
			}
		}
	}
	return false
}
