// This file tests that what was created reads back as it was defined.

package orm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

// everything defines tables that use most of what a table can have, in a way all three databases take.
func everything(t testing.TB, m *orm.MetaData) {
	must(orm.NewTable("dep", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("code", orm.String(10), orm.NotNull, orm.Unique),
		orm.NewColumn("parent_id", orm.Integer, orm.ForeignKey("dep.id"))))(t)
	must(orm.NewTable("everything", m,
		orm.NewColumn("a", orm.Integer, orm.PrimaryKey, orm.NoAutoincrement), orm.NewColumn("b", orm.String(5), orm.PrimaryKey),
		orm.NewColumn("flag", orm.Boolean, orm.NotNull), orm.NewColumn("num", orm.Numeric(12, 4)), orm.NewColumn("num0", orm.Numeric(0, 0)),
		orm.NewColumn("fl", orm.Double), orm.NewColumn("fl0", orm.Float), orm.NewColumn("fl24", orm.FloatPrecision(24)), orm.NewColumn("dtz", orm.DateTimeTZ),
		orm.NewColumn("big", orm.BigInteger), orm.NewColumn("small", orm.SmallInteger, orm.ServerDefault(orm.Text("7"))),
		orm.NewColumn("txt", orm.UnicodeText), orm.NewColumn("ch", orm.Char(2)), orm.NewColumn("dt", orm.DateTime), orm.NewColumn("d", orm.Date),
		orm.NewColumn("tm", orm.Time), orm.NewColumn("bin", orm.LargeBinary), orm.NewColumn("js", orm.JSON),
		orm.NewColumn("en", orm.Enum("xy", "x", "it's")),
		orm.NewColumn("dep_id", orm.Integer, orm.Indexed, orm.ForeignKey("dep.id").OnDelete("SET NULL").OnUpdate("CASCADE").Named("fk_dep")),
		orm.NewColumn("name", orm.String(10), orm.ServerDefault(orm.Text("'it''s, (so)'"))),
		orm.NewColumn("twice", orm.Integer, orm.Computed(orm.Text("a * 2"), true)),
		orm.NewCheck("ck_small", orm.Text("small > 0")), orm.NewUnique("uq_bs", "big", "small"),
		orm.NewIndex("ix_two", "num", "name"), orm.NewIndex("ix_uni", "name").Unique()))(t)
	must(orm.NewTable("comp", m, orm.NewColumn("id", orm.BigInteger, orm.PrimaryKey), orm.NewColumn("ea", orm.Integer), orm.NewColumn("eb", orm.String(5)),
		orm.NewForeignKey([]string{"ea", "eb"}, []string{"everything.a", "everything.b"}).Named("fk_ev")))(t)
}

func TestCreateReflectDiff(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		m := orm.NewMetaData()
		everything(t, m)
		if err := m.CreateAll(e); err != nil {
			t.Fatal(err)
		}
		back := orm.NewMetaData()
		if err := back.Reflect(e); err != nil {
			t.Fatal(err)
		}
		if n := back.Tables().Len(); n != 3 {
			t.Errorf("%d tables were reflected, want 3", n)
		}
		for _, meta := range []*orm.MetaData{m, back} {
			d := must(meta.Diff(e))(t)
			if d.Len() != 0 {
				t.Errorf("differences right after creation:\n%s", d)
			}
		}
		l.take()
		if err := back.DropAll(e); err != nil {
			t.Fatal(err)
		}
		names := must(e.TableNames())(t)
		if len(names) != 0 {
			t.Errorf("left after DropAll: %v\n%s", names, l)
		}
		if err := back.CreateAll(e); err != nil {
			t.Fatalf("what was reflected can't be created: %v", err)
		}
		if d := must(m.Diff(e))(t); d.Len() != 0 {
			t.Errorf("the copy differs from the original:\n%s", d)
		}
	})
}

