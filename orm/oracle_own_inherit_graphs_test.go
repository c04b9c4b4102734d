// This file holds the programs of scenarios 266 to 269 and 276: relations to a subclass, many-to-many, to itself, by subquery.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// A company that knows its managers alone, in joined tables; one of them is its boss.
type tCompany struct {
	orm.Model `orm:"table=company"`
	ID        int         `orm:"primary_key"`
	Name      string      `orm:"size=50"`
	BossID    *int        `orm:"foreign_key=manager.id"`
	Managers  []*tManager `orm:"relation,back=Company,order=ID,by=company_id"`
	Engineers []*tMaker   `orm:"relation,view_only,order=ID,by=company_id"`
	Boss      *tManager   `orm:"relation,post_update,by=boss_id"`
}

type tEmployee struct {
	orm.Model `orm:"table=employee,polymorphic=employee"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50"`
	Kind      string `orm:"size=20,polymorphic_on"`
	CompanyID *int   `orm:"foreign_key=company.id"`
}

type tManager struct {
	tEmployee `orm:"table=manager,polymorphic=manager"`
	Budget    int
	Company   *tCompany `orm:"relation,back=Managers,by=company_id"`
	Team      []*tMaker `orm:"relation,back=Lead,order=ID,by=lead_id"`
}

type tMaker struct {
	tEmployee `orm:"table=engineer,polymorphic=engineer"`
	Language  string    `orm:"size=50"`
	LeadID    *int      `orm:"foreign_key=manager.id"`
	Lead      *tManager `orm:"relation,back=Team,by=lead_id"`
}

func subTargets(r *oracle.Run) {
	declared(r, tCompany{}, tEmployee{}, tManager{}, tMaker{})
	s := r.Session()
	r.Step()
	ann, bob := &tManager{tEmployee: tEmployee{Name: "ann"}, Budget: 5}, &tManager{tEmployee: tEmployee{Name: "bob"}, Budget: 6}
	for _, name := range []string{"cyd", "dan", "eve"} {
		ann.Team = append(ann.Team, &tMaker{tEmployee: tEmployee{Name: name}, Language: "go"})
	}
	acme := &tCompany{Name: "acme", Managers: []*tManager{ann, bob}, Boss: ann}
	r.Check(s.Add(acme))
	r.Check(s.Flush())
	for _, e := range ann.Team {
		e.CompanyID = &acme.ID
	}
	r.Check(s.Commit())
	r.Step()
	s.Clear()
	name, makerName := func(m *tManager) string { return m.Name }, func(m *tMaker) string { return m.Name }
	acme = orm.Must(orm.Get[tCompany](s, 1))
	r.Check(s.Load(acme, "Managers"))
	r.Obs("managers", collect(acme.Managers, func(m *tManager) any { return m.Kind + ":" + m.Name }))
	r.Check(s.Load(acme, "Engineers"))
	r.Obs("engineers", collect(acme.Engineers, func(m *tMaker) any { return m.Kind + ":" + m.Name }))
	r.Check(s.Load(acme, "Boss"))
	r.Obs("boss", acme.Boss.Name)
	r.Check(s.Load(acme.Boss, "Team"))
	r.Obs("team", namesOf(acme.Boss.Team, makerName))
	r.Step()
	C, G, M := orm.Columns[tCompany](), orm.Columns[tMaker](), orm.Columns[tManager]()
	companies := func(what string, o orm.LoadOption, f func(*tCompany) any) {
		s.Clear()
		r.Obs(what, collect(orm.Must(orm.Query[tCompany](s).Options(o).All()), f))
	}
	companies("selectin", orm.SelectIn(orm.Many(&C.Managers)), func(c *tCompany) any { return namesOf(c.Managers, name) })
	companies("joined", orm.Joined(orm.Many(&C.Managers)), func(c *tCompany) any { return namesOf(c.Managers, name) })
	companies("joined boss", orm.Joined(orm.One(&C.Boss)), func(c *tCompany) any { return c.Boss.Name })
	r.Step()
	makers := func(what string, o orm.LoadOption) {
		s.Clear()
		list := orm.Must(orm.Query[tMaker](s).Options(o).OrderBy(orm.Col(&G.ID)).All())
		r.Obs(what, collect(list, func(m *tMaker) any { return m.Name + " " + m.Lead.Name }))
	}
	makers("joined", orm.Joined(orm.One(&G.Lead)))
	makers("selectin", orm.SelectIn(orm.One(&G.Lead)))
	s.Clear()
	dan := orm.Must(orm.Query[tMaker](s).FilterBy("Name", "dan").One())
	r.Check(s.Load(dan, "Lead"))
	r.Obs("lazy", dan.Lead.Name)
	r.Step()
	companyNames := func(list []*tCompany) []any { return namesOf(list, func(c *tCompany) string { return c.Name }) }
	r.Obs("any", companyNames(orm.Must(orm.Query[tCompany](s).Filter(orm.Many(&C.Managers).Any(orm.Col(&M.Budget).Gt(5))).All())))
	lead := orm.Alias[tManager]("lead")
	r.Obs("join", namesOf(orm.Must(orm.Query[tMaker](s).JoinAs(lead, orm.One(&G.Lead)).Filter(orm.Col(&lead.Name).Eq("ann")).OrderBy(orm.Col(&G.ID)).All()), makerName))
	r.Obs("join managers", companyNames(orm.Must(orm.Query[tCompany](s).Join(orm.Many(&C.Managers)).Filter(orm.Col(&M.Budget).Eq(6)).All())))
	r.Step()
	s.Clear()
	acme = orm.Must(orm.Get[tCompany](s, 1))
	both := orm.Must(orm.Query[tManager](s).OrderBy(orm.Col(&M.ID)).All())
	dan = orm.Must(orm.Query[tMaker](s).FilterBy("Name", "dan").One())
	dan.Lead = both[1]
	r.Check(s.Flush())
	acme.Boss = both[1]
	r.Check(s.Delete(both[0]))
	r.Check(s.Flush())
	r.Check(s.Commit())
}

