// This file holds the cases of definitions and reflection.

package ormtest

import (
	"errors"
	"strings"

	"github.com/ormsh/ormsh/orm"
)

// A table is made with all that every database has, read back, made again from what was read, and read again.
func schemaRoundTrip(b *bench) {
	m := orm.NewMetaData()
	value(orm.NewTable("ormtest_round", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("code", orm.String(10), orm.NotNull, orm.Unique),
		orm.NewColumn("word", orm.String(20), orm.ServerDefault(orm.Text("'it''s'")), orm.Indexed), orm.NewColumn("n", orm.Integer, orm.ServerDefault(orm.Text("7")), orm.NotNull),
		orm.NewColumn("price", orm.Numeric(8, 2)), orm.NewColumn("flag", orm.Boolean), orm.NewColumn("day", orm.Date), orm.NewColumn("kind", orm.Enum("ormtest_kind", "a", "b")),
		orm.NewCheck("ormtest_ck", orm.Text("n > 0 AND n <> 13")), orm.NewIndex("ormtest_two", "n", "code")))(b)
	b.must(m.CreateAll(b.e))
	copied := orm.NewMetaData()
	b.must(copied.Reflect(b.e, "ormtest_round"))
	for what, have := range map[string]*orm.MetaData{"the definition": m, "what was read": copied} {
		if d := changesOf(b, have); d != "" {
			b.Errorf("%s differs from the database:\n%s", what, d)
		}
	}
	b.must(m.DropAll(b.e), copied.CreateAll(b.e))
	if d := changesOf(b, m); d != "" {
		b.Errorf("the copy differs:\n%s", d)
	}
	b.must(second(b.e.Execute(orm.Text("INSERT INTO ormtest_round (code) VALUES ('x')"))))
	if row := value(value(b.e.Execute(orm.Text("SELECT word, n FROM ormtest_round")))(b).One())(b); row.String() != `("it's", 7)` {
		b.Errorf("the defaults are %s", row)
	}
	b.must(copied.DropAll(b.e))
}

// changesOf is what Diff finds, but for tables that only the database has.
func changesOf(b *bench, m *orm.MetaData) string {
	b.Helper()
	var lines []string
	for line := range strings.Lines(value(m.Diff(b.e))(b).String()) {
		if line != "no differences" && !strings.HasSuffix(strings.TrimSpace(line), "is only in the database") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// What differs is mended by the statements that Diff gives.
func schemaMended(b *bench) {
	tables := func(word orm.Type, more ...orm.TableArg) *orm.MetaData {
		m := orm.NewMetaData()
		value(orm.NewTable("ormtest_mended", m, append(more, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("word", word))...))(b)
		return m
	}
	b.must(tables(orm.String(10), orm.NewColumn("gone", orm.Integer)).CreateAll(b.e))
	b.must(second(b.e.Execute(orm.Text("INSERT INTO ormtest_mended (word) VALUES ('kept')"))))
	m := tables(orm.String(30), orm.NewColumn("n", orm.Integer, orm.Indexed))
	for _, sql := range value(m.Diff(b.e))(b).Statements() {
		b.must(second(b.e.Execute(orm.Text(sql))))
	}
	if d := changesOf(b, m); d != "" {
		b.Errorf("left:\n%s", d)
	}
	if got := b.scalar(orm.Text("SELECT word FROM ormtest_mended")); got != "kept" {
		b.Errorf("the row is %v", got)
	}
	b.must(m.DropAll(b.e))
}

// Tables that refer to each other are created and dropped.
func schemaCycle(b *bench) {
	m := orm.NewMetaData()
	value(orm.NewTable("ormtest_egg", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("hen", orm.Integer, orm.ForeignKey("ormtest_hen.id").Named("ormtest_of_hen").UseAlter())))(b)
	value(orm.NewTable("ormtest_hen", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("egg", orm.Integer, orm.ForeignKey("ormtest_egg.id").Named("ormtest_of_egg"))))(b)
	for range 2 {
		b.must(m.CreateAll(b.e))
	}
	found := orm.NewMetaData()
	b.must(found.Reflect(b.e, "ormtest_hen"))
	if _, ok := found.Tables().Get("ormtest_egg"); !ok {
		b.Error("the table that a key leads to isn't read")
	}
	b.must(m.DropAll(b.e))
}

// A view is listed apart from the tables, and read like one.
func schemaViews(b *bench) {
	t := b.words()
	b.must(second(b.e.Execute(orm.Text("CREATE VIEW ormtest_view AS SELECT id, word FROM ormtest_words WHERE n = 2"))))
	defer func() { b.must(second(b.e.Execute(orm.Text("DROP VIEW ormtest_view")))) }()
	names, err := b.e.ViewNames()
	if err != nil {
		b.Skipf("the dialect lists no views: %v", err)
	}
	if len(names) != 1 || names[0] != "ormtest_view" {
		b.Errorf("views: %v", names)
	}
	for _, name := range value(b.e.TableNames())(b) {
		if name == "ormtest_view" {
			b.Error("a view is listed among the tables")
		}
	}
	view := value(b.e.Describe("ormtest_view"))(b)
	b.finds("a view", orm.Select(view.C("id")).OrderBy(view.C("id")), 4, 5)
	if _, err := b.e.Describe("ormtest_nothing"); !errors.Is(err, orm.MissingTable) {
		b.Errorf("a table that isn't there: %v", err)
	}
	_ = t
}
