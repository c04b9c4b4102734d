// This file tests that failures have the same kinds on all databases, and what becomes of transactions that fail.

package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ormsh/ormsh/orm"
)

func TestErrorKinds(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		m := orm.NewMetaData(orm.Bind(e))
		users := usersTable(t, m)
		pets := must(orm.NewTable("pets", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("name", orm.String(3), orm.NotNull),
			orm.NewColumn("age", orm.Integer), orm.NewColumn("owner", orm.Integer, orm.ForeignKey("users.user_id").Named("fk_owner")),
			orm.NewCheck("ck_age", orm.Text("age > 0"))))(t)
		if err := m.CreateAll(e); err != nil {
			t.Fatal(err)
		}
		must(users.Insert().Execute(orm.V{"user_id": 1, "user_name": "Mary"}))(t)
		exec := func(stmt orm.Executable, params ...orm.V) func() error {
			return func() error { return second(e.Execute(stmt, params...)) }
		}
		for _, c := range []struct {
			name       string
			do         func() error
			kind       orm.ErrorKind
			constraint string
		}{
			{"unique", exec(users.Insert(), orm.V{"user_name": "Mary"}), orm.UniqueViolation, ""},
			{"primary key", exec(users.Insert(), orm.V{"user_id": 1}), orm.UniqueViolation, ""},
			{"foreign key", exec(pets.Insert(), orm.V{"name": "x", "owner": 99}), orm.ForeignKeyViolation, "fk_owner"},
			{"not null", exec(pets.Insert(), orm.V{"name": nil}), orm.NotNullViolation, "name"},
			{"check", exec(pets.Insert(), orm.V{"name": "x", "age": -1}), orm.CheckViolation, "ck_age"},
			{"missing table", exec(orm.Text("SELECT * FROM nonesuch")), orm.MissingTable, ""},
			{"missing column", exec(orm.Text("SELECT nonesuch FROM users")), orm.MissingColumn, ""},
			{"syntax", exec(orm.Text("SELECT FROM WHERE")), orm.SyntaxError, ""},
			{"table exists", users.Create, orm.TableExists, ""},
			{"drop of no table", func() error {
				if err := pets.Drop(); err != nil {
					return err
				}
				return pets.Drop()
			}, orm.MissingTable, ""},
		} {
			err := c.do()
			var failed *orm.Error
			if !errors.Is(err, c.kind) || !errors.As(err, &failed) {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			if e.URL().Dialect != "sqlite" && c.constraint != "" && failed.Constraint != c.constraint {
				t.Errorf("%s: the constraint is %q, want %q", c.name, failed.Constraint, c.constraint)
			}
			if failed.SQL == "" || failed.Code == "" || errors.Unwrap(failed) == nil {
				t.Errorf("%s: %#v", c.name, failed)
			}
		}
	})
}

// Two transactions that lock each other's rows: one of them is told to try again, and can.
func TestDeadlock(t *testing.T) {
	for _, db := range databases[1:] {
		t.Run(db.name, func(t *testing.T) {
			e := engine(t, db.url(t))
			users := usersTable(t, orm.NewMetaData(orm.Bind(e)))
			if err := users.Create(); err != nil {
				t.Fatal(err)
			}
			must(users.Insert().Execute(orm.V{"user_name": "a"}, orm.V{"user_name": "b"}))(t)
			touch := func(c *orm.Conn, name string) error {
				return second(c.Execute(users.Update(users.C("user_name").Eq(name)).Set(orm.V{"password": "x"})))
			}
			a, b := must(e.Connect())(t), must(e.Connect())(t)
			defer a.Close()
			defer b.Close()
			if err := errors.Join(touch(a, "a"), touch(b, "b")); err != nil {
				t.Fatal(err)
			}
			var wg sync.WaitGroup
			errs := make([]error, 2)
			wg.Go(func() { errs[0] = touch(a, "b"); a.Rollback() })
			wg.Go(func() { errs[1] = touch(b, "a"); b.Rollback() })
			wg.Wait()
			lost := errors.Join(errs...)
			if !errors.Is(lost, orm.Deadlock) || !orm.Retryable(lost) || errs[0] != nil && errs[1] != nil {
				t.Errorf("%v", errs)
			}
			if err := errors.Join(touch(a, "a"), touch(a, "b"), a.Commit()); err != nil {
				t.Errorf("the second attempt: %v", err)
			}
		})
	}
}

// Two serializable transactions that can't both have been first.
func TestSerializationFailure(t *testing.T) {
	e := engine(t, scratch(t, postgresURL(t)), orm.IsolationLevel(orm.Serializable))
	users := usersTable(t, orm.NewMetaData(orm.Bind(e)))
	if err := users.Create(); err != nil {
		t.Fatal(err)
	}
	a, b := must(e.Connect())(t), must(e.Connect())(t)
	defer a.Close()
	defer b.Close()
	var failed error
	for i, c := range []*orm.Conn{a, b} {
		must(c.Execute(users.Select()))(t)
		failed = errors.Join(failed, second(c.Execute(users.Insert(), orm.V{"user_name": string(rune('a' + i))})))
	}
	failed = errors.Join(failed, a.Commit(), b.Commit())
	if !errors.Is(failed, orm.SerializationFailure) || !orm.Retryable(failed) {
		t.Errorf("both transactions took place: %v", failed)
	}
	if res := must(users.Select().Execute())(t); len(res.FetchAll()) != 1 {
		t.Errorf("%s", res)
	}
}

