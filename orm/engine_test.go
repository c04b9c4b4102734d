// This file tests engines, connections, transactions and results on real databases: SQLite files, and MariaDB and
// PostgreSQL where a server answers.

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

func usersTable(t testing.TB, m *orm.MetaData) *orm.Table {
	return must(orm.NewTable("users", m, orm.NewColumn("user_id", orm.Integer, orm.PrimaryKey),
		orm.NewColumn("user_name", orm.String(40), orm.Unique), orm.NewColumn("password", orm.String(10))))(t)
}

func TestCreateEngineOpensNothing(t *testing.T) {
	file := t.TempDir() + "/later.db"
	e := engine(t, orm.URL{Dialect: "sqlite", Database: file})
	if _, err := os.Stat(file); err == nil {
		t.Error("the file is there before the first use")
	}
	if f := must(e.Features())(t); f.Server != "SQLite" || !f.ForeignKeys {
		t.Errorf("%+v", f)
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}

// What each kind of use of an engine or connection emits.
func TestEcho(t *testing.T) {
	l := &log{}
	e := engine(t, orm.URL{Dialect: "sqlite", Database: t.TempDir() + "/echo.db"}, orm.EchoTo(echo.Text(l)))
	users := usersTable(t, orm.NewMetaData(orm.Bind(e)))
	var c *orm.Conn
	var n *orm.Nested
	for _, step := range []struct {
		name string
		do   func() error
		want string
	}{
		{"create all", func() error { return users.MetaData().CreateAll(e) },
			"BEGIN (implicit)\nPRAGMA main.table_info(\"users\")\n()\nPRAGMA temp.table_info(\"users\")\n()\n" +
				"\nCREATE TABLE users (\n\tuser_id INTEGER NOT NULL, \n\tuser_name VARCHAR(40), \n\tpassword VARCHAR(10), \n\tPRIMARY KEY (user_id), \n\tUNIQUE (user_name)\n)\n\n\n()\nCOMMIT\n"},
		{"create all again", func() error { return users.MetaData().CreateAll(e) },
			"BEGIN (implicit)\nPRAGMA main.table_info(\"users\")\n()\nCOMMIT\n"},
		{"insert one", func() error {
			_, err := users.Insert().Execute(orm.V{"password": "secure", "user_name": "Mary"})
			return err
		},
			"BEGIN (implicit)\nINSERT INTO users (user_name, password) VALUES (?, ?)\n('Mary', 'secure')\nCOMMIT\n"},
		{"insert many", func() error {
			_, err := users.Insert().Execute(orm.V{"user_name": "Tom"}, orm.V{"user_name": "Fred"})
			return err
		}, "BEGIN (implicit)\nINSERT INTO users (user_name) VALUES (?)\n(('Tom',), ('Fred',))\nCOMMIT\n"},
		{"select", func() error { _, err := users.Select().Execute(); return err },
			"SELECT users.user_id, users.user_name, users.password \nFROM users\n()\n"},
		{"failed insert", func() error {
			_, err := users.Insert().Execute(orm.V{"user_name": "Mary"})
			if !errors.Is(err, orm.UniqueViolation) {
				return fmt.Errorf("want a unique violation: %w", err)
			}
			return nil
		}, "BEGIN (implicit)\nINSERT INTO users (user_name) VALUES (?)\n('Mary',)\nROLLBACK\n"},
		{"text", func() error {
			_, err := e.Execute(orm.Text("select * from users where user_id = :id", orm.V{"id": 2}))
			return err
		},
			"select * from users where user_id = ?\n(2,)\n"},
		{"connect", func() (err error) { c, err = e.Connect(); return err }, ""},
		{"commit of nothing", func() error { return c.Commit() }, ""},
		{"select on a connection", func() error { _, err := c.Execute(orm.Text("select 1")); return err }, "BEGIN (implicit)\nselect 1\n()\n"},
		{"savepoint", func() (err error) { n, err = c.BeginNested(); return err }, ""},
		{"insert inside", func() error { _, err := c.Execute(users.Insert(), orm.V{"user_name": "Ed"}); return err },
			"SAVEPOINT sa_savepoint_1\n()\nINSERT INTO users (user_name) VALUES (?)\n('Ed',)\n"},
		{"back to the savepoint", func() error { return n.Rollback() }, "ROLLBACK TO SAVEPOINT sa_savepoint_1\n()\n"},
		{"unused savepoint", func() (err error) { n, err = c.BeginNested(); return errors.Join(err, n.Commit()) }, ""},
		{"close", func() error { return c.Close() }, "ROLLBACK\n"},
		{"close again", func() error { return c.Close() }, ""},
		{"echo off", func() error { e.SetEcho(false); _, err := users.Select().Execute(); e.SetEcho(true); return err }, ""},
		{"drop all", func() error { return users.MetaData().DropAll(e) },
			"BEGIN (implicit)\nPRAGMA main.table_info(\"users\")\n()\n\nDROP TABLE users\n()\nCOMMIT\n"},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got := l.take(); got != step.want {
			t.Errorf("%s emitted\n%s\nwant\n%s", step.name, got, step.want)
		}
	}
}

func TestTransactions(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		users := usersTable(t, orm.NewMetaData(orm.Bind(e)))
		if err := users.Create(); err != nil {
			t.Fatal(err)
		}
		if err := users.Create(); !errors.Is(err, orm.TableExists) {
			t.Errorf("creating it again: %v", err)
		}
		stop := errors.New("stop")
		add := func(name string, end error) func(*orm.Conn) error {
			return func(c *orm.Conn) error {
				res, err := c.Execute(users.Insert(), orm.V{"user_name": name})
				if err != nil {
					return err
				}
				if key := res.InsertedPrimaryKey(); len(key) != 1 || key[0] == nil {
					t.Errorf("the key of %s is %v", name, key)
				}
				return end
			}
		}
		if err := e.Begin(add("kept", nil)); err != nil {
			t.Fatal(err)
		}
		if err := e.Begin(add("dropped", stop)); !errors.Is(err, stop) {
			t.Fatalf("Begin returned %v", err)
		}
		c := must(e.Connect())(t)
		defer c.Close()
		must(c.Execute(users.Insert(), orm.V{"user_name": "outer"}))(t)
		nested := must(c.BeginNested())(t)
		if _, err := c.Execute(users.Insert(), orm.V{"user_name": "kept"}); !errors.Is(err, orm.UniqueViolation) {
			t.Errorf("a second \"kept\": %v", err)
		}
		if err := nested.Rollback(); err != nil {
			t.Fatal(err)
		}
		if err := c.Commit(); err != nil {
			t.Fatal(err)
		}
		rows := must(orm.Select(users.C("user_name")).OrderBy(users.C("user_name").Asc()).Execute())(t).FetchAll()
		if want := "[('kept',), ('outer',)]"; rows.String() != want {
			t.Errorf("%s, want %s", rows, want)
		}
	})
}

