// This file holds what is known of the variables of a loop, so that no element is checked that can't be out of range.

package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// facts are about local variables that no statement of their loop assigns to but its own post statement. A name is that of one variable
// of lowered code; what is known of it holds wherever it can be mentioned.
type facts struct {
	positive map[string]bool    // it isn't below zero
	within   map[[2]string]bool // an index, and the slice, string or array that it is in range of
	made     map[string]bool    // a map that isn't nil
}

func (k *facts) know(index, base string) {
	if k.positive == nil {
		k.positive, k.within = map[string]bool{}, map[[2]string]bool{}
	}
	k.positive[index] = true
	if base != "" {
		k.within[[2]string{index, base}] = true
	}
}

// learn takes what a counting loop says of its variable: for i := 0; i < len(x); i++.
func (f *fn) learn(s *ast.ForStmt) {
	init, ok := s.Init.(*ast.AssignStmt)
	if !ok || init.Tok != token.DEFINE || len(init.Lhs) != 1 || !f.countsUp(s.Post) {
		return
	}
	id, _ := init.Lhs[0].(*ast.Ident)
	from := f.tv(init.Rhs[0]).Value
	i := f.steady(id, s.Body)
	if i == "" || from == nil || from.Kind() != constant.Int || constant.Sign(from) < 0 {
		return
	}
	f.decl.facts.know(i, "")
	if cond, ok := s.Cond.(*ast.BinaryExpr); ok && cond.Op == token.LSS && f.isIdent(cond.X, id) {
		f.decl.facts.know(i, f.lengthOf(cond.Y, s.Body))
	}
}

// countsUp reports whether a post statement makes its variable larger.
func (f *fn) countsUp(post ast.Stmt) bool {
	switch s := post.(type) {
	case *ast.IncDecStmt:
		return s.Tok == token.INC
	case *ast.AssignStmt:
		if s.Tok == token.ADD_ASSIGN {
			v := f.tv(s.Rhs[0]).Value
			return v != nil && v.Kind() == constant.Int && constant.Sign(v) > 0
		}
	}
	return false
}

// learnMade notes a map that is made where it is declared, and never assigned to: it isn't nil.
func (f *fn) learnMade(o types.Object, value ast.Expr) {
	v, ok := o.(*types.Var)
	if !ok || f.decl.body == nil {
		return
	}
	x := f.decl.locals[v]
	if _, isMap := v.Type().Underlying().(*types.Map); !isMap || x == nil || x.boxed || f.assigned(v, f.decl.body) {
		return
	}
	_, literal := ast.Unparen(value).(*ast.CompositeLit)
	if call, ok := ast.Unparen(value).(*ast.CallExpr); literal || ok && f.builtin(call.Fun) == "make" {
		if f.decl.facts.made == nil {
			f.decl.facts.made = map[string]bool{}
		}
		f.decl.facts.made[x.name] = true
	}
}

// notNegative reports whether an integer can't be below zero: a length, a counter, a remainder or a quotient of such.
func (f *fn) notNegative(e ast.Expr) bool {
	e = ast.Unparen(e)
	if v := f.tv(e).Value; v != nil {
		return v.Kind() == constant.Int && constant.Sign(v) >= 0
	}
	switch e := e.(type) {
	case *ast.Ident:
		if v, ok := f.object(e).(*types.Var); ok && f.decl.locals[v] != nil {
			return f.decl.facts.positive[f.decl.locals[v].name]
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.REM:
			return f.notNegative(e.X)
		case token.QUO:
			return f.notNegative(e.X) && f.notNegative(e.Y)
		}
	case *ast.CallExpr:
		name := f.builtin(e.Fun)
		return name == "len" || name == "cap"
	}
	return false
}

// lengthOf is the local slice, string or array whose length e is, if the body of a loop doesn't assign to it; else empty.
func (f *fn) lengthOf(e ast.Expr, body *ast.BlockStmt) string {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || f.builtin(call.Fun) != "len" {
		return ""
	}
	return f.steady(call.Args[0], body)
}

// steady is the lowered name of a local variable that e names and that the body of a loop doesn't assign to; else empty.
func (f *fn) steady(e ast.Expr, body *ast.BlockStmt) string {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return ""
	}
	v, ok := f.object(id).(*types.Var)
	if !ok {
		return ""
	}
	x := f.decl.locals[v]
	if x == nil || x.boxed || x.owner != f || f.assigned(v, body) {
		return ""
	}
	return x.name
}

// assigned reports whether a statement assigns to v, which lives in no box: no closure and no pointer changes it.
func (f *fn) assigned(v *types.Var, body *ast.BlockStmt) (found bool) {
	is := func(e ast.Expr) bool {
		id, ok := e.(*ast.Ident)
		return ok && f.src.info.Uses[id] == types.Object(v)
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, x := range n.Lhs {
				found = found || is(ast.Unparen(x))
			}
		case *ast.IncDecStmt:
			found = found || is(ast.Unparen(n.X))
		case *ast.RangeStmt:
			found = found || n.Key != nil && is(n.Key) || n.Value != nil && is(n.Value)
		}
		return !found
	})
	return found
}

func (f *fn) isIdent(e ast.Expr, id *ast.Ident) bool {
	x, ok := ast.Unparen(e).(*ast.Ident)
	return ok && f.object(x) == f.object(id)
}

// alias lets a variable of a range clause be the loop's own counter, or what else holds the value, where the body doesn't assign to it.
func (f *fn) alias(v *types.Var, value operand, body *ast.BlockStmt) bool {
	t := f.l.subst(v.Type(), f.env)
	if !isName(value.text) || f.decl.boxed[v] || f.src.promoted[v] != nil || !types.Identical(t, value.typ) || f.assigned(v, body) {
		return false
	}
	f.decl.locals[v] = &local{name: value.text, typ: f.l.typ(t), owner: f}
	return true
}

// learnRange takes what for i := range x says of its key.
func (f *fn) learnRange(s *ast.RangeStmt) {
	if s.Key == nil || s.Tok != token.DEFINE {
		return
	}
	if i := f.steady(s.Key, s.Body); i != "" {
		f.decl.facts.know(i, f.steady(s.X, s.Body))
	}
}

// bare is an operand without the brackets around all of it. To assign it so saves the executor a copy.
func bare(s string) string {
	if !strings.HasPrefix(s, "(") || strings.ContainsAny(s, "\"'`") {
		return s
	}
	depth := 0
	for i, r := range s {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 && i < len(s)-1 {
				return s
			}
		}
	}
	if depth != 0 || strings.HasPrefix(s, "(*") {
		return s
	}
	return s[1 : len(s)-1]
}
