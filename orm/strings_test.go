// This file tests how the handles of the package read where they are printed.

package orm_test

import (
	"fmt"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

func TestHandlesReadShortly(t *testing.T) {
	type Address struct {
		orm.Model `orm:"table=addresses"`
		ID        int `orm:"primary_key"`
		UserID    int `orm:"foreign_key=users.id"`
	}
	type User struct {
		orm.Model `orm:"table=users"`
		ID        int        `orm:"primary_key"`
		Addresses []*Address `orm:"relation"`
	}
	is := func(v any, want string) {
		t.Helper()
		if got := fmt.Sprint(v); got != want {
			t.Errorf("reads %s, not %s", got, want)
		}
	}
	base := orm.DeclarativeBase()
	is(base, "<Base, nothing mapped>")
	if err := base.Map(User{}, Address{}); err != nil {
		t.Fatal(err)
	}
	is(base, "<Base of User, Address>")

	U := orm.Columns[User]()
	is(orm.Col(&U.ID), "users.id")
	is(orm.Many(&U.Addresses), "User.Addresses")

	session := orm.NewSession(orm.Must(orm.CreateEngine("sqlite://")))
	defer session.Close()
	is(orm.Select2(session, orm.Col(&U.ID), orm.Col(&U.ID)), "SELECT users.id AS users_id, users.id AS users_id__1 \nFROM users")
	tx := orm.Must(session.Begin())
	is(tx, "<Transaction, open>")
	nested := orm.Must(session.BeginNested())
	is(nested, "<Savepoint, open>")
	if _, err := session.Execute(orm.Text("SELECT 1"), nil); err != nil {
		t.Fatal(err)
	}
	is(nested, "<Savepoint sa_savepoint_1, open>")
	if err := session.Rollback(); err != nil {
		t.Fatal(err)
	}
	is(nested, "<Savepoint sa_savepoint_1, ended>")
	is(tx, "<Transaction, open>")
}
