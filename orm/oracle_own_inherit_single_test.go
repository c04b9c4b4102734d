// This file holds the programs of scenarios 261, 263, 265, 267 and 271: people of several kinds in one table.

package orm_test

import (
	"slices"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// A company with people, in one table.
type kCompany struct {
	orm.Model `orm:"table=company"`
	ID        int          `orm:"primary_key"`
	Name      string       `orm:"size=50"`
	Employees []*kEmployee `orm:"relation,back=Company,cascade=all delete-orphan,order=ID"`
}

type kEmployee struct {
	orm.Model `orm:"table=employee,polymorphic=employee"`
	ID        int       `orm:"primary_key"`
	Name      string    `orm:"size=50"`
	Kind      string    `orm:"size=20,polymorphic_on"`
	CompanyID *int      `orm:"foreign_key=company.id"`
	Company   *kCompany `orm:"relation,back=Employees"`
}

type kLeader struct {
	kEmployee `orm:"polymorphic=manager"`
	Budget    int
	Papers    []*kPaper `orm:"relation,back=Manager,order=ID"`
}

type kMaker struct {
	kEmployee `orm:"polymorphic=engineer"`
	Language  string      `orm:"size=50"`
	Machines  []*kMachine `orm:"relation,back=Engineer,cascade=all delete-orphan,order=ID"`
}

type kPaper struct {
	orm.Model `orm:"table=paper"`
	ID        int      `orm:"primary_key"`
	Title     string   `orm:"size=50"`
	ManagerID *int     `orm:"foreign_key=employee.id"`
	Manager   *kLeader `orm:"relation,back=Papers"`
}

type kMachine struct {
	orm.Model  `orm:"table=machine"`
	ID         int     `orm:"primary_key"`
	Name       string  `orm:"size=50"`
	EngineerID *int    `orm:"foreign_key=employee.id"`
	Engineer   *kMaker `orm:"relation,back=Machines"`
}

// kAcme adds two companies with their people and commits.
func kAcme(r *oracle.Run, s *orm.Session) (acme, beta *kCompany) {
	acme, beta = &kCompany{Name: "acme"}, &kCompany{Name: "beta"}
	ann := &kLeader{kEmployee: kEmployee{Name: "ann"}, Budget: 5, Papers: []*kPaper{{Title: "p1"}, {Title: "p2"}}}
	bob := &kMaker{kEmployee: kEmployee{Name: "bob"}, Language: "go", Machines: []*kMachine{{Name: "m1"}, {Name: "m2"}}}
	cyd := &kEmployee{Name: "cyd", Kind: "employee"}
	dan := &kMaker{kEmployee: kEmployee{Name: "dan"}, Language: "c", Machines: []*kMachine{{Name: "m3"}}}
	eve := &kLeader{kEmployee: kEmployee{Name: "eve"}, Budget: 7}
	acme.Employees = []*kEmployee{&ann.kEmployee, &bob.kEmployee, cyd, &dan.kEmployee}
	beta.Employees = []*kEmployee{&eve.kEmployee}
	r.Check(s.Add(acme, ann, bob, cyd, dan, beta, eve))
	r.Check(s.Commit())
	return acme, beta
}

// kKinds names objects with the kind of their rows.
func kKinds(list []*kEmployee) []any {
	return collect(list, func(e *kEmployee) any { return e.Kind + ":" + e.Name })
}

func kNames(list []*kEmployee) []any {
	return namesOf(list, func(e *kEmployee) string { return e.Name })
}
func kMakers(list []*kMaker) []any   { return namesOf(list, func(e *kMaker) string { return e.Name }) }
func kLeaders(list []*kLeader) []any { return namesOf(list, func(e *kLeader) string { return e.Name }) }
func kCompanies(list []*kCompany) []any {
	return namesOf(list, func(c *kCompany) string { return c.Name })
}
func kMachines(list []*kMachine) []any {
	return namesOf(list, func(m *kMachine) string { return m.Name })
}
func kPapers(list []*kPaper) []any { return namesOf(list, func(p *kPaper) string { return p.Title }) }

func kDeclared(r *oracle.Run) {
	declared(r, kCompany{}, kEmployee{}, kLeader{}, kMaker{}, kPaper{}, kMachine{})
}

func kCompanyLoading(r *oracle.Run) {
	kDeclared(r)
	s := r.Session()
	r.Step()
	kAcme(r, s)
	r.Step()
	s.Clear()
	c := orm.Must(orm.Get[kCompany](s, 1))
	r.Check(s.Load(c, "Employees"))
	r.Obs("employees", kKinds(c.Employees))
	r.Step()
	bob, ann := orm.Must(orm.As[kMaker](s, c.Employees[1])), c.Employees[0]
	r.Obs("language", bob.Language)
	r.Check(s.Load(bob, "Machines"))
	r.Obs("machines", kMachines(bob.Machines))
	leader := orm.Must(orm.As[kLeader](s, ann))
	r.Obs("budget", leader.Budget)
	r.Check(s.Load(leader, "Papers"))
	r.Obs("papers", kPapers(leader.Papers))
	r.Step()
	s.Clear()
	m := orm.Must(orm.Get[kMachine](s, 3))
	r.Check(s.Load(m, "Engineer"))
	r.Obs("engineer", m.Engineer.Name)
	r.Check(s.Load(m, "Engineer.Company"))
	r.Obs("company", m.Engineer.Company.Name)
	r.Step()
	s.Clear()
	C, M, E := orm.Columns[kCompany](), orm.Columns[kMachine](), orm.Columns[kMaker]()
	people := func(o orm.LoadOption) {
		cs := orm.Must(orm.Query[kCompany](s).Options(o).OrderBy(orm.Col(&C.ID)).All())
		r.Obs("employees", collect(cs, func(c *kCompany) any { return kKinds(c.Employees) }))
	}
	people(orm.SelectIn(orm.Many(&C.Employees)))
	r.Step()
	s.Clear()
	people(orm.Joined(orm.Many(&C.Employees)))
	r.Step()
	s.Clear()
	es := orm.Must(orm.Query[kMaker](s).Options(orm.SelectIn(orm.Many(&E.Machines)), orm.Joined(orm.One(&E.Company))).OrderBy(orm.Col(&E.ID)).All())
	r.Obs("machines", collect(es, func(e *kMaker) any { return kMachines(e.Machines) }))
	r.Obs("company", collect(es, func(e *kMaker) any { return e.Company.Name }))
	r.Step()
	s.Clear()
	es = orm.Must(orm.Query[kMaker](s).Options(orm.Joined(orm.Many(&E.Machines))).OrderBy(orm.Col(&E.ID)).All())
	r.Obs("machines", collect(es, func(e *kMaker) any { return kMachines(e.Machines) }))
	r.Step()
	for _, how := range []struct {
		name string
		load orm.LoadOption
	}{{"joined", orm.Joined(orm.One(&M.Engineer))}, {"selectin", orm.SelectIn(orm.One(&M.Engineer))}} {
		s.Clear()
		ms := orm.Must(orm.Query[kMachine](s).Options(how.load).OrderBy(orm.Col(&M.ID)).All())
		r.Obs(how.name, collect(ms, func(m *kMachine) any { return m.Engineer.Name }))
	}
}

func kQueries(r *oracle.Run) {
	kDeclared(r)
	s := r.Session()
	r.Step()
	kAcme(r, s)
	s.Clear()
	C, E, G, L, M := orm.Columns[kCompany](), orm.Columns[kEmployee](), orm.Columns[kMaker](), orm.Columns[kLeader](), orm.Columns[kMachine]()
	companies := func(name string, q orm.QueryOf[kCompany]) { r.Obs(name, kCompanies(orm.Must(q.All()))) }
	makers := func(name string, q orm.QueryOf[kMaker]) { r.Obs(name, kMakers(orm.Must(q.All()))) }
	machines := func(name string, q orm.QueryOf[kMachine]) { r.Obs(name, kMachines(orm.Must(q.All()))) }
	r.Step()
	companies("any", orm.Query[kCompany](s).Filter(orm.Many(&C.Employees).Any(orm.Col(&E.Name).Eq("bob"))))
	r.Obs("has", kNames(orm.Must(orm.Query[kEmployee](s).Filter(orm.One(&E.Company).Has(orm.Col(&C.Name).Eq("beta"))).All())))
	r.Step()
	makers("any", orm.Query[kMaker](s).Filter(orm.Many(&G.Machines).Any(orm.Col(&M.Name).Eq("m3"))))
	machines("has", orm.Query[kMachine](s).Filter(orm.One(&M.Engineer).Has(orm.Col(&G.Language).Eq("go"))).OrderBy(orm.Col(&M.ID)))
	r.Obs("none", kLeaders(orm.Must(orm.Query[kLeader](s).Filter(orm.Not(orm.Many(&L.Papers).Any())).All())))
	r.Step()
	companies("company", orm.Query[kCompany](s).Join(orm.Many(&C.Employees)).Filter(orm.Col(&E.Name).Eq("dan")))
	makers("engineer", orm.Query[kMaker](s).Join(orm.Many(&G.Machines)).Filter(orm.Col(&M.Name).Eq("m2")))
	machines("machine", orm.Query[kMachine](s).Join(orm.One(&M.Engineer)).Filter(orm.Col(&G.Language).Eq("c")))
	makers("of company", orm.Query[kMaker](s).Join(orm.One(&G.Company)).Filter(orm.Col(&C.Name).Eq("acme")).OrderBy(orm.Col(&G.ID)))
	r.Step()
	acme := orm.Must(orm.Get[kCompany](s, 1))
	makers("is", orm.Query[kMaker](s).Filter(orm.One(&G.Company).Is(acme)).OrderBy(orm.Col(&G.ID)))
	r.Obs("with_parent", kNames(orm.Must(orm.Query[kEmployee](s).Filter(orm.WithParent(acme, orm.Many(&C.Employees))).OrderBy(orm.Col(&E.ID)).All())))
	bob := orm.Must(orm.Query[kMaker](s).FilterBy("Name", "bob").One())
	machines("machines", orm.Query[kMachine](s).Filter(orm.WithParent(bob, orm.Many(&G.Machines))).OrderBy(orm.Col(&M.ID)))
	r.Step()
	s.Clear()
	cs := orm.Must(orm.Query[kCompany](s).Join(orm.Many(&C.Employees)).Options(orm.Contains(orm.Many(&C.Employees))).
		Filter(orm.Col(&E.Name).In("bob", "eve")).OrderBy(orm.Col(&C.ID)).All())
	r.Obs("employees", collect(cs, func(c *kCompany) any { return kKinds(c.Employees) }))
	r.Step()
	s.Clear()
	ms := orm.Must(orm.Query[kMachine](s).Join(orm.One(&M.Engineer)).Options(orm.Contains(orm.One(&M.Engineer))).
		Filter(orm.Col(&G.Name).Eq("bob")).OrderBy(orm.Col(&M.ID)).All())
	r.Obs("engineers", collect(ms, func(m *kMachine) any { return m.Engineer.Name }))
	kQueriesOfType(r, s)
}

func kQueriesOfType(r *oracle.Run, s *orm.Session) {
	C, G, L, M := orm.Columns[kCompany](), orm.Columns[kMaker](), orm.Columns[kLeader](), orm.Columns[kMachine]()
	companies := func(name string, q orm.QueryOf[kCompany]) { r.Obs(name, kCompanies(orm.Must(q.All()))) }
	makers, leaders := orm.OfType[kMaker](orm.Many(&C.Employees)), orm.OfType[kLeader](orm.Many(&C.Employees))
	r.Step()
	companies("join", orm.Query[kCompany](s).Join(makers).Filter(orm.Col(&G.Language).Eq("c")))
	companies("any", orm.Query[kCompany](s).Filter(makers.Any(orm.Col(&G.Language).Eq("go"))))
	companies("any manager", orm.Query[kCompany](s).Filter(leaders.Any(orm.Col(&L.Budget).Gt(6))))
	companies("not", orm.Query[kCompany](s).Filter(orm.Not(makers.Any())))
	r.Step()
	e := orm.Alias[kMaker]("e")
	companies("alias", orm.Query[kCompany](s).JoinAs(e, makers).Filter(orm.Col(&e.Language).Eq("c")))
	companies("machines", orm.Query[kCompany](s).Join(makers).Join(orm.Many(&G.Machines)).Filter(orm.Col(&M.Name).Eq("m3")))
	r.Step()
	r.Obs("rows", orm.Must(s.Select(&C.Name, &G.Name, &G.Language).Join(makers).OrderBy(orm.Col(&G.ID)).All()))
	r.Obs("outer", orm.Must(s.Select(&C.Name, orm.Count(orm.Col(&G.ID))).OuterJoin(makers).GroupBy(orm.Col(&C.Name)).OrderBy(orm.Col(&C.Name)).All()))
}

func kCascades(r *oracle.Run) {
	kDeclared(r)
	s := r.Session()
	r.Step()
	acme, beta := kAcme(r, s)
	r.Step()
	r.Check(s.Load(acme, "Employees"))
	bob, cyd := acme.Employees[1], acme.Employees[2]
	dan := orm.Must(orm.As[kMaker](s, acme.Employees[3]))
	r.Obs("language", dan.Language)
	acme.Employees = acme.Employees[1:]
	r.Check(s.Flush())
	acme.Employees = acme.Employees[1:]
	r.Check(s.Flush())
	r.Obs("bob", state(r, s, bob))
	r.Step()
	r.Check(s.Load(beta, "Employees"))
	beta.Employees = append(beta.Employees, &dan.kEmployee)
	r.Check(s.Load(dan, "Machines"))
	dan.Machines = append(slices.Clone(dan.Machines[1:]), &kMachine{Name: "m4"})
	r.Check(s.Flush())
	r.Obs("beta", kKinds(beta.Employees))
	r.Obs("acme", kKinds(acme.Employees))
	r.Step()
	fay := &kMaker{kEmployee: kEmployee{Name: "fay", Company: acme}, Language: "sql"}
	r.Check(s.Add(fay))
	dan.Name, dan.Language, cyd.Name = "dan2", "rust", "cyd2"
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Delete(beta))
	r.Check(s.Flush())
	r.Check(s.Commit())
	r.Obs("left", []any{orm.Must(orm.Query[kCompany](s).Count()), orm.Must(orm.Query[kEmployee](s).Count()), orm.Must(orm.Query[kLeader](s).Count()),
		orm.Must(orm.Query[kMaker](s).Count()), orm.Must(orm.Query[kMachine](s).Count()), orm.Must(orm.Query[kPaper](s).Count())})
}

