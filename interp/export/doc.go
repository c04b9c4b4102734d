// Package export writes the cells of a session as a Go program: what the shell reads beyond Go gets its Go form.
//
// Its nouns are the Cell (the source of one entry that ran) and the program (a file of package main that does what the cells did).
//
//	[]Cell --check--> units --name, rewrite--> declarations | statements of main --go/types--> program
//
// The cells are checked anew in a scope of their own; nothing runs. In the program
//   - declarations stand at package level, statements in func main;
//   - a variable that a function mentions is one of the package, all others are local to main;
//   - a name that is declared again gets a number (u, u2), its users follow;
//   - a left-out error goes through must, a shown value through show, which stand at the end of the file.
//
// What has no such form is refused: a return at top level. The program is type-checked before it is given out.
package export
