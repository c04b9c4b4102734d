// This file makes tables of what the database says it has.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"time"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// Bind binds a MetaData to an engine: its tables and statements execute there.
func Bind(e *Engine) MetaDataOption { return metaDataOptionFunc(func(m *MetaData) { m.bind = e }) }

// BoundMetaData makes an engine for the URL and a MetaData bound to it.
func BoundMetaData(url string, opts ...EngineOption) (*MetaData, error) {
	e, err := CreateEngine(url, opts...)
	if err != nil {
		return nil, err
	}
	return NewMetaData(Bind(e)), nil
}

// Engine is the engine that the MetaData is bound to, nil when there is none.
func (m *MetaData) Engine() *Engine {
	e, _ := m.bind.(*Engine)
	return e
}

func (e *Engine) dialectOf() dialect.Dialect { return e.dialect }

// Reflect reads the tables of the database into the MetaData, all of them or only those named, and the tables that
// they refer to. Tables that the MetaData has already are left as they are.
func (m *MetaData) Reflect(e *Engine, only ...string) error {
	return e.inspect(func(ctx context.Context, q dialect.Querier) error {
		r := &reflector{ctx: ctx, q: q, d: e.dialect, meta: m}
		if len(only) == 0 {
			names, err := e.dialect.Tables(ctx, q, m.schema)
			if err != nil {
				return err
			}
			only = names
		}
		for _, name := range only {
			if err := r.read(m.schema, name, true); err != nil {
				return err
			}
		}
		return nil
	})
}

// autoload fills a table from the database, beside the columns that its definition names, and reads the tables it
// refers to.
func (e *Engine) autoload(t *Table) error {
	return e.inspect(func(ctx context.Context, q dialect.Querier) error {
		r := &reflector{ctx: ctx, q: q, d: e.dialect, meta: t.meta, pending: []string{t.key()}}
		found, err := e.dialect.Reflect(ctx, q, t.schema, t.name)
		if err != nil {
			return err
		}
		if found == nil {
			return &Error{Kind: MissingTable, Table: t.name, Err: fmt.Errorf("%s has no table %s", e, t.key())}
		}
		if err := r.fill(t, found); err != nil {
			return err
		}
		return r.references(found)
	})
}

// reflector reads tables into one MetaData.
type reflector struct {
	ctx     context.Context
	q       dialect.Querier
	d       dialect.Driver
	meta    *MetaData
	pending []string // being read, further up
}

// read reads one table and those it refers to. A table that must exist and doesn't is an error.
func (r *reflector) read(schema, name string, must bool) error {
	key := (&Table{name: name, schema: schema}).key()
	if _, have := r.meta.table(key); have || slices.Contains(r.pending, key) {
		return nil
	}
	found, err := r.d.Reflect(r.ctx, r.q, schema, name)
	if err != nil {
		return err
	}
	if found == nil {
		if must {
			return &Error{Kind: MissingTable, Table: name, Err: fmt.Errorf("the database has no table %s", key)}
		}
		return nil
	}
	t := &Table{name: name, schema: schema, meta: r.meta, byName: map[string]*Column{}, source: &ast.Table{Schema: schema, Name: name}}
	if err := r.fill(t, found); err != nil {
		return err
	}
	if err := r.meta.add(t); err != nil {
		return err
	}
	return r.references(found)
}

func (r *reflector) references(found *dialect.Reflected) error {
	for _, k := range found.Def.Constraints {
		if k.Kind != ast.ForeignKeyConstraint {
			continue
		}
		if err := r.read(k.RefSchema, k.RefTable, false); err != nil {
			return err
		}
	}
	return nil
}

// fill adds what the database knows to a table.
func (r *reflector) fill(t *Table, found *dialect.Reflected) error {
	if t.comment == "" {
		t.comment = found.Def.Comment
	}
	if len(t.options) == 0 {
		t.options = found.Def.Options
	}
	for i := range found.Def.Columns {
		def := &found.Def.Columns[i]
		if t.byName[def.Name] != nil {
			continue // the program's own definition stands
		}
		if err := t.addColumn(columnFrom(def)); err != nil {
			return fmt.Errorf("table %s: %w", t.key(), err)
		}
	}
	for _, k := range found.Def.Constraints {
		if err := t.AddConstraint(constraintFrom(k)); err != nil {
			return fmt.Errorf("table %s: %w", t.key(), err)
		}
	}
	for _, def := range found.Def.Columns {
		if c := t.byName[def.Name]; def.Generated && c.autoincrement == ast.AutoincrementAuto && t.generatedKey() != c {
			c.autoincrement = ast.AutoincrementOn // beside the key, or a part of it
		}
	}
	for _, ix := range found.Indexes {
		if err := t.AddIndex(indexFrom(ix)); err != nil {
			return fmt.Errorf("table %s: %w", t.key(), err)
		}
	}
	return nil
}

