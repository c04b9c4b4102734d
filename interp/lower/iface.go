// This file lowers conversions between types: into interfaces, out of them by
// assertion, and between concrete types.

package lower

import (
	"fmt"
	"go/ast"
	"go/types"
)

// conv lowers e as a value assigned to type t; a nil t keeps e's type.
func (f *fn) conv(e ast.Expr, t types.Type) string {
	tv := f.tv(e)
	if t == nil {
		return f.value(e).text
	}
	if tv.IsNil() {
		return f.zero(t)
	}
	if tv.Value != nil {
		f.honestConst(e)
		if isInterface(t) {
			ct := f.typeOf(e)
			if isInterface(ct) {
				ct = defaultType(tv.Value)
			}
			return f.setTyped(t, f.l.constant(tv.Value, ct))
		}
		return f.l.constant(tv.Value, t)
	}
	o := f.value(e)
	if b, ok := f.src.info.TypeOf(e).(*types.Basic); ok && b.Info()&types.IsUntyped != 0 && !isInterface(t) {
		// An untyped boolean or shift takes the type it is assigned to.
		if types.Identical(types.Default(b), t) {
			return o.text
		}
		return f.set(f.l.typ(t) + "(" + o.text + ")")
	}
	return f.convert(o, t)
}

// convert makes an operand a value of type t, to which it is assignable.
func (f *fn) convert(o operand, t types.Type) string {
	if t == nil || types.Identical(o.typ, t) {
		return o.text
	}
	if isInterface(t) {
		if isInterface(o.typ) && !isEmpty(t) {
			return f.upcast(o, t)
		}
		return f.setTyped(t, o.text)
	}
	return f.set("(" + f.l.typ(t) + ")(" + o.text + ")")
}

func isEmpty(t types.Type) bool { return t.Underlying().(*types.Interface).NumMethods() == 0 }

// upcast converts between interface types of which the source implements the
// target; nil stays nil.
func (f *fn) upcast(o operand, t types.Type) string {
	x := f.setTyped(anyType, o.text)
	p := f.set("new(" + f.l.typ(t) + ")")
	f.w("%s(%s, %s)", f.l.helper("Assign"), x, p)
	return f.set("*" + p)
}

// conversion lowers T(x).
func (f *fn) conversion(e *ast.CallExpr, t types.Type) string {
	arg := e.Args[0]
	if f.tv(arg).IsNil() {
		return f.zero(t)
	}
	if isInterface(t) {
		return f.conv(arg, t)
	}
	from := f.typeOf(arg)
	f.refuseLayout(e, t)
	if f.tv(arg).Value != nil {
		if _, ok := t.Underlying().(*types.Basic); ok && convertsAsConstant(from, t) {
			return f.l.constant(f.tv(arg).Value, t)
		}
		return f.convertValue(f.value(arg), t)
	}
	return f.convertValue(f.value(arg), t)
}

// convertValue converts an operand to a type that isn't an interface.
func (f *fn) convertValue(o operand, t types.Type) string {
	if types.Identical(o.typ, t) {
		return o.text
	}
	if host := f.convertByHost(o.typ, t); host {
		p := f.set("new(" + f.l.typ(t) + ")")
		x := f.setTyped(anyType, o.text)
		f.w("%s(%s, %s)", f.l.helper("Convert"), x, p)
		return f.set("*" + p)
	}
	return f.setTyped(t, "("+f.l.typ(t)+")("+o.text+")")
}

// convertsAsConstant reports whether a constant of an instance's type argument
// converts without changing its kind.
func convertsAsConstant(from, to types.Type) bool {
	const numeric = types.IsInteger | types.IsFloat | types.IsComplex
	a, b := basicInfo(from), basicInfo(to)
	return a&numeric != 0 && b&numeric != 0 || a&types.IsString != 0 && b&types.IsString != 0
}

// convertByHost reports whether reflect converts better than the executor:
// everything but plain numbers.
func (f *fn) convertByHost(from, to types.Type) bool {
	const numeric = types.IsInteger | types.IsFloat | types.IsComplex | types.IsBoolean
	if basicInfo(from)&numeric != 0 && basicInfo(to)&numeric != 0 {
		return false
	}
	if basicInfo(from)&types.IsString != 0 && basicInfo(to)&types.IsString != 0 {
		return false
	}
	plain := func(t types.Type) bool {
		switch t := t.(type) {
		case *types.Basic:
			return t.Kind() != types.UnsafePointer
		case *types.Slice:
			_, ok := t.Elem().(*types.Basic)
			return ok
		}
		return false
	}
	if _, array := to.Underlying().(*types.Array); array {
		return true
	}
	if p, ok := pointee(to); ok {
		if _, array := p.Underlying().(*types.Array); array {
			return true
		}
	}
	return !plain(from) || !plain(to)
}

// assert lowers x.(t) without comma ok.
func (f *fn) assert(x operand, t types.Type) string {
	v, ok := f.assertOK(x, t)
	f.w("if !%s {", ok)
	f.here()
	f.w("%s(%s, %s, %s)", f.l.helper("PanicAssert"), f.setAny(x), f.typeValue(x.typ), f.typeValue(t))
	f.w("}")
	return v
}

func (f *fn) setAny(x operand) string { return f.setTyped(anyType, x.text) }

// typeValue is the reflect.Type of t.
func (f *fn) typeValue(t types.Type) string { return f.l.typeValue(t) }

// assertOK lowers v, ok := x.(t). The executor asks whether values can be
// assigned, which those of type []int can be to a named slice type: only
// between basic types is that the same question.
func (f *fn) assertOK(x operand, t types.Type) (v, ok string) {
	if _, basic := t.Underlying().(*types.Basic); basic {
		a := f.setAny(x)
		v, ok = f.l.fresh(""), f.l.fresh("")
		f.w("%s, %s := %s.(%s)", v, ok, a, f.l.typ(t))
		return v, ok
	}
	p := f.set("new(" + f.l.typ(t) + ")")
	ok = f.set(fmt.Sprintf("%s(%s, %s)", f.l.helper("Assert"), f.setAny(x), p))
	return f.setTyped(t, "*"+p), ok
}
