// Package sqlite is the dialect of SQLite: its words, types and the forms of SQL in which it differs.
//
// Flow:
//
//	dialect.Compile(sqlite.Dialect{}, stmt) --> SQL with ? placeholders
package sqlite
