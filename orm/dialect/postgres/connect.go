// This file holds the way to a PostgreSQL server: its connector, what the server can do, how a transaction begins.

package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/ormsh/ormsh/orm/dialect"
)

// cancelGrace is how long a cancelled statement may take to end on the server before its connection is given up.
const cancelGrace = 5 * time.Second

// socketDirs are the places where a server keeps its Unix socket, as libpq and Debian have them.
var socketDirs = []string{"/var/run/postgresql", "/run/postgresql", "/tmp"}

// Connector makes the connector. Without a host in the URL or its query it is the server's Unix socket. Query
// parameters are libpq's: host, port, sslmode, application_name, connect_timeout, options ...
func (Dialect) Connector(t dialect.Target) (driver.Connector, error) {
	words := map[string]string{"host": t.Host, "user": t.User, "password": t.Password, "dbname": t.Database}
	if t.Port != 0 {
		words["port"] = strconv.Itoa(t.Port)
	}
	for key, values := range t.Query {
		if key == "unix_socket" {
			key = "host"
		}
		if key == "client_encoding" {
			continue // the driver speaks UTF-8
		}
		words[key] = strings.Join(values, ",")
	}
	if t.Guard == dialect.NoWrites {
		words["default_transaction_read_only"] = "on"
	}
	if words["host"] == "" && os.Getenv("PGHOST") == "" {
		words["host"] = socketDir(words["port"])
	}
	cfg, err := pgx.ParseConfig(keywords(words))
	if err != nil {
		return nil, errors.New("postgresql: parameters of the URL: " + plain(err))
	}
	cfg.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: cancelGrace}
	}
	cfg.RuntimeParams["timezone"] = "UTC"
	never := func(context.Context, stdlib.ShouldPingParams) bool { return false } // the pool above decides
	return connector{stdlib.GetConnector(*cfg, stdlib.OptionShouldPing(never), stdlib.OptionAfterConnect(takeWholeNumbers))}, nil
}

// plain is the cause of a parse error without the connection string around it.
func plain(err error) string {
	var parse *pgconn.ParseConfigError
	if errors.As(err, &parse) && parse.Unwrap() != nil {
		return parse.Unwrap().Error()
	}
	return err.Error()
}

func socketDir(port string) string {
	if port == "" {
		port = "5432"
	}
	for _, dir := range socketDirs {
		if _, err := os.Stat(dir + "/.s.PGSQL." + port); err == nil {
			return dir
		}
	}
	return socketDirs[0]
}

// keywords writes libpq's keyword = 'value' form.
func keywords(words map[string]string) string {
	keys := make([]string, 0, len(words))
	for k, v := range words {
		if v != "" {
			keys = append(keys, k)
		}
	}
	sort.Strings(keys)
	var b strings.Builder
	for _, k := range keys {
		v := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(words[k])
		fmt.Fprintf(&b, "%s='%s' ", url.QueryEscape(k), v)
	}
	return b.String()
}

// Probe asks for the server's version and database.
func (Dialect) Probe(ctx context.Context, q dialect.Querier) (dialect.Features, error) {
	rows, err := q.Query(ctx, "SELECT version(), current_database()::text, current_setting('server_version')")
	if err != nil {
		return dialect.Features{}, err
	}
	text, _ := rows[0][0].(string)
	f := dialect.Features{
		Dialect: "postgresql", Server: "PostgreSQL", Returning: true, UpdateReturning: true, DeleteReturning: true,
		Savepoints: true, TransactionalDDL: true, ForeignKeys: true, MaxParams: 65535,
	}
	f.Database, _ = rows[0][1].(string)
	f.Version, _ = rows[0][2].(string)
	switch {
	case strings.HasPrefix(text, "CockroachDB"):
		f.Server, f.TransactionalDDL = "CockroachDB", false
	case strings.Contains(text, "-YB-"):
		f.Server, f.TransactionalDDL = "YugabyteDB", false
	}
	return f, nil
}

// Begin starts a transaction at the level.
func (Dialect) Begin(level dialect.Isolation, _ bool) ([]string, error) {
	words := [...]string{
		dialect.DefaultIsolation: "BEGIN", dialect.ReadUncommitted: "BEGIN ISOLATION LEVEL READ UNCOMMITTED",
		dialect.ReadCommitted: "BEGIN ISOLATION LEVEL READ COMMITTED", dialect.RepeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ",
		dialect.Serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE",
	}
	if int(level) >= len(words) {
		return nil, errors.New("postgresql: unknown isolation level")
	}
	return []string{words[level]}, nil
}

// LiteralMode makes the driver send the arguments as literals.
func (Dialect) LiteralMode() driver.Value { return pgx.QueryExecModeSimpleProtocol }

// Value leaves the driver's value as it is, but for JSON, which comes as bytes.
func (Dialect) Value(dbType string, v driver.Value) driver.Value {
	if b, ok := v.([]byte); ok && b != nil && dbType != "BYTEA" {
		return string(b)
	}
	return v
}

// PreparesItself is true.
func (Dialect) PreparesItself() bool { return true }
