// This file lets literals without field names set unexported fields of types from other units.

package check

import (
	"go/ast"
	"go/types"
)

// nameFields gives field names to the literals T{a, b} whose type has unexported fields and is from another unit, and reports
// whether there were any. go/types compares packages there, not their paths, and each unit has a package of its own.
func (a *attempt) nameFields() bool {
	named := false
	for _, d := range a.file.Decls {
		ast.Inspect(d, func(n ast.Node) bool {
			if lit, ok := n.(*ast.CompositeLit); ok && a.isForeign(lit) {
				nameElements(lit, a.structOf(lit))
				named = true
			}
			return true
		})
	}
	return named
}

// isForeign reports whether a literal without names sets unexported fields that belong to another unit.
func (a *attempt) isForeign(lit *ast.CompositeLit) bool {
	s := a.structOf(lit)
	if s == nil || len(lit.Elts) == 0 || len(lit.Elts) != s.NumFields() {
		return false
	}
	if _, keyed := lit.Elts[0].(*ast.KeyValueExpr); keyed {
		return false
	}
	foreign := false
	for i := range s.NumFields() {
		f := s.Field(i)
		if f.Name() == "_" && a.info.Types[lit.Elts[i]].Value == nil { // it would have to be evaluated
			return false
		}
		foreign = foreign || !f.Exported() && f.Pkg() != a.pkg && f.Pkg().Path() == MainPath
	}
	return foreign
}

// structOf is the struct type of a literal; nil if it has none.
func (a *attempt) structOf(lit *ast.CompositeLit) *types.Struct {
	t := a.info.TypeOf(lit)
	if t == nil {
		return nil
	}
	if p, ok := t.Underlying().(*types.Pointer); ok { // &T elided in an outer literal
		t = p.Elem()
	}
	s, _ := t.Underlying().(*types.Struct)
	return s
}

func nameElements(lit *ast.CompositeLit, s *types.Struct) {
	var named []ast.Expr
	for i, x := range lit.Elts {
		if name := s.Field(i).Name(); name != "_" {
			named = append(named, &ast.KeyValueExpr{Key: &ast.Ident{Name: name, NamePos: x.Pos()}, Colon: x.Pos(), Value: x})
		}
	}
	lit.Elts = named
}