// A company that knows its managers alone, in one table; one of them is its boss.
type uCompany struct {
	orm.Model `orm:"table=company"`
	ID        int         `orm:"primary_key"`
	Name      string      `orm:"size=50"`
	BossID    *int        `orm:"foreign_key=employee.id"`
	Managers  []*uManager `orm:"relation,back=Company,order=ID,by=company_id"`
	Engineers []*uMaker   `orm:"relation,view_only,order=ID,by=company_id"`
	Boss      *uManager   `orm:"relation,post_update,by=boss_id"`
}

type uEmployee struct {
	orm.Model `orm:"table=employee,polymorphic=employee"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50"`
	Kind      string `orm:"size=20,polymorphic_on"`
	CompanyID *int   `orm:"foreign_key=company.id"`
}

type uManager struct {
	uEmployee `orm:"polymorphic=manager"`
	Budget    int
	Company   *uCompany `orm:"relation,back=Managers,by=company_id"`
	Team      []*uMaker `orm:"relation,back=Lead,order=ID,by=lead_id"`
}

type uMaker struct {
	uEmployee `orm:"polymorphic=engineer"`
	Language  string    `orm:"size=50"`
	LeadID    *int      `orm:"foreign_key=employee.id"`
	Lead      *uManager `orm:"relation,back=Team,by=lead_id"`
}

