// This file lowers the functions of package unsafe.

package lower

import (
	"fmt"
	"go/ast"
	"go/types"
)

func (f *fn) unsafeCall(e *ast.CallExpr, name string) string {
	t := f.typeOf(e)
	switch name {
	case "unsafe.Sizeof":
		return fmt.Sprintf("uintptr(%d)", f.l.runtimeType(f.typeOf(e.Args[0])).Size())
	case "unsafe.Alignof":
		return fmt.Sprintf("uintptr(%d)", f.l.runtimeType(f.typeOf(e.Args[0])).Align())
	case "unsafe.Offsetof":
		return fmt.Sprintf("uintptr(%d)", f.offset(ast.Unparen(e.Args[0]).(*ast.SelectorExpr)))
	case "unsafe.Add":
		p := f.set(f.conv(e.Args[0], types.Typ[types.UnsafePointer]))
		return f.setTyped(t, f.l.helper("UnsafeAdd")+"("+p+", "+f.size(e.Args[1])+")")
	case "unsafe.StringData":
		s := f.setTyped(types.Typ[types.String], f.conv(e.Args[0], types.Typ[types.String]))
		return f.set(f.l.helper("StringData") + "(" + s + ")")
	}
	// The others make a value of a type that depends on their argument's.
	from := types.Type(types.NewPointer(types.Typ[types.Uint8])) // what unsafe.String takes
	if name != "unsafe.String" {
		from = f.typeOf(e.Args[0])
	}
	args := f.setTyped(anyType, f.setTyped(from, f.conv(e.Args[0], from)))
	if len(e.Args) > 1 {
		args += ", " + f.size(e.Args[1])
	}
	p := f.set("new(" + f.l.typ(t) + ")")
	f.w("%s(%s, %s)", f.l.helper(map[string]string{
		"unsafe.Slice": "UnsafeSlice", "unsafe.SliceData": "SliceData", "unsafe.String": "UnsafeString",
	}[name]), args, p)
	return f.set("*" + p)
}

// size is a length as an int; one that doesn't fit is negative.
func (f *fn) size(e ast.Expr) string {
	if v := f.tv(e).Value; v != nil {
		return f.l.constant(v, intType)
	}
	return f.set("int(" + f.expr(e) + ")")
}

// offset is where a selected field lies in the struct that holds it, also
// through embedded structs.
func (f *fn) offset(e *ast.SelectorExpr) uintptr {
	t := f.typeOf(e.X)
	_, index, _ := types.LookupFieldOrMethod(t, true, f.pkgOf(e), e.Sel.Name)
	if p, ok := pointee(t); ok {
		t = p
	}
	return f.l.runtimeType(t).FieldByIndex(index).Offset + f.embeddedOffset(t, index)
}

// embeddedOffset is where the embedded struct lies that holds the field.
func (f *fn) embeddedOffset(t types.Type, index []int) (sum uintptr) {
	rt := f.l.runtimeType(t)
	for _, i := range index[:len(index)-1] {
		sum += rt.Field(i).Offset
		rt = rt.Field(i).Type
	}
	return sum
}

// refuseLayout refuses what looks at how values lie in memory, where they lie
// differently here: a package's variable as a number, and the words of a string.
func (f *fn) refuseLayout(e *ast.CallExpr, t types.Type) {
	if f.typeOf(e.Args[0]).Underlying() != types.Typ[types.UnsafePointer] {
		return
	}
	inner, ok := ast.Unparen(e.Args[0]).(*ast.CallExpr)
	if !ok || !f.tv(inner.Fun).IsType() {
		return
	}
	addr, ok := ast.Unparen(inner.Args[0]).(*ast.UnaryExpr)
	if !ok {
		return
	}
	id, ok := ast.Unparen(addr.X).(*ast.Ident)
	if !ok {
		return
	}
	v, _ := f.object(id).(*types.Var)
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Kind() == types.Uintptr && v != nil && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
			refuse(e.Pos(), "variable %s of the package lies elsewhere here than in a compiled program: its address is no number to go by", v.Name())
		}
	case *types.Pointer:
		if basicInfo(f.typeOf(id))&types.IsString != 0 && basicInfo(u.Elem())&types.IsInteger != 0 {
			refuse(e.Pos(), "the words of a string differ here from those in a compiled program; use unsafe.StringData")
		}
	}
}
