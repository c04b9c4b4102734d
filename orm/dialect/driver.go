// This file holds what a dialect knows about its server: how to reach it, what it can do, what its errors mean.

package dialect

import (
	"context"
	"database/sql/driver"
	"time"

	"github.com/ormsh/ormsh/orm/ast"
)

// Driver is the second half of a dialect: the way to a server. Every dialect that an engine can use has it.
type Driver interface {
	Dialect
	// Connector makes the driver's connector. It opens nothing; an error is about the Target.
	Connector(t Target) (driver.Connector, error)
	// Probe asks a fresh connection what its server can do.
	Probe(ctx context.Context, q Querier) (Features, error)
	// Fault reads a driver's error by the driver's own codes, never by its text.
	Fault(err error) Fault
	// Begin spells the start of a transaction. write tells that its first statement changes something.
	Begin(level Isolation, write bool) ([]string, error)
	// Value turns a value of a result column that no statement typed (SQL as written) into a Go value.
	// dbType is the driver's word for the column's type.
	Value(dbType string, v driver.Value) driver.Value
	// PreparesItself tells that the driver keeps prepared statements, so that the pool needn't.
	PreparesItself() bool
	Inspector
}

// Canceler stops a statement that runs on a connection by another connection of the same server, for drivers whose
// cancelled context would end the connection and leave the server running. key is what Key returned.
type Canceler interface {
	// KeySQL is the query for the server's name of the connection it runs on.
	KeySQL() string
	// KillSQL stops the statement of the connection with that name.
	KillSQL(key uint64) string
}

// TypeStorer tells what a database makes of a declared type, where it keeps another one: FLOAT(24) as REAL.
type TypeStorer interface {
	Stored(t ast.Type) ast.Type
}

// KeyTyper tells the type of a key whose values the database makes, where it isn't the declared one.
type KeyTyper interface {
	GeneratedType(t ast.Type) ast.Type
}

// Batcher executes a statement for many sets of arguments in one go. It returns the rows that each changed; after an
// error those before it.
type Batcher interface {
	ExecBatch(ctx context.Context, c driver.Conn, sql string, rows [][]driver.Value) ([]int64, error)
}

// Widener is for databases whose placeholders have the type of the column beside them: the text with the placeholders of
// those numbers, from 1, as the widest integers.
type Widener interface {
	Widen(sql string, placeholders []int) string
}

// TimeWriter is for databases whose times are text: it appends the text of a Date, DateTime or Time, as BindValue makes it.
// ok is false for one that BindValue refuses.
type TimeWriter interface {
	AppendTime(b []byte, t ast.Type, v time.Time) (_ []byte, ok bool)
}

// Fuser is for drivers that hand a statement's arguments over one by one, unless it is executed as a query: all of them
// go over at once then. CountSQL tells how many rows the statement before it has changed.
type Fuser interface {
	CountSQL() string
}

// Numberer is for databases whose driver brings the keys of a wide INSERT one by one, and that count keys up.
type Numberer interface {
	// CountsUpSQL is the query whether the rows of an INSERT into a table get keys one after the other, 1 or 0: it has no
	// trigger that may insert or delete others meanwhile. The argument is the table's name.
	CountsUpSQL() string
	// LastKeySQL is the query for the key of the row that the connection has inserted last.
	LastKeySQL() string
}

// Rower is for databases that take many more rows in one INSERT than the usual hundred in less time. The flush of a session asks.
type Rower interface {
	// InsertRows is how many rows an INSERT best has.
	InsertRows() int
}

// LiteralMode is for databases that can't infer the type of every placeholder: its value in front of the arguments
// makes the driver send them as literals.
type LiteralMode interface {
	LiteralMode() driver.Value
}

// Target is a parsed URL. Empty and zero fields stand for the server's usual values.
type Target struct {
	User, Password, Host string
	Port                 int
	Database             string
	Query                map[string][]string
	Guard                Guard
}

