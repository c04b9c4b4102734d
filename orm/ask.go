// This file holds what the package asks a database for its own use, and writes whose row count is asked for like that.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"github.com/ormsh/ormsh/orm/dialect"
)

// fuseFrom is from how many arguments on it pays to ask for the number of rows by a statement of its own.
const fuseFrom = 50

// returnsNothing tells whether all that a statement says is how many rows it has changed.
func (st *compiled) returnsNothing() bool {
	return st.Kind == dialect.Update || st.Kind == dialect.Delete
}

// execFused executes a statement as a query, with all arguments in one call of the driver.
func (c *Conn) execFused(ctx context.Context, s driver.Stmt, args []driver.NamedValue, countSQL string) (driver.Result, error) {
	var none [1]driver.Value
	if err := readOne(ctx, s, args, none[:0]); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	n, err := c.ask(context.WithoutCancel(ctx), countSQL)
	return driver.RowsAffected(n), err
}

// ask executes a query of one number for the package's own use, unseen.
func (c *Conn) ask(ctx context.Context, sql string, args ...driver.NamedValue) (int64, error) {
	ps, err := c.pc.Prepare(ctx, sql)
	if err != nil {
		return 0, err
	}
	var answer [1]driver.Value
	err = readOne(ctx, ps.Stmt, args, answer[:])
	c.pc.Done(ps, err != nil)
	if err != nil {
		return 0, err
	}
	n, ok := answer[0].(int64)
	if !ok {
		return 0, fmt.Errorf("orm: %s gave a %T", sql, answer[0])
	}
	return n, nil
}

// askAlone is ask outside of a statement, where others may use the connection of a database in memory.
func (c *Conn) askAlone(ctx context.Context, sql string, args ...driver.NamedValue) (int64, error) {
	unlock := c.lock()
	defer unlock()
	return c.ask(ctx, sql, args...)
}

// readOne reads the first row of a prepared query; io.EOF says that there is none.
func readOne(ctx context.Context, s driver.Stmt, args []driver.NamedValue, dest []driver.Value) (err error) {
	q, ok := s.(driver.StmtQueryContext)
	if !ok {
		return errors.New("orm: the driver's statements take no context; it is too old")
	}
	rows, err := q.QueryContext(ctx, args)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	return rows.Next(dest)
}
