// This file makes errors and events of what happens to a statement.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/internal/pool"
)

// fail makes the *Error of a failed statement. A lost connection is given up, and all others of its time with it.
func (c *Conn) fail(ctx context.Context, st *compiled, sql string, args []driver.Value, o origin, err error) error {
	e := c.failure(ctx, sql, o, err)
	if st != nil {
		e.Params, e.Err = c.mask(st, args), c.discreet(st, err, args)
	}
	return e
}

func (c *Conn) failure(ctx context.Context, sql string, o origin, err error) *Error {
	e := c.eng.classify(ctx, err)
	c.noteUndone(e.Kind)
	c.recoverStatement(ctx)
	e.SQL, e.During, e.Object = sql, o.cause, o.object
	if c.lost(err, e.Kind) && c.eng.memory == nil {
		c.broken = true
		if e.Kind == Disconnected {
			c.eng.pool.Invalidate()
		}
	}
	return e
}

// errUndone is what everything but a rollback gets after that.
var errUndone = fmt.Errorf("%w: the database has rolled all of it back by itself", ErrInactive)

// noteUndone notes that the database has rolled the whole transaction back by itself: SQLite does so where a write is
// interrupted or the disk is full, MySQL at a deadlock. What came next would be committed statement by statement.
func (c *Conn) noteUndone(kind ErrorKind) {
	sandboxed := c.eng.memory != nil && c.eng.memory.sandboxed
	if c.pc == nil || !c.real && !sandboxed {
		return
	}
	undone := kind == Deadlock && c.eng.dialect.Name() == "mysql"
	if sqlite, ok := c.pc.Conn.(interface{ AutoCommit() bool }); ok {
		undone = sqlite.AutoCommit()
	}
	if !undone {
		return
	}
	c.undone = c.real
	if sandboxed {
		c.eng.memory.sandboxed = false // the next statement begins it anew
	}
}

// lost tells whether the physical connection can't be used any more. Where it can be asked, ErrBadConn alone isn't it:
// pgx has that also for a statement that it didn't send because its context had ended.
func (c *Conn) lost(err error, kind ErrorKind) bool {
	if kind == Disconnected || c.pc == nil {
		return kind == Disconnected
	}
	if v, ok := c.pc.Conn.(driver.Validator); ok {
		return !v.IsValid()
	}
	return errors.Is(err, driver.ErrBadConn)
}

// classify reads a driver's error by the dialect's codes. An ended context is the reason of whatever followed it.
func (c *core) classify(ctx context.Context, err error) *Error {
	f := c.dialect.Fault(err)
	e := &Error{Kind: ErrorKind(f.Kind), Code: f.Code, Table: f.Table, Constraint: f.Constraint, Position: f.Position, Err: err}
	if e.Constraint == "" {
		e.Constraint = f.Column
	}
	ended := ctx.Err()
	if ended == nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
		ended = err
	}
	switch {
	case ended == nil, e.Kind != 0 && e.Kind != Canceled && e.Kind != Timeout && e.Kind != LockTimeout && e.Kind != Disconnected:
	case errors.Is(ended, context.DeadlineExceeded):
		e.Kind = Timeout
	default:
		e.Kind = Canceled
	}
	return e
}

// mask is the arguments as they may be shown.
func (c *Conn) mask(st *compiled, args []driver.Value) []any {
	out := make([]any, len(args))
	c.showed = true
	for i, v := range args {
		out[i] = v
		if i < len(st.Binds) {
			out[i] = shown(st.Binds[i].Type, v, c.eng.dialect.Traits().TextTimes)
		}
		if c.hides(st, i) && (v != nil || c.eng.opts.hide) {
			out[i] = echo.Masked
		}
	}
	return out
}

// hides tells whether an argument isn't to be shown.
func (c *Conn) hides(st *compiled, i int) bool {
	return c.eng.opts.hide || st.secrets && i < len(st.Binds) && st.Binds[i].Secret
}

// discreetError is a driver's error whose text quoted hidden arguments: MySQL names the value of a duplicate key.
type discreetError struct {
	text string
	err  error
}

func (e *discreetError) Error() string { return e.text }
func (e *discreetError) Unwrap() error { return e.err }

