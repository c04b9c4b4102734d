// This file runs definitions and the statements that depend on the database's powers on the three of them.

package orm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// Everything of scenario 098 is created and dropped, twice, also over what is there already.
func TestDDLSchemaOnServers(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		m := ddlSchema(e.URL().Dialect)
		for range 2 {
			for _, step := range []func(*orm.Engine) error{m.CreateAll, m.CreateAll, m.DropAll, m.DropAll} {
				if err := step(e); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

func TestCycleOnServers(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		m := orm.NewMetaData()
		egg := made(orm.NewTable("egg", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey),
			orm.NewColumn("hen_id", orm.Integer, orm.ForeignKey("hen.id").Named("fk_hen"))))
		made(orm.NewTable("hen", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey),
			orm.NewColumn("egg_id", orm.Integer, orm.ForeignKey("egg.id").Named("fk_egg"))))
		if err := m.CreateAll(e); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Execute(egg.Insert(), orm.V{"hen_id": 77}); err == nil {
			t.Error("an egg of a hen that doesn't exist")
		}
		if err := m.DropAll(e); err != nil {
			t.Error(err)
		}
	})
}

// What an index, a default, a computed column, an identity or a sequence does shows in the rows.
func TestGeneratedValues(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		m := orm.NewMetaData()
		id := []orm.ColumnArg{orm.PrimaryKey}
		switch e.URL().Dialect {
		case "postgresql":
			id = append(id, orm.Identity(false, 100, 10))
		case "mysql":
			id = append(id, orm.NewSequence("pet_ids", 100, 10))
		}
		pet := made(orm.NewTable("pet", m,
			orm.NewColumn("id", orm.Integer, id...),
			orm.NewColumn("name", orm.String(20), orm.NotNull, orm.Comment("what it's called")),
			orm.NewColumn("kind", orm.String(10), orm.ServerDefault(orm.Text("'cat'"))),
			orm.NewColumn("loud", orm.String(20), orm.Computed(orm.Text("upper(name)"), true)),
			orm.NewColumn("born", orm.DateTime, orm.ServerDefault(orm.Now())),
			orm.NewColumn("legs", orm.Integer, orm.Default(4)),
			orm.NewColumn("seen", orm.Integer, orm.Default(0), orm.OnUpdate(1)),
			orm.TableComment("pets"), orm.NewCheck("ck_legs", orm.Text("legs >= 0"))))
		if err := m.CreateAll(e); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"Tom", "Harry"} {
			if _, err := e.Execute(pet.Insert(), orm.V{"name": name}); err != nil {
				t.Fatal(err)
			}
		}
		want := "[(1, 'Tom', 'cat', 'TOM', 4, 0), (2, 'Harry', 'cat', 'HARRY', 4, 0)]"
		if e.URL().Dialect != "sqlite" {
			want = "[(100, 'Tom', 'cat', 'TOM', 4, 0), (110, 'Harry', 'cat', 'HARRY', 4, 0)]"
		}
		all := orm.Select(pet.C("id"), pet.C("name"), pet.C("kind"), pet.C("loud"), pet.C("legs"), pet.C("seen")).OrderBy(pet.C("id"))
		if got := fmt.Sprint(must(e.Execute(all))(t).FetchAll()); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if _, err := e.Execute(pet.Update(pet.C("name").Eq("Tom")), orm.V{"legs": 3}); err != nil {
			t.Fatal(err)
		}
		seen := orm.Select(orm.Count()).From(pet).Where(pet.C("seen").Eq(1), pet.C("born").IsNotNull(), pet.C("legs").Eq(3))
		if n := must(must(e.Execute(seen))(t).Scalar())(t); n != int64(1) {
			t.Errorf("%v rows were updated", n)
		}
		if _, err := e.Execute(pet.Insert(), orm.V{"name": "x", "legs": -1}); err == nil {
			t.Error("a pet with less than no legs")
		}
		if err := m.DropAll(e); err != nil {
			t.Error(err)
		}
	})
}