// People on projects; engineers have skills.
type mEmployee struct {
	orm.Model `orm:"table=employee,polymorphic=employee"`
	ID        int         `orm:"primary_key"`
	Name      string      `orm:"size=50"`
	Kind      string      `orm:"size=20,polymorphic_on"`
	Projects  []*mProject `orm:"relation,secondary=employee_project,back=Members,order=ID"`
}

type mMaker struct {
	mEmployee `orm:"table=engineer,polymorphic=engineer"`
	Language  string    `orm:"size=50"`
	Skills    []*mSkill `orm:"relation,secondary=engineer_skill,back=Engineers,order=ID"`
}

type mProject struct {
	orm.Model `orm:"table=project"`
	ID        int          `orm:"primary_key"`
	Name      string       `orm:"size=50"`
	Members   []*mEmployee `orm:"relation,secondary=employee_project,back=Projects,order=ID"`
}

type mSkill struct {
	orm.Model `orm:"table=skill"`
	ID        int       `orm:"primary_key"`
	Name      string    `orm:"size=50"`
	Engineers []*mMaker `orm:"relation,secondary=engineer_skill,back=Skills,order=ID"`
}

func manyToManyKinds(r *oracle.Run) {
	base := orm.DeclarativeBase()
	pair := func(name, left, right string) {
		_, err := orm.NewTable(name, base.MetaData(), orm.NewColumn(left+"_id", orm.Integer, orm.PrimaryKey, orm.ForeignKey(left+".id")),
			orm.NewColumn(right+"_id", orm.Integer, orm.PrimaryKey, orm.ForeignKey(right+".id")))
		r.Check(err)
	}
	pair("employee_project", "employee", "project")
	pair("engineer_skill", "engineer", "skill")
	r.Check(base.Map(mEmployee{}, mMaker{}, mProject{}, mSkill{}))
	create(r, base)
	s := r.Session()
	r.Step()
	p1, p2, s1, s2 := &mProject{Name: "p1"}, &mProject{Name: "p2"}, &mSkill{Name: "s1"}, &mSkill{Name: "s2"}
	r.Check(s.Add(&mEmployee{Name: "ann", Projects: []*mProject{p1}},
		&mMaker{mEmployee: mEmployee{Name: "bob", Projects: []*mProject{p1, p2}}, Language: "go", Skills: []*mSkill{s1, s2}},
		&mMaker{mEmployee: mEmployee{Name: "cyd"}, Language: "c", Skills: []*mSkill{s2}}))
	r.Check(s.Commit())
	r.Step()
	s.Clear()
	kind := func(e *mEmployee) any { return e.Kind + ":" + e.Name }
	p1 = orm.Must(orm.Get[mProject](s, 1))
	r.Check(s.Load(p1, "Members"))
	r.Obs("members", collect(p1.Members, kind))
	bob := orm.Must(orm.As[mMaker](s, p1.Members[1]))
	r.Obs("language", bob.Language)
	r.Check(s.Load(bob, "Skills"))
	r.Obs("skills", namesOf(bob.Skills, func(k *mSkill) string { return k.Name }))
	s2 = orm.Must(orm.Get[mSkill](s, 2))
	r.Check(s.Load(s2, "Engineers"))
	r.Obs("engineers", collect(s2.Engineers, func(e *mMaker) any { return kind(&e.mEmployee) }))
	P, E, G, K := orm.Columns[mProject](), orm.Columns[mEmployee](), orm.Columns[mMaker](), orm.Columns[mSkill]()
	r.Step()
	s.Clear()
	r.Obs("members", collect(orm.Must(orm.Query[mProject](s).Options(orm.SelectIn(orm.Many(&P.Members))).OrderBy(orm.Col(&P.ID)).All()),
		func(p *mProject) any { return collect(p.Members, kind) }))
	s.Clear()
	r.Obs("joined", collect(orm.Must(orm.Query[mMaker](s).Options(orm.Joined(orm.Many(&G.Skills))).OrderBy(orm.Col(&G.ID)).All()),
		func(e *mMaker) any { return namesOf(e.Skills, func(k *mSkill) string { return k.Name }) }))
	skills := func(what string, o orm.LoadOption) {
		s.Clear()
		r.Obs(what, collect(orm.Must(orm.Query[mSkill](s).Options(o).OrderBy(orm.Col(&K.ID)).All()),
			func(k *mSkill) any { return namesOf(k.Engineers, func(e *mMaker) string { return e.Name }) }))
	}
	skills("skills", orm.SelectIn(orm.Many(&K.Engineers)))
	skills("joined skills", orm.Joined(orm.Many(&K.Engineers)))
	s.Clear()
	r.Step()
	projects := func(what string, q orm.QueryOf[mProject]) {
		r.Obs(what, namesOf(orm.Must(q.All()), func(p *mProject) string { return p.Name }))
	}
	projects("any", orm.Query[mProject](s).Filter(orm.Many(&P.Members).Any(orm.Col(&E.Name).Eq("bob"))).OrderBy(orm.Col(&P.ID)))
	projects("join", orm.Query[mProject](s).Join(orm.Many(&P.Members)).Filter(orm.Col(&E.Name).Eq("ann")))
	r.Obs("skill", namesOf(orm.Must(orm.Query[mMaker](s).Join(orm.Many(&G.Skills)).Filter(orm.Col(&K.Name).Eq("s2")).OrderBy(orm.Col(&G.ID)).All()),
		func(e *mMaker) string { return e.Name }))
	projects("of_type", orm.Query[mProject](s).Join(orm.OfType[mMaker](orm.Many(&P.Members))).Filter(orm.Col(&G.Language).Eq("go")).OrderBy(orm.Col(&P.ID)))
	r.Step()
	s.Clear()
	maker, cyd := orm.Must(orm.Query[mMaker](s).FilterBy("Name", "bob").One()), orm.Must(orm.Query[mMaker](s).FilterBy("Name", "cyd").One())
	r.Check(s.Load(maker, "Projects"))
	r.Check(s.Load(maker, "Skills"))
	maker.Projects, maker.Skills = maker.Projects[1:], maker.Skills[1:]
	r.Check(s.Flush())
	r.Check(s.Delete(cyd))
	r.Check(s.Flush())
	r.Step()
	p2 = orm.Must(orm.Get[mProject](s, 2))
	r.Check(s.Delete(p2))
	r.Check(s.Flush())
	r.Check(s.Delete(maker))
	r.Check(s.Flush())
	r.Check(s.Commit())
}

