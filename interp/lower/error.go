// This file holds the refusal: the error of a construct that has no lowered form.

package lower

import (
	"fmt"
	"go/token"
)

// Error says which construct can't be lowered. Nothing of its unit runs.
type Error struct {
	Pos token.Pos // in the unit's file set; token.NoPos if it lies in a library
	Msg string
}

func (e *Error) Error() string { return e.Msg }

// refuse leaves the lowering of the current unit; it never crosses the
// package's edge, where rescue turns it into the error.
func refuse(pos token.Pos, format string, args ...any) {
	panic(&Error{Pos: pos, Msg: fmt.Sprintf(format, args...)})
}

// rescue stores the refusal that unwound the stack in err. One without a place gets that of the statement.
func (l *Lowerer) rescue(err *error) {
	var e *Error
	switch r := recover().(type) {
	case nil:
		return
	case *Error:
		e = r
	default: // a defect of the lowering refuses the unit, it doesn't end the shell
		e = &Error{Msg: fmt.Sprintf("this can't be lowered: %v", r)}
	}
	if !e.Pos.IsValid() {
		e.Pos = l.at
	}
	*err = e
}
