// Package host holds the compiled helpers that lowered code calls: where the
// executor is wrong or slow, lowering emits a call of one of these instead.
//
// Its nouns are the Frame (the deferred calls of one running function, with
// panic and recover as Go has them), the Host (what the helpers need to know of
// the running cell), the instance (a generic library function that is compiled
// for types only known at run time) and the accessor of an unexported field.
//
//	lowered text --h.Run, h.Eq, h.Assert...--> Host.Helpers
package host
