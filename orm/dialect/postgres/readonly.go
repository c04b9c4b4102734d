// This file holds transactions that the server keeps from writing.

package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/ormsh/ormsh/orm/dialect"
)

// BeginReadOnly starts a transaction that can't write. After its first query the server refuses to change that.
func (d Dialect) BeginReadOnly(level dialect.Isolation) ([]string, error) {
	texts, err := d.Begin(level, false)
	if err != nil {
		return nil, err
	}
	return []string{strings.Replace(texts[0], "BEGIN", "BEGIN READ ONLY", 1), "SELECT 1"}, nil
}

// Refuses lets everything pass that the server sees to by itself.
func (Dialect) Refuses(g dialect.Guard, sql string) error {
	words := traits().Lexis.Words(sql)
	if g == dialect.Unguarded || len(words) == 0 || words[0].Text != "COPY" {
		return nil
	}
	outside := func(w dialect.Word) bool { return w.Depth == 0 && (w.Text == "TO" || w.Text == "PROGRAM") }
	if g == dialect.NoWrites || slices.ContainsFunc(words, outside) {
		return errors.New("COPY may write a file on the server, or run a program there")
	}
	return nil
}

// Fenced asks the server: before version 16, RESET lets a transaction write again.
func (Dialect) Fenced(ctx context.Context, c driver.Conn, q dialect.Querier) (bool, error) {
	native, ok := c.(interface{ Conn() *pgx.Conn })
	if own, wrapped := c.(conn); wrapped {
		native, ok = own.Conn, true
	}
	if !ok {
		return false, fmt.Errorf("postgresql: a %T doesn't tell its transaction", c)
	}
	switch native.Conn().PgConn().TxStatus() {
	case 'I':
		return false, nil
	case 'E':
		return true, nil
	}
	rows, err := q.Query(ctx, "SELECT current_setting('transaction_read_only')")
	return err == nil && rows[0][0] == "on", err
}
