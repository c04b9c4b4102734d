// This file holds the programs of scenarios 325 and 328: foreign keys in a circle, and statements that give rows back.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func ddlCircle(r *oracle.Run) {
	m, col := orm.NewMetaData(), orm.NewColumn
	id := func() *orm.Column { return col("id", orm.Integer, orm.PrimaryKey) }
	table(r, "node", m, id(), col("parent_id", orm.Integer, orm.ForeignKey("node.id").Named("fk_node_parent_id_node")),
		col("leaf_id", orm.Integer, orm.ForeignKey("leaf.id").Named("fk_node_leaf_id_leaf")), orm.NewPrimaryKey("pk_node", "id"))
	table(r, "leaf", m, id(), col("node_id", orm.Integer, orm.ForeignKey("node.id").Named("fk_leaf_node_id_node")), col("code", orm.String(10)),
		col("n", orm.Integer), orm.NewPrimaryKey("pk_leaf", "id"), orm.NewCheck("ck_leaf_positive", orm.Text("n > 0")),
		orm.NewIndex("ix_leaf_n", "n"))
	r.Step()
	r.Check(m.CreateAll(r.Engine))
	r.Step()
	r.Check(m.DropAll(r.Engine))
}

func rowsReturned(r *oracle.Run) {
	m, col := orm.NewMetaData(), orm.NewColumn
	t := table(r, "item", m, col("id", orm.Integer, orm.PrimaryKey), col("name", orm.String(30)), col("qty", orm.Integer, orm.ServerDefault(orm.Text("'1'"))))
	log := table(r, "log", m, col("id", orm.Integer, orm.PrimaryKey), col("name", orm.String(30)))
	r.Step()
	r.Check(m.CreateAll(r.Engine))
	c, err := r.Engine.Connect()
	r.Check(err)
	defer c.Close()
	exec := func(stmt orm.Executable) *orm.Result {
		res, err := c.Execute(stmt)
		r.Check(err)
		return res
	}
	rows := func(name string, stmt orm.Executable) { r.Obs(name, exec(stmt).FetchAll()) }
	id, name, qty := t.C("id"), t.C("name"), t.C("qty")
	r.Step()
	rows("row", t.Insert().Values(orm.V{"name": "a"}).Returning(id, qty))
	rows("rows", t.Insert().Values(orm.V{"name": "b", "qty": 2}, orm.V{"name": "c", "qty": 3}).Returning(id, orm.Upper(name)))
	r.Step()
	rows("rows", t.Update(qty.Gt(1)).Set(orm.V{"qty": qty.Times(10)}).Returning(name, qty))
	rows("rows", t.Delete(name.Eq("b")).Returning(t))
	r.Step()
	gone := t.Delete(name.Eq("c")).Returning(name).CTE("gone")
	exec(log.Insert().FromSelect([]string{"name"}, orm.Select(gone.C("name"))))
	rows("log", orm.Select(log.C("name")))
	moved := t.Update().AllRows().Set(orm.V{"qty": 5}).Returning(id, qty).CTE("moved")
	rows("moved", orm.Select(moved))
	r.Step()
	exec(t.Update(id.Eq(log.C("id"))).Set(orm.V{"name": log.C("name")}))
	rows("rows", orm.Select(name))
	r.Obs("count", exec(t.Delete(name.Eq(log.C("name")))).RowCount())
}
