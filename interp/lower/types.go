// This file writes types: predeclared names and composites as text, everything
// named or with a method set as a symbol.

package lower

import (
	"fmt"
	"go/types"
	"strings"
)

// typ is the text of t in lowered code.
func (l *Lowerer) typ(t types.Type) string {
	switch t := t.(type) {
	case *types.Alias:
		return l.typ(types.Unalias(t))
	case *types.Basic:
		if t.Info()&types.IsUntyped != 0 {
			return l.typ(types.Default(t))
		}
		if t.Kind() == types.UnsafePointer {
			return l.symbolOfType(t, "Pointer") // in library code
		}
		return t.Name()
	case *types.Pointer:
		return "*" + l.typ(t.Elem())
	case *types.Slice:
		return "[]" + l.typ(t.Elem())
	case *types.Array:
		l.runtimeType(t) // refuses one that is too big
		return fmt.Sprintf("[%d]%s", t.Len(), l.typ(t.Elem()))
	case *types.Map:
		return "map[" + l.typ(t.Key()) + "]" + l.typ(t.Elem())
	case *types.Chan:
		return chanText(t) + "(" + l.typ(t.Elem()) + ")"
	case *types.Signature:
		return "func(" + l.paramTypes(t) + ")" + l.resultTypes(t)
	case *types.Named:
		if t.Obj().Pkg() == nil && t.Obj().Name() == "error" {
			return "error"
		}
		return l.symbolOfType(t, identifier(t.Obj().Name()))
	case *types.Interface:
		if t.NumMethods() == 0 && t.IsMethodSet() {
			return "any"
		}
		return l.symbolOfType(t, "Interface")
	case *types.Struct:
		return l.symbolOfType(t, "Struct")
	}
	refuse(0, "a value of type %s can't be used here", t)
	return ""
}

func chanText(t *types.Chan) string {
	switch t.Dir() {
	case types.SendOnly:
		return "chan<- "
	case types.RecvOnly:
		return "<-chan "
	}
	return "chan "
}

func (l *Lowerer) paramTypes(s *types.Signature) string {
	var ps []string
	for i := range s.Params().Len() {
		t := s.Params().At(i).Type()
		if s.Variadic() && i == s.Params().Len()-1 {
			ps = append(ps, "..."+l.typ(t.Underlying().(*types.Slice).Elem()))
		} else {
			ps = append(ps, l.typ(t))
		}
	}
	return strings.Join(ps, ", ")
}

func (l *Lowerer) resultTypes(s *types.Signature) string {
	var rs []string
	for i := range s.Results().Len() {
		rs = append(rs, l.typ(s.Results().At(i).Type()))
	}
	switch len(rs) {
	case 0:
		return ""
	case 1:
		return " " + rs[0]
	}
	return " (" + strings.Join(rs, ", ") + ")"
}

func isInterface(t types.Type) bool {
	_, ok := t.Underlying().(*types.Interface)
	return ok
}

// pointee is t's element type if t is a pointer, by its underlying type.
func pointee(t types.Type) (types.Type, bool) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem(), true
	}
	return nil, false
}

func basicInfo(t types.Type) types.BasicInfo {
	if b, ok := t.Underlying().(*types.Basic); ok {
		return b.Info()
	}
	return 0
}

var anyType = types.Universe.Lookup("any").Type()
var errorType = types.Universe.Lookup("error").Type()
var intType = types.Typ[types.Int]
var boolType = types.Typ[types.Bool]
