// This file tests transactions that the database rolls back by itself.

package orm_test

import (
	"bytes"
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
		_, err := s.WithContext(ctx).Execute(orm.Text( // long, not endless: the driver loses an interrupt that comes just before the first step
			"INSERT INTO t WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 30000000) SELECT x FROM n WHERE x < 0"))
		if cancel(); err != nil && !errors.Is(err, orm.Timeout) || wait > time.Minute {
			t.Fatalf("the long INSERT ends with %v", err)
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

// A server that neither answers nor hears the cancel costs the connection: the session says so at once, not at the next statement.
func TestCancelOfSilentServer(t *testing.T) {
	for name, server := range map[string]func(testing.TB) orm.URL{"mysql": mysqlURL, "postgresql": postgresURL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // the cancel has its time of grace
			ctx, cancel := context.WithCancel(t.Context())
			e := engine(t, behind(t, server(t), func(sent []byte, _ func() error) ([]byte, error) {
				if !bytes.Contains(sent, []byte("unheard")) {
					return nil, nil
				}
				cancel()
				return []byte{}, nil
			}))
			s := orm.NewSession(e)
			must(s.Execute(orm.Text("SELECT 1")))(t)
			if _, err := s.WithContext(ctx).Execute(orm.Text("SELECT 1 AS unheard")); !errors.Is(err, orm.Canceled) {
				t.Errorf("the statement ended with %v", err)
			}
			if err := s.Failed(); !errors.Is(err, orm.Disconnected) {
				t.Errorf("the session says %v", err)
			}
			passed(t, s.Rollback(), s.Failed())
			must(s.Execute(orm.Text("SELECT 1")))(t)
			passed(t, s.Close())
		})
	}
}
