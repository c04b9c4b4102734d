// This file holds the tests of engines that only read: whatever is tried, nothing is written, and reading goes on.

package orm_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// attempts are statements that talk a database out of being read-only, or would write past it; %s is a name of a file.
var attempts = map[string][]string{
	"sqlite": {
		"PRAGMA query_only = 0", "PRAGMA query_only(off)", "SELECT 1; PRAGMA query_only = 0; INSERT INTO pet VALUES ('multi')", "PRAGMA user_version = 7",
		"PRAGMA journal_mode = wal", "PRAGMA optimize", "ATTACH '%s' AS other", "VACUUM INTO '%s'", "CREATE TEMP TABLE x (a)", "VACUUM", "PRAGMA writable_schema = 1",
	},
	"mysql": {
		"SET TRANSACTION READ WRITE", "SET SESSION TRANSACTION READ WRITE", "SET @@session.tx_read_only = 0", "SET autocommit = 1",
		"SET STATEMENT tx_read_only = 0 FOR INSERT INTO pet VALUES ('statement')", "set `tx_read_only` = 0",
		"PREPARE s FROM 'COMMIT'", "EXECUTE IMMEDIATE 'COMMIT'", "EXECUTE IMMEDIATE 'SET SESSION TRANSACTION READ WRITE'",
		"/*! COMMIT */", "/*!50000 SET SESSION TRANSACTION READ WRITE */", "/*M! SET autocommit = 1 */", "#x\nSET SESSION TRANSACTION READ WRITE",
		"IF 1 THEN COMMIT; SET SESSION TRANSACTION READ WRITE; INSERT INTO pet VALUES ('if'); END IF", "BEGIN NOT ATOMIC COMMIT; END",
		"LOCK TABLES pet WRITE", "ANALYZE TABLE pet", "ANALYZE LOCAL TABLE pet", "FLUSH TABLES", "XA END 'x'", "CALL nothing()", "SET GLOBAL max_connections = 151",
		"CREATE TABLE x (a INT)", "CREATE TEMPORARY TABLE x (a INT)", "TRUNCATE pet", "GRANT SELECT ON pet TO nobody", "DROP TABLE pet", "ALTER TABLE pet ADD a INT",
		"RENAME TABLE pet TO tep", "LOAD INDEX INTO CACHE pet", "SELECT 1 INTO OUTFILE '%s'", "SELECT 1 /*! INTO OUTFILE '%s' */", "REPLACE INTO pet VALUES ('r')",
	},
	"postgresql": {
		"SET TRANSACTION READ WRITE", "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", "SELECT set_config('transaction_read_only', 'off', true)",
		"SELECT set_config('default_transaction_read_only', 'off', false)", "SET default_transaction_read_only = off", "RESET ALL", "RESET transaction_read_only",
		"DO $$ BEGIN RESET transaction_read_only; INSERT INTO pet VALUES ('do'); SET transaction_read_only = on; END $$",
		"DO $$ BEGIN SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; COMMIT; INSERT INTO pet VALUES ('do'); END $$",
		"SET x.y = 1; COMMIT; BEGIN READ WRITE; INSERT INTO pet VALUES ('multi'); COMMIT", "SELECT 1; COMMIT", "INSERT INTO pet VALUES ('multi'); COMMIT",
		"/* /* */ SELECT */ COMMIT", "/* /* */ SELECT */ ROLLBACK", ";COMMIT", "PREPARE TRANSACTION 'x'", "DISCARD ALL", "ALTER SYSTEM SET work_mem = '5MB'",
		"SELECT lo_create(4711)", "SELECT nextval('pets')", "COPY pet TO '%s'", "COPY pet TO PROGRAM 'cat > %s'", "CREATE TABLE x (a INT)", "CREATE TEMP TABLE x (a INT)",
		"TRUNCATE pet", "DROP TABLE pet", "VACUUM", "CREATE DATABASE ormsh_never", "CREATE INDEX CONCURRENTLY i ON pet (name)", "REINDEX TABLE pet",
		"WITH x AS (INSERT INTO pet VALUES ('cte') RETURNING name) SELECT name FROM x", "EXPLAIN ANALYZE INSERT INTO pet VALUES ('explain')", "SELECT name INTO x FROM pet",
	},
}

