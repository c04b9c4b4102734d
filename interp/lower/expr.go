// This file lowers expressions to operands: locals, typed constants, fields,
// elements and arithmetic on them. Calls and everything else go to
// temporaries first.

package lower

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// operand is evaluated: its text may be used once or more.
type operand struct {
	text string
	typ  types.Type
}

// value lowers e to an operand of its own type.
func (f *fn) value(e ast.Expr) operand { return operand{f.expr(e), f.ownType(e)} }

// ownType is the type that e has where nothing asks for another.
func (f *fn) ownType(e ast.Expr) types.Type {
	t := f.typeOf(e)
	if b, ok := t.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 && b.Kind() != types.UntypedNil {
		return types.Default(t)
	}
	return t
}

// temp is value in a temporary of its own.
func (f *fn) temp(e ast.Expr) operand {
	o := f.value(e)
	return operand{f.setTyped(o.typ, o.text), o.typ}
}

// expr lowers e to the text of an operand.
func (f *fn) expr(e ast.Expr) string {
	if name, ok := f.pinned[e]; ok {
		return name
	}
	if value, ok := f.called[e]; ok {
		delete(f.called, e) // where e is lowered again it is another call
		return value
	}
	if tv := f.tv(e); tv.Value != nil {
		f.honestConst(e)
		return f.l.constant(tv.Value, f.typeOf(e))
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return f.expr(e.X)
	case *ast.Ident:
		return f.ident(e)
	case *ast.FuncLit:
		return f.literal(e, nil)
	case *ast.BinaryExpr:
		return f.binary(e)
	case *ast.UnaryExpr:
		return f.unary(e)
	case *ast.StarExpr:
		return f.deref(e)
	case *ast.CallExpr:
		return f.call(e)
	case *ast.CompositeLit:
		return f.composite(e, f.typeOf(e))
	case *ast.IndexExpr:
		return f.indexExpr(e)
	case *ast.IndexListExpr:
		return f.funcName(e)
	case *ast.SliceExpr:
		return f.slice(e)
	case *ast.TypeAssertExpr:
		return f.assert(f.value(e.X), f.typeOf(e))
	case *ast.SelectorExpr:
		return f.selectorExpr(e)
	}
	refuse(e.Pos(), "%T can't be used here", e)
	return ""
}

func (f *fn) ident(e *ast.Ident) string {
	switch o := f.object(e).(type) {
	case *types.Var:
		return f.variable(o)
	case *types.Func:
		return f.funcName(e)
	case *types.Nil:
		refuse(e.Pos(), "nil without a type")
	}
	refuse(e.Pos(), "%s can't be used as a value", e.Name)
	return ""
}

func (f *fn) indexExpr(e *ast.IndexExpr) string {
	if fo, _ := f.declared(e); fo != nil {
		return f.funcName(e)
	}
	return f.load(f.element(e))
}

// deref is *p, assignable.
func (f *fn) deref(e *ast.StarExpr) string { return "(*" + f.notNil(f.expr(e.X)) + ")" }

func (f *fn) unary(e *ast.UnaryExpr) string {
	switch e.Op {
	case token.AND:
		return f.address(e.X)
	case token.ARROW:
		return f.receive(e.X)[0].text
	case token.NOT:
		return f.named(f.set("!"+f.boolean(e.X)), f.typeOf(e))
	}
	return f.typed("("+e.Op.String()+f.expr(e.X)+")", f.typeOf(e))
}

// typed makes arithmetic on a named type a value of that type, and keeps
// narrow results in their width.
func (f *fn) typed(text string, t types.Type) string {
	if _, ok := types.Unalias(t).(*types.Basic); ok {
		return text
	}
	return f.setTyped(t, text)
}

// boolean is a condition as plain bool. It ends in a comparison, since the executor doesn't branch at a conversion.
func (f *fn) boolean(e ast.Expr) string {
	s := f.expr(e)
	if t, ok := types.Unalias(f.typeOf(e)).(*types.Basic); ok && (t.Kind() == types.Bool || t.Kind() == types.UntypedBool) {
		return s
	}
	return "(bool(" + s + ") == true)"
}

func (f *fn) binary(e *ast.BinaryExpr) string {
	if e.Op == token.LAND || e.Op == token.LOR {
		return f.named(f.shortCircuit(e), f.typeOf(e))
	}
	f.callsFirst(e.X, e.Y)
	switch e.Op {
	case token.EQL, token.NEQ:
		return f.named(f.equality(e), f.typeOf(e))
	case token.SHL, token.SHR:
		return f.shift(e.Op, f.conv(e.X, f.typeOf(e)), e.Y, f.typeOf(e))
	}
	t := f.operandType(e.X, e.Y)
	x, y := f.pair(e.X, e.Y, t)
	return f.arith(e.Op, x, y, t, f.typeOf(e))
}

func (f *fn) arith(op token.Token, x, y string, operands, result types.Type) string {
	s := "(" + x + " " + op.String() + " " + y + ")"
	switch op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		return f.named(s, result)
	case token.QUO, token.REM: // in a variable: the executor folds a constant zero too early
		if _, plain := types.Unalias(operands).(*types.Basic); plain && isNonZero(y) {
			return f.typed(s, result)
		}
		divisor := f.setTyped(operands, y)
		if basicInfo(operands)&types.IsInteger != 0 && divisor != y && !strings.HasPrefix(y, f.l.typ(operands)+"(") {
			f.panicIf(divisor+" == "+f.l.constant(constantZero, operands), "PanicDivide")
		}
		return f.setTyped(result, "("+x+" "+op.String()+" "+divisor+")")
	}
	if basicInfo(operands)&types.IsString != 0 || basicInfo(operands)&types.IsComplex != 0 {
		return f.setTyped(result, s)
	}
	return f.typed(s, result)
}

