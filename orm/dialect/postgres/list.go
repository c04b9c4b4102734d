// This file lists what a PostgreSQL schema has beside tables.

package postgres

import (
	"context"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// Views lists the views and materialized views.
func (Dialect) Views(ctx context.Context, q dialect.Querier, schema string) ([]string, error) {
	where, args := seen(schema, nil)
	return dialect.Names(ctx, q, "SELECT c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "+
		"WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND "+where+" ORDER BY c.relname", args...)
}

// ViewSQL is the query of a view as the server prints it.
func (Dialect) ViewSQL(ctx context.Context, q dialect.Querier, schema, view string) (string, error) {
	where, args := seen(schema, nil)
	args = append(args, view)
	name := "$1"
	if schema != "" {
		name = "$2"
	}
	rows, err := q.Query(ctx, "SELECT pg_catalog.pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "+
		"WHERE c.relkind IN ('v', 'm') AND "+where+" AND c.relname = "+name, args...)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return dialect.AsText(rows[0][0]), nil
}

// Sequences lists the sequences that no column owns.
func (Dialect) Sequences(ctx context.Context, q dialect.Querier, schema string) ([]ast.Sequence, error) {
	where, args := seen(schema, nil)
	rows, err := q.Query(ctx, "SELECT c.relname::text, s.seqstart, s.seqincrement FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "+
		"JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0) "+
		"AND "+where+" ORDER BY c.relname", args...)
	if err != nil {
		return nil, err
	}
	list := make([]ast.Sequence, len(rows))
	for i, row := range rows {
		list[i] = ast.Sequence{Schema: schema, Name: dialect.AsText(row[0])}
		list[i].Start, _ = row[1].(int64)
		list[i].Increment, _ = row[2].(int64)
	}
	return list, nil
}