// discreet takes hidden arguments out of the text of a driver's error. Short ones, which any word may hold, only where they are quoted.
func (c *Conn) discreet(st *compiled, err error, sets ...[]driver.Value) error {
	if err == nil || !st.secrets && !c.eng.opts.hide {
		return err
	}
	text := err.Error()
	for _, args := range sets {
		for i, v := range args {
			if b, ok := v.([]byte); ok {
				v = string(b)
			}
			if s := fmt.Sprint(v); v != nil && s != "" && c.hides(st, i) {
				for _, quote := range []string{"'", `"`} {
					text = strings.ReplaceAll(text, quote+s+quote, quote+string(echo.Masked)+quote)
				}
				if len(s) >= 4 {
					text = strings.ReplaceAll(text, s, string(echo.Masked))
				}
			}
		}
	}
	if text == err.Error() {
		return err
	}
	return &discreetError{text, err}
}

func (c *Conn) maskMany(st *compiled, rows [][]driver.Value) []any {
	out := make([]any, len(rows))
	for i, args := range rows {
		out[i] = c.mask(st, args)
	}
	return out
}

// report emits the event of one statement.
func (c *Conn) report(ctx context.Context, st *compiled, args []driver.Value, start time.Time, rows int64, err error, o origin) {
	if !c.eng.emits() {
		return
	}
	e := c.event(ctx, st, start, rows, c.discreet(st, err, args), o)
	if c.eng.echoing.Load() {
		e.Params = c.mask(st, args)
	}
	c.emit(ctx, e)
}

func (c *Conn) event(ctx context.Context, st *compiled, start time.Time, rows int64, err error, o origin) echo.Event {
	e := echo.Event{Op: echo.Statement, SQL: st.SQL, Rows: rows, Duration: time.Since(start), Err: err, Origin: o.echo(ctx)}
	switch {
	case st.raw:
		e.Stamp = echo.RawSQL
	case st.ddl:
		e.Stamp, e.Age = echo.NoKey, st.stamp.took
	default:
		e.Stamp, e.Age = st.stamp.use()
	}
	return e
}

func (c *Conn) emit(ctx context.Context, e echo.Event) {
	if !c.eng.emits() {
		return
	}
	e.Dialect, e.Session, e.Seq = c.eng.dialect.Name(), c.session, c.eng.seq.Add(1)
	if e.Origin == (echo.Origin{}) {
		e.Origin = echo.OriginFrom(ctx)
	}
	bare := e
	bare.Params = nil
	for _, trace := range c.eng.opts.traces {
		trace.Emit(ctx, bare)
	}
	if c.eng.echoing.Load() {
		c.eng.opts.sink.Emit(ctx, e)
	}
}

// stamp tells how a compiled statement came to be: how long it took, and since when it is there.
type stamp struct {
	took time.Duration
	born time.Time
	mu   sync.Mutex
	used bool
}

// use is the stamp of one execution: the first was generated, the others found it in the cache.
func (s *stamp) use() (echo.Stamp, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used {
		return echo.Cached, time.Since(s.born)
	}
	s.used, s.born = true, time.Now()
	return echo.Generated, s.took
}

// stamps remembers which statements were compiled before, by their text.
type stamps struct {
	mu     sync.Mutex
	byText map[string]*stamp
	max    int
}

func (s *stamps) get(sql string, took time.Duration) *stamp {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.byText[sql]; ok {
		return st
	}
	if s.byText == nil || len(s.byText) >= s.max {
		s.byText = make(map[string]*stamp)
	}
	st := &stamp{took: took}
	s.byText[sql] = st
	return st
}

// querier runs the questions of a dialect on a connection, unseen.
type querier struct {
	dialect dialect.Driver
	pc      *pool.Conn
}

// Query implements dialect.Querier.
func (q querier) Query(ctx context.Context, sql string, args ...driver.Value) ([][]driver.Value, error) {
	s, err := q.pc.Prepare(ctx, sql)
	if err != nil {
		return nil, err
	}
	var buffer argBuffer
	sq, ok := s.Stmt.(driver.StmtQueryContext)
	if !ok {
		return nil, errors.New("orm: the driver's statements take no context; it is too old")
	}
	rows, err := sq.QueryContext(ctx, buffer.fill(q.dialect, &compiled{Compiled: &dialect.Compiled{}}, args))
	if err != nil {
		q.pc.Done(s, true)
		return nil, err
	}
	defer func() {
		rows.Close() //nolint:errcheck // read to the end, or given up
		q.pc.Done(s, false)
	}()
	return readAll(q.dialect, rows)
}
