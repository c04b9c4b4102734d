// This file writes types the way the compiler names them.

package rtype

import (
	"fmt"
	"go/types"
	"strconv"
	"strings"
)

// typeName is what reflect.Type.Name returns for a named type.
func typeName(t *types.Named) string {
	if t.TypeArgs().Len() == 0 {
		return t.Obj().Name()
	}
	args := make([]string, t.TypeArgs().Len())
	for i := range args {
		args[i] = linked.write(t.TypeArgs().At(i))
	}
	return t.Obj().Name() + "[" + strings.Join(args, ",") + "]"
}

// LinkName is t as it stands between the brackets of the name of an instance: packages by path.
func LinkName(t types.Type) string { return linked.write(t) }

// typeString is what reflect.Type.String returns.
func typeString(t types.Type) string { return shown.write(t) }

// style is a way to write types.
type style int

const (
	shown  style = iota // for people: packages by name
	linked              // in type arguments: packages by path, also before the names of unexported fields
)

func (s style) pkg(p *types.Package) string {
	if s == linked {
		return p.Path()
	}
	// Behind a middle dot stands what tells the packages of cells apart.
	name, _, _ := strings.Cut(p.Name(), "·")
	return name
}

func (s style) write(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return basicName(t)
	case *types.Named:
		if t.Obj().Pkg() == nil {
			return t.Obj().Name()
		}
		return s.pkg(t.Obj().Pkg()) + "." + typeName(t)
	case *types.Pointer:
		return "*" + s.write(t.Elem())
	case *types.Slice:
		return "[]" + s.write(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), s.write(t.Elem()))
	case *types.Map:
		return "map[" + s.write(t.Key()) + "]" + s.write(t.Elem())
	case *types.Chan:
		return s.channel(t)
	case *types.Signature:
		return "func" + s.signature(t)
	case *types.Struct:
		return s.structure(t)
	case *types.Interface:
		return s.iface(t)
	}
	return t.String()
}

// basicName gives byte and rune the names of the types they are.
func basicName(t *types.Basic) string {
	switch t.Kind() {
	case types.Uint8:
		return "uint8"
	case types.Int32:
		return "int32"
	case types.UnsafePointer:
		return "unsafe.Pointer"
	}
	return t.Name()
}

func (s style) channel(t *types.Chan) string {
	elem := s.write(t.Elem())
	switch t.Dir() {
	case types.SendOnly:
		return "chan<- " + elem
	case types.RecvOnly:
		return "<-chan " + elem
	}
	if c, ok := types.Unalias(t.Elem()).(*types.Chan); ok && c.Dir() == types.RecvOnly {
		return "chan (" + elem + ")"
	}
	return "chan " + elem
}

func (s style) signature(t *types.Signature) string {
	text := "(" + s.list(t.Params(), t.Variadic()) + ")"
	switch t.Results().Len() {
	case 0:
		return text
	case 1:
		return text + " " + s.list(t.Results(), false)
	}
	return text + " (" + s.list(t.Results(), false) + ")"
}

func (s style) list(t *types.Tuple, variadic bool) string {
	parts := make([]string, t.Len())
	for i := range parts {
		parts[i] = s.write(t.At(i).Type())
		if elems, ok := t.At(i).Type().(*types.Slice); ok && variadic && i == len(parts)-1 {
			parts[i] = "..." + s.write(elems.Elem())
		}
	}
	return strings.Join(parts, ", ")
}

func (s style) structure(t *types.Struct) string {
	if t.NumFields() == 0 {
		return "struct {}"
	}
	parts := make([]string, t.NumFields())
	for i := range parts {
		f := t.Field(i)
		parts[i] = s.write(f.Type())
		if !f.Embedded() {
			parts[i] = f.Name() + " " + parts[i]
			if s == linked && !f.Exported() {
				parts[i] = s.pkg(f.Pkg()) + "." + parts[i]
			}
		}
		if tag := t.Tag(i); tag != "" {
			parts[i] += " " + strconv.Quote(tag)
		}
	}
	return "struct { " + strings.Join(parts, "; ") + " }"
}

func (s style) iface(t *types.Interface) string {
	if t.NumMethods() == 0 {
		return "interface {}"
	}
	parts := make([]string, t.NumMethods())
	for i := range parts {
		m := t.Method(i)
		parts[i] = m.Name() + s.signature(m.Signature())
		if !m.Exported() {
			parts[i] = s.pkg(m.Pkg()) + "." + parts[i]
		}
	}
	return "interface { " + strings.Join(parts, "; ") + " }"
}
