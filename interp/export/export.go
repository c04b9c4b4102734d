// This file makes the program: it checks the cells again, writes their units one by one, and checks what came out.

package export

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/interp/cell"
	"github.com/ormsh/ormsh/interp/check"
	"github.com/ormsh/ormsh/interp/pkgs"
)

// Cell is the source of an entry that ran to its end, under the number it had: _3 is the value that cell 3 showed.
type Cell struct {
	Number int
	Source string
}

// Program is a file of package main that does what the cells did, in their order. loaded are the packages of the user's own that cells mention:
// the program imports them and belongs into their module. The error says which cell has no form in Go, or needs what a cell that isn't here
// declared.
func Program(set *pkgs.Set, cells []Cell, loaded ...*types.Package) (string, error) {
	scope := check.NewScope(set)
	for _, p := range loaded {
		scope.Adopt(p)
		scope.Bind(p)
	}
	w := newWriter()
	for _, c := range cells {
		parts, err := cell.Split(c.Source)
		if err != nil {
			return "", fmt.Errorf("entry %d: %w", c.Number, err)
		}
		units, err := scope.Check(parts, c.Number)
		if err != nil {
			return "", fmt.Errorf("entry %d can't be exported, it needs what an entry that failed declared: %w", c.Number, err)
		}
		for _, u := range units {
			if u.Returns {
				return "", fmt.Errorf("entry %d returns at top level, which ends an entry but would end the program: write it as an if", c.Number)
			}
			scope.Commit(u)
			w.units = append(w.units, u)
		}
	}
	if err := w.survey(); err != nil {
		return "", err
	}
	text, err := w.write()
	if err != nil {
		return "", err
	}
	return text, verify(scope, text)
}

// verify type-checks the program.
func verify(scope *check.Scope, text string) error {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "program", text, parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("these cells can't be written as a Go program: %w", err)
	}
	config := types.Config{Importer: importer{scope}}
	if _, err := config.Check("main", fset, []*ast.File{file}, nil); err != nil {
		return fmt.Errorf("these cells can't be written as a Go program: %w", err)
	}
	return nil
}

type importer struct{ scope *check.Scope }

func (i importer) Import(path string) (*types.Package, error) { return i.scope.Import(path) }

// write puts the file together: imports last, because writing finds out which there are.
func (w *writer) write() (string, error) {
	var decls, body bytes.Buffer
	for _, u := range w.units {
		if err := w.unit(u, &decls, &body); err != nil {
			return "", fmt.Errorf("entry %d: %w", u.Cell, err)
		}
	}
	vars := w.packageVars()
	var text bytes.Buffer
	text.WriteString("package main\n\n")
	helpers := w.helperText()
	if paths := slices.Sorted(maps.Keys(w.imports)); len(paths) > 0 {
		text.WriteString("import (\n")
		for i, path := range paths {
			if i > 0 && strings.Contains(path, ".") && !strings.Contains(paths[i-1], ".") {
				text.WriteString("\n")
			}
			text.WriteString(w.importLine(path))
		}
		text.WriteString(")\n\n")
	}
	fmt.Fprintf(&text, "%s%sfunc main() {\n%s}\n%s", vars, decls.String(), body.String(), helpers)
	out, err := format.Source(text.Bytes())
	if err != nil {
		return "", fmt.Errorf("these cells can't be written as a Go program: %w", err)
	}
	return string(out), nil
}

func (w *writer) importLine(path string) string {
	name := w.imports[path]
	if path == name || strings.HasSuffix(path, "/"+name) {
		return fmt.Sprintf("\t%q\n", path)
	}
	return fmt.Sprintf("\t%s %q\n", name, path)
}

// packageVars declares the variables of the package.
func (w *writer) packageVars() string {
	var b strings.Builder
	for _, v := range w.vars {
		if w.global[v] {
			fmt.Fprintf(&b, "var %s %s\n\n", w.names[v], w.typeText(v.Type()))
		}
	}
	return b.String()
}

// typeText writes a type as the program knows it: its packages imported, its declared types under their names.
func (w *writer) typeText(t types.Type) string {
	text := types.TypeString(t, func(p *types.Package) string {
		if p.Path() == check.MainPath {
			return "\u00ab" + p.Name() + "\u00bb"
		}
		return w.importName(p, p.Name())
	})
	for obj, name := range w.names {
		if _, ok := obj.(*types.TypeName); ok {
			text = strings.ReplaceAll(text, "\u00ab"+obj.Pkg().Name()+"\u00bb."+obj.Name(), name)
		}
	}
	return text
}
