// This file holds a connection and its transaction, which begins at the first statement.
//
// What the session layer uses: Engine.connect, Conn.begin, Conn.commit, Conn.rollback, Conn.beginNested, Conn.exec,
// Conn.execMany, Conn.query, Conn.close; Engine.compile makes the *compiled that they take.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/internal/pool"
)

// Conn is one connection of an engine. Its transaction begins at the first statement and ends with Commit, Rollback
// or Close, which rolls back. One goroutine uses it at a time.
type Conn struct {
	eng       *Engine
	pc        *pool.Conn // nil until the first statement, and after Close
	label     string     // "session 1", for messages
	session   uint64     // echo.Event.Session
	autobegin bool       // a statement begins a transaction by itself
	isolation Isolation

	wanted  bool // a transaction is to begin at the next statement
	begun   bool // BEGIN was emitted
	real    bool // BEGIN was sent: not for a guest of a database in memory, nor after DDL that commits by itself
	broken  bool // the connection is lost or its state is unknown
	undone  bool // the database has rolled the transaction back by itself; see noteUndone
	closed  bool
	first   bool // the transaction was begun, and no statement was sent in it
	defined bool // the transaction has changed the schema
	nested  []*nested
	names   int // savepoints named in this transaction
	args    argBuffer
	showed  bool      // arguments were handed out since it was last set: to an echo, or in an error
	reading *openRows // whose Close is awaited
}

// Connect returns a connection of its own. The server isn't asked before the first statement. Close gives it back.
func (e *Engine) Connect() (*Conn, error) {
	n := e.conns.Add(1)
	c := e.connect("connection "+strconv.FormatUint(n, 10), 0)
	c.autobegin = true
	if err := c.ready(e.context()); err != nil {
		return nil, err
	}
	return c, nil
}

// connect returns a connection for a session or for one statement. label names it in messages. It takes no physical
// connection before its first statement.
func (e *Engine) connect(label string, session uint64) *Conn {
	return &Conn{eng: e, label: label, session: session, isolation: e.opts.isolation}
}

// Begin runs fn in a transaction of its own: commit when fn returns nil, rollback when it returns an error or panics.
func (e *Engine) Begin(fn func(*Conn) error) (err error) {
	c, err := e.Connect()
	if err != nil {
		return err
	}
	defer func() {
		if closing := c.Close(); err == nil {
			err = closing
		}
	}()
	if err := fn(c); err != nil {
		return err
	}
	return c.Commit()
}

// acquire takes a physical connection.
func (e *Engine) acquire(ctx context.Context) (*pool.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, contextError(err)
	}
	var pc *pool.Conn
	var err error
	if e.memory != nil {
		pc, err = e.memory.get(ctx, e.pool)
	} else {
		pc, err = e.pool.Get(ctx)
	}
	if err != nil {
		return nil, e.connectError(ctx, err)
	}
	return pc, nil
}

func contextError(err error) error {
	kind := Canceled
	if errors.Is(err, context.DeadlineExceeded) {
		kind = Timeout
	}
	return &Error{Kind: kind, Err: err}
}

// ready takes a physical connection where there is none yet.
func (c *Conn) ready(ctx context.Context) error {
	if c.closed {
		return fmt.Errorf("%s: %w", c.label, ErrClosed)
	}
	if err := c.unusable(); err != nil {
		return err
	}
	if c.pc != nil {
		return nil
	}
	pc, err := c.eng.acquire(ctx)
	c.pc = pc
	return err
}

// unusable is why nothing but a rollback helps; nil where more does.
func (c *Conn) unusable() error {
	switch {
	case c.broken:
		return &Error{Kind: Disconnected, Err: fmt.Errorf("%s was lost; roll back", c.label)}
	case c.undone:
		return errUndone
	}
	return nil
}

// begin asks for a transaction; BEGIN goes out with the next statement.
func (c *Conn) begin() { c.wanted = true }

