// This file holds the program of scenario 314: window functions.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func windowFunctions(r *oracle.Run) {
	s, E, D := company(r)
	id, name, salary, dept := orm.Col(&E.ID), orm.Col(&E.Name), orm.NullCol(&E.Salary), orm.NullCol(&E.DepartmentID)
	rows := func(q *orm.RowQuery) { all(r, "rows", q) }
	paid := func(what ...any) *orm.RowQuery { return s.Select(what...).Filter(salary.IsNotNull()) }
	w := orm.Window()
	r.Step()
	n := orm.Func("row_number").Over(w.OrderBy(salary.Desc(), name)).Label("n")
	rows(paid(name, n).OrderBy(n))
	byDept := w.PartitionBy(dept).OrderBy(salary.Desc())
	rows(paid(name, orm.Func("rank").Over(byDept).Label("r"), orm.Func("dense_rank").Over(byDept).Label("d")).OrderBy(id))
	r.Step()
	rows(paid(name, orm.Sum(salary).Over(w.PartitionBy(dept)).Label("total")).OrderBy(id))
	rows(paid(name, orm.Sum(salary).Over(w.OrderBy(id).Rows(-orm.Unbounded, 0)).Label("running")).OrderBy(id))
	rows(paid(name, orm.Max(salary).Over(w.OrderBy(id).Rows(-1, 1)).Label("near")).OrderBy(id))
	rows(paid(name, orm.Count(id).Over(w.OrderBy(salary).Range(-orm.Unbounded, 0)).Label("upto")).OrderBy(id))
	if r.Dialect == "mysql" {
		r.Use(oracle.FrameWritten, "4")
	}
	r.Step()
	byID := w.OrderBy(id)
	rows(s.Select(name, orm.Func("lag", name).Over(byID).Label("before"), orm.Func("lead", name).Over(byID).Label("after"),
		orm.Func("first_value", name).Over(byID).Label("first"), orm.Func("ntile", 2).Over(byID).Label("half")).OrderBy(id))
	r.Step()
	first := orm.Func("row_number").Over(w.PartitionBy(dept).OrderBy(salary.Desc(), id)).Label("n")
	sub := s.Select(E, first).Filter(dept.IsNotNull()).Subquery("anon_1")
	best := orm.Aliased[employee](sub)
	list, err := orm.Scalars[*employee](s, orm.Select(best).Where(sub.C("n").Eq(1)).OrderBy(sub.C("id")).Labels())
	r.Check(err)
	r.Obs("best", collect(list, func(e *employee) any { return e.Name }))
	r.Step()
	total := orm.Sum(salary)
	place := orm.Func("rank").Over(w.OrderBy(total.Desc())).Label("r")
	rows(s.Select(dept, total.Label("s"), place).Filter(dept.IsNotNull()).GroupBy(dept).OrderBy(place))
	if r.Dialect == "mysql" {
		r.Obs("rows", []any{})
	} else {
		rows(s.Select(name, salary.Times(100).Div(total.Over(w)).Label("share")).Filter(dept.Eq(2)).OrderBy(id))
	}
	r.Step()
	rows(s.Select(&D.Name, name).Join(orm.One(&E.Department)).OrderBy(orm.Func("row_number").Over(w.OrderBy(salary, id))))
}
