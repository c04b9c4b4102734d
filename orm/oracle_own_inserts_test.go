// This file holds the program of scenario 315: INSERT and UPDATE in their many forms.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func insertManyWays(r *oracle.Run) {
	m, next := orm.NewMetaData(), 99
	col := orm.NewColumn
	t := table(r, "item", m, col("id", orm.Integer, orm.PrimaryKey), col("name", orm.String(30)), col("qty", orm.Integer, orm.Default(7)),
		col("code", orm.Integer, orm.Default(func() any { next++; return next })), col("status", orm.String(10), orm.ServerDefault(orm.Text("'new'"))),
		col("stamp", orm.Integer, orm.OnUpdate(5)))
	old := table(r, "old_item", m, col("id", orm.Integer, orm.PrimaryKey), col("label", orm.String(30)), col("n", orm.Integer))
	r.Step()
	r.Check(m.CreateAll(r.Engine))
	c, err := r.Engine.Connect()
	r.Check(err)
	defer c.Close()
	exec := func(stmt orm.Executable, params ...orm.V) *orm.Result {
		res, err := c.Execute(stmt, params...)
		r.Check(err)
		return res
	}
	rows := func(stmt orm.Executable) { r.Obs("rows", exec(stmt).FetchAll()) }
	id, name, qty, label, n := t.C("id"), t.C("name"), t.C("qty"), old.C("label"), old.C("n")
	r.Step()
	r.Obs("key", exec(t.Insert().Values(orm.V{"name": "a"})).InsertedPrimaryKey())
	r.Obs("key", exec(t.Insert(), orm.V{"name": "b", "qty": 3}).InsertedPrimaryKey())
	r.Step()
	exec(t.Insert(), orm.V{"name": "c", "qty": 1}, orm.V{"name": "d", "qty": 2})
	exec(t.Insert().Values(orm.V{"name": "e", "qty": 4}, orm.V{"name": "f", "qty": 5}))
	rows(orm.Select(id, name, qty, t.C("code"), t.C("status"), t.C("stamp")).OrderBy(id))
	r.Step()
	exec(t.Insert().Values(orm.V{"name": orm.Upper("xyz"), "qty": orm.Literal(2).Plus(3)}))
	exec(old.Insert(), orm.V{"label": "x", "n": 10}, orm.V{"label": "y", "n": 20}, orm.V{"label": "z", "n": 30})
	exec(t.Insert().Values(orm.V{"name": "sub", "qty": orm.Select(orm.Max(n)).Scalar()}))
	rows(orm.Select(name, qty).Where(id.Gt(6)).OrderBy(id))
	r.Step()
	exec(t.Insert().FromSelect([]string{"name", "qty"}, orm.Select(label, n).Where(n.Gt(10))))
	exec(t.Insert().FromSelect([]string{"name", "qty", "code"},
		orm.Select(label, orm.Sum(n), orm.Literal(0)).GroupBy(label).Having(orm.Sum(n).Lt(20))))
	rows(orm.Select(name, qty, t.C("status")).Where(id.Gt(8)).OrderBy(id))
	r.Step()
	r.Obs("count", exec(t.Update(name.Eq("a")).Set(orm.V{"qty": qty.Plus(1)})).RowCount())
	exec(t.Update(name.In("x", "y", "z")).Set(orm.V{"qty": orm.Select(n).Where(label.Eq(name)).Scalar(), "stamp": 9}))
	rows(orm.Select(name, qty, t.C("stamp")).OrderBy(id))
	r.Step()
	exec(t.Update(name.Eq(orm.Named("who", orm.String()))).Set(orm.V{"qty": orm.Named("new", orm.Integer)}), orm.V{"who": "c", "new": 11}, orm.V{"who": "d", "new": 12})
	exec(t.Delete(name.Eq(orm.Named("who", orm.String()))), orm.V{"who": "e"}, orm.V{"who": "f"})
	rows(orm.Select(name, qty).Where(qty.In(11, 12)).OrderBy(id))
	count, err := exec(orm.Select(orm.Count()).From(t)).Scalar()
	r.Check(err)
	r.Obs("count", count)
	r.Step()
	r.Obs("key", exec(old.Insert()).InsertedPrimaryKey())
	r.Obs("key", exec(old.Insert().Values(orm.V{})).InsertedPrimaryKey())
}
