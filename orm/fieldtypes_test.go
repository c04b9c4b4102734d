// This file tests fields of types that are more than a number or a text: what is written comes back on every database.

package orm_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// ticket has a key that is a UUID without methods, a decimal, and values of several columns.
type ticket struct {
	orm.Model `orm:"table=ticket"`
	ID        [16]byte `orm:"primary_key"`
	Price     orm.Decimal
	From      spot  `orm:"composite"`
	To        spot  `orm:"composite"`
	Via       *spot `orm:"type=json"`
}

type spot struct {
	X int
	Y int `orm:"column=why"`
}

func TestFieldTypes(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		s := opened(t, e, ticket{})
		id := [16]byte{0xab, 15: 1}
		err := errors.Join(s.Add(&ticket{ID: id, From: spot{1, 2}, To: spot{3, 4}}), s.Commit())
		if err != nil {
			t.Fatal(err)
		}
		s.Clear()
		got := must(orm.Get[ticket](s, id))(t)
		if got == nil || got.ID != id || !got.Price.Equal("0") || got.From != (spot{1, 2}) || got.To != (spot{3, 4}) || got.Via != nil {
			t.Fatalf("%+v", got)
		}
		if again := must(orm.Query[ticket](s).FilterBy("ID", id).One())(t); again != got {
			t.Error("one row is two objects")
		}
		T := orm.Columns[ticket]()
		l.take()
		got.To.Y = 5
		found := must(orm.Query[ticket](s).Filter(orm.Col(&T.To.Y).Eq(5)).FilterBy("From.X", 1).All())(t)
		if sent := l.take(); len(found) != 1 || !strings.Contains(sent, "SET to_why=") {
			t.Errorf("%d found:\n%s", len(found), sent)
		}
		rows := must(s.Select(&T.From.X, &T.To.Y).All())(t)
		if fmt.Sprint(rows) != "[(1, 5)]" {
			t.Errorf("columns of values: %v", rows)
		}
	})
}

func TestCompositesRefuse(t *testing.T) {
	type wrong struct {
		orm.Model `orm:"table=wrong"`
		ID        int    `orm:"primary_key"`
		At        spot   `orm:"composite,index"`
		Name      string `orm:"composite"`
		Other     spot
	}
	err := orm.DeclarativeBase().Map(wrong{})
	for _, want := range []string{`wrong.At: tag word "index" doesn't belong on a composite`, "wrong.Name: a composite is a struct, not string", "wrong.Other: no column type for orm_test.spot"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant %q", err, want)
		}
	}
}
