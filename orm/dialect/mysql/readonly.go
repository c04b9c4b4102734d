// This file holds connections that the server keeps from writing.

package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
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
