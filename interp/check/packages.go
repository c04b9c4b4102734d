// This file checks packages of the user's own and programs, which stand in files: strictly, as the compiler does.

package check

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"maps"
	"runtime"
	"slices"
	"strings"
)

// Source is a package as its files have it.
type Source struct {
	Path, Name string // the path of a program is MainPath
	Go         string // the version of the language; empty: the newest
	Fset       *token.FileSet
	Files      []*ast.File
}

// Package is a checked package of the user's own, or a program.
type Package struct {
	Source
	Info *types.Info
	Pkg  *types.Package
}

// Packages checks packages, each of which may import the ones before it. Nothing of them is live until Adopt. The error is a List.
func (s *Scope) Packages(list []Source) ([]*Package, error) {
	staged := &staged{s.importer, map[string]*types.Package{}}
	var checked []*Package
	for _, src := range list {
		p, errs := s.checkPackage(src, staged)
		if errs != nil {
			return nil, errs
		}
		staged.fresh[src.Path] = p.Pkg
		checked = append(checked, p)
	}
	return checked, nil
}

// staged imports packages that were checked but not adopted yet before all others.
type staged struct {
	*importer
	fresh map[string]*types.Package
}

func (i *staged) Import(path string) (*types.Package, error) {
	if p := i.fresh[path]; p != nil {
		return p, nil
	}
	return i.importer.Import(path)
}

// maxErrors is how many errors of a package are told: the rest mostly follows from them.
const maxErrors = 10

func (s *Scope) checkPackage(src Source, imports types.Importer) (*Package, List) {
	p := &Package{Source: src, Pkg: types.NewPackage(src.Path, src.Name)}
	p.Info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Instances: map[*ast.Ident]types.Instance{},
		Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, FileVersions: map[*ast.File]string{},
	}
	var errs List
	conf := types.Config{
		Context: s.context, Importer: imports, Sizes: types.SizesFor("gc", runtime.GOARCH), GoVersion: src.Go,
		Error: func(err error) {
			e := err.(types.Error)               //nolint:errorlint // go/types hands out the bare error
			if !strings.HasPrefix(e.Msg, "\t") { // goes on from the one before
				errs = append(errs, s.inFile(src.Fset, e.Pos, e.Msg))
			}
		},
	}
	types.NewChecker(&conf, src.Fset, p.Pkg, p.Info).Files(src.Files)
	if src.Path == MainPath && errs == nil {
		if _, ok := p.Pkg.Scope().Lookup("main").(*types.Func); !ok {
			errs = append(errs, s.inFile(src.Fset, src.Files[0].Name.Pos(), "function main is undeclared in the main package"))
		}
	}
	if errs == nil {
		return p, nil
	}
	slices.SortStableFunc(errs, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	if len(errs) > maxErrors {
		last := errs[maxErrors-1]
		last.Hint = fmt.Sprintf("and %d more", len(errs)-maxErrors)
		errs = errs[:maxErrors]
	}
	return nil, errs
}

// inFile is an error of go/types in a file.
func (s *Scope) inFile(fset *token.FileSet, pos token.Pos, msg string) *Error {
	p := fset.Position(pos)
	return &Error{File: p.Filename, Line: p.Line, Col: p.Column, Msg: s.view(0).words(msg)}
}

// before is in the name of a package whose place another version has taken, so that messages can tell the two apart.
const before = "·before"

// Adopt makes a package live: what imports its path gets it. The package of that path which was live until now, if any, is returned; what
// was declared with its types keeps them.
func (s *Scope) Adopt(p *types.Package) (old *types.Package) {
	s.importer.mu.Lock()
	defer s.importer.mu.Unlock()
	if old = s.importer.own[p.Path()]; old != nil {
		old.SetName(old.Name() + before)
	}
	s.importer.own[p.Path()] = p
	for name, b := range s.names {
		if old != nil && b.imp == old {
			s.names[name] = binding{imp: p}
		}
	}
	return old
}

// Document keeps the doc comments of a package, for help.
func (s *Scope) Document(p *Package) {
	docs := map[string]string{}
	for _, f := range p.Files {
		docs[""] += f.Doc.Text()
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				name := d.Name.Name
				if base := receiverBase(d); base != nil {
					name = base.Name + "." + name
				}
				docs[name] = d.Doc.Text()
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					documentSpec(docs, d, spec)
				}
			}
		}
	}
	s.ownDocs[p.Path] = docs
}

// documentSpec takes the comment of a declaration among others, or else that of all.
func documentSpec(docs map[string]string, d *ast.GenDecl, spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		docs[spec.Name.Name] = cmp.Or(spec.Doc.Text(), d.Doc.Text())
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			docs[name.Name] = cmp.Or(spec.Doc.Text(), d.Doc.Text())
		}
	}
}

// named finds a live package of the user's own by its name; of several, the first by path.
func (i *importer) named(name string) (*types.Package, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, path := range slices.Sorted(maps.Keys(i.own)) {
		if p := i.own[path]; p.Name() == name {
			return p, true
		}
	}
	return nil, false
}

// Bind lets cells call a package by its name.
func (s *Scope) Bind(p *types.Package) { s.names[p.Name()] = binding{imp: p} }

// Holding lists the live names whose types are made of types of p.
func (s *Scope) Holding(p *types.Package) []string {
	var names []string
	for _, obj := range s.Names() {
		h := holding{p, map[*types.Named]bool{}}
		if h.in(obj.Type()) {
			names = append(names, obj.Name())
		}
	}
	return names
}

// holding looks for the types of a package.
type holding struct {
	pkg  *types.Package
	seen map[*types.Named]bool
}

func (h holding) in(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		if t.Obj().Pkg() == h.pkg {
			return true
		}
		if h.seen[t] {
			return false
		}
		h.seen[t] = true
		if slices.ContainsFunc(slices.Collect(t.TypeArgs().Types()), h.in) {
			return true
		}
		return t.Obj().Pkg() != nil && t.Obj().Pkg().Path() == MainPath && h.in(t.Underlying())
	case *types.Map:
		return h.in(t.Key()) || h.in(t.Elem())
	case interface{ Elem() types.Type }:
		return h.in(t.Elem())
	case *types.Signature:
		return h.in(t.Params()) || h.in(t.Results())
	case *types.Tuple:
		return anyVar(t.Variables(), h.in)
	case *types.Struct:
		return anyVar(t.Fields(), h.in)
	}
	return false
}

func anyVar(vars iter.Seq[*types.Var], is func(types.Type) bool) bool {
	for v := range vars {
		if is(v.Type()) {
			return true
		}
	}
	return false
}
