// This file holds the statements of a mapper: built once per shape, kept compiled, filled from struct fields.
//
//layer:6 session, flush, query, load

package orm

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// mapperSQL keeps the compiled statements of one mapper for one engine.
type mapperSQL struct {
	mu    sync.RWMutex
	kept  map[string]*compiled
	codec []codec // by column
}

// codec converts the values of a column between field and driver. simple columns need nothing: the driver's values are
// those that access reads and writes.
type codec struct {
	typ    ast.Type
	simple bool
	times  dialect.TimeWriter // where a time is bound as text; else nil
}

// statements finds what is kept for an engine. Engines of one database share nothing: their servers may differ.
func (m *Mapper) statements(e *Engine) *mapperSQL {
	if kept, ok := m.sql.Load(e.core); ok {
		return kept.(*mapperSQL)
	}
	fresh := &mapperSQL{kept: map[string]*compiled{}, codec: make([]codec, len(m.props))}
	for i, p := range m.props {
		typ := p.col.node.Type
		fresh.codec[i] = codec{typ: typ, simple: simpleType(typ)}
		switch typ.Kind {
		case ast.Date, ast.DateTime, ast.Time:
			fresh.codec[i].times, _ = e.dialect.(dialect.TimeWriter)
		}
	}
	kept, _ := m.sql.LoadOrStore(e.core, fresh)
	return kept.(*mapperSQL)
}

func simpleType(t ast.Type) bool {
	switch t.Kind {
	case ast.Integer, ast.SmallInteger, ast.BigInteger, ast.Float, ast.Double, ast.Varchar, ast.LongText, ast.Char:
		return true
	}
	return false
}

