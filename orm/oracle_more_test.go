// This file holds the programs of scenarios 074 to 104: association objects, aggregates, conflicts of identity.

package orm_test

import (
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// purchase has lines, whose key is made of two foreign keys.
type purchase struct {
	orm.Model `orm:"table=orders"`
	ID        int     `orm:"primary_key"`
	Customer  string  `orm:"size=50"`
	Lines     []*line `orm:"relation,back=Order,cascade=all delete-orphan,order=ItemID"`
}

type item struct {
	orm.Model `orm:"table=item"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50"`
}

type line struct {
	orm.Model `orm:"table=line"`
	OrderID   int `orm:"primary_key,foreign_key=orders.id"`
	ItemID    int `orm:"primary_key,foreign_key=item.id"`
	Qty       int
	Order     *purchase `orm:"relation,back=Lines"`
	Item      *item     `orm:"relation"`
}

func associationObject(r *oracle.Run) {
	declared(r, purchase{}, item{}, line{})
	s := r.Session()
	r.Step()
	pen, ink := &item{ID: 1, Name: "pen"}, &item{ID: 2, Name: "ink"}
	r.Check(s.Add(pen, ink))
	r.Check(s.Flush())
	od := &purchase{Customer: "ann", Lines: []*line{{Item: pen, Qty: 3}, {Item: ink, Qty: 1}}}
	r.Check(s.Add(od))
	r.Check(s.Flush())
	r.Obs("identity", collect(od.Lines, func(l *line) any { return []any{l.OrderID, l.ItemID} }))
	r.Step()
	od.Lines[0].Qty, od.Lines[1].Qty = 4, 2
	r.Check(s.Flush())
	r.Step()
	od.Lines = slices.Delete(od.Lines, 0, 1)
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
	r.Check(s.Delete(od))
	r.Check(s.Flush())
	r.Step()
	L := orm.Columns[line]()
	r.Obs("sum", orm.Must(s.Select(orm.Sum(orm.Col(&L.Qty))).Scalar()))
}

func aggregates(r *oracle.Run) {
	declared(r, department{}, employee{})
	s := r.Session()
	seedEmployees(r, s)
	E, D := orm.Columns[employee](), orm.Columns[department]()
	id, salary, name, dept := orm.Col(&E.ID), orm.Col(&E.Salary), orm.Col(&E.Name), orm.Col(&E.DepartmentID)
	r.Step()
	r.Obs("rows", orm.Must(s.Select(dept, orm.Count(id), orm.Sum(salary), orm.Max(salary), orm.Min(salary)).GroupBy(dept).
		Having(orm.Count(id).Gt(1)).OrderBy(dept).All()))
	n := orm.Count(id).Label("n")
	for range 2 { // by the expression, and by the label's name
		r.Step()
		r.Obs("rows", orm.Must(s.Select(&D.Name, n).OuterJoin(orm.Many(&D.Employees)).GroupBy(orm.Col(&D.Name)).OrderBy(n.Desc(), orm.Col(&D.Name)).All()))
	}
	r.Step()
	r.Obs("rows", orm.Must(s.Select(salary).Filter(salary.IsNotNull()).Distinct().OrderBy(salary.Desc()).All()))
	r.Step()
	r.Obs("scalar", orm.Must(s.Select(orm.Count(salary).Distinct()).Scalar()))
	r.Step()
	average := orm.Must(s.Select(orm.Avg(salary)).Scalar())
	if _, ok := average.(float64); !ok { // a decimal, where the database averages to one
		average = map[string]any{"decimal": fmt.Sprint(average)}
	}
	r.Obs("scalar", average)
	r.Step()
	r.Obs("names", collect(orm.Must(orm.Query[employee](s).Distinct().OrderBy(name.Asc()).All()), func(e *employee) any { return e.Name }))
	r.Step()
	texts := func(rows orm.Rows) []any {
		out := []any{}
		for _, row := range rows {
			out = append(out, orm.Must(row.At(0)))
		}
		return out
	}
	if r.Dialect != "mysql" {
		r.Obs("names", texts(orm.Must(s.Select(name).OrderBy(salary.Desc().NullsLast(), name).All())))
	}
	r.Step()
	r.Obs("no order", map[string]any{"sql": oneLine(fmt.Sprint(s.Select(id)))})
	r.Obs("row", orm.Must(s.Select(name).OrderBy(id).Limit(1).Offset(2).All()))
}

// coded has a key that nobody makes.
type coded struct {
	orm.Model `orm:"table=coded"`
	Code      *string `orm:"size=10,primary_key"`
	Note      string  `orm:"size=50"`
}

func errIdentity(r *oracle.Run) {
	declared(r, account{}, coded{})
	s := r.Session()
	flush := func(objs ...any) {
		r.Check(s.Add(objs...))
		r.Raises("flush", s.Flush())
		r.Check(s.Rollback())
	}
	a := func(note string) *coded { return &coded{Code: new("a"), Note: note} }
	r.Step()
	flush(&coded{Note: "x"})
	r.Step()
	flush(a("1"), a("2"))
	r.Step()
	c1 := a("1")
	r.Check(s.Add(c1))
	r.Check(s.Commit())
	r.Check(s.Load(c1))
	r.Obs("note", c1.Note)
	flush(a("2"))
	r.Step()
	s2 := r.Session()
	c2 := orm.Must(orm.Get[coded](s2, "a"))
	r.Check(s2.Close())
	r.Check(s.Load(c1))
	r.Obs("c1.note", c1.Note)
	r.Check(s.MakeDetached(c2))
	r.Raises("add", s.Add(c2))
	r.Step()
	c1.Code = nil
	flush()
}
