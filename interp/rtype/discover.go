// This file finds compiled types that have no name outside their package.

package rtype

import (
	"go/types"
	"reflect"
)

// discover looks for the types that pkg does not export among the parts of
// those it does: struct fields, elements, parameters of methods. It notes the
// ones it finds.
func (u *Universe) discover(pkg *types.Package) {
	if u.discovered[pkg] {
		return
	}
	u.discovered[pkg] = true
	p := pairing{u, pkg, map[types.Type]bool{}}
	for _, name := range pkg.Scope().Names() {
		tn, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || !tn.Exported() {
			continue
		}
		if r, ok := u.lookup(pkg.Path(), name); ok {
			p.pair(tn.Type(), r)
		}
	}
}

// pairing walks through types and their compiled twins side by side.
type pairing struct {
	u    *Universe
	pkg  *types.Package // stay inside it
	seen map[types.Type]bool
}

func (p pairing) pair(t types.Type, r reflect.Type) {
	t = types.Unalias(t)
	if p.seen[t] {
		return
	}
	p.seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		p.named(t, r)
	case *types.Map:
		if r.Kind() == reflect.Map {
			p.pair(t.Key(), r.Key())
			p.pair(t.Elem(), r.Elem())
		}
	case interface{ Elem() types.Type }: // pointer, slice, array, channel
		switch r.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
			p.pair(t.Elem(), r.Elem())
		}
	case *types.Struct:
		if r.Kind() == reflect.Struct && r.NumField() == t.NumFields() {
			for i := range r.NumField() {
				p.pair(t.Field(i).Type(), r.Field(i).Type)
			}
		}
	case *types.Signature:
		p.signature(t, r, 0)
	case *types.Interface:
		if r.Kind() == reflect.Interface {
			for m := range t.Methods() {
				if rm, ok := r.MethodByName(m.Name()); ok {
					p.signature(m.Signature(), rm.Type, 0)
				}
			}
		}
	}
}

// named notes what r is, if it is what it seems.
func (p pairing) named(t *types.Named, r reflect.Type) {
	if t.Obj().Pkg() == nil || r.Name() != typeName(t) || r.PkgPath() != t.Obj().Pkg().Path() {
		return
	}
	if p.u.known.At(t) == nil {
		p.u.known.Set(t, r)
	}
	if t.Obj().Pkg() != p.pkg {
		return
	}
	p.pair(t.Underlying(), r)
	ptr := reflect.PointerTo(r)
	for m := range t.Methods() {
		if rm, ok := ptr.MethodByName(m.Name()); ok && m.Exported() {
			p.signature(m.Signature(), rm.Type, 1)
		}
	}
}

// signature pairs parameters and results; r has skip parameters more in front.
func (p pairing) signature(t *types.Signature, r reflect.Type, skip int) {
	if r.Kind() != reflect.Func || r.NumIn() != t.Params().Len()+skip || r.NumOut() != t.Results().Len() {
		return
	}
	for i := range t.Params().Len() {
		p.pair(t.Params().At(i).Type(), r.In(i+skip))
	}
	for i := range t.Results().Len() {
		p.pair(t.Results().At(i).Type(), r.Out(i))
	}
}
