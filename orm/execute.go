// This file holds the execution of statements as a program writes them: parameters in, a Result out.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// Execute executes a statement in the connection's transaction, which it begins where there is none. Several
// parameter sets execute it once for each. The Result is read to the end.
func (c *Conn) Execute(stmt Executable, params ...V) (*Result, error) {
	return c.execute(c.eng.context(), stmt, params, origin{})
}

// Execute executes a statement on a connection of its own. What changes something has a transaction of its own, which
// is committed; what only reads has none.
func (e *Engine) Execute(stmt Executable, params ...V) (*Result, error) {
	return e.execute(e.context(), stmt, params, origin{})
}

func (e *Engine) execute(ctx context.Context, stmt Executable, params []V, o origin) (*Result, error) {
	c := e.connect("a statement of the engine", 0)
	defer c.release()
	p, err := c.plan(ctx, stmt, params)
	if err != nil {
		return nil, err
	}
	if p.st.write && !p.st.alone {
		c.begin()
	}
	res, err := c.run(ctx, p, o)
	if err != nil {
		return nil, c.undo(ctx, o, err)
	}
	if err := c.commit(ctx, o); err != nil {
		return nil, err
	}
	return res, nil
}

// undo rolls back because of err, and returns it.
func (c *Conn) undo(ctx context.Context, o origin, err error) error {
	if failed := c.rollback(ctx, o); failed != nil {
		return errors.Join(err, failed)
	}
	return err
}

func (c *Conn) execute(ctx context.Context, stmt Executable, params []V, o origin) (*Result, error) {
	p, err := c.plan(ctx, stmt, params)
	if err != nil {
		return nil, err
	}
	return c.run(ctx, p, o)
}

// plan is a statement with everything that its execution needs.
type plan struct {
	st        *compiled
	sets      [][]driver.Value
	args      []driver.Value // of a statement without parameters whose values are converted already
	alike     bool           // one that looks the same was compiled before
	key       []*Column      // of an INSERT of one row: the primary key that the result tells
	generated *Column        // of these, the one whose value the database makes
	returning bool           // RETURNING was added to learn it
}

// plan compiles the statement, or finds it compiled, and converts its parameters.
func (c *Conn) plan(ctx context.Context, stmt Executable, params []V) (*plan, error) {
	if stmt == nil {
		return nil, errors.New("orm: Execute of a nil statement")
	}
	lists, sets := elements(params)
	key, cacheable := keyFor(stmt, params, lists)
	known, ok := plan{}, false
	if cacheable {
		known, ok = c.eng.compiled.get(key)
	}
	p := &known
	switch {
	case !ok:
		if err := c.compile(ctx, p, stmt, params, lists); err != nil {
			return nil, err
		}
		if cacheable && !p.alike {
			c.eng.compiled.put(key, *p)
		}
	case len(params) > 1:
		if err := sameKeys(params); err != nil {
			return nil, fmt.Errorf("orm: %w", err)
		}
	}
	return p, c.fillSets(p, sets)
}

// compile compiles the statement.
func (c *Conn) compile(ctx context.Context, p *plan, stmt Executable, params []V, lists map[string]int) error {
	node, err := stmt.tree(params)
	if err != nil {
		return fmt.Errorf("orm: %w", err)
	}
	if insert, ok := stmt.(*InsertStmt); ok && len(params) <= 1 {
		if node, err = c.planKey(ctx, p, node, insert.table); err != nil {
			return err
		}
	}
	if sel, ok := node.(*ast.Select); ok && len(params) == 0 {
		p.st, p.args, p.alike, err = c.eng.compileAlike(sel)
		return err
	}
	p.st, err = c.eng.compileLists(node, lists)
	return err
}

// fillSets converts the parameters of the executions.
func (c *Conn) fillSets(p *plan, sets []V) error {
	if p.args != nil {
		p.sets = [][]driver.Value{p.args}
		return nil
	}
	if len(sets) == 0 {
		sets = []V{nil}
	}
	p.sets = make([][]driver.Value, 0, len(sets))
	for i, set := range sets {
		args, err := p.st.Args(c.eng.dialect, set)
		if err != nil {
			if len(sets) > 1 {
				return fmt.Errorf("orm: parameter set %d: %w", i+1, err)
			}
			return fmt.Errorf("orm: %w", err)
		}
		p.sets = append(p.sets, args)
	}
	if len(p.sets) > 1 && p.st.returnsRows() {
		return errors.New("orm: a statement that returns rows takes one parameter set; execute it once for each")
	}
	return nil
}

