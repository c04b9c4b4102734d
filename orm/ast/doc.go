// Package ast holds SQL statements as plain data: what the constructs of package orm build and what package dialect
// turns into text. It knows no schema objects, no database and no user; names are strings, literals are Bind nodes.
//
// Nouns:
//   - Expr: a value in a statement (Column, Bind, Binary, Func, Case, ...).
//   - Source: what stands in FROM (Table, Alias, Subquery, CTE, Join, ...). Sources are compared by identity: two
//     columns come from the same row exactly if they point to the same Source.
//   - Stmt: a whole statement (Select, Compound, Insert, Update, Delete, Text, CreateTable, ...).
//   - Type: the SQL type of a column or a value.
//   - Bad: a mistake found while building, kept in the tree until the statement is compiled, which returns it.
//
// Flow:
//
//	orm constructs --> ast nodes --> dialect.Compile --> text + binds
//
// Nodes are immutable once a statement that holds them may be compiled by several goroutines: builders copy.
package ast
