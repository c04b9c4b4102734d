// This file lowers calls of predeclared functions.

package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

func (f *fn) builtinCall(e *ast.CallExpr, name string) string {
	switch name {
	case "len", "cap":
		return f.length(e.Args[0], name)
	case "append":
		return f.append(e)
	case "make":
		return f.makeCall(e)
	case "new":
		return f.newCall(e)
	case "recover":
		return f.recover()
	case "min", "max":
		return f.extreme(e, name)
	case "complex", "real", "imag":
		return f.complexCall(e, name)
	case "copy":
		return f.copyCall(e)
	}
	if strings.HasPrefix(name, "unsafe.") {
		return f.unsafeCall(e, name)
	}
	p := f.prepareBuiltin(e, name)
	if name == "panic" {
		f.here()
	}
	f.w("%s", p.now())
	return ""
}

// prepareBuiltin prepares the predeclared functions that are statements.
func (f *fn) prepareBuiltin(e *ast.CallExpr, name string) prepared {
	none := types.NewSignatureType(nil, nil, nil, nil, nil, false)
	args := f.builtinArgs(e)
	native := func(callee string, ops ...operand) prepared {
		return prepared{ops: ops, text: func(ops []string) string { return callee + "(" + strings.Join(ops, ", ") + ")" }, sig: none}
	}
	switch name {
	case "delete":
		m := args[0](nil)
		k := m.typ.Underlying().(*types.Map).Key()
		m.text = f.name(m)
		return native("delete", m, operand{f.setTyped(k, args[1](k).text), k})
	case "close":
		return native("close", f.temp(e.Args[0]))
	case "clear":
		return native(f.l.helper("Clear"), args[0](anyType))
	case "panic":
		return native(f.l.helper("Panic"), args[0](anyType))
	case "print", "println":
		var ops []operand
		for _, a := range args {
			ops = append(ops, f.printed(a(nil)))
		}
		return native(f.l.helper(strings.ToUpper(name[:1])+name[1:]), ops...)
	case "copy":
		return native("copy", f.temp(e.Args[0]), f.temp(e.Args[1]))
	case "recover":
		return prepared{text: func([]string) string { return f.recover() }, sig: none}
	}
	refuse(e.Pos(), "%s can't be used here", name)
	return prepared{}
}

// printed is an operand of print: of an interface, the words are printed and
// not the value in it.
func (f *fn) printed(o operand) operand {
	if !isInterface(o.typ) {
		return operand{f.convert(o, anyType), anyType}
	}
	return operand{f.set(f.l.helper("Words") + "(" + f.convert(o, anyType) + ")"), anyType}
}

// recover speaks to the frame that deferred this function, if one did.
func (f *fn) recover() string {
	g := f.returning()
	if g.deferrer == nil {
		return f.zero(anyType)
	}
	return f.setTyped(anyType, f.ref(g.deferrer)+".Recover()")
}

func (f *fn) length(e ast.Expr, name string) string {
	t := f.typeOf(e)
	if p, ok := pointee(t); ok {
		t = p
	}
	if a, ok := t.Underlying().(*types.Array); ok {
		f.set(f.expr(e)) // evaluated, since it isn't constant
		return fmt.Sprintf("int(%d)", a.Len())
	}
	x := f.expr(e)
	if isName(x) || strings.HasPrefix(x, "(*") && isName(x[2:len(x)-1]) {
		return name + "(" + x + ")"
	}
	return f.set(name + "(" + x + ")")
}

// builtinArgs lowers the arguments of a predeclared function as values of a
// type, or of their own if that is nil; also those of f(g()).
func (f *fn) builtinArgs(e *ast.CallExpr) []func(t types.Type) operand {
	var args []func(t types.Type) operand
	if len(e.Args) == 1 && f.isTuple(e.Args[0]) {
		for _, o := range f.multi(e.Args[0], f.typeOf(e.Args[0]).(*types.Tuple).Len()) {
			args = append(args, func(t types.Type) operand {
				if t == nil {
					return o
				}
				return operand{f.convert(o, t), t}
			})
		}
		return args
	}
	f.callsFirst(e.Args...)
	for _, a := range e.Args {
		args = append(args, func(t types.Type) operand {
			if t == nil {
				return f.value(a)
			}
			return operand{f.conv(a, t), t}
		})
	}
	return args
}

