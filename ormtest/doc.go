// Package ormtest is the compliance suite of dialects: what a database has to do so that the ORM is right on it.
//
// A dialect's own tests call it with the URL of an empty database:
//
//	func TestDialect(t *testing.T) {
//		ormtest.Run(t, "duckdb:///"+t.TempDir()+"/test.db", orm.WithDialect(duckdb.Dialect{}))
//	}
//
// The nouns:
//
//	case        a test of the suite: a name, the capability it needs, what it does
//	capability  a flag of orm.Features, as the dialect probed it at connect
//	claim       a capability held against what the database really does, in both directions
//
// How it goes:
//
//	URL -> engine -> Features, probed at connect -> claims: each flag tried on the database
//	                                             -> cases: run where their flag is up, else told as left out
//
// The suite makes tables whose names begin with ormtest_, and drops them. It never asks for the name of a dialect or a
// server: what differs between databases is a capability.
package ormtest
