// This file holds the program of scenario 313: composite values.

package orm_test

import (
	"fmt"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

type vertexPoint struct{ X, Y int }

func (p vertexPoint) String() string { return fmt.Sprintf("Point(%d, %d)", p.X, p.Y) }

type vertex struct {
	orm.Model `orm:"table=vertex"`
	ID        int         `orm:"primary_key"`
	Name      string      `orm:"size=20"`
	Start     vertexPoint `orm:"composite,columns=x1 y1"`
	End       vertexPoint `orm:"composite,columns=x2 y2"`
}

func compositeValues(r *oracle.Run) {
	declared(r, vertex{})
	s := r.Session()
	V := orm.Columns[vertex]()
	start, end := orm.Col(&V.Start), orm.Col(&V.End)
	found := func(name string, conds ...orm.Cond) {
		list := orm.Must(orm.Query[vertex](s).Filter(conds...).All())
		r.Obs(name, collect(list, func(v *vertex) any { return v.Name }))
	}
	r.Step()
	a := &vertex{Name: "a", Start: vertexPoint{3, 4}, End: vertexPoint{5, 6}}
	b := &vertex{Name: "b", Start: vertexPoint{1, 2}, End: vertexPoint{3, 4}}
	r.Check(s.Add(a, b))
	r.Check(s.Commit())
	r.Check(s.Load(a))
	r.Obs("start", a.Start)
	r.Check(s.Load(b))
	r.Obs("end", b.End)
	r.Step()
	found("eq", start.Eq(vertexPoint{3, 4}))
	found("ne", start.Ne(vertexPoint{3, 4}))
	found("and", start.Eq(vertexPoint{1, 2}), end.Eq(vertexPoint{3, 4}))
	r.Obs("columns", orm.Must(s.Select(&V.Start.X, &V.End.Y).Filter(orm.Col(&V.End.X).Gt(4)).All()))
	r.Step()
	a.End = vertexPoint{10, 14}
	r.Check(s.Flush())
	a.End = vertexPoint{10, 14}
	r.Check(s.Flush())
	r.Step()
	a.End = vertexPoint{10, 15}
	r.Check(s.Commit())
	r.Check(s.Load(a))
	r.Obs("end", a.End)
	r.Step()
	r.Check(s.Load(b))
	r.Obs("b.name", b.Name)
	b.Start.X = 100
	r.Check(s.Flush())
	r.Check(s.Refresh(b))
	r.Obs("start", b.Start)
	r.Step()
	r.Check(s.Rollback())
	r.Check(s.Load(b))
	r.Obs("start", b.Start)
	r.Step()
	moved := orm.V{"Start": vertexPoint{7, 8}}
	r.Obs("n", orm.Must(orm.Query[vertex](s).Filter(start.Eq(vertexPoint{3, 4})).Update(moved, orm.SynchronizeNone)))
	r.Obs("rows", orm.Must(s.Select(&V.Name, &V.Start.X, &V.Start.Y).OrderBy(orm.Col(&V.ID)).All()))
	r.Obs("deleted", orm.Must(orm.Query[vertex](s).FilterBy("Start", vertexPoint{7, 8}).Delete(orm.SynchronizeNone)))
	r.Check(s.Commit())
	r.Obs("left", orm.Must(orm.Query[vertex](s).Count()))
}