// The questions of Autoload are those of SQLAlchemy, in its order.
func TestAutoload(t *testing.T) {
	l := &log{}
	e := engine(t, orm.URL{Dialect: "sqlite", Database: t.TempDir() + "/auto.db"}, orm.EchoTo(echo.Text(l)))
	if err := usersTable(t, orm.NewMetaData(orm.Bind(e))).Create(); err != nil {
		t.Fatal(err)
	}
	l.take()
	users := must(orm.NewTable("users", orm.NewMetaData(orm.Bind(e)), orm.Autoload))(t)
	if got := users.Columns()[0].Name(); got != "user_id" || len(users.Columns()) != 3 || !users.C("user_id").PrimaryKey() {
		t.Errorf("%s", users)
	}
	var asked []string
	for line := range strings.Lines(l.take()) {
		if strings.HasPrefix(line, "PRAGMA") || strings.HasPrefix(line, "SELECT sql") {
			asked = append(asked, strings.Fields(line)[1])
		}
	}
	want := `main.table_xinfo("users") sql main.foreign_key_list("users") temp.foreign_key_list("users") sql main.index_list("users") main.index_list("users") main.index_info("sqlite_autoindex_users_1") sql`
	if got := strings.Join(asked, " "); got != want {
		t.Errorf("asked\n%s\nwant\n%s", got, want)
	}
	_, err := orm.NewTable("nonesuch", orm.NewMetaData(orm.Bind(e)), orm.Autoload)
	if !errors.Is(err, orm.MissingTable) || !strings.Contains(err.Error(), "nonesuch") {
		t.Errorf("autoload of a table that isn't there: %v", err)
	}
}

// SQLite keeps some facts only in the text of CREATE TABLE.
func TestReflectSQLiteText(t *testing.T) {
	e := engine(t, orm.URL{Dialect: "sqlite", Database: t.TempDir() + "/text.db"})
	for _, sql := range []string{
		`CREATE TABLE "odd ""name" ( -- a comment, with ( and '
			id INTEGER CONSTRAINT "the pk" PRIMARY KEY, [select] TEXT COLLATE NOCASE DEFAULT 'a,b', /* ( */
			p INT CONSTRAINT one UNIQUE CONSTRAINT two CHECK (p IN (1, 2) AND p <> ')'),
			q INT REFERENCES "odd ""name"(id) DEFERRABLE INITIALLY DEFERRED, r GENERATED ALWAYS AS (p + 1) VIRTUAL,
			CONSTRAINT three UNIQUE (p, q))`,
		`CREATE INDEX partial ON "odd ""name" (p, lower("select")) WHERE p > 1`,
	} {
		must(e.Execute(orm.Text(sql)))(t)
	}
	m := orm.NewMetaData()
	if err := m.Reflect(e); err != nil {
		t.Fatal(err)
	}
	if err := m.DropAll(e); err != nil {
		t.Fatal(err)
	}
	if err := m.CreateAll(e); err != nil {
		t.Fatal(err)
	}
	sql := must(must(e.Execute(orm.Text("SELECT group_concat(sql, ';') FROM sqlite_master")))(t).Scalar())(t).(string)
	for _, want := range []string{`CONSTRAINT "the pk" PRIMARY KEY (id)`, `COLLATE "NOCASE"`, "DEFAULT 'a,b'", "CONSTRAINT one UNIQUE (p)",
		"CONSTRAINT two CHECK (p IN (1, 2) AND p <> ')')", "DEFERRABLE INITIALLY DEFERRED", "GENERATED ALWAYS AS (p + 1)",
		"CONSTRAINT three UNIQUE (p, q)", "WHERE p > 1", `lower("select")`} {
		if !strings.Contains(sql, want) {
			t.Errorf("the copy lacks %s:\n%s", want, sql)
		}
	}
}

