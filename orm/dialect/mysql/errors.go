// This file reads the errors of the MySQL driver by their numbers.

package mysql

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"regexp"
	"strconv"

	"github.com/go-sql-driver/mysql"

	"github.com/ormsh/ormsh/orm/dialect"
)

// numbers maps the server's error numbers, those of TiDB and Galera among them. SQLSTATE says too little here:
// a write conflict of TiDB comes as HY000.
var numbers = map[uint16]dialect.FaultKind{
	1062: dialect.UniqueViolation, 1586: dialect.UniqueViolation, 1169: dialect.UniqueViolation,
	1216: dialect.ForeignKeyViolation, 1217: dialect.ForeignKeyViolation, 1451: dialect.ForeignKeyViolation, 1452: dialect.ForeignKeyViolation,
	1048: dialect.NotNullViolation, 1364: dialect.NotNullViolation,
	3819: dialect.CheckViolation, 4025: dialect.CheckViolation,
	1020: dialect.SerializationFailure, 8002: dialect.SerializationFailure, 9007: dialect.SerializationFailure, 8022: dialect.SerializationFailure,
	1213: dialect.Deadlock,
	1205: dialect.LockTimeout, 3572: dialect.LockTimeout,
	1969: dialect.Timeout, 3024: dialect.Timeout,
	1317: dialect.Canceled, 3169: dialect.Canceled,
	1053: dialect.Disconnected, 1927: dialect.Disconnected, 1047: dialect.Disconnected, 4031: dialect.Disconnected,
	1290: dialect.ReadOnly, 1792: dialect.ReadOnly, 1836: dialect.ReadOnly,
	1064: dialect.SyntaxError, 1149: dialect.SyntaxError,
	1146: dialect.MissingTable, 1051: dialect.MissingTable, 1054: dialect.MissingColumn,
	1050: dialect.TableExists,
	1235: dialect.Unsupported, 1295: dialect.Unsupported, 8048: dialect.Unsupported,
	1044: dialect.Denied, 1045: dialect.Denied, 1142: dialect.Denied, 1227: dialect.Denied, 1698: dialect.Denied,
	1049: dialect.MissingDatabase,
	1264: dialect.DataError, 1265: dialect.DataError, 1292: dialect.DataError, 1366: dialect.DataError, 1406: dialect.DataError,
	1615: dialect.StalePlan, 1243: dialect.StalePlan,
}

var (
	duplicateKey = regexp.MustCompile(`for key '(?:[^'.]+\.)?([^']+)'$`)
	missingTable = regexp.MustCompile(`^Table '(?:[^'.]+\.)?([^']+)'|Unknown table '(?:[^'.]+\.)?([^']+)'`)
	constraint   = regexp.MustCompile("CONSTRAINT [`']?([^`' ]+)[`']? (?:FOREIGN KEY|failed)|constraint '([^']+)'")
	column       = regexp.MustCompile(`(?:Column|Field) '([^']+)'`)
)

// Fault classifies a driver's error. The names of table, column and constraint are taken from the message, which is
// the only place where the server gives them.
func (Dialect) Fault(err error) dialect.Fault {
	var e *mysql.MySQLError
	if !errors.As(err, &e) {
		return dialect.Fault{Kind: lost(err)}
	}
	f := dialect.Fault{Kind: numbers[e.Number], Code: strconv.Itoa(int(e.Number))}
	switch f.Kind {
	case dialect.UniqueViolation:
		f.Constraint = first(duplicateKey.FindStringSubmatch(e.Message))
	case dialect.ForeignKeyViolation, dialect.CheckViolation:
		f.Constraint = first(constraint.FindStringSubmatch(e.Message))
	case dialect.NotNullViolation:
		f.Column = first(column.FindStringSubmatch(e.Message))
	case dialect.MissingTable, dialect.TableExists:
		f.Table = first(missingTable.FindStringSubmatch(e.Message))
	}
	return f
}

// first is the first group that matched.
func first(groups []string) string {
	for i, g := range groups {
		if i > 0 && g != "" {
			return g
		}
	}
	return ""
}

// lost tells whether the error means that the connection is gone.
func lost(err error) dialect.FaultKind {
	var network net.Error
	switch {
	case errors.As(err, &network) && network.Timeout():
		return dialect.Timeout
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, mysql.ErrInvalidConn), errors.Is(err, io.EOF),
		errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &network):
		return dialect.Disconnected
	case errors.Is(err, mysql.ErrPktTooLarge):
		return dialect.DataError
	}
	return 0
}
