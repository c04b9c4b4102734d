// This file holds the way to a MySQL or MariaDB server: its connector, what the server can do, cancelling.

package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/ormsh/ormsh/orm/dialect"
)

// Connector makes the connector. Times travel in UTC and a matched row counts as affected, whatever the URL says:
// the engine relies on both. read_only=1 has the server refuse to write. Parameters
// that neither PyMySQL nor the driver knows are set as session variables.
func (Dialect) Connector(t dialect.Target) (driver.Connector, error) {
	c := mysql.NewConfig()
	c.User, c.Passwd, c.DBName = t.User, t.Password, t.Database
	c.Net, c.Addr = "tcp", net.JoinHostPort(or(t.Host, "127.0.0.1"), strconv.Itoa(t.Port))
	if t.Port == 0 {
		c.Addr = net.JoinHostPort(or(t.Host, "127.0.0.1"), "3306")
	}
	charset := "utf8mb4"
	var passed []string
	locked := t.Guard == dialect.NoWrites
	for key, values := range t.Query {
		v := values[0]
		switch key {
		case "unix_socket":
			c.Net, c.Addr = "unix", v
		case "read_only":
			locked = locked || v != "0"
		case "charset":
			charset = v
		case "connect_timeout", "read_timeout", "write_timeout":
			seconds, err := strconv.ParseFloat(v, 64)
			if err != nil {
				return nil, fmt.Errorf("mysql: %s=%s in the URL is no number of seconds", key, v)
			}
			setTimeout(c, key, time.Duration(seconds*float64(time.Second)))
		case "parseTime", "loc", "clientFoundRows", "interpolateParams", "multiStatements", "time_zone", "columnsWithAlias":
			return nil, fmt.Errorf("mysql: the engine sets %s itself; take it out of the URL", key)
		default:
			passed = append(passed, key+"="+v)
		}
	}
	if err := c.Apply(mysql.Charset(charset, "")); err != nil {
		return nil, err
	}
	c.ParseTime, c.Loc, c.ClientFoundRows = true, time.UTC, true
	c.Logger = &mysql.NopLogger{}
	c.Params = map[string]string{"time_zone": "'+00:00'"}
	connector, err := withParameters(c, passed)
	if locked && err == nil {
		return readOnly{connector}, nil
	}
	return connector, err
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func setTimeout(c *mysql.Config, key string, d time.Duration) {
	switch key {
	case "connect_timeout":
		c.Timeout = d
	case "read_timeout":
		c.ReadTimeout = d
	case "write_timeout":
		c.WriteTimeout = d
	}
}

// withParameters has the driver read the parameters that are its own.
func withParameters(c *mysql.Config, params []string) (driver.Connector, error) {
	if len(params) > 0 {
		parsed, err := mysql.ParseDSN("/?" + strings.Join(params, "&"))
		if err != nil {
			return nil, fmt.Errorf("mysql: parameters of the URL: %w", err)
		}
		c.TLSConfig, c.TLS, c.Collation = parsed.TLSConfig, parsed.TLS, or(parsed.Collation, c.Collation)
		c.MaxAllowedPacket, c.ServerPubKey = parsed.MaxAllowedPacket, parsed.ServerPubKey
		c.AllowCleartextPasswords, c.AllowNativePasswords = parsed.AllowCleartextPasswords, parsed.AllowNativePasswords
		c.AllowFallbackToPlaintext, c.AllowOldPasswords = parsed.AllowFallbackToPlaintext, parsed.AllowOldPasswords
		for k, v := range parsed.Params {
			c.Params[k] = v
		}
	}
	return mysql.NewConnector(c)
}

// Probe asks for the server's kind and limits.
func (Dialect) Probe(ctx context.Context, q dialect.Querier) (dialect.Features, error) {
	rows, err := q.Query(ctx, "SELECT version(), database(), @@auto_increment_increment, @@max_allowed_packet")
	if err != nil {
		return dialect.Features{}, err
	}
	f := dialect.Features{
		Dialect: "mysql", Server: "MySQL", Savepoints: true, LastInsertID: true, ForeignKeys: true, RequiresVarcharLength: true, MaxParams: 65535,
	}
	f.Version, _ = rows[0][0].(string)
	f.Database, _ = rows[0][1].(string)
	f.IDStep = asInt(rows[0][2])
	f.MaxStatementBytes = asInt(rows[0][3])
	var major, minor int
	fmt.Sscanf(f.Version, "%d.%d", &major, &minor) //nolint:errcheck // what can't be read is 0: the oldest
	switch {
	case strings.Contains(f.Version, "TiDB"):
		f.Server = "TiDB"
	case strings.Contains(strings.ToLower(f.Version), "mariadb"):
		f.Server = "MariaDB"
		f.Returning = major > 10 || major == 10 && minor >= 5
		f.DeleteReturning = major >= 10
	}
	return f, nil
}

func asInt(v driver.Value) int {
	switch v := v.(type) {
	case int64:
		return int(v)
	case uint64:
		return int(v)
	case string:
		n, _ := strconv.Atoi(v) // no number is 0: not known
		return n
	}
	return 0
}

// InsertRows spares round trips, which are most of what an INSERT of a hundred rows costs beside the rows.
func (Dialect) InsertRows() int { return 500 }

// Begin sets the level for the next transaction alone, then starts it.
func (Dialect) Begin(level dialect.Isolation, _ bool) ([]string, error) {
	words := map[dialect.Isolation]string{
		dialect.ReadUncommitted: "READ UNCOMMITTED", dialect.ReadCommitted: "READ COMMITTED",
		dialect.RepeatableRead: "REPEATABLE READ", dialect.Serializable: "SERIALIZABLE",
	}
	if level == dialect.DefaultIsolation {
		return []string{"START TRANSACTION"}, nil
	}
	word, ok := words[level]
	if !ok {
		return nil, errors.New("mysql: unknown isolation level")
	}
	return []string{"SET TRANSACTION ISOLATION LEVEL " + word, "START TRANSACTION"}, nil
}

// KeySQL asks for the connection's number.
func (Dialect) KeySQL() string { return "SELECT CONNECTION_ID()" }

// KillSQL ends the statement that runs on the connection, not the connection.
func (Dialect) KillSQL(key uint64) string { return "KILL QUERY " + strconv.FormatUint(key, 10) }

// Value makes strings of the bytes that the driver gives for every text.
func (Dialect) Value(dbType string, v driver.Value) driver.Value {
	b, ok := v.([]byte)
	if !ok || b == nil {
		return v
	}
	switch dbType {
	case "BLOB", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB", "BINARY", "VARBINARY", "BIT", "GEOMETRY", "VECTOR":
		return v
	}
	return string(b)
}

// PreparesItself is false.
func (Dialect) PreparesItself() bool { return false }