// People over people, three levels of kinds.
type rEmployee struct {
	orm.Model `orm:"table=employee,polymorphic=employee"`
	ID        int          `orm:"primary_key"`
	Name      string       `orm:"size=50"`
	Kind      string       `orm:"size=20,polymorphic_on"`
	BossID    *int         `orm:"foreign_key=employee.id"`
	Boss      *rEmployee   `orm:"relation,back=Reports"`
	Reports   []*rEmployee `orm:"relation,back=Boss,order=ID"`
}

type rManager struct {
	rEmployee `orm:"table=manager,polymorphic=manager"`
	Budget    int
}

type rDirector struct {
	rManager `orm:"table=director,polymorphic=director"`
	Shares   int
}

func peopleOverPeople(r *oracle.Run) {
	declared(r, rEmployee{}, rManager{}, rDirector{})
	s := r.Session()
	r.Step()
	e1, e2, e3 := &rEmployee{Name: "e1"}, &rEmployee{Name: "e2"}, &rEmployee{Name: "e3"}
	m1 := &rManager{rEmployee: rEmployee{Name: "m1", Reports: []*rEmployee{e1, e2}}, Budget: 1}
	m2 := &rManager{rEmployee: rEmployee{Name: "m2", Reports: []*rEmployee{e3}}, Budget: 2}
	d := &rDirector{rManager: rManager{rEmployee: rEmployee{Name: "d", Reports: []*rEmployee{&m1.rEmployee, &m2.rEmployee}}, Budget: 9}, Shares: 3}
	r.Check(s.Add(d, m1, m2, e1, e2, e3))
	r.Check(s.Commit())
	r.Step()
	s.Clear()
	kind := func(e *rEmployee) any { return e.Kind + ":" + e.Name }
	d = orm.Must(orm.Query[rDirector](s).One())
	r.Check(s.Load(d, "Reports"))
	r.Obs("reports", collect(d.Reports, kind))
	r.Check(s.Load(d.Reports[0], "Reports"))
	r.Obs("of m1", collect(d.Reports[0].Reports, kind))
	r.Check(s.Load(d.Reports[1], "Boss"))
	r.Obs("boss", d.Reports[1].Boss == &d.rEmployee)
	r.Step()
	E, M := orm.Columns[rEmployee](), orm.Columns[rManager]()
	reports := func(what string, o orm.LoadOption) {
		s.Clear()
		list := orm.Must(orm.Query[rManager](s).Options(o).OrderBy(orm.Col(&M.ID)).All())
		r.Obs(what, collect(list, func(m *rManager) any { return collect(m.Reports, kind) }))
	}
	reports("joined", orm.Joined(orm.Many(&M.Reports)))
	reports("selectin", orm.SelectIn(orm.Many(&M.Reports)))
	r.Step()
	r.Obs("has", namesOf(orm.Must(orm.Query[rEmployee](s).Filter(orm.One(&E.Boss).Has(orm.Col(&E.Name).Eq("m1"))).OrderBy(orm.Col(&E.ID)).All()),
		func(e *rEmployee) string { return e.Name }))
	r.Obs("any", namesOf(orm.Must(orm.Query[rManager](s).Filter(orm.Many(&M.Reports).Any(orm.Col(&E.Name).Eq("e3"))).All()), func(m *rManager) string { return m.Name }))
	r.Step()
	s.Clear()
	named := func(name string) *rManager { return orm.Must(orm.Query[rManager](s).FilterBy("Name", name).One()) }
	m1, m2 = named("m1"), named("m2")
	e1 = orm.Must(orm.Query[rEmployee](s).FilterBy("Name", "e1").One())
	d = orm.Must(orm.Query[rDirector](s).One())
	e1.Boss = &m2.rEmployee
	r.Check(s.Flush())
	d.Shares, d.Name = 4, "dd"
	r.Check(s.Flush())
	r.Check(s.Delete(m1))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Delete(d))
	r.Check(s.Flush())
	r.Check(s.Delete(m2))
	r.Check(s.Flush())
	r.Check(s.Commit())
	r.Obs("left", orm.Must(s.Select(&E.Name, &E.BossID).OrderBy(orm.Col(&E.ID)).All()))
}

