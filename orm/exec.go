// This file holds the execution of compiled statements: preparing, sending, retrying, echoing.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/internal/pool"
)

// compiled is a statement of the engine's dialect, ready to be executed any number of times.
type compiled struct {
	*dialect.Compiled
	write   bool // it may change something
	ddl     bool
	settles bool // SQL as written at which a server ends the transaction that does so at DDL
	alone   bool // SQL as written that doesn't run inside a transaction: VACUUM, PRAGMA
	secrets bool // some bind's value is masked
	stamp   *stamp
	raw     bool     // handed over as written: echoed as [raw sql]
	words   []string // of SQL as written, those outside brackets, in upper case
}

// compile turns a statement into SQL.
func (e *Engine) compile(s ast.Stmt) (*compiled, error) { return e.compileLists(s, nil) }

// compileLists compiles for parameters that are lists of these lengths.
func (e *Engine) compileLists(s ast.Stmt, lists map[string]int) (*compiled, error) {
	start := time.Now()
	c, err := dialect.CompileLists(e.dialect, s, lists)
	if err != nil {
		return nil, fmt.Errorf("orm: %w", err)
	}
	if c.Cast && e.opts.guard() != dialect.Unguarded {
		c.Untyped = false // literals could hold statements of their own
	}
	st := &compiled{Compiled: c, ddl: c.Kind == dialect.DDL, write: c.Kind != dialect.Select}
	for i := range c.Binds {
		st.secrets = st.secrets || c.Binds[i].Secret
	}
	switch c.Kind {
	case dialect.Text:
		if err := st.classify(e.dialect.Traits().Lexis); err != nil {
			return nil, err
		}
	case dialect.DDL:
		st.stamp, st.words = &stamp{took: time.Since(start)}, topWords(e.dialect.Traits().Lexis, c.SQL)
		return st, nil
	}
	st.stamp = e.stamps.get(c.SQL, time.Since(start))
	return st, nil
}

// literal is SQL that the package itself writes, in the dialect's own placeholders.
func literal(sql string, write bool) *compiled {
	return &compiled{Compiled: &dialect.Compiled{SQL: sql, Kind: dialect.Text}, write: write, raw: true, stamp: &stamp{}}
}

// exec executes a statement that returns no rows.
func (c *Conn) exec(ctx context.Context, st *compiled, args []driver.Value, o origin) (driver.Result, error) {
	unlock, err := c.enter(ctx, st, args, o)
	if err != nil {
		return nil, err
	}
	defer unlock()
	start := time.Now()
	var res driver.Result
	err = c.retry(ctx, st, func() error {
		var err error
		res, err = c.execOnce(ctx, st, args)
		return err
	})
	c.report(ctx, st, args, start, affected(res, err), err, o)
	if st.ddl {
		c.afterDDL(st, err)
	} else if err == nil {
		c.settled(st)
	}
	if err != nil {
		return nil, c.fail(ctx, st, st.SQL, args, o, err)
	}
	return res, nil
}

func affected(res driver.Result, err error) int64 {
	if err != nil || res == nil {
		return -1
	}
	n, err := res.RowsAffected()
	if err != nil {
		return -1
	}
	return n
}

// execMany executes a statement once for each set of arguments and returns the rows that each changed. It is echoed
// as one event.
func (c *Conn) execMany(ctx context.Context, st *compiled, rows [][]driver.Value, o origin) ([]int64, error) {
	unlock, err := c.enter(ctx, st, nil, o)
	if err != nil {
		return nil, err
	}
	defer unlock()
	start := time.Now()
	var counts []int64
	err = c.retry(ctx, st, func() error {
		var err error
		counts, err = c.many(ctx, st, rows)
		return err
	})
	total := int64(0)
	for _, n := range counts {
		total += n
	}
	if c.eng.emits() {
		e := c.event(ctx, st, start, total, c.discreet(st, err, rows...), o)
		if e.Many = true; c.eng.echoing.Load() {
			e.Params = c.maskMany(st, rows)
		}
		c.emit(ctx, e)
	}
	if err != nil {
		failed := c.failure(ctx, st.SQL, o, err)
		failed.Many, failed.Params, failed.Err = true, c.maskMany(st, rows), c.discreet(st, err, rows...)
		return counts, failed
	}
	return counts, nil
}

