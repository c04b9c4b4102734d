// This file checks a cell: group by group, each seeing what the groups before it declare.

package check

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/interp/cell"
)

// Check type-checks the parts of cell number n, all of them before any is run. Nothing of it is live until its units are given to
// Commit. The error is a List.
func (s *Scope) Check(parts []cell.Part, n int) ([]*Unit, error) {
	s.sweep()
	v := s.view(n)
	pieces := make([]piece, len(parts))
	for i, p := range parts {
		pieces[i] = piece{p, n}
	}
	groups, errs := v.groups(pieces)
	if errs != nil {
		return nil, errs
	}
	var units []*Unit
	for i := 0; i < len(groups); i++ {
		if groups[i].pieces[0].Kind == cell.Import {
			errs = append(errs, v.checkImport(groups[i].pieces[0])...)
			continue
		}
		u, more, failed := v.checkWithMethods(groups, i)
		groups = more
		if failed != nil {
			errs = append(errs, v.withoutLost(failed)...)
			v.lose(groups[i])
			continue
		}
		v.adopt(u)
		units = append(units, u)
	}
	if errs != nil {
		slices.SortStableFunc(errs, func(a, b *Error) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col)) })
		return nil, errs
	}
	v.stay(units)
	return v.carryImports(units), nil
}

// checkImport brings the imports of one import declaration into the view.
func (v *view) checkImport(p piece) List {
	f, err := v.parse(p, true)
	if err != nil {
		return List{v.syntaxError(err, p)}
	}
	var errs List
	for _, d := range f.Decls {
		if d, ok := d.(*ast.GenDecl); ok && d.Tok == token.IMPORT {
			errs = append(errs, v.imports(d)...)
		}
	}
	return errs
}

// carryImports makes sure that imports after the last unit take effect too: an empty unit carries them.
func (v *view) carryImports(units []*Unit) []*Unit {
	if len(v.pending) == 0 {
		return units
	}
	u := &Unit{Cell: v.cell, Line: 1, Fset: v.fset}
	v.adopt(u)
	return append(units, u)
}

// lose notes what a failed group would have declared, so that errors which only follow from it are left out.
func (v *view) lose(g *group) {
	for _, part := range g.pieces {
		f, err := v.parse(part, g.decls)
		if err != nil {
			continue
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && !g.decls {
				addAll(v.lost, assignedNames(fn.Body.List))
			}
		}
		addAll(v.lost, declaredNames(f))
	}
}

func (v *view) withoutLost(errs List) List {
	return slices.DeleteFunc(errs, func(e *Error) bool {
		name, ok := strings.CutPrefix(e.raw, "undefined: ")
		return ok && v.lost[name]
	})
}

// assignedNames lists the variables that statements declare in their own scope.
func assignedNames(stmts []ast.Stmt) []string {
	var names []string
	for _, s := range stmts {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				for _, x := range s.Lhs {
					if id, ok := x.(*ast.Ident); ok {
						names = append(names, id.Name)
					}
				}
			}
		case *ast.DeclStmt:
			names = append(names, declaredNames(&ast.File{Decls: []ast.Decl{s.Decl}})...)
		}
	}
	return names
}
