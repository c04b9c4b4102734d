// This file holds the cancelling of a running statement where the driver alone would only drop the connection.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"database/sql/driver"
	"time"

	"github.com/ormsh/ormsh/orm/dialect"
)

// killGrace is how long a killed statement may take to end before its connection is dropped.
const killGrace = 5 * time.Second

// watch returns the context for the driver and a function to call when the statement is over. Where the dialect kills
// statements by another connection the driver gets a context that ends only when that doesn't help.
func (c *Conn) watch(ctx context.Context) (context.Context, func()) {
	return c.eng.watch(ctx, c.pc.Key)
}

// watch is for a statement on the connection that the server calls key.
func (e *Engine) watch(ctx context.Context, key uint64) (context.Context, func()) {
	killer, ok := e.dialect.(dialect.Canceler)
	if !ok || ctx.Done() == nil {
		return ctx, func() {}
	}
	inner, drop := context.WithCancel(context.WithoutCancel(ctx))
	over, killed := make(chan struct{}), make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(killed)
		e.killUnlessOver(killer.KillSQL(key), over, drop)
	})
	return inner, func() {
		close(over)
		if !stop() {
			<-killed // a kill on its way must not meet the next statement of the connection
		}
		drop()
	}
}

// killUnlessOver kills a statement, and calls drop where that doesn't end it.
func (e *Engine) killUnlessOver(sql string, over <-chan struct{}, drop func()) {
	select {
	case <-over:
		return
	default:
	}
	ctx, cancel := context.WithTimeout(context.Background(), killGrace)
	defer cancel()
	if e.kill(ctx, sql) != nil {
		drop()
		return
	}
	select {
	case <-over:
	case <-ctx.Done():
		drop()
	}
}

// kill sends one statement over a connection made for it: the pool may be empty just because of what is to be killed.
func (e *Engine) kill(ctx context.Context, sql string) error {
	connector, err := e.dialect.Connector(e.url.target())
	if err != nil {
		return err
	}
	conn, err := connector.Connect(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // it has done its work
	direct, ok := conn.(driver.ExecerContext)
	if !ok {
		return driver.ErrSkip
	}
	_, err = direct.ExecContext(ctx, sql, nil)
	return err
}
