// This file makes instances of generic functions: their bodies are lowered once
// for each list of type arguments.

package lower

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/interp/host"
)

// instance is a generic function with its type arguments, or a function of a
// library that exists only as source.
type instance struct {
	origin *types.Func
	targs  []types.Type
	name   string
	slot   *slot // set for functions declared at the prompt
	unit   int   // the number of the lowering that defines it
}

// call is the text that calls the instance from f.
func (i *instance) call(f *fn) string {
	if i.slot != nil && (f.decl.name != i.name || !keepsArguments(i.slot.sig)) {
		return "(*" + i.slot.name + ")"
	}
	return i.name
}

// library is a host package's generic code, checked from source.
type library struct {
	exported *types.Package // from export data: what units know
	src      *source
	decls    map[string]*ast.FuncDecl // "Name" or "Type.Name"
}

func hasCompiledInstance(fo *types.Func) bool {
	return fo.Pkg() != nil && fo.Signature().Recv() == nil && host.HasInstance(fo.Pkg().Path(), fo.Name())
}

// typeKeys identifies a list of types.
func (l *Lowerer) typeKeys(ts []types.Type) string {
	var b strings.Builder
	for _, t := range ts {
		fmt.Fprintf(&b, "%p,", l.runtimeType(t))
	}
	return b.String()
}

func (l *Lowerer) instance(origin *types.Func, targs []types.Type) *instance {
	key := fmt.Sprintf("%p[%s]", origin, l.typeKeys(targs))
	if i := l.insts[key]; i != nil {
		return i
	}
	i := &instance{origin: origin, targs: targs, name: l.fresh(identifier(origin.Name())), unit: l.units}
	l.insts[key] = i
	l.newInsts = append(l.newInsts, key)
	fs := l.funcSource(origin)
	if origin.Pkg().Path() == "main" {
		sig := l.subst(flat(fs.signature()), l.envOf(fs, targs)).(*types.Signature)
		i.slot = &slot{sig: sig, ptr: reflect.New(l.runtimeType(sig))}
		i.slot.name = l.syms.ref(varPkg, identifier(origin.Name()), i.slot, func() reflect.Value { return i.slot.ptr })
		l.instsOf[origin] = append(l.instsOf[origin], i)
	}
	l.queue = append(l.queue, func() { l.defineInstance(i, fs) })
	return i
}

func (l *Lowerer) defineInstance(i *instance, fs *funcSource) {
	if i.slot != nil {
		l.pending = append(l.pending, pointing{i.slot, i.name})
	}
	l.define(i.name, i.origin, fs, l.envOf(fs, i.targs))
}

// redefine lowers the existing instances of a generic function again, after
// before was declared anew as now.
func (l *Lowerer) redefine(now, before *types.Func) {
	fs := l.decls[now]
	for _, old := range l.instsOf[before] {
		if old.unit == l.units { // it has the new body already
			continue
		}
		i := &instance{origin: now, targs: old.targs, slot: old.slot, name: l.fresh(identifier(now.Name())), unit: l.units}
		key := fmt.Sprintf("%p[%s]", now, l.typeKeys(i.targs))
		if l.insts[key] != nil && now != before {
			continue
		}
		l.insts[key] = i
		if now != before {
			l.instsOf[now] = append(l.instsOf[now], i)
		} else {
			*old = *i
		}
		l.queue = append(l.queue, func() { l.defineInstance(i, fs) })
	}
}

// signature is the declared signature of a source's function.
func (fs *funcSource) signature() *types.Signature {
	return fs.src.info.Defs[fs.decl.Name].(*types.Func).Signature()
}

// envOf binds the type parameters of a source's declaration.
func (l *Lowerer) envOf(fs *funcSource, targs []types.Type) env {
	sig := fs.signature()
	params := sig.TypeParams()
	if sig.Recv() != nil {
		params = sig.RecvTypeParams()
	}
	e := env{}
	for i := range params.Len() {
		e[params.At(i)] = targs[i]
	}
	return e
}

