// This file holds connections that SQLite itself keeps from writing, or from committing.

package sqlite

import (
	"github.com/mattn/go-sqlite3"

	"github.com/ormsh/ormsh/orm/dialect"
)

// BeginReadOnly is a transaction like any other: the connection can't write.
func (d Dialect) BeginReadOnly(level dialect.Isolation) ([]string, error) {
	return d.Begin(level, false)
}

// Refuses lets everything pass: the connection's authorizer refuses.
func (Dialect) Refuses(dialect.Guard, string) error { return nil }

// readingPragmas are those whose argument names what to read.
var readingPragmas = map[string]bool{
	"table_info": true, "table_xinfo": true, "table_list": true, "index_list": true, "index_info": true, "index_xinfo": true,
	"foreign_key_list": true, "foreign_key_check": true, "integrity_check": true, "quick_check": true, "case_sensitive_like": true,
}

// writingPragmas are those that write without an argument.
var writingPragmas = map[string]bool{"wal_checkpoint": true, "incremental_vacuum": true, "optimize": true}

// authorize makes SQLite ask whether a statement may do what lifts or passes the guard: query_only is a setting that a PRAGMA
// changes, ATTACH opens another file, as VACUUM INTO does, and COMMIT ends what is to be rolled back.
func authorize(c *sqlite3.SQLiteConn, g dialect.Guard) {
	c.RegisterAuthorizer(func(op int, first, second, _ string) int {
		switch {
		case g == dialect.NoWrites && op == sqlite3.SQLITE_ATTACH,
			g == dialect.NoWrites && op == sqlite3.SQLITE_PRAGMA && second != "" && !readingPragmas[first],
			g == dialect.NoWrites && op == sqlite3.SQLITE_PRAGMA && second == "" && writingPragmas[first],
			g == dialect.NoCommits && op == sqlite3.SQLITE_TRANSACTION && first != "BEGIN":
			return sqlite3.SQLITE_DENY
		}
		return sqlite3.SQLITE_OK
	})
}
