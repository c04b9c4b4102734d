// This file lowers what can stand on the left of an assignment: variables,
// elements, fields and what pointers point to.

package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"math"
	"reflect"
	"strings"

	"github.com/ormsh/ormsh/interp/host"
)

// place is a storage location whose operands are evaluated.
type place struct {
	text   string     // the location, assignable; "" for blank
	typ    types.Type // nil for blank
	base   string     // of an element
	index  string     // of an element; its bounds are checked when it is used
	length string     // "" if the index needs no check
	mapped bool       // a map element
}

// place lowers e's operands. Temporaries hold what a later statement of the
// same assignment could change.
func (f *fn) place(e ast.Expr) place {
	e = ast.Unparen(e)
	switch e := e.(type) {
	case *ast.Ident:
		if e.Name == "_" {
			return place{}
		}
		if v, ok := f.object(e).(*types.Var); ok {
			f.mayChange(e, v)
			return place{text: f.variable(v), typ: f.typeOf(e)}
		}
	case *ast.StarExpr:
		f.mayChangeBehind(e.X)
		p := f.set(f.expr(e.X))
		if !f.late {
			p = f.notNil(p)
		}
		return place{text: "(*" + p + ")", typ: f.typeOf(e)}
	case *ast.IndexExpr:
		f.mayChangeBehind(e.X)
		return f.element(e)
	case *ast.SelectorExpr:
		if sel := f.src.info.Selections[e]; sel != nil && sel.Kind() == types.FieldVal {
			f.mayChangeBehind(e.X)
			honest(e.Sel.Pos(), sel.Obj())
			return place{text: f.field(e), typ: f.typeOf(e)}
		}
		if v, ok := f.object(e.Sel).(*types.Var); ok {
			f.mayChange(e, v)
			return place{text: f.variable(v), typ: f.typeOf(e)}
		}
	}
	refuse(e.Pos(), "can't assign to this")
	return place{}
}

// element is x[i].
func (f *fn) element(e *ast.IndexExpr) place {
	t := f.typeOf(e.X)
	switch u := t.Underlying().(type) {
	case *types.Map:
		x := f.operandText(e.X)
		k := f.key(e.Index, u)
		return place{base: x, index: k, typ: u.Elem(), mapped: true}
	case *types.Slice:
		return f.indexed(f.operandText(e.X), e.Index, u.Elem(), "")
	case *types.Basic:
		return f.indexed(f.operandText(e.X), e.Index, types.Typ[types.Uint8], "")
	case *types.Array:
		return f.indexed(f.expr(e.X), e.Index, u.Elem(), fmt.Sprint(u.Len()))
	case *types.Pointer:
		a := u.Elem().Underlying().(*types.Array)
		p := f.set(f.expr(e.X))
		if !f.late {
			p = f.notNil(p)
		}
		return f.indexed("(*"+p+")", e.Index, a.Elem(), fmt.Sprint(a.Len()))
	}
	refuse(e.Pos(), "can't index a value of type %s", t)
	return place{}
}

// key is a map's key as a name, or a constant.
func (f *fn) key(e ast.Expr, m *types.Map) string {
	k := f.conv(e, m.Key())
	if _, plain := types.Unalias(m.Key()).(*types.Basic); plain && f.tv(e).Value != nil {
		return k
	}
	return f.setTyped(m.Key(), k)
}

// operandText is e in a name: a local as it is, everything else in a temporary.
func (f *fn) operandText(e ast.Expr) string {
	s := f.expr(e)
	if isName(s) {
		return s
	}
	return f.setTyped(f.typeOf(e), s)
}

