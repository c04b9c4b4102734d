// This file checks one group with go/types and builds its unit.

package check

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"runtime"
	"strings"
)

// attempt is one go at checking a group: its tree, which attempts rewrite, and what go/types found.
type attempt struct {
	*view
	*parsed
	late    []*lateDecl
	params  map[*ast.Ident]*types.Var // parameters that stand for live variables
	must    map[*ast.CallExpr]MustKind
	returns bool
	program bool          // the group is a whole program: its init functions run
	show    *ast.CallExpr // the call of the pseudo function that holds the shown expressions

	pkg    *types.Package
	info   *types.Info
	errors List
}

// checkGroup builds the unit of a group. A `:=` with both live and new names is first read as Go reads it, assigning to the live
// ones; where their types forbid that it declares all.
func (v *view) checkGroup(g *group) (*Unit, List) {
	if g.decls {
		g = v.withGenericTypes(g)
	}
	u, errs := v.tryGroup(g, true)
	if errs != nil && !g.decls {
		if again, errs := v.tryGroup(g, false); errs == nil {
			return again, nil
		}
	}
	return u, errs
}

func (v *view) tryGroup(g *group, reuse bool) (*Unit, List) {
	p, errs := v.parseGroup(g)
	if errs != nil {
		return nil, errs
	}
	a := &attempt{view: v, parsed: p, program: g.program, must: map[*ast.CallExpr]MustKind{}}
	if g.decls {
		if errs := a.splitOffMethods(); errs != nil {
			return nil, errs
		}
	} else {
		a.unparenCalls()
		a.addShow()
		a.rewriteReturns()
		if reuse {
			a.addParams()
		}
	}
	a.nameLastResult()
	a.run(everything)
	for range maxNesting {
		named := a.nameFields()
		if !a.wrapLeftOut() && !named {
			break
		}
		a.run(everything)
	}
	if len(a.errors) > 0 && a.declareLateFirst() {
		a.run(everything)
	}
	if len(a.errors) > 0 {
		return nil, a.explained()
	}
	u := a.unit(g)
	if errs := a.finishMethods(u); errs != nil {
		return nil, errs
	}
	return u, nil
}

// maxNesting bounds how deep calls with left-out errors may be nested in each other.
const maxNesting = 40

// depth says how much of a tree is checked.
type depth bool

const (
	signatures depth = true // declarations without the bodies of functions
	everything depth = false
)

// run type-checks the tree as it stands, in a package of its own that holds the live objects it mentions.
func (a *attempt) run(d depth) {
	a.units++
	a.errors = nil
	a.pkg = types.NewPackage(MainPath, packageName(a.cell, a.units))
	a.file.Name = ast.NewIdent(a.pkg.Name())
	a.file.Decls = a.decls
	if a.fn != nil {
		a.file.Decls = []ast.Decl{a.fn}
	}
	a.insertMentioned()
	a.info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Instances: map[*ast.Ident]types.Instance{},
		Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{},
	}
	conf := types.Config{
		Context: a.context, Importer: a.importer, Sizes: types.SizesFor("gc", runtime.GOARCH),
		IgnoreFuncBodies: bool(d),
		Error: func(err error) {
			if e, ok := err.(types.Error); ok && !tolerated(e) { //nolint:errorlint // go/types hands out the bare error
				a.report(e)
			}
		},
	}
	defer func() {
		if r := recover(); r != nil { // a defect of the checker, or of how it is used here; the session goes on
			a.errors = append(a.errors, a.errorAt(a.file.FileStart, fmt.Sprintf("the type checker can't cope with this: %v", r), ""))
		}
	}()
	types.NewChecker(&conf, a.fset, a.pkg, a.info).Files([]*ast.File{a.file})
	a.checkGhosts()
}

// tolerated reports whether the shell is more lenient than Go: what a cell declares is often used in a later one.
func tolerated(e types.Error) bool {
	return e.Soft && (strings.HasPrefix(e.Msg, "declared and not used") || strings.HasSuffix(e.Msg, "declared and not used") ||
		strings.Contains(e.Msg, "imported and not used") || strings.Contains(e.Msg, "imported as"))
}

