// This file tests the ways to reach a database, and what an engine shares with others.

package orm_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

// A Unix socket is reached without a host, or by the parameter that names it.
func TestUnixSockets(t *testing.T) {
	for _, c := range []struct {
		name, socket string
		tcp          func(testing.TB) orm.URL
		urls         []string
	}{
		{"postgresql", "/var/run/postgresql/.s.PGSQL.5432", postgresURL, []string{"postgresql+psycopg2://USER@/DB", "postgresql://USER@/DB?host=/var/run/postgresql",
			"postgresql://USER@/DB?unix_socket=/var/run/postgresql"}},
		{"mysql", "/run/mysqld/mysqld.sock", mysqlURL, []string{"mysql+pymysql://USER@/DB?unix_socket=/run/mysqld/mysqld.sock&charset=utf8mb4"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tcp := c.tcp(t)
			if _, err := os.Stat(c.socket); err != nil {
				t.Skipf("the server has no socket at %s", c.socket)
			}
			for _, url := range c.urls {
				u := must(orm.ParseURL(strings.NewReplacer("USER", tcp.User, "DB", tcp.Database).Replace(url)))(t)
				u.Password = tcp.Password
				e := engine(t, u)
				if f := must(e.Features())(t); f.Database != tcp.Database {
					t.Errorf("%s: %+v", u, f)
				}
			}
		})
	}
}

// DB is the same database through database/sql.
func TestDB(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		users := usersTable(t, orm.NewMetaData(orm.Bind(e)))
		if err := users.Create(); err != nil {
			t.Fatal(err)
		}
		must(users.Insert().Execute(orm.V{"user_name": "Mary"}))(t)
		db := must(e.DB())(t)
		var name string
		if err := db.QueryRow("SELECT user_name FROM users").Scan(&name); err != nil || name != "Mary" {
			t.Errorf("%q, %v", name, err)
		}
		if again := must(e.DB())(t); again != db {
			t.Error("the second call made another one")
		}
		c := must(db.Conn(t.Context()))(t)
		defer c.Close()
		own := map[string]string{"sqlite": "*sqlite3.SQLiteConn", "mysql": "*mysql.mysqlConn", "postgresql": "*stdlib.Conn"}
		passed(t, c.Raw(func(raw any) error {
			if got := fmt.Sprintf("%T", raw); got != own[e.URL().Dialect] {
				t.Errorf("Raw gives a %s", got)
			}
			return nil
		}))
	})
}

// The base context is asked at each statement; WithContext goes before it.
func TestBaseContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	current := context.Background()
	e := engine(t, orm.URL{Dialect: "sqlite"}, orm.BaseContext(func() context.Context { return current }))
	must(e.Execute(orm.Text("SELECT 1")))(t)
	cancel()
	current = ctx
	if _, err := e.Execute(orm.Text("SELECT 1")); !errors.Is(err, orm.Canceled) || !errors.Is(err, context.Canceled) {
		t.Errorf("under an ended base context: %v", err)
	}
	must(e.WithContext(context.Background()).Execute(orm.Text("SELECT 1")))(t)
}

// The origin of a statement comes from the context, its sequence from the engine.
func TestEventsCarryTheirOrigin(t *testing.T) {
	var events []echo.Event
	ctx := echo.WithOrigin(context.Background(), func() echo.Origin { return echo.Origin{Cell: 4, Line: 2} })
	e := engine(t, orm.URL{Dialect: "sqlite"}, orm.EchoTo(sinkFunc(func(e echo.Event) { events = append(events, e) }))).WithContext(ctx)
	must(e.Execute(orm.Text("CREATE TABLE t (x INTEGER)")))(t)
	must(e.Execute(orm.Text("INSERT INTO t VALUES (1), (2)")))(t)
	must(e.Execute(orm.Text("SELECT * FROM t")))(t)
	ops, rows := "", []int64{}
	for i, ev := range events {
		ops += string(ev.Op) + " "
		rows = append(rows, ev.Rows)
		if ev.Origin.Cell != 4 || ev.Origin.Line != 2 || ev.Seq != uint64(i+1) || ev.Dialect != "sqlite" {
			t.Errorf("%+v", ev)
		}
	}
	if ops != "BEGIN STATEMENT COMMIT BEGIN STATEMENT COMMIT STATEMENT " || rows[4] != 2 || rows[6] != 2 {
		t.Errorf("%s %v", ops, rows)
	}
}

type sinkFunc func(echo.Event)

func (f sinkFunc) Emit(_ context.Context, e echo.Event) { f(e) }

// A connection that died while it was idle is found out before it is used.
func TestPrePing(t *testing.T) {
	kill := map[string]string{
		"postgresql": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
		"mysql":      "SELECT group_concat(concat('KILL ', id)) FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()",
	}
	for _, db := range databases[1:] {
		t.Run(db.name, func(t *testing.T) {
			u := db.url(t)
			e, other := engine(t, u, orm.PrePing(time.Nanosecond)), engine(t, u)
			must(e.Execute(orm.Text("SELECT 1")))(t)
			res := must(other.Execute(orm.Text(kill[db.name])))(t)
			if db.name == "mysql" {
				must(other.Execute(orm.Text(must(res.Scalar())(t).(string))))(t)
			}
			must(e.Execute(orm.Text("SELECT 1")))(t)
		})
	}
}

// Statements of many goroutines go over connections of their own.
func TestEngineFromManyGoroutines(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		users := usersTable(t, orm.NewMetaData(orm.Bind(e)))
		if err := users.Create(); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for g := range 4 {
			wg.Go(func() {
				for range 10 {
					if _, err := users.Insert().Execute(orm.V{"password": string(rune('a' + g))}); err != nil {
						t.Error(err)
					}
					if _, err := users.Select().Execute(); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if res := must(users.Select().Execute())(t); len(res.FetchAll()) != 40 {
			t.Errorf("%s", res)
		}
	})
}

func TestClosedEngine(t *testing.T) {
	for _, u := range []orm.URL{{Dialect: "sqlite"}, {Dialect: "sqlite", Database: t.TempDir() + "/closed.db"}} {
		e := must(orm.CreateEngineURL(u))(t)
		must(e.Features())(t)
		must(e.Execute(orm.Text("SELECT 1")))(t)
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Execute(orm.Text("SELECT 1")); !errors.Is(err, orm.ErrClosed) {
			t.Errorf("%s: %v", u, err)
		}
		if err := e.Close(); err != nil {
			t.Errorf("closing twice: %v", err)
		}
	}
}

// A key is told only where a row was inserted.
func TestInsertedKeyOfAnUpsert(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		users := usersTable(t, orm.NewMetaData(orm.Bind(e)))
		if err := users.Create(); err != nil {
			t.Fatal(err)
		}
		must(users.Insert().Execute(orm.V{"user_name": "Mary"}))(t)
		ignore := users.Insert().OnConflict("user_name").DoNothing()
		switch e.URL().Dialect {
		case "mysql":
			ignore = users.Insert().Prefix("IGNORE")
		case "sqlite":
			ignore = users.Insert().Prefix("OR IGNORE")
		}
		res := must(ignore.Execute(orm.V{"user_name": "Mary"}))(t)
		if key := res.InsertedPrimaryKey(); key != nil || res.RowCount() != 0 {
			t.Errorf("nothing was inserted, the key is %v, %d rows", key, res.RowCount())
		}
	})
}
