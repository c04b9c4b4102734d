// Package pkgs is the registry of host packages: what an interpreted program
// may import, as data.
//
// Nouns:
//
//   - Package: one compiled package. Its symbols (values and types that running
//     code uses), its export data (what the type checker reads), the source of
//     its generic functions (compiled code has no bodies for instances that
//     nobody compiled), and its doc comments.
//   - Set: packages that can be found by import path or by package name.
//
// Data flow:
//
//	interp/symbols ──▶ Set ──Export──▶ type checker
//	                     ├──Generic─▶ lowering of generic calls
//	                     ├──Symbols─▶ the machine that runs cells
//	                     └──Doc─────▶ help
//
// Everything is a function called on first use, so a Set of a hundred packages
// costs nothing at process start.
package pkgs
