// This file holds the way to a SQLite database: its connector, what the library can do, how a transaction begins.

package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/mattn/go-sqlite3"

	"github.com/ormsh/ormsh/orm/dialect"
)

// busyTimeout is how long a statement waits for another connection's lock, in milliseconds, unless the URL says so.
const busyTimeout = "5000"

// connector opens connections to one database.
type connector struct {
	dsn   string
	guard dialect.Guard
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.Driver().Open(c.dsn) }

func (c connector) Driver() driver.Driver {
	return &sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		if c.guard != dialect.Unguarded {
			authorize(conn, c.guard)
		}
		return addRegexp(conn)
	}}
}

// settings maps the query parameters that a URL may have to the driver's.
var settings = map[string]string{
	"timeout": "", "mode": "mode", "cache": "cache", "immutable": "immutable", "nolock": "nolock", "vfs": "vfs",
	"journal_mode": "_journal_mode", "synchronous": "_synchronous", "foreign_keys": "_foreign_keys",
	"busy_timeout": "_busy_timeout", "case_sensitive_like": "_case_sensitive_like", "query_only": "_query_only",
	"cache_size": "_cache_size", "secure_delete": "_secure_delete", "recursive_triggers": "_recursive_triggers", "uri": "",
}

// Connector makes the connector. Foreign keys are enforced unless the URL says foreign_keys=0.
func (Dialect) Connector(t dialect.Target) (driver.Connector, error) {
	query := url.Values{"_foreign_keys": {"1"}, "_busy_timeout": {busyTimeout}}
	for key, values := range t.Query {
		name, known := settings[strings.TrimPrefix(key, "_")]
		if !known {
			return nil, fmt.Errorf("sqlite: unknown parameter %q in the URL; known are mode, cache, timeout, foreign_keys, journal_mode, synchronous and the like", key)
		}
		switch {
		case key == "timeout": // seconds, as Python's sqlite3 has it
			name, values = "_busy_timeout", []string{values[0] + "000"}
		case name == "":
			continue
		}
		query.Set(name, values[0])
	}
	inMemory := t.Database == "" || t.Database == ":memory:"
	if t.Guard == dialect.NoWrites {
		query.Set("_query_only", "1")
		if !inMemory && query.Get("mode") != "memory" {
			query.Set("mode", "ro") // the file is opened for reading, and not made where there is none
		}
	}
	if inMemory {
		return connector{"file::memory:?" + query.Encode(), t.Guard}, nil
	}
	path := strings.TrimPrefix(t.Database, "file:")
	return connector{"file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode(), t.Guard}, nil
}

// Probe reads the library's version and the connection's limits.
func (Dialect) Probe(ctx context.Context, q dialect.Querier) (dialect.Features, error) {
	rows, err := q.Query(ctx, "SELECT sqlite_version(), (SELECT foreign_keys FROM pragma_foreign_keys)")
	if err != nil {
		return dialect.Features{}, err
	}
	version, _ := rows[0][0].(string)
	enforced, _ := rows[0][1].(int64)
	returning := version3(version) >= 3_035_000
	return dialect.Features{
		Dialect: "sqlite", Server: "SQLite", Version: version, Database: "main",
		Returning: returning, UpdateReturning: returning, DeleteReturning: returning,
		Savepoints: true, LastInsertID: true, TransactionalDDL: true, ForeignKeys: enforced == 1, MaxParams: 32766, IDStep: 1, WideWrites: version3(version) >= 3_033_000,
	}, nil
}

// version3 makes 3035001 of 3.35.1.
func version3(s string) int {
	var major, minor, patch int
	fmt.Sscanf(s, "%d.%d.%d", &major, &minor, &patch) //nolint:errcheck // what can't be read is 0: the oldest
	return major*1_000_000 + minor*1_000 + patch
}

// Begin takes the write lock at once when the transaction's first statement writes: a lock that is taken later can
// fail where waiting would have helped.
func (Dialect) Begin(level dialect.Isolation, write bool) ([]string, error) {
	switch level {
	case dialect.DefaultIsolation, dialect.Serializable:
	default:
		return nil, errors.New("sqlite: transactions are always serializable; leave the isolation level out or ask for Serializable")
	}
	if write {
		return []string{"BEGIN IMMEDIATE"}, nil
	}
	return []string{"BEGIN"}, nil
}

// Value leaves the driver's value as it is: SQLite's values know their own types.
func (Dialect) Value(_ string, v driver.Value) driver.Value { return v }

// PreparesItself is false.
func (Dialect) PreparesItself() bool { return false }