// compiledInstance is a generic function that interp/host instantiates.
func (l *Lowerer) compiledInstance(origin *types.Func, targs []types.Type) string {
	key := fmt.Sprintf("%p[%s]", origin, l.typeKeys(targs))
	return l.syms.ref(helpPkg, identifier(origin.Name()), key, func() reflect.Value {
		sig := origin.Signature()
		e := env{}
		for i := range sig.TypeParams().Len() {
			e[sig.TypeParams().At(i)] = targs[i]
		}
		plain := types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
		var rts []reflect.Type
		for _, t := range targs {
			rts = append(rts, l.runtimeType(t))
		}
		return host.Instance(origin.Pkg().Path(), origin.Name(), l.runtimeType(l.subst(plain, e)), rts)
	})
}

// funcSource finds the body of a function.
func (l *Lowerer) funcSource(fo *types.Func) *funcSource {
	if fs := l.decls[fo]; fs != nil {
		return fs
	}
	lib := l.libOf[fo.Pkg()]
	if lib == nil {
		lib = l.library(fo.Pkg())
	}
	name := fo.Name()
	if recv := fo.Signature().Recv(); recv != nil {
		name = baseName(recv.Type()) + "." + name
	}
	d := lib.decls[name]
	if d == nil {
		refuse(token.NoPos, "the body of %s.%s is not on board", fo.Pkg().Path(), name)
	}
	fs := &funcSource{d, lib.src}
	l.decls[fo] = fs
	return fs
}

func baseName(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// library checks the generic source of a host package, the first time.
func (l *Lowerer) library(exported *types.Package) *library {
	path := exported.Path()
	if lib := l.libs[path]; lib != nil {
		return lib
	}
	p, ok := l.set.ByPath(path)
	if !ok || p.Generic == nil {
		refuse(token.NoPos, "the generic code of package %s is not on board", path)
	}
	lib := &library{exported: exported, decls: map[string]*ast.FuncDecl{}}
	lib.src = &source{fset: token.NewFileSet(), name: "lib/_.go"}
	files := l.parseLibrary(lib, p.Generic())
	lib.src.pkg = types.NewPackage(path, exported.Name())
	lib.src.info = newInfo()
	for _, name := range exported.Scope().Names() {
		if !declares(files, name) {
			lib.src.pkg.Scope().Insert(exported.Scope().Lookup(name))
		}
	}
	var first error
	conf := types.Config{Importer: l.importer, Error: func(err error) {
		if te, ok := err.(types.Error); (!ok || !te.Soft) && first == nil { //nolint:errorlint // go/types hands out the bare error
			first = err
		}
	}}
	types.NewChecker(&conf, lib.src.fset, lib.src.pkg, lib.src.info).Files(files)
	if first != nil {
		refuse(token.NoPos, "the generic code of package %s does not check: %v", path, first)
	}
	l.libOf[lib.src.pkg] = lib
	l.libs[path] = lib
	l.runtime.Own(lib.src.pkg)
	return lib
}

func (l *Lowerer) parseLibrary(lib *library, sources map[string]string) []*ast.File {
	var names []string
	for name := range sources {
		names = append(names, name)
	}
	slices.Sort(names)
	var files []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(lib.src.fset, name, sources[name], parser.SkipObjectResolution)
		if err != nil {
			refuse(token.NoPos, "%v", err)
		}
		for _, d := range file.Decls {
			if d, ok := d.(*ast.FuncDecl); ok {
				lib.decls[declName(d)] = d
			}
		}
		files = append(files, file)
	}
	return files
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

func declares(files []*ast.File, name string) bool {
	for _, file := range files {
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Name.Name == name {
					return true
				}
			case *ast.GenDecl:
				if declaresSpec(d, name) {
					return true
				}
			}
		}
	}
	return false
}

func declaresSpec(d *ast.GenDecl, name string) bool {
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			if s.Name.Name == name {
				return true
			}
		case *ast.ValueSpec:
			for _, n := range s.Names {
				if n.Name == name {
					return true
				}
			}
		}
	}
	return false
}

func newInfo() *types.Info {
	return &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Instances: map[*ast.Ident]types.Instance{},
		Implicits: map[ast.Node]types.Object{}, Scopes: map[ast.Node]*types.Scope{},
	}
}