func TestResult(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		users := usersTable(t, orm.NewMetaData(orm.Bind(e)))
		if err := users.Create(); err != nil {
			t.Fatal(err)
		}
		must(users.Insert().Execute(orm.V{"user_name": "Mary", "password": "secure"}))(t)
		if res := must(users.Insert().Execute(orm.V{"user_name": "Tom"}, orm.V{"user_name": "Fred"}, orm.V{"user_name": "Harry"}))(t); res.RowCount() != 3 {
			t.Errorf("%d rows inserted, want 3", res.RowCount())
		}
		r := must(users.Select().OrderBy(users.C("user_id").Asc()).Execute())(t)
		if want := "[(1, 'Mary', 'secure'), (2, 'Tom', None), (3, 'Fred', None), (4, 'Harry', None)]"; r.String() != want {
			t.Errorf("%s, want %s", r, want)
		}
		if row := r.FetchOne(); row.String() != "(1, 'Mary', 'secure')" {
			t.Errorf("the first row is %s", row)
		}
		if rest := r.FetchAll(); rest.String() != "[(2, 'Tom', None), (3, 'Fred', None), (4, 'Harry', None)]" || r.FetchOne() != nil {
			t.Errorf("the rest is %s", rest)
		}
		row := must(users.Select(users.C("user_name").Eq("Harry")).Execute())(t).FetchOne()
		if got := fmt.Sprintf("%v %v %v %v", row.Keys(), must(row.Get("user_id"))(t), must(row.At(1))(t), must(row.Of(users.C("password")))(t)); got != "[user_id user_name password] 4 Harry <nil>" {
			t.Error(got)
		}
		var id int
		var name string
		var password *string
		if err := row.Scan(&id, &name, &password); err != nil || id != 4 || name != "Harry" || password != nil {
			t.Errorf("Scan: %d %q %v, %v", id, name, password, err)
		}
		if err := row.Scan(&id, &name, &name); err == nil || !strings.Contains(err.Error(), "NULL") {
			t.Errorf("NULL into a string: %v", err)
		}
		for _, bad := range []error{second(row.Get("nam")), second(row.At(3)), second(row.Of(users.C("nam"))), row.Scan(&id)} {
			if bad == nil {
				t.Error("a column that isn't there gave no error")
			}
		}
		n := must(must(e.Execute(orm.Text("SELECT count(*) FROM users WHERE user_name <> :n"), orm.V{"n": "Tom"}))(t).Scalar())(t)
		if n != int64(3) {
			t.Errorf("count is %v (%T)", n, n)
		}
		text := must(e.Execute(orm.Text("SELECT user_name FROM users WHERE user_id = 1")))(t)
		if text.String() != "[('Mary',)]" {
			t.Errorf("untyped text is %s", text)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestStream(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		users := usersTable(t, orm.NewMetaData(orm.Bind(e)))
		if err := users.Create(); err != nil {
			t.Fatal(err)
		}
		must(users.Insert().Execute(orm.V{"user_name": "Tom"}, orm.V{"user_name": "Fred"}, orm.V{"user_name": "Harry"}))(t)
		c := must(e.Connect())(t)
		defer c.Close()
		s := must(c.Stream(users.Select()))(t)
		n := 0
		for row, err := range s.All() {
			if err != nil {
				t.Fatal(err)
			}
			n += row.Len()
			if _, err := c.Execute(users.Select()); err == nil || !strings.Contains(err.Error(), "close them first") {
				t.Errorf("a statement beside an open stream: %v", err)
			}
		}
		if n != 9 {
			t.Errorf("%d values, want 9", n)
		}
		must(c.Execute(users.Select()))(t)
		for range must(c.Stream(users.Select()))(t).All() {
			break // left early: the rollback closes it
		}
		if err := c.Rollback(); err != nil {
			t.Fatal(err)
		}
		must(c.Execute(users.Select()))(t)
	})
}

