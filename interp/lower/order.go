// This file brings evaluation into the compiler's order. The language leaves open whether f(x, g()) reads the variable x before or after the call
// of g; the compiler makes all calls of a statement first.

package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"runtime"
	"slices"
)

// callsFirst makes the calls in expressions that are evaluated one after the other, where the value of one that stands before could depend on
// that. The expressions themselves then find the calls' values.
func (f *fn) callsFirst(list ...ast.Expr) { f.callsFirstAs(nil, list...) }

// callsFirstAs is callsFirst for expressions that become values of other types: the compiler copies what becomes an interface where it stands.
func (f *fn) callsFirstAs(to func(i int) types.Type, list ...ast.Expr) {
	if !f.readsBeforeCall(list) {
		return
	}
	for i, e := range list {
		if to != nil && isInterface(to(i)) && f.copied(e) {
			f.evaluate(e)
			continue
		}
		f.eachCall(e, f.evaluate)
	}
}

// evaluate computes the value that lowering e will find.
func (f *fn) evaluate(e ast.Expr) {
	v := f.expr(e)
	if !isName(v) {
		v = f.setTyped(f.ownType(e), v)
	}
	if f.called == nil {
		f.called = map[ast.Expr]string{}
	}
	f.called[e] = v
}

// copied reports whether the compiler copies a value before it makes an interface of it, instead of reading it at last: not words and strings,
// and not what it can point at.
func (f *fn) copied(e ast.Expr) bool {
	t := f.ownType(e)
	if f.tv(e).Value != nil || f.tv(e).IsNil() || isInterface(t) || f.isTuple(e) || f.points(e) {
		return false
	}
	for {
		switch u := t.Underlying().(type) {
		case *types.Struct:
			if u.NumFields() == 1 {
				t = u.Field(0).Type()
				continue
			}
		case *types.Array:
			if u.Len() == 1 {
				t = u.Elem()
				continue
			}
		case *types.Slice:
			return false
		case *types.Basic:
			const oneByte, twoWords = 1, 16
			size := sizeof(u)
			return u.Info()&types.IsString == 0 && (size == oneByte || size == twoWords)
		}
		return true
	}
}

func sizeof(t types.Type) int64 { return types.SizesFor("gc", runtime.GOARCH).Sizeof(t) }

// fitsRegisters reports whether the compiler keeps local variables of a type out of memory.
func fitsRegisters(t types.Type) bool {
	const words = 4
	switch u := t.Underlying().(type) {
	case *types.Array:
		return u.Len() == 0 || u.Len() == 1 && fitsRegisters(u.Elem())
	case *types.Struct:
		for i := range u.NumFields() {
			if i == words || !fitsRegisters(u.Field(i).Type()) {
				return false
			}
		}
		return sizeof(u) <= words*sizeof(types.Typ[types.Uintptr])
	}
	return true
}

// points reports whether e is, or is part of, a variable in memory, or lies behind a pointer: the compiler reads it late.
func (f *fn) points(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, ok := f.object(e).(*types.Var)
		return ok && (f.decl.locals[v] == nil || !fitsRegisters(f.typeOf(e)))
	case *ast.StarExpr:
		return true
	case *ast.SelectorExpr:
		s := f.src.info.Selections[e]
		if s == nil {
			return true // of a package
		}
		_, pointer := f.typeOf(e.X).Underlying().(*types.Pointer)
		return s.Kind() == types.FieldVal && (pointer || s.Indirect() || f.points(e.X))
	case *ast.IndexExpr:
		switch f.typeOf(e.X).Underlying().(type) {
		case *types.Slice, *types.Pointer:
			return true
		case *types.Array:
			return f.points(e.X)
		}
	}
	return false
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

// eachCall visits what the compiler evaluates where it stands: the outermost calls, receives, slices and assertions in e, and structs that are
// compared. What && and || evaluate only sometimes is visited with them, as a whole.
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
			for _, x := range f.structsCompared(n) {
				if f.copied(x) {
					visit(x)
				} else {
					f.eachCall(x, visit)
				}
			}
			return len(f.structsCompared(n)) == 0
		case *ast.SliceExpr:
			visit(n)
			return false
		case *ast.TypeAssertExpr:
			visit(n)
			return false
		case *ast.CallExpr:
			if f.tv(n).Value != nil {
				return false
			}
			if f.tv(n.Fun).IsType() && isInterface(f.typeOf(n.Fun)) && f.copied(n.Args[0]) {
				visit(n.Args[0])
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

// structsCompared are the operands of a comparison of structs or arrays.
func (f *fn) structsCompared(e *ast.BinaryExpr) []ast.Expr {
	if e.Op != token.EQL && e.Op != token.NEQ || f.tv(e.X).IsNil() {
		return nil
	}
	switch f.typeOf(e.X).Underlying().(type) {
	case *types.Struct, *types.Array:
		return []ast.Expr{e.X, e.Y}
	}
	return nil
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
