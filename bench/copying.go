// This file holds the ways into PostgreSQL that only it has, by hand: arrays that become rows, a batch of statements in one
// round trip, and COPY with keys from the sequence.

package main

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// native is pgx without an ORM: store writes users in a transaction, and sets their ids.
func native(name string, store func(ctx context.Context, tx pgx.Tx, users []User) error) contestant {
	insert := func(e *Env) func([]User) view {
		return func(source []User) view {
			conn := got(e.DB().Conn(e.ctx))
			defer conn.Close()
			users := slices.Clone(source)
			must(conn.Raw(func(c any) error {
				return pgx.BeginFunc(e.ctx, c.(*stdlib.Conn).Conn(), func(tx pgx.Tx) error { return store(e.ctx, tx, users) })
			}))
			return viewOf(users)
		}
	}
	return contestant{name: name, insert: insert, insertMany: insert}
}

// unnesting sends a column of a thousand rows as one parameter.
func unnesting() contestant {
	const insert = "INSERT INTO users (name, fullname, nickname, age, created) SELECT * FROM " +
		"unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::timestamp[]) RETURNING id"
	return native("unnest", func(ctx context.Context, tx pgx.Tx, users []User) error {
		for part := range slices.Chunk(users, 1000) {
			var name, fullname, nickname []string
			var age []int64
			var created []time.Time
			for _, u := range part {
				name, fullname, nickname = append(name, u.Name), append(fullname, u.Fullname), append(nickname, u.Nickname)
				age, created = append(age, u.Age), append(created, u.Created)
			}
			rows, err := tx.Query(ctx, insert, name, fullname, nickname, age, created)
			if err != nil {
				return err
			}
			if err := takeIDs(rows, part); err != nil {
				return err
			}
		}
		return nil
	})
}

func takeIDs(rows pgx.Rows, users []User) error {
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	for i, id := range ids {
		users[i].ID = id
	}
	return err
}

// batching sends an INSERT for each row, a thousand of them in one round trip.
func batching() contestant {
	return native("batch", func(ctx context.Context, tx pgx.Tx, users []User) error {
		for part := range slices.Chunk(users, 1000) {
			var batch pgx.Batch
			for i := range part {
				u := &part[i]
				batch.Queue(insertUser+"($1, $2, $3, $4, $5) RETURNING id", u.Name, u.Fullname, u.Nickname, u.Age, u.Created).
					QueryRow(func(row pgx.Row) error { return row.Scan(&u.ID) })
			}
			if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
				return err
			}
		}
		return nil
	})
}

// copying takes keys from the sequence and sends the rows by COPY.
func copying() contestant {
	return native("copy", func(ctx context.Context, tx pgx.Tx, users []User) error {
		rows, err := tx.Query(ctx, "SELECT nextval('users_id_seq') FROM generate_series(1, $1::bigint)", len(users))
		if err != nil {
			return err
		}
		if err := takeIDs(rows, users); err != nil {
			return err
		}
		columns := []string{"id", "name", "fullname", "nickname", "age", "created"}
		_, err = tx.CopyFrom(ctx, pgx.Identifier{"users"}, columns, pgx.CopyFromSlice(len(users), func(i int) ([]any, error) {
			u := &users[i]
			return []any{u.ID, u.Name, u.Fullname, u.Nickname, u.Age, u.Created}, nil
		}))
		return err
	})
}
