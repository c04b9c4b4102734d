// This file lists what a SQLite database has beside tables.

package sqlite

import (
	"context"
	"regexp"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// Views lists the views of the main database, or of an attached one.
func (Dialect) Views(ctx context.Context, q dialect.Querier, schema string) ([]string, error) {
	return dialect.Names(ctx, q, "SELECT name FROM "+master(schema)+" WHERE type = 'view' ORDER BY name")
}

func master(schema string) string {
	if schema == "" {
		return "sqlite_master"
	}
	return quote(schema) + ".sqlite_master"
}

var viewHead = regexp.MustCompile(`(?is)^\s*CREATE\s+(?:TEMP\s+|TEMPORARY\s+)?VIEW\s+.+?\bAS\s+`)

// ViewSQL is the query of a view as it was written.
func (Dialect) ViewSQL(ctx context.Context, q dialect.Querier, schema, view string) (string, error) {
	rows, err := q.Query(ctx, "SELECT sql FROM "+master(schema)+" WHERE type = 'view' AND name = ?", view)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return viewHead.ReplaceAllString(dialect.AsText(rows[0][0]), ""), nil
}

// Sequences is none: SQLite has no sequences.
func (Dialect) Sequences(context.Context, dialect.Querier, string) ([]ast.Sequence, error) {
	return nil, nil
}