func inheritSubquery(r *oracle.Run) {
	jDeclared(r)
	s := r.Session()
	r.Step()
	jAcme(r, s)
	s.Clear()
	C, G, M := orm.Columns[jCompany](), orm.Columns[jMaker](), orm.Columns[jMachine]()
	r.Step()
	cs := orm.Must(orm.Query[jCompany](s).Options(orm.Subquery(orm.Many(&C.Employees))).OrderBy(orm.Col(&C.ID)).All())
	r.Obs("employees", collect(cs, func(c *jCompany) any { return jKinds(c.Employees) }))
	r.Step()
	s.Clear()
	es := orm.Must(orm.Query[jMaker](s).Options(orm.Subquery(orm.Many(&G.Machines))).OrderBy(orm.Col(&G.ID)).All())
	r.Obs("machines", collect(es, func(e *jMaker) any { return jMachines(e.Machines) }))
	r.Step()
	s.Clear()
	ms := orm.Must(orm.Query[jMachine](s).Options(orm.Subquery(orm.One(&M.Engineer))).OrderBy(orm.Col(&M.ID)).All())
	r.Obs("engineers", collect(ms, func(m *jMachine) any { return m.Engineer.Name }))
	r.Step()
	s.Clear()
	es = orm.Must(orm.Query[jMaker](s).Options(orm.Joined(orm.Many(&G.Machines))).OrderBy(orm.Col(&G.ID)).Limit(1).All())
	r.Obs("machines", collect(es, func(e *jMaker) any { return jMachines(e.Machines) }))
}
