// This file answers questions about the schema of a database.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"

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