func TestIsolationLevel(t *testing.T) {
	show := map[string]string{"postgresql": "SHOW transaction_isolation", "mysql": "SELECT @@tx_isolation"}
	for _, db := range databases[1:] {
		t.Run(db.name, func(t *testing.T) {
			e := engine(t, db.url(t), orm.IsolationLevel(orm.RepeatableRead))
			c := must(e.Connect())(t)
			defer c.Close()
			got := must(must(c.Execute(orm.Text(show[db.name])))(t).Scalar())(t)
			if !strings.Contains(strings.ToLower(strings.ReplaceAll(got.(string), "-", " ")), "repeatable read") {
				t.Errorf("the level is %v", got)
			}
		})
	}
	_, err := orm.CreateEngine("sqlite://", orm.IsolationLevel(orm.ReadCommitted))
	if err == nil || !strings.Contains(err.Error(), "serializable") {
		t.Errorf("read committed on SQLite: %v", err)
	}
}

// A connection that the server ends is replaced; the transaction on it is lost, and says so until it is rolled back.
func TestLostConnection(t *testing.T) {
	kill := map[string]string{
		"postgresql": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
		"mysql":      "KILL CONNECTION :id",
	}
	for _, db := range databases[1:] {
		t.Run(db.name, func(t *testing.T) {
			u := db.url(t)
			e, other := engine(t, u), engine(t, u)
			c := must(e.Connect())(t)
			defer c.Close()
			sql := kill[db.name]
			if db.name == "mysql" {
				id := must(must(c.Execute(orm.Text("SELECT CONNECTION_ID()")))(t).Scalar())(t)
				sql = strings.Replace(sql, ":id", fmt.Sprint(id), 1)
			} else {
				must(c.Execute(orm.Text("SELECT 1")))(t)
			}
			must(other.Execute(orm.Text(sql)))(t)
			_, err := c.Execute(orm.Text("SELECT 1"))
			if !errors.Is(err, orm.Disconnected) {
				t.Fatalf("after the kill: %v", err)
			}
			if _, err := c.Execute(orm.Text("SELECT 1")); !errors.Is(err, orm.Disconnected) {
				t.Errorf("before a rollback: %v", err)
			}
			if err := c.Commit(); !errors.Is(err, orm.ErrInactive) {
				t.Errorf("commit of a lost transaction: %v", err)
			}
			if err := c.Rollback(); err != nil {
				t.Error(err)
			}
			must(c.Execute(orm.Text("SELECT 1")))(t)
		})
	}
}

func TestPoolTimeout(t *testing.T) {
	e := engine(t, orm.URL{Dialect: "sqlite", Database: t.TempDir() + "/pool.db"}, orm.PoolSize(1), orm.PoolTimeout(time.Millisecond))
	c := must(e.Connect())(t)
	if _, err := e.Connect(); !errors.Is(err, orm.Timeout) || !strings.Contains(err.Error(), "PoolSize") {
		t.Errorf("a second connection: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	again := must(e.Connect())(t)
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}

// A schema change makes a prepared statement unfit; outside a transaction it is prepared anew.
func TestSchemaChangeUnderAPreparedStatement(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		u := e.URL()
		other := engine(t, u)
		must(e.Execute(orm.Text("CREATE TABLE t (x INTEGER)")))(t)
		must(e.Execute(orm.Text("INSERT INTO t VALUES (1)")))(t)
		query := orm.Text("SELECT * FROM t WHERE x = :x", orm.V{"x": 1})
		must(e.Execute(query))(t)
		must(other.Execute(orm.Text("ALTER TABLE t ADD COLUMN y INTEGER")))(t)
		if res := must(e.Execute(query))(t); res.String() != "[(1, None)]" {
			t.Errorf("%s", res)
		}
	})
}

// A statement of a guest of a database in memory never waits.
func TestMemoryFromManyGoroutines(t *testing.T) {
	e := engine(t, orm.URL{Dialect: "sqlite"})
	users := usersTable(t, orm.NewMetaData(orm.Bind(e)))
	if err := users.Create(); err != nil {
		t.Fatal(err)
	}
	holder := must(e.Connect())(t)
	defer holder.Close()
	must(holder.Execute(users.Insert(), orm.V{"user_name": "Mary"}))(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if _, err := e.WithContext(ctx).Execute(users.Select()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// TestErrorsHideSecrets has drivers quote a secret value: MySQL does for duplicate keys, PostgreSQL for values of a wrong form.
func TestErrorsHideSecrets(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		accounts := must(orm.NewTable("accounts", orm.NewMetaData(orm.Bind(e)), orm.NewColumn("id", orm.Integer, orm.PrimaryKey),
			orm.NewColumn("password", orm.String(20), orm.Secret, orm.Unique), orm.NewColumn("pin", orm.Integer, orm.Secret)))(t)
		if err := accounts.Create(); err != nil {
			t.Fatal(err)
		}
		for _, password := range []string{"hunter2", "x"} {
			must(accounts.Insert().Execute(orm.V{"password": password}))(t)
			_, err := accounts.Insert().Execute(orm.V{"password": password})
			_, many := accounts.Insert().Execute(orm.V{"password": "other" + password}, orm.V{"password": password})
			for _, err := range []error{err, many} {
				var failed *orm.Error
				if !errors.Is(err, orm.UniqueViolation) || !errors.As(err, &failed) || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "'x'") {
					t.Errorf("%s: %v", password, err)
				}
			}
		}
		if strings.Contains(l.String(), "hunter2") {
			t.Errorf("the value shows:\n%s", l)
		}
	})
}