// planKey finds out how the primary key of the new row will be known.
func (c *Conn) planKey(ctx context.Context, p *plan, node ast.Stmt, table *Table) (ast.Stmt, error) {
	ins, ok := node.(*ast.Insert)
	if !ok || len(ins.Returning) > 0 || ins.Query != nil || len(ins.Rows) > 1 {
		return node, nil
	}
	if ins.Upsert != nil { // only RETURNING tells which row it was in the end
		if err := c.ready(ctx); err != nil || c.eng.known().LastInsertID {
			return node, err
		}
	}
	p.key = table.PrimaryKey()
	if key := table.generatedKey(); key != nil && !slices.Contains(ins.Columns, key.name) {
		p.generated = key
	}
	if p.generated == nil {
		return ins, nil
	}
	if err := c.ready(ctx); err != nil {
		return nil, err
	}
	if f := c.eng.known(); f.LastInsertID || !f.Returning {
		return ins, nil
	}
	p.returning = true
	with := *ins
	for _, k := range p.key {
		with.Returning = append(with.Returning, k.node)
	}
	return &with, nil
}

func (c *Conn) run(ctx context.Context, p *plan, o origin) (*Result, error) {
	switch {
	case p.st.returnsRows():
		res, err := c.fetch(ctx, p.st, p.sets[0], o)
		if err != nil || !p.returning {
			return res, err
		}
		inserted := &Result{changed: int64(len(res.rows))}
		if row := res.FetchOne(); row != nil {
			inserted.inserted = row.values
		}
		return inserted, nil
	case len(p.sets) > 1:
		counts, err := c.execMany(ctx, p.st, p.sets, o)
		if err != nil {
			return nil, err
		}
		total := int64(0)
		for _, n := range counts {
			total += n
		}
		return &Result{changed: total}, nil
	}
	res, err := c.exec(ctx, p.st, p.sets[0], o)
	if err != nil {
		return nil, err
	}
	out := &Result{changed: affected(res, nil)}
	if p.st.ddl {
		out.changed = -1
	}
	out.inserted, err = c.insertedKey(p, res)
	return out, err
}

// insertedKey puts together the key of a new row: what was given, and the id that the driver tells.
func (c *Conn) insertedKey(p *plan, res driver.Result) ([]any, error) {
	if len(p.key) == 0 || affected(res, nil) == 0 { // nothing was inserted: INSERT OR IGNORE
		return nil, nil
	}
	key := make([]any, len(p.key))
	for i, col := range p.key {
		if col == p.generated {
			id, err := res.LastInsertId()
			if err != nil {
				return nil, fmt.Errorf("orm: the id of the new row: %w", err)
			}
			key[i] = id
			continue
		}
		at := slices.IndexFunc(p.st.Binds, func(b dialect.Bind) bool { return b.Name == col.name })
		if at < 0 {
			continue // made by a default of the database: not known
		}
		v, err := c.eng.dialect.ScanValue(col.sqlType(), p.sets[0][at])
		if err != nil {
			return nil, fmt.Errorf("orm: key column %s: %w", col.name, err)
		}
		key[i] = v
	}
	return key, nil
}

// fetch executes a query and reads it to the end.
func (c *Conn) fetch(ctx context.Context, st *compiled, args []driver.Value, o origin) (*Result, error) {
	start := time.Now()
	open, err := c.open(ctx, st, args, o)
	if err != nil {
		return nil, err
	}
	reader, err := c.reader(open)
	if err != nil {
		open.Close() //nolint:errcheck // the first error is the one to tell
		return nil, err
	}
	res := &Result{head: reader.head, changed: -1}
	for {
		row, err := reader.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			c.report(ctx, st, args, start, -1, err, o)
			open.Close() //nolint:errcheck // the first error is the one to tell
			return nil, err
		}
		res.rows = append(res.rows, row)
	}
	err = open.Close()
	c.report(ctx, st, args, start, int64(len(res.rows)), err, o)
	if err != nil {
		return nil, err
	}
	return res, nil
}

