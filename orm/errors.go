// This file holds the errors of the package: one type for failed statements, kinds, and sentinels.
//
//layer:1 errors, url, version

package orm

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm/dialect"
)

// Errors that are not about one statement, or that several statements share. Compare with errors.Is.
var (
	ErrNoResult        = errors.New("orm: no row was found")
	ErrMultipleResults = errors.New("orm: more than one row was found")
	ErrNoTransaction   = errors.New("orm: no transaction is begun")
	ErrInactive        = errors.New("orm: the transaction failed; roll back first")
	ErrStale           = errors.New("orm: the row was changed or deleted by somebody else")
	ErrUnknownOutcome  = errors.New("orm: the connection was lost during COMMIT; whether it took place is not known")
	ErrConcurrentUse   = errors.New("orm: the session is in use by another goroutine")
	ErrUnbound         = errors.New("orm: no engine is bound; give one with orm.Bind(engine)")
	ErrClosed          = errors.New("orm: it is closed")
	ErrOtherSession    = errors.New("orm: the object belongs to another session")
	ErrUnmapped        = errors.New("orm: the type is not mapped")
	ErrNoField         = errors.New("orm: the struct has no such field")
	ErrNoForeignKey    = errors.New("orm: no foreign key joins the tables")
	ErrAmbiguousJoin   = errors.New("orm: several foreign keys join the tables")
)

// refusal is an error in words of its own that errors.Is knows by a sentinel.
type refusal struct {
	kind error
	text string
}

func (r *refusal) Error() string { return r.text }
func (r *refusal) Unwrap() error { return r.kind }

func refuse(kind error, format string, args ...any) error {
	return &refusal{kind, fmt.Sprintf(format, args...)}
}

// ErrorKind is the class of a failed statement, the same on all databases. It is an error itself, so that
// errors.Is(err, orm.UniqueViolation) asks for the class. The zero kind is none of these.
type ErrorKind uint8

// The kinds.
const (
	UniqueViolation      = ErrorKind(dialect.UniqueViolation)
	ForeignKeyViolation  = ErrorKind(dialect.ForeignKeyViolation)
	NotNullViolation     = ErrorKind(dialect.NotNullViolation)
	CheckViolation       = ErrorKind(dialect.CheckViolation)
	SerializationFailure = ErrorKind(dialect.SerializationFailure) // try the whole transaction again
	Deadlock             = ErrorKind(dialect.Deadlock)             // likewise
	Timeout              = ErrorKind(dialect.Timeout)
	Canceled             = ErrorKind(dialect.Canceled)
	Disconnected         = ErrorKind(dialect.Disconnected)
	ReadOnly             = ErrorKind(dialect.ReadOnly)
	SyntaxError          = ErrorKind(dialect.SyntaxError)
	MissingTable         = ErrorKind(dialect.MissingTable)
	MissingColumn        = ErrorKind(dialect.MissingColumn)
	TableExists          = ErrorKind(dialect.TableExists)
	Unsupported          = ErrorKind(dialect.Unsupported)
	Denied               = ErrorKind(dialect.Denied) // user, password or rights
	MissingDatabase      = ErrorKind(dialect.MissingDatabase)
	DataError            = ErrorKind(dialect.DataError)   // a value that the column can't hold
	StalePlan            = ErrorKind(dialect.StalePlan)   // the schema changed under a prepared statement inside a transaction
	LockTimeout          = ErrorKind(dialect.LockTimeout) // another transaction held a lock for too long; try the whole transaction again
	CannotConnect        = LockTimeout + 1                // the server wasn't reached, or refused
)

var kindWords = [...]string{
	UniqueViolation: "unique constraint violated", ForeignKeyViolation: "foreign key violated",
	NotNullViolation: "null in a column that is NOT NULL", CheckViolation: "check constraint violated",
	SerializationFailure: "serialization failure", Deadlock: "deadlock", Timeout: "timeout", Canceled: "cancelled",
	Disconnected: "connection lost", ReadOnly: "the database is read-only", SyntaxError: "syntax error",
	MissingTable: "no such table", MissingColumn: "no such column", TableExists: "the table exists already",
	Unsupported: "not supported", Denied: "access denied", MissingDatabase: "no such database",
	DataError: "a value doesn't fit its column", StalePlan: "the schema changed", LockTimeout: "a lock was not to be had in time",
	CannotConnect: "can't connect",
}

// Error names the class in a few words.
func (k ErrorKind) Error() string {
	if int(k) < len(kindWords) && kindWords[k] != "" {
		return "orm: " + kindWords[k]
	}
	return "orm: error"
}

// String is what Error returns, without the package's name.
func (k ErrorKind) String() string { return strings.TrimPrefix(k.Error(), "orm: ") }

// Error is what a failed statement returns. errors.Is matches its Kind, errors.As reaches the driver's own error.
type Error struct {
	Kind              ErrorKind // 0 where the class isn't known
	Code              string    // the driver's code, such as 23505, 1062 or 2067
	Table, Constraint string    // where the driver names them
	SQL               string    // empty when no statement was sent
	Position          int       // of the character of SQL that the database points at, from 1; 0 where it points at none
	Params            []any     // masked; for several sets a list of []any
	Many              bool      // Params is a list of sets
	During            string    // what the program was doing: "autoflush before Query[User].First"
	Object            string    // the object the statement was for
	Err               error     // the driver's error
}

// Error tells what failed, for which object and during what, then the statement and its parameters.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("orm: ")
	if e.During != "" {
		b.WriteString("(during " + e.During + ") ")
	}
	if e.Object != "" {
		b.WriteString(e.Object + ": ")
	}
	var cause string
	if e.Err != nil {
		cause = e.Err.Error()
	}
	if kind := e.Kind.String(); e.Kind != 0 && !strings.HasPrefix(cause, kind) {
		b.WriteString(kind)
		if cause != "" {
			b.WriteString(": ")
		}
	}
	b.WriteString(cause)
	if e.SQL != "" {
		b.WriteString("\n[SQL: " + strings.TrimSpace(e.SQL) + "]")
		if len(e.Params) > 0 {
			event := echo.Event{Params: e.Params, Many: e.Many}
			b.Write(echo.AppendParams([]byte("\n[parameters: "), &event))
			b.WriteByte(']')
		}
	}
	return b.String()
}

// Unwrap gives the driver's error.
func (e *Error) Unwrap() error { return e.Err }

// Is matches the error's kind, and the context's errors for the kinds that stand for them.
func (e *Error) Is(target error) bool {
	switch target {
	case context.Canceled:
		return e.Kind == Canceled
	case context.DeadlineExceeded:
		return e.Kind == Timeout
	}
	kind, ok := target.(ErrorKind)
	return ok && e.Kind == kind
}

// Retryable tells whether the whole transaction may succeed when it is run again from its beginning.
func Retryable(err error) bool {
	if errors.Is(err, ErrUnknownOutcome) {
		return false
	}
	return errors.Is(err, SerializationFailure) || errors.Is(err, Deadlock) || errors.Is(err, LockTimeout)
}
