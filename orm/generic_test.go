// This file holds the rule for generic.go: casts around exported names.

package orm_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// TestGenericFile: only generic.go exports generic names, and apart from its own it uses exported names alone.
func TestGenericFile(t *testing.T) {
	fset := token.NewFileSet()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string]string{} // package-level names by file
	files := map[string]*ast.File{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files[path] = f
		for name := range f.Scope.Objects { // syntax alone is enough here
			declared[name] = path
		}
	}
	for path, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Type.TypeParams != nil && n.Name.IsExported() && path != "generic.go" {
					t.Errorf("%s: %s is generic; it belongs in generic.go", fset.Position(n.Pos()), n.Name)
				}
			case *ast.Ident:
				from := declared[n.Name]
				if path == "generic.go" && from != "" && from != path && !n.IsExported() {
					t.Errorf("%s: %s is not exported", fset.Position(n.Pos()), n.Name)
				}
			}
			return true
		})
	}
}