func (c *Conn) many(ctx context.Context, st *compiled, rows [][]driver.Value) ([]int64, error) {
	if b, ok := c.eng.dialect.(dialect.Batcher); ok && !st.Untyped {
		return b.ExecBatch(ctx, c.pc.Conn, st.SQL, rows)
	}
	counts := make([]int64, 0, len(rows))
	for _, args := range rows {
		res, err := c.execOnce(ctx, st, args)
		if err != nil {
			return counts, err
		}
		counts = append(counts, affected(res, nil))
	}
	return counts, nil
}

// rowScanner reads the rows of a query, into values that are valid until the next call.
type rowScanner interface {
	Columns() []string
	Next(dest []driver.Value) error // io.EOF at the end
	Close() error
}

// query executes a statement that returns rows. They have to be closed before the connection is given back.
func (c *Conn) query(ctx context.Context, st *compiled, args []driver.Value, o origin) (rowScanner, error) {
	start := time.Now()
	rows, err := c.open(ctx, st, args, o)
	if err == nil {
		c.report(ctx, st, args, start, -1, nil, o)
	}
	return rows, err
}

// open is query without an event for the success: the caller reports it, with the number of rows.
func (c *Conn) open(ctx context.Context, st *compiled, args []driver.Value, o origin) (*openRows, error) {
	unlock, err := c.enter(ctx, st, args, o)
	if err != nil {
		return nil, err
	}
	defer unlock()
	start := time.Now()
	var rows *openRows
	err = c.retry(ctx, st, func() error {
		var err error
		rows, err = c.queryOnce(ctx, st, args)
		return err
	})
	if err != nil {
		c.report(ctx, st, args, start, -1, err, o)
		return nil, c.fail(ctx, st, st.SQL, args, o, err)
	}
	c.settled(st)
	rows.origin, rows.args = o, args
	c.reading = rows
	return rows, nil
}

// enter does all that has to come before a statement. When it returns an error nothing is locked.
func (c *Conn) enter(ctx context.Context, st *compiled, args []driver.Value, o origin) (func(), error) {
	if err := ctx.Err(); err != nil {
		return nil, c.fail(ctx, st, st.SQL, args, o, err)
	}
	if err := c.ready(ctx); err != nil {
		return nil, err
	}
	if c.reading != nil {
		return nil, fmt.Errorf("orm: the rows of the last query of %s are still being read; close them first, or use another connection", c.label)
	}
	if st.Unjoined != "" {
		c.eng.notices.tell(ctx, c, "unjoined", st.Unjoined, o)
	}
	c.eng.pool.Renew(c.pc)
	unlock := c.lock()
	if err := c.start(ctx, st); err != nil {
		unlock()
		var failed *Error
		if errors.As(err, &failed) {
			return nil, err
		}
		return nil, &Error{SQL: st.SQL, Params: c.mask(st, args), During: o.cause, Object: o.object, Err: err}
	}
	return unlock, nil
}

// execOnce sends one statement, prepared where that pays.
func (c *Conn) execOnce(ctx context.Context, st *compiled, args []driver.Value) (driver.Result, error) {
	ctx, done := c.watch(ctx)
	defer done()
	named, text := c.args.fill(c.eng.dialect, st, args), c.text(st, args)
	if direct, ok := c.pc.Conn.(driver.ExecerContext); ok && c.direct(st, args) {
		res, err := direct.ExecContext(ctx, text, named)
		if !errors.Is(err, driver.ErrSkip) {
			return res, err
		}
	}
	ps, err := c.pc.Prepare(ctx, text)
	if err != nil {
		return nil, err
	}
	var res driver.Result
	if fuser, ok := c.eng.dialect.(dialect.Fuser); ok && len(named) >= fuseFrom && st.returnsNothing() {
		res, err = c.execFused(ctx, ps.Stmt, named, fuser.CountSQL())
	} else {
		res, err = execStmt(ctx, ps.Stmt, named)
	}
	c.pc.Done(ps, err != nil)
	return res, err
}

func execStmt(ctx context.Context, s driver.Stmt, args []driver.NamedValue) (driver.Result, error) {
	if e, ok := s.(driver.StmtExecContext); ok {
		return e.ExecContext(ctx, args)
	}
	return nil, errors.New("orm: the driver's statements take no context; it is too old")
}

