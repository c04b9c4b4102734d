// This file holds what happens where the schema changes under prepared statements.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm/dialect"
)

// schemaChanged has every connection of the engine prepare its statements anew: their plans, and the types that they
// take, may be those of before. A rollback takes the change back, so it is one as well.
func (c *Conn) schemaChanged() {
	c.defined = c.real
	c.eng.pool.SchemaChanged()
}

// undefined notes a rollback, to a savepoint or of the transaction.
func (c *Conn) undefined(op echo.Op) {
	if c.defined && op != echo.Commit && op != echo.Release {
		c.eng.pool.SchemaChanged()
	}
}

// retry runs do a second time where the first failed because somebody else changed the schema under a prepared
// statement. A transaction may have ended by that: it is begun anew where this was its first statement, and nothing is
// lost; else the error stands.
func (c *Conn) retry(ctx context.Context, st *compiled, do func() error) error {
	first := c.first
	c.first = false
	err := do()
	if err == nil {
		return nil
	}
	switch fault := c.eng.dialect.Fault(err); {
	case fault.Unsent: // the types may be those of before
	case fault.Kind == dialect.DataError && c.pc != nil:
		c.pc.Outdate() // likewise, as the server says it: the next try prepares anew
		return err
	case fault.Kind != dialect.StalePlan:
		return err
	default:
		c.eng.pool.SchemaChanged()
		if c.real && (!first || !c.beginAnew(ctx, st)) {
			return err
		}
	}
	if c.pc.Forget() != nil {
		return err
	}
	return do()
}

// beginAnew gives a transaction up in which nothing was done, and begins another.
func (c *Conn) beginAnew(ctx context.Context, st *compiled) bool {
	if c.sendEnd(context.WithoutCancel(ctx), echo.Rollback) != nil {
		return false
	}
	c.real = false
	begun := c.sendBegin(ctx, st.write) == nil
	c.first = false
	return begun
}
