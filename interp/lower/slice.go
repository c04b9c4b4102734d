// This file lowers slice expressions.

package lower

import (
	"fmt"
	"go/ast"
	"go/types"

	"github.com/ormsh/ormsh/interp/host"
)

// slice is x[i:j:k].
func (f *fn) slice(e *ast.SliceExpr) string {
	x, t := f.sliced(e.X)
	isString := basicInfo(t)&types.IsString != 0
	_, isArray := t.Underlying().(*types.Array)
	limit, flags := "cap", 0
	if isString {
		limit = "len"
	}
	if isString || isArray {
		flags = host.HasNoCap
	}
	limit = f.set(limit + "(" + x + ")")
	bound := func(b ast.Expr, unsigned int) string {
		if b == nil {
			return ""
		}
		if basicInfo(f.typeOf(b))&types.IsUnsigned != 0 {
			flags |= unsigned
		}
		return f.set("int(" + f.expr(b) + ")")
	}
	lo, hi, max := bound(e.Low, host.LowUnsigned), bound(e.High, host.HighUnsigned), bound(e.Max, host.MaxUnsigned)
	if lo == "" {
		lo = "int(0)"
	}
	if hi == "" {
		hi = f.set("len(" + x + ")")
	}
	if max == "" {
		f.panicIf(fmt.Sprintf("%s < 0 || %s < %s || %s > %s", lo, hi, lo, hi, limit), "PanicSlice", lo, hi, limit, fmt.Sprintf("int(%d)", flags))
	} else {
		f.panicIf(fmt.Sprintf("%s < 0 || %s < %s || %s < %s || %s > %s", lo, hi, lo, max, hi, max, limit), "PanicSlice3", lo, hi, max, limit, fmt.Sprintf("int(%d)", flags))
	}
	s := x + "[" + lo + ":" + hi
	if max != "" {
		s += ":" + max
	}
	return f.set(s + "]")
}

// sliced is what a slice expression slices, and its type: an array is reached
// by its address.
func (f *fn) sliced(e ast.Expr) (string, types.Type) {
	t := f.typeOf(e)
	if p, ok := pointee(t); ok {
		return "(*" + f.notNil(f.expr(e)) + ")", p
	}
	if _, ok := t.Underlying().(*types.Array); ok {
		return "(*" + f.set(f.address(e)) + ")", t
	}
	return f.setTyped(t, f.expr(e)), t
}
