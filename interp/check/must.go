// This file finds the calls whose error was left out and wraps them, so that the error is checked.

package check

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/astutil"
)

const (
	mustPrefix    = "·must"
	mustErrorName = "·mustError"
	dropName      = "·drop"
	maxMust       = 8 // values besides the error
)

var errorType = types.Universe.Lookup("error").Type()

// newShellObjects makes the pseudo functions and types that rewritten cells mention; they are never called.
func newShellObjects() *types.Scope {
	p := types.NewPackage("ormsh", "ormsh")
	empty := types.NewInterfaceType(nil, nil)
	variadic := types.NewTuple(types.NewParam(token.NoPos, p, "", types.NewSlice(empty)))
	oneError := types.NewTuple(types.NewParam(token.NoPos, p, "", errorType))
	for _, obj := range []types.Object{
		types.NewFunc(token.NoPos, p, showName, types.NewSignatureType(nil, nil, nil, variadic, nil, true)),
		types.NewFunc(token.NoPos, p, dropName, types.NewSignatureType(nil, nil, nil, variadic, nil, true)),
		types.NewFunc(token.NoPos, p, mustErrorName, types.NewSignatureType(nil, nil, nil, oneError, nil, false)),
		types.NewTypeName(token.NoPos, p, boolName, types.Typ[types.Bool]),
		types.NewTypeName(token.NoPos, p, errorName, errorType),
		types.NewConst(token.NoPos, p, trueName, types.Typ[types.UntypedBool], constant.MakeBool(true)),
		types.NewConst(token.NoPos, p, falseName, types.Typ[types.UntypedBool], constant.MakeBool(false)),
	} {
		p.Scope().Insert(obj)
	}
	for n := 1; n <= maxMust; n++ {
		var tparams []*types.TypeParam
		var in, out []*types.Var
		for i := range n {
			t := types.NewTypeParam(types.NewTypeName(token.NoPos, p, fmt.Sprintf("T%d", i), nil), empty)
			tparams = append(tparams, t)
			in = append(in, types.NewParam(token.NoPos, p, "", t))
			out = append(out, types.NewParam(token.NoPos, p, "", t))
		}
		in = append(in, types.NewParam(token.NoPos, p, "", errorType))
		sig := types.NewSignatureType(nil, nil, tparams, types.NewTuple(in...), types.NewTuple(out...), false)
		p.Scope().Insert(types.NewFunc(token.NoPos, p, fmt.Sprint(mustPrefix, n), sig))
	}
	return p.Scope()
}

// wrapLeftOut wraps the calls in the statement, outside function literals, whose error was left out, as far as go/types could tell
// their types, and reports whether there were any. A call that only gets its type by this is wrapped the next time.
func (a *attempt) wrapLeftOut() bool {
	if a.fn == nil {
		return a.wrapVars()
	}
	if a.show != nil && len(a.show.Args) == 1 {
		if call, ok := ast.Unparen(a.show.Args[0]).(*ast.CallExpr); ok && a.hasNothingToShow(call) {
			a.unshow()
			return true
		}
	}
	return a.wrapIn(a.fn.Body)
}

// wrapVars does the same for the initial values of package-level variables.
func (a *attempt) wrapVars() bool {
	wrapped := false
	for _, d := range a.decls {
		if d, ok := d.(*ast.GenDecl); ok && d.Tok == token.VAR {
			wrapped = a.wrapIn(d) || wrapped
		}
	}
	return wrapped
}

func (a *attempt) wrapIn(root ast.Node) bool {
	wrapped := false
	astutil.Apply(root, func(c *astutil.Cursor) bool {
		switch n := c.Node().(type) {
		case *ast.FuncLit:
			return false
		case *ast.RangeStmt:
			wrapped = a.wrapRange(n) || wrapped
		case *ast.CallExpr:
			if _, done := a.must[n]; done {
				return true
			}
			if kind, ok := a.leftOut(n, c); ok && !a.isWrapped(c.Parent()) {
				c.Replace(a.wrapper(n, kind))
				wrapped = true
			}
		}
		return true
	}, nil)
	return wrapped
}

func (a *attempt) isWrapped(parent ast.Node) bool {
	call, ok := parent.(*ast.CallExpr)
	if !ok {
		return false
	}
	_, done := a.must[call]
	return done
}

// wrapper is the call of a pseudo function around call, whose results have been checked already.
func (a *attempt) wrapper(x ast.Expr, kind MustKind) *ast.CallExpr {
	name := mustErrorName
	switch kind {
	case DropValue:
		name = dropName
	case MustValue:
		name = fmt.Sprint(mustPrefix, len(a.results(x))-1)
	}
	w := &ast.CallExpr{Fun: &ast.Ident{Name: name, NamePos: x.Pos()}, Lparen: x.Pos(), Args: []ast.Expr{x}, Rparen: x.End()}
	a.must[w] = kind
	return w
}

// results are the types that a call gives; nil if go/types could not tell or it is a conversion.
func (a *attempt) results(x ast.Expr) []types.Type {
	call, ok := x.(*ast.CallExpr)
	if !ok {
		return nil
	}
	tv, ok := a.info.Types[call]
	if !ok || a.info.Types[call.Fun].IsType() || tv.Type == nil {
		return nil
	}
	tuple, ok := tv.Type.(*types.Tuple)
	if !ok {
		return []types.Type{tv.Type}
	}
	var ts []types.Type
	for v := range tuple.Variables() {
		ts = append(ts, v.Type())
	}
	return ts
}

