// This file lowers composite literals.

package lower

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
)

// composite is a literal of type t in a temporary.
func (f *fn) composite(e *ast.CompositeLit, t types.Type) string {
	f.at(e)
	if p, ok := pointee(t); ok { // &T elided in an outer literal
		if _, named := types.Unalias(t).(*types.Named); !named {
			return f.newOf(p, f.composite(e, p))
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return f.structLit(e, t, u)
	case *types.Map:
		return f.mapLit(e, t, u)
	case *types.Slice:
		return f.listLit(e, t, u.Elem())
	case *types.Array:
		return f.listLit(e, t, u.Elem())
	}
	refuse(e.Pos(), "a literal of type %s", t)
	return ""
}

// elementOf is a literal's element, whose type may be elided.
func (f *fn) elementOf(e ast.Expr, t types.Type) string {
	if lit, ok := ast.Unparen(e).(*ast.CompositeLit); ok && lit.Type == nil {
		if p, ok := pointee(t); ok {
			return f.newOf(p, f.composite(lit, p))
		}
		return f.composite(lit, t)
	}
	return f.conv(e, t)
}

func (f *fn) structLit(e *ast.CompositeLit, t types.Type, u *types.Struct) string {
	if len(e.Elts) == 0 {
		return f.zero(t)
	}
	f.callsFirst(values(e)...)
	indexes := make([]int, len(e.Elts))
	vals := make([]string, len(e.Elts))
	for i, x := range e.Elts {
		indexes[i] = i
		if kv, ok := x.(*ast.KeyValueExpr); ok {
			indexes[i] = fieldIndex(u, kv.Key.(*ast.Ident).Name, f.src.pkg)
			x = kv.Value
		}
		field := u.Field(indexes[i])
		if v := f.tv(x).Value; v == nil || v.Kind() != constant.Bool || constant.BoolVal(v) {
			honest(x.Pos(), field)
		}
		vals[i] = f.elementOf(x, field.Type())
		if !isName(vals[i]) && f.tv(x).Value == nil {
			vals[i] = f.setTyped(field.Type(), vals[i])
		}
	}
	var kvs []string
	for i, v := range vals {
		if name := u.Field(indexes[i]).Name(); name != "_" {
			kvs = append(kvs, name+": "+v)
		}
	}
	return f.set(f.l.typ(t) + "{" + strings.Join(kvs, ", ") + "}")
}

// values are a literal's elements without their keys.
func values(e *ast.CompositeLit) []ast.Expr {
	vs := make([]ast.Expr, len(e.Elts))
	for i, x := range e.Elts {
		if kv, ok := x.(*ast.KeyValueExpr); ok {
			x = kv.Value
		}
		vs[i] = x
	}
	return vs
}

func fieldIndex(u *types.Struct, name string, pkg *types.Package) int {
	for i := range u.NumFields() {
		if u.Field(i).Name() == name {
			return i
		}
	}
	refuse(0, "no field %s", name)
	return 0
}

func (f *fn) mapLit(e *ast.CompositeLit, t types.Type, u *types.Map) string {
	m := f.set("make(" + f.l.typ(t) + ")")
	for _, x := range e.Elts {
		kv := x.(*ast.KeyValueExpr)
		f.callsFirst(kv.Key, kv.Value)
		k := f.elementOf(kv.Key, u.Key())
		if f.tv(kv.Key).Value == nil {
			k = f.setTyped(u.Key(), k)
		}
		v := f.elementOf(kv.Value, u.Elem())
		f.w("%s[%s] = %s", m, k, v)
	}
	return m
}

// listLit makes slices and arrays.
func (f *fn) listLit(e *ast.CompositeLit, t types.Type, elem types.Type) string {
	var parts []string
	f.callsFirstAs(func(int) types.Type { return elem }, values(e)...)
	for _, x := range e.Elts {
		key := ""
		if kv, ok := x.(*ast.KeyValueExpr); ok {
			key = constant.ToInt(f.tv(kv.Key).Value).ExactString() + ": "
			x = kv.Value
		}
		v := f.elementOf(x, elem)
		if !isName(v) && f.tv(x).Value == nil {
			v = f.setTyped(elem, v)
		}
		parts = append(parts, key+v)
	}
	return f.set(f.l.typ(t) + "{" + strings.Join(parts, ", ") + "}")
}