func isName(s string) bool {
	for _, r := range s {
		if r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return true
}

func (f *fn) indexed(base string, index ast.Expr, elem types.Type, fixed string) place {
	p := place{base: base, typ: elem, length: fixed}
	if fixed == "" {
		p.length = "len(" + base + ")"
	}
	if v := f.tv(index).Value; v != nil {
		p.index = f.l.constant(v, intType)
		if fixed != "" {
			p.length = ""
		}
		return p
	}
	p.index = f.intIndex(index, p.length)
	if !types.Identical(f.typeOf(index), intType) {
		p.index = f.set("int(" + p.index + ")")
	} else if !isName(p.index) {
		p.index = f.set(p.index)
		if f.notNegative(index) {
			f.decl.facts.know(p.index, "")
		}
	}
	return p
}

// intIndex is an index that fits an int, or else panics.
func (f *fn) intIndex(e ast.Expr, length string) string {
	i := f.expr(e)
	if b, ok := f.typeOf(e).Underlying().(*types.Basic); ok && f.tv(e).Value == nil {
		switch b.Kind() {
		case types.Uint, types.Uint64, types.Uintptr:
			u := f.set("uint64(" + i + ")")
			f.panicIf(fmt.Sprintf("%s > uint64(%d)", u, math.MaxInt), "PanicIndexU", u, length)
			return u
		}
	}
	return i
}

// check panics as Go does if an index is out of range.
func (f *fn) check(p place) {
	if p.length == "" || p.mapped || p.base == "" {
		return
	}
	if f.proved.base == p.base && f.proved.index == p.index {
		return
	}
	known := f.decl.facts
	above := fmt.Sprintf("%s >= %s", p.index, p.length)
	switch {
	case known.within[[2]string{p.index, p.base}]:
		return
	case known.positive[p.index] || strings.HasPrefix(p.index, "int("): // a constant, which the checker knows
		f.panicIf(above, "PanicIndex", p.index, p.length)
	default:
		f.panicIf(p.index+" < 0 || "+above, "PanicIndex", p.index, p.length)
	}
	if isName(p.base) && isName(p.index) {
		f.proved.base, f.proved.index = p.base, p.index
	}
}

// bounds are a slice and an index in locals of which the last check said that
// they go together, and a pointer of which it said that it isn't nil. That holds
// until a line assigns to one of them, or control can come from elsewhere.
type bounds struct{ base, index, pointer string }

// after looks at a line of lowered code.
func (b *bounds) after(line string) {
	if *b == (bounds{}) {
		return
	}
	edge := strings.HasSuffix(line, "{") || strings.HasPrefix(line, "}") || strings.HasSuffix(line, ":")
	if edge || b.base != "" && (assigns(line, b.base) || assigns(line, b.index)) {
		b.base, b.index = "", ""
	}
	if edge || b.pointer != "" && assigns(line, b.pointer) {
		b.pointer = ""
	}
}

// assigns reports whether a line begins with a name as such, not as the base of
// an element or a field.
func assigns(line, name string) bool {
	rest, ok := strings.CutPrefix(line, name)
	return ok && (rest == "" || strings.ContainsAny(rest[:1], " +-=,"))
}

// load reads a place.
func (f *fn) load(p place) string {
	switch {
	case p.mapped:
		return f.setTyped(p.typ, p.base+"["+p.index+"]")
	case p.base != "":
		f.check(p)
		return p.base + "[" + p.index + "]"
	}
	return p.text
}

// checkMap panics as Go does if a map that is stored to is nil.
func (f *fn) checkMap(p place) {
	if p.mapped && !f.decl.facts.made[p.base] {
		f.panicIf(p.base+" == nil", "PanicNilMap")
	}
}

// store assigns an operand to a place.
func (f *fn) store(p place, v string) {
	switch {
	case p.typ == nil:
		if !isName(v) { // else it is evaluated, and nothing is left to do
			f.set(v)
		}
	case p.base != "":
		if !isName(v) && (p.mapped || !isArithmetic(v, p.typ)) { // it comes before the check; storing what a nil pointer points to would delete a map element
			v = f.setTyped(p.typ, v)
		}
		f.check(p)
		f.checkMap(p)
		f.w("%s[%s] = %s", p.base, p.index, bare(v))
	default:
		f.w("%s = %s", p.text, bare(v))
	}
}

// isArithmetic reports whether an operand of type t is computed from locals, elements that were checked, and constants: nothing in it can panic.
func isArithmetic(v string, t types.Type) bool {
	b, plain := types.Unalias(t).(*types.Basic)
	return plain && b.Info()&types.IsNumeric != 0 && !strings.Contains(v, "(*") && !strings.ContainsAny(v, ".&\"")
}

// address is &e.
func (f *fn) address(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := f.object(e).(*types.Var); ok {
			f.mayChange(e, v)
			return f.pointerTo(v)
		}
	case *ast.CompositeLit:
		t := f.typeOf(e)
		if p, ok := pointee(t); ok { // elided &T in a composite literal
			t = p
		}
		return f.newOf(t, f.composite(e, t))
	case *ast.StarExpr:
		return f.notNil(f.set(f.expr(e.X)))
	case *ast.IndexExpr:
		if _, ok := f.typeOf(e.X).Underlying().(*types.Array); ok {
			a := f.typeOf(e.X).Underlying().(*types.Array)
			p := f.indexed("(*"+f.address(e.X)+")", e.Index, a.Elem(), fmt.Sprint(a.Len()))
			f.check(p)
			return f.set("&" + p.base + "[" + p.index + "]")
		}
		p := f.element(e)
		f.check(p)
		return f.set("&" + p.base + "[" + p.index + "]")
	case *ast.SelectorExpr:
		sel := f.src.info.Selections[e]
		if v, ok := f.object(e.Sel).(*types.Var); ok && sel == nil {
			f.mayChange(e, v)
			return f.pointerTo(v)
		}
		return f.addressOf(f.field(e))
	}
	refuse(e.Pos(), "can't take the address of this")
	return ""
}

