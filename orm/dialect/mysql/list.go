// This file lists what a MySQL or MariaDB database has beside tables.

package mysql

import (
	"context"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// Views lists the views of a database.
func (Dialect) Views(ctx context.Context, q dialect.Querier, schema string) ([]string, error) {
	where, args := here("table_schema", schema)
	return dialect.Names(ctx, q, "SELECT table_name FROM information_schema.views WHERE "+where+" ORDER BY table_name", args...)
}

// ViewSQL is the query of a view as the server prints it.
func (Dialect) ViewSQL(ctx context.Context, q dialect.Querier, schema, view string) (string, error) {
	where, args := here("table_schema", schema)
	rows, err := q.Query(ctx, "SELECT view_definition FROM information_schema.views WHERE "+where+" AND table_name = ?", append(args, view)...)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return dialect.AsText(rows[0][0]), nil
}

// Sequences lists MariaDB's sequences; MySQL has none.
func (Dialect) Sequences(ctx context.Context, q dialect.Querier, schema string) ([]ast.Sequence, error) {
	where, args := here("table_schema", schema)
	rows, err := q.Query(ctx, "SELECT table_name FROM information_schema.tables WHERE "+where+" AND table_type = 'SEQUENCE' ORDER BY table_name", args...)
	if err != nil {
		return nil, err
	}
	list := make([]ast.Sequence, len(rows))
	for i, row := range rows {
		list[i] = ast.Sequence{Schema: schema, Name: dialect.AsText(row[0])}
		from := dialect.QuoteName(traits(), list[i].Name)
		if schema != "" {
			from = dialect.QuoteName(traits(), schema) + "." + from
		}
		numbers, err := q.Query(ctx, "SELECT start_value, increment FROM "+from)
		if err != nil {
			return nil, err
		}
		list[i].Start, list[i].Increment = int64(asInt(numbers[0][0])), int64(asInt(numbers[0][1]))
	}
	return list, nil
}

// HasSequence tells whether there is a sequence of that name.
func (Dialect) HasSequence(ctx context.Context, q dialect.Querier, schema, name string) (bool, error) {
	where, args := here("table_schema", schema)
	rows, err := q.Query(ctx, "SELECT 1 FROM information_schema.tables WHERE "+where+" AND table_type = 'SEQUENCE' AND table_name = ?", append(args, name)...)
	return len(rows) > 0, err
}

// HasEnum is false: an enumeration belongs to its column.
func (Dialect) HasEnum(context.Context, dialect.Querier, string) (bool, error) { return false, nil }
