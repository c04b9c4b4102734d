// This file holds the programs of scenarios 272 to 275: identity, merge and expiry, flush order, one-to-one of inherited structs.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// An animal is always one of its kinds.
type animal struct {
	orm.Model `orm:"table=animal,polymorphic"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50"`
	Kind      string `orm:"size=20,polymorphic_on"`
}

type dog struct {
	animal `orm:"table=dog,polymorphic=dog"`
	Breed  string `orm:"size=50"`
}

type puppy struct {
	dog `orm:"polymorphic=puppy"`
}

type cat struct {
	animal `orm:"polymorphic=cat"`
}

func inheritIdentity(r *oracle.Run) {
	declared(r, animal{}, dog{}, puppy{}, cat{})
	s := r.Session()
	r.Step()
	r.Check(s.Add(&dog{animal: animal{Name: "rex"}, Breed: "x"}, &puppy{dog{animal: animal{Name: "pip"}, Breed: "y"}}, &cat{animal{Name: "tom"}}))
	r.Check(s.Commit())
	r.Step()
	s.Clear()
	rex := orm.Must(orm.Get[animal](s, 1))
	same := orm.Must(orm.Get[dog](s, 1))
	r.Obs("same", &same.animal == rex)
	r.Obs("breed", same.Breed)
	r.Obs("puppy 1", nilOr(orm.Must(orm.Get[puppy](s, 1))))
	r.Obs("dog 2", orm.Must(orm.Get[dog](s, 2)).Kind)
	r.Obs("cat 2", nilOr(orm.Must(orm.Get[cat](s, 2))))
	s.Clear()
	r.Obs("cat 2 anew", nilOr(orm.Must(orm.Get[cat](s, 2))))
	r.Obs("puppy 1 anew", nilOr(orm.Must(orm.Get[puppy](s, 1))))
	r.Step()
	s.Clear()
	kind := func(a *animal) any { return a.Kind + ":" + a.Name }
	A, D := orm.Columns[animal](), orm.Columns[dog]()
	r.Obs("animals", collect(orm.Must(orm.Query[animal](s).OrderBy(orm.Col(&A.ID)).All()), kind))
	s.Clear()
	r.Obs("dogs", collect(orm.Must(orm.Query[dog](s).OrderBy(orm.Col(&D.ID)).All()), func(d *dog) any { return kind(&d.animal) }))
	r.Obs("puppies", collect(orm.Must(orm.Query[puppy](s).All()), func(p *puppy) any { return kind(&p.animal) }))
	r.Obs("cats", collect(orm.Must(orm.Query[cat](s).All()), func(c *cat) any { return kind(&c.animal) }))
	r.Obs("counts", []any{orm.Must(orm.Query[animal](s).Count()), orm.Must(orm.Query[dog](s).Count()), orm.Must(orm.Query[puppy](s).Count()),
		orm.Must(orm.Query[cat](s).Count())})
	r.Step()
	s.Clear()
	pip := orm.Must(orm.Query[puppy](s).One())
	pip.Breed = "z"
	r.Check(s.Flush())
	r.Check(s.Delete(pip))
	r.Check(s.Flush())
}

func inheritMergeExpire(r *oracle.Run) {
	jDeclared(r)
	s := r.Session()
	r.Step()
	acme := &jCompany{Name: "acme"}
	bob := &jMaker{jEmployee: jEmployee{Name: "bob"}, Language: "go", Machines: []*jMachine{{Name: "m1"}}}
	ann := &jLeader{jEmployee: jEmployee{Name: "ann"}, Budget: 5}
	acme.Employees = []*jEmployee{&bob.jEmployee, &ann.jEmployee}
	r.Check(s.Add(acme, bob, ann))
	r.Check(s.Commit())
	s.Clear()
	r.Step()
	e := orm.Must(orm.Merge(s, &jMaker{jEmployee: jEmployee{ID: 1, Name: "bob", CompanyID: new(1)}, Language: "c",
		Machines: []*jMachine{{ID: 1, Name: "m1x", EngineerID: new(1)}, {Name: "m2"}}}))
	r.Check(s.Flush())
	r.Obs("machines", jMachines(e.Machines))
	r.Step()
	r.Check(s.Commit())
	r.Check(s.Load(e))
	r.Obs("language", e.Language)
	r.Check(s.Refresh(e))
	r.Step()
	s.ExpireAll()
	E := orm.Columns[jEmployee]()
	r.Obs("names", jNames(orm.Must(orm.Query[jEmployee](s).OrderBy(orm.Col(&E.ID)).All())))
	r.Step()
	leader := orm.Must(orm.Query[jLeader](s).One())
	leader.Budget = 9
	r.Check(s.Flush())
	r.Check(s.Rollback())
	r.Check(s.Load(leader))
	r.Obs("budget", leader.Budget)
	r.Step()
	s.Clear()
	orm.Must(orm.Query[jLeader](s).All())
	ann = &jLeader{jEmployee: jEmployee{ID: 2, Name: "ann2", CompanyID: new(1)}, Budget: 6}
	fresh := &jMaker{jEmployee: jEmployee{Name: "new"}, Language: "sql"}
	orm.Must(orm.Merge(s, &jCompany{ID: 1, Name: "acme2", Employees: []*jEmployee{&ann.jEmployee, &fresh.jEmployee}}, orm.Along(ann, fresh)))
	r.Check(s.Flush())
	r.Check(s.Commit())
	r.Obs("left", []any{orm.Must(orm.Query[jEmployee](s).Count()), orm.Must(orm.Query[jLeader](s).Count()), orm.Must(orm.Query[jMaker](s).Count()),
		orm.Must(orm.Query[jMachine](s).Count())})
}

