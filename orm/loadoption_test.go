// This file tests what options about relations refuse.

package orm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// graphSession is a session on SQLite with the tables of A, B, C and Tag, and a few rows.
func graphSession(t *testing.T) *orm.Session {
	t.Helper()
	e := engine(t, orm.URL{Dialect: "sqlite", Database: ":memory:"})
	base := orm.DeclarativeBase()
	associate(base.MetaData(), "c_tag", "c_id", "tag_id", "c.id", "tag.id")
	if err := errors.Join(base.Map(loadA{}, loadB{}, loadC{}, loadTag{}), base.MetaData().CreateAll(e)); err != nil {
		t.Fatal(err)
	}
	s := orm.NewSession(e)
	tag := &loadTag{Name: "red"}
	if err := errors.Join(s.Add(&loadA{Name: "a1", Bs: []*loadB{{Name: "b1", Cs: []*loadC{{Name: "c1", Tags: []*loadTag{tag}}}}}}), s.Commit()); err != nil {
		t.Fatal(err)
	}
	s.Clear()
	return s
}

func TestOptionsRefuse(t *testing.T) {
	s := graphSession(t)
	A, B, C := orm.Columns[loadA](), orm.Columns[loadB](), orm.Columns[loadC]()
	bs, cs, tags := orm.Many(&A.Bs), orm.Many(&B.Cs), orm.Many(&C.Tags)
	q := orm.Query[loadA](s)
	for _, c := range []struct {
		q    orm.QueryOf[loadA]
		want string
	}{
		{q.Options(orm.SelectIn(cs)), "loadB.Cs is no relation of loadA: say it inside the option of the relation that leads to a loadB"},
		{q.Options(orm.SelectIn(bs, orm.SelectIn(tags))), "loadC.Tags is no relation of loadB"},
		{q.Options(orm.SelectIn(bs, orm.Defer(&C.Name))), "loadC.Name is no column of loadB"},
		{q.Options(orm.Joined(bs, orm.Contains(cs))), "can't stand inside SelectIn, Joined or Subquery"},
		{q.Options(orm.Contains(bs)), "the query doesn't join it"},
		{q.Options(orm.SelectIn(bs).Inner()), "Inner belongs to Joined"},
		{q.Options(orm.Joined(bs).As(orm.Alias[loadB]("x"))), "As belongs to Contains"},
		{q.Join(bs).Options(orm.Contains(bs).As(orm.Alias[loadC]("x"))), "leads to a loadB, not to a loadC"},
		{q.Options(orm.DefaultLoad(bs, orm.SelectIn(cs))), "is left to Load"},
		{q.Options(orm.DefaultLoad(orm.AllRelations())), "AllRelations stands in"},
		{q.OrderBy(orm.Text("name DESC")).Limit(1).Options(orm.Joined(bs)), "order by columns"},
	} {
		list, err := c.q.All()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, %v; want %q", list, err, c.want)
		}
	}
	if list, err := q.Options(orm.SelectIn(bs)).All(); err != nil || len(list[0].Bs) != 1 {
		t.Errorf("afterwards: %v, %v", list, err)
	}
}

// A tag that says how to load is checked as the others are.
func TestLoadingTags(t *testing.T) {
	type Wrong struct {
		orm.Model `orm:"table=wrong"`
		ID        int    `orm:"primary_key"`
		UpID      *int   `orm:"foreign_key=wrong.id"`
		Up        *Wrong `orm:"relation,lazy=selectn,by=up_id"`
		Upper     *Wrong `orm:"relation,inner_join,by=up_id"`
		Uppest    *Wrong `orm:"relation,join_depth=0,lazy=selectin,by=up_id"`
		Last      *Wrong `orm:"relation,join_depth=2,by=up_id"`
	}
	err := orm.DeclarativeBase().Map(Wrong{})
	for _, want := range []string{`Wrong.Up: unknown lazy "selectn" (did you mean select?`, "Wrong.Upper: inner_join goes with lazy=joined",
		"Wrong.Uppest: join_depth=0 is not a positive number", "Wrong.Last: join_depth goes with"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
}
