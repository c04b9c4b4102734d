// This file tests the pool's limits and the statement cache over a driver made of counters.

package pool_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/ormsh/ormsh/orm/internal/pool"
)

type fake struct {
	opened, closed, prepared, finalised int
	fail                                error
	broken                              bool
}

func (f *fake) Connect(context.Context) (driver.Conn, error) {
	if f.fail != nil {
		return nil, f.fail
	}
	f.opened++
	return &fakeConn{f: f}, nil
}
func (f *fake) Driver() driver.Driver { return nil }

type fakeConn struct {
	f *fake
}

func (c *fakeConn) Prepare(string) (driver.Stmt, error) {
	c.f.prepared++
	return &fakeStmt{f: c.f}, nil
}
func (c *fakeConn) Close() error              { c.f.closed++; return nil }
func (c *fakeConn) Begin() (driver.Tx, error) { return nil, errors.New("no transactions") }
func (c *fakeConn) IsValid() bool             { return !c.f.broken }

type fakeStmt struct {
	driver.Stmt
	f *fake
}

func (s *fakeStmt) Close() error { s.f.finalised++; return nil }

func get(t *testing.T, p *pool.Pool) *pool.Conn {
	t.Helper()
	c, err := p.Get(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestConnectionsAreReusedLastInFirstOut(t *testing.T) {
	f := &fake{}
	p := pool.New(f, pool.Config{})
	a, b := get(t, p), get(t, p)
	p.Put(a)
	p.Put(b)
	if c := get(t, p); c != b {
		t.Errorf("got connection %d, want the one used last (%d)", c.ID, b.ID)
	}
	if f.opened != 2 || p.Open() != 2 {
		t.Errorf("opened %d, open %d, want 2 and 2", f.opened, p.Open())
	}
}

func TestGetWaitsForAFreeConnection(t *testing.T) {
	p := pool.New(&fake{}, pool.Config{Max: 1})
	c := get(t, p)
	got := make(chan *pool.Conn)
	go func() {
		next, _ := p.Get(context.Background())
		got <- next
	}()
	p.Put(c)
	if next := <-got; next != c {
		t.Errorf("the waiter got %v, want the connection given back", next)
	}
}

func TestAWaiterMayOpenWhenAConnectionIsDropped(t *testing.T) {
	f := &fake{}
	p := pool.New(f, pool.Config{Max: 1})
	c := get(t, p)
	got := make(chan *pool.Conn)
	go func() {
		next, _ := p.Get(context.Background())
		got <- next
	}()
	p.Drop(c)
	if next := <-got; next == nil || next == c || f.closed != 1 {
		t.Errorf("got %v, %d closed", next, f.closed)
	}
}

func TestGetFails(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	refused := errors.New("refused")
	for _, c := range []struct {
		name string
		cfg  pool.Config
		f    *fake
		take int
		ctx  context.Context
		want error
	}{
		{"timeout", pool.Config{Max: 1, Wait: time.Nanosecond}, &fake{}, 1, context.Background(), pool.ErrTimeout},
		{"cancelled", pool.Config{Max: 1}, &fake{}, 1, cancelled, context.Canceled},
		{"connect error", pool.Config{Max: 1}, &fake{fail: refused}, 0, context.Background(), refused},
		{"opening hook", pool.Config{Open: func(context.Context, *pool.Conn) error { return refused }}, &fake{}, 0, context.Background(), refused},
	} {
		p := pool.New(c.f, c.cfg)
		for range c.take {
			get(t, p)
		}
		if _, err := p.Get(c.ctx); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if p.Open() != c.take {
			t.Errorf("%s: %d connections count as open, want %d", c.name, p.Open(), c.take)
		}
	}
}

func TestCloseEndsWaitersAndConnections(t *testing.T) {
	f := &fake{}
	p := pool.New(f, pool.Config{})
	idle, used := get(t, p), get(t, p)
	p.Put(idle)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	p.Put(used)
	if _, err := p.Get(context.Background()); !errors.Is(err, pool.ErrClosed) || f.closed != 2 {
		t.Errorf("Get: %v, %d closed", err, f.closed)
	}
}

func TestUnfitConnectionsAreReplaced(t *testing.T) {
	f := &fake{}
	p := pool.New(f, pool.Config{})
	old := get(t, p)
	p.Invalidate()
	p.Put(old)
	if c := get(t, p); c == old {
		t.Error("a connection from before Invalidate was handed out again")
	}
	f.broken = true
	p.Put(get(t, p))
	if p.Open() != 1 || f.closed != 2 {
		t.Errorf("%d open, %d closed after an invalid connection came back", p.Open(), f.closed)
	}
}

func TestStatementsAreCachedPerConnection(t *testing.T) {
	f := &fake{}
	p := pool.New(f, pool.Config{Statements: 2})
	c := get(t, p)
	ctx := context.Background()
	use := func(sql string, failed bool) *pool.Stmt {
		s, err := c.Prepare(ctx, sql)
		if err != nil {
			t.Fatal(err)
		}
		c.Done(s, failed)
		return s
	}
	a := use("a", false)
	if use("a", false) != a || f.prepared != 1 {
		t.Errorf("the second use prepared anew")
	}
	use("b", false)
	use("a", false)
	use("c", false) // throws out b
	if use("a", false) != a || f.finalised != 1 || c.Statements() != 2 {
		t.Errorf("the statement used last is gone; %d finalised, %d kept", f.finalised, c.Statements())
	}
	use("a", true)
	if use("a", false) == a {
		t.Error("a statement that failed was used again")
	}
	busy, _ := c.Prepare(ctx, "a")
	if second, _ := c.Prepare(ctx, "a"); second == busy {
		t.Error("a statement in use was handed out twice")
	}
	p.Drop(c)
	if f.closed != 1 {
		t.Error("the connection was not closed")
	}
}

func Example() {
	p := pool.New(&fake{}, pool.Config{Max: 5, Statements: 100})
	defer p.Close()
	c, err := p.Get(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Put(c)
	s, _ := c.Prepare(context.Background(), "SELECT 1")
	c.Done(s, false)
	fmt.Println(p.Open(), c.Statements())
	// Output: 1 1
}

func BenchmarkGetPut(b *testing.B) {
	p := pool.New(&fake{}, pool.Config{Max: 1})
	for b.Loop() {
		c, err := p.Get(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		p.Put(c)
	}
}