// start sends what has to stand before a statement: BEGIN and savepoints that were asked for. The caller holds the
// lock of a database in memory.
func (c *Conn) start(ctx context.Context, st *compiled) error {
	if c.autobegin && !st.alone {
		c.wanted = true
	}
	guest, err := c.guest(st.write)
	if err != nil {
		return err
	}
	if err := c.openSandbox(ctx, st); err != nil {
		return err
	}
	if err := c.admit(st); err != nil {
		return err
	}
	if c.wanted && st.settles && st.words[0] == "LOCK" && c.commitsDDL() {
		return errLockTables
	}
	if c.wanted && !c.begun {
		c.begun, c.names = true, 0
		c.emit(ctx, echo.Event{Op: echo.Begin, Rows: -1})
	}
	if err := c.fence(ctx); err != nil {
		return err
	}
	if !c.wanted {
		return c.guardStatement(ctx)
	}
	if !c.real && !guest && !c.ends(st) {
		if err := c.sendBegin(ctx, st.write); err != nil {
			return err
		}
	}
	return c.startNested(ctx)
}

func (c *Conn) guest(write bool) (bool, error) {
	if c.eng.memory == nil {
		return false, nil
	}
	return c.eng.memory.admit(c, write)
}

// ends tells whether the server ends the transaction at the statement: DDL, but not of what is temporary, and what is like it.
func (c *Conn) ends(st *compiled) bool {
	return (st.settles || st.ddl && !(has(st.words, "TEMPORARY") && (has(st.words, "CREATE") || has(st.words, "DROP")))) && c.commitsDDL()
}

// commitsDDL tells whether the server ends a transaction at DDL.
func (c *Conn) commitsDDL() bool {
	f := c.eng.known()
	return f != nil && !f.TransactionalDDL
}

func (c *Conn) sendBegin(ctx context.Context, write bool) error {
	texts, err := c.beginTexts(write)
	if err != nil {
		return err
	}
	for _, sql := range texts {
		if err := c.send(ctx, sql); err != nil {
			return c.fail(ctx, nil, sql, nil, origin{}, err)
		}
	}
	c.real, c.first, c.defined = true, true, false
	if c.eng.memory != nil {
		c.eng.memory.holder = c
	}
	for _, n := range c.nested {
		if n.name != "" { // sent in a transaction that the server has ended
			if err := c.send(ctx, string(echo.Savepoint)+" "+n.name); err != nil {
				return c.fail(ctx, nil, string(echo.Savepoint), nil, origin{}, err)
			}
		}
	}
	return nil
}

// afterDDL notes that the server ended the transaction by itself, also where the DDL failed: the next statement begins it anew, unseen, so that
// a rollback takes back what follows the DDL.
func (c *Conn) afterDDL(st *compiled, err error) {
	if err != nil && (c.pc == nil || c.eng.dialect.Fault(err).Kind == dialect.SyntaxError) {
		return // it wasn't begun
	}
	c.schemaChanged()
	c.settled(st)
}

// settled notes that the server has ended the transaction by itself.
func (c *Conn) settled(st *compiled) {
	if c.real && c.ends(st) {
		c.real = false
	}
}

// Commit ends the transaction. It does nothing when no statement was executed. When the connection is lost while the
// server commits the error is ErrUnknownOutcome.
func (c *Conn) Commit() error { return c.commit(c.eng.context(), origin{}) }

// Rollback ends the transaction and takes back what it did. It does nothing when no statement was executed.
func (c *Conn) Rollback() error { return c.rollback(c.eng.context(), origin{}) }

func (c *Conn) commit(ctx context.Context, o origin) error {
	if c.closed {
		return fmt.Errorf("%s: %w", c.label, ErrClosed)
	}
	if c.broken && c.begun {
		return fmt.Errorf("%w: the connection was lost", ErrInactive)
	}
	if c.undone {
		return errUndone
	}
	return c.end(ctx, echo.Commit, o)
}

func (c *Conn) rollback(ctx context.Context, o origin) error {
	if c.broken {
		c.discard(ctx, o)
		return nil
	}
	if c.undone {
		c.leave(ctx, o)
		return nil
	}
	return c.end(ctx, echo.Rollback, o)
}

