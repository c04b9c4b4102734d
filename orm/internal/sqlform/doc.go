// Package sqlform reads SQL expressions as a program wrote them and as a database prints them, and tells whether they are
// one: databases add parentheses and casts, spell operators otherwise and take BETWEEN and IN apart.
//
//	text -> tokens -> form, the same for all spellings -> compared as text
//
// An expression with parts that it doesn't know has no form; then nothing is said about it.
package sqlform