func columnFrom(def *ast.ColumnDef) *Column {
	c := NewColumn(def.Name, typeFrom(def.Type))
	c.pk, c.notNull = def.PrimaryKey, def.NotNull && !def.PrimaryKey
	c.serverDefault, c.computed, c.identity = def.Default, def.Computed, def.Identity
	c.collate, c.comment = def.Collate, def.Comment
	if def.PrimaryKey && !def.Generated && def.Identity == nil {
		c.autoincrement = ast.AutoincrementOff
	}
	return c
}

func constraintFrom(k ast.Constraint) *Constraint {
	out := &Constraint{kind: k.Kind, name: k.Name, columns: k.Columns, sql: k.SQL, onDelete: k.OnDelete, onUpdate: k.OnUpdate, deferred: k.Defer, oneNull: k.OneNull}
	target := (&Table{name: k.RefTable, schema: k.RefSchema}).key()
	for _, col := range k.RefCols {
		out.refs = append(out.refs, target+"."+col)
	}
	return out
}

// indexFrom makes an index; one over plain columns names them.
func indexFrom(def ast.Index) *Index {
	ix := &Index{name: def.Name, unique: def.Unique, where: def.Where, using: def.Using, include: def.Include, oneNull: def.OneNull}
	for _, part := range def.Parts {
		c, ok := part.(*ast.Column)
		if !ok {
			ix.columns, ix.parts = nil, def.Parts
			return ix
		}
		ix.columns = append(ix.columns, c.Name)
	}
	return ix
}

// typeFrom is the public form of a type.
func typeFrom(t ast.Type) Type {
	switch t.Kind {
	case ast.Varchar:
		return StringType{Length: t.Length}
	case ast.Char:
		return CharType{Length: t.Length}
	case ast.Numeric:
		return NumericType{Precision: t.Precision, Scale: t.Scale}
	case ast.Enum:
		return EnumType{def: t.Enum}
	case ast.Custom:
		return CustomType{def: t.Custom}
	case ast.DateTime, ast.Time:
		if t.Precision > 0 && !t.Zone {
			return TimeType{OfDay: t.Kind == ast.Time, Precision: t.Precision}
		}
	case ast.Float:
		if t.Precision > 0 {
			return FloatType{Precision: t.Precision}
		}
	}
	t.Length, t.Precision, t.Scale = 0, 0, 0
	if t.Kind == ast.Time {
		t.Zone = false
	}
	for basic, known := range basicKinds {
		if known == t && known.Kind != ast.Unknown {
			return BasicType(basic)
		}
	}
	return CustomType{def: &ast.CustomDef{Name: "NULL"}}
}

// connQuerier asks the questions of a dialect on a connection, with an echo.
type connQuerier struct{ c *Conn }

// Query implements dialect.Querier.
func (q *connQuerier) Query(ctx context.Context, sql string, args ...driver.Value) ([][]driver.Value, error) {
	st := literal(sql, false)
	start := time.Now()
	open, err := q.c.open(ctx, st, args, origin{})
	if err != nil {
		return nil, err
	}
	rows, err := readAll(q.c.eng.dialect, lockedRows{open})
	if closing := open.Close(); err == nil {
		err = closing
	}
	q.c.report(ctx, st, args, start, int64(len(rows)), err, origin{})
	return rows, err
}

// Unseen is the same connection without an echo.
func (q *connQuerier) Unseen() dialect.Querier { return unseen{q.c} }

type unseen struct{ c *Conn }

// Query implements dialect.Querier.
func (q unseen) Query(ctx context.Context, sql string, args ...driver.Value) ([][]driver.Value, error) {
	if err := q.c.ready(ctx); err != nil {
		return nil, err
	}
	unlock := q.c.lock()
	defer unlock()
	return querier{q.c.eng.dialect, q.c.pc}.Query(ctx, sql, args...)
}

// lockedRows is driver.Rows over rows that lock the connection while they are read.
type lockedRows struct{ *openRows }

// ColumnTypeDatabaseTypeName is the driver's word for a column's type.
func (r lockedRows) ColumnTypeDatabaseTypeName(i int) string {
	return databaseTypes(r.rows, i+1)[i]
}
