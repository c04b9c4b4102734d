// This file completes types: fields, elements, interface methods.

package rtype

import (
	"go/types"
	"reflect"
	"slices"
	"strings"
	"unsafe"
)

// complete fills in what the declaration left out, all but the method table.
func (u *Universe) complete(e *entry) error {
	switch under := e.under.(type) {
	case *types.Struct:
		return u.completeStruct(e, under)
	case *types.Interface:
		return u.completeInterface(e, under)
	case *types.Basic:
		return nil
	}
	real, err := u.typeOf(e.under)
	if err != nil {
		return err
	}
	// The unnamed type has the same description after the header.
	header := *e.value.t
	to, from := unsafe.Pointer(e.value.t), unsafe.Pointer(descriptionOf(real))
	switch real.Kind() {
	case reflect.Pointer:
		*(*pointerType)(to) = *(*pointerType)(from)
	case reflect.Slice:
		*(*sliceType)(to) = *(*sliceType)(from)
	case reflect.Array:
		*(*arrayType)(to) = *(*arrayType)(from)
	case reflect.Chan:
		*(*chanType)(to) = *(*chanType)(from)
	case reflect.Map:
		*(*mapType)(to) = *(*mapType)(from)
	case reflect.Func:
		err = e.completeFunc(real)
	}
	*e.value.t = header
	return err
}

func (e *entry) completeFunc(real reflect.Type) error {
	if real.NumIn()+real.NumOut() > maxParams {
		return refuse(e.typ, "it has more than %d parameters and results", maxParams)
	}
	*(*funcType)(unsafe.Pointer(e.value.t)) = *(*funcType)(unsafe.Pointer(descriptionOf(real)))
	for i := range real.NumIn() {
		e.value.params[i] = descriptionOf(real.In(i))
	}
	for i := range real.NumOut() {
		e.value.params[real.NumIn()+i] = descriptionOf(real.Out(i))
	}
	return nil
}

func (u *Universe) completeStruct(e *entry, t *types.Struct) error {
	s := (*structType)(unsafe.Pointer(e.value.t))
	fields := make([]field, t.NumFields())
	twin := u.twin(t)
	for i := range fields {
		f := t.Field(i)
		ft, err := u.fieldType(f, i, twin)
		if err != nil {
			return err
		}
		name := newName(f.Name(), nameOptions{tag: t.Tag(i), embedded: f.Embedded()})
		fields[i] = field{name, descriptionOf(ft), s.Fields[i].Offset}
		if !f.Exported() {
			s.PkgPath = newName(f.Pkg().Path(), nameOptions{})
		}
	}
	s.Fields = fields
	return nil
}

// twin is the compiled struct type that shares t as its underlying type, as orm.Session does in "type S orm.Session"; nil if there is none.
func (u *Universe) twin(t *types.Struct) reflect.Type {
	for f := range t.Fields() {
		if f.Exported() || f.Pkg().Path() == "main" {
			continue
		}
		scope := f.Pkg().Scope()
		for _, name := range scope.Names() {
			if tn, ok := scope.Lookup(name).(*types.TypeName); ok && tn.Type().Underlying() == t {
				if r, ok := u.lookup(f.Pkg().Path(), name); ok {
					return r
				}
			}
		}
	}
	return nil
}

// fieldType is the type of the field at i. What an unexported field of a compiled type really is only the twin knows: the type data on board
// has something of its size.
func (u *Universe) fieldType(f *types.Var, i int, twin reflect.Type) (reflect.Type, error) {
	if twin != nil && !f.Exported() {
		return twin.Field(i).Type, nil
	}
	return u.typeOf(f.Type())
}

func (u *Universe) completeInterface(e *entry, t *types.Interface) error {
	i := (*interfaceType)(unsafe.Pointer(e.value.t))
	path := ""
	if n, ok := e.typ.(*types.Named); ok {
		path = n.Obj().Pkg().Path()
	}
	list := make([]*types.Func, t.NumMethods())
	for k := range list {
		list[k] = t.Method(k)
		if path == "" && !list[k].Exported() {
			path = list[k].Pkg().Path()
		}
	}
	slices.SortFunc(list, compareFuncs)
	methods := make([]imethod, len(list))
	for k, m := range list {
		mt, err := u.typeOf(m.Signature())
		if err != nil {
			return err
		}
		methods[k] = imethod{nameOffset(methodName(m, path)), typeOffset(descriptionOf(mt))}
	}
	if path != "" {
		i.PkgPath = newName(path, nameOptions{})
	}
	i.Methods = methods
	return nil
}

// methodName encodes a method's name for a table of a type of the package at
// path: an unexported name of another package says whose it is.
func methodName(m *types.Func, path string) *byte {
	if m.Exported() || m.Pkg().Path() == path {
		return newName(m.Name(), nameOptions{})
	}
	return newName(m.Name(), nameOptions{pkgPath: m.Pkg().Path()})
}

// compareFuncs is the order of method tables: exported names first.
func compareFuncs(a, b *types.Func) int {
	switch {
	case a.Exported() != b.Exported():
		if a.Exported() {
			return -1
		}
		return 1
	case a.Name() != b.Name():
		return strings.Compare(a.Name(), b.Name())
	case a.Exported():
		return 0
	}
	return strings.Compare(a.Pkg().Path(), b.Pkg().Path())
}
