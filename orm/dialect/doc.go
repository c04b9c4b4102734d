// Package dialect turns statements into the SQL of a database and values into what its driver takes.
//
// Nouns:
//   - Dialect: what differs between databases, mostly a table of Traits; optional powers are second interfaces
//     (LimitWriter, UpsertWriter, FuncWriter, ColumnWriter).
//   - Compiler: one compilation: writes text, collects binds, names what has no name. Dialects write through it.
//   - Compiled: the text with its binds in order and its result columns; immutable, safe to share.
//   - Bind: one placeholder: a literal, or Param for a value that comes with the execution.
//
// Flow:
//
//	ast.Stmt --Compile--> Compiled --Args(values)--> []driver.Value --> the driver
//	driver.Value --Dialect.ScanValue(type)--> Go value
//
// The layout of the text is SQLAlchemy's, blanks and newlines included: the recordings that tests compare with depend on it.
package dialect