func TestMemoryIsOneConnection(t *testing.T) {
	e := engine(t, orm.URL{Dialect: "sqlite", Database: ":memory:"})
	users := usersTable(t, orm.NewMetaData(orm.Bind(e)))
	if err := users.Create(); err != nil {
		t.Fatal(err)
	}
	holder, guest := must(e.Connect())(t), must(e.Connect())(t)
	defer holder.Close()
	defer guest.Close()
	must(holder.Execute(users.Insert(), orm.V{"user_name": "Mary"}))(t)
	if res := must(users.Select().Execute())(t); len(res.FetchAll()) != 1 {
		t.Error("a read of the engine doesn't see the open transaction")
	}
	if res := must(guest.Execute(users.Select()))(t); len(res.FetchAll()) != 1 {
		t.Error("a read of another connection doesn't see the open transaction")
	}
	for name, write := range map[string]func() error{
		"insert":             func() error { _, err := users.Insert().Execute(orm.V{"user_name": "Tom"}); return err },
		"insert beside":      func() error { _, err := guest.Execute(users.Insert(), orm.V{"user_name": "Tom"}); return err },
		"create":             func() error { return users.Drop() },
		"text that writes":   func() error { _, err := e.Execute(orm.Text("DELETE FROM users")); return err },
		"text behind a with": func() error { _, err := e.Execute(orm.Text("WITH x AS (SELECT 1) DELETE FROM users")); return err },
	} {
		if err := write(); err == nil || !strings.Contains(err.Error(), "connection 1 holds the one connection") {
			t.Errorf("%s beside an open transaction: %v", name, err)
		}
	}
	if err := holder.Rollback(); err != nil {
		t.Fatal(err)
	}
	must(guest.Execute(users.Insert(), orm.V{"user_name": "Tom"}))(t)
	if err := guest.Commit(); err != nil {
		t.Fatal(err)
	}
	if res := must(users.Select().Execute())(t); res.String() != "[(1, 'Tom', None)]" {
		t.Errorf("%s", res)
	}
	if _, err := e.DB(); err == nil || !strings.Contains(err.Error(), "file") {
		t.Errorf("DB of a database in memory: %v", err)
	}
}

// A context that ends stops the statement on the server, and the connection stays usable.
func TestCancel(t *testing.T) {
	slow := map[string]string{
		"sqlite":     "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t) SELECT count(*) FROM t",
		"mysql":      "SELECT count(*) FROM information_schema.columns a, information_schema.columns b, information_schema.columns c, information_schema.columns d",
		"postgresql": "SELECT pg_sleep(60)",
	}
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		must(e.Features())(t)
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		_, err := e.WithContext(ctx).Execute(orm.Text(slow[e.URL().Dialect]))
		if !errors.Is(err, orm.Timeout) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the statement ended with %v", err)
		}
		if _, err := e.WithContext(ctx).Execute(orm.Text("SELECT 1")); !errors.Is(err, orm.Timeout) {
			t.Errorf("a statement under an ended context: %v", err)
		}
		must(e.Execute(orm.Text("SELECT 1")))(t)
	})
}

