// This file tests what a schema has beside tables, and what only one of the databases has: views, sequences, exclusions,
// columns that the server sets at an update.

package orm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

func TestViewsAndSequences(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		m := orm.NewMetaData()
		must(orm.NewTable("animals", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("name", orm.String(20))))(t)
		if err := m.CreateAll(e); err != nil {
			t.Fatal(err)
		}
		must(e.Execute(orm.Text("INSERT INTO animals (name) VALUES ('cat'), ('dog')")))(t)
		must(e.Execute(orm.Text("CREATE VIEW cats AS SELECT id, name FROM animals WHERE name = 'cat'")))(t)
		if names := must(e.ViewNames())(t); strings.Join(names, ",") != "cats" {
			t.Errorf("views: %v", names)
		}
		if names := must(e.TableNames())(t); strings.Join(names, ",") != "animals" {
			t.Errorf("tables: %v", names)
		}
		if sql := must(e.ViewDefinition("cats"))(t); !strings.Contains(strings.ToUpper(sql), "SELECT") || strings.Contains(strings.ToUpper(sql), "CREATE") {
			t.Errorf("the view is %q", sql)
		}
		if _, err := e.ViewDefinition("animals"); !errors.Is(err, orm.MissingTable) {
			t.Errorf("a table is a view: %v", err)
		}
		found := orm.NewMetaData()
		if err := found.Reflect(e, "cats"); err != nil {
			t.Fatal(err)
		}
		cats, ok := found.Tables().Get("cats")
		if !ok || len(cats.Columns()) != 2 || cats.Comment() != "" {
			t.Fatalf("reflected: %v", cats)
		}
		if got := shownRows(must(e.Execute(cats.Select()))(t).FetchAll()); got != "1,cat;" {
			t.Error(got)
		}
		if e.URL().Dialect == "sqlite" {
			if list := must(e.Sequences())(t); len(list) != 0 {
				t.Errorf("%v", list)
			}
			return
		}
		numbers := orm.NewMetaData()
		must(orm.NewTable("tickets", numbers, orm.NewColumn("id", orm.Integer, orm.PrimaryKey, orm.NewSequence("ticket_ids", 100, 5))))(t)
		for range 2 {
			if err := numbers.CreateAll(e); err != nil {
				t.Fatal(err)
			}
		}
		list := must(e.Sequences())(t)
		if len(list) != 1 || list[0].String() != "Sequence('ticket_ids', start=100, increment=5)" {
			t.Errorf("%v", list)
		}
		if err := numbers.DropAll(e); err != nil {
			t.Fatal(err)
		}
		if list := must(e.Sequences())(t); len(list) != 0 {
			t.Errorf("left: %v", list)
		}
	})
}

// What was written in a database's own words is read back so that it can be created again, and Diff sees nothing then and
// sees a change.
func TestOwnWordsOfDatabases(t *testing.T) {
	for _, c := range []struct {
		dialect, create string
		keeps           []string // what the copy has
	}{
		{"postgresql", "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, r int4range, EXCLUDE USING gist (r WITH &&))", []string{"EXCLUDE USING gist (r WITH &&)"}},
		{"postgresql", "CREATE TABLE t (id INTEGER GENERATED ALWAYS AS IDENTITY (START WITH 7 INCREMENT BY 3) PRIMARY KEY, n VARCHAR(9) COLLATE \"C\" DEFAULT 'x')",
			[]string{"GENERATED ALWAYS AS IDENTITY (INCREMENT BY 3 START WITH 7)", "COLLATE \"C\""}},
		{"mysql", "CREATE TABLE t (id INTEGER PRIMARY KEY, at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, n TEXT, KEY k (n(12) DESC))",
			[]string{"ON UPDATE current_timestamp()", "n(12) DESC"}},
		{"mysql", "CREATE TABLE t (id INTEGER PRIMARY KEY, n VARCHAR(9) COLLATE utf8mb4_bin, at DATETIME(3), u INTEGER UNSIGNED)", []string{"COLLATE utf8mb4_bin", "DATETIME(3)", "UNSIGNED"}},
		{"sqlite", "CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT COLLATE NOCASE DEFAULT (lower('X')), m INTEGER AS (id * 2) VIRTUAL)",
			[]string{"NOCASE", "(lower('X'))", "GENERATED ALWAYS AS (id * 2)"}},
	} {
		t.Run(c.dialect, func(t *testing.T) {
			for _, db := range databases {
				if db.name != c.dialect {
					continue
				}
				e := engine(t, db.url(t))
				must(e.Execute(orm.Text(c.create)))(t)
				m := orm.NewMetaData()
				if err := m.Reflect(e); err != nil {
					t.Fatal(err)
				}
				sql := strings.Join(must(orm.CreateSQL(m, c.dialect))(t), ";\n")
				for _, want := range c.keeps {
					if !strings.Contains(strings.ToLower(sql), strings.ToLower(want)) {
						t.Errorf("the copy lacks %s:\n%s", want, sql)
					}
				}
				if err := errors.Join(m.DropAll(e), m.CreateAll(e)); err != nil {
					t.Fatal(err)
				}
				if d := must(m.Diff(e))(t); d.Len() != 0 {
					t.Errorf("%s", d)
				}
			}
		})
	}
}

// Diff compares what defaults, checks, computed columns and indexes say, not only that they are there.
func TestDiffReadsExpressions(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		tables := func(value, check, computed, cond string) *orm.MetaData {
			m := orm.NewMetaData()
			table := must(orm.NewTable("t", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("n", orm.Integer, orm.ServerDefault(orm.Text(value))),
				orm.NewColumn("twice", orm.Integer, orm.Computed(orm.Text(computed), true)), orm.NewCheck("ck", orm.Text(check))))(t)
			if e.URL().Dialect != "mysql" {
				if err := table.AddIndex(orm.NewIndex("ix", "n").Where(orm.Text(cond).Cond())); err != nil {
					t.Fatal(err)
				}
			}
			return m
		}
		old := tables("1", "n > 0", "n * 2", "n > 5")
		if err := old.CreateAll(e); err != nil {
			t.Fatal(err)
		}
		must(e.Execute(orm.Text("INSERT INTO t (n) VALUES (4)")))(t)
		if d := must(tables("1", "(n>0)", "2*n*1-n+n-n*0", "n > 5").Diff(e))(t); d.Len() == 0 {
			t.Error("another computation isn't seen")
		}
		next := tables("2", "n > 1", "n * 3", "n > 6")
		d := must(next.Diff(e))(t)
		words := []string{"has the default 1 in the database, 2 in the MetaData", "named ck (n > 1)", "is computed as"}
		if e.URL().Dialect != "mysql" {
			words = append(words, "index ix of t is another one")
		}
		for _, want := range words {
			if !strings.Contains(d.String(), want) {
				t.Errorf("the difference lacks %q:\n%s", want, d)
			}
		}
		for _, sql := range d.Statements() {
			must(e.Execute(orm.Text(sql)))(t)
		}
		if rest := must(next.Diff(e))(t); rest.Len() != 0 {
			t.Errorf("left:\n%s", rest)
		}
		if got := shownRows(must(e.Execute(orm.Text("SELECT n, twice FROM t")))(t).FetchAll()); got != "4,12;" {
			t.Errorf("the row is %s", got)
		}
	})
}