func TestNoWrites(t *testing.T) {
	onEach(t, func(t *testing.T, outside *orm.Engine, _ *log) {
		state := prepareReadOnly(t, outside)
		for _, attempt := range attempts[outside.URL().Dialect] {
			if strings.Contains(attempt, "%s") {
				attempt = fmt.Sprintf(attempt, t.TempDir()+"/file")
			}
			for name, ways := range readers {
				e := must(orm.CreateEngineURL(outside.URL(), orm.NoWrites()))(t)
				execute, end, shut := ways(t, e)
				_, tried := execute(attempt)
				for _, write := range []string{"INSERT INTO pet VALUES ('after')", "CREATE TABLE never (a INT)"} {
					if _, err := execute(write); err == nil {
						t.Errorf("%s, after %s (%v): %s is executed", name, attempt, tried, write)
					}
					end(false)
				}
				if got, err := execute("SELECT name FROM pet ORDER BY name"); err != nil || got != "[('rex',)]" {
					t.Errorf("%s, after %s (%v): reading gives %s, %v", name, attempt, tried, got, err)
				}
				end(true)
				shut()
				if err := e.Close(); err != nil {
					t.Error(err)
				}
				if got := state(); got != state0 {
					t.Fatalf("%s: %s wrote: %s", name, attempt, got)
				}
			}
		}
	})
}

// way is a way to execute statements: end ends their transaction, shut gives the connection back.
type way func(*testing.T, *orm.Engine) (execute func(string) (string, error), end func(commit bool), shut func())

var readers = map[string]way{
	"session": func(t *testing.T, e *orm.Engine) (func(string) (string, error), func(bool), func()) {
		s := orm.NewSession(e)
		return executing(s), ending(t, s), shutting(t, s)
	},
	"engine": func(_ *testing.T, e *orm.Engine) (func(string) (string, error), func(bool), func()) {
		return executing(e), func(bool) {}, func() {}
	},
	"autocommit": func(t *testing.T, e *orm.Engine) (func(string) (string, error), func(bool), func()) {
		s := orm.NewSession(e, orm.Autocommit(true))
		return executing(s), func(bool) {}, shutting(t, s)
	},
	"connection": func(t *testing.T, e *orm.Engine) (func(string) (string, error), func(bool), func()) {
		c := must(e.Connect())(t)
		return executing(c), ending(t, c), shutting(t, c)
	},
}

func shutting(t *testing.T, c io.Closer) func() {
	return func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}

type executer interface {
	Execute(orm.Executable, ...orm.V) (*orm.Result, error)
}

func executing(on executer) func(string) (string, error) {
	return func(sql string) (string, error) {
		r, err := on.Execute(orm.Text(sql))
		if err != nil {
			return "", err
		}
		return r.FetchAll().String(), nil
	}
}

