// This file holds the program of scenario 105: requests that are refused.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// unmapped has no table. apart is mapped without a foreign key to users, twofold with two; keyless has no primary key.
type unmapped struct{ Name string }

type apart struct {
	orm.Model `orm:"table=x"`
	ID        int `orm:"primary_key"`
}

type twofold struct {
	orm.Model `orm:"table=y"`
	ID        int  `orm:"primary_key"`
	A         *int `orm:"foreign_key=users.id"`
	B         *int `orm:"foreign_key=users.id"`
}

type keyless struct {
	orm.Model `orm:"table=z"`
	A         int
}

func invalidRequests(r *oracle.Run) {
	base := declared(r, nullPerson{}, nullAddress{})
	s := r.Session()
	u := &nullPerson{Name: new("u")}
	r.Step()
	r.Check(s.Add(u))
	r.Raises("add", r.Session().Add(u))
	refuseUnmapped(r, s)
	U, A := orm.Columns[nullPerson](), orm.Columns[nullAddress]()
	users := orm.Query[nullPerson](s)
	r.Step()
	r.Use(oracle.DoesNotCompile, "4:constructor")
	_, err := users.FilterBy("Nme", "x").All()
	r.Raises("filter_by", err)
	r.Use(oracle.DoesNotCompile, "4:attribute")
	all(r, "filter(True)", s.Select(&U.Name).Filter(orm.And()))
	r.Step()
	_, err = orm.Query[nullAddress](s).Filter(orm.AttrOf(&A.User).Is("jack")).All()
	r.Refuses("== str", err, "compare it with an object, not with a string")
	r.Step()
	r.Use(oracle.DoesNotCompile, "6:bool")
	_, err = users.OrderBy(orm.Must(base.Table(nullPerson{})).C("nosuch")).All()
	r.Refuses("order_by", err, "table users has no column nosuch")
	r.Step()
	r.Check(base.Map(apart{}, twofold{}))
	_, err = users.JoinOn(orm.Columns[apart]()).All()
	r.Raises("no fk", err)
	_, err = users.JoinOn(orm.Columns[twofold]()).All()
	r.Raises("ambiguous", err)
	r.Step()
	r.Raises("no pk", orm.DeclarativeBase().Map(keyless{}))
	r.Step()
	r.Use(oracle.DoesNotCompile, "9:execute")
}

// refuseUnmapped gives a session what is no mapped object.
func refuseUnmapped(r *oracle.Run, s *orm.Session) {
	r.Step()
	r.Use(oracle.RefusedFirst, "3")
	r.Raises("add", s.Add(&unmapped{}))
	r.Raises("add None", s.Add(nil))
	r.Raises("add str", s.Add("x"))
	_, err := orm.Query[unmapped](s).All()
	r.Refuses("query", err, "unmapped is not mapped")
	r.Raises("delete", s.Delete(&unmapped{}))
	_, err = s.Merge(&unmapped{})
	r.Raises("merge", err)
	_, err = orm.Get[unmapped](s, 1)
	r.Refuses("get", err, "unmapped is not mapped")
}