// Diff tells what is missing, what is too much and what is different, with the SQL that mends it.
func TestDiff(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		old := orm.NewMetaData(orm.Bind(e))
		must(orm.NewTable("users", old, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("name", orm.String(20)),
			orm.NewColumn("gone", orm.Integer), orm.NewIndex("ix_gone", "name")))(t)
		must(orm.NewTable("extra", old, orm.NewColumn("id", orm.Integer, orm.PrimaryKey)))(t)
		if err := old.CreateAll(e); err != nil {
			t.Fatal(err)
		}
		m := orm.NewMetaData(orm.Bind(e))
		must(orm.NewTable("users", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("name", orm.String(40), orm.NotNull),
			orm.NewColumn("age", orm.Integer), orm.NewIndex("ix_age", "age")))(t)
		must(orm.NewTable("pets", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("owner", orm.Integer, orm.ForeignKey("users.id"))))(t)
		d := must(m.Diff(e))(t)
		for _, want := range []string{"the database has no table pets", "CREATE TABLE pets", "the database has no column users.age", "ADD COLUMN age INTEGER",
			"column users.gone is only in the database", "DROP COLUMN gone", "users.name is VARCHAR(20) in the database, VARCHAR(40) in the MetaData",
			"users.name takes NULL in the database: true", "the database has no index ix_age", "CREATE INDEX ix_age", "index ix_gone on users is only",
			"DROP INDEX ix_gone", "table extra is only in the database"} {
			if !strings.Contains(d.String(), want) {
				t.Errorf("the difference lacks %q:\n%s", want, d)
			}
		}
		for _, sql := range d.Statements() {
			if _, err := e.Execute(orm.Text(sql)); err != nil {
				t.Errorf("a statement of the difference fails: %v", err)
			}
		}
		left := 1 // the table that only the database has
		if rest := must(m.Diff(e))(t); len(rest.Statements()) != 0 || rest.Len() != left {
			t.Errorf("left afterwards:\n%s", rest)
		}
	})
}

// What only some databases have: it comes back as it was, and is created anew from what came back.
func TestReflectSpecial(t *testing.T) {
	t.Run("postgresql", func(t *testing.T) {
		e := engine(t, scratch(t, postgresURL(t)))
		for _, sql := range []string{
			"CREATE SCHEMA other",
			"CREATE TABLE other.parent (id INTEGER GENERATED ALWAYS AS IDENTITY (START WITH 5 INCREMENT BY 2) PRIMARY KEY, j JSONB, r REAL, ts TIMESTAMP(3), tags TEXT[], \"Odd Name\" TEXT COLLATE \"C\")",
			"COMMENT ON TABLE other.parent IS 'it''s a parent'",
			"COMMENT ON COLUMN other.parent.j IS 'data'",
			"CREATE INDEX ix_expr ON other.parent (lower(\"Odd Name\"), id DESC) WHERE id > 3",
			"CREATE INDEX ix_gin ON other.parent USING gin (j)",
			"CREATE UNIQUE INDEX ix_inc ON other.parent (r) INCLUDE (ts)",
			"CREATE TABLE child (id SERIAL PRIMARY KEY, parent_id INTEGER REFERENCES other.parent ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED)",
		} {
			must(e.Execute(orm.Text(sql)))(t)
		}
		m := orm.NewMetaData()
		if err := m.Reflect(e); err != nil {
			t.Fatal(err)
		}
		if _, ok := m.Tables().Get("other.parent"); !ok || m.Tables().Len() != 2 {
			t.Fatalf("%s", m.Tables())
		}
		must(e.Execute(orm.Text("DROP TABLE child; DROP TABLE other.parent")))(t)
		if err := m.CreateAll(e); err != nil {
			t.Fatal(err)
		}
		if d := must(m.Diff(e))(t); d.Len() != 0 {
			t.Errorf("%s", d)
		}
		got := must(e.Execute(orm.Text("SELECT string_agg(x, chr(10) ORDER BY x) FROM (SELECT pg_get_indexdef(indexrelid) x FROM pg_index WHERE indrelid = 'other.parent'::regclass " +
			"UNION SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'child'::regclass UNION SELECT obj_description('other.parent'::regclass) " +
			"UNION SELECT attname || ' ' || format_type(atttypid, atttypmod) || attidentity::text || CASE WHEN attcollation = 0 THEN '' ELSE ' ' || attcollation::regcollation::text END FROM pg_attribute WHERE attrelid = 'other.parent'::regclass AND attnum > 0) q")))(t)
		text := must(got.Scalar())(t).(string)
		for _, want := range []string{"id integera", `Odd Name text "C"`, "j jsonb", "r real", "ts timestamp(3) without time zone", "tags text[]", "it's a parent",
			`(lower("Odd Name"), id DESC) WHERE (id > 3)`, "USING gin (j)", "(r) INCLUDE (ts)",
			"FOREIGN KEY (parent_id) REFERENCES other.parent(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"} {
			if !strings.Contains(text, want) {
				t.Errorf("the copy lacks %s:\n%s", want, text)
			}
		}
		if res := must(e.Execute(orm.Text("INSERT INTO other.parent DEFAULT VALUES RETURNING id")))(t); res.String() != "[(5,)]" {
			t.Errorf("the identity starts with %s", res)
		}
	})
	t.Run("mysql", func(t *testing.T) {
		e := engine(t, scratch(t, mysqlURL(t)))
		must(e.Execute(orm.Text("CREATE TABLE t (id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, b VARBINARY(16), big LONGTEXT, at DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3), " +
			"n INT DEFAULT 4 COMMENT 'how many', s VARCHAR(9) DEFAULT 'a''b', v INT AS (n + 1) VIRTUAL, FULLTEXT KEY ft (big)) COMMENT 'a table'")))(t)
		m := orm.NewMetaData()
		if err := m.Reflect(e); err != nil {
			t.Fatal(err)
		}
		show := func() string {
			return must(must(e.Execute(orm.Text("SHOW CREATE TABLE t")))(t).FetchOne().At(1))(t).(string)
		}
		before := show()
		if err := m.DropAll(e); err != nil {
			t.Fatal(err)
		}
		if err := m.CreateAll(e); err != nil {
			t.Fatal(err)
		}
		if after := show(); after != before {
			t.Errorf("before\n%s\nafter\n%s", before, after)
		}
	})
}

