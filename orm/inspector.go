// This file answers questions about the schema of a database.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"fmt"

	"github.com/ormsh/ormsh/orm/dialect"
)

// TableNames lists the tables of the database in order of their names. A schema may be given; without one it is the
// connection's own.
func (e *Engine) TableNames(schema ...string) ([]string, error) {
	var names []string
	err := e.inspect(e.readTableNames(&names, schema))
	return names, err
}

// inspection asks questions about the schema on some connection.
type inspection = func(context.Context, dialect.Querier) error

func (e *Engine) readTableNames(names *[]string, schema []string) inspection {
	return func(ctx context.Context, q dialect.Querier) (err error) {
		*names, err = e.dialect.Tables(ctx, q, first(schema))
		return err
	}
}

// first is the schema that was given, if any.
func first(schema []string) string {
	if len(schema) == 0 {
		return ""
	}
	return schema[0]
}

// HasTable tells whether the database has the table. A schema may be given; without one it is the connection's own.
func (e *Engine) HasTable(name string, schema ...string) (bool, error) {
	exists := false
	err := e.inspect(e.readHasTable(&exists, name, schema))
	return exists, err
}

func (e *Engine) readHasTable(exists *bool, name string, schema []string) inspection {
	return func(ctx context.Context, q dialect.Querier) (err error) {
		*exists, err = e.dialect.HasTable(ctx, q, first(schema), name)
		return err
	}
}

// Describe reads one table of the database into a MetaData of its own.
func (e *Engine) Describe(name string, schema ...string) (*Table, error) {
	var table *Table
	err := e.inspect(e.readTable(&table, name, schema))
	return table, err
}

func (e *Engine) readTable(table **Table, name string, schema []string) inspection {
	return func(ctx context.Context, q dialect.Querier) error {
		r := &reflector{ctx: ctx, q: q, d: e.dialect, meta: NewMetaData(Bind(e))}
		if err := r.read(first(schema), name, true); err != nil {
			return err
		}
		*table, _ = r.meta.table((&Table{name: name, schema: first(schema)}).key()) // read has put it there
		return nil
	}
}

// ViewNames lists the views of the database in order of their names. A schema may be given, as for TableNames. A view is
// reflected as a table is, by its name: metadata.Reflect(engine, "a_view").
func (e *Engine) ViewNames(schema ...string) ([]string, error) {
	var names []string
	err := e.list(func(ctx context.Context, q dialect.Querier, l dialect.Lister) (err error) {
		names, err = l.Views(ctx, q, first(schema))
		return err
	})
	return names, err
}

// ViewDefinition is the query of a view, as the database keeps it. A name that isn't a view's is an error of kind MissingTable.
func (e *Engine) ViewDefinition(name string, schema ...string) (string, error) {
	var sql string
	err := e.list(func(ctx context.Context, q dialect.Querier, l dialect.Lister) (err error) {
		if sql, err = l.ViewSQL(ctx, q, first(schema), name); err == nil && sql == "" {
			err = &Error{Kind: MissingTable, Table: name, Err: fmt.Errorf("%s has no view %s", e, name)}
		}
		return err
	})
	return sql, err
}

// Sequences lists the sequences of the database that don't belong to a column. SQLite has none.
func (e *Engine) Sequences(schema ...string) ([]*Sequence, error) {
	var list []*Sequence
	err := e.list(func(ctx context.Context, q dialect.Querier, l dialect.Lister) error {
		found, err := l.Sequences(ctx, q, first(schema))
		for _, s := range found {
			list = append(list, &Sequence{def: s})
		}
		return err
	})
	return list, err
}

// list asks a dialect that can list more than tables.
func (e *Engine) list(ask func(context.Context, dialect.Querier, dialect.Lister) error) error {
	l, ok := e.dialect.(dialect.Lister)
	if !ok {
		return fmt.Errorf("orm: the dialect %s can't list views and sequences", e.dialect.Name())
	}
	return e.inspect(func(ctx context.Context, q dialect.Querier) error { return ask(ctx, q, l) })
}
