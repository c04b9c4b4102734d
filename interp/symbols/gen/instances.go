// This file finds the instances of generic types that compiled packages use in
// their public API, such as iter.Seq[string].

package main

import (
	"go/types"
	"strings"

	"github.com/ormsh/ormsh/interp/rtype"
)

// instances maps the path of a generic type's package to the instances by the
// name reflect gives them.
type instances map[string]map[string]types.Type

// collectInstances walks the types of all exported objects. Only instances
// whose parts are all exported can be written down; there are no others in
// signatures so far.
func collectInstances(packages []*pkg) instances {
	found := instances{}
	seen := map[types.Type]bool{}
	for _, p := range packages {
		scope := p.types.Scope()
		for _, name := range scope.Names() {
			if obj := scope.Lookup(name); obj.Exported() && !generic(obj.Type()) {
				found.walk(obj.Type(), seen)
			}
		}
	}
	known := map[string]bool{}
	for _, p := range packages {
		known[p.Path] = true
	}
	for path := range found {
		if !known[path] {
			delete(found, path)
		}
	}
	return found
}

func (found instances) walk(t types.Type, seen map[types.Type]bool) {
	if seen[t] {
		return
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Alias:
		found.walk(types.Unalias(t), seen)
	case *types.Named:
		found.named(t, seen)
	case interface{ Elem() types.Type }: // pointer, slice, array, channel, map
		found.walk(t.Elem(), seen)
		if m, ok := t.(*types.Map); ok {
			found.walk(m.Key(), seen)
		}
	case *types.Tuple:
		for v := range t.Variables() {
			found.walk(v.Type(), seen)
		}
	case *types.Signature:
		if t.TypeParams().Len() == 0 {
			found.walk(t.Params(), seen)
			found.walk(t.Results(), seen)
		}
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() {
				found.walk(f.Type(), seen)
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			found.walk(m.Type(), seen)
		}
	}
}

func (found instances) named(t *types.Named, seen map[types.Type]bool) {
	if t.TypeParams().Len() > 0 && t.TypeArgs().Len() == 0 {
		return // uninstantiated
	}
	if args := t.TypeArgs(); args.Len() > 0 && closed(t) && t.Obj().Exported() {
		path := t.Obj().Pkg().Path()
		if found[path] == nil {
			found[path] = map[string]types.Type{}
		}
		found[path][reflectName(t)] = t
	}
	if t.Obj().Exported() {
		found.walk(t.Underlying(), seen)
		for m := range t.Methods() {
			if m.Exported() {
				found.walk(m.Type(), seen)
			}
		}
	}
}

// reflectName is what reflect.Type.Name returns for an instance.
func reflectName(t *types.Named) string {
	args := make([]string, t.TypeArgs().Len())
	for i := range args {
		args[i] = rtype.LinkName(t.TypeArgs().At(i))
	}
	return t.Obj().Name() + "[" + strings.Join(args, ",") + "]"
}

// closed reports whether no type parameter and no unexported name occurs in
// the type arguments.
func closed(t types.Type) bool {
	switch t := t.(type) {
	case *types.Basic:
		return true
	case *types.Alias:
		return closed(types.Unalias(t))
	case *types.Named:
		if t.Obj().Pkg() != nil && !t.Obj().Exported() {
			return false
		}
		for a := range t.TypeArgs().Types() {
			if !closed(a) {
				return false
			}
		}
		return t.TypeParams().Len() == t.TypeArgs().Len()
	case *types.Map:
		return closed(t.Key()) && closed(t.Elem())
	case interface{ Elem() types.Type }:
		return closed(t.Elem())
	case *types.Interface:
		return t.Empty()
	}
	return false
}