// insertMentioned puts the live objects and imports that the tree mentions into its package. All others stay out, so
// that a cell costs the same in a session with ten names and with ten thousand.
func (a *attempt) insertMentioned() {
	own := map[string]bool{}
	addAll(own, declaredNames(&ast.File{Decls: a.decls}))
	a.bracketOlder(own)
	scope := a.pkg.Scope()
	for name, qualifies := range a.mentioned() {
		if own[name] || scope.Lookup(name) != nil {
			continue
		}
		b, ok := a.lookup(name)
		if !ok && qualifies {
			b.imp, ok = a.known(name)
		}
		switch {
		case !ok:
			if obj := a.shell.Lookup(name); obj != nil {
				scope.Insert(obj)
			}
		case b.imp != nil:
			scope.Insert(types.NewPkgName(token.NoPos, a.pkg, name, b.imp))
		default:
			scope.Insert(b.obj)
		}
	}
	for id, v := range a.params {
		scope.Insert(types.NewTypeName(token.NoPos, a.pkg, paramType(id.Name), v.Type()))
	}
}

// bracketOlder makes type T (U) of type T U where U isn't among the group's own: go/types looks for the declaration of a bare name in the same package.
func (a *attempt) bracketOlder(own map[string]bool) {
	for _, d := range a.decls {
		d, ok := d.(*ast.GenDecl)
		if !ok || d.Tok != token.TYPE {
			continue
		}
		for _, spec := range d.Specs {
			spec := spec.(*ast.TypeSpec)
			if id, ok := spec.Type.(*ast.Ident); ok && !own[id.Name] {
				spec.Type = &ast.ParenExpr{Lparen: id.Pos(), X: id, Rparen: id.End()}
			}
		}
	}
}

// mentioned lists the identifiers in the tree that may refer to the outside, and whether one stands before a dot.
func (a *attempt) mentioned() map[string]bool {
	names := map[string]bool{}
	ast.Inspect(a.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok {
				names[id.Name] = true
				return false
			}
		case *ast.Ident:
			if !names[n.Name] {
				names[n.Name] = false
			}
		}
		return true
	})
	return names
}

// unit builds the unit of a group that checked without errors.
func (a *attempt) unit(g *group) *Unit {
	u := &Unit{
		Cell: a.cell, Line: g.pieces[0].Line, Fset: a.fset, Info: a.info, Pkg: a.pkg,
		Decls: a.decls, Func: a.fn, Returns: a.returns, Must: a.must,
	}
	if len(g.pieces) > 0 && a.fn != nil && len(a.fn.Body.List) > 0 {
		u.Line = a.fset.Position(a.fn.Body.List[0].Pos()).Line
	}
	if a.fn != nil {
		a.promote(u)
	} else {
		a.declare(u)
		u.declared = a.declarations(g)
	}
	a.noteLiterals(u)
	a.warn(u)
	a.warnReplayed(u)
	return u
}

// declare lists the package-level objects of a declaration group, and which functions they replace.
func (a *attempt) declare(u *Unit) {
	u.Replaces = map[*types.Func]*types.Func{}
	for _, name := range declaredNames(&ast.File{Decls: a.decls}) {
		obj := a.pkg.Scope().Lookup(name)
		if obj == nil || obj.Pkg() != a.pkg || strings.HasPrefix(name, latePrefix) {
			continue
		}
		u.New = append(u.New, obj)
		b, _ := a.lookup(name)
		old, isFunc := b.obj.(*types.Func)
		if fn, ok := obj.(*types.Func); ok && isFunc && IsLive(old) && types.Identical(fn.Type(), old.Type()) {
			u.Replaces[fn] = old
		}
	}
}

// promote turns the variables of the outermost scope of a statement into live ones.
func (a *attempt) promote(u *Unit) {
	u.Promoted = map[*types.Var]*types.Var{}
	for id, live := range a.params {
		if v, ok := a.info.Defs[id].(*types.Var); ok {
			u.Promoted[v] = live
		}
	}
	scope := a.info.Scopes[a.fn.Type]
	for _, name := range scope.Names() {
		if obj, ok := scope.Lookup(name).(*types.Var); ok && u.Promoted[obj] == nil && !strings.HasPrefix(name, "·") {
			u.Promoted[obj] = a.makeLive(u, obj.Pos(), name, obj.Type())
		}
	}
	a.finishShow(u)
}

// makeLive makes a live variable. The unit's package may hold an older object of that name, which the statement mentions; then
// the new one gets a package of its own with the same name.
func (a *attempt) makeLive(u *Unit, pos token.Pos, name string, t types.Type) *types.Var {
	home := a.pkg
	if home.Scope().Lookup(name) != nil {
		home = types.NewPackage(MainPath, a.pkg.Name())
	}
	live := types.NewVar(pos, home, name, t)
	home.Scope().Insert(live)
	u.New = append(u.New, live)
	return live
}
