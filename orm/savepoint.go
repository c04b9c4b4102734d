// This file holds savepoints: transactions inside a transaction, sent at their first statement.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/ormsh/ormsh/echo"
)

// nested is a savepoint that was asked for. Its name is given when it is sent.
type nested struct {
	conn *Conn
	name string // empty until SAVEPOINT was sent
	done bool
}

// Nested is a transaction inside a transaction: a savepoint. It ends with Commit or Rollback.
type Nested struct{ n *nested }

// BeginNested begins a transaction inside the connection's transaction. SAVEPOINT goes out with the next statement.
func (c *Conn) BeginNested() (*Nested, error) {
	if c.closed {
		return nil, ErrClosed
	}
	if f := c.eng.known(); f != nil && !f.Savepoints {
		return nil, &Error{Kind: Unsupported, Err: errors.New(f.Server + " has no savepoints")}
	}
	c.wanted = true
	return &Nested{c.beginNested()}, nil
}

// Commit keeps what was done since BeginNested; the outer transaction decides whether it lasts.
func (n *Nested) Commit() error { return n.n.release(n.n.conn.eng.context(), origin{}) }

// Rollback takes back what was done since BeginNested.
func (n *Nested) Rollback() error { return n.n.rollback(n.n.conn.eng.context(), origin{}) }

// beginNested asks for a savepoint; SAVEPOINT goes out with the next statement.
func (c *Conn) beginNested() *nested {
	n := &nested{conn: c}
	c.nested = append(c.nested, n)
	return n
}

// startNested sends the savepoints that wait.
func (c *Conn) startNested(ctx context.Context) error {
	for _, n := range c.nested {
		if n.name != "" {
			continue
		}
		c.names++
		name := "sa_savepoint_" + strconv.Itoa(c.names)
		if err := c.sendSavepoint(ctx, echo.Savepoint, name, origin{}); err != nil {
			return err
		}
		n.name = name
	}
	return nil
}

// release ends the savepoint and those inside it. One that was never sent sends nothing.
func (n *nested) release(ctx context.Context, o origin) error { return n.end(ctx, echo.Release, o) }

// rollback goes back to the savepoint.
func (n *nested) rollback(ctx context.Context, o origin) error {
	return n.end(ctx, echo.RollbackTo, o)
}

func (n *nested) end(ctx context.Context, op echo.Op, o origin) error {
	c := n.conn
	i := slices.Index(c.nested, n)
	if i < 0 || n.done {
		return ErrNoTransaction
	}
	n.done = true
	c.nested = c.nested[:i]
	switch {
	case n.name == "", c.undone && op == echo.RollbackTo:
		return nil
	case c.undone:
		return errUndone
	}
	unlock := c.lock()
	defer unlock()
	c.undefined(op)
	return c.sendSavepoint(context.WithoutCancel(ctx), op, n.name, o)
}

func (c *Conn) sendSavepoint(ctx context.Context, op echo.Op, name string, o origin) error {
	sql := string(op) + " " + name
	start := time.Now()
	var err error
	if c.real {
		err = c.send(ctx, sql)
	}
	c.emit(ctx, echo.Event{Op: op, SQL: sql, Rows: -1, Duration: time.Since(start), Stamp: echo.NoKey, Err: err, Origin: o.echo(ctx)})
	if err != nil {
		return c.fail(ctx, nil, sql, nil, o, err)
	}
	return nil
}
