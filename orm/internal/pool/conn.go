// This file holds a pooled connection and its prepared statements.

package pool

import (
	"container/list"
	"context"
	"database/sql/driver"
	"errors"
	"time"
)

// Conn is a driver's connection. One goroutine uses it at a time.
type Conn struct {
	driver.Conn
	ID uint64 // number within its pool, from 1
	// Key is what the server calls this connection, where Config.Open found out; 0 otherwise.
	Key uint64

	generation        uint64
	schema            uint64 // the pool's count when the statements were prepared
	opened, idleSince time.Time

	max   int
	stmts map[string]*list.Element // of *Stmt
	lru   list.List                // the one used last in front
}

// Stmt is a prepared statement. It is borrowed until Done.
type Stmt struct {
	driver.Stmt
	sql  string
	busy bool
	kept bool
}

// Prepare returns the prepared form of sql, from the cache where it is there and nobody uses it at the moment.
func (c *Conn) Prepare(ctx context.Context, sql string) (*Stmt, error) {
	e, found := c.stmts[sql]
	if found {
		if s := e.Value.(*Stmt); !s.busy {
			s.busy = true
			c.lru.MoveToFront(e)
			return s, nil
		}
	}
	ds, err := c.prepare(ctx, sql)
	if err != nil {
		return nil, err
	}
	s := &Stmt{Stmt: ds, sql: sql, busy: true}
	if !found && c.max > 0 {
		c.keep(s)
	}
	return s, nil
}

func (c *Conn) prepare(ctx context.Context, sql string) (driver.Stmt, error) {
	if p, ok := c.Conn.(driver.ConnPrepareContext); ok {
		return p.PrepareContext(ctx, sql)
	}
	return c.Conn.Prepare(sql)
}

// keep puts s into the cache and throws out the one unused for longest.
func (c *Conn) keep(s *Stmt) {
	if c.stmts == nil {
		c.stmts = make(map[string]*list.Element)
	}
	s.kept = true
	c.stmts[s.sql] = c.lru.PushFront(s)
	for e := c.lru.Back(); e != nil && c.lru.Len() > c.max; {
		older := e.Prev()
		if old := e.Value.(*Stmt); !old.busy {
			c.forget(e)
			old.Close() //nolint:errcheck // the statement is of no use any more
		}
		e = older
	}
}

func (c *Conn) forget(e *list.Element) {
	s := c.lru.Remove(e).(*Stmt)
	s.kept = false
	delete(c.stmts, s.sql)
}

// Done gives a statement back. One that isn't cached, or that failed, is closed.
func (c *Conn) Done(s *Stmt, failed bool) {
	s.busy = false
	if failed && s.kept {
		c.forget(c.stmts[s.sql])
	}
	if !s.kept {
		s.Close() //nolint:errcheck // its result has been read
	}
}

// Forgetter is a driver's connection that keeps prepared statements itself. Forget gives up all of them; an error means
// that it can't now.
type Forgetter interface{ Forget() error }

// Forget closes all cached statements that nobody uses: after a schema change their plans may be stale. The error is
// that of a Forgetter; nil else.
func (c *Conn) Forget() error {
	if f, ok := c.Conn.(Forgetter); ok {
		return f.Forget()
	}
	for e := c.lru.Front(); e != nil; {
		next := e.Next()
		s := e.Value.(*Stmt)
		c.forget(e)
		if !s.busy {
			s.Close() //nolint:errcheck // the statement is of no use any more
		}
		e = next
	}
	return nil
}

// Outdate has the next Renew close the prepared statements.
func (c *Conn) Outdate() { c.schema = ^uint64(0) }

// Statements is the number of cached prepared statements.
func (c *Conn) Statements() int { return c.lru.Len() }

func (c *Conn) close() error {
	var errs []error
	for e := c.lru.Front(); e != nil; e = e.Next() {
		errs = append(errs, e.Value.(*Stmt).Close())
	}
	c.lru.Init()
	c.stmts = nil
	return errors.Join(append(errs, c.Conn.Close())...)
}
