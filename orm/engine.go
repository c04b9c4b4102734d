// This file holds the engine: a database, its pool of connections, and the options that both follow.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/dialect/mysql"
	"github.com/ormsh/ormsh/orm/dialect/postgres"
	"github.com/ormsh/ormsh/orm/dialect/sqlite"
	"github.com/ormsh/ormsh/orm/internal/pool"
)

// Engine is a database: the way to it, a pool of connections, a cache of compiled statements, and an echo. It may be
// used by several goroutines at once. WithContext gives the same engine under another context.
type Engine struct {
	*core
	ctx context.Context // nil: the option BaseContext decides
}

// core is what all views of one engine share.
type core struct {
	url     URL
	dialect dialect.Driver
	opts    engineOptions
	pool    *pool.Pool
	memory  *memory // of a SQLite database in memory; nil otherwise
	stamps  stamps
	shapes  shapes

	echoing  atomic.Bool
	seq      atomic.Uint64
	sessions atomic.Uint64
	holders  holders
	gone     departures
	notices  notices
	compiled statementCache
	conns    atomic.Uint64

	mu       sync.Mutex
	features *dialect.Features // nil until the first connection
	db       *sql.DB           // made by DB
}

// Features is what the connected server can do, as it says itself, never guessed from its name.
type Features = dialect.Features

type engineOptions struct {
	echo       bool
	sink       echo.Sink
	traces     []echo.Sink
	base       func() context.Context
	hide       bool
	sandbox    bool
	readOnly   bool
	statements int
	cache      int
	isolation  Isolation
	pool       pool.Config
	dialects   []dialect.Driver
}

// EngineOption adjusts an engine at its making.
type EngineOption func(*engineOptions)

// Echo shows every statement with its parameters, on standard output unless EchoTo says otherwise.
func Echo(on bool) EngineOption { return func(o *engineOptions) { o.echo = on } }

// EchoTo sends the echo to s and turns it on; Echo(false) behind it keeps it off until SetEcho.
func EchoTo(s echo.Sink) EngineOption {
	return func(o *engineOptions) { o.sink, o.echo = s, true }
}

// Trace sends every event to s, whether the echo is on or not, without the parameters of statements. Several traces may be
// given.
func Trace(s echo.Sink) EngineOption {
	return func(o *engineOptions) { o.traces = append(o.traces, s) }
}

// BaseContext names the function that is asked for the context of each statement, where WithContext gave none.
func BaseContext(f func() context.Context) EngineOption {
	return func(o *engineOptions) { o.base = f }
}

// HideParameters masks all parameters in the echo and in errors.
func HideParameters(on bool) EngineOption { return func(o *engineOptions) { o.hide = on } }

// PoolSize limits the connections that are open at once. The default is no limit; a database in memory has one.
func PoolSize(n int) EngineOption { return func(o *engineOptions) { o.pool.Max = n } }

// PoolTimeout limits the wait for a free connection; the error is of kind Timeout. The default is to wait as long as
// the context lasts.
func PoolTimeout(d time.Duration) EngineOption { return func(o *engineOptions) { o.pool.Wait = d } }

// PoolRecycle replaces a connection that is older than d at its next use.
func PoolRecycle(d time.Duration) EngineOption { return func(o *engineOptions) { o.pool.MaxAge = d } }

// PrePing asks a connection that was idle for longer than d whether it still lives, before it is used again.
func PrePing(d time.Duration) EngineOption { return func(o *engineOptions) { o.pool.PingAfter = d } }

// StatementCacheSize is how many prepared statements each connection keeps. The default is 100.
func StatementCacheSize(n int) EngineOption { return func(o *engineOptions) { o.statements = n } }

// Isolation is the isolation level of transactions.
type Isolation = dialect.Isolation

// The isolation levels.
const (
	ReadUncommitted = dialect.ReadUncommitted
	ReadCommitted   = dialect.ReadCommitted
	RepeatableRead  = dialect.RepeatableRead
	Serializable    = dialect.Serializable
)

// IsolationLevel is the level of the engine's transactions. The default is what the server is set to.
func IsolationLevel(level Isolation) EngineOption {
	return func(o *engineOptions) { o.isolation = level }
}

// WithDialect lets the engine use a dialect that isn't built in: the one whose name stands in the URL.
func WithDialect(d dialect.Driver) EngineOption {
	return func(o *engineOptions) { o.dialects = append(o.dialects, d) }
}

// CreateEngine makes an engine for a URL such as sqlite:///file.db, mysql+pymysql://user:password@host/db or
// postgresql://user:password@/db. It opens nothing: a server that isn't there shows at the first use.
func CreateEngine(url string, opts ...EngineOption) (*Engine, error) {
	o := newOptions(opts)
	names := make([]string, len(o.dialects))
	for i, d := range o.dialects {
		names[i] = d.Name()
	}
	u, err := parseURL(url, names)
	if err != nil {
		return nil, err
	}
	return CreateEngineURL(u, opts...)
}

