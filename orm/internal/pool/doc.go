// Package pool keeps open connections of a driver.Connector, and prepared statements on each of them.
//
// It stands where database/sql would: orm talks to the driver directly, so that a row costs no reflection and no
// conversion. Its nouns are the [Pool], which opens, hands out, checks and closes connections within its limits,
// and the [Conn], a driver's connection with its cache of prepared statements.
//
//	Pool.Get(ctx) -> Conn -> Prepare(sql) -> driver.Stmt
//	     ^------------ Pool.Put / Pool.Drop ------'
package pool