func inheritFlushOrder(r *oracle.Run) {
	jDeclared(r)
	s := r.Session()
	r.Step()
	acme := &jCompany{Name: "acme"}
	maker := func(name string) *jMaker {
		return &jMaker{jEmployee: jEmployee{Name: name, Company: acme}, Language: "go"}
	}
	leader := func(name string, budget int) *jLeader {
		return &jLeader{jEmployee: jEmployee{Name: name, Company: acme}, Budget: budget}
	}
	e1, m1, x1, e2, m2, x2 := maker("e1"), leader("m1", 1), &jEmployee{Name: "x1", Company: acme}, maker("e2"), leader("m2", 2), &jEmployee{Name: "x2", Company: acme}
	r.Check(s.Add(&jMachine{Name: "k1", Engineer: e2}, e1, m1, x1, m2, x2, &jPaper{Title: "t1", Manager: m2}, &jMachine{Name: "k2", Engineer: e1}))
	r.Check(s.Flush())
	r.Step()
	for i, e := range []*jEmployee{&e1.jEmployee, &m1.jEmployee, x1, &e2.jEmployee, &m2.jEmployee, x2} {
		e.Name = "n" + string(rune('0'+i))
	}
	e1.Language, e2.Language, m1.Budget, m2.Budget = "c", "c", 11, 12
	acme.Name = "ACME"
	r.Check(s.Flush())
	r.Step()
	e1.Language, x1.Name = "d", "y"
	r.Check(s.Delete(m1))
	r.Check(s.Delete(x2))
	r.Check(s.Add(leader("m3", 3), maker("e3")))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
	s.Clear()
	L := orm.Columns[jLeader]()
	for _, m := range orm.Must(orm.Query[jLeader](s).OrderBy(orm.Col(&L.ID)).All()) {
		r.Check(s.Load(m, "Papers"))
		r.Obs("papers", len(m.Papers))
	}
	r.Check(s.Delete(orm.Must(orm.Get[jCompany](s, 1))))
	r.Check(s.Commit())
}

// A desk for everyone, a car for managers, and a counter of versions.
type oEmployee struct {
	orm.Model `orm:"table=employee,polymorphic=employee"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50"`
	Kind      string `orm:"size=20,polymorphic_on"`
	Rev       int    `orm:"version,not_null"`
	Desk      *oDesk `orm:"relation,back=Owner"`
}

type oManager struct {
	oEmployee `orm:"table=manager,polymorphic=manager"`
	Budget    int
	Car       *oCar `orm:"relation,back=Driver,cascade=all delete-orphan"`
}

type oDesk struct {
	orm.Model `orm:"table=desk"`
	ID        int        `orm:"primary_key"`
	Place     string     `orm:"size=50"`
	OwnerID   *int       `orm:"foreign_key=employee.id"`
	Owner     *oEmployee `orm:"relation,back=Desk"`
}

type oCar struct {
	orm.Model `orm:"table=car"`
	ID        int       `orm:"primary_key"`
	Plate     string    `orm:"size=50"`
	DriverID  *int      `orm:"foreign_key=manager.id"`
	Driver    *oManager `orm:"relation,back=Car"`
}

func inheritOneToOne(r *oracle.Run) {
	declared(r, oEmployee{}, oManager{}, oDesk{}, oCar{})
	s := r.Session()
	r.Step()
	ann := &oManager{oEmployee: oEmployee{Name: "ann", Desk: &oDesk{Place: "d1"}}, Budget: 1, Car: &oCar{Plate: "c1"}}
	r.Check(s.Add(ann, &oEmployee{Name: "bob", Desk: &oDesk{Place: "d2"}}))
	r.Check(s.Commit())
	r.Step()
	s.Clear()
	d := orm.Must(orm.Get[oDesk](s, 1))
	r.Check(s.Load(d, "Owner"))
	r.Obs("owner", []any{d.Owner.Kind + ":" + d.Owner.Name})
	owner := orm.Must(orm.As[oManager](s, d.Owner))
	r.Obs("budget", owner.Budget)
	r.Check(s.Load(owner, "Car"))
	r.Obs("car", owner.Car.Plate)
	s.Clear()
	M := orm.Columns[oManager]()
	m := orm.Must(orm.Query[oManager](s).Options(orm.Joined(orm.One(&M.Car)), orm.Joined(orm.One(&M.Desk))).One())
	r.Obs("joined", []any{m.Desk.Place, m.Car.Plate})
	r.Step()
	m.Car = &oCar{Plate: "c2"}
	r.Check(s.Flush())
	m.Budget = 2
	r.Check(s.Flush())
	m.Name = "ann2"
	r.Check(s.Flush())
	r.Obs("rev", m.Rev)
	r.Step()
	r.Check(s.Delete(m))
	r.Check(s.Flush())
	r.Check(s.Commit())
}
