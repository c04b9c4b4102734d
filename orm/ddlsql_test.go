// This file compares CREATE and DROP statements with the recordings, and the refusals that come before any SQL.

package orm_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// ddlSchema is the schema of scenario 098. On SQLite the key of comp is an Integer, elsewhere a BigInteger, and the
// server default of flag is the text true on PostgreSQL, 1 elsewhere.
func ddlSchema(backend string) *orm.MetaData {
	m := orm.NewMetaData()
	flag, big := "1", orm.Type(orm.BigInteger)
	if backend == "postgresql" {
		flag = "true"
	}
	if backend == "sqlite" {
		big = orm.Integer
	}
	made(orm.NewTable("dep", m,
		orm.NewColumn("id", orm.Integer, orm.PrimaryKey),
		orm.NewColumn("code", orm.String(10), orm.NotNull, orm.Unique),
		orm.NewColumn("parent_id", orm.Integer, orm.ForeignKey("dep.id"))))
	made(orm.NewTable("everything", m,
		orm.NewColumn("a", orm.Integer, orm.PrimaryKey, orm.NoAutoincrement),
		orm.NewColumn("b", orm.String(5), orm.PrimaryKey),
		orm.NewColumn("flag", orm.Boolean, orm.NotNull, orm.ServerDefault(orm.Text(flag))),
		orm.NewColumn("num", orm.Numeric(12, 4)),
		orm.NewColumn("num0", orm.Numeric(0, 0)),
		orm.NewColumn("fl", orm.Float),
		orm.NewColumn("fl24", orm.FloatPrecision(24)),
		orm.NewColumn("big", orm.BigInteger),
		orm.NewColumn("small", orm.SmallInteger),
		orm.NewColumn("txt", orm.UnicodeText),
		orm.NewColumn("uni", orm.String(30)),
		orm.NewColumn("ch", orm.Char(2)),
		orm.NewColumn("dt", orm.DateTime),
		orm.NewColumn("d", orm.Date),
		orm.NewColumn("t", orm.Time),
		orm.NewColumn("dtz", orm.DateTimeTZ),
		orm.NewColumn("iv", orm.Interval),
		orm.NewColumn("bin", orm.LargeBinary),
		orm.NewColumn("js", orm.JSON),
		orm.NewColumn("en", orm.Enum("xy", "x", "y")),
		orm.NewColumn("dep_id", orm.Integer, orm.Indexed, orm.ForeignKey("dep.id").OnDelete("SET NULL").OnUpdate("CASCADE")),
		orm.NewColumn("code", orm.String(10)),
		orm.NewCheck("ck_small", orm.Text("small > 0")),
		orm.NewUnique("uq_bs", "big", "small"),
		orm.NewIndex("ix_two", "num", "code"),
		orm.NewIndex("ix_uni", "uni").Unique()))
	made(orm.NewTable("comp", m,
		orm.NewColumn("id", big, orm.PrimaryKey),
		orm.NewColumn("ea", orm.Integer),
		orm.NewColumn("eb", orm.String(5)),
		orm.NewColumn("created", orm.DateTime, orm.ServerDefault(orm.Now())),
		orm.NewForeignKey([]string{"ea", "eb"}, []string{"everything.a", "everything.b"}).Named("fk_ev")))
	return m
}

func TestCreateAndDropAsRecorded(t *testing.T) {
	recorded := loadRecordings(t)["098_ddl"]
	for _, backend := range []string{"sqlite", "mysql", "postgresql"} {
		t.Run(backend, func(t *testing.T) {
			m := ddlSchema(backend)
			compareDDL(t, recorded[backend], 1, made(orm.CreateSQL(m, backend)))
			compareDDL(t, recorded[backend], 2, made(orm.DropSQL(m, backend)))
		})
	}
}

// compareDDL compares texts in order, but for the order of the indexes of one table, which the recordings sort by text.
func compareDDL(t *testing.T, ops []recordedOp, step int, got []string) {
	t.Helper()
	var want []string
	for _, o := range ops {
		if o.Step == step {
			want = append(want, o.SQL)
		}
	}
	if !slices.Equal(sortedIndexes(got), sortedIndexes(want)) {
		t.Errorf("step %d:\n got %q\nwant %q", step, got, want)
	}
}

func sortedIndexes(texts []string) []string {
	out := slices.Clone(texts)
	for i := 0; i < len(out); i++ {
		j := i
		for j < len(out) && strings.Contains(out[j], " INDEX ") {
			j++
		}
		slices.Sort(out[i:j])
		i = max(i, j-1)
	}
	return out
}

func TestSeedTablesAsRecorded(t *testing.T) {
	m := orm.NewMetaData()
	made(orm.NewTable("users", m, orm.NewColumn("user_id", orm.Integer, orm.PrimaryKey),
		orm.NewColumn("user_name", orm.String(40)), orm.NewColumn("password", orm.String(10))))
	made(orm.NewTable("email_addresses", m, orm.NewColumn("address_id", orm.Integer, orm.PrimaryKey),
		orm.NewColumn("email_address", orm.String(100), orm.NotNull),
		orm.NewColumn("user_id", orm.Integer, orm.ForeignKey("users.user_id"))))
	texts := made(orm.CreateSQL(m, "sqlite"))
	ops := loadRecordings(t)["007_seed3_tutorial03_core"]["sqlite"]
	for _, text := range texts {
		if !slices.ContainsFunc(ops, func(o recordedOp) bool { return o.SQL == text }) {
			t.Errorf("not recorded: %q", text)
		}
	}
}