func ending(t *testing.T, on interface {
	Commit() error
	Rollback() error
}) func(bool) {
	return func(commit bool) {
		end := on.Rollback
		if commit {
			end = on.Commit
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	}
}

const state0 = "[('rex',)] [pet]"

// prepareReadOnly makes a table of one row; state tells what the database holds.
func prepareReadOnly(t *testing.T, outside *orm.Engine) (state func() string) {
	t.Helper()
	setup := []string{"CREATE TABLE pet (name VARCHAR(20))", "INSERT INTO pet VALUES ('rex')"}
	if outside.URL().Dialect == "postgresql" {
		setup = append(setup, "CREATE SEQUENCE pets")
	}
	for _, sql := range setup {
		must(outside.Execute(orm.Text(sql)))(t)
	}
	return func() string {
		text := must(outside.Execute(orm.Text("SELECT name FROM pet ORDER BY name")))(t).FetchAll().String()
		text += fmt.Sprint(" ", must(outside.TableNames())(t))
		if outside.URL().Dialect == "postgresql" {
			n := must(must(outside.Execute(orm.Text("SELECT count(*) FROM pg_largeobject_metadata WHERE oid = 4711")))(t).Scalar())(t)
			if n != int64(0) {
				text += " large object"
			}
		}
		return text
	}
}

// A unit of work is refused by the database, told as such, and database/sql is no way past it.
func TestNoWritesOfASession(t *testing.T) {
	onEach(t, func(t *testing.T, outside *orm.Engine, _ *log) {
		state := prepareReadOnly(t, outside)
		e := engine(t, outside.URL(), orm.NoWrites())
		s := orm.NewSession(e)
		for _, sql := range []string{"INSERT INTO pet VALUES ('x')", "UPDATE pet SET name = 'x'", "DELETE FROM pet"} {
			if _, err := s.Execute(orm.Text(sql)); !errors.Is(err, orm.ReadOnly) {
				t.Errorf("%s: %v", sql, err)
			}
			if err := s.Rollback(); err != nil {
				t.Error(err)
			}
		}
		db, err := e.DB()
		if err == nil {
			for _, sql := range []string{"PRAGMA query_only = 0", "INSERT INTO pet VALUES ('x')"} {
				if _, err := db.Exec(sql); err == nil {
					t.Errorf("database/sql executes %s", sql)
				}
			}
		} else if outside.URL().Dialect == "sqlite" {
			t.Error(err)
		}
		if got := state(); got != state0 {
			t.Errorf("it is now %s", got)
		}
	})
}

// DDL of what is temporary leaves MySQL's transaction open; other DDL commits, also where it fails.
func TestTransactionsAroundDDL(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		must(e.Execute(orm.Text("CREATE TABLE pet (name VARCHAR(20))")))(t)
		f := must(e.Features())(t)
		for _, tt := range []struct{ ddl, want string }{
			{"CREATE TEMPORARY TABLE x (a INT)", "[]"},
			{"DROP TABLE nowhere", "[('before',)]"},
			{"CREATE NONSENSE", "[]"},
		} {
			s := orm.NewSession(e)
			must(s.Execute(orm.Text("INSERT INTO pet VALUES ('before')")))(t)
			_, _ = s.Execute(orm.Text(tt.ddl)) // two of them fail
			if _, err := s.Execute(orm.Text("INSERT INTO pet VALUES ('behind')")); err != nil && f.Dialect != "postgresql" {
				t.Error(err)
			}
			if err := errors.Join(s.Rollback(), s.Close()); err != nil {
				t.Error(err)
			}
			if f.TransactionalDDL {
				tt.want = "[]"
			}
			if got := must(e.Execute(orm.Text("SELECT name FROM pet")))(t).FetchAll().String(); got != tt.want {
				t.Errorf("after %s and a rollback there is %s, not %s", tt.ddl, got, tt.want)
			}
			must(e.Execute(orm.Text("DELETE FROM pet")))(t)
		}
	})
}

// Parameters of SQL as written reach PostgreSQL under a guard where a CAST says their type; others could hold statements.
func TestParametersUnderAGuard(t *testing.T) {
	onEach(t, func(t *testing.T, outside *orm.Engine, _ *log) {
		kind := map[string]string{"mysql": "CHAR", "sqlite": "TEXT", "postgresql": "text"}[outside.URL().Dialect]
		prepareReadOnly(t, outside)
		for _, option := range []orm.EngineOption{orm.NoWrites(), orm.Sandbox()} {
			e := engine(t, outside.URL(), option)
			text := orm.Text("SELECT CAST( :a AS " + kind + ") AS a, cast(:b as " + kind + ") AS b")
			for range 2 { // compiled, and known
				if got := must(e.Execute(text, orm.V{"a": "x'; --", "b": "y"}))(t).FetchAll().String(); got != `[("x'; --", 'y')]` {
					t.Errorf("it gives %s", got)
				}
			}
			_, err := e.Execute(orm.Text("SELECT CAST(:a AS "+kind+"), :b"), orm.V{"a": "x", "b": "y"})
			if refused := err != nil && strings.Contains(err.Error(), "write CAST(:name AS type)"); refused != (outside.URL().Dialect == "postgresql") {
				t.Errorf("a parameter without a type: %v", err)
			}
		}
	})
}
