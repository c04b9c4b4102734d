// This file reads the generic code of host packages: it is on board as source, and checked at its first use or ahead of it.

package lower

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"sync"

	"github.com/ormsh/ormsh/interp/pkgs"
)

// library is a host package's generic code, checked from source.
type library struct {
	exported *types.Package // from export data: what units know
	src      *source
	decls    map[string]*ast.FuncDecl // "Name" or "Type.Name"
}

// libraries checks each package once.
type libraries struct {
	set      *pkgs.Set
	importer types.Importer
	mu       sync.Mutex
	checked  map[string]func() (*library, error)
}

func newLibraries(set *pkgs.Set, importer types.Importer) *libraries {
	return &libraries{set: set, importer: importer, checked: map[string]func() (*library, error){}}
}

// load returns the checked generic code of a host package. It is safe for concurrent use: who comes second waits.
func (l *libraries) load(path string) (*library, error) {
	l.mu.Lock()
	check := l.checked[path]
	if check == nil {
		check = sync.OnceValues(func() (*library, error) { return l.check(path) })
		l.checked[path] = check
	}
	l.mu.Unlock()
	return check()
}

func (l *libraries) check(path string) (*library, error) {
	p, ok := l.set.ByPath(path)
	if !ok || p.Generic == nil {
		return nil, errors.New("it is not on board")
	}
	exported, err := l.importer.Import(path)
	if err != nil {
		return nil, err
	}
	lib := &library{exported: exported, decls: map[string]*ast.FuncDecl{}}
	lib.src = &source{fset: token.NewFileSet(), name: "lib/_.go", number: -1, pkg: types.NewPackage(path, exported.Name()), info: newInfo()}
	files, err := lib.parse(p.Generic())
	if err != nil {
		return nil, err
	}
	own := declared(files)
	for _, name := range exported.Scope().Names() {
		if !own[name] {
			lib.src.pkg.Scope().Insert(exported.Scope().Lookup(name))
		}
	}
	conf := types.Config{Importer: l.importer, Error: func(e error) {
		if te, ok := e.(types.Error); (!ok || !te.Soft) && err == nil { //nolint:errorlint // go/types hands out the bare error
			err = e
		}
	}}
	types.NewChecker(&conf, lib.src.fset, lib.src.pkg, lib.src.info).Files(files)
	if err != nil {
		return nil, fmt.Errorf("it does not check: %w", err)
	}
	return lib, nil
}

func (lib *library) parse(sources map[string]string) ([]*ast.File, error) {
	var files []*ast.File
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		file, err := parser.ParseFile(lib.src.fset, name, sources[name], parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, d := range file.Decls {
			if d, ok := d.(*ast.FuncDecl); ok {
				lib.decls[declName(d)] = d
			}
		}
		files = append(files, file)
	}
	return files, nil
}

// Preload checks the generic code of host packages in the background. A cell that needs one of them before it is there waits for it; a
// package without such code is passed over.
func (l *Lowerer) Preload(paths ...string) {
	go func() {
		for _, path := range paths {
			_, _ = l.generic.load(path)
		}
	}()
}

// library gives the generic code of a host package, and makes it known.
func (l *Lowerer) library(path string) *library {
	lib, err := l.generic.load(path)
	if err != nil {
		refuse(token.NoPos, "the generic code of package %s can't be used: %v", path, err)
	}
	if l.libOf[lib.src.pkg] == nil {
		l.libOf[lib.src.pkg] = lib
		l.runtime.Own(lib.src.pkg)
	}
	return lib
}

// declName is "Name" or "Type.Name".
func declName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	t := ast.Unparen(d.Recv.List[0].Type)
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = ast.Unparen(x.X)
			continue
		case *ast.IndexExpr:
			t = x.X
			continue
		case *ast.IndexListExpr:
			t = x.X
			continue
		case *ast.Ident:
			return x.Name + "." + d.Name.Name
		}
		return d.Name.Name
	}
}

// declared lists the names that files declare at package level.
func declared(files []*ast.File) map[string]bool {
	names := map[string]bool{}
	for _, file := range files {
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				names[d.Name.Name] = names[d.Name.Name] || d.Recv == nil
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						names[s.Name.Name] = true
					case *ast.ValueSpec:
						for _, n := range s.Names {
							names[n.Name] = true
						}
					}
				}
			}
		}
	}
	return names
}

func newInfo() *types.Info {
	return &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Instances: map[*ast.Ident]types.Instance{},
		Implicits: map[ast.Node]types.Object{}, Scopes: map[ast.Node]*types.Scope{},
	}
}