// get returns the statement of a shape, made by build at its first use. shape is any text that tells shapes apart.
func (q *mapperSQL) get(e *Engine, shape string, build func() ast.Stmt) (*compiled, error) {
	q.mu.RLock()
	st := q.kept[shape]
	q.mu.RUnlock()
	if st != nil {
		return st, nil
	}
	st, err := e.compile(build())
	if err != nil {
		return nil, err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	const most = 512 // shapes of multi-row inserts and partial updates; beyond it start over
	if len(q.kept) >= most {
		clear(q.kept)
	}
	q.kept[shape] = st
	return st, nil
}

// bind reads a column of an object as the driver wants it.
func (q *mapperSQL) bind(e *Engine, m *Mapper, col int, p access.Ptr, room *access.Boxes) (driver.Value, error) {
	if times := q.codec[col].times; times != nil && room != nil {
		if t, ok := m.props[col].field.Time(p); ok {
			if text, ok := times.AppendTime(room.Begin(), q.codec[col].typ, t); ok {
				return room.End(text), nil
			}
		}
	}
	v, err := m.props[col].field.Boxed(p, room)
	if err != nil || v == nil {
		return nil, err
	}
	return q.convert(e, m, col, v)
}

// convert turns a plain value into the driver's.
func (q *mapperSQL) convert(e *Engine, m *Mapper, col int, v any) (driver.Value, error) {
	if q.codec[col].simple {
		switch v := v.(type) {
		case int64, string:
			return v, nil
		case float64:
			if !math.IsNaN(v) {
				return v, nil
			}
		}
	}
	d, err := e.dialect.BindValue(q.codec[col].typ, v)
	if err != nil {
		return nil, fmt.Errorf("orm: %s.%s: %w", m.name, m.props[col].field.Name, err)
	}
	return d, nil
}

// keyValues are the arguments of selectByKey.
func (q *mapperSQL) keyValues(e *Engine, m *Mapper, key []any) (args []driver.Value, err error) {
	args = make([]driver.Value, len(key))
	for i, v := range key {
		if args[i], err = q.convert(e, m, m.keys[i], v); err != nil {
			return nil, err
		}
	}
	return args, nil
}

// store writes a driver's value into a column of an object.
func (q *mapperSQL) store(e *Engine, m *Mapper, col int, p access.Ptr, v driver.Value) (null bool, err error) {
	var value any = v
	if v != nil && !q.codec[col].simple {
		if value, err = e.dialect.ScanValue(q.codec[col].typ, v); err != nil {
			return false, fmt.Errorf("orm: %s.%s: %w", m.name, m.props[col].field.Name, err)
		}
	}
	if null, err = m.props[col].field.Set(p, value); err != nil {
		err = fmt.Errorf("orm: %w", err)
	}
	return null, err
}

// param is a bind that each execution fills.
func (m *Mapper) param(col int) *ast.Bind {
	c := m.props[col].col.node
	return &ast.Bind{Name: c.Name, Value: ast.Param{}, Type: c.Type, Secret: c.Secret}
}

// column is a column of the mapper, of its table or of an alias of it.
func (m *Mapper) column(i int, from ast.Source) *ast.Column {
	return m.own(i).in(from)
}

// whereKey is "key = ?" for each key column.
func (m *Mapper) whereKey() []ast.Expr {
	list := make([]ast.Expr, len(m.keys))
	for i, at := range m.keys {
		list[i] = &ast.Binary{Op: ast.Eq, L: m.column(at, nil), R: m.param(at), Type: ast.Type{Kind: ast.Boolean}}
	}
	return list
}

func (m *Mapper) insertStmt(cols []int, rows int, returning []int) ast.Stmt {
	ins := &ast.Insert{Table: m.table.source}
	for _, c := range cols {
		ins.Columns = append(ins.Columns, m.own(max(c, computed(c))).name)
	}
	for range rows {
		row := make([]ast.Expr, len(cols))
		for i, c := range cols {
			if c < 0 {
				col := m.props[computed(c)].col
				row[i] = col.def.made(col)
			} else {
				row[i] = m.param(c)
			}
		}
		ins.Rows = append(ins.Rows, row)
	}
	for _, c := range returning {
		ins.Returning = append(ins.Returning, m.column(c, nil))
	}
	return ins
}

func (m *Mapper) updateStmt(cols []int) ast.Stmt {
	up := &ast.Update{Table: m.table.source, Where: m.whereKey()}
	for _, c := range cols {
		up.Set = append(up.Set, ast.Set{Column: m.props[c].col.name, Value: m.param(c)})
	}
	up.Where = append(up.Where, m.whereVersion()...)
	return up
}

func (m *Mapper) deleteStmt() ast.Stmt {
	return &ast.Delete{Table: m.table.source, Where: append(m.whereKey(), m.whereVersion()...)}
}

// rowColumns are the columns that identify a row for UPDATE and DELETE: its key, and its version where the table has it.
func (m *Mapper) rowColumns() []int {
	if m.version < m.from {
		return m.keys
	}
	return append(slices.Clone(m.keys), m.version)
}

func (m *Mapper) whereVersion() []ast.Expr {
	if m.version < m.from {
		return nil
	}
	return []ast.Expr{&ast.Binary{Op: ast.Eq, L: m.column(m.version, nil), R: m.param(m.version), Type: ast.Type{Kind: ast.Boolean}}}
}

// selectByKey reads one object by its key.
func (m *Mapper) selectByKey(p *loadPlan) *ast.Select {
	return &ast.Select{Columns: p.pick.columns(nil), From: fromOf(p.source()), Where: append(m.parts[0].whereKey(), m.kindCond(nil)...), Labels: ast.LabelTableColumn}
}

// selectColumns reads some columns of one object by its key.
func (m *Mapper) selectColumns(cols []int) ast.Stmt {
	sel := &ast.Select{Labels: ast.LabelTableColumn}
	var parts []*Mapper // that have one of the columns
	for _, at := range cols {
		if m.props[at].sql != nil {
			sel.Columns = append(sel.Columns, m.listed(at, nil))
			parts = slices.Clone(m.parts) // it may name columns of all
			continue
		}
		sel.Columns = append(sel.Columns, m.partOf(at).column(at, nil))
		if part := m.partOf(at); !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	if slices.Contains(parts, m.parts[0]) {
		sel.From, sel.Where = []ast.Source{m.rows}, append(m.parts[0].whereKey(), m.kindCond(nil)...)
		return sel
	}
	slices.SortFunc(parts, func(a, b *Mapper) int { return cmp.Compare(a.from, b.from) })
	var from ast.Source = parts[0].table.source
	for i, part := range parts[1:] {
		from = &ast.Join{Left: from, Right: part.table.source, On: part.joinOn(parts[i], nil)}
	}
	sel.From = fromOf(from)
	for _, at := range m.keys {
		sel.Where = append(sel.Where, compared(ast.Eq, m.param(at), parts[0].column(at, nil)))
	}
	return sel
}

// shapeOf tells statements apart by kind, number of rows and columns.
func shapeOf(kind byte, rows int, lists ...[]int) string {
	b := []byte{kind, byte(rows), byte(rows >> 8)}
	for _, cols := range lists {
		b = append(b, 0xff)
		for _, c := range cols {
			b = append(b, byte(c), byte(c>>8))
		}
	}
	return string(b)
}