// Features is what the connected server can do, as it says itself.
type Features struct {
	Dialect  string // sqlite, mysql, postgresql
	Server   string // SQLite, MariaDB, MySQL, PostgreSQL ...
	Version  string
	Database string // the database of the connection, as the server calls it

	Returning             bool // INSERT ... RETURNING
	UpdateReturning       bool
	DeleteReturning       bool
	Savepoints            bool
	TransactionalDDL      bool // ROLLBACK takes CREATE TABLE back
	ForeignKeys           bool // they are enforced
	RequiresVarcharLength bool
	LastInsertID          bool // the driver tells the id of a new row; without it RETURNING does
	MaxParams             int  // binds in one statement
	MaxStatementBytes     int  // 0: no limit that matters
	WideWrites            bool // an UPDATE or DELETE of many rows beats one for each; false also where batches are as good
	IDStep                int  // distance of generated ids within one INSERT; 0: ids of one INSERT can't be computed
}

// Isolation is the isolation level of a transaction.
type Isolation uint8

// The levels. DefaultIsolation is what the server is set to.
const (
	DefaultIsolation Isolation = iota
	ReadUncommitted
	ReadCommitted
	RepeatableRead
	Serializable
)

// FaultKind says what went wrong, the same for all databases. The zero kind is an error of no known class.
type FaultKind uint8

// The kinds.
const (
	UniqueViolation FaultKind = iota + 1
	ForeignKeyViolation
	NotNullViolation
	CheckViolation
	SerializationFailure
	Deadlock
	Timeout
	Canceled
	Disconnected
	ReadOnly
	SyntaxError
	MissingTable
	MissingColumn
	TableExists
	Unsupported
	Denied
	MissingDatabase
	DataError   // a value that the column can't hold
	StalePlan   // a prepared statement that a schema change made unfit
	LockTimeout // another transaction held a lock for too long, or the statement was told not to wait
)

// Fault is a driver's error, classified. Table, Column and Constraint are set where the driver names them.
type Fault struct {
	Kind                      FaultKind
	Code                      string // the driver's code, such as 23505, 1062 or 2067
	Table, Column, Constraint string
	Position                  int  // of the character of the statement that the driver points at, from 1; 0: it doesn't
	Unsent                    bool // nothing was sent: a value has no form in the type that the server gave its place when the statement was prepared
}

// Querier runs a query on the connection that is being probed or inspected. Rows come as the driver gives them,
// text as strings.
type Querier interface {
	Query(ctx context.Context, sql string, args ...driver.Value) ([][]driver.Value, error)
}

// Names asks for the names in the first column of a question about a schema.
func Names(ctx context.Context, q Querier, sql string, args ...driver.Value) ([]string, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(rows))
	for i, row := range rows {
		names[i] = AsText(row[0])
	}
	return names, nil
}

// Unseen is the same connection without an echo, for questions that SQLAlchemy doesn't ask.
func Unseen(q Querier) Querier {
	if u, ok := q.(interface{ Unseen() Querier }); ok {
		return u.Unseen()
	}
	return q
}

// TypeInspector knows what tables use and what exists beside them: enumerations and sequences.
type TypeInspector interface {
	HasEnum(ctx context.Context, q Querier, name string) (bool, error)
	HasSequence(ctx context.Context, q Querier, schema, name string) (bool, error)
}

// Inspector reads the schema of a database. An empty schema is the connection's own.
type Inspector interface {
	// Tables lists the tables, in order of their names.
	Tables(ctx context.Context, q Querier, schema string) ([]string, error)
	// HasTable tells whether the table exists.
	HasTable(ctx context.Context, q Querier, schema, table string) (bool, error)
	// Reflect reads one table. It is nil when there is no such table.
	Reflect(ctx context.Context, q Querier, schema, table string) (*Reflected, error)
}

// Reflected is a table as the database describes it.
type Reflected struct {
	Options    []ast.TableOption // all that the table has; those of Def are not the database's own
	Def        ast.TableDef
	Indexes    []ast.Index
	KeyIndexes []ast.Index // those that the server made for a foreign key
	View       bool
}

// Lister lists what a schema has beside tables.
type Lister interface {
	// Views lists the views, materialized ones too, in order of their names.
	Views(ctx context.Context, q Querier, schema string) ([]string, error)
	// ViewSQL is the query of a view, "" for none of that name.
	ViewSQL(ctx context.Context, q Querier, schema, view string) (string, error)
	// Sequences lists the sequences that belong to no column.
	Sequences(ctx context.Context, q Querier, schema string) ([]ast.Sequence, error)
}
