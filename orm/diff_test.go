// This file tests that Diff sees differences inside columns and indexes, and that its statements mend them.

package orm_test

import (
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

func TestDiffMends(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		comment := func(text string) []orm.ColumnArg {
			if e.URL().Dialect == "sqlite" {
				return nil
			}
			return []orm.ColumnArg{orm.Comment(text)}
		}
		tables := func(named orm.Type, text string, indexed string, null ...orm.ColumnArg) *orm.MetaData {
			m := orm.NewMetaData(orm.Bind(e))
			args := []orm.TableArg{orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("n", named, append(null, comment(text)...)...),
				orm.NewColumn("o", orm.Integer), orm.NewIndex("ix", indexed)}
			if e.URL().Dialect != "sqlite" {
				args = append(args, orm.TableComment("about "+text))
			}
			must(orm.NewTable("t", m, args...))(t)
			return m
		}
		old := tables(orm.Integer, "old", "n")
		if err := old.CreateAll(e); err != nil {
			t.Fatal(err)
		}
		must(e.Execute(orm.Text("INSERT INTO t (n, o) VALUES (7, 1)")))(t)
		m := tables(orm.String(12), "it's new", "o", orm.NotNull)
		d := must(m.Diff(e))(t)
		for _, want := range []string{"column t.n is INTEGER in the database, VARCHAR(12) in the MetaData", "column t.n takes NULL", "index ix of t is another one"} {
			if !strings.Contains(d.String(), want) {
				t.Errorf("the difference lacks %q:\n%s", want, d)
			}
		}
		for _, sql := range d.Statements() {
			if _, err := e.Execute(orm.Text(sql)); err != nil {
				t.Errorf("a statement of the difference fails: %v", err)
			}
		}
		rest := must(m.Diff(e))(t)
		if rest.Len() != 0 {
			t.Errorf("left:\n%s", rest)
		}
		if n := must(must(e.Execute(orm.Text("SELECT n FROM t")))(t).Scalar())(t); n != "7" {
			t.Errorf("the value is %#v", n)
		}
	})
}
