// This file holds the tests of sandboxes: on each database everything works, and nothing lasts.

package orm_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

func TestSandbox(t *testing.T) {
	onEach(t, func(t *testing.T, outside *orm.Engine, _ *log) {
		run := func(e *orm.Engine, sql string) string {
			r, err := e.Execute(orm.Text(sql))
			if err != nil {
				return err.Error()
			}
			return r.FetchAll().String()
		}
		run(outside, "CREATE TABLE pet (name VARCHAR(20))")
		run(outside, "INSERT INTO pet VALUES ('rex')")

		inside, err := orm.CreateEngineURL(outside.URL(), orm.Sandbox())
		if err != nil {
			t.Fatal(err)
		}
		session := orm.NewSession(inside)
		steps := []struct{ do, want string }{
			{"INSERT INTO pet VALUES ('fido')", "[('fido',), ('rex',)]"},
			{"commit", "[('fido',), ('rex',)]"},
			{"DELETE FROM pet", "[]"},
			{"rollback", "[('fido',), ('rex',)]"},
			{"UPDATE pet SET name = 'x' WHERE name = 'rex'", "[('fido',), ('x',)]"},
			{"commit", "[('fido',), ('x',)]"},
		}
		for _, step := range steps {
			var err error
			switch step.do {
			case "commit":
				err = session.Commit()
			case "rollback":
				err = session.Rollback()
			default:
				_, err = session.Execute(orm.Text(step.do))
			}
			if got := run(inside, "SELECT name FROM pet ORDER BY name"); err != nil || got != step.want {
				t.Errorf("after %s the sandbox has %s, %v; not %s", step.do, got, err, step.want)
			}
			if got := run(outside, "SELECT name FROM pet ORDER BY name"); got != "[('rex',)]" {
				t.Errorf("after %s others see %s", step.do, got)
			}
		}
		if got := run(inside, "SELECT * FROM nowhere"); !strings.Contains(got, "no such table") {
			t.Errorf("a failing statement: %s", got)
		}
		if got := run(inside, "SELECT name FROM pet ORDER BY name"); got != "[('fido',), ('x',)]" {
			t.Errorf("a failing statement ends the sandbox: %s", got)
		}
		refused := strings.Contains(run(inside, "CREATE TABLE toy (name VARCHAR(20))"), "the engine is a sandbox")
		if f, err := inside.Features(); err != nil || refused == f.TransactionalDDL {
			t.Errorf("DDL is refused: %v, %v", refused, err)
		}
		for _, sql := range []string{"LOCK TABLES pet WRITE", "/* now */ analyze table pet", "SET @@session.autocommit = 1", "flush tables", "XA START 'x'"} {
			if got := run(inside, sql); refused && !strings.Contains(got, "the engine is a sandbox") {
				t.Errorf("%s: %s", sql, got)
			}
		}
		if err := inside.Close(); err != nil {
			t.Fatal(err)
		}
		if got := run(outside, "SELECT name FROM pet ORDER BY name"); got != "[('rex',)]" {
			t.Errorf("after the sandbox the table has %s", got)
		}
	})
}

// Whatever ends transactions elsewhere leaves a sandbox as it is: nothing of it lasts.
func TestNothingLeavesASandbox(t *testing.T) {
	onEach(t, func(t *testing.T, outside *orm.Engine, _ *log) {
		state := prepareReadOnly(t, outside)
		for _, attempt := range append(attempts[outside.URL().Dialect], "SELECT 1; COMMIT; INSERT INTO pet VALUES ('multi')", "END", "RELEASE SAVEPOINT ormsh_sandbox") {
			file := t.TempDir() + "/file"
			if strings.Contains(attempt, "%s") {
				attempt = fmt.Sprintf(attempt, file)
			}
			e := must(orm.CreateEngineURL(outside.URL(), orm.Sandbox()))(t)
			s := orm.NewSession(e)
			for _, sql := range []string{"INSERT INTO pet VALUES ('before')", attempt, "INSERT INTO pet VALUES ('behind')"} {
				_, _ = s.Execute(orm.Text(sql)) // some fail, and what follows these
			}
			_ = s.Commit() // it fails where a statement has
			_, _ = e.Execute(orm.Text("INSERT INTO pet VALUES ('engine')"))
			if err := e.Close(); err != nil {
				t.Error(err)
			}
			if got := state(); got != state0 {
				t.Fatalf("%s left the sandbox: %s", attempt, got)
			}
			if info, err := os.Stat(file); err == nil && info.Size() > 0 {
				t.Errorf("%s wrote a file", attempt)
			}
		}
	})
}
