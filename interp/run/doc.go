// Package run executes lowered code on Yaegi.
//
// A Machine is one interpreter with its outside: what os.Stdout, fmt.Print, log
// and os.Exit mean in cells, and how a run is cancelled. Run executes the code
// of one unit after the other; what goes wrong comes back as an error: a
// *Panic in Go's words with its place, a *host.LeftOut with the error that a
// cell left out, a *host.Exit, the context's error.
//
//	lower.Code -> Machine.Run -> Yaegi -> host helpers, compiled packages
//
// Reflection and unsafe access to the interpreter are confined to this package. It executes calls, literals, definitions, comma-ok forms and fields itself (own.go), on frames
// of its own making (code.go), and keeps no more of a compiled program than its steps (strip.go): that is faster, and a session stays small. What the
// interpreter looks like in memory is mirrored in layout.go and compared when a machine is made.
package run
