// This file tests transactions that the database rolls back by itself.

package orm_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/ormsh/ormsh/orm"
)

// SQLite rolls all of a transaction back where a write is interrupted: what follows must not be committed a statement at a time.
func TestInterruptedWrite(t *testing.T) {
	for _, name := range []string{"a file", "in memory", "sandbox"} {
		t.Run(name, func(t *testing.T) {
			u, opts := orm.URL{Dialect: "sqlite", Database: t.TempDir() + "/test.db"}, []orm.EngineOption(nil)
			switch name {
			case "in memory":
				u.Database = ""
			case "sandbox":
				opts = append(opts, orm.Sandbox())
			}
			e := engine(t, u, opts...)
			interruptWrite(t, e)
			if name != "sandbox" {
				return
			}
			passed(t, e.Close())
			if left := must(engine(t, u).TableNames())(t); len(left) > 0 {
				t.Errorf("the sandbox leaves %v", left)
			}
		})
	}
}

func interruptWrite(t *testing.T, e *orm.Engine) {
	must(e.Execute(orm.Text("CREATE TABLE t (x INTEGER)")))(t)
	s := orm.NewSession(e)
	must(s.Execute(orm.Text("INSERT INTO t VALUES (1)")))(t)
	for wait := time.Millisecond; s.Failed() == nil; wait *= 2 { // a context that ends before the statement begins leaves the transaction open
		ctx, cancel := context.WithTimeout(t.Context(), wait)
		_, err := s.WithContext(ctx).Execute(orm.Text(
			"INSERT INTO t WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n WHERE x < 0"))
		if cancel(); !errors.Is(err, orm.Timeout) || wait > time.Minute {
			t.Fatalf("the endless INSERT ends with %v", err)
		}
	}
	if _, err := s.Execute(orm.Text("INSERT INTO t VALUES (2)")); !errors.Is(err, orm.ErrInactive) {
		t.Errorf("after the interrupt: %v", err)
	}
	if err := s.Commit(); !errors.Is(err, orm.ErrInactive) {
		t.Errorf("Commit after the interrupt: %v", err)
	}
	passed(t, s.Rollback())
	must(s.Execute(orm.Text("CREATE TABLE IF NOT EXISTS t (x INTEGER)")))(t) // a sandbox has lost it, too
	must(s.Execute(orm.Text("INSERT INTO t VALUES (3)")))(t)
	passed(t, s.Commit())
	if rows := must(s.Execute(orm.Text("SELECT x FROM t")))(t); rows.String() != "[(3,)]" {
		t.Errorf("the table has %s", rows)
	}
	passed(t, s.Close())
}
