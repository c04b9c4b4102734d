// This file finds the function that does what a missing method was expected to do: strings.ToUpper(s) for s.ToUpper().

package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// functionHint offers a function that takes the value of a selector first, from the package where such functions stand:
// that of the value's type, or strings, slices and maps. Names as they are in other languages are met as well: s.upper().
func (a *attempt) functionHint(sel *ast.SelectorExpr, t types.Type) string {
	pkg, ok := a.known(homeOf(t))
	if !ok {
		return ""
	}
	s, found := newSuggestion(sel.Sel.Name), map[string]*types.Func{}
	for _, name := range pkg.Scope().Names() {
		fn, ok := pkg.Scope().Lookup(name).(*types.Func)
		if !ok || !token.IsExported(name) || !takesFirst(fn, t) {
			continue
		}
		found[name] = fn
		if strings.EqualFold(name, sel.Sel.Name) {
			s.best, s.distance = name, -1 // nothing is nearer
			break
		}
		s.offer(name)
	}
	if s.best == "" {
		return ""
	}
	return "did you mean " + pkg.Name() + "." + s.best + callOf(found[s.best], types.ExprString(sel.X)) + "?"
}

// signatureHint shows how the function of a package is declared whose call at a place doesn't tell its type parameters.
func (a *attempt) signatureHint(pos token.Pos) string {
	hint := ""
	ast.Inspect(a.file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || pos < call.Pos() || call.End() < pos {
			return true
		}
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			if fn, ok := a.info.Uses[sel.Sel].(*types.Func); ok && fn.Signature().TypeParams().Len() > 0 {
				hint = types.ObjectString(fn, Qualifier)
			}
		}
		return true
	})
	return hint
}

// homeOf names the package with the functions for values of a type; empty: there is none.
func homeOf(t types.Type) string {
	if named := namedOf(t); named != nil {
		if p := named.Obj().Pkg(); p != nil && p.Path() != MainPath {
			return p.Name()
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsString != 0 {
			return "strings"
		}
	case *types.Slice:
		return "slices"
	case *types.Map:
		return "maps"
	}
	return ""
}

func namedOf(t types.Type) *types.Named {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	named, _ := types.Unalias(t).(*types.Named)
	return named
}

// takesFirst reports whether a value of the type may stand as the first argument. A type parameter takes what is of its
// constraint's form.
func takesFirst(fn *types.Func, t types.Type) bool {
	params := fn.Signature().Params()
	if params.Len() == 0 {
		return false
	}
	first := params.At(0).Type()
	if p, ok := types.Unalias(first).(*types.TypeParam); ok {
		iface, ok := p.Constraint().Underlying().(*types.Interface)
		if !ok || iface.NumEmbeddeds() != 1 {
			return false
		}
		union, ok := iface.EmbeddedType(0).(*types.Union)
		return ok && union.Len() == 1 && sameForm(union.Term(0).Type(), t)
	}
	return types.AssignableTo(t, first) && !types.IsInterface(first)
}

// sameForm reports whether both are slices or both are maps.
func sameForm(of, t types.Type) bool {
	switch of.Underlying().(type) {
	case *types.Slice:
		_, ok := t.Underlying().(*types.Slice)
		return ok
	case *types.Map:
		_, ok := t.Underlying().(*types.Map)
		return ok
	}
	return false
}

// callOf is the call of a function with a first argument; the others are named as the function names them. Type
// parameters that no argument tells stand as they are declared.
func callOf(fn *types.Func, first string) string {
	sig, args := fn.Signature(), []string{first}
	for i := 1; i < sig.Params().Len(); i++ {
		args = append(args, sig.Params().At(i).Name())
	}
	if sig.Variadic() {
		args[len(args)-1] += "..."
	}
	return untold(sig) + "(" + strings.Join(args, ", ") + ")"
}

// untold lists the type parameters in brackets, if there is one that the arguments don't tell.
func untold(sig *types.Signature) string {
	var names []string
	told := true
	for p := range sig.TypeParams().TypeParams() {
		names = append(names, p.Obj().Name())
		mentions := func(t types.Type) bool {
			return mentionsType(t, map[*types.TypeName]bool{p.Obj(): true}, map[types.Type]bool{})
		}
		others := slices.DeleteFunc(slices.Collect(sig.TypeParams().TypeParams()), func(o *types.TypeParam) bool { return o == p })
		told = told && (mentions(sig.Params()) || slices.ContainsFunc(others, func(o *types.TypeParam) bool { return mentions(o.Constraint().Underlying()) }))
	}
	if told {
		return ""
	}
	return "[" + strings.Join(names, ", ") + "]"
}