// addressOf is a pointer to an assignable text.
func (f *fn) addressOf(text string) string {
	if n := len(text); n > 3 && text[:2] == "(*" && text[n-1] == ')' && isName(text[2:n-1]) {
		return text[2 : n-1]
	}
	return f.set("&" + text)
}

// newOf is a pointer to a new variable that holds v.
func (f *fn) newOf(t types.Type, v string) string {
	p := f.set("new(" + f.l.typ(t) + ")")
	f.w("*%s = %s", p, v)
	return p
}

// field is a selected field, assignable if e is.
func (f *fn) field(e *ast.SelectorExpr) string {
	t := f.typeOf(e.X)
	_, index, _ := types.LookupFieldOrMethod(t, true, f.pkgOf(e), e.Sel.Name)
	return f.path(f.base(e.X, t, index), index)
}

// pkgOf is the package in which a selected name is looked up.
func (f *fn) pkgOf(e *ast.SelectorExpr) *types.Package {
	if o := f.object(e.Sel); o != nil && o.Pkg() != nil {
		if lib := f.l.libOf[o.Pkg()]; lib != nil {
			return lib.exported
		}
		return o.Pkg()
	}
	return f.src.pkg
}

// base lowers the operand of a selection.
func (f *fn) base(e ast.Expr, t types.Type, index []int) operand {
	_, isPtr := pointee(t)
	if star, ok := ast.Unparen(e).(*ast.StarExpr); ok && len(index) > 0 && !isPtr { // (*p).x is p.x
		return operand{f.set(f.expr(star.X)), types.NewPointer(t)}
	}
	if ix, ok := ast.Unparen(e).(*ast.IndexExpr); ok && f.tv(ix).Addressable() {
		if _, isArray := t.Underlying().(*types.Array); !isArray {
			return operand{f.load(f.element(ix)), t}
		}
	}
	return operand{f.expr(e), t}
}

// path follows field indexes from an operand. The executor takes fields that aren't exported for ones that are.
func (f *fn) path(x operand, index []int) string {
	text, t := x.text, x.typ
	for _, i := range index {
		p, isPtr := pointee(t)
		if isPtr {
			t = p
			if !f.late {
				text = f.notNil(text)
			}
			if !isName(text) {
				text = f.set(text)
			}
		}
		field := t.Underlying().(*types.Struct).Field(i)
		if isPtr && !field.Exported() && f.ofLibrary(t) {
			text = f.access(text, t, i)
		} else {
			text += "." + field.Name()
		}
		t = field.Type()
	}
	return text
}

// ofLibrary reports whether a type is declared in a package that isn't the user's.
func (f *fn) ofLibrary(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && !f.l.isOwn(n.Obj().Pkg())
}

// access is an unexported field of a library's struct: Go would refuse its name here.
func (f *fn) access(pointer string, t types.Type, i int) string {
	rt := f.l.runtimeType(t)
	name := f.l.syms.ref(helpPkg, "Field", fieldKey{rt, i}, func() reflect.Value { return host.Accessor(rt, i) })
	return "(*" + f.set(name+"("+pointer+")") + ")"
}
