// This file holds the sandbox: an engine whose every change is taken back when it is closed.
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

// The savepoints of a sandbox: what stands for the user's transaction, and what guards a statement outside one.
const (
	sandboxTransaction = "ormsh_sandbox"
	sandboxStatement   = "ormsh_statement"
)

// Sandbox keeps everything in one transaction that Close rolls back, so that nothing lasts: BEGIN, COMMIT and ROLLBACK act on a savepoint
// inside it, and are echoed as what they stand for. The engine has one connection, shared as that of a database in memory is. What the
// database commits by itself, such as DDL on MySQL and MariaDB, is refused; sequences and other sessions' locks are beyond it.
func Sandbox() EngineOption { return func(o *engineOptions) { o.sandbox = true } }

// errSandboxCommit refuses what would last.
var errSandboxCommit = errors.New("orm: the engine is a sandbox, and this would last: the server commits it by itself, as DDL, or it goes outside the database; use an engine without orm.Sandbox, or the shell without --sandbox")

// openSandbox begins the transaction that never commits, at the first statement, and refuses what would end it.
func (c *Conn) openSandbox(ctx context.Context, st *compiled) error {
	if !c.eng.opts.sandbox {
		return nil
	}
	if c.ends(st) {
		return errSandboxCommit
	}
	if c.eng.memory.sandboxed {
		return nil
	}
	texts, err := c.eng.dialect.Begin(c.isolation, false)
	if err != nil {
		return err
	}
	for _, sql := range texts {
		if err := c.send(ctx, sql); err != nil {
			return fmt.Errorf("begin the sandbox: %w", err)
		}
	}
	c.eng.memory.sandboxed = true
	return nil
}

// beginTexts are what begins the user's transaction.
func (c *Conn) beginTexts(write bool) ([]string, error) {
	if c.eng.opts.sandbox {
		return []string{string(echo.Savepoint) + " " + sandboxTransaction}, nil
	}
	if guarder, ok := c.eng.dialect.(dialect.Guarder); ok && c.eng.opts.readOnly {
		return guarder.BeginReadOnly(c.isolation)
	}
	return c.eng.dialect.Begin(c.isolation, write)
}

// sendEnd ends the user's transaction. Where nothing may be written there is nothing to commit.
func (c *Conn) sendEnd(ctx context.Context, op echo.Op) error {
	switch {
	case c.eng.opts.readOnly:
		return c.send(ctx, string(echo.Rollback))
	case !c.eng.opts.sandbox:
		return c.send(ctx, string(op))
	case op == echo.Rollback:
		if err := c.send(ctx, string(echo.RollbackTo)+" "+sandboxTransaction); err != nil {
			return err
		}
	}
	return c.send(ctx, string(echo.Release)+" "+sandboxTransaction)
}

// guardStatement makes a savepoint before a statement outside a transaction: on PostgreSQL its failure would end the sandbox otherwise.
func (c *Conn) guardStatement(ctx context.Context) error {
	if !c.eng.opts.sandbox || c.eng.dialect.Name() != "postgresql" {
		return nil
	}
	return c.send(ctx, string(echo.Savepoint)+" "+sandboxStatement)
}

// recoverStatement goes back to that savepoint after a failure.
func (c *Conn) recoverStatement(ctx context.Context) {
	if !c.eng.opts.sandbox || c.begun || c.eng.dialect.Name() != "postgresql" {
		return
	}
	_ = c.send(context.WithoutCancel(ctx), string(echo.RollbackTo)+" "+sandboxStatement) // where it fails too, the next statement tells
}
