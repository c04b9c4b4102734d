// This file lowers switch and type switch: nested ifs choose a clause by
// number, the clauses follow in a loop that runs once.

package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

func (f *fn) switchStmt(s *ast.SwitchStmt, label *types.Label) {
	f.w("{")
	f.stmt(s.Init, nil)
	f.at(s)
	var tag operand
	if s.Tag != nil {
		t := types.Default(f.typeOf(s.Tag))
		tag = operand{f.setTyped(t, f.conv(s.Tag, t)), t}
	}
	if label == nil && !breaksOut(s.Body) {
		f.chain(s, tag)
		f.w("}")
		return
	}
	sel := f.choice(s.Body, func(_ int, x ast.Expr) string {
		f.at(x)
		return f.caseCond(tag, x)
	})
	f.clauses(label, len(s.Body.List), sel, func(i int) {
		body := s.Body.List[i].(*ast.CaseClause).Body
		f.block(body)
		if n := len(body); n > 0 {
			if b, ok := body[n-1].(*ast.BranchStmt); ok && b.Tok == token.FALLTHROUGH {
				f.w("%s = %d", sel, i+1)
			}
		}
	})
	f.w("}")
}

// breaksOut reports whether a clause leaves its switch by break or fallthrough.
func breaksOut(body *ast.BlockStmt) (found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			return false // break and fallthrough mean this one
		case *ast.FuncLit:
			return false
		case *ast.BranchStmt:
			found = found || n.Tok == token.FALLTHROUGH || n.Tok == token.BREAK && n.Label == nil
		}
		return !found
	})
	return found
}

// chain writes a switch that no clause leaves early as ifs.
func (f *fn) chain(s *ast.SwitchStmt, tag operand) {
	var def []ast.Stmt
	l := f.ladder(len(s.Body.List))
	for _, c := range s.Body.List {
		cc := c.(*ast.CaseClause)
		if cc.List == nil {
			def = cc.Body
			continue
		}
		l.rung(func() string {
			f.at(cc)
			return f.anyCase(tag, cc.List)
		}, func() { f.block(cc.Body) })
	}
	l.end(func() { f.block(def) })
}

// choice sets a variable to the number of the clause that a switch comes to; cond tests one of a clause's cases.
func (f *fn) choice(body *ast.BlockStmt, cond func(i int, x ast.Expr) string) string {
	sel := f.set("-1")
	n, def := 0, -1
	for i, c := range body.List {
		list := c.(*ast.CaseClause).List
		if n += len(list); list == nil {
			def = i
		}
	}
	l := f.ladder(n)
	for i, c := range body.List {
		for _, x := range c.(*ast.CaseClause).List {
			l.rung(func() string { return cond(i, x) }, func() { f.w("%s = %d", sel, i) })
		}
	}
	l.end(func() {
		if def >= 0 {
			f.w("%s = %d", sel, def)
		}
	})
	return sel
}

// anyCase compares a clause's expressions with the tag, in order, until one is
// equal.
func (f *fn) anyCase(tag operand, list []ast.Expr) string {
	c := f.caseCond(tag, list[0])
	if len(list) == 1 {
		return c
	}
	hit := f.set(c)
	for _, x := range list[1:] {
		f.w("if !%s {", hit)
		f.w("%s = %s", hit, f.caseCond(tag, x))
		f.w("}")
	}
	return hit
}

// clauses writes numbered clauses of which the selected one runs.
func (f *fn) clauses(label *types.Label, n int, sel string, clause func(i int)) {
	name := f.l.fresh("L")
	f.w("%s:", name)
	f.w("for {")
	f.within(target{label: label, name: name, breaks: true}, func() {
		for i := range n {
			f.w("if %s == %d {", sel, i)
			clause(i)
			f.w("}")
		}
	})
	f.w("break %s", name)
	f.w("}")
}

// caseCond compares a case with the tag, as bool.
func (f *fn) caseCond(tag operand, x ast.Expr) string {
	if tag.typ == nil {
		if isInterface(f.typeOf(x)) {
			return f.caseCond(operand{"true", boolType}, x)
		}
		return f.set(f.boolean(x))
	}
	if f.tv(x).IsNil() {
		return f.isNil(tag, false)
	}
	if isInterface(tag.typ) || isInterface(f.typeOf(x)) {
		a := f.setAny(tag)
		b := f.conv(x, anyType)
		return f.set(fmt.Sprintf("%s(%s, %s)", f.l.helper("Eq"), a, b))
	}
	if f.tv(x).Value != nil {
		return f.equal(tag.text, f.conv(x, tag.typ), tag.typ, false)
	}
	t := comparedAs(tag.typ, f.typeOf(x))
	return f.equal(f.convert(tag, t), f.conv(x, t), t, false)
}

func (f *fn) typeSwitch(s *ast.TypeSwitchStmt, label *types.Label) {
	f.w("{")
	f.stmt(s.Init, nil)
	f.at(s)
	var e ast.Expr
	switch a := s.Assign.(type) {
	case *ast.AssignStmt:
		e = a.Rhs[0].(*ast.TypeAssertExpr).X
	case *ast.ExprStmt:
		e = ast.Unparen(a.X).(*ast.TypeAssertExpr).X
	}
	x := f.temp(e)
	vals := make([]*typeCase, len(s.Body.List))
	for i, c := range s.Body.List {
		vals[i] = f.typeCase(c.(*ast.CaseClause), x)
	}
	sel := f.choice(s.Body, func(i int, t ast.Expr) string { return f.typeCond(x, t, vals[i]) })
	f.clauses(label, len(s.Body.List), sel, func(i int) {
		cc := s.Body.List[i].(*ast.CaseClause)
		if o := f.src.info.Implicits[cc]; o != nil {
			f.declare(o, vals[i].text)
		}
		f.block(cc.Body)
	})
	f.w("}")
}

// typeCase is what the symbol of a type switch means in one clause.
type typeCase struct {
	text string // its value once the clause was chosen
	own  bool   // the clause's type is one concrete type: text is set by the test
}

func (f *fn) typeCase(cc *ast.CaseClause, x operand) *typeCase {
	if len(cc.List) != 1 || f.tv(cc.List[0]).IsNil() {
		return &typeCase{text: x.text}
	}
	return &typeCase{text: f.zero(f.typeOf(cc.List[0])), own: true}
}

// typeCond tests for one type of a clause, as bool.
func (f *fn) typeCond(x operand, t ast.Expr, c *typeCase) string {
	f.at(t)
	if f.tv(t).IsNil() {
		return f.isNil(x, false)
	}
	v, ok := f.assertOK(x, f.typeOf(t))
	if c.own {
		f.w("%s = %s", c.text, v)
	}
	return ok
}
