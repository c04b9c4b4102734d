// This file lowers calls whose error the cell left out: the error is checked,
// and stops the cell.

package lower

import (
	"go/ast"
	"go/types"

	"github.com/ormsh/ormsh/interp/check"
)

type mustKind = check.MustKind

// mustCall lowers a checked call that yields one value, or none.
func (f *fn) mustCall(w *ast.CallExpr, k mustKind) string {
	ops := f.mustValues(w, k)
	if len(ops) == 0 {
		return ""
	}
	return ops[0].text
}

// mustValues lowers a checked call: the values besides the error.
func (f *fn) mustValues(w *ast.CallExpr, k mustKind) []operand {
	x := w.Args[0]
	t, isTuple := f.typeOf(x).(*types.Tuple)
	if !isTuple {
		f.must(f.conv(x, errorType))
		return nil
	}
	ops := f.multi(x, t.Len())
	last := len(ops) - 1
	f.must(f.convert(ops[last], errorType))
	if k == check.DropValue {
		return nil
	}
	return ops[:last]
}

func (f *fn) must(err string) { f.w("%s(%s)", f.l.helper("Must"), err) }
