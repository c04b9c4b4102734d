// This file holds what makes statements of database/sql end with the engine's context, as those of the engine do.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"database/sql/driver"
	"errors"

	"github.com/ormsh/ormsh/orm/internal/pool"
)

// bounded is a connector for database/sql under an engine with a BaseContext.
type bounded struct {
	driver.Connector
	eng *Engine
}

// Connect implements driver.Connector.
func (b bounded) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := b.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	key, err := b.eng.keyOf(ctx, &pool.Conn{Conn: conn})
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &boundedConn{conn, b.eng, key}, nil
}

// boundedConn forwards every optional power of a driver's connection. Where the driver lacks one, the answer is the one by which
// database/sql falls back to what it would have done.
type boundedConn struct {
	driver.Conn
	eng *Engine
	key uint64
}

// under is the context for the driver: it ends with ctx and with the engine's. over is called when the statement has come back.
func (c *boundedConn) under(ctx context.Context) (_ context.Context, over func()) {
	base := c.eng.context()
	joined, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(base, func() { cancel(base.Err()) })
	inner, done := c.eng.watch(joined, c.key)
	return inner, func() {
		done()
		stop() // joined goes on: rows may be read under it
	}
}

// PrepareContext implements driver.ConnPrepareContext.
func (c *boundedConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	var s driver.Stmt
	var err error
	if p, ok := c.Conn.(driver.ConnPrepareContext); ok {
		s, err = p.PrepareContext(ctx, query)
	} else {
		s, err = c.Conn.Prepare(query)
	}
	if err != nil {
		return nil, err
	}
	return &boundedStmt{s, c}, nil
}

// BeginTx implements driver.ConnBeginTx; the drivers of this package all do.
func (c *boundedConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	b, ok := c.Conn.(driver.ConnBeginTx)
	if !ok {
		return nil, errors.New("orm: the driver has no transactions under a context; it is too old")
	}
	return b.BeginTx(ctx, opts)
}

// ExecContext implements driver.ExecerContext.
func (c *boundedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	e, ok := c.Conn.(driver.ExecerContext)
	if !ok {
		return nil, driver.ErrSkip
	}
	ctx, over := c.under(ctx)
	defer over()
	return e.ExecContext(ctx, query, args)
}

// QueryContext implements driver.QueryerContext.
func (c *boundedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	q, ok := c.Conn.(driver.QueryerContext)
	if !ok {
		return nil, driver.ErrSkip
	}
	ctx, over := c.under(ctx)
	defer over()
	return q.QueryContext(ctx, query, args)
}

// Ping implements driver.Pinger.
func (c *boundedConn) Ping(ctx context.Context) error {
	if p, ok := c.Conn.(driver.Pinger); ok {
		return p.Ping(ctx)
	}
	return nil
}

// ResetSession implements driver.SessionResetter.
func (c *boundedConn) ResetSession(ctx context.Context) error {
	if r, ok := c.Conn.(driver.SessionResetter); ok {
		return r.ResetSession(ctx)
	}
	return nil
}

// IsValid implements driver.Validator.
func (c *boundedConn) IsValid() bool {
	v, ok := c.Conn.(driver.Validator)
	return !ok || v.IsValid()
}

// CheckNamedValue implements driver.NamedValueChecker.
func (c *boundedConn) CheckNamedValue(v *driver.NamedValue) error {
	if n, ok := c.Conn.(driver.NamedValueChecker); ok {
		return n.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

// boundedStmt is a prepared statement of such a connection.
type boundedStmt struct {
	driver.Stmt
	conn *boundedConn
}

// ExecContext implements driver.StmtExecContext.
func (s *boundedStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	ctx, over := s.conn.under(ctx)
	defer over()
	return execStmt(ctx, s.Stmt, args)
}

// QueryContext implements driver.StmtQueryContext.
func (s *boundedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	q, ok := s.Stmt.(driver.StmtQueryContext)
	if !ok {
		return nil, errors.New("orm: the driver's statements take no context; it is too old")
	}
	ctx, over := s.conn.under(ctx)
	defer over()
	return q.QueryContext(ctx, args)
}

// CheckNamedValue implements driver.NamedValueChecker.
func (s *boundedStmt) CheckNamedValue(v *driver.NamedValue) error {
	if n, ok := s.Stmt.(driver.NamedValueChecker); ok {
		return n.CheckNamedValue(v)
	}
	return s.conn.CheckNamedValue(v)
}

// ColumnConverter serves drivers from before NamedValueChecker.
func (s *boundedStmt) ColumnConverter(i int) driver.ValueConverter {
	if c, ok := s.Stmt.(driver.ColumnConverter); ok { //nolint:staticcheck // forwarded, not chosen
		return c.ColumnConverter(i)
	}
	return driver.DefaultParameterConverter
}
