// This file remembers which types the function literals of a session know: what a closure was made with stays as it was when a type
// gains a method.

package check

import (
	"go/ast"
	"go/types"
	"slices"
)

// noteLiterals records the types of the session that function literals of the unit work with. Functions and methods that are declared
// aren't meant: they follow.
func (a *attempt) noteLiterals(u *Unit) {
	var roots []ast.Node
	if a.fn != nil {
		roots = append(roots, a.fn.Body)
	}
	for _, d := range a.decls {
		if d, ok := d.(*ast.GenDecl); ok {
			roots = append(roots, d)
		}
	}
	for _, root := range roots {
		ast.Inspect(root, func(n ast.Node) bool {
			lit, ok := n.(*ast.FuncLit)
			if ok {
				a.noteTypes(u, lit)
			}
			return !ok
		})
	}
}

// noteTypes records the types of all expressions in a function literal.
func (a *attempt) noteTypes(u *Unit, lit *ast.FuncLit) {
	ast.Inspect(lit, func(n ast.Node) bool {
		if x, ok := n.(ast.Expr); ok {
			if t := a.info.TypeOf(x); t != nil {
				if u.literals == nil {
					u.literals = map[*types.TypeName]bool{}
				}
				namedIn(t, u.literals)
			}
		}
		return true
	})
}

// namedIn adds the types of the session that t is made of. What a named one is made of in turn isn't looked at.
func namedIn(t types.Type, names map[*types.TypeName]bool) {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		if obj := t.Origin().Obj(); obj.Pkg() != nil && obj.Pkg().Path() == MainPath {
			names[obj] = true
		}
		for arg := range t.TypeArgs().Types() {
			namedIn(arg, names)
		}
	case *types.Map:
		namedIn(t.Key(), names)
		namedIn(t.Elem(), names)
	case interface{ Elem() types.Type }:
		namedIn(t.Elem(), names)
	case *types.Tuple:
		for v := range t.Variables() {
			namedIn(v.Type(), names)
		}
	case *types.Signature:
		namedIn(t.Params(), names)
		namedIn(t.Results(), names)
	case *types.Struct:
		for f := range t.Fields() {
			namedIn(f.Type(), names)
		}
	}
}

// InLiterals reports whether a function literal that ran works with one of the types, or with one made of them.
func (s *Scope) InLiterals(list []*types.Named) bool {
	wanted := map[*types.TypeName]bool{}
	for _, n := range list {
		wanted[n.Origin().Obj()] = true
	}
	for known := range s.literals {
		if slices.Contains(list, known.Type().(*types.Named)) || mentionsType(known.Type(), wanted, map[types.Type]bool{}) {
			return true
		}
	}
	return false
}
