// This file brings evaluation into the compiler's order. The language leaves open whether f(x, g()) reads the variable x before or after the call
// of g; the compiler makes all calls of a statement first.

package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// callsFirst makes the calls in expressions that are evaluated one after the other, where the value of one that stands before could depend on
// that. The expressions themselves then find the calls' values.
func (f *fn) callsFirst(list ...ast.Expr) {
	if !f.readsBeforeCall(list) {
		return
	}
	for _, e := range list {
		f.eachCall(e, func(c ast.Expr) {
			v := f.expr(c)
			if !isName(v) {
				v = f.setTyped(f.ownType(c), v)
			}
			if f.called == nil {
				f.called = map[ast.Expr]string{}
			}
			f.called[c] = v
		})
	}
}

// readsBeforeCall reports whether an expression that reads what a call may change stands before one with a call.
func (f *fn) readsBeforeCall(list []ast.Expr) bool {
	reads := false
	for _, e := range list {
		if e == nil {
			continue
		}
		if reads && hasCallIn(e) {
			changes := false
			f.eachCall(e, func(c ast.Expr) { changes = changes || f.changes(c) })
			if changes {
				return true
			}
		}
		reads = reads || f.readsChangeable(e)
	}
	return false
}

// eachCall visits the outermost calls and receives in e. What && and || evaluate only sometimes is visited with them, as a whole.
func (f *fn) eachCall(e ast.Expr, visit func(ast.Expr)) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				visit(n)
				return false
			}
		case *ast.BinaryExpr:
			if (n.Op == token.LAND || n.Op == token.LOR) && hasCallIn(n) && f.tv(n).Value == nil {
				visit(n)
				return false
			}
		case *ast.CallExpr:
			if f.tv(n).Value != nil {
				return false
			}
			if f.isCall(n) {
				visit(n)
				return false
			}
		}
		return true
	})
}

// isCall reports whether a call isn't a conversion.
func (f *fn) isCall(e *ast.CallExpr) bool { return !f.tv(e.Fun).IsType() && !f.isTuple(e) }

// changes reports whether what eachCall visits can change a variable: predeclared functions that only compute can't.
func (f *fn) changes(e ast.Expr) bool {
	c, ok := e.(*ast.CallExpr)
	if !ok {
		return true
	}
	switch f.builtin(c.Fun) {
	case "", "append", "copy", "recover":
		return true
	}
	return slices.ContainsFunc(c.Args, func(a ast.Expr) bool { return hasCallIn(a) })
}

// readsChangeable reports whether e reads, outside of calls, what a call can change: not a constant, and not a local that no function and no
// pointer shares.
func (f *fn) readsChangeable(e ast.Expr) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		if found {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			return !f.isCall(n)
		case *ast.StarExpr, *ast.IndexExpr, *ast.SliceExpr:
			if x, ok := n.(ast.Expr); ok && !f.tv(x).IsType() && f.tv(x).Value == nil {
				found = true
			}
		case *ast.SelectorExpr:
			if s := f.src.info.Selections[n]; s != nil && s.Kind() == types.FieldVal {
				found = true
			}
		case *ast.KeyValueExpr:
			if _, field := n.Key.(*ast.Ident); field && f.tv(n.Key).Type == nil {
				found = f.readsChangeable(n.Value)
				return false
			}
		case *ast.Ident:
			if v, ok := f.object(n).(*types.Var); ok && !v.IsField() {
				x, local := f.decl.locals[v]
				found = !local || x.boxed
			}
		}
		return !found
	})
	return found
}
