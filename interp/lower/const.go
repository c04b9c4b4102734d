// This file writes constants: always folded, always typed.

package lower

import (
	"go/constant"
	"go/types"
	"math"
	"strconv"
	"strings"
)

// constant is the text of v as a value of type t.
func (l *Lowerer) constant(v constant.Value, t types.Type) string {
	if isInterface(t) {
		t = defaultType(v)
	}
	b, ok := t.Underlying().(*types.Basic)
	if !ok {
		refuse(0, "constant of type %s", t)
	}
	if b.Info()&types.IsUntyped != 0 {
		t = types.Default(t)
		b = t.Underlying().(*types.Basic)
	}
	name := l.typ(t)
	switch info := b.Info(); {
	case info&types.IsBoolean != 0:
		if name == "bool" {
			return v.String()
		}
		return name + "(" + v.String() + ")"
	case info&types.IsString != 0:
		return name + "(" + strconv.Quote(constant.StringVal(v)) + ")"
	case info&types.IsInteger != 0:
		return name + "(" + constant.ToInt(v).ExactString() + ")"
	case info&types.IsFloat != 0:
		return name + "(" + floatText(v, b.Kind() == types.Float32) + ")"
	}
	single := b.Kind() == types.Complex64
	c := "complex(float64(" + floatText(constant.Real(v), single) + "), float64(" + floatText(constant.Imag(v), single) + "))"
	if name == "complex128" {
		return c
	}
	return name + "(" + c + ")"
}

func defaultType(v constant.Value) types.Type {
	switch v.Kind() {
	case constant.Bool:
		return types.Typ[types.Bool]
	case constant.String:
		return types.Typ[types.String]
	case constant.Int:
		return types.Typ[types.Int]
	case constant.Float:
		return types.Typ[types.Float64]
	}
	return types.Typ[types.Complex128]
}

// floatText writes a value that reads back as the same float.
func floatText(v constant.Value, single bool) string {
	f, _ := constant.Float64Val(constant.ToFloat(v))
	bits := 64
	if single {
		s, _ := constant.Float32Val(constant.ToFloat(v))
		f, bits = float64(s), 64
	}
	if f == 0 || math.IsInf(f, 0) {
		return "0.0"
	}
	s := strconv.FormatFloat(f, 'g', -1, bits)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}
