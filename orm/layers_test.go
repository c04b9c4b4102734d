// This file keeps the layers of the package: a file uses only what its own layer or a lower one declares.

package orm_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// source is one parsed file and the layer that its //layer:N comment names.
type source struct {
	name  string
	file  *ast.File
	layer byte
}

func parseSources(t *testing.T) (*token.FileSet, []source) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var out []source
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		s := source{name: name, file: file}
		for _, group := range file.Comments {
			for _, line := range group.List {
				if n, ok := strings.CutPrefix(line.Text, "//layer:"); ok && n != "" {
					s.layer = n[0]
				}
			}
		}
		if s.layer == 0 {
			t.Errorf("%s has no //layer:N comment", name)
		}
		out = append(out, s)
	}
	return fset, out
}

// TestLayers looks at names of package level: functions, types, constants, variables. Methods belong to the file that
// declares them, not to their type: Table.Create is of the layer of engines.
func TestLayers(t *testing.T) {
	fset, sources := parseSources(t)
	declared := map[string]byte{}
	for _, s := range sources {
		for name := range s.file.Scope.Objects { // file scope is all that is asked of it
			declared[name] = s.layer
		}
	}
	for _, s := range sources {
		for _, id := range s.file.Unresolved {
			if layer, ok := declared[id.Name]; ok && layer > s.layer {
				t.Errorf("%s: layer %c uses %s of layer %c", fset.Position(id.Pos()), s.layer, id.Name, layer)
			}
		}
	}
}