// end sends COMMIT or ROLLBACK.
func (c *Conn) end(ctx context.Context, op echo.Op, o origin) error {
	c.wanted, c.nested = false, nil
	if c.reading != nil {
		c.reading.Close() //nolint:errcheck // the rows that are left are given up with the transaction
	}
	if !c.begun {
		return c.unfence(ctx)
	}
	unlock := c.lock()
	defer unlock()
	var err error
	start := time.Now()
	if c.real {
		err = c.sendEnd(c.untilEnded(ctx, op), op)
	}
	told := err
	if err != nil && op == echo.Commit && c.lost(err, c.eng.classify(ctx, err).Kind) {
		told = fmt.Errorf("%w: %w", ErrUnknownOutcome, err)
	}
	c.emit(ctx, echo.Event{Op: op, Rows: -1, Duration: time.Since(start), Err: told, Origin: o.echo(ctx)})
	c.begun, c.real = false, false
	c.undefined(op)
	c.leaveMemory()
	if err == nil {
		return nil
	}
	failed := c.fail(ctx, nil, string(op), nil, o, err)
	if op == echo.Commit {
		failed = c.commitFailed(ctx, failed)
	}
	return failed
}

// untilEnded is the context for COMMIT or ROLLBACK. A server is asked to give a COMMIT up, which may wait for locks or run deferred triggers, and tells what
// became of it; SQLite's driver would say cancelled where it was done.
func (c *Conn) untilEnded(ctx context.Context, op echo.Op) context.Context {
	if _, local := c.pc.Conn.(interface{ AutoCommit() bool }); local || op != echo.Commit {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// commitFailed leaves no transaction open after a COMMIT that failed, and tells when its outcome isn't known: always
// when the connection is lost, for a driver's word that nothing was sent can't be relied on.
func (c *Conn) commitFailed(ctx context.Context, failed error) error {
	if c.broken {
		return fmt.Errorf("%w: %w", ErrUnknownOutcome, failed)
	}
	if err := c.sendEnd(context.WithoutCancel(ctx), echo.Rollback); err != nil {
		c.broken = true // its state is unknown
	}
	return failed
}

// discard gives up a transaction whose connection is lost: the server rolls it back by itself.
func (c *Conn) discard(ctx context.Context, o origin) {
	c.leave(ctx, o)
	c.broken = false
	c.giveUp()
}

// leave ends a transaction that the database has rolled back by itself.
func (c *Conn) leave(ctx context.Context, o origin) {
	if c.begun {
		c.emit(ctx, echo.Event{Op: echo.Rollback, Rows: -1, Origin: o.echo(ctx)})
	}
	c.wanted, c.begun, c.real, c.undone, c.nested = false, false, false, false, nil
	c.leaveMemory()
}

func (c *Conn) leaveMemory() {
	if m := c.eng.memory; m != nil && m.holder == c {
		m.holder = nil
	}
}

// giveUp closes the physical connection.
func (c *Conn) giveUp() {
	if c.pc != nil && c.eng.memory == nil {
		c.eng.pool.Drop(c.pc)
	}
	c.pc = nil
}

// Close rolls back what wasn't committed and gives the connection back. Closing twice does nothing.
func (c *Conn) Close() error { return c.close(c.eng.context(), origin{}) }

func (c *Conn) close(ctx context.Context, o origin) error {
	if c.closed {
		return nil
	}
	err := c.rollback(ctx, o)
	c.release()
	c.closed = true
	return err
}

// release gives the physical connection back between transactions; the next statement takes another.
func (c *Conn) release() {
	if c.reading != nil {
		c.reading.Close() //nolint:errcheck // nobody reads on
	}
	if c.pc != nil && c.eng.memory == nil {
		c.unfence(c.eng.context()) //nolint:errcheck // the connection is given up then
	}
	switch {
	case c.pc == nil:
	case c.broken:
		c.giveUp()
	case c.eng.memory == nil:
		c.eng.pool.Put(c.pc)
	}
	c.pc, c.broken = nil, false
}

// lock takes the lock of a database in memory for one statement, and returns its release.
func (c *Conn) lock() func() {
	if m := c.eng.memory; m != nil {
		m.mu.Lock()
		return m.unlock
	}
	return func() {}
}

// origin says why a statement is executed, for the echo and for errors.
type origin struct{ cause, object string }

func (o origin) echo(ctx context.Context) echo.Origin {
	from := echo.OriginFrom(ctx)
	if o.cause != "" {
		from.Cause = o.cause
	}
	if o.object != "" {
		from.Object = o.object
	}
	return from
}

// String shows the connection and its transaction.
func (c *Conn) String() string {
	state := "no transaction"
	switch {
	case c.closed:
		state = "closed"
	case c.begun:
		state = "in a transaction"
	}
	return fmt.Sprintf("Conn(%s, %s, %s)", c.eng.url, c.label, state)
}

var _ dialect.Querier = querier{}
