// This file creates and drops tables in the database.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"fmt"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// CreateAll creates the tables that don't exist yet, with their indexes, those first that others refer to. It runs in
// one transaction; MySQL and MariaDB commit each table by themselves.
func (m *MetaData) CreateAll(e *Engine) error {
	return e.define(func(d *definer) error { return d.createAll(m.Tables().tables, true) })
}

// DropAll drops the tables that exist, those last that others refer to.
func (m *MetaData) DropAll(e *Engine) error {
	return e.define(func(d *definer) error { return d.dropAll(m.Tables().tables, true) })
}

// Create creates the table and its indexes on the engine that its MetaData is bound to. A table that exists is an
// error of kind TableExists.
func (t *Table) Create() error {
	e, err := t.engine()
	if err != nil {
		return err
	}
	return t.CreateOn(e)
}

// CreateOn is Create on the engine given.
func (t *Table) CreateOn(e *Engine) error {
	return e.define(func(d *definer) error { return d.createAll([]*Table{t}, false) })
}

// Drop drops the table on the engine that its MetaData is bound to. A table that doesn't exist is an error of kind
// MissingTable.
func (t *Table) Drop() error {
	e, err := t.engine()
	if err != nil {
		return err
	}
	return t.DropOn(e)
}

// DropOn is Drop on the engine given.
func (t *Table) DropOn(e *Engine) error {
	return e.define(func(d *definer) error { return d.dropAll([]*Table{t}, false) })
}

// Exists asks the database of the bound engine for the table.
func (t *Table) Exists() (bool, error) {
	e, err := t.engine()
	if err != nil {
		return false, err
	}
	exists := false
	err = e.inspect(func(ctx context.Context, q dialect.Querier) error {
		exists, err = e.dialect.HasTable(ctx, q, t.schema, t.name)
		return err
	})
	return exists, err
}

func (t *Table) engine() (*Engine, error) {
	if t.meta == nil || t.meta.Engine() == nil {
		return nil, fmt.Errorf("table %s: %w", t.name, ErrUnbound)
	}
	return t.meta.Engine(), nil
}

// definer executes DDL on one connection.
type definer struct {
	ctx  context.Context
	conn *Conn
	q    dialect.Querier
}

// define runs DDL in a transaction of its own.
func (e *Engine) define(fn func(*definer) error) error {
	ctx := e.context()
	c := e.connect("DDL of the engine", 0)
	defer c.release()
	c.begin()
	if err := fn(&definer{ctx: ctx, conn: c, q: &connQuerier{c}}); err != nil {
		return c.undo(ctx, origin{}, err)
	}
	return c.commit(ctx, origin{})
}

// inspect asks questions without a transaction.
func (e *Engine) inspect(fn func(context.Context, dialect.Querier) error) error {
	c := e.connect("inspection of the engine", 0)
	defer c.release()
	return fn(e.context(), &connQuerier{c})
}

// createAll creates the tables; with check only those that don't exist. Mistakes in any of the definitions are told
// before anything is sent.
func (d *definer) createAll(tables []*Table, check bool) error {
	if _, err := createPlan(d.conn.eng.dialect, tables); err != nil {
		return err
	}
	missing, err := d.filter(tables, check, false)
	if err != nil {
		return err
	}
	plan, err := createPlan(d.conn.eng.dialect, missing)
	if err != nil {
		return err
	}
	return d.execAll(plan)
}

// dropAll drops the tables; with check only those that exist.
func (d *definer) dropAll(tables []*Table, check bool) error {
	present, err := d.filter(tables, check, true)
	if err != nil {
		return err
	}
	plan, err := dropPlan(d.conn.eng.dialect, present)
	if err != nil {
		return err
	}
	return d.execAll(plan)
}

// filter keeps the tables whose existence is as wanted; without check all of them.
func (d *definer) filter(tables []*Table, check, exists bool) ([]*Table, error) {
	if !check {
		return tables, nil
	}
	var kept []*Table
	for _, t := range tables {
		have, err := d.conn.eng.dialect.HasTable(d.ctx, d.q, t.schema, t.name)
		if err != nil {
			return nil, err
		}
		if have == exists {
			kept = append(kept, t)
		}
	}
	return kept, nil
}

// execAll executes the plan. Enumerations and sequences may be shared with tables outside it: they are created where
// they don't exist and dropped where they do.
func (d *definer) execAll(plan []ast.Stmt) error {
	for _, s := range plan {
		needed, err := d.needed(s)
		if err != nil {
			return err
		}
		if !needed {
			continue
		}
		st, err := d.conn.eng.compile(s)
		if err != nil {
			return err
		}
		if _, err := d.conn.exec(d.ctx, st, nil, origin{}); err != nil {
			return err
		}
	}
	return nil
}

func (d *definer) needed(s ast.Stmt) (bool, error) {
	inspector, ok := d.conn.eng.dialect.(dialect.TypeInspector)
	if !ok {
		return true, nil
	}
	var exists bool
	var err error
	switch s := s.(type) {
	case *ast.CreateEnum:
		exists, err = inspector.HasEnum(d.ctx, d.q, s.Enum.Name)
		return !exists, err
	case *ast.DropEnum:
		return inspector.HasEnum(d.ctx, d.q, s.Enum.Name)
	case *ast.CreateSequence:
		exists, err = inspector.HasSequence(d.ctx, d.q, s.Sequence.Schema, s.Sequence.Name)
		return !exists, err
	case *ast.DropSequence:
		return inspector.HasSequence(d.ctx, d.q, s.Schema, s.Name)
	}
	return true, nil
}
