// This file holds the programs of scenarios 082 to 089: functions, CASE, subqueries, and statements in the session.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// company maps department and employee, seeds them, and gives the columns that queries of them name.
func company(r *oracle.Run) (s *orm.Session, E *employee, D *department) {
	declared(r, department{}, employee{})
	s = r.Session()
	seedEmployees(r, s)
	return s, orm.Columns[employee](), orm.Columns[department]()
}

// all observes the rows of a query.
func all(r *oracle.Run, name string, q *orm.RowQuery) {
	rows, err := q.All()
	r.Check(err)
	r.Obs(name, rows)
}

func functions(r *oracle.Run) {
	s, E, _ := company(r)
	id, name, salary := orm.Col(&E.ID), orm.Col(&E.Name), orm.NullCol(&E.Salary)
	rows := func(q *orm.RowQuery) { all(r, "rows", q) }
	first := func(what ...any) { rows(s.Select(what...).Filter(id.Eq(1))) }
	r.Step()
	band := orm.Case().When(salary.Ge(500), "high").When(salary.Ge(300), "mid").Else("low").Label("band")
	rows(s.Select(name, band).OrderBy(id))
	r.Step()
	rows(s.Select(orm.CaseOf(name).When("ann", 1).When("bob", 2).Else(0)).OrderBy(id))
	r.Step()
	rows(s.Select(orm.Case().When(salary.Gt(300), name)).OrderBy(id))
	r.Step()
	first(orm.Cast(salary, orm.String(10)))
	rows(s.Select(orm.Cast("12", orm.Integer)))
	r.Step()
	rows(s.Select(name, orm.Coalesce(salary, 0)).OrderBy(orm.Coalesce(salary, 0), id))
	r.Step()
	length := orm.Func("length", name)
	rows(s.Select(orm.Upper(orm.Lower(name)).Label("u"), length).Filter(length.Eq(3), id.Eq(1)))
	r.Step()
	first(name.Concat(" (").Concat(name).Concat(")"))
	r.Step()
	first(orm.Literal("x").Label("k"), orm.Literal(1), orm.Literal(nil), id)
	r.Step()
	first(salary.Times(12).Label("annual"), salary.Div(3))
	r.Step()
	rows(s.Select(orm.Func("nullif", salary, 300), salary.Gt(200).Label("rich")).OrderBy(id))
	r.Step()
	rows(s.Select(orm.Text("salary + 1").Label("s1")).From(E).Filter(id.Eq(1)))
	r.Step()
	rows(s.Select(id).Filter(name.Expr.Eq(orm.Named("nm", orm.String()))).Params(orm.V{"nm": "bob"}))
}

func correlated(r *oracle.Run) {
	s, E, D := company(r)
	id, name, salary, dept := orm.Col(&E.ID), orm.Col(&E.Name), orm.NullCol(&E.Salary), orm.NullCol(&E.DepartmentID)
	departments, staff := s.Select(&D.Name), s.Select(name).OrderBy(id)
	r.Step()
	count := s.Select(orm.Count(id)).Filter(dept.EqTo(orm.Col(&D.ID))).Statement().Scalar()
	all(r, "rows", s.Select(&D.Name, count.Label("n")).OrderBy(orm.Col(&D.ID)))
	r.Step()
	all(r, "rows", departments.Filter(count.Eq(0)))
	all(r, "rows", departments.OrderBy(count.Desc(), orm.Col(&D.ID)))
	r.Step()
	other := orm.Alias[employee]("employee_1")
	all(r, "rows", staff.Filter(salary.Expr.Gt(s.Select(orm.Avg(orm.Col(&other.Salary))).Statement())))
	r.Step()
	top := s.Select(orm.Max(orm.Col(&other.Salary))).Filter(orm.NullCol(&other.DepartmentID).EqTo(dept))
	all(r, "rows", staff.Filter(salary.Expr.Eq(top.Statement())))
	r.Step()
	eng := s.Select(&D.ID).Filter(orm.Col(&D.Name).Eq("eng")).Statement()
	all(r, "in", staff.Filter(dept.InQuery(eng)))
	all(r, "not in", staff.Filter(dept.NotInQuery(eng)))
	r.Step()
	employees := orm.Query[employee](s)
	exists, err := s.Select(employees.Filter(name.Eq("ann")).Exists()).Scalar()
	r.Check(err)
	r.Obs("exists", exists)
	r.Step()
	all(r, "rows", departments.Filter(orm.Not(employees.Filter(dept.EqTo(orm.Col(&D.ID))).Exists())))
	r.Step()
	mgr := orm.Alias[employee]("mgr")
	all(r, "rows", s.Select(name, &mgr.Name).JoinAs(mgr, orm.One(&E.Manager)).OrderBy(id))
	r.Step()
	all(r, "has", staff.Filter(orm.One(&E.Manager).Has(name.Eq("ann"))))
	all(r, "any", staff.Filter(orm.Many(&E.Reports).Any()))
}