func TestVarcharWithoutLength(t *testing.T) {
	m := orm.NewMetaData()
	users := made(orm.NewTable("users", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("name", orm.String())))
	for backend, refused := range map[string]bool{"sqlite": false, "postgresql": false, "mysql": true, "mariadb": true} {
		_, err := orm.Compile(orm.CreateTable(users), backend)
		if (err != nil) != refused {
			t.Errorf("%s: error %v", backend, err)
		}
		if err != nil && !strings.Contains(err.Error(), "table users, column name: MySQL and MariaDB need a length") {
			t.Errorf("%s: %v", backend, err)
		}
	}
}

// Two tables that refer to each other: one of the keys is added when both exist, and dropped first.
func TestForeignKeyCycle(t *testing.T) {
	m := orm.NewMetaData()
	made(orm.NewTable("egg", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey),
		orm.NewColumn("hen_id", orm.Integer, orm.ForeignKey("hen.id").Named("fk_hen"))))
	made(orm.NewTable("hen", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey),
		orm.NewColumn("egg_id", orm.Integer, orm.ForeignKey("egg.id").Named("fk_egg"))))
	create := strings.Join(made(orm.CreateSQL(m, "postgresql")), ";")
	for _, want := range []string{"\nCREATE TABLE egg", "\nCREATE TABLE hen",
		"ALTER TABLE egg ADD CONSTRAINT fk_hen FOREIGN KEY(hen_id) REFERENCES hen (id)",
		"ALTER TABLE hen ADD CONSTRAINT fk_egg FOREIGN KEY(egg_id) REFERENCES egg (id)"} {
		if !strings.Contains(create, want) {
			t.Errorf("%q lacks %q", create, want)
		}
	}
	drop := made(orm.DropSQL(m, "mysql"))
	if len(drop) != 4 || drop[0] != "ALTER TABLE egg DROP FOREIGN KEY fk_hen" {
		t.Errorf("drop is %q", drop)
	}
	if inline := strings.Join(made(orm.CreateSQL(m, "sqlite")), ";"); strings.Contains(inline, "ALTER") {
		t.Errorf("SQLite can't alter keys, but gets %q", inline)
	}
}

func TestDefinitionsOfOthers(t *testing.T) {
	m := orm.NewMetaData()
	users := made(orm.NewTable("users", m,
		orm.NewColumn("id", orm.BigInteger, orm.PrimaryKey, orm.Identity(true, 100, 10)),
		orm.NewColumn("name", orm.String(50), orm.Comment("it's a name"), orm.Collation("C")),
		orm.NewColumn("upper_name", orm.String(50), orm.Computed(orm.Text("upper(name)"), true)),
		orm.NewColumn("Select", orm.Integer), orm.TableComment("people"), orm.Schema("app")))
	index := orm.NewIndex("ix_lower").On(orm.Lower(users.C("name"))).Where(users.C("Select").IsNotNull()).Using("btree")
	if err := users.AddIndex(index); err != nil {
		t.Fatal(err)
	}
	want := []string{`
CREATE TABLE app.users (
	id BIGINT GENERATED ALWAYS AS IDENTITY (INCREMENT BY 10 START WITH 100) NOT NULL, 
	name VARCHAR(50) COLLATE "C", 
	upper_name VARCHAR(50) GENERATED ALWAYS AS (upper(name)) STORED, 
	"Select" INTEGER, 
	PRIMARY KEY (id)
)

`,
		`CREATE INDEX ix_lower ON app.users USING btree (lower(name)) WHERE "Select" IS NOT NULL`,
		`COMMENT ON TABLE app.users IS 'people'`,
		`COMMENT ON COLUMN app.users.name IS 'it''s a name'`,
	}
	if got := made(orm.CreateSQL(m, "postgresql")); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	statements := map[orm.Executable]string{
		orm.AddColumn(users.C("Select")):  `ALTER TABLE app.users ADD COLUMN "Select" INTEGER`,
		orm.DropColumn(users.C("Select")): `ALTER TABLE app.users DROP COLUMN "Select"`,
		orm.DropIndex(index):              "\nDROP INDEX app.ix_lower",
		orm.DropTable(users):              "\nDROP TABLE app.users",
	}
	for s, want := range statements {
		if got := made(orm.Compile(s, "postgresql")); got.SQL != want {
			t.Errorf("got %q, want %q", got.SQL, want)
		}
	}
}

func TestMistakesOfDefinitions(t *testing.T) {
	column := func(name string) *orm.Column { return orm.NewColumn(name, orm.Integer) }
	for want, args := range map[string][]orm.TableArg{
		"column a is declared twice":                   {column("a"), column("a")},
		"has no column nme (did you mean name?)":       {column("name"), orm.NewUnique("", "nme")},
		"column a has no type":                         {orm.NewColumn("a", nil)},
		"index ix: table t has no column b":            {column("a"), orm.NewIndex("ix", "b")},
		"a foreign key has 1 columns and refers to 2":  {column("a"), orm.NewForeignKey([]string{"a"}, []string{"t.a", "t.b"})},
		"Autoload needs a MetaData bound to an engine": {orm.Autoload},
	} {
		_, err := orm.NewTable("t", orm.NewMetaData(), args...)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	m := orm.NewMetaData()
	made(orm.NewTable("users", m, column("id")))
	if _, err := orm.NewTable("users", m); err == nil || !strings.Contains(err.Error(), "already defined") {
		t.Errorf("error %v", err)
	}
	made(orm.NewTable("addresses", m, orm.NewColumn("user_id", orm.Integer, orm.ForeignKey("user.id"))))
	_, err := orm.CreateSQL(m, "sqlite")
	if err == nil || !strings.Contains(err.Error(), "could not find table user in this MetaData (did you mean users?)") {
		t.Errorf("error %v", err)
	}
}