func subTargetsInOneTable(r *oracle.Run) {
	declared(r, uCompany{}, uEmployee{}, uManager{}, uMaker{})
	s := r.Session()
	r.Step()
	ann, bob := &uManager{uEmployee: uEmployee{Name: "ann"}, Budget: 5}, &uManager{uEmployee: uEmployee{Name: "bob"}, Budget: 6}
	for _, name := range []string{"cyd", "dan", "eve"} {
		ann.Team = append(ann.Team, &uMaker{uEmployee: uEmployee{Name: name}, Language: "go"})
	}
	acme := &uCompany{Name: "acme", Managers: []*uManager{ann, bob}, Boss: ann}
	r.Check(s.Add(acme))
	r.Check(s.Flush())
	for _, e := range ann.Team {
		e.CompanyID = &acme.ID
	}
	r.Check(s.Commit())
	r.Step()
	s.Clear()
	name, makerName := func(m *uManager) string { return m.Name }, func(m *uMaker) string { return m.Name }
	acme = orm.Must(orm.Get[uCompany](s, 1))
	r.Check(s.Load(acme, "Managers"))
	r.Obs("managers", collect(acme.Managers, func(m *uManager) any { return m.Kind + ":" + m.Name }))
	r.Check(s.Load(acme, "Engineers"))
	r.Obs("engineers", collect(acme.Engineers, func(m *uMaker) any { return m.Kind + ":" + m.Name }))
	r.Check(s.Load(acme, "Boss"))
	r.Obs("boss", acme.Boss.Name)
	r.Check(s.Load(acme.Boss, "Team"))
	r.Obs("team", namesOf(acme.Boss.Team, makerName))
	r.Step()
	C, G, M := orm.Columns[uCompany](), orm.Columns[uMaker](), orm.Columns[uManager]()
	companies := func(what string, o orm.LoadOption, f func(*uCompany) any) {
		s.Clear()
		r.Obs(what, collect(orm.Must(orm.Query[uCompany](s).Options(o).All()), f))
	}
	companies("selectin", orm.SelectIn(orm.Many(&C.Managers)), func(c *uCompany) any { return namesOf(c.Managers, name) })
	companies("joined", orm.Joined(orm.Many(&C.Managers)), func(c *uCompany) any { return namesOf(c.Managers, name) })
	companies("joined boss", orm.Joined(orm.One(&C.Boss)), func(c *uCompany) any { return c.Boss.Name })
	r.Step()
	makers := func(what string, o orm.LoadOption) {
		s.Clear()
		list := orm.Must(orm.Query[uMaker](s).Options(o).OrderBy(orm.Col(&G.ID)).All())
		r.Obs(what, collect(list, func(m *uMaker) any { return m.Name + " " + m.Lead.Name }))
	}
	makers("joined", orm.Joined(orm.One(&G.Lead)))
	makers("selectin", orm.SelectIn(orm.One(&G.Lead)))
	s.Clear()
	dan := orm.Must(orm.Query[uMaker](s).FilterBy("Name", "dan").One())
	r.Check(s.Load(dan, "Lead"))
	r.Obs("lazy", dan.Lead.Name)
	r.Step()
	companyNames := func(list []*uCompany) []any { return namesOf(list, func(c *uCompany) string { return c.Name }) }
	r.Obs("any", companyNames(orm.Must(orm.Query[uCompany](s).Filter(orm.Many(&C.Managers).Any(orm.Col(&M.Budget).Gt(5))).All())))
	lead := orm.Alias[uManager]("lead")
	r.Obs("join", namesOf(orm.Must(orm.Query[uMaker](s).JoinAs(lead, orm.One(&G.Lead)).Filter(orm.Col(&lead.Name).Eq("ann")).OrderBy(orm.Col(&G.ID)).All()), makerName))
	r.Obs("join managers", companyNames(orm.Must(orm.Query[uCompany](s).Join(orm.Many(&C.Managers)).Filter(orm.Col(&M.Budget).Eq(6)).All())))
	r.Step()
	s.Clear()
	acme = orm.Must(orm.Get[uCompany](s, 1))
	both := orm.Must(orm.Query[uManager](s).OrderBy(orm.Col(&M.ID)).All())
	dan = orm.Must(orm.Query[uMaker](s).FilterBy("Name", "dan").One())
	dan.Lead = both[1]
	r.Check(s.Flush())
	acme.Boss = both[1]
	r.Check(s.Delete(both[0]))
	r.Check(s.Flush())
	r.Check(s.Commit())
}

