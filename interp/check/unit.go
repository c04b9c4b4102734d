// This file holds the unit: the checked piece of a cell that is lowered and run as one.

package check

import (
	"go/ast"
	"go/token"
	"go/types"
)

// MainPath is the path of every package that holds objects declared at the prompt.
const MainPath = "main"

// MustKind says what is left of a call's results once its error has been checked.
type MustKind int

const (
	// MustValue is for (T, error): (T, error) gives T; (A, B, error) gives the tuple (A, B).
	MustValue MustKind = iota
	// MustError is for one error: a lone error gives nothing.
	MustError
	// DropValue is for a statement: (T..., error) as a statement; the values are dropped, the error is not.
	DropValue
)

// Unit is one checked piece of a cell: a group of declarations (Decls is set), or a statement (Func is set). An import is no unit of
// its own: it takes effect with the unit after it; at the end of a cell that is one with neither Decls nor Func.
type Unit struct {
	Cell int // number of the cell
	Line int // line of the cell where the unit begins, from 1

	// Fset gives places in the cell: Position(pos).Line is the line in the cell, Filename is "cell N".
	Fset *token.FileSet
	Info *types.Info
	Pkg  *types.Package

	// Decls are the declarations of the group as typed (types, constants, functions, methods, variables).
	Decls []ast.Decl

	// Func holds the statement in its Body. Its parameters, if any, stand for live variables that the statement assigns with
	// := (see Promoted); it is not called with arguments. If Returns is set, its results are (ended bool, err error).
	Func *ast.FuncDecl

	// Returns says that the statement holds a return: if Func reports ended, the cell ends there, with err unless it is nil.
	Returns bool

	// Must holds the calls `wrapper(call)` that stand where an error was left out. Args[0] is what the user wrote, a call
	// or (for a range over an iter.Seq2[T, error]) the error variable. Info has the type of what is left.
	Must map[*ast.CallExpr]MustKind

	// Show are the live variables that hold the values of a last expression; nil if nothing is to be shown.
	Show []*types.Var

	// New are the objects that the unit brings to life: IsLive holds for all.
	New []types.Object

	// Promoted maps the variables of Func's outermost scope to the live variables that they are. Most of those are in New;
	// a parameter's is an older one.
	Promoted map[*types.Var]*types.Var

	// Late are the methods in Decls whose type is from an earlier unit.
	Late []LateMethod

	// Replaces maps a redeclared function to the one it replaces, if both have the same type: callers of the old one
	// are to call the new one. It also maps a method of Late to the Func that selections refer to, where they differ.
	Replaces map[*types.Func]*types.Func

	Warnings []Warning

	declared []*declared                    // its declarations as they were typed
	imports  map[string]binding             // what the imports before this unit bring
	mentions map[*types.Func][]types.Object // function or method in Decls -> live variables, functions and types that its body mentions
	literals map[*types.TypeName]bool       // the session's types that function literals of statements work with
}

// LateMethod is a method declared after its type's unit.
type LateMethod struct {
	Decl *ast.FuncDecl
	Type *types.Named
	// Func is the method in Type's method list, which selections refer to. Info.Defs may hold another for the declaration:
	// the one whose receiver and parameters the body names.
	Func *types.Func
	// Redefines says that the method existed already, with the same signature, and only its body is new.
	Redefines bool
}

// Warning is advice that doesn't stop a cell.
type Warning struct {
	Cell, Line, Col int
	Msg             string
}

// Position is where pos is in the cell.
func (u *Unit) Position(pos token.Pos) token.Position { return u.Fset.Position(pos) }

// IsLive reports whether obj is a package-level object that was declared at the prompt, in this cell or an earlier one.
func IsLive(obj types.Object) bool {
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == MainPath && obj.Parent() == obj.Pkg().Scope()
}
