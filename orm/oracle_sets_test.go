// This file holds the programs of scenarios 083 and 084: set operations and common table expressions.

package orm_test

import (
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func setOperations(r *oracle.Run) {
	s, E, _ := company(r)
	id, name := orm.Col(&E.ID), orm.Col(&E.Name)
	sorted := func(label string, q *orm.RowQuery) {
		list := []string{}
		for _, row := range orm.Must(q.All()) {
			list = append(list, fmt.Sprint(orm.Must(row.At(0))))
		}
		slices.Sort(list)
		r.Obs(label, list)
	}
	paid, eng := orm.NullCol(&E.Salary).Ge(300), orm.NullCol(&E.DepartmentID).Eq(1)
	q1, q2 := s.Select(name).Filter(paid), s.Select(name).Filter(eng)
	r.Step()
	sorted("rows", q1.Union(q2))
	r.Step()
	sorted("rows", q1.UnionAll(q2))
	r.Step()
	sorted("intersect", q1.Intersect(q2))
	sorted("except", q1.Except(s.Select(name).Filter(id.Eq(1))))
	r.Step()
	employees := orm.Query[employee](s)
	found := orm.Must(employees.Filter(id.Eq(1)).Union(employees.Filter(id.Eq(2))).OrderBy(id).All())
	r.Obs("rows", oracle.List(found))
	r.Step()
	one := func(n int) *orm.SelectStmt { return orm.Select(id, name).Where(id.Eq(n)) }
	r.Obs("rows", orm.Must(s.Execute(orm.UnionAll(one(1), one(2)).OrderBy(name))).FetchAll())
	r.Step()
	both := orm.Union(orm.Select(name).Where(paid), orm.Select(name).Where(eng)).Subquery("")
	r.Obs("count", orm.Must(orm.Must(s.Execute(orm.Select(orm.Count()).From(both))).Scalar()))
}

func commonTables(r *oracle.Run) {
	s, E, D := company(r)
	id, name, salary := orm.Col(&E.ID), orm.Col(&E.Name), orm.NullCol(&E.Salary)
	r.Step()
	totals := s.Select(&E.DepartmentID, orm.Sum(salary).Label("total")).GroupBy(orm.Col(&E.DepartmentID)).Statement().CTE("totals")
	all(r, "rows", s.Select(&D.Name, totals.C("total")).JoinOn(totals, orm.Col(&D.ID).Expr.Eq(totals.C("department_id"))).OrderBy(orm.Col(&D.Name)))
	r.Step()
	top := s.Select(id, name, orm.Literal(0).Label("depth")).Filter(id.Eq(1)).Statement()
	chain := top.Recursive("chain", func(self *orm.Derived) orm.Selection {
		return s.Select(id, name, self.C("depth").Plus(1)).Filter(orm.NullCol(&E.ManagerID).Expr.Eq(self.C("id"))).Statement().Labels()
	})
	all(r, "rows", s.Select(chain.C("name"), chain.C("depth")).OrderBy(chain.C("depth"), chain.C("name")))
	r.Step()
	wealthy := orm.Select(id).Where(salary.Gt(200))
	anonymous := wealthy.CTE("")
	all(r, "rows", s.Select(name).Filter(id.InQuery(orm.Select(anonymous.C("id")))).OrderBy(id))
	r.Step()
	a := wealthy.CTE("a")
	b := orm.Select(a.C("id")).Where(a.C("id").Gt(1)).CTE("b")
	r.Obs("rows", orm.Must(s.Execute(orm.Select(b.C("id")).OrderBy(b.C("id")))).FetchAll())
}
