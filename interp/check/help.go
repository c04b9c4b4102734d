// This file holds what a prompt asks of a scope besides checking: the nouns of completion and help.

package check

import (
	"go/types"
	"strings"
)

// Candidate is one way to complete what is being typed.
type Candidate struct {
	Text  string // replaces the source from Start to the cursor
	Start int    // byte offset in the source
	Kind  string // "var", "const", "type", "func", "method", "field", "package", "keyword"
	Type  string // the type; for functions and methods the parameters and results
}

// Description is help on an expression, a type or a package.
type Description struct {
	Name      string
	Kind      string // as in Candidate, or "value"
	Signature string // the declaration or type, in Go
	Doc       string // its doc comment, if there is one on board
	Example   string // code that shows its use, and what that prints; "" if there is none on board
	Fields    []string
	Methods   []string
	Members   []string // of a package: its exported names
	Declared  string   // the name under which it was declared: "F", "T", or "T.M" of a method; "" for a value or a package
	Cell      int      // where it was declared; 0 if not at the prompt
}

// kindOf is the word for an object in candidates and descriptions.
func kindOf(obj types.Object) string {
	switch obj := obj.(type) {
	case *types.Var:
		if obj.IsField() {
			return "field"
		}
		return "var"
	case *types.Const:
		return "const"
	case *types.TypeName:
		return "type"
	case *types.Func:
		if obj.Signature().Recv() != nil {
			return "method"
		}
		return "func"
	case *types.PkgName:
		return "package"
	case *types.Builtin:
		return "func"
	}
	return "keyword"
}

// typeOf is the type of an object as a column beside its name.
func typeOf(obj types.Object) string {
	switch obj := obj.(type) {
	case *types.Func:
		return strings.TrimPrefix(TypeString(obj.Type()), "func")
	case *types.TypeName:
		switch t := obj.Type().Underlying().(type) {
		case *types.Struct:
			return "struct" // ? shows its fields
		case *types.Interface:
			return "interface"
		default:
			return TypeString(t)
		}
	case *types.Builtin:
		return ""
	}
	if obj.Type() == nil || obj.Type() == types.Typ[types.Invalid] {
		return ""
	}
	return TypeString(obj.Type())
}