// rowReader makes rows of what the driver gives.
type rowReader struct {
	dialect dialect.Driver
	open    *openRows
	head    *rowHead
	types   []string // the driver's words, where the statement doesn't type its columns
	scratch []driver.Value
}

func (c *Conn) reader(open *openRows) (*rowReader, error) {
	keys := open.Columns()
	r := &rowReader{dialect: c.eng.dialect, open: open, scratch: make([]driver.Value, len(keys))}
	columns := open.st.Columns
	if len(columns) != len(keys) {
		if len(columns) > 0 {
			return nil, fmt.Errorf("orm: the database returned %d columns, the statement has %d", len(keys), len(columns))
		}
		columns = nil
	}
	r.head = &rowHead{keys: slices.Clone(keys), columns: columns}
	for i, col := range columns {
		if col.Name != "" {
			r.head.keys[i] = col.Name
		}
	}
	r.types = databaseTypes(open.rows, len(keys))
	r.head.types = r.types
	return r, nil
}

// next reads a row; io.EOF at the end.
func (r *rowReader) next() (*Row, error) {
	if err := r.open.Next(r.scratch); err != nil {
		return nil, err
	}
	values := make([]any, len(r.scratch))
	for i, v := range r.scratch {
		if r.head.columns == nil || r.head.columns[i].Type.Kind == ast.Unknown {
			values[i] = ownValue(r.dialect.Value(r.types[i], v))
			continue
		}
		got, err := r.dialect.ScanValue(r.head.columns[i].Type, v)
		if err != nil {
			return nil, fmt.Errorf("orm: column %s: %w", r.head.keys[i], err)
		}
		if text, ok := got.(string); ok && (r.head.columns[i].Type.Affinity() == ast.Numeric || r.head.columns[i].Type.Kind == ast.Number) {
			got = Decimal(text)
		}
		values[i] = ownValue(got)
	}
	return &Row{head: r.head, values: values}, nil
}

// Of returns the value of a column of a table. A column that the statement doesn't return, or returns twice, is an
// error.
func (r *Row) Of(c *Column) (any, error) {
	found := -1
	for i, col := range r.head.columns {
		if col.Column == nil || col.Column != c.node {
			continue
		}
		if found >= 0 {
			return nil, fmt.Errorf("orm: the row has column %s twice; use At(i)", c.qualifiedName())
		}
		found = i
	}
	if found >= 0 {
		return r.values[found], nil
	}
	if r.head.columns == nil { // SQL as written: only the name can tell
		return r.Get(c.name)
	}
	return nil, fmt.Errorf("orm: the row has no column %s", c.qualifiedName())
}

// bound is the engine that a statement finds by its tables.
func bound(stmt Executable) (*Engine, error) {
	if m := stmt.metaData(); m != nil && m.Engine() != nil {
		return m.Engine(), nil
	}
	return nil, fmt.Errorf("%w, or execute the statement on an engine: engine.Execute(statement)", ErrUnbound)
}

func executeBound(stmt Executable, params []V) (*Result, error) {
	e, err := bound(stmt)
	if err != nil {
		return nil, err
	}
	return e.Execute(stmt, params...)
}

// Execute executes the query on the engine that its tables are bound to. See Engine.Execute.
func (s *SelectStmt) Execute(params ...V) (*Result, error) { return executeBound(s, params) }

// Execute executes the query on the engine that its tables are bound to. See Engine.Execute.
func (c *CompoundStmt) Execute(params ...V) (*Result, error) { return executeBound(c, params) }

// Execute inserts on the engine that the table is bound to. The statement's columns follow from the parameters' keys.
// See Engine.Execute.
func (i *InsertStmt) Execute(params ...V) (*Result, error) { return executeBound(i, params) }

// Execute updates on the engine that the table is bound to. See Engine.Execute.
func (u *UpdateStmt) Execute(params ...V) (*Result, error) { return executeBound(u, params) }

// Execute deletes on the engine that the table is bound to. See Engine.Execute.
func (d *DeleteStmt) Execute(params ...V) (*Result, error) { return executeBound(d, params) }