// direct tells whether a statement is handed over unprepared: the driver prepares by itself, or it isn't worth it. Under a guard
// PostgreSQL is to prepare SQL as written, for then it takes one statement alone.
func (c *Conn) direct(st *compiled, args []driver.Value) bool {
	if c.eng.opts.guard() != dialect.Unguarded && c.eng.dialect.PreparesItself() && !st.raw {
		return len(args) > 0
	}
	return c.eng.dialect.PreparesItself() || len(args) == 0 && (st.Kind == dialect.Text || st.ddl)
}

func (c *Conn) queryOnce(outer context.Context, st *compiled, args []driver.Value) (*openRows, error) {
	ctx, done := c.watch(outer)
	named, text := c.args.fill(c.eng.dialect, st, args), c.text(st, args)
	if direct, ok := c.pc.Conn.(driver.QueryerContext); ok && c.direct(st, args) {
		rows, err := direct.QueryContext(ctx, text, named)
		if err == nil {
			return &openRows{conn: c, ctx: outer, rows: rows, done: done, st: st}, nil
		}
		if !errors.Is(err, driver.ErrSkip) {
			done()
			return nil, err
		}
	}
	ps, err := c.pc.Prepare(ctx, text)
	if err != nil {
		done()
		return nil, err
	}
	q, ok := ps.Stmt.(driver.StmtQueryContext)
	if !ok {
		done()
		return nil, errors.New("orm: the driver's statements take no context; it is too old")
	}
	rows, err := q.QueryContext(ctx, named)
	if err != nil {
		done()
		c.pc.Done(ps, true)
		return nil, err
	}
	return &openRows{conn: c, ctx: outer, rows: rows, stmt: ps, done: done, st: st}, nil
}

// openRows is a driver's rows, together with what has to be given back after them.
type openRows struct {
	conn   *Conn
	ctx    context.Context
	rows   driver.Rows
	stmt   *pool.Stmt // nil where nothing was prepared
	done   func()
	st     *compiled
	args   []driver.Value
	origin origin
	closed bool
}

func (r *openRows) Columns() []string { return r.rows.Columns() }

// Next reads a row. An error other than io.EOF is an *Error with the statement.
func (r *openRows) Next(dest []driver.Value) error {
	unlock := r.conn.lock()
	err := r.rows.Next(dest)
	unlock()
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	return r.conn.fail(r.ctx, r.st, r.st.SQL, r.args, r.origin, err)
}

// Close gives everything back. Closing twice does nothing.
func (r *openRows) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	r.conn.reading = nil
	unlock := r.conn.lock()
	defer unlock()
	err := r.rows.Close()
	if r.stmt != nil {
		r.conn.pc.Done(r.stmt, err != nil)
	}
	r.done()
	if err != nil {
		return r.conn.fail(r.ctx, r.st, r.st.SQL, r.args, r.origin, err)
	}
	return nil
}

// send executes a statement of the transaction's own, without arguments and unseen.
func (c *Conn) send(ctx context.Context, sql string) error {
	_, err := c.execOnce(ctx, literal(sql, false), nil)
	return err
}

// text is what the driver gets. A number beyond the column that it is compared with, which no row has, is no mistake; where
// a placeholder has the column's type it is said to be a wider one.
func (c *Conn) text(st *compiled, args []driver.Value) string {
	if w, ok := c.eng.dialect.(dialect.Widener); ok {
		if wide := st.oversized(args); wide != nil {
			return w.Widen(st.Text(), wide)
		}
	}
	return st.Text()
}

// oversized is the numbers, from 1, of the placeholders whose values are beyond their types.
func (st *compiled) oversized(args []driver.Value) (wide []int) {
	if len(args) != len(st.Binds) {
		return nil
	}
	for i, v := range args {
		n, ok := v.(int64)
		if !ok {
			continue
		}
		switch st.Binds[i].Type.Kind {
		case ast.Integer:
			if n != int64(int32(n)) {
				wide = append(wide, i+1)
			}
		case ast.SmallInteger:
			if n != int64(int16(n)) {
				wide = append(wide, i+1)
			}
		}
	}
	return wide
}

// argBuffer makes the driver's form of arguments without allocating for each statement.
type argBuffer []driver.NamedValue

func (b *argBuffer) fill(d dialect.Driver, st *compiled, args []driver.Value) []driver.NamedValue {
	out := (*b)[:0]
	if st.Untyped {
		if l, ok := d.(dialect.LiteralMode); ok {
			out = append(out, driver.NamedValue{Ordinal: 1, Value: l.LiteralMode()})
		}
	}
	for i, v := range args {
		out = append(out, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	*b = out
	return out
}
