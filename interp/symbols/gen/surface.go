// This file makes the types of this module's packages smaller before they are written: a session reads them all when it starts.

package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"runtime"
)

// surface is the package as its users need it: without the unexported methods that no interface of the package asks for and without the
// types of unexported fields, but for what its generic sources, which are checked against it, mention.
func (p *pkg) surface(generic map[string]string) (*types.Package, error) {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	keep := map[string]bool{}
	for name, src := range generic {
		f, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				keep[id.Name] = true
			}
			return true
		})
	}
	fields := maps.Clone(keep)
	for _, f := range files {
		interfaceMethods(f, keep)
	}
	for _, f := range files {
		dropMethods(f, keep)
	}
	conf := types.Config{IgnoreFuncBodies: true, Sizes: types.SizesFor("gc", runtime.GOARCH), Importer: p.all}
	t, err := conf.Check(p.Path, fset, files, nil)
	if err != nil {
		return nil, err
	}
	for _, name := range t.Scope().Names() {
		hideFields(t.Scope().Lookup(name), fields)
	}
	return t, nil
}

// hideFields gives the unexported fields of a struct types that lead nowhere.
func hideFields(obj types.Object, keep map[string]bool) {
	named, ok := obj.Type().(*types.Named)
	if _, isType := obj.(*types.TypeName); !ok || !isType {
		return
	}
	s, ok := named.Underlying().(*types.Struct)
	if !ok {
		return
	}
	fields, tags := make([]*types.Var, s.NumFields()), make([]string, s.NumFields())
	for i := range fields {
		f := s.Field(i)
		if fields[i], tags[i] = f, s.Tag(i); !f.Exported() && !f.Embedded() && !keep[f.Name()] {
			fields[i] = types.NewField(f.Pos(), f.Pkg(), f.Name(), opaque(f.Type()), false)
		}
	}
	named.SetUnderlying(types.NewStruct(fields, tags))
}

// opaque is a type of the same size, alignment and comparability that names no other.
func opaque(t types.Type) types.Type {
	switch t := t.(type) {
	case *types.Alias:
		return opaque(types.Unalias(t))
	case *types.Named:
		return opaque(t.Underlying())
	case *types.Pointer, *types.Chan:
		return types.Typ[types.UnsafePointer]
	case *types.Map, *types.Signature:
		return types.NewSignatureType(nil, nil, nil, nil, nil, false)
	case *types.Slice:
		return types.NewSlice(types.NewStruct(nil, nil))
	case *types.Interface:
		return types.Universe.Lookup("any").Type().Underlying()
	case *types.Array:
		return types.NewArray(opaque(t.Elem()), t.Len())
	case *types.Struct:
		fields := make([]*types.Var, t.NumFields())
		for i := range fields {
			f := t.Field(i)
			fields[i] = types.NewField(f.Pos(), f.Pkg(), f.Name(), opaque(f.Type()), false)
		}
		return types.NewStruct(fields, nil)
	}
	return t // basic, or a type parameter
}

// Import implements types.Importer.
func (u *universe) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if t := u.types[path]; t != nil && t.Complete() {
		return t, nil
	}
	p := u.packages[path]
	if p == nil || p.Export == "" {
		return nil, fmt.Errorf("no package %s", path)
	}
	return p.compiled(token.NewFileSet())
}

// interfaceMethods adds the unexported methods of the file's interfaces to keep.
func interfaceMethods(f *ast.File, keep map[string]bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		if t, ok := n.(*ast.InterfaceType); ok {
			for _, m := range t.Methods.List {
				for _, name := range m.Names {
					keep[name.Name] = true
				}
			}
		}
		return true
	})
}

func dropMethods(f *ast.File, keep map[string]bool) {
	kept := f.Decls[:0]
	for _, d := range f.Decls {
		if m, ok := d.(*ast.FuncDecl); ok && m.Recv != nil && !m.Name.IsExported() && !keep[m.Name.Name] {
			continue
		}
		kept = append(kept, d)
	}
	f.Decls = kept
}
