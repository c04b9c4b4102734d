// This file holds the connector that logs what plain database/sql emits.

package echo

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"sync/atomic"
	"time"
)

// Wrap returns a connector that does what c does and hands every statement, begin, commit and rollback to s.
// Use it with sql.OpenDB. A SAVEPOINT that the program writes itself is an ordinary statement; a query's row count
// isn't known when its event is made, so Rows is -1. With a nil sink Wrap returns c itself.
func Wrap(c driver.Connector, s Sink) driver.Connector {
	if s == nil {
		return c
	}
	return &wrapped{Connector: c, sink: s, seq: new(atomic.Uint64), sessions: new(atomic.Uint64)}
}

type wrapped struct {
	driver.Connector
	sink          Sink
	seq, sessions *atomic.Uint64
}

// Connect opens a connection of the wrapped connector. Opening isn't logged.
func (w *wrapped) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := w.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c, log: log{w: w, session: w.sessions.Add(1)}}, nil
}

// Close closes the wrapped connector where it can be closed.
func (w *wrapped) Close() error {
	if c, ok := w.Connector.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// log emits the events of one connection.
type log struct {
	w       *wrapped
	session uint64
}

func (l log) emit(ctx context.Context, op Op, sql string, args []driver.NamedValue, start time.Time, rows int64, err error) {
	if errors.Is(err, driver.ErrSkip) {
		return // database/sql takes another way, which logs
	}
	params := make([]any, len(args))
	for i, a := range args {
		params[i] = a.Value
	}
	l.w.sink.Emit(ctx, Event{
		Op: op, SQL: sql, Params: params, Rows: rows, Duration: time.Since(start), Stamp: RawSQL, Err: err,
		Origin: OriginFrom(ctx), Session: l.session, Seq: l.w.seq.Add(1),
	})
}

func affected(r driver.Result, err error) int64 {
	if err != nil || r == nil {
		return -1
	}
	n, err := r.RowsAffected()
	if err != nil {
		return -1
	}
	return n
}

// conn forwards every optional power of a driver's connection. Where the driver lacks one, the answer is the one
// by which database/sql falls back to what it would have done.
type conn struct {
	driver.Conn
	log log
}

func (c *conn) Prepare(query string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), query)
}

func (c *conn) PrepareContext(ctx context.Context, query string) (s driver.Stmt, err error) {
	if p, ok := c.Conn.(driver.ConnPrepareContext); ok {
		s, err = p.PrepareContext(ctx, query)
	} else {
		s, err = c.Conn.Prepare(query)
	}
	if err != nil {
		c.log.emit(ctx, Statement, query, nil, time.Now(), -1, err)
		return nil, err
	}
	return &stmt{Stmt: s, query: query, conn: c}, nil
}

func (c *conn) BeginTx(ctx context.Context, opts driver.TxOptions) (t driver.Tx, err error) {
	start := time.Now()
	if b, ok := c.Conn.(driver.ConnBeginTx); ok {
		t, err = b.BeginTx(ctx, opts)
	} else if opts != (driver.TxOptions{}) {
		return nil, errors.New("echo: the driver below has no isolation levels or read-only transactions")
	} else {
		t, err = c.Conn.Begin() //nolint:staticcheck // the only way an older driver offers
	}
	c.log.emit(ctx, Begin, "", nil, start, -1, err)
	if err != nil {
		return nil, err
	}
	return &tx{Tx: t, ctx: ctx, log: c.log}, nil
}

func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	e, ok := c.Conn.(driver.ExecerContext)
	if !ok {
		return nil, driver.ErrSkip
	}
	start := time.Now()
	r, err := e.ExecContext(ctx, query, args)
	c.log.emit(ctx, Statement, query, args, start, affected(r, err), err)
	return r, err
}

func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	q, ok := c.Conn.(driver.QueryerContext)
	if !ok {
		return nil, driver.ErrSkip
	}
	start := time.Now()
	r, err := q.QueryContext(ctx, query, args)
	c.log.emit(ctx, Statement, query, args, start, -1, err)
	return r, err
}

func (c *conn) Ping(ctx context.Context) error {
	if p, ok := c.Conn.(driver.Pinger); ok {
		return p.Ping(ctx)
	}
	return nil
}

func (c *conn) ResetSession(ctx context.Context) error {
	if r, ok := c.Conn.(driver.SessionResetter); ok {
		return r.ResetSession(ctx)
	}
	return nil
}

func (c *conn) IsValid() bool {
	v, ok := c.Conn.(driver.Validator)
	return !ok || v.IsValid()
}

func (c *conn) CheckNamedValue(v *driver.NamedValue) error {
	if n, ok := c.Conn.(driver.NamedValueChecker); ok {
		return n.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

// Raw gives the driver's own connection, for sql.Conn.Raw.
func (c *conn) Raw() driver.Conn { return c.Conn }

type tx struct {
	driver.Tx
	ctx context.Context // of the begin: driver.Tx has none of its own
	log log
}

func (t *tx) Commit() error {
	start := time.Now()
	err := t.Tx.Commit()
	t.log.emit(t.ctx, Commit, "", nil, start, -1, err)
	return err
}

func (t *tx) Rollback() error {
	start := time.Now()
	err := t.Tx.Rollback()
	t.log.emit(t.ctx, Rollback, "", nil, start, -1, err)
	return err
}

// stmt is a prepared statement. It logs each execution, not the preparation.
type stmt struct {
	driver.Stmt
	query string
	conn  *conn
}

func (s *stmt) ExecContext(ctx context.Context, args []driver.NamedValue) (r driver.Result, err error) {
	start := time.Now()
	if e, ok := s.Stmt.(driver.StmtExecContext); ok {
		r, err = e.ExecContext(ctx, args)
	} else if values, bad := positional(args); bad != nil {
		return nil, bad
	} else {
		r, err = s.Stmt.Exec(values) //nolint:staticcheck // the only way an older driver offers
	}
	s.conn.log.emit(ctx, Statement, s.query, args, start, affected(r, err), err)
	return r, err
}

func (s *stmt) QueryContext(ctx context.Context, args []driver.NamedValue) (r driver.Rows, err error) {
	start := time.Now()
	if q, ok := s.Stmt.(driver.StmtQueryContext); ok {
		r, err = q.QueryContext(ctx, args)
	} else if values, bad := positional(args); bad != nil {
		return nil, bad
	} else {
		r, err = s.Stmt.Query(values) //nolint:staticcheck // the only way an older driver offers
	}
	s.conn.log.emit(ctx, Statement, s.query, args, start, -1, err)
	return r, err
}

func (s *stmt) CheckNamedValue(v *driver.NamedValue) error {
	if n, ok := s.Stmt.(driver.NamedValueChecker); ok {
		return n.CheckNamedValue(v)
	}
	return s.conn.CheckNamedValue(v)
}

// ColumnConverter serves drivers from before NamedValueChecker.
func (s *stmt) ColumnConverter(i int) driver.ValueConverter {
	if c, ok := s.Stmt.(driver.ColumnConverter); ok { //nolint:staticcheck // forwarded, not chosen
		return c.ColumnConverter(i)
	}
	return driver.DefaultParameterConverter
}

func positional(args []driver.NamedValue) ([]driver.Value, error) {
	values := make([]driver.Value, len(args))
	for i, a := range args {
		if a.Name != "" {
			return nil, errors.New("echo: the driver below has no named parameters; use positional ones")
		}
		values[i] = a.Value
	}
	return values, nil
}
