// Package check turns the parts of a cell into type-checked units, with go/types and the live objects of the session.
//
// Its nouns are the Scope (what a session has declared and imported so far) and the Unit (what runs as one piece: a group of
// declarations that may refer to each other, or one statement).
//
//	[]cell.Part --group--> declarations | statement --go/types--> *Unit --(lower, run)--> Scope.Commit
//	                                                     |
//	                                                     +--> List of *Error, with hints
//
// A Unit is plain, checked Go: what the shell reads beyond Go has been rewritten in the syntax tree before it leaves.
//   - A left-out error is a call of a wrapper listed in Unit.Must.
//   - The values of a last expression are assigned to variables listed in Unit.Show: `f()` is `_3 := f()`.
//   - `_` for the last result is the name of that variable.
//   - `x, err := f()` with a live err of a fitting type assigns to it, as it would in a Go function; otherwise := makes new
//     variables, also where one of that name lives already.
//   - return at top level returns from a function (ended bool, err error).
//   - A statement that is not a declaration is the body of Unit.Func.
//
// Everything declared at the prompt lives in packages with the path "main", one for each unit. Each has a name of its own,
// main·N, so that messages can tell versions of a type apart; Name and Describe never show it.
package check
