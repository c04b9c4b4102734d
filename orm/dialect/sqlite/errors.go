// This file reads the errors of the SQLite driver by their codes.

package sqlite

import (
	"errors"
	"strconv"
	"strings"

	"github.com/mattn/go-sqlite3"

	"github.com/ormsh/ormsh/orm/dialect"
)

var extendedKinds = map[sqlite3.ErrNoExtended]dialect.FaultKind{
	sqlite3.ErrConstraintUnique:     dialect.UniqueViolation,
	sqlite3.ErrConstraintPrimaryKey: dialect.UniqueViolation,
	sqlite3.ErrConstraintRowID:      dialect.UniqueViolation,
	sqlite3.ErrConstraintForeignKey: dialect.ForeignKeyViolation,
	sqlite3.ErrConstraintNotNull:    dialect.NotNullViolation,
	sqlite3.ErrConstraintCheck:      dialect.CheckViolation,
	sqlite3.ErrBusySnapshot:         dialect.SerializationFailure,
	sqlite3.ErrLockedSharedCache:    dialect.Deadlock,
}

var kinds = map[sqlite3.ErrNo]dialect.FaultKind{
	sqlite3.ErrBusy:      dialect.LockTimeout,
	sqlite3.ErrLocked:    dialect.Deadlock,
	sqlite3.ErrInterrupt: dialect.Canceled,
	sqlite3.ErrReadonly:  dialect.ReadOnly,
	sqlite3.ErrCantOpen:  dialect.MissingDatabase,
	sqlite3.ErrNotADB:    dialect.MissingDatabase,
	sqlite3.ErrPerm:      dialect.Denied,
	sqlite3.ErrAuth:      dialect.Denied,
	sqlite3.ErrMismatch:  dialect.DataError,
	sqlite3.ErrTooBig:    dialect.DataError,
	sqlite3.ErrSchema:    dialect.StalePlan,
}

// Fault classifies a driver's error. SQLite has one code for all mistakes in a statement; only there the message
// tells a missing table from a syntax error.
func (Dialect) Fault(err error) dialect.Fault {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return dialect.Fault{}
	}
	f := dialect.Fault{Code: strconv.Itoa(int(e.ExtendedCode)), Kind: extendedKinds[e.ExtendedCode]}
	if f.Kind == 0 {
		f.Kind = kinds[e.Code]
	}
	text := e.Error()
	if f.Kind != 0 {
		f.Table, f.Column, f.Constraint = violated(text)
		return f
	}
	for _, m := range messages {
		if strings.HasPrefix(text, m.prefix) && strings.HasSuffix(text, m.suffix) {
			f.Kind = m.kind
			if f.Kind == dialect.MissingTable {
				f.Table = strings.TrimPrefix(strings.TrimPrefix(text, m.prefix), "main.")
			}
		}
	}
	return f
}

var messages = []struct {
	prefix, suffix string
	kind           dialect.FaultKind
}{
	{"no such table: ", "", dialect.MissingTable},
	{"no such column: ", "", dialect.MissingColumn},
	{"", " already exists", dialect.TableExists},
	{"near ", ": syntax error", dialect.SyntaxError},
	{"incomplete input", "", dialect.SyntaxError},
	{"unrecognized token", "", dialect.SyntaxError},
}

// violated takes the place out of "UNIQUE constraint failed: users.name, users.age".
func violated(text string) (table, column, constraint string) {
	kind, place, ok := strings.Cut(text, " constraint failed: ")
	if !ok {
		return "", "", ""
	}
	if kind == "CHECK" {
		return "", "", place
	}
	first, _, several := strings.Cut(place, ", ")
	table, column, ok = strings.Cut(first, ".")
	if !ok {
		return "", "", place // the name of an index on an expression
	}
	if several {
		column = ""
	}
	return table, column, ""
}
