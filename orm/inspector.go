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
	in := ""
	if len(schema) > 0 {
		in = schema[0]
	}
	var names []string
	err := e.inspect(func(ctx context.Context, q dialect.Querier) (err error) {
		names, err = e.dialect.Tables(ctx, q, in)
		return err
	})
	return names, err
}

// HasTable tells whether the database has the table. A schema may be given; without one it is the connection's own.
func (e *Engine) HasTable(name string, schema ...string) (bool, error) {
	in := ""
	if len(schema) > 0 {
		in = schema[0]
	}
	exists := false
	err := e.inspect(func(ctx context.Context, q dialect.Querier) (err error) {
		exists, err = e.dialect.HasTable(ctx, q, in, name)
		return err
	})
	return exists, err
}

// Describe reads one table of the database into a MetaData of its own.
func (e *Engine) Describe(name string, schema ...string) (*Table, error) {
	args := []TableArg{Autoload}
	if len(schema) > 0 {
		args = append(args, Schema(schema[0]))
	}
	return NewTable(name, NewMetaData(Bind(e)), args...)
}