func newOptions(opts []EngineOption) engineOptions {
	o := engineOptions{statements: 100, cache: 500}
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// CreateEngineURL makes an engine for a parsed URL.
func CreateEngineURL(u URL, opts ...EngineOption) (*Engine, error) {
	o := newOptions(opts)
	d, err := findDialect(u.Dialect, o.dialects)
	if err != nil {
		return nil, err
	}
	if _, err := d.Begin(o.isolation, true); err != nil {
		return nil, fmt.Errorf("orm: %w", err)
	}
	if err := o.checkGuard(d); err != nil {
		return nil, err
	}
	o.sandbox = o.sandbox && !o.readOnly
	target := u.target()
	target.Guard = o.guard()
	connector, err := d.Connector(target)
	if err != nil {
		return nil, fmt.Errorf("orm: engine for %s: %w", u, err)
	}
	if o.sink == nil {
		o.sink = echo.Text(os.Stdout)
	}
	c := &core{url: u, dialect: d, opts: o, stamps: stamps{max: o.cache}, compiled: statementCache{max: o.cache}}
	cfg := o.pool
	cfg.Statements, cfg.Open = o.statements, c.opened
	if u.Memory() || o.sandbox {
		cfg.Max, cfg.MaxAge = 1, 0
		c.memory = &memory{}
		c.memory.unlock = c.memory.mu.Unlock
	}
	c.pool = pool.New(connector, cfg)
	c.echoing.Store(o.echo)
	return &Engine{core: c}, nil
}

func findDialect(name string, extra []dialect.Driver) (dialect.Driver, error) {
	for _, d := range extra {
		if d.Name() == name {
			return d, nil
		}
	}
	switch name {
	case "sqlite":
		return sqlite.Dialect{}, nil
	case "mysql":
		return mysql.Dialect{}, nil
	case "postgresql":
		return postgres.Dialect{}, nil
	}
	return nil, fmt.Errorf("orm: unknown database %q; known are sqlite, mysql and postgresql", name)
}

// WithContext returns the same engine under ctx: its statements end when ctx does, on the server too.
func (e *Engine) WithContext(ctx context.Context) *Engine { return &Engine{core: e.core, ctx: ctx} }

// context is the context of a statement that starts now.
func (e *Engine) context() context.Context {
	switch {
	case e.ctx != nil:
		return e.ctx
	case e.opts.base != nil:
		if ctx := e.opts.base(); ctx != nil {
			return ctx
		}
	}
	return context.Background()
}

// SetEcho turns the echo on or off, for statements that start from now on.
func (e *Engine) SetEcho(on bool) { e.echoing.Store(on) }

// Echoing tells whether the echo is on.
func (e *Engine) Echoing() bool { return e.echoing.Load() }

// URL is where the engine leads to.
func (e *Engine) URL() URL { return e.url }

// String is Engine(sqlite:///file.db), the password masked.
func (e *Engine) String() string { return "Engine(" + e.url.String() + ")" }

// Features asks the server once, at the first connection, what it can do.
func (e *Engine) Features() (Features, error) {
	if f := e.known(); f != nil {
		return *f, nil
	}
	pc, err := e.acquire(e.context())
	if err != nil {
		return Features{}, err
	}
	if e.memory == nil {
		e.pool.Put(pc)
	}
	return *e.known(), nil
}

func (c *core) known() *dialect.Features {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.features
}

// opened prepares a fresh connection: it is named where the dialect needs that for cancelling, and the first one
// tells what the server can do.
func (c *core) opened(ctx context.Context, pc *pool.Conn) error {
	var err error
	if pc.Key, err = c.keyOf(ctx, pc); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.features != nil {
		return nil
	}
	f, err := c.dialect.Probe(ctx, querier{c.dialect, pc})
	if err != nil {
		return err
	}
	c.features = &f
	return nil
}

// keyOf is the server's name of a connection; 0 where the dialect needs none.
func (c *core) keyOf(ctx context.Context, pc *pool.Conn) (uint64, error) {
	k, ok := c.dialect.(dialect.Canceler)
	if !ok {
		return 0, nil
	}
	rows, err := querier{c.dialect, pc}.Query(ctx, k.KeySQL())
	if err != nil {
		return 0, err
	}
	switch key := rows[0][0].(type) {
	case int64:
		return uint64(key), nil
	case uint64:
		return key, nil
	}
	return 0, nil
}

// Close closes the connections that are idle, the others when they are given back. A database in memory is gone
// then. The engine can't be used afterwards.
func (e *Engine) Close() error {
	if e.memory != nil {
		e.memory.release(e.pool)
	}
	err := e.pool.Close()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.db != nil {
		err = errors.Join(err, e.db.Close())
	}
	return err
}

// DB returns database/sql's view of the same database, over connections of its own: a transaction of the engine isn't
// seen there before its commit. It is an error for a database in memory, which has one connection.
func (e *Engine) DB() (*sql.DB, error) {
	if e.opts.sandbox {
		return nil, errors.New("orm: a sandbox lives on the engine's one connection; database/sql would go past it")
	}
	if e.opts.readOnly && e.url.Dialect != "sqlite" {
		return nil, errors.New("orm: the engine is read-only; statements of database/sql could talk the server out of that: use the engine or a session")
	}
	if e.memory != nil {
		return nil, errors.New("orm: a database in memory lives on the engine's one connection; use a file, as in sqlite:///file.db, to reach it through database/sql")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.db == nil {
		target := e.url.target()
		target.Guard = e.opts.guard()
		connector, err := e.dialect.Connector(target)
		if err != nil {
			return nil, err
		}
		if own, ok := connector.(interface{ Unwrap() driver.Connector }); ok { // (*sql.Conn).Raw gives the driver's own connection
			connector = own.Unwrap()
		}
		if e.opts.base != nil {
			connector = bounded{connector, e}
		}
		e.db = sql.OpenDB(connector)
	}
	return e.db, nil
}

func (u URL) target() dialect.Target {
	return dialect.Target{User: u.User, Password: u.Password, Host: u.Host, Port: u.Port, Database: u.Database, Query: u.Query}
}

// emits tells whether events are wanted, by the echo or a trace; without it none is made.
func (c *core) emits() bool { return c.echoing.Load() || len(c.opts.traces) > 0 }

var _ io.Closer = (*Engine)(nil)