// A context that ends at any moment of a statement costs that statement, not the connection and not the transaction.
func TestCancelAtAnyMoment(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		must(e.Execute(orm.Text("CREATE TABLE moments (x INTEGER)")))(t)
		s := orm.NewSession(e)
		must(s.Execute(orm.Text("INSERT INTO moments VALUES (-1)")))(t)
		done := false
		for asked := 0; !done; asked++ {
			ctx := &endingContext{Context: t.Context(), left: asked, ended: make(chan struct{})}
			_, err := s.WithContext(ctx).Execute(orm.Text("SELECT x FROM moments WHERE x = :n"), orm.V{"n": asked % 3}) // prepared anew now and then
			if err != nil && !errors.Is(err, orm.Canceled) {
				t.Fatalf("asked %d times: %v", asked, err)
			}
			done = err == nil && !ctx.over()
			if e.URL().Dialect == "postgresql" && s.Failed() != nil { // the server's own rule
				passed(t, s.Rollback())
				must(s.Execute(orm.Text("INSERT INTO moments VALUES (-1)")))(t)
			}
			if res := must(s.Execute(orm.Text("SELECT x FROM moments")))(t); res.String() != "[(-1,)]" {
				t.Fatalf("asked %d times, the transaction has %s", asked, res)
			}
		}
		passed(t, s.Rollback())
		must(e.Execute(orm.Text("DROP TABLE moments")))(t)
	})
}

// endingContext is a context that ends when it has been asked for its end a number of times.
type endingContext struct {
	context.Context
	mu    sync.Mutex
	left  int
	ended chan struct{}
}

func (c *endingContext) Done() <-chan struct{} { c.asked(); return c.ended }

func (c *endingContext) Err() error {
	if c.asked() {
		return context.Canceled
	}
	return nil
}

func (c *endingContext) over() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.left <= 0
}

func (c *endingContext) asked() (over bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left--; c.left == -1 {
		close(c.ended)
	}
	return c.left < 0
}

func TestTransactionControlAsTextIsRefused(t *testing.T) {
	e := engine(t, orm.URL{Dialect: "sqlite"})
	for _, sql := range []string{"BEGIN", "  commit", "/* x */ ROLLBACK", "START TRANSACTION", "-- x\nEND"} {
		if _, err := e.Execute(orm.Text(sql)); err == nil || !strings.Contains(err.Error(), "Commit, Rollback") {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

func TestHiddenAndSecretParameters(t *testing.T) {
	for name, opts := range map[string][]orm.EngineOption{"secret column": nil, "hidden": {orm.HideParameters(true)}} {
		l := &log{}
		e := engine(t, orm.URL{Dialect: "sqlite"}, append(opts, orm.EchoTo(echo.Tee(echo.Text(l), echo.JSON(l))))...)
		m := orm.NewMetaData(orm.Bind(e))
		users := must(orm.NewTable("users", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("password", orm.String(), orm.Secret, orm.Unique)))(t)
		if err := users.Create(); err != nil {
			t.Fatal(err)
		}
		must(users.Insert().Execute(orm.V{"password": "hunter2"}))(t)
		_, err := users.Insert().Execute(orm.V{"password": "hunter2"})
		must(users.Select(users.C("password").Eq("hunter2")).Execute())(t)
		if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(l.String(), "hunter2") || !strings.Contains(l.String(), "('***',)") {
			t.Errorf("%s: the value shows, or nothing was logged:\n%v\n%s", name, err, l)
		}
	}
}

func TestConnectErrors(t *testing.T) {
	for _, c := range []struct {
		url  string
		kind orm.ErrorKind
		want []string
	}{
		{"mysql+pymysql://localhost:testpass@root/test", orm.CannotConnect, []string{`user "localhost", password ***, host "root", database "test"`,
			"did you mean mysql+pymysql://root:***@localhost/test?"}},
		{"mysql://u:testpass@127.0.0.1:1/db", orm.CannotConnect, []string{"is the server running"}},
		{"postgresql://u:testpass@127.0.0.1:1/db", orm.CannotConnect, []string{"is the server running"}},
		{"postgresql://u:testpass@/db?host=/nowhere", orm.CannotConnect, []string{"no such Unix socket"}},
		{"mysql://u:testpass@/db?unix_socket=/nowhere/s", orm.CannotConnect, []string{"no such Unix socket"}},
		{"sqlite:////nowhere/x.db", orm.MissingDatabase, []string{"the directory /nowhere"}},
	} {
		e := must(orm.CreateEngine(c.url))(t)
		_, err := e.Connect()
		if !errors.Is(err, c.kind) {
			t.Errorf("%s: %v, want kind %v", e.URL(), err, c.kind)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v\nwant in it %s", e.URL(), err, want)
			}
		}
		if strings.Contains(fmt.Sprintf("%v %+v %#v %s", err, err, e.URL(), e), "testpass") {
			t.Errorf("%s shows the password", e.URL())
		}
	}
}