func kPolymorphic(r *oracle.Run) {
	kDeclared(r)
	s := r.Session()
	r.Step()
	kAcme(r, s)
	C, E, L, G := orm.Columns[kCompany](), orm.Columns[kEmployee](), orm.Columns[kLeader](), orm.Columns[kMaker]()
	all := func(o ...orm.LoadOption) []*kEmployee {
		s.Clear()
		return orm.Must(orm.Query[kEmployee](s).Options(o...).OrderBy(orm.Col(&E.ID)).All())
	}
	maker := func(e *kEmployee) *kMaker { return orm.Must(orm.As[kMaker](s, e)) }
	r.Step()
	l := all(orm.SelectInPolymorphic(kLeader{}, kMaker{}))
	r.Obs("budget", orm.Must(orm.As[kLeader](s, l[0])).Budget)
	r.Obs("language", []any{maker(l[1]).Language, maker(l[3]).Language})
	r.Step()
	l = all(orm.SelectInPolymorphic(kMaker{}))
	r.Obs("language", []any{maker(l[1]).Language, maker(l[3]).Language})
	r.Step()
	l = all(orm.WithPolymorphic())
	r.Obs("all", kKinds(l))
	r.Obs("budget", orm.Must(orm.As[kLeader](s, l[0])).Budget)
	s.Clear()
	r.Obs("some", kKinds(orm.Must(orm.Query[kEmployee](s).Options(orm.WithPolymorphic()).
		Filter(orm.Or(orm.Col(&L.Budget).Gt(5), orm.Col(&G.Language).Eq("go"))).OrderBy(orm.Col(&E.ID)).All())))
	r.Step()
	l = all(orm.SelectInPolymorphic(kMaker{}), orm.SelectIn(orm.Many(&G.Machines)))
	r.Obs("machines", []any{kMachines(maker(l[1]).Machines), kMachines(maker(l[3]).Machines)})
	r.Step()
	l = all(orm.SelectIn(orm.One(&E.Company)))
	r.Obs("company", collect(l, func(e *kEmployee) any { return e.Company.Name }))
	r.Step()
	s.Clear()
	cs := orm.Must(orm.Query[kCompany](s).Options(orm.SelectIn(orm.Many(&C.Employees), orm.WithPolymorphic())).OrderBy(orm.Col(&C.ID)).All())
	r.Obs("employees", collect(cs, func(c *kCompany) any { return kKinds(c.Employees) }))
	r.Obs("budget", orm.Must(orm.As[kLeader](s, cs[1].Employees[0])).Budget)
	r.Step()
	s.Clear()
	cs = orm.Must(orm.Query[kCompany](s).Join(orm.OfType[kMaker](orm.Many(&C.Employees))).
		Options(orm.Contains(orm.OfType[kMaker](orm.Many(&C.Employees)))).OrderBy(orm.Col(&G.ID)).All())
	r.Obs("employees", collect(cs, func(c *kCompany) any { return kKinds(c.Employees) }))
	r.Obs("language", maker(cs[0].Employees[0]).Language)
	r.Step()
	s.Clear()
	cs = orm.Must(orm.Query[kCompany](s).Options(orm.Joined(orm.OfType[kMaker](orm.Many(&C.Employees)))).
		OrderBy(orm.Col(&C.ID)).All())
	r.Obs("employees", collect(cs, func(c *kCompany) any { return kKinds(c.Employees) }))
	r.Obs("language", maker(cs[0].Employees[1]).Language)
}
