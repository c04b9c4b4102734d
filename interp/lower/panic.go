// This file lowers the checks that panic, each with its place in the source.

package lower

import (
	"fmt"
	"strings"
)

// spot is the place of the statement being lowered, as arguments: the cell, or what stands for a file, and the line.
func (f *fn) spot() string {
	number := f.src.number
	if f.number > 0 {
		number = noCell - f.number
	}
	return fmt.Sprintf("%d, %d", number, f.line)
}

// noCell is more than the numbers that stand for files where a cell is expected.
const noCell = -1

// FileNumber is the number of the file that a number of a cell stands for, see Lowerer.File; ok is false if it is a cell's.
func FileNumber(cell int) (file int, ok bool) { return noCell - cell, cell < noCell }

// here tells the host where the panic that follows happens. Code of libraries has no place that means something to the user.
func (f *fn) here() {
	if f.src.number >= 0 {
		f.w("%s(%s)", f.l.helper("Here"), f.spot())
	}
}

// panicIf calls a helper that panics.
func (f *fn) panicIf(condition, helper string, args ...string) {
	proved := f.proved // still holds after it: the branch doesn't come back
	f.w("if %s {", condition)
	f.here()
	f.w("%s(%s)", f.l.helper(helper), strings.Join(args, ", "))
	f.w("}")
	f.proved = proved
}

// notNil gives a pointer a name and panics if it is nil.
func (f *fn) notNil(pointer string) string {
	if !isName(pointer) {
		pointer = f.set(pointer)
	}
	if f.proved.pointer != pointer {
		f.panicIf(pointer+" == nil", "PanicNil")
		f.proved.pointer = pointer
	}
	return pointer
}
