// This file finds the doc comments of what was declared at the prompt.

package interp

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// docComment is the comment above the declaration of a name, or of a method ("T.M"), in a cell; "" if there is none.
func docComment(src, name string) string {
	// What stands behind a first mistake, such as a statement, is lost: the declarations before it are found all the same.
	file, _ := parser.ParseFile(token.NewFileSet(), "", "package p\n"+src, parser.ParseComments|parser.SkipObjectResolution)
	if file == nil {
		return ""
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if declaredName(d) == name {
				return strings.TrimSpace(d.Doc.Text())
			}
		case *ast.GenDecl:
			if doc, ok := docOfSpec(d, name); ok {
				return doc
			}
		}
	}
	return ""
}

// declaredName is F, or T.M of a method.
func declaredName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) != 1 {
		return d.Name.Name
	}
	t := d.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if generic, ok := t.(*ast.IndexExpr); ok {
		t = generic.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name + "." + d.Name.Name
	}
	return d.Name.Name
}

// docOfSpec is the comment of a type, variable or constant; a group's own where it has none.
func docOfSpec(d *ast.GenDecl, name string) (doc string, found bool) {
	for _, spec := range d.Specs {
		var names []*ast.Ident
		var own *ast.CommentGroup
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			names, own = []*ast.Ident{spec.Name}, spec.Doc
		case *ast.ValueSpec:
			names, own = spec.Names, spec.Doc
		}
		for _, id := range names {
			if id.Name != name {
				continue
			}
			if own == nil {
				own = d.Doc
			}
			return strings.TrimSpace(own.Text()), true
		}
	}
	return "", false
}
