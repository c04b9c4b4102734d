// This file rewrites what the shell reads beyond Go: top-level returns, values shown, `_` for the last result, and := that
// assigns to live variables. Names that start with a middle dot can't be typed, so they meet no name of the user.

package check

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/astutil"
)

const (
	showName  = "·show"
	boolName  = "·bool"
	errorName = "·error"
	trueName  = "·true"
	falseName = "·false"
)

func paramType(name string) string { return "·type·" + name }

// rewriteReturns gives the function of a statement that returns the results (ended bool, err error).
func (a *attempt) rewriteReturns() {
	if !has(&ast.File{Name: a.file.Name, Decls: []ast.Decl{a.fn}}, isReturn) {
		return
	}
	a.returns = true
	pos := a.fn.Body.Lbrace
	a.fn.Type.Results = &ast.FieldList{List: []*ast.Field{
		{Type: &ast.Ident{Name: boolName, NamePos: pos}}, {Type: &ast.Ident{Name: errorName, NamePos: pos}},
	}}
	astutil.Apply(a.fn.Body, func(c *astutil.Cursor) bool {
		switch n := c.Node().(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == 0 {
				n.Results = []ast.Expr{noError(n.Return)}
			}
			n.Results = append([]ast.Expr{&ast.Ident{Name: trueName, NamePos: n.Return}}, n.Results...)
		}
		return true
	}, nil)
	end := a.fn.Body.Rbrace
	a.fn.Body.List = append(a.fn.Body.List,
		&ast.ReturnStmt{Return: end, Results: []ast.Expr{&ast.Ident{Name: falseName, NamePos: end}, noError(end)}})
}

// noError is a nil error as an expression.
func noError(pos token.Pos) ast.Expr {
	return &ast.CallExpr{Fun: &ast.Ident{Name: errorName, NamePos: pos}, Lparen: pos,
		Args: []ast.Expr{&ast.Ident{Name: "nil", NamePos: pos}}, Rparen: pos}
}

// addParams makes a parameter of each live variable that a top-level := with a new name beside it names too: then Go's own
// rule for := assigns to it.
func (a *attempt) addParams() {
	a.params = map[*ast.Ident]*types.Var{}
	made := map[string]bool{}
	for _, s := range a.fn.Body.List {
		assign, ok := s.(*ast.AssignStmt)
		if !ok || assign.Tok != token.DEFINE {
			continue
		}
		var live []*ast.Ident
		fresh := false
		for _, x := range assign.Lhs {
			id, ok := x.(*ast.Ident)
			if !ok || id.Name == "_" {
				continue
			}
			b, _ := a.lookup(id.Name)
			if v, ok := b.obj.(*types.Var); ok && IsLive(v) && !made[id.Name] {
				live = append(live, id)
			} else {
				fresh = true
			}
		}
		if !fresh {
			continue
		}
		for _, id := range live {
			made[id.Name] = true
			b, _ := a.lookup(id.Name)
			param := &ast.Ident{Name: id.Name, NamePos: a.fn.Type.Params.Opening}
			a.params[param] = b.obj.(*types.Var)
			a.fn.Type.Params.List = append(a.fn.Type.Params.List,
				&ast.Field{Names: []*ast.Ident{param}, Type: &ast.Ident{Name: paramType(id.Name), NamePos: param.NamePos}})
		}
	}
}

// addShow puts the expressions that end the cell into one call, which takes any values. finishShow turns it into an assignment.
func (a *attempt) addShow() {
	if len(a.exprs) == 0 {
		return
	}
	for i, x := range a.exprs {
		if id, ok := ast.Unparen(x).(*ast.Ident); ok && id.Name == "nil" {
			if _, taken := a.lookup("nil"); !taken { // an untyped nil has no type to show
				empty := &ast.InterfaceType{Interface: id.NamePos, Methods: &ast.FieldList{Opening: id.NamePos, Closing: id.NamePos}}
				a.exprs[i] = &ast.CallExpr{Fun: &ast.ParenExpr{Lparen: id.NamePos, X: empty, Rparen: id.NamePos}, Lparen: id.NamePos,
					Args: []ast.Expr{id}, Rparen: id.End()}
			}
		}
	}
	first, last := a.exprs[0], a.exprs[len(a.exprs)-1]
	a.show = &ast.CallExpr{Fun: &ast.Ident{Name: showName, NamePos: first.Pos()}, Lparen: first.Pos(), Args: a.exprs, Rparen: last.End()}
	a.fn.Body.List = append(a.fn.Body.List, &ast.ExprStmt{X: a.show})
}

