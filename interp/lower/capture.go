// This file finds the variables that live in boxes: those that a nested
// function uses and those whose address is taken.

package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

type captures struct {
	f     *fn
	owner map[*types.Var]ast.Node
	stack []ast.Node
}

// findBoxes fills f's declaration for one body. Parameters and results are
// owned by outer; with a defer the body is a nested function of its own.
func (f *fn) findBoxes(params []*types.Var, body *ast.BlockStmt) {
	f.decl.body = body
	c := &captures{f: f, owner: map[*types.Var]ast.Node{}}
	outer := &ast.BadStmt{}
	c.function(outer, params, body)
}

// findBoxesIn is findBoxes for the initial value of a package-level variable.
func (f *fn) findBoxesIn(e ast.Expr) {
	c := &captures{f: f, owner: map[*types.Var]ast.Node{}, stack: []ast.Node{&ast.BadStmt{}}}
	c.visit(e)
}

// function visits a body whose parameters belong to node.
func (c *captures) function(node ast.Node, params []*types.Var, body *ast.BlockStmt) {
	c.stack = append(c.stack, node)
	for _, p := range params {
		c.owner[p] = node
	}
	if hasDefer(c.f, body) {
		c.stack = append(c.stack, body)
	}
	c.visit(body)
	if hasDefer(c.f, body) {
		c.stack = c.stack[:len(c.stack)-1]
	}
	c.stack = c.stack[:len(c.stack)-1]
}

func (c *captures) visit(n ast.Node) {
	ast.Inspect(n, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.FuncLit:
			c.function(x, signatureVars(c.f.src.info.TypeOf(x).(*types.Signature)), x.Body)
			return false
		case *ast.RangeStmt:
			if !c.f.overFunc(x) {
				return true
			}
			c.rangeFunc(x)
			return false
		case *ast.CaseClause:
			if v, ok := c.f.src.info.Implicits[x].(*types.Var); ok {
				c.owner[v] = c.current()
			}
		case *ast.Ident:
			c.ident(x)
		case *ast.UnaryExpr:
			if x.Op == token.AND {
				c.addressed(x.X)
			}
		case *ast.SliceExpr:
			if _, ok := c.f.typeOf(x.X).Underlying().(*types.Array); ok {
				c.addressed(x.X)
			}
		case *ast.SelectorExpr:
			c.selector(x)
		}
		return true
	})
}

func (c *captures) rangeFunc(x *ast.RangeStmt) {
	c.visit(x.X)
	c.stack = append(c.stack, x)
	if x.Key != nil {
		c.visit(x.Key)
	}
	if x.Value != nil {
		c.visit(x.Value)
	}
	c.visit(x.Body)
	c.stack = c.stack[:len(c.stack)-1]
}

func (c *captures) current() ast.Node { return c.stack[len(c.stack)-1] }

func (c *captures) ident(x *ast.Ident) {
	if v, ok := c.f.src.info.Defs[x].(*types.Var); ok && !v.IsField() {
		c.owner[v] = c.current()
	}
	if v, ok := c.f.src.info.Uses[x].(*types.Var); ok && !v.IsField() {
		if o, ok := c.owner[v]; ok && o != c.current() {
			c.f.decl.boxed[v] = true
		}
	}
}

// addressed marks the variable whose memory e denotes.
func (c *captures) addressed(e ast.Expr) {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := c.f.object(e).(*types.Var); ok {
			c.f.decl.boxed[v] = true
		}
	case *ast.SelectorExpr:
		if s := c.f.src.info.Selections[e]; s != nil && s.Kind() == types.FieldVal && !s.Indirect() {
			c.addressed(e.X)
		}
	case *ast.IndexExpr:
		if _, ok := c.f.typeOf(e.X).Underlying().(*types.Array); ok {
			c.addressed(e.X)
		}
	}
}

// selector marks what an implicit & needs: methods with pointer receivers and
// the accessors of unexported fields.
func (c *captures) selector(x *ast.SelectorExpr) {
	s := c.f.src.info.Selections[x]
	if s == nil || s.Kind() == types.MethodExpr {
		return
	}
	if _, ok := pointee(c.f.typeOf(x.X)); ok {
		return
	}
	if s.Kind() == types.MethodVal {
		// Whether a type argument's method wants a pointer isn't known from
		// the constraint, so there every addressable receiver counts.
		_, wants := s.Obj().(*types.Func).Signature().Recv().Type().(*types.Pointer)
		_, param := types.Unalias(c.f.src.info.TypeOf(x.X)).(*types.TypeParam)
		if wants || param {
			c.addressed(x.X)
		}
		return
	}
}

func signatureVars(s *types.Signature) []*types.Var {
	var vs []*types.Var
	if s.Recv() != nil {
		vs = append(vs, s.Recv())
	}
	for v := range s.Params().Variables() {
		vs = append(vs, v)
	}
	for v := range s.Results().Variables() {
		vs = append(vs, v)
	}
	return vs
}

// hasDefer reports whether a function defers, in loops over functions too.
func hasDefer(f *fn, body *ast.BlockStmt) (found bool) {
	ast.Inspect(body, func(x ast.Node) bool {
		switch x.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			found = true
		}
		return !found
	})
	return found
}

// returnsFromLoop reports whether a return stands in a range over a function.
func (f *fn) returnsFromLoop(body *ast.BlockStmt) (found bool) {
	var visit func(n ast.Node, inside bool)
	visit = func(n ast.Node, inside bool) {
		ast.Inspect(n, func(x ast.Node) bool {
			switch x := x.(type) {
			case *ast.FuncLit:
				return false
			case *ast.RangeStmt:
				if x != n {
					visit(x, inside || f.overFunc(x))
					return false
				}
			case *ast.ReturnStmt:
				found = found || inside
			}
			return true
		})
	}
	visit(body, false)
	return found
}

// callsRecover reports whether a function calls recover itself.
func callsRecover(f *fn, body *ast.BlockStmt) (found bool) {
	ast.Inspect(body, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			found = found || f.builtin(x.Fun) == "recover"
		}
		return !found
	})
	return found
}

func (f *fn) overFunc(x *ast.RangeStmt) bool {
	t := f.typeOf(x.X)
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Signature)
	return ok
}
