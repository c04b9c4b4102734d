// This file holds the structs of scenarios 260 to 275: companies whose people are of several kinds, in joined tables and in one.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// A company with people, in joined tables.
type jCompany struct {
	orm.Model `orm:"table=company"`
	ID        int          `orm:"primary_key"`
	Name      string       `orm:"size=50"`
	Employees []*jEmployee `orm:"relation,back=Company,cascade=all delete-orphan,order=ID"`
}

type jEmployee struct {
	orm.Model `orm:"table=employee,polymorphic=employee"`
	ID        int       `orm:"primary_key"`
	Name      string    `orm:"size=50"`
	Kind      string    `orm:"size=20,polymorphic_on"`
	CompanyID *int      `orm:"foreign_key=company.id"`
	Company   *jCompany `orm:"relation,back=Employees"`
}

type jLeader struct {
	jEmployee `orm:"table=manager,polymorphic=manager"`
	Budget    int
	Papers    []*jPaper `orm:"relation,back=Manager,order=ID"`
}

type jMaker struct {
	jEmployee `orm:"table=engineer,polymorphic=engineer"`
	Language  string      `orm:"size=50"`
	Machines  []*jMachine `orm:"relation,back=Engineer,cascade=all delete-orphan,order=ID"`
}

type jPaper struct {
	orm.Model `orm:"table=paper"`
	ID        int      `orm:"primary_key"`
	Title     string   `orm:"size=50"`
	ManagerID *int     `orm:"foreign_key=manager.id"`
	Manager   *jLeader `orm:"relation,back=Papers"`
}

type jMachine struct {
	orm.Model  `orm:"table=machine"`
	ID         int     `orm:"primary_key"`
	Name       string  `orm:"size=50"`
	EngineerID *int    `orm:"foreign_key=engineer.id"`
	Engineer   *jMaker `orm:"relation,back=Machines"`
}

// jAcme adds two companies with their people and commits.
func jAcme(r *oracle.Run, s *orm.Session) (acme, beta *jCompany) {
	acme, beta = &jCompany{Name: "acme"}, &jCompany{Name: "beta"}
	ann := &jLeader{jEmployee: jEmployee{Name: "ann"}, Budget: 5, Papers: []*jPaper{{Title: "p1"}, {Title: "p2"}}}
	bob := &jMaker{jEmployee: jEmployee{Name: "bob"}, Language: "go", Machines: []*jMachine{{Name: "m1"}, {Name: "m2"}}}
	cyd := &jEmployee{Name: "cyd", Kind: "employee"}
	dan := &jMaker{jEmployee: jEmployee{Name: "dan"}, Language: "c", Machines: []*jMachine{{Name: "m3"}}}
	eve := &jLeader{jEmployee: jEmployee{Name: "eve"}, Budget: 7}
	acme.Employees = []*jEmployee{&ann.jEmployee, &bob.jEmployee, cyd, &dan.jEmployee}
	beta.Employees = []*jEmployee{&eve.jEmployee}
	r.Check(s.Add(acme, ann, bob, cyd, dan, beta, eve))
	r.Check(s.Commit())
	return acme, beta
}

// jKinds names objects with the kind of their rows.
func jKinds(list []*jEmployee) []any {
	return collect(list, func(e *jEmployee) any { return e.Kind + ":" + e.Name })
}

// namesOf lists what name gives of each object.
func namesOf[T any](list []*T, name func(*T) string) []any {
	return collect(list, func(o *T) any { return name(o) })
}

func jNames(list []*jEmployee) []any {
	return namesOf(list, func(e *jEmployee) string { return e.Name })
}
func jMakers(list []*jMaker) []any   { return namesOf(list, func(e *jMaker) string { return e.Name }) }
func jLeaders(list []*jLeader) []any { return namesOf(list, func(e *jLeader) string { return e.Name }) }
func jCompanies(list []*jCompany) []any {
	return namesOf(list, func(c *jCompany) string { return c.Name })
}
func jMachines(list []*jMachine) []any {
	return namesOf(list, func(m *jMachine) string { return m.Name })
}
func jPapers(list []*jPaper) []any { return namesOf(list, func(p *jPaper) string { return p.Title }) }