// unshow makes the shown expression, a single call, a plain statement: it has no value, or none that is worth showing.
func (a *attempt) unshow() {
	for i, stmt := range a.fn.Body.List {
		if e, ok := stmt.(*ast.ExprStmt); ok && e.X == a.show {
			a.fn.Body.List[i] = &ast.ExprStmt{X: a.show.Args[0]}
		}
	}
	a.show, a.exprs = nil, nil
}

// finishShow turns the call that collected the shown expressions into an assignment to the variables _N, _N_2, ...
func (a *attempt) finishShow(u *Unit) {
	if a.show == nil {
		return
	}
	var shown []types.Type
	for _, x := range a.show.Args {
		if tuple, ok := a.info.TypeOf(x).(*types.Tuple); ok {
			for v := range tuple.Variables() {
				shown = append(shown, v.Type())
			}
			continue
		}
		shown = append(shown, types.Default(a.info.TypeOf(x)))
	}
	assign := &ast.AssignStmt{TokPos: a.show.Pos(), Tok: token.DEFINE, Rhs: a.show.Args}
	for i, t := range shown {
		name := fmt.Sprintf("_%d", a.cell)
		if i > 0 {
			name = fmt.Sprintf("%s_%d", name, i+1)
		}
		id := &ast.Ident{Name: name, NamePos: a.show.Pos()}
		local := types.NewVar(id.NamePos, a.pkg, name, t)
		a.info.Defs[id] = local
		u.Promoted[local] = a.makeLive(u, id.NamePos, name, t)
		u.Show = append(u.Show, u.Promoted[local])
		assign.Lhs = append(assign.Lhs, id)
	}
	for i, s := range a.fn.Body.List {
		if e, ok := s.(*ast.ExprStmt); ok && e.X == a.show {
			a.fn.Body.List[i] = assign
		}
	}
}

// unparenCalls drops the parentheses around calls, which mean nothing and would hide from a call what takes its results.
func (a *attempt) unparenCalls() {
	astutil.Apply(a.fn.Body, nil, func(c *astutil.Cursor) bool {
		if p, ok := c.Node().(*ast.ParenExpr); ok {
			if call, ok := p.X.(*ast.CallExpr); ok {
				c.Replace(call)
			}
		}
		return true
	})
}

// nameLastResult replaces `_`, where a value is wanted, by the variable that holds the last result.
func (a *attempt) nameLastResult() {
	if a.result == "" {
		return
	}
	root := &ast.File{Name: a.file.Name, Decls: a.decls}
	if a.fn != nil {
		root.Decls = []ast.Decl{a.fn}
	}
	astutil.Apply(root, func(c *astutil.Cursor) bool {
		id, ok := c.Node().(*ast.Ident)
		if ok && id.Name == "_" && takesValue(c.Parent(), c.Name()) {
			c.Replace(&ast.Ident{Name: a.result, NamePos: id.NamePos})
		}
		return true
	}, nil)
}

// takesValue reports whether an identifier in that place of parent is evaluated, rather than declared, assigned or a type.
func takesValue(parent ast.Node, field string) bool {
	switch p := parent.(type) {
	case *ast.AssignStmt:
		return field == "Rhs" || p.Tok != token.ASSIGN && p.Tok != token.DEFINE
	case *ast.RangeStmt:
		return field == "X"
	case *ast.ValueSpec:
		return field == "Values"
	case *ast.CallExpr, *ast.BinaryExpr, *ast.UnaryExpr, *ast.ParenExpr, *ast.StarExpr, *ast.IndexExpr, *ast.SliceExpr,
		*ast.ReturnStmt, *ast.SendStmt, *ast.IncDecStmt, *ast.SwitchStmt, *ast.IfStmt, *ast.CaseClause, *ast.CompositeLit,
		*ast.TypeAssertExpr, *ast.ExprStmt:
		return true
	case *ast.SelectorExpr:
		return field == "X"
	case *ast.KeyValueExpr:
		return field == "Value"
	}
	return false
}
