// This file tests that Diff sees how columns get their values, table options, and what unique constraints and indexes do with
// NULL, and that its statements mend the differences.

package orm_test

import (
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

func TestDiffMendsWhatTheDatabaseMakes(t *testing.T) {
	plain := []orm.ColumnArg{orm.NotNull}
	with := func(a orm.ColumnArg) []orm.ColumnArg { return []orm.ColumnArg{orm.NotNull, a} }
	serial, always, five := with(orm.AutoincrementKey), with(orm.Identity(true, 1, 1)), with(orm.Identity(false, 5, 2))
	unique := func() *orm.Index { return orm.NewIndex("ix", "n").Unique() }
	for _, c := range []struct {
		name, dialect, want string
		have, to            []orm.ColumnArg
		args, toArgs        []orm.TableArg
	}{
		{name: "a serial", dialect: "postgresql", have: plain, to: serial, want: "gets its values from the database there: false"},
		{name: "no serial", dialect: "postgresql", have: serial, to: plain, want: "gets its values from the database there: true"},
		{name: "no identity", dialect: "postgresql", have: always, to: plain, want: "gets its values"},
		{name: "an identity", dialect: "postgresql", have: plain, to: five, want: "gets its values"},
		{name: "an identity for a serial", dialect: "postgresql", have: serial, to: five, want: "is SERIAL in the database, an identity by default from 5 by 2"},
		{name: "another identity", dialect: "postgresql", have: five, to: always, want: "is an identity by default from 5 by 2 in the database, an identity always from 1 by 1"},
		{name: "an index's NULL", dialect: "postgresql", args: []orm.TableArg{unique()}, toArgs: []orm.TableArg{unique().NullsNotDistinct()}, want: "index ix of t is another one"},
		{name: "a constraint's NULL", dialect: "postgresql", args: []orm.TableArg{orm.NewUnique("uq", "n").NullsNotDistinct()}, toArgs: []orm.TableArg{orm.NewUnique("uq", "n")},
			want: "unique constraint of t named uq"},
		{name: "options", dialect: "mysql", args: []orm.TableArg{orm.TableOption("mysql", "CHARSET", "latin1")},
			toArgs: []orm.TableArg{orm.TableOption("mysql", "ENGINE", "MyISAM"), orm.TableOption("mysql", "DEFAULT CHARSET", "utf8mb4"), orm.TableOption("mysql", "COLLATE", "utf8mb4_bin")},
			want:   "CHARSET=latin1 in the database, utf8mb4 in the MetaData"},
		{name: "a collation", dialect: "mysql", toArgs: []orm.TableArg{orm.TableOption("mysql", "COLLATE", "utf8mb4_bin")}, want: "utf8mb4_bin in the MetaData"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := engineOf(t, c.dialect)
			schema := func(column []orm.ColumnArg, args []orm.TableArg) *orm.MetaData {
				m := orm.NewMetaData()
				must(orm.NewTable("t", m, append([]orm.TableArg{orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("n", orm.Integer, column...),
					orm.NewColumn("word", orm.String(9))}, args...)...))(t)
				return m
			}
			if err := schema(c.have, c.args).CreateAll(e); err != nil {
				t.Fatal(err)
			}
			m := schema(c.to, c.toArgs)
			d := must(m.Diff(e))(t)
			if !strings.Contains(d.String(), c.want) {
				t.Errorf("the difference lacks %q:\n%s", c.want, d)
			}
			for _, sql := range d.Statements() {
				must(e.Execute(orm.Text(sql)))(t)
			}
			if rest := must(m.Diff(e))(t); rest.Len() != 0 {
				t.Errorf("left:\n%s\nafter\n%s", rest, d)
			}
		})
	}
}

// engineOf is an engine of one of the databases.
func engineOf(t *testing.T, dialect string) *orm.Engine {
	t.Helper()
	for _, db := range databases {
		if db.name == dialect {
			return engine(t, db.url(t))
		}
	}
	t.Fatalf("there is no %s", dialect)
	return nil
}

// A column beside the key that has a sequence of its own, or one that others use too, is read as what it is.
func TestSequencesOfColumnsAreRead(t *testing.T) {
	e := engineOf(t, "postgresql")
	for _, sql := range []string{"CREATE SEQUENCE shared",
		"CREATE TABLE t (id INTEGER PRIMARY KEY, own SERIAL, other INTEGER DEFAULT nextval('shared'))"} {
		must(e.Execute(orm.Text(sql)))(t)
	}
	m := orm.NewMetaData()
	if err := m.Reflect(e); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(must(orm.CreateSQL(m, "postgresql"))(t), ";")
	for _, want := range []string{"own SERIAL NOT NULL", "other INTEGER DEFAULT nextval('shared'::regclass)", "id INTEGER NOT NULL"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s\nlacks %s", text, want)
		}
	}
	if _, err := orm.CreateSQL(m, "sqlite"); err == nil || !strings.Contains(err.Error(), "SQLite makes values for a lone integer primary key only") {
		t.Errorf("SQLite takes it: %v", err)
	}
}
