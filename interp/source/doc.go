// Package source reads a user's own packages from their folders, and programs from their files.
//
// Its nouns are the Reader (which knows what is on board and where names of files begin), the Package (the parsed files that a build would
// take, and what they import) and the Error (why a package can't be read, with its place in a file).
//
//	folder or files --go/build--> files of this platform --go/parser--> *Package
//	                                                          |
//	                                     its imports: on board, or folders of the same module (go.mod, go.work, replace)
//
// What needs another tool than the shell is refused here, with the reason: cgo, assembly, embedded files, packages of other modules.
package source