func (f *fn) append(e *ast.CallExpr) string {
	args := f.builtinArgs(e)
	st := f.typeOf(e)
	slice := args[0](st).text
	if !isName(slice) {
		slice = f.setTyped(st, slice)
	}
	if e.Ellipsis.IsValid() {
		if f.tv(e.Args[1]).IsNil() {
			return slice
		}
		tail := args[1](nil)
		if basicInfo(tail.typ)&types.IsString != 0 {
			elem := types.NewSlice(st.Underlying().(*types.Slice).Elem())
			tail = operand{f.convertValue(tail, elem), elem}
		}
		return f.setTyped(st, "append("+slice+", "+f.name(tail)+"...)")
	}
	if len(args) == 1 {
		return slice
	}
	// An element that is a slice could be taken for a list of elements: then
	// all are packed.
	elem := st.Underlying().(*types.Slice).Elem()
	var vs []string
	for i, a := range args[1:] {
		v := a(elem).text
		if (len(e.Args) != len(args) || f.tv(e.Args[i+1]).Value == nil) && !isName(v) {
			v = f.setTyped(elem, v)
		}
		vs = append(vs, v)
	}
	if _, isSlice := elem.Underlying().(*types.Slice); isSlice {
		list := f.set("[]" + f.l.typ(elem) + "{" + strings.Join(vs, ", ") + "}")
		return f.setTyped(st, "append("+slice+", "+list+"...)")
	}
	return f.setTyped(st, "append("+slice+", "+strings.Join(vs, ", ")+")")
}

func (f *fn) makeCall(e *ast.CallExpr) string {
	t := f.typeOf(e.Args[0])
	var sizes []string
	for _, a := range e.Args[1:] {
		if v := f.tv(a).Value; v != nil {
			sizes = append(sizes, f.l.constant(v, intType))
			continue
		}
		sizes = append(sizes, f.set("int("+f.expr(a)+")"))
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		if len(sizes) == 1 {
			sizes = append(sizes, sizes[0])
		}
		f.w("%s(%s, %s, %s, %s)", f.l.helper("CheckMake"), sizes[0], sizes[1], f.typeValue(t), f.spot())
	case *types.Chan:
		if len(sizes) == 1 {
			f.w("%s(%s, %s)", f.l.helper("CheckMakeChan"), sizes[0], f.spot())
		}
		both := types.NewChan(types.SendRecv, u.Elem())
		c := f.set("make(" + strings.Join(append([]string{f.l.typ(both)}, sizes...), ", ") + ")")
		return f.convert(operand{c, both}, t)
	case *types.Map:
		sizes = nil
	}
	return f.set("make(" + strings.Join(append([]string{f.l.typ(t)}, sizes...), ", ") + ")")
}

func (f *fn) newCall(e *ast.CallExpr) string {
	if f.tv(e.Args[0]).IsType() {
		return f.set("new(" + f.l.typ(f.typeOf(e.Args[0])) + ")")
	}
	t, _ := pointee(f.typeOf(e))
	return f.newOf(t, f.conv(e.Args[0], t))
}

// extreme lowers min and max with Go's rules for NaN and -0.
func (f *fn) extreme(e *ast.CallExpr, name string) string {
	t := f.typeOf(e)
	op := map[string]string{"min": "<", "max": ">"}[name]
	r := f.l.fresh("")
	var vs []string
	for _, a := range e.Args {
		vs = append(vs, f.setTyped(t, f.conv(a, t)))
	}
	f.w("var %s %s = %s", r, f.l.typ(t), vs[0])
	for _, v := range vs[1:] {
		if basicInfo(t)&types.IsFloat != 0 {
			c := f.set(fmt.Sprintf("%s(float64(%s), float64(%s))", f.l.helper(strings.ToUpper(name[:1])+name[1:]+"Float"), r, v))
			f.w("%s = %s(%s)", r, f.l.typ(t), c)
			continue
		}
		f.w("if %s %s %s {", v, op, r)
		f.w("%s = %s", r, v)
		f.w("}")
	}
	return r
}

func (f *fn) complexCall(e *ast.CallExpr, name string) string {
	t := f.typeOf(e)
	if name != "complex" {
		return f.setTyped(t, name+"("+f.value(e.Args[0]).text+")")
	}
	part := types.Type(types.Typ[types.Float64])
	if t.Underlying().(*types.Basic).Kind() == types.Complex64 {
		part = types.Typ[types.Float32]
	}
	args := f.builtinArgs(e)
	a, b := args[0](part).text, args[1](part).text
	return f.setTyped(t, f.l.typ(t)+"(complex("+a+", "+b+"))")
}

func (f *fn) copyCall(e *ast.CallExpr) string {
	args := f.builtinArgs(e)
	dst := args[0](nil)
	dst.text = f.setTyped(dst.typ, dst.text)
	src := args[1](nil)
	if basicInfo(src.typ)&types.IsString != 0 {
		t := types.NewSlice(dst.typ.Underlying().(*types.Slice).Elem())
		src = operand{f.convertValue(src, t), t}
	}
	return f.set("copy(" + dst.text + ", " + f.name(src) + ")")
}

// assignOp is the operator of an assignment such as +=: package token lists both in the same order.
func assignOp(t token.Token) token.Token {
	if t < token.ADD_ASSIGN || t > token.AND_NOT_ASSIGN {
		return token.ILLEGAL
	}
	return t - token.ADD_ASSIGN + token.ADD
}
