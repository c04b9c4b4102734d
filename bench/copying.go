// This file holds the fastest way into PostgreSQL by hand: keys from the sequence, rows by COPY.

package main

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// copying is pgx without an ORM.
func copying() contestant {
	return contestant{name: "copy", insertMany: func(e *Env) func([]User) view {
		return func(source []User) view {
			conn := got(e.DB().Conn(e.ctx))
			defer conn.Close()
			users := slices.Clone(source)
			must(conn.Raw(func(c any) error { return copyUsers(e.ctx, c.(*stdlib.Conn).Conn(), users) }))
			return viewOf(users)
		}
	}}
}

func copyUsers(ctx context.Context, conn *pgx.Conn, users []User) error {
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback(ctx) //nolint:errcheck // does nothing after a commit
	rows, err := tx.Query(ctx, "SELECT nextval('users_id_seq') FROM generate_series(1, $1::bigint)", len(users))
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	columns := []string{"id", "name", "fullname", "nickname", "age", "created"}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"users"}, columns, pgx.CopyFromSlice(len(users), func(i int) ([]any, error) {
		u := &users[i]
		u.ID = ids[i]
		return []any{u.ID, u.Name, u.Fullname, u.Nickname, u.Age, u.Created}, nil
	}))
	if err != nil {
		return err
	}
	return tx.Commit(ctx)
}
