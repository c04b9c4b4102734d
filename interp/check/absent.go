// This file helps where a type, or a package that this shell can't have, is not declared.

package check

import (
	"go/ast"
	"go/token"
	"go/types"
)

// absent are packages of the standard library that can't be in the shell, and what to do.
var absent = map[string]string{
	"C":       "nothing is compiled here; call C from a Go package and bring that with a build of your own",
	"syscall": "use os, os/exec, os/signal or time",
	"plugin":  "what is compiled can't be added while it runs",
	"unique":  "its handles are the runtime's own; compare the values, or keep them in a map",
	"weak":    "the shell keeps values longer than a program does, so that weak pointers would tell of the shell; use a map and delete from it",
}

// isMember reports whether an object is a field or a method, which a name alone can't mean.
func isMember(obj types.Object) bool {
	switch obj := obj.(type) {
	case *types.Var:
		return obj.IsField()
	case *types.Func:
		return obj.Signature().Recv() != nil
	}
	return false
}

// isTypeAt reports whether a type stands at a place of the file: of a field, parameter, variable, element or literal.
func (a *attempt) isTypeAt(pos token.Pos) (found bool) {
	at := func(e ast.Expr) {
		if e != nil && e.Pos() <= pos && pos < e.End() {
			found = true
		}
	}
	ast.Inspect(a.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			at(n.Type)
		case *ast.ValueSpec:
			at(n.Type)
		case *ast.TypeSpec:
			at(n.Type)
		case *ast.CompositeLit:
			at(n.Type)
		case *ast.ArrayType:
			at(n.Elt)
		case *ast.MapType, *ast.ChanType:
			at(n.(ast.Expr))
		case *ast.TypeAssertExpr:
			at(n.Type)
		}
		return !found
	})
	return found
}

// typeHint looks for a type like one that is not declared. A declaration may mention a type only if that is declared before it, or in the same
// entry.
func (a *attempt) typeHint(name string) string {
	s := newSuggestion(name)
	offer := func(n string, obj types.Object) {
		if _, ok := obj.(*types.TypeName); ok {
			s.offer(n)
		}
	}
	for n, b := range a.names {
		offer(n, b.obj)
	}
	for n, b := range a.added {
		offer(n, b.obj)
	}
	for id, obj := range a.info.Defs {
		offer(id.Name, obj)
	}
	for _, n := range types.Universe.Names() {
		offer(n, types.Universe.Lookup(n))
	}
	if hint := s.hint(); hint != "" || a.decls == nil {
		return hint
	}
	return "type " + name + " isn't declared yet: declare both in one entry, or " + name + " before"
}
