// This file holds engines that only read: the database refuses everything else, whatever statements say.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"errors"
	"fmt"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm/dialect"
)

// NoWrites makes an engine that only reads: it has the database refuse to write, and refuses what would talk it out of that: on PostgreSQL each statement runs in a
// transaction that can't write and is rolled back in the end, on MySQL and MariaDB in one that can't be changed, on SQLite over a
// connection that can't. What a server's functions do outside the database, such as writing files for a superuser, is beyond it.
func NoWrites() EngineOption { return func(o *engineOptions) { o.readOnly = true } }

// IsReadOnly tells whether the engine was made with NoWrites.
func (e *Engine) IsReadOnly() bool { return e.opts.readOnly }

// guard is what connections are told. Where both are wanted, nothing is written, and so nothing has to be rolled back.
func (o *engineOptions) guard() dialect.Guard {
	switch {
	case o.readOnly:
		return dialect.NoWrites
	case o.sandbox:
		return dialect.NoCommits
	}
	return dialect.Unguarded
}

// checkGuard refuses a guard that the dialect doesn't know.
func (o *engineOptions) checkGuard(d dialect.Driver) error {
	if _, ok := d.(dialect.Guarder); !ok && o.readOnly {
		return fmt.Errorf("orm: the dialect %s can't be kept from writing: it has no BeginReadOnly (dialect.Guarder)", d.Name())
	}
	return nil
}

// admit refuses SQL as written that would get past the engine's guard.
func (c *Conn) admit(st *compiled) error {
	guarder, ok := c.eng.dialect.(dialect.Guarder)
	if guard := c.eng.opts.guard(); ok && guard != dialect.Unguarded && st.Kind == dialect.Text && !st.raw {
		if err := guarder.Refuses(guard, st.SQL); err != nil && guard == dialect.NoWrites {
			return &Error{Kind: ReadOnly, SQL: st.SQL, Err: fmt.Errorf("the engine is read-only: %w", err)}
		} else if err != nil {
			return fmt.Errorf("%w (%w)", errSandboxCommit, err)
		}
		if _, literal := c.eng.dialect.(dialect.LiteralMode); st.Untyped && literal {
			return errors.New("orm: an engine that is read-only or a sandbox executes SQL as written only with parameters whose type the database can tell: write CAST(:name AS type)")
		}
	}
	return nil
}

// fence sees to it that a server which a statement can talk out of being read-only is in a transaction that can't write. It comes
// before each statement.
func (c *Conn) fence(ctx context.Context) error {
	fencer, ok := c.eng.dialect.(dialect.Fencer)
	if !c.eng.opts.readOnly || !ok {
		return nil
	}
	if c.real {
		fenced, err := fencer.Fenced(ctx, c.pc.Conn, querier{c.eng.dialect, c.pc})
		if err != nil {
			return c.fail(ctx, nil, "", nil, origin{}, err)
		}
		if fenced && c.begun {
			return nil
		}
		if err := c.unfence(ctx); err != nil {
			return err
		}
	}
	return c.sendBegin(ctx, false)
}

// unfence ends a transaction that nobody asked for.
func (c *Conn) unfence(ctx context.Context) error {
	if !c.real || c.broken {
		return nil
	}
	c.real = false
	if err := c.send(context.WithoutCancel(ctx), string(echo.Rollback)); err != nil {
		c.broken = true // its state is unknown
		return err
	}
	return nil
}