func TestReturningAndUpsert(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		users := usersTable(t, orm.NewMetaData())
		if err := users.CreateOn(e); err != nil {
			t.Fatal(err)
		}
		insert := users.Insert()
		back := must(e.Execute(insert.Returning(users.C("user_id"), users.C("user_name")), orm.V{"user_name": "ed", "password": "x"}))(t)
		if got := back.String(); !strings.Contains(got, "(1, 'ed')") {
			t.Errorf("RETURNING gives %s", got)
		}
		update := insert.OnConflict("user_name").DoUpdate(orm.V{"password": insert.Excluded("password").Concat("!")})
		if e.URL().Dialect == "mysql" {
			update = insert.OnDuplicateKey(orm.V{"password": insert.Excluded("password").Concat("!")})
		}
		for _, name := range []string{"ed", "wendy"} {
			if _, err := e.Execute(update, orm.V{"user_name": name, "password": "y"}); err != nil {
				t.Fatal(err)
			}
		}
		rows := must(e.Execute(orm.Select(users.C("user_name"), users.C("password")).OrderBy(users.C("user_name"))))(t).FetchAll()
		if got := fmt.Sprint(rows); got != "[('ed', 'y!'), ('wendy', 'y')]" {
			t.Errorf("after the upserts: %s", got)
		}
		gone := must(e.Execute(users.Delete(users.C("user_name").Eq("ed")).Returning(users.C("user_name"))))(t)
		if got := fmt.Sprint(gone.FetchAll()); got != "[('ed',)]" {
			t.Errorf("DELETE RETURNING gives %s", got)
		}
	})
}

func TestJSONMembers(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		doc := made(orm.NewTable("doc", orm.NewMetaData(), orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("data", orm.JSON)))
		if err := doc.CreateOn(e); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"ed", "it's"} {
			if _, err := e.Execute(doc.Insert(), orm.V{"data": map[string]any{"name": name, "tags": []string{"a", "b"}}}); err != nil {
				t.Fatal(err)
			}
		}
		data := doc.C("data").Expr()
		found := must(e.Execute(orm.Select(doc.C("id"), data.Get("tags").GetText(1).Label("second")).Where(data.GetText("name").Eq("it's"))))(t)
		if got := fmt.Sprint(found.FetchAll()); got != "[(2, 'b')]" {
			t.Errorf("got %s", got)
		}
	})
}

func TestRowsFromValuesAndFunctions(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		if e.URL().Dialect == "postgresql" {
			days := orm.TableFunction("n", orm.Func("generate_series", 1, 3), orm.NewColumn("i", orm.Integer))
			rows := must(e.Execute(orm.Select(days.C("i").Times(2).Label("twice")).OrderBy(days.C("i"))))(t).FetchAll()
			if got := fmt.Sprint(rows); got != "[(2,), (4,), (6,)]" {
				t.Errorf("got %s", got)
			}
		}
		v := orm.Values("v", []*orm.Column{orm.NewColumn("id", orm.Integer), orm.NewColumn("name", orm.String(10))},
			[]any{1, "ed"}, []any{2, "wendy"})
		rows := must(e.Execute(orm.Select(v).Where(v.C("id").Gt(1))))(t).FetchAll()
		if got := fmt.Sprint(rows); got != "[(2, 'wendy')]" {
			t.Errorf("got %s", got)
		}
	})
}

// Statements can be executed one by one too.
func TestDDLStatements(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		m := orm.NewMetaData()
		pet := made(orm.NewTable("pet", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("name", orm.String(20))))
		statements := []orm.Executable{orm.CreateTable(pet)}
		made(orm.NewTable("pet", m, orm.ExtendExisting, orm.NewColumn("age", orm.Integer)))
		index := orm.NewIndex("ix_age", "age", "name").Unique()
		if err := pet.AddIndex(index); err != nil {
			t.Fatal(err)
		}
		statements[0] = orm.Text("CREATE TABLE pet (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(20))")
		statements = append(statements, orm.AddColumn(pet.C("age")), orm.CreateIndex(index), orm.DropIndex(index), orm.DropColumn(pet.C("age")), orm.DropTable(pet))
		for _, s := range statements {
			if _, err := e.Execute(s); err != nil {
				t.Errorf("%s: %v", s, err)
			}
		}
		names := []string{}
		for _, c := range pet.Columns() {
			names = append(names, c.Name())
		}
		if !slices.Equal(names, []string{"id", "name", "age"}) {
			t.Errorf("columns %v", names)
		}
	})
}