// isNonZero reports whether an operand of a plain numeric type is a constant that isn't zero: int(3).
func isNonZero(s string) bool {
	typ, digits, ok := strings.Cut(s, "(")
	return ok && isName(typ) && strings.Trim(digits, "-0123456789)") == "" && strings.ContainsAny(digits, "123456789")
}

// named converts a plain bool to a named boolean type.
func (f *fn) named(s string, t types.Type) string {
	if b, ok := types.Unalias(t).(*types.Basic); ok && b.Info()&types.IsBoolean != 0 {
		return s
	}
	return f.set(f.l.typ(t) + "(" + s + ")")
}

// operandType is the type in which x op y is computed.
func (f *fn) operandType(x, y ast.Expr) types.Type {
	t := f.typeOf(x)
	if b, ok := t.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		t = f.typeOf(y)
	}
	return types.Default(t)
}

func (f *fn) shift(op token.Token, x string, count ast.Expr, t types.Type) string {
	var n string
	if v := f.tv(count).Value; v != nil {
		n = "uint(" + constant.ToInt(v).ExactString() + ")"
	} else {
		ct := f.typeOf(count)
		n = f.expr(count)
		if basicInfo(ct)&types.IsUnsigned == 0 {
			n = f.set("int64(" + n + ")")
			f.panicIf(n+" < int64(0)", "PanicShift")
		}
		n = "uint64(" + n + ")"
	}
	return f.setTyped(t, x+" "+op.String()+" "+n)
}

// shortCircuit evaluates the right side only if the left one asks for it.
func (f *fn) shortCircuit(e *ast.BinaryExpr) string {
	x := f.boolean(e.X)
	var y string
	rest := f.section(func() { y = f.boolean(e.Y) })
	if rest == "" && isAtom(x) && isAtom(y) && !mayPanic(e.Y) {
		return "(" + x + " " + e.Op.String() + " " + y + ")"
	}
	c := f.l.fresh("")
	f.w("var %s bool = %s", c, x)
	if e.Op == token.LAND {
		f.w("if %s {", c)
	} else {
		f.w("if !%s {", c)
	}
	f.out.WriteString(rest)
	f.w("%s = %s", c, y)
	f.w("}")
	return c
}

// isAtom reports whether s is simple enough for a native && or ||.
func isAtom(s string) bool {
	for _, r := range s {
		if r == '&' || r == '|' {
			return false
		}
	}
	return true
}

// mayPanic reports whether evaluating e itself can fail.
func mayPanic(e ast.Expr) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.StarExpr, *ast.SelectorExpr, *ast.IndexExpr, *ast.CallExpr:
			found = true
		}
		return !found
	})
	return found
}

// equality is x == y or x != y as a bool operand.
func (f *fn) equality(e *ast.BinaryExpr) string {
	x, y := e.X, e.Y
	if f.tv(x).IsNil() {
		x, y = y, x
	}
	if f.tv(y).IsNil() {
		return f.isNil(f.value(x), e.Op == token.NEQ)
	}
	xt, yt := f.typeOf(x), f.typeOf(y)
	if isInterface(xt) || isInterface(yt) {
		a, b := f.pair(x, y, anyType)
		return f.negate(f.set(fmt.Sprintf("%s(%s, %s)", f.l.helper("Eq"), a, b)), e.Op == token.NEQ)
	}
	t := f.operandType(x, y)
	if f.tv(x).Value == nil && f.tv(y).Value == nil {
		t = comparedAs(xt, yt)
	}
	a, b := f.pair(x, y, t)
	return f.equal(a, b, t, e.Op == token.NEQ)
}

// comparedAs is the type in which values of two types are compared: the one
// that the other is assignable to.
func comparedAs(x, y types.Type) types.Type {
	if !types.Identical(x, y) && types.AssignableTo(x, y) {
		return y
	}
	return types.Default(x)
}

// pair lowers two operands to one type. As the compiler does, variables are
// read after the calls of both sides have run.
func (f *fn) pair(x, y ast.Expr, t types.Type) (a, b string) {
	a = f.conv(x, t)
	b = f.conv(y, t)
	return a, b
}

// equal compares operands of one type that isn't an interface.
func (f *fn) equal(a, b string, t types.Type, neg bool) string {
	switch t.Underlying().(type) {
	case *types.Struct, *types.Array:
		x, y := f.setTyped(anyType, a), f.setTyped(anyType, b)
		return f.negate(f.set(fmt.Sprintf("%s(%s, %s)", f.l.helper("Eq"), x, y)), neg)
	case *types.Basic:
		op := "=="
		if neg {
			op = "!="
		}
		return "(" + a + " " + op + " " + b + ")"
	}
	op := "=="
	if neg {
		op = "!="
	}
	return f.set(a + " " + op + " " + b)
}

func (f *fn) negate(s string, neg bool) string {
	if !neg {
		return s
	}
	return f.set("!" + s)
}

// isNil compares an operand with nil.
func (f *fn) isNil(o operand, neg bool) string {
	if isInterface(o.typ) {
		x := f.setTyped(anyType, o.text)
		return f.negate(f.set(fmt.Sprintf("%s(%s)", f.l.helper("IsNil"), x)), neg)
	}
	op := "=="
	if neg {
		op = "!="
	}
	return f.set(f.set(o.text) + " " + op + " nil")
}
