// This file tests statements that were prepared before the schema changed.

package orm_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// remake drops the table and makes it again, with a column of another type.
func remake(t *testing.T, on interface {
	Execute(stmt orm.Executable, params ...orm.V) (*orm.Result, error)
}, kind string) {
	t.Helper()
	for _, sql := range []string{"DROP TABLE IF EXISTS remade", "CREATE TABLE remade (v " + kind + ")"} {
		if _, err := on.Execute(orm.Text(sql)); err != nil {
			t.Fatal(err)
		}
	}
}

// fillAndRead has the session insert a value and read it, by statements that are prepared where the driver does so and
// have the same text for every type.
func fillAndRead(t *testing.T, s *orm.Session, v any, want string) {
	t.Helper()
	kinds := map[string]orm.Type{"int": orm.Integer, "string": orm.String(20), "float64": orm.Double}
	table := must(orm.NewTable("remade", orm.NewMetaData(), orm.NewColumn("v", kinds[fmt.Sprintf("%T", v)])))(t)
	must(s.Execute(table.Insert(), orm.V{"v": v}))(t)
	if res := must(s.Execute(table.Select()))(t); res.String() != want {
		t.Errorf("inserted %v, read %s, want %s", v, res, want)
	}
}

// A table that the engine makes anew on one connection is new to its other connections, and so is one that a rollback brings back.
func TestSchemaChangeOnAnotherConnection(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		remake(t, e, "INTEGER")
		a, b := orm.NewSession(e), orm.NewSession(e)
		fillAndRead(t, a, 1, "[(1,)]")
		passed(t, a.Commit())
		remake(t, b, "VARCHAR(20)")
		fillAndRead(t, b, "one", "[('one',)]")
		passed(t, b.Commit())
		fillAndRead(t, a, "two", "[('one',), ('two',)]")
		passed(t, a.Commit())
		if e.URL().Dialect == "mysql" { // whose DDL commits
			return
		}
		remake(t, b, "DOUBLE PRECISION")
		fillAndRead(t, b, 1.5, "[(1.5,)]")
		passed(t, b.Rollback())
		fillAndRead(t, b, "three", "[('one',), ('two',), ('three',)]")
		passed(t, b.Commit())
	})
}

// A schema that another program changes costs nothing where a transaction begins, and the transaction else.
func TestSchemaChangeByOthers(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		remake(t, e, "INTEGER")
		s, others := orm.NewSession(e), engine(t, e.URL())
		fillAndRead(t, s, 1, "[(1,)]")
		passed(t, s.Commit())
		remake(t, others, "VARCHAR(20)")
		table := must(orm.NewTable("remade", orm.NewMetaData(), orm.NewColumn("v", orm.String(20))))(t)
		if res := must(s.Execute(table.Select()))(t); res.String() != "[]" {
			t.Errorf("read %s", res)
		}
		passed(t, s.Commit())
		fillAndRead(t, s, "one", "[('one',)]")
		passed(t, s.Commit())
		remake(t, others, "DOUBLE PRECISION")
		must(s.Execute(orm.Text("SELECT 1")))(t)
		_, err := s.Execute(table.Select())
		if e.URL().Dialect != "postgresql" {
			passed(t, err)
		} else if !errors.Is(err, orm.StalePlan) {
			t.Errorf("inside a transaction: %v", err)
		}
		passed(t, s.Rollback())
		fillAndRead(t, s, 1.5, "[(1.5,)]")
		passed(t, s.Commit())
		remake(t, others, "VARCHAR(20)")
		if _, err := s.Execute(table.Insert(), orm.V{"v": "one"}, orm.V{"v": "two"}); err != nil { // of the type that it had
			passed(t, s.Rollback())
			must(s.Execute(table.Insert(), orm.V{"v": "one"}, orm.V{"v": "two"}))(t)
		}
		passed(t, s.Commit())
		if res := must(s.Execute(table.Select()))(t); res.String() != "[('one',), ('two',)]" {
			t.Errorf("read %s", res)
		}
		passed(t, s.Commit())
		remake(t, others, "BOOLEAN")
		flags := must(orm.NewTable("remade", orm.NewMetaData(), orm.NewColumn("v", orm.Boolean)))(t)
		must(s.Execute(flags.Insert(), orm.V{"v": true}))(t) // pgx has no text for it, as the type of before would have it
		passed(t, s.Close())
	})
}

// What an integer column can't hold is refused, not cut: pgx would.
func TestFractionForIntegerColumn(t *testing.T) {
	e := engine(t, scratch(t, postgresURL(t)))
	table := must(orm.NewTable("remade", orm.NewMetaData(orm.Bind(e)), orm.NewColumn("v", orm.Float)))(t)
	remake(t, e, "INTEGER")
	for _, v := range []float64{1.5, 1e30, -0.1} {
		if _, err := table.Insert().Execute(orm.V{"v": v}); err == nil || !strings.Contains(err.Error(), "no whole number") {
			t.Errorf("%v: %v", v, err)
		}
	}
	must(table.Insert().Execute(orm.V{"v": 2.0}))(t)
	if res := must(e.Execute(orm.Text("SELECT v FROM remade")))(t); res.String() != "[(2,)]" {
		t.Errorf("%s", res)
	}
	for _, kind := range []string{"NUMERIC", "DOUBLE PRECISION", "REAL", "JSONB"} {
		remake(t, e, kind)
		must(table.Insert().Execute(orm.V{"v": 1.5}))(t)
		if res := must(e.Execute(orm.Text("SELECT CAST(v AS TEXT) FROM remade")))(t); res.String() != "[('1.5',)]" {
			t.Errorf("%s has %s", kind, res)
		}
	}
}