func lateral(r *oracle.Run) {
	r.Use(oracle.KeyLock, "7:6")
	base := declared(r, department{}, employee{})
	s, E, D := r.Session(), orm.Columns[employee](), orm.Columns[department]()
	seedEmployees(r, s)
	employees, departments := orm.Must(base.Table(employee{})), orm.Must(base.Table(department{}))
	id, salary, dept := orm.Col(&E.ID), orm.NullCol(&E.Salary), orm.NullCol(&E.DepartmentID)
	rows := func(name string, stmt orm.Executable) {
		result, err := s.Execute(stmt)
		r.Check(err)
		r.Obs(name, result.FetchAll())
	}
	r.Step()
	richest := orm.Select(orm.Col(&E.Name), salary).Where(dept.EqTo(orm.Col(&D.ID))).OrderBy(salary.Desc()).Limit(1).Lateral("top1")
	both := s.Select(&D.Name, richest.C("name")).OrderBy(orm.Col(&D.ID))
	all(r, "rows", both.JoinOn(richest, orm.And()))
	all(r, "outer rows", both.OuterJoinOn(richest, orm.And()))
	r.Step()
	all(r, "rows", s.Select(&E.DepartmentID, &E.Name).DistinctOn(dept).OrderBy(dept, salary.Desc()))
	r.Step()
	rows("rows", employees.Update(dept.Eq(1)).Set(orm.V{"salary": salary.Plus(1)}).Returning(id, salary))
	r.Step()
	rows("id", departments.Insert().Values(orm.V{"id": 50, "name": "new"}).Returning(departments.C("id")))
	rows("name", departments.Delete(orm.Col(&D.Name).Eq("new")).Returning(departments.C("name")))
	r.Step()
	ann := s.Select(id).Filter(id.Eq(1))
	for _, opts := range [][]orm.LockOption{{}, {orm.NoWait()}, {orm.SkipLocked()}, {orm.ForShare()}, {orm.LockOf(employees)}, {orm.ForKey()}} {
		all(r, "rows", ann.ForUpdate(opts...))
	}
}

func select20(r *oracle.Run) {
	declared(r, tutPerson{}, tutAddress{})
	s := r.Session()
	seedTutPersons(r, s)
	seedJack(r, s)
	U, A := orm.Columns[tutPerson](), orm.Columns[tutAddress]()
	name, ids := orm.Col(&U.Name), orm.Col(&A.ID)
	users := orm.Query[tutPerson](s)
	scalar := func(stmt orm.Executable) any {
		result, err := s.Execute(stmt)
		r.Check(err)
		return orm.Must(result.Scalar())
	}
	r.Step()
	r.Obs("rows", oracle.List(orm.Must(users.Filter(name.Eq("ed")).All())))
	r.Step()
	all(r, "rows", s.Select(&U.Name, &A.EmailAddress).Join(orm.Many(&U.Addresses)).OrderBy(ids))
	r.Step()
	all(r, "rows", s.Select(U, A).JoinOn(A).OrderBy(ids))
	r.Step()
	r.Obs("first", orm.Must(users.FilterBy("Name", "wendy").One()))
	r.Obs("count", orm.Must(s.Select(orm.Count()).From(U).Scalar()))
	r.Step()
	r.Obs("exists", scalar(orm.Select(orm.Exists(orm.Select(orm.Text("*")).Where(name.Eq("ed"))))))
	having := orm.Select(ids).Where(orm.NullCol(&A.UserID).EqTo(orm.Col(&U.ID)))
	r.Obs("ids", orm.Must(s.Execute(orm.Select(orm.Col(&U.ID)).Where(having.Exists()))).FetchAll())
	r.Step()
	n := name.Label("n")
	all(r, "rows", s.Select(n, orm.Count(ids)).OuterJoin(orm.Many(&U.Addresses)).GroupBy(name).OrderBy(n))
	r.Step()
	r.Obs("rows", oracle.List(orm.Must(users.Options(orm.SelectIn(orm.Many(&U.Addresses))).OrderBy(orm.Col(&U.ID)).Limit(1).All())))
	r.Step()
	result := orm.Must(s.Execute(orm.Select(orm.Col(&U.ID), name).Where(orm.Col(&U.ID).Eq(1))))
	mappings := []any{}
	for row := range result.All() {
		mappings = append(mappings, map[string]any{"dict": map[string]any(row.Map())})
	}
	r.Obs("mappings", mappings)
}
