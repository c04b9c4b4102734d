// This file gives help on an expression, a type, a function or a package.

package check

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// Describe gives help on what expr names or computes. The error says, in Go's words, why it is nothing.
func (s *Scope) Describe(expr string) (Description, error) {
	expr = strings.TrimSpace(expr)
	if expr == "" {
		return Description{}, errors.New("nothing to describe: give a name, an expression or a package")
	}
	if p, ok := s.packageNamed(expr); ok {
		return s.describePackage(p), nil
	}
	if p, err := s.importer.Import(expr); err == nil {
		return s.describePackage(p), nil
	}
	a, mark, errs := s.tolerant(expr, "")
	if errs != nil {
		return Description{}, fmt.Errorf("%s: %s", expr, errs[0].Msg)
	}
	x := ast.Unparen(mark())
	if obj := a.named(x); obj != nil {
		return s.describeObject(expr, obj), nil
	}
	if len(a.errors) > 0 {
		e := a.explained()[0]
		if e.Hint != "" {
			return Description{}, fmt.Errorf("%s; %s", e.Msg, e.Hint)
		}
		return Description{}, errors.New(e.Msg)
	}
	t := a.info.TypeOf(x)
	d := Description{Name: expr, Kind: "value", Signature: TypeString(t)}
	s.describeType(&d, t)
	return d, nil
}

// named is the object that an expression names, or nil if it computes something.
func (a *attempt) named(x ast.Expr) types.Object {
	switch x := x.(type) {
	case *ast.Ident:
		return a.info.Uses[x]
	case *ast.SelectorExpr:
		return a.info.Uses[x.Sel]
	case *ast.IndexExpr:
		if a.info.Types[x].IsType() {
			return nil
		}
	case *ast.StarExpr:
		if a.info.Types[x].IsType() {
			return a.named(x.X)
		}
	}
	return nil
}

func (s *Scope) describeObject(expr string, obj types.Object) Description {
	d := Description{Name: expr, Kind: kindOf(obj), Signature: types.ObjectString(obj, Qualifier), Cell: CellOf(obj), Declared: declaredName(obj)}
	d.Doc, d.Example = s.onBoard(obj, d.Declared)
	switch obj := obj.(type) {
	case *types.Builtin:
		d.Signature = "builtin " + obj.Name()
	case *types.Func:
	default:
		s.describeType(&d, obj.Type())
	}
	return d
}

// describeType adds what can be selected on a value of the type.
func (s *Scope) describeType(d *Description, t types.Type) {
	if t == nil {
		return
	}
	for _, m := range s.membersOf(t) {
		if m, ok := m.(*types.Func); ok {
			d.Methods = append(d.Methods, m.Name()+typeOf(m))
			continue
		}
		d.Fields = append(d.Fields, m.Name()+" "+TypeString(m.Type()))
	}
}

func (s *Scope) describePackage(p *types.Package) Description {
	d := Description{Name: p.Name(), Kind: "package", Signature: fmt.Sprintf("import %q", p.Path()), Doc: s.docs(p.Path())[""]}
	for _, n := range p.Scope().Names() {
		if token.IsExported(n) {
			d.Members = append(d.Members, kindOf(p.Scope().Lookup(n))+" "+n)
		}
	}
	return d
}

func (s *Scope) docs(path string) map[string]string {
	if p, ok := s.set.ByPath(path); ok && p.Doc != nil {
		return p.Doc()
	}
	return s.ownDocs[path]
}

// onBoard is the doc comment and the example of an object of a host package.
func (s *Scope) onBoard(obj types.Object, name string) (doc, example string) {
	if obj.Pkg() == nil {
		return "", ""
	}
	if obj.Pkg().Path() == MainPath {
		return s.comments[obj], ""
	}
	path := obj.Pkg().Path()
	if p, ok := s.set.ByPath(path); ok && p.Example != nil {
		example = p.Example()[name]
	}
	return strings.TrimSpace(s.docs(path)[name]), example
}

// declaredName is the name of an object, with its type before it if it is a method.
func declaredName(obj types.Object) string {
	fn, ok := obj.(*types.Func)
	if !ok || fn.Signature().Recv() == nil {
		return obj.Name()
	}
	t := fn.Signature().Recv().Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Name() + "." + obj.Name()
	}
	return obj.Name()
}
