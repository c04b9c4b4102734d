// This file tests what can be asked about the schema in a session's transaction, about mappings, and about what engines send.

package orm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

// A table that a session's transaction created is seen by itself, also where it holds a lock that others wait for.
func TestSessionSeesItsOwnTables(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		s := orm.NewSession(e)
		for _, sql := range []string{"CREATE TABLE one (id INTEGER PRIMARY KEY)", "INSERT INTO one VALUES (1)",
			"CREATE TABLE two (id INTEGER PRIMARY KEY, one_id INTEGER, FOREIGN KEY (one_id) REFERENCES one (id))"} {
			must(s.Execute(orm.Text(sql)))(t)
		}
		if names := must(s.TableNames())(t); strings.Join(names, " ") != "one two" {
			t.Errorf("the session sees %v", names)
		}
		if !must(s.HasTable("two"))(t) || must(s.HasTable("three"))(t) {
			t.Error("HasTable says otherwise")
		}
		two := must(s.Describe("two"))(t)
		for _, k := range two.ForeignKeyConstraints() {
			if k.ColumnKeys()[0] != "one_id" || k.TargetFullnames()[0] != "one.id" {
				t.Errorf("the key of %v leads to %v", k.ColumnKeys(), k.TargetFullnames())
			}
		}
		if len(two.Columns()) != 2 || len(two.ForeignKeyConstraints()) != 1 {
			t.Errorf("two is %v", two)
		}
		if _, err := s.Describe("three"); err == nil || !strings.Contains(err.Error(), "three") {
			t.Errorf("a table that isn't there: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

type inspectOwner struct {
	orm.Model `orm:"table=owner"`
	ID        int `orm:"primary_key"`
	Name      string
	Pets      []*inspectPet `orm:"relation,back=Owner"`
}

type inspectPet struct {
	orm.Model `orm:"table=pet"`
	ID        int `orm:"primary_key"`
	Name      string
	OwnerID   int           `orm:"foreign_key=owner.id"`
	Owner     *inspectOwner `orm:"relation"`
}

func TestMapperTellsItsStatements(t *testing.T) {
	base := orm.DeclarativeBase()
	if err := base.Map(inspectOwner{}, inspectPet{}); err != nil {
		t.Fatal(err)
	}
	m := must(orm.ClassMapper(&inspectOwner{}))(t)
	rels := must(m.Relationships())(t)
	if got := fmt.Sprint(rels); got != "[Pets: []inspectPet, pet.owner_id = owner.id, back Owner]" || m.Class().Name() != "inspectOwner" {
		t.Errorf("the relations of %v are %s", m.Class(), got)
	}
	e := must(orm.CreateEngine("sqlite://"))(t)
	defer e.Close()
	var got strings.Builder
	for _, st := range must(m.Statements(e))(t) {
		fmt.Fprintf(&got, "%s: %s\n", st.For, strings.Join(strings.Fields(st.SQL), " "))
	}
	want := `query: SELECT owner.id AS owner_id, owner.name AS owner_name FROM owner
get: SELECT owner.id AS owner_id, owner.name AS owner_name FROM owner WHERE owner.id = ?
insert: INSERT INTO owner (name) VALUES (?)
update: UPDATE owner SET name=? WHERE owner.id = ?
delete: DELETE FROM owner WHERE owner.id = ?
load Pets: SELECT pet.id AS pet_id, pet.name AS pet_name, pet.owner_id AS pet_owner_id FROM pet WHERE ? = pet.owner_id
`
	if got.String() != want {
		t.Errorf("the statements are\n%s, not\n%s", &got, want)
	}
	if _, err := orm.ClassMapper(Hidden{}); err == nil {
		t.Error("a struct that isn't mapped has a mapper")
	}
}

// collected is a sink that keeps events.
type collected struct{ list []echo.Event }

func (c *collected) Emit(_ context.Context, e echo.Event) { c.list = append(c.list, e) }

func TestTrace(t *testing.T) {
	traced, l := &collected{}, &log{}
	e := must(orm.CreateEngine("sqlite://", orm.EchoTo(echo.Text(l)), orm.Echo(false), orm.Trace(traced)))(t)
	defer e.Close()
	must(e.Execute(orm.Text("select :n"), orm.V{"n": 1}))(t)
	e.SetEcho(true)
	must(e.Execute(orm.Text("select :n"), orm.V{"n": 2}))(t)
	if text := l.take(); len(traced.list) != 2 || traced.list[0].SQL != "select ?" || traced.list[1].Params != nil || strings.Contains(text, "(1,)") || !strings.Contains(text, "(2,)") {
		t.Errorf("traced %v, echoed %s", traced.list, text)
	}
}
