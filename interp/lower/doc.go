// Package lower turns checked Go into the small part of Go that the executor
// runs right.
//
// Its nouns are the Lowerer (one per session or program), the Code it makes of
// a unit (functions as text, the entry, the host values the text mentions), and
// the Error that refuses what has no right form. Nothing is lowered on a guess:
// what isn't known to run as Go runs it is refused, with its place.
//
//	check.Unit -> Lowerer.Unit -> Code -> run.Machine
//
// Lowered text knows four pseudo packages: t (run-time types), v (pointers to
// live variables, and the slots through which functions are called so that a
// redefinition reaches all callers), c (compiled functions and variables) and h
// (helpers of package host). Locals have unique names; a variable that a nested
// function uses or whose address is taken lives in a box; a closure comes from
// a maker, a top-level function that takes the boxes; the results of calls go
// to temporaries. Control is if, for, labelled break and continue, and goto.
// Generic code is lowered once for each list of type arguments, the bodies of
// library functions from the source that comes with the package.
package lower