// leftOut decides whether Go wants one value less than the call gives, the last being an error, or whether nobody takes it.
func (a *attempt) leftOut(call *ast.CallExpr, c *astutil.Cursor) (MustKind, bool) {
	results := a.results(call)
	n := len(results)
	if n == 0 || n > maxMust+1 || !types.Identical(results[n-1], errorType) {
		return 0, false
	}
	switch p := c.Parent().(type) {
	case *ast.ExprStmt:
		if n == 1 {
			return MustError, true
		}
		return DropValue, true
	case *ast.GoStmt, *ast.DeferStmt, *ast.ReturnStmt:
		return 0, false
	case *ast.AssignStmt:
		return MustValue, n > 1 && (len(p.Rhs) > 1 && n == 2 || len(p.Rhs) == 1 && len(p.Lhs) == n-1)
	case *ast.ValueSpec:
		return MustValue, n > 1 && (len(p.Values) > 1 && n == 2 || len(p.Values) == 1 && len(p.Names) == n-1)
	case *ast.CallExpr:
		if len(p.Args) == 1 && c.Name() == "Args" {
			return MustValue, n > 1 && a.wantsLess(p, results)
		}
	}
	return MustValue, n == 2
}

// wantsLess reports whether the call outer, whose only argument gives results, can take them without the last but not as they are.
func (a *attempt) wantsLess(outer *ast.CallExpr, results []types.Type) bool {
	n := len(results)
	if outer == a.show {
		return true
	}
	tv := a.info.Types[outer.Fun]
	if tv.IsType() || outer.Ellipsis.IsValid() {
		return n == 2
	}
	if id, ok := ast.Unparen(outer.Fun).(*ast.Ident); ok && tv.IsBuiltin() {
		spreads := id.Name == "print" || id.Name == "println" || id.Name == "append" || id.Name == "min" || id.Name == "max"
		return n == 2 && !spreads
	}
	if tv.Type == nil {
		return n == 2
	}
	sig, ok := tv.Type.Underlying().(*types.Signature)
	if !ok {
		return false
	}
	return !accepts(sig, results) && accepts(sig, results[:n-1])
}

// accepts reports whether a function takes arguments of these types.
func accepts(sig *types.Signature, args []types.Type) bool {
	params := sig.Params()
	if len(args) < params.Len() && !(sig.Variadic() && len(args) == params.Len()-1) || len(args) > params.Len() && !sig.Variadic() {
		return false
	}
	for i, arg := range args {
		var want types.Type
		if sig.Variadic() && i >= params.Len()-1 {
			want = params.At(params.Len() - 1).Type().(*types.Slice).Elem()
		} else {
			want = params.At(i).Type()
		}
		if sig.TypeParams().Len() == 0 && !types.AssignableTo(arg, want) {
			return false
		}
	}
	return true
}

// wrapRange checks the errors of `for x := range seq` over an iter.Seq2[T, error]: the error becomes a second variable.
func (a *attempt) wrapRange(s *ast.RangeStmt) bool {
	if s.Value != nil || !isSeqOfErrors(a.info.TypeOf(s.X)) {
		return false
	}
	pos := s.Body.Lbrace
	ident := func(name string) *ast.Ident { return &ast.Ident{Name: name, NamePos: pos} }
	check := ident("·rangeErr")
	body := []ast.Stmt{&ast.ExprStmt{X: a.wrapper(check, MustError)}}
	if s.Key == nil {
		s.Key = ident("_")
	} else if s.Tok == token.ASSIGN {
		body = append(body, &ast.AssignStmt{Lhs: []ast.Expr{s.Key}, TokPos: s.TokPos, Tok: token.ASSIGN, Rhs: []ast.Expr{ident("·rangeKey")}})
		s.Key = ident("·rangeKey")
	}
	s.Tok, s.Value = token.DEFINE, ident("·rangeErr")
	inner := &ast.BlockStmt{Lbrace: pos, List: s.Body.List, Rbrace: s.Body.Rbrace}
	s.Body = &ast.BlockStmt{Lbrace: pos, List: append(body, inner), Rbrace: s.Body.Rbrace}
	return true
}

func isSeqOfErrors(t types.Type) bool {
	if t == nil {
		return false
	}
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || sig.Params().Len() != 1 || sig.Results().Len() != 0 {
		return false
	}
	yield, ok := sig.Params().At(0).Type().Underlying().(*types.Signature)
	return ok && yield.Params().Len() == 2 && types.Identical(yield.Params().At(1).Type(), errorType)
}

// hasNothingToShow reports whether the last expression, a call, is only run: it has no value, its only one is an error nobody
// takes, or it prints.
func (a *attempt) hasNothingToShow(call *ast.CallExpr) bool {
	if _, done := a.must[call]; done {
		return false
	}
	if a.info.Types[call].IsVoid() {
		return true
	}
	results := a.results(call)
	path, name := a.callee(call)
	if len(results) == 1 && types.Identical(results[0], errorType) {
		return !makesErrors(path, name)
	}
	return prints(path, name)
}

// callee names the package-level function of a host package that call calls, if it is one.
func (a *attempt) callee(call *ast.CallExpr) (path, name string) {
	var id *ast.Ident
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		return "", ""
	}
	fn, ok := a.info.Uses[id].(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Signature().Recv() != nil {
		return "", ""
	}
	return fn.Pkg().Path(), fn.Name()
}

// makesErrors reports whether a function's error is its product, not its failure.
func makesErrors(path, name string) bool {
	return path == "errors" && (name == "New" || name == "Join" || name == "Unwrap") || path == "fmt" && name == "Errorf"
}

func prints(path, name string) bool {
	if path != "fmt" {
		return false
	}
	switch name {
	case "Print", "Printf", "Println", "Fprint", "Fprintf", "Fprintln":
		return true
	}
	return false
}
