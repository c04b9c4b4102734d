// This file tests statements at which a server ends the transaction by itself.

package orm_test

import (
	"context"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// What stands behind such a statement is in a transaction again. LOCK TABLES, which that would undo, is refused where there is one.
func TestStatementsThatEndTheTransaction(t *testing.T) {
	e := engine(t, databases[1].url(t))
	s := orm.NewSession(e)
	defer s.Close()
	do := func(sql string) error {
		_, err := s.Execute(orm.Text(sql), nil)
		return err
	}
	for _, sql := range []string{"CREATE TABLE settled (n INT)", "INSERT INTO settled VALUES (1)", "ANALYZE TABLE settled", "INSERT INTO settled VALUES (2)"} {
		if err := do(sql); err != nil {
			t.Fatal(sql, err)
		}
	}
	if err := do("LOCK TABLES settled WRITE"); err == nil || !strings.Contains(err.Error(), "engine.DB()") {
		t.Error("LOCK TABLES:", err)
	}
	if err := s.Rollback(); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{"FLUSH TABLES", "INSERT INTO settled VALUES (3)", "CHECK TABLE settled", "INSERT INTO settled VALUES (4)"} {
		if err := do(sql); err != nil {
			t.Fatal(sql, err)
		}
	}
	if err := s.Rollback(); err != nil {
		t.Fatal(err)
	}
	rows := orm.Must(s.Execute(orm.Text("SELECT n FROM settled ORDER BY n"), nil))
	if got := rows.String(); got != "[(1,), (3,)]" {
		t.Errorf("what lasts is %s", got)
	}
	if err := s.Rollback(); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	c := orm.Must(orm.Must(e.DB()).Conn(ctx))
	for _, sql := range []string{"LOCK TABLES settled WRITE", "INSERT INTO settled VALUES (5)", "UNLOCK TABLES"} {
		if _, err := c.ExecContext(ctx, sql); err != nil {
			t.Error(sql, err)
		}
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}
