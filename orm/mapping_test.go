// This file tests tags and mappings: what they make, and that all mistakes are told at once.

package orm_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

type wrongTags struct {
	orm.Model `orm:"tabel=wrong"`
	ID        int     `orm:"primery_key"`
	Name      string  `orm:"size=many"`
	Age       int     `orm:"size=3"`
	Fine      string  `orm:"unique=yes,back=x"`
	Twin      string  `orm:"column=fine"`
	When      func()  ``
	Other     *Hidden ``
}

// Hidden is not mapped.
type Hidden struct{ ID int }

type wrongWords struct {
	orm.Model `orm:"table=wrong"`
	ID        int           `orm:"pk"`
	Boss      *wrongWords   `orm:"relation by=boss_id"`
	Staff     []*wrongWords `orm:"relation,back_populates=Boss"`
	Others    []wrongWords  `orm:"relation"`
	Count     int           `orm:"relation"`
	Far       string        `orm:"xyzzyxyzzy"`
}

// A word that another mapper has, or a form that it takes, is told what it is called here.
func TestUnknownTagWords(t *testing.T) {
	err := orm.DeclarativeBase().Map(wrongWords{})
	want := `orm: 7 mistakes in the mapping:
  wrongWords.ID: unknown tag word "pk" (did you mean primary_key?)
  wrongWords.Boss: unknown tag word "relation by" (a comma stands between words: relation,by=boss_id)
  wrongWords.Staff: unknown tag word "back_populates" (did you mean back?)
  wrongWords.Others: a relation is a []*T or a *T of a struct, not []orm_test.wrongWords
  wrongWords.Count: a relation is a []*T or a *T of a struct, not int
  wrongWords.Far: unknown tag word "xyzzyxyzzy"; the words are autoincrement `
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v", err)
	}
}

func TestAllMistakesAtOnce(t *testing.T) {
	err := orm.DeclarativeBase().Map(wrongTags{}, 3)
	var mapping *orm.MappingError
	if !errors.As(err, &mapping) {
		t.Fatalf("%v is not a MappingError", err)
	}
	for _, want := range []string{
		`unknown tag word "tabel" (did you mean table?)`,
		`wrongTags doesn't say its table`,
		`wrongTags.ID: unknown tag word "primery_key" (did you mean primary_key?)`,
		`wrongTags.Name: size=many is not a positive number`,
		`wrongTags.Age: size= is for text, not for int`,
		`wrongTags.Fine: tag word "unique" takes no value`,
		`wrongTags.Fine: tag word "back" doesn't belong on a column`,
		`wrongTags.Twin: column "fine" is Fine already`,
		`wrongTags.When: no column type for func()`,
		`wrongTags.Other: a field of type *orm_test.Hidden is a relation: tag it orm:"relation"`,
		`has no primary key`,
		`a model is a struct, given as User{}; this is int`,
	} {
		if n := strings.Count(err.Error(), want); n != 1 {
			t.Errorf("%q stands %d times in\n%v", want, n, err)
		}
	}
	if strings.Contains(err.Error(), `no column "when"`) {
		t.Errorf("what follows from a mistake is told beside it:\n%v", err)
	}
}

func TestColumnNames(t *testing.T) {
	type odd struct {
		orm.Model  `orm:"table=odd"`
		ID         int `orm:"primary_key"`
		UserID     int
		HTTPStatus int
		Name2      string
		ABC        string
		Given      string `orm:"column=other"`
	}
	base := orm.DeclarativeBase()
	if err := base.Map(odd{}); err != nil {
		t.Fatal(err)
	}
	table, err := base.Table(odd{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range table.Columns() {
		names = append(names, c.Name())
	}
	if got, want := strings.Join(names, " "), "id user_id http_status name2 abc other"; got != want {
		t.Errorf("columns %s, want %s", got, want)
	}
}

type lonelyParent struct {
	orm.Model `orm:"table=lonely_parents"`
	ID        int            `orm:"primary_key"`
	Children  []*lonelyChild `orm:"relation,back=Parnt"`
}

type lonelyChild struct {
	orm.Model `orm:"table=lonely_children"`
	ID        int `orm:"primary_key"`
}

func TestRelationsAreResolvedAtFirstUse(t *testing.T) {
	base := orm.DeclarativeBase()
	if err := base.Map(lonelyParent{}); err != nil {
		t.Fatal(err)
	}
	session := orm.NewSession(nil)
	if err := session.Add(&lonelyParent{}); err == nil || !strings.Contains(err.Error(), "lonelyChild is not mapped") {
		t.Errorf("before the child is mapped: %v", err)
	}
	orm.ClearMappers()
	if err := orm.DeclarativeBase().Map(lonelyParent{}, lonelyChild{}); err != nil {
		t.Fatal(err)
	}
	err := session.Add(&lonelyParent{})
	if err == nil || !strings.Contains(err.Error(), `lonely_children has no foreign key to lonely_parents`) || !strings.Contains(err.Error(), "back=Parnt") {
		t.Errorf("without a foreign key: %v", err)
	}
}

func TestWrongUse(t *testing.T) {
	type plain struct{ ID int }
	session := openUsers()
	defer session.Close()
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"a copy", session.Add(sessionUser{}), "a session needs the object itself, not a copy: give &sessionUser{...}"},
		{"not mapped", session.Add(&plain{}), "plain is not mapped"},
		{"a number", session.Add(3), "a session takes pointers to mapped structs, not int"},
		{"a prototype", session.Add(orm.Columns[sessionUser]()), "is a prototype"},
		{"delete of what was never added", session.Delete(&sessionUser{}), "it is transient"},
		{"an unknown field", orm.Query[sessionUser](session).FilterBy("Nmae", 1).Core.All(nil), `no field "Nmae" (did you mean Name?)`},
		{"a column's name", orm.Query[sessionUser](session).FilterBy("name", 1).Core.All(nil), "column name is field Name"},
		{"a wrong key", second(orm.Get[sessionUser](session, 1, 2)), "has 1 columns, not 2"},
		{"a relation that isn't there", session.Load(&sessionUser{}, "X"), "not persistent in this session: Load: this sessionUser is transient"},
		{"a field that is none", second(session.Select(new(int)).All()), "is not a field of a prototype"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, c.err, c.want)
		}
	}
}

func TestRedeclare(t *testing.T) {
	older := func() any {
		type Line struct {
			orm.Model `orm:"table=lines"`
			ID        int `orm:"primary_key"`
			Text      string
		}
		return Line{}
	}()
	type Line struct {
		orm.Model `orm:"table=lines"`
		Size      int
		Text      string
		ID        int `orm:"primary_key"`
	}
	type Unmapped struct{ ID int }
	base := orm.DeclarativeBase()
	if err := base.Map(older); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		old, new any
		want     string // a part of the error
	}{
		{Unmapped{}, Line{}, ""},
		{older, Unmapped{}, "mapping can't follow"},
		{older, Line{}, ""},
	} {
		err := orm.Redeclare([]reflect.Type{reflect.TypeOf(c.old)}, []reflect.Type{reflect.TypeOf(c.new)})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T for %T: %v", c.new, c.old, err)
		}
	}
	table, err := base.Table(Line{})
	if err != nil || table.C("size") == nil {
		t.Fatalf("%v, %v", table, err)
	}
	if _, err := base.Table(older); err == nil || !strings.Contains(err.Error(), "declared anew") {
		t.Errorf("the older type: %v", err)
	}
}
