// This file tests the generated tables against the type checker's view.

package symbols_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/gcexportdata"

	"github.com/ormsh/ormsh/interp/pkgs"
	"github.com/ormsh/ormsh/interp/symbols"
)

// exports imports packages from the set's export data.
type exports struct {
	set  *pkgs.Set
	fset *token.FileSet
	have map[string]*types.Package
}

func newExports() *exports {
	return &exports{symbols.All(), token.NewFileSet(), map[string]*types.Package{}}
}

func (e *exports) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := e.have[path]; p != nil && p.Complete() {
		return p, nil
	}
	p, ok := e.set.ByPath(path)
	if !ok {
		return nil, fmt.Errorf("%s is not on board", path)
	}
	return gcexportdata.Read(bytes.NewReader(p.Export()), e.fset, e.have, path)
}

// TestTablesAreComplete checks that every exported object of every package
// either has a symbol of the right type or exists at compile time only.
func TestTablesAreComplete(t *testing.T) {
	e := newExports()
	for _, path := range e.set.Paths() {
		typed, err := e.Import(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		p, _ := e.set.ByPath(path)
		if p.Name != typed.Name() {
			t.Errorf("%s: name is %s, want %s", path, p.Name, typed.Name())
		}
		table := p.Symbols()
		for _, name := range typed.Scope().Names() {
			if obj := typed.Scope().Lookup(name); obj.Exported() {
				if problem := compare(obj, table[name]); problem != "" {
					t.Errorf("%s.%s: %s", path, name, problem)
				}
			}
		}
	}
}

func compare(obj types.Object, v reflect.Value) string {
	switch obj := obj.(type) {
	case *types.Const:
		if b, ok := obj.Type().(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
			if c, ok := v.Interface().(constant.Value); !ok || !constant.Compare(c, token.EQL, obj.Val()) {
				return fmt.Sprintf("constant is %v, want %v", v, obj.Val())
			}
			return ""
		}
		if !v.IsValid() || v.Type().Name() == "" {
			return "typed constant without a type"
		}
	case *types.Var:
		if !v.IsValid() || !v.CanSet() {
			return "variable can't be set"
		}
	case *types.Func:
		if generic := obj.Signature().TypeParams().Len() > 0; v.IsValid() == generic || v.IsValid() && v.Kind() != reflect.Func {
			return fmt.Sprintf("function's symbol is %v", v)
		}
	case *types.TypeName:
		compileTime := false
		if n, ok := types.Unalias(obj.Type()).(*types.Named); ok {
			compileTime = n.TypeParams().Len() > 0 && n.TypeArgs().Len() == 0
		}
		if i, ok := obj.Type().Underlying().(*types.Interface); ok {
			compileTime = compileTime || !i.IsMethodSet()
		}
		if v.IsValid() == compileTime || v.IsValid() && (v.Kind() != reflect.Pointer || !v.IsNil()) {
			return fmt.Sprintf("type's symbol is %v", v)
		}
	}
	return ""
}

// TestGenericSources type-checks the sources of generic functions the way the
// interpreter does: in a package of the same path that already holds the
// non-generic exported names.
func TestGenericSources(t *testing.T) {
	e := newExports()
	for _, path := range e.set.Paths() {
		p, _ := e.set.ByPath(path)
		if p.Generic == nil {
			continue
		}
		typed, err := e.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		var files []*ast.File
		var pkg = types.NewPackage(path, p.Name)
		declared := map[string]bool{}
		for name, src := range p.Generic() {
			f, err := parser.ParseFile(e.fset, path+"/"+name, src, 0)
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			for name := range f.Scope.Objects {
				declared[name] = true
			}
			files = append(files, f)
		}
		for _, name := range typed.Scope().Names() {
			if obj := typed.Scope().Lookup(name); obj.Exported() && !declared[name] {
				pkg.Scope().Insert(obj)
			}
		}
		conf := types.Config{Importer: e, Error: func(err error) { t.Error(err) }}
		types.NewChecker(&conf, e.fset, pkg, nil).Files(files)
	}
}

// TestMatchesToolchain compares a package's export data with the source that
// the running toolchain has.
func TestMatchesToolchain(t *testing.T) {
	e := newExports()
	source := importer.ForCompiler(token.NewFileSet(), "source", nil)
	for _, path := range []string{"errors", "strings", "cmp"} {
		want, err := source.Import(path)
		if err != nil {
			t.Skipf("no toolchain sources here: %v", err)
		}
		got, err := e.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		if g, w := describe(got), describe(want); g != w {
			t.Errorf("%s is stale (go generate ./interp/symbols):\n got %s\nwant %s", path, g, w)
		}
	}
}

func describe(p *types.Package) string {
	var b strings.Builder
	for _, name := range p.Scope().Names() {
		if obj := p.Scope().Lookup(name); obj.Exported() {
			fmt.Fprintln(&b, types.ObjectString(obj, (*types.Package).Path))
		}
	}
	return b.String()
}

func TestDoc(t *testing.T) {
	set := symbols.All()
	for _, tt := range []struct{ path, name, want string }{
		{"strings", "", "Package strings implements simple functions"},
		{"strings", "Builder.WriteString", "WriteString appends"},
		{"slices", "SortFunc", "SortFunc sorts the slice"},
		{"os", "Stdout", "Stdin, Stdout, and Stderr are open Files"},
		{"net/http", "Client.Timeout", "Timeout specifies a time limit"},
	} {
		p, ok := set.ByPath(tt.path)
		if !ok {
			t.Fatalf("%s is not on board", tt.path)
		}
		if got := p.Doc()[tt.name]; !strings.HasPrefix(got, tt.want) {
			t.Errorf("doc of %s.%s = %q, want %q...", tt.path, tt.name, got, tt.want)
		}
	}
}

func BenchmarkAll(b *testing.B) {
	for b.Loop() {
		symbols.All()
	}
}

func BenchmarkFirstPackage(b *testing.B) {
	for b.Loop() {
		if _, err := newExports().Import("fmt"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSymbols(b *testing.B) {
	p, _ := symbols.All().ByPath("net/http")
	for b.Loop() {
		p.Symbols()
	}
}