// Tables whose foreign keys form a cycle are created and dropped.
func TestCycleOfForeignKeysIsReflected(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		m := orm.NewMetaData()
		must(orm.NewTable("hen", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("egg_id", orm.Integer, orm.ForeignKey("egg.id").Named("fk_hen"))))(t)
		must(orm.NewTable("egg", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("hen_id", orm.Integer, orm.ForeignKey("hen.id").Named("fk_egg"))))(t)
		if err := m.CreateAll(e); err != nil {
			t.Fatal(err)
		}
		back := orm.NewMetaData()
		if err := back.Reflect(e); err != nil {
			t.Fatal(err)
		}
		for _, meta := range []*orm.MetaData{m, back} {
			if d := must(meta.Diff(e))(t); d.Len() != 0 {
				t.Errorf("%s", d)
			}
		}
		if err := back.DropAll(e); err != nil {
			t.Fatal(err)
		}
		if names := must(e.TableNames())(t); len(names) != 0 {
			t.Errorf("left: %v", names)
		}
	})
}

// MariaDB names CHECK constraints anew in each table, as CONSTRAINT_1: each table has its own.
func TestChecksOfOneNameAreReflected(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		for _, name := range []string{"hen", "egg"} {
			must(e.Execute(orm.Text("CREATE TABLE " + name + " (" + name + "_id INTEGER, CHECK (" + name + "_id > 1))")))(t)
		}
		for _, name := range []string{"hen", "egg"} {
			ddl := orm.CreateTable(must(e.Describe(name))(t)).String()
			if strings.Count(ddl, "CHECK") != 1 || !strings.Contains(ddl, name+"_id > 1") && !strings.Contains(ddl, name+"_id` > 1") {
				t.Errorf("%s reads back as\n%s", name, ddl)
			}
		}
	})
}
