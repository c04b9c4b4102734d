// Package rtype turns go/types types into reflect types: named types declared
// at run time become types that reflect, fmt, encoding/json and every other
// compiled package take for compiled ones, methods included.
//
// Nouns:
//
//   - Universe: all types of one session; it hands out one reflect.Type per
//     go/types type.
//   - entry: a type whose description this package writes itself, because
//     reflect can't: named types, structs with promoted methods, interfaces
//     with methods. An entry is declared first (name, size, pointer map: enough
//     for others to contain it) and completed later (fields, elements, method
//     table), so types may refer to each other in any way Go allows.
//   - slot: where the implementation of one method lives. Binding a slot again
//     redefines the method for everybody, also for interface values made before.
//   - trampoline: a few instructions of machine code, one per method, that jump
//     to whatever its slot holds. A method table can only name code addresses,
//     and code can't be made at run time without executable memory.
//   - version: a type that running code has seen can't gain methods, as the
//     runtime remembers which interfaces it does not implement. NewVersion makes
//     another reflect.Type of the same layout for it and all that depend on it.
//
// Data flow:
//
//	types.Type ──TypeOf──▶ declare ──▶ complete ──▶ reflect.Type
//	                 │ compiled types: lookup           ▲
//	                 └ unnamed ones: reflect.XOf        │
//	implementations ──SetMethods──▶ slots ◀─trampolines─┘ method table
//
// The layout of type descriptions belongs to the Go release. SelfCheck compares
// behaviour with compiled types and says clearly when a toolchain differs. Type
// descriptions are never freed: about 2 KB per declared type.
package rtype
