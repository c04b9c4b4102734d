// This file holds connections that the server keeps from writing, and what isn't sent where writes may not last.

package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/ormsh/ormsh/orm/dialect"
)

// readOnly makes every connection of a connector read-only: the statement is the same on MySQL and MariaDB, whose variable for it is not.
type readOnly struct{ driver.Connector }

// Connect implements driver.Connector.
func (r readOnly) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := r.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	exec, ok := conn.(driver.ExecerContext)
	if !ok {
		return nil, errors.Join(errors.New("mysql: the driver can't make a connection read-only"), conn.Close())
	}
	if _, err := exec.ExecContext(ctx, "SET SESSION TRANSACTION READ ONLY", nil); err != nil {
		return nil, errors.Join(fmt.Errorf("mysql: make the connection read-only: %w", err), conn.Close())
	}
	return conn, nil
}

// BeginReadOnly starts a transaction that can't write: the server refuses to change that while it lasts. DDL ends it, and is refused
// by what the connection was told, which is said anew.
func (d Dialect) BeginReadOnly(level dialect.Isolation) ([]string, error) {
	texts, err := d.Begin(level, false)
	if err != nil {
		return nil, err
	}
	last := len(texts) - 1
	texts[last] += " READ ONLY"
	return append([]string{"SET SESSION TRANSACTION READ ONLY"}, texts...), nil
}

// keeps are the words that statements begin with which keep to the transaction they run in, or which the server refuses in one that
// can't write. What isn't among them may end the transaction by itself, as LOCK TABLES does, or holds other statements, as CALL,
// EXECUTE and IF do. Source: the manuals' "Statements That Cause an Implicit Commit".
var keeps = map[string]bool{
	"SELECT": true, "VALUES": true, "TABLE": true, "WITH": true, "SHOW": true, "DESCRIBE": true, "DESC": true, "EXPLAIN": true, "USE": true,
	"DO": true, "HELP": true, "CHECKSUM": true, "SAVEPOINT": true, "RELEASE": true, "ROLLBACK": true, "KILL": true, "SET": true, "ANALYZE": true,
	"INSERT": true, "UPDATE": true, "DELETE": true, "REPLACE": true, "LOAD": true,
	"CREATE": true, "ALTER": true, "DROP": true, "TRUNCATE": true, "RENAME": true, "GRANT": true, "REVOKE": true,
}

// lifting matches what SET may not change under a guard: how transactions are, what lasts, what others see.
var lifting = regexp.MustCompile(`(?i)\b(?:global|persist|persist_only|statement|password|role|transaction|autocommit|completion_type|(?:tx|transaction|super)_read_only|read_only)\b`)

// outside matches a SELECT that writes a file of the server's.
var outside = regexp.MustCompile(`(?i)\b(?:outfile|dumpfile)\b`)

// Refuses lets statements pass that keep to the transaction.
func (Dialect) Refuses(g dialect.Guard, sql string) error {
	words := traits().Lexis.Words(sql)
	word := func(i int) string {
		if i < len(words) {
			return words[i].Text
		}
		return ""
	}
	switch first := word(0); {
	case g == dialect.Unguarded || first == "":
		return nil
	case !keeps[first], first == "LOAD" && word(1) == "INDEX",
		first == "ANALYZE" && slices.Contains([]string{"TABLE", "LOCAL", "NO_WRITE_TO_BINLOG"}, word(1)):
		return fmt.Errorf("%s may end the transaction, or hold statements that do", first)
	case first == "SET" && lifting.MatchString(sql):
		return errors.New("this SET may change how transactions are, or what others see")
	case outside.MatchString(sql):
		return errors.New("INTO OUTFILE writes a file on the server")
	}
	return nil
}
