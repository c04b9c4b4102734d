// Package postgres is the dialect of PostgreSQL: words, types and the forms of SQL in which it differs.
//
// Flow:
//
//	dialect.Compile(postgres.Dialect{}, stmt) --> SQL with $1 placeholders
package postgres
