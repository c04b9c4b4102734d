// This file holds the pool: limits, waiting, checks, closing.

package pool

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// Errors of Get.
var (
	ErrClosed  = errors.New("pool: closed")
	ErrTimeout = errors.New("pool: no connection became free in time")
)

// Config limits a pool. The zero Config means: as many connections as are asked for, wait for ever, keep them for
// ever, no check before use.
type Config struct {
	Max        int           // connections open at once; 0: no limit
	Wait       time.Duration // how long Get waits for a free one; 0: until its context ends
	MaxAge     time.Duration // a connection older than this is replaced at its next use; 0: never
	PingAfter  time.Duration // a connection idle for longer is pinged before use; 0: never
	Statements int           // prepared statements kept on each connection
	// Open prepares a fresh connection for use; nil: nothing to do. An error closes the connection.
	Open func(context.Context, *Conn) error
}

// Pool hands out connections. It may be used by several goroutines at once.
type Pool struct {
	connector driver.Connector
	cfg       Config
	nextID    uint64
	schema    atomic.Uint64 // changes of it so far

	mu         sync.Mutex
	idle       []*Conn // the one used last at the end
	open       int     // idle, in use and being opened
	waiting    []chan *Conn
	generation uint64
	closed     bool
}

// New returns a pool over c. It opens nothing.
func New(c driver.Connector, cfg Config) *Pool { return &Pool{connector: c, cfg: cfg} }

// Get returns a free connection or opens one. It waits when the limit is reached: ErrTimeout after Config.Wait,
// the context's error when that ends first, ErrClosed when the pool is closed.
func (p *Pool) Get(ctx context.Context) (*Conn, error) {
	for {
		c, err := p.take(ctx)
		if err != nil {
			return nil, err
		}
		if c == nil {
			return p.dial(ctx)
		}
		if p.usable(ctx, c) {
			return c, nil
		}
		p.Drop(c)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}

// take returns an idle connection, or nil with the right to open one.
func (p *Pool) take(ctx context.Context) (*Conn, error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, ErrClosed
	}
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return c, nil
	}
	if p.cfg.Max <= 0 || p.open < p.cfg.Max {
		p.open++
		p.mu.Unlock()
		return nil, nil
	}
	ready := make(chan *Conn, 1)
	p.waiting = append(p.waiting, ready)
	p.mu.Unlock()
	return p.wait(ctx, ready)
}

func (p *Pool) wait(ctx context.Context, ready chan *Conn) (*Conn, error) {
	var timeout <-chan time.Time
	if p.cfg.Wait > 0 {
		timer := time.NewTimer(p.cfg.Wait)
		defer timer.Stop()
		timeout = timer.C
	}
	select {
	case c, ok := <-ready:
		if !ok {
			return nil, ErrClosed
		}
		return c, nil
	case <-ctx.Done():
		p.leave(ready)
		return nil, ctx.Err()
	case <-timeout:
		p.leave(ready)
		return nil, ErrTimeout
	}
}

// leave takes a waiter out of the line. What was handed to it in the same moment goes to the next one.
func (p *Pool) leave(ready chan *Conn) {
	p.mu.Lock()
	for i, w := range p.waiting {
		if w == ready {
			p.waiting = append(p.waiting[:i], p.waiting[i+1:]...)
			p.mu.Unlock()
			return
		}
	}
	p.mu.Unlock()
	switch c, ok := <-ready; {
	case !ok:
	case c == nil:
		p.release()
	default:
		p.Put(c)
	}
}

func (p *Pool) dial(ctx context.Context) (*Conn, error) {
	dc, err := p.connector.Connect(ctx)
	if err != nil {
		p.release()
		return nil, err
	}
	p.mu.Lock()
	p.nextID++
	c := &Conn{Conn: dc, ID: p.nextID, generation: p.generation, schema: p.schema.Load(), opened: time.Now(), max: p.cfg.Statements}
	p.mu.Unlock()
	if p.cfg.Open != nil {
		if err := p.cfg.Open(ctx, c); err != nil {
			p.Drop(c)
			return nil, err
		}
	}
	return c, nil
}

// usable tells whether an idle connection can be handed out.
func (p *Pool) usable(ctx context.Context, c *Conn) bool {
	p.mu.Lock()
	current := c.generation == p.generation
	p.mu.Unlock()
	if !current || p.cfg.MaxAge > 0 && time.Since(c.opened) > p.cfg.MaxAge {
		return false
	}
	if r, ok := c.Conn.(driver.SessionResetter); ok && r.ResetSession(ctx) != nil {
		return false
	}
	if p.cfg.PingAfter > 0 && time.Since(c.idleSince) > p.cfg.PingAfter {
		if ping, ok := c.Conn.(driver.Pinger); ok && ping.Ping(ctx) != nil {
			return false
		}
	}
	return true
}

// Put gives a connection back, outside any transaction. A connection that the driver calls invalid, or that is of
// an older generation, is closed.
func (p *Pool) Put(c *Conn) {
	if v, ok := c.Conn.(driver.Validator); ok && !v.IsValid() {
		p.Drop(c)
		return
	}
	c.idleSince = time.Now()
	p.mu.Lock()
	if p.closed || c.generation != p.generation {
		p.mu.Unlock()
		p.Drop(c)
		return
	}
	defer p.mu.Unlock()
	if len(p.waiting) > 0 {
		next := p.waiting[0]
		p.waiting = p.waiting[1:]
		next <- c
		return
	}
	p.idle = append(p.idle, c)
}

// Drop closes a connection that is broken or in an unknown state.
func (p *Pool) Drop(c *Conn) {
	c.close() //nolint:errcheck // it is given up in any case
	p.release()
}

// release gives the right to open a connection to the first that waits.
func (p *Pool) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.waiting) > 0 {
		next := p.waiting[0]
		p.waiting = p.waiting[1:]
		next <- nil
		return
	}
	p.open--
}

// Invalidate makes every connection that is open now unfit for further use: a server that was lost once has lost
// them all. Those in use are closed when they come back.
func (p *Pool) Invalidate() {
	p.mu.Lock()
	p.generation++
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	for _, c := range idle {
		p.Drop(c)
	}
}

// SchemaChanged makes the statements that connections have prepared so far unfit for further use.
func (p *Pool) SchemaChanged() { p.schema.Add(1) }

// Renew closes the prepared statements of a connection if the schema has changed since they were prepared. The
// connection is the caller's. Where they can't be closed now they are at the next call.
func (p *Pool) Renew(c *Conn) {
	if now := p.schema.Load(); c.schema != now && c.Forget() == nil {
		c.schema = now
	}
}

// Open is the number of open connections, those in use among them.
func (p *Pool) Open() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.open
}

// Close closes the idle connections at once and the others when they come back; Get fails from now on.
func (p *Pool) Close() error {
	p.mu.Lock()
	p.closed = true
	idle, waiting := p.idle, p.waiting
	p.idle, p.waiting = nil, nil
	p.mu.Unlock()
	for _, w := range waiting {
		close(w)
	}
	var errs []error
	for _, c := range idle {
		errs = append(errs, c.close())
		p.release()
	}
	return errors.Join(errs...)
}
