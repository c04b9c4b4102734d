// This file reads the errors of the PostgreSQL driver by their SQLSTATE.

package postgres

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/ormsh/ormsh/orm/dialect"
)

var states = map[string]dialect.FaultKind{
	"23505": dialect.UniqueViolation, "23P01": dialect.UniqueViolation,
	"23503": dialect.ForeignKeyViolation, "23001": dialect.ForeignKeyViolation,
	"23502": dialect.NotNullViolation,
	"23514": dialect.CheckViolation,
	"40001": dialect.SerializationFailure,
	"40P01": dialect.Deadlock,
	"55P03": dialect.LockTimeout,
	"25P04": dialect.Timeout, "25P03": dialect.Timeout,
	"57014": dialect.Canceled,
	"57P01": dialect.Disconnected, "57P02": dialect.Disconnected, "57P03": dialect.Disconnected, "57P05": dialect.Disconnected,
	"25006": dialect.ReadOnly,
	"42601": dialect.SyntaxError,
	"42P01": dialect.MissingTable,
	"42703": dialect.MissingColumn,
	"42P07": dialect.TableExists,
	"0A000": dialect.Unsupported,
	"42501": dialect.Denied,
	"3D000": dialect.MissingDatabase,
	"26000": dialect.StalePlan,
}

// classes maps the first two characters of a SQLSTATE that isn't listed alone.
var classes = map[string]dialect.FaultKind{
	"08": dialect.Disconnected, "28": dialect.Denied, "22": dialect.DataError, "40": dialect.SerializationFailure,
}

// cachedPlan is the routine that reports a prepared statement whose result type has changed. Its SQLSTATE is that of
// everything the server doesn't support, so the routine tells them apart.
const cachedPlan = "RevalidateCachedQuery"

// Fault classifies a driver's error.
func (Dialect) Fault(err error) dialect.Fault {
	var e *pgconn.PgError
	switch {
	case errors.As(err, &e):
	case err != nil && strings.HasPrefix(err.Error(), "failed to encode args["): // pgx has no type for it
		return dialect.Fault{Kind: dialect.DataError, Unsent: true}
	default:
		return dialect.Fault{Kind: lost(err)}
	}
	f := dialect.Fault{Kind: states[e.Code], Code: e.Code, Table: e.TableName, Column: e.ColumnName, Constraint: e.ConstraintName, Position: int(e.Position)}
	if f.Kind == 0 && len(e.Code) == 5 {
		f.Kind = classes[e.Code[:2]]
	}
	if e.Code == "0A000" && e.Routine == cachedPlan {
		f.Kind = dialect.StalePlan
	}
	return f
}

// lost tells whether the error means that the connection is gone.
func lost(err error) dialect.FaultKind {
	var network net.Error
	switch {
	case errors.As(err, &network) && network.Timeout():
		return dialect.Timeout
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &network):
		return dialect.Disconnected
	}
	return 0
}
