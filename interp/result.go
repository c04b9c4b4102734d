// This file holds what a session gives back: values, warnings, names, help.

package interp

import (
	"reflect"

	"github.com/ormsh/ormsh/interp/check"
)

// Result is what a cell that succeeded has to show.
type Result struct {
	Values   []Value // of a last expression; nil if the cell doesn't end in one or it has no value
	Warnings []Warning
}

// Value is one value of a last expression.
type Value struct {
	Value reflect.Value // of the static type, so that of an interface variable has Kind Interface
	Type  string        // the static type, as the user would write it
}

// Warning is advice about a cell that ran.
type Warning = check.Warning

// Name is one thing that a session has declared.
type Name struct {
	Name string
	Kind string // "var", "const", "type", "func"
	Type string
	Cell int // where it was declared
}

// Candidate is one way to complete what is being typed.
type Candidate = check.Candidate

// Description is help on an expression, a type or a package.
type Description = check.Description
