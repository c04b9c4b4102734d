// This file holds imports: reading export data, the import declarations of a cell, and the imports nobody typed.

package check

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"sync"

	"golang.org/x/tools/go/gcexportdata"

	"github.com/ormsh/ormsh/interp/pkgs"
)

// importer reads export data on first use, or ahead of it.
type importer struct {
	set  *pkgs.Set
	fset *token.FileSet // of its own: the places of host declarations are of no use here

	mu     sync.Mutex // held while a package is read: packages that are read share the ones they mention
	loaded map[string]*types.Package
	own    map[string]*types.Package // the user's, from source; they may be there anew
}

func newImporter(set *pkgs.Set) *importer {
	return &importer{set: set, fset: token.NewFileSet(), loaded: map[string]*types.Package{}, own: map[string]*types.Package{}}
}

// Import implements types.Importer.
func (i *importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if p := i.loaded[path]; p != nil && p.Complete() {
		return p, nil
	}
	if p := i.own[path]; p != nil {
		return p, nil
	}
	p, ok := i.set.ByPath(path)
	if !ok {
		return nil, fmt.Errorf("package %s is not in this shell", path)
	}
	return gcexportdata.Read(bytes.NewReader(p.Export()), i.fset, i.loaded, path)
}

// Import gives the types of a host package; the error says that the shell doesn't have it.
func (s *Scope) Import(path string) (*types.Package, error) { return s.importer.Import(path) }

// Preload reads the types of host packages in the background. A cell that needs one of them before it is there waits for it; a
// path that is not on board is passed over, as the cell that imports it is told.
func (s *Scope) Preload(paths ...string) {
	go func() {
		for _, path := range paths {
			_, _ = s.importer.Import(path)
		}
	}()
}

// imports brings the packages of an import declaration into the view.
func (v *view) imports(d *ast.GenDecl) List {
	var errs List
	for _, spec := range d.Specs {
		spec := spec.(*ast.ImportSpec)
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			errs = append(errs, v.errorAt(spec.Path.Pos(), "invalid import path "+spec.Path.Value, ""))
			continue
		}
		p, err := v.importer.Import(path)
		if err != nil {
			errs = append(errs, v.errorAt(spec.Path.Pos(), err.Error(), v.packageHint(path)))
			continue
		}
		name := p.Name()
		if spec.Name != nil {
			name = spec.Name.Name
		}
		switch name {
		case "_":
		case ".":
			for _, exported := range p.Scope().Names() {
				if obj := p.Scope().Lookup(exported); obj.Exported() {
					v.bind(exported, binding{obj: obj})
				}
			}
		default:
			v.bind(name, binding{imp: p})
		}
	}
	return errs
}

func (v *view) bind(name string, b binding) {
	v.added[name] = b
	v.pending[name] = b
}

// known finds the package that an unbound name before a dot means.
func (v *view) known(name string) (*types.Package, bool) {
	if name == "unsafe" {
		return types.Unsafe, true
	}
	p, ok := v.set.ByName(name)
	if !ok {
		return v.importer.named(name)
	}
	imp, err := v.importer.Import(p.Path)
	return imp, err == nil
}
