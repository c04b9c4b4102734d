// This file tests how objects follow an UPDATE of a query: what a session holds is what the database has.

package orm_test

import (
	"testing"

	"github.com/ormsh/ormsh/orm"
)

type bulkItem struct {
	orm.Model `orm:"table=bulk_items"`
	ID        int     `orm:"primary_key"`
	Name      *string `orm:"size=20"`
	Count     int
}

func TestUpdateIsEvaluatedAsTheDatabaseDoes(t *testing.T) {
	e := made(orm.CreateEngine("sqlite://"))
	defer e.Close()
	base := orm.DeclarativeBase()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(base.Map(bulkItem{}))
	check(base.MetaData().CreateAll(e))
	s := orm.NewSession(e)
	defer s.Close()
	items := []*bulkItem{{Name: new("a"), Count: 1}, {Name: new("B"), Count: 2}, {Count: 3}, {Name: new("a"), Count: 4}}
	check(s.AddAll(items))
	check(s.Commit())
	I := orm.Columns[bulkItem]()
	id, name, count := orm.Col(&I.ID), orm.NullCol(&I.Name), orm.Col(&I.Count)
	for _, where := range []orm.Cond{
		id.In(1, 3), orm.Not(id.In(2)), id.Gt(2), name.Eq("a"), name.Ne("a"), name.IsNull(), name.IsNotNull(),
		orm.Or(name.Eq("a"), id.Eq(3)), orm.And(name.Ne("x"), count.Ge(2)), orm.Or(name.Ne("a"), count.Lt(2)),
		count.Plus(1).Eq(3), name.Expr.In(), name.Expr.NotIn(), id.EqTo(count),
	} {
		check(s.Refresh(items[0], items[1], items[2], items[3]))
		_, err := orm.Query[bulkItem](s).Filter(where).Update(orm.V{"Count": count.Plus(10)})
		check(err)
		var held [4]int
		for i, it := range items {
			held[i] = it.Count
		}
		check(s.Refresh(items[0], items[1], items[2], items[3]))
		for i, it := range items {
			if it.Count != held[i] {
				t.Errorf("%s: object %d held %d, its row has %d", where, i+1, held[i], it.Count)
			}
		}
		check(s.Rollback())
		for i, it := range items {
			if it.Count != i+1 {
				t.Errorf("%s: after the rollback object %d holds %d", where, i+1, it.Count)
			}
		}
	}
}
