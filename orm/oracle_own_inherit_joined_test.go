// This file holds the programs of scenarios 260, 262, 264 and 270: people of several kinds in joined tables.

package orm_test

import (
	"slices"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func jDeclared(r *oracle.Run) {
	declared(r, jCompany{}, jEmployee{}, jLeader{}, jMaker{}, jPaper{}, jMachine{})
}

func jCompanyLoading(r *oracle.Run) {
	jDeclared(r)
	s := r.Session()
	r.Step()
	jAcme(r, s)
	r.Step()
	s.Clear()
	c := orm.Must(orm.Get[jCompany](s, 1))
	r.Check(s.Load(c, "Employees"))
	r.Obs("employees", jKinds(c.Employees))
	r.Step()
	bob, ann := orm.Must(orm.As[jMaker](s, c.Employees[1])), c.Employees[0]
	r.Obs("language", bob.Language)
	r.Check(s.Load(bob, "Machines"))
	r.Obs("machines", jMachines(bob.Machines))
	leader := orm.Must(orm.As[jLeader](s, ann))
	r.Obs("budget", leader.Budget)
	r.Check(s.Load(leader, "Papers"))
	r.Obs("papers", jPapers(leader.Papers))
	r.Step()
	s.Clear()
	m := orm.Must(orm.Get[jMachine](s, 3))
	r.Check(s.Load(m, "Engineer"))
	r.Obs("engineer", m.Engineer.Name)
	r.Check(s.Load(m, "Engineer.Company"))
	r.Obs("company", m.Engineer.Company.Name)
	r.Step()
	s.Clear()
	C, M, E := orm.Columns[jCompany](), orm.Columns[jMachine](), orm.Columns[jMaker]()
	people := func(o orm.LoadOption) {
		cs := orm.Must(orm.Query[jCompany](s).Options(o).OrderBy(orm.Col(&C.ID)).All())
		r.Obs("employees", collect(cs, func(c *jCompany) any { return jKinds(c.Employees) }))
	}
	people(orm.SelectIn(orm.Many(&C.Employees)))
	r.Step()
	s.Clear()
	people(orm.Joined(orm.Many(&C.Employees)))
	r.Step()
	s.Clear()
	es := orm.Must(orm.Query[jMaker](s).Options(orm.SelectIn(orm.Many(&E.Machines)), orm.Joined(orm.One(&E.Company))).OrderBy(orm.Col(&E.ID)).All())
	r.Obs("machines", collect(es, func(e *jMaker) any { return jMachines(e.Machines) }))
	r.Obs("company", collect(es, func(e *jMaker) any { return e.Company.Name }))
	r.Step()
	s.Clear()
	es = orm.Must(orm.Query[jMaker](s).Options(orm.Joined(orm.Many(&E.Machines))).OrderBy(orm.Col(&E.ID)).All())
	r.Obs("machines", collect(es, func(e *jMaker) any { return jMachines(e.Machines) }))
	r.Step()
	for _, how := range []struct {
		name string
		load orm.LoadOption
	}{{"joined", orm.Joined(orm.One(&M.Engineer))}, {"selectin", orm.SelectIn(orm.One(&M.Engineer))}} {
		s.Clear()
		ms := orm.Must(orm.Query[jMachine](s).Options(how.load).OrderBy(orm.Col(&M.ID)).All())
		r.Obs(how.name, collect(ms, func(m *jMachine) any { return m.Engineer.Name }))
	}
}

func jQueries(r *oracle.Run) {
	jDeclared(r)
	s := r.Session()
	r.Step()
	jAcme(r, s)
	s.Clear()
	C, E, G, L, M := orm.Columns[jCompany](), orm.Columns[jEmployee](), orm.Columns[jMaker](), orm.Columns[jLeader](), orm.Columns[jMachine]()
	companies := func(name string, q orm.QueryOf[jCompany]) { r.Obs(name, jCompanies(orm.Must(q.All()))) }
	makers := func(name string, q orm.QueryOf[jMaker]) { r.Obs(name, jMakers(orm.Must(q.All()))) }
	machines := func(name string, q orm.QueryOf[jMachine]) { r.Obs(name, jMachines(orm.Must(q.All()))) }
	r.Step()
	companies("any", orm.Query[jCompany](s).Filter(orm.Many(&C.Employees).Any(orm.Col(&E.Name).Eq("bob"))))
	r.Obs("has", jNames(orm.Must(orm.Query[jEmployee](s).Filter(orm.One(&E.Company).Has(orm.Col(&C.Name).Eq("beta"))).All())))
	r.Step()
	makers("any", orm.Query[jMaker](s).Filter(orm.Many(&G.Machines).Any(orm.Col(&M.Name).Eq("m3"))))
	machines("has", orm.Query[jMachine](s).Filter(orm.One(&M.Engineer).Has(orm.Col(&G.Language).Eq("go"))).OrderBy(orm.Col(&M.ID)))
	r.Obs("none", jLeaders(orm.Must(orm.Query[jLeader](s).Filter(orm.Not(orm.Many(&L.Papers).Any())).All())))
	r.Step()
	companies("company", orm.Query[jCompany](s).Join(orm.Many(&C.Employees)).Filter(orm.Col(&E.Name).Eq("dan")))
	makers("engineer", orm.Query[jMaker](s).Join(orm.Many(&G.Machines)).Filter(orm.Col(&M.Name).Eq("m2")))
	machines("machine", orm.Query[jMachine](s).Join(orm.One(&M.Engineer)).Filter(orm.Col(&G.Language).Eq("c")))
	makers("of company", orm.Query[jMaker](s).Join(orm.One(&G.Company)).Filter(orm.Col(&C.Name).Eq("acme")).OrderBy(orm.Col(&G.ID)))
	r.Step()
	acme := orm.Must(orm.Get[jCompany](s, 1))
	makers("is", orm.Query[jMaker](s).Filter(orm.One(&G.Company).Is(acme)).OrderBy(orm.Col(&G.ID)))
	r.Obs("with_parent", jNames(orm.Must(orm.Query[jEmployee](s).Filter(orm.WithParent(acme, orm.Many(&C.Employees))).OrderBy(orm.Col(&E.ID)).All())))
	bob := orm.Must(orm.Query[jMaker](s).FilterBy("Name", "bob").One())
	machines("machines", orm.Query[jMachine](s).Filter(orm.WithParent(bob, orm.Many(&G.Machines))).OrderBy(orm.Col(&M.ID)))
	r.Step()
	s.Clear()
	cs := orm.Must(orm.Query[jCompany](s).Join(orm.Many(&C.Employees)).Options(orm.Contains(orm.Many(&C.Employees))).
		Filter(orm.Col(&E.Name).In("bob", "eve")).OrderBy(orm.Col(&C.ID)).All())
	r.Obs("employees", collect(cs, func(c *jCompany) any { return jKinds(c.Employees) }))
	r.Step()
	s.Clear()
	ms := orm.Must(orm.Query[jMachine](s).Join(orm.One(&M.Engineer)).Options(orm.Contains(orm.One(&M.Engineer))).
		Filter(orm.Col(&G.Name).Eq("bob")).OrderBy(orm.Col(&M.ID)).All())
	r.Obs("engineers", collect(ms, func(m *jMachine) any { return m.Engineer.Name }))
	jQueriesOfType(r, s)
}

func jQueriesOfType(r *oracle.Run, s *orm.Session) {
	C, G, L, M := orm.Columns[jCompany](), orm.Columns[jMaker](), orm.Columns[jLeader](), orm.Columns[jMachine]()
	companies := func(name string, q orm.QueryOf[jCompany]) { r.Obs(name, jCompanies(orm.Must(q.All()))) }
	makers, leaders := orm.OfType[jMaker](orm.Many(&C.Employees)), orm.OfType[jLeader](orm.Many(&C.Employees))
	r.Step()
	companies("join", orm.Query[jCompany](s).Join(makers).Filter(orm.Col(&G.Language).Eq("c")))
	companies("any", orm.Query[jCompany](s).Filter(makers.Any(orm.Col(&G.Language).Eq("go"))))
	companies("any manager", orm.Query[jCompany](s).Filter(leaders.Any(orm.Col(&L.Budget).Gt(6))))
	companies("not", orm.Query[jCompany](s).Filter(orm.Not(makers.Any())))
	r.Step()
	e := orm.Alias[jMaker]("e")
	companies("alias", orm.Query[jCompany](s).JoinAs(e, makers).Filter(orm.Col(&e.Language).Eq("c")))
	companies("machines", orm.Query[jCompany](s).Join(makers).Join(orm.Many(&G.Machines)).Filter(orm.Col(&M.Name).Eq("m3")))
	r.Step()
	r.Obs("rows", orm.Must(s.Select(&C.Name, &G.Name, &G.Language).Join(makers).OrderBy(orm.Col(&G.ID)).All()))
	r.Obs("outer", orm.Must(s.Select(&C.Name, orm.Count(orm.Col(&G.ID))).OuterJoin(makers).GroupBy(orm.Col(&C.Name)).OrderBy(orm.Col(&C.Name)).All()))
}

func jCascades(r *oracle.Run) {
	jDeclared(r)
	s := r.Session()
	r.Step()
	acme, beta := jAcme(r, s)
	r.Step()
	r.Check(s.Load(acme, "Employees"))
	bob, cyd := acme.Employees[1], acme.Employees[2]
	dan := orm.Must(orm.As[jMaker](s, acme.Employees[3]))
	r.Obs("language", dan.Language)
	acme.Employees = acme.Employees[1:]
	r.Check(s.Flush())
	acme.Employees = acme.Employees[1:]
	r.Check(s.Flush())
	r.Obs("bob", state(r, s, bob))
	r.Step()
	r.Check(s.Load(beta, "Employees"))
	beta.Employees = append(beta.Employees, &dan.jEmployee)
	r.Check(s.Load(dan, "Machines"))
	dan.Machines = append(slices.Clone(dan.Machines[1:]), &jMachine{Name: "m4"})
	r.Check(s.Flush())
	r.Obs("beta", jKinds(beta.Employees))
	r.Obs("acme", jKinds(acme.Employees))
	r.Step()
	fay := &jMaker{jEmployee: jEmployee{Name: "fay", Company: acme}, Language: "sql"}
	r.Check(s.Add(fay))
	dan.Name, dan.Language, cyd.Name = "dan2", "rust", "cyd2"
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Delete(beta))
	r.Check(s.Flush())
	r.Check(s.Commit())
	r.Obs("left", []any{orm.Must(orm.Query[jCompany](s).Count()), orm.Must(orm.Query[jEmployee](s).Count()), orm.Must(orm.Query[jLeader](s).Count()),
		orm.Must(orm.Query[jMaker](s).Count()), orm.Must(orm.Query[jMachine](s).Count()), orm.Must(orm.Query[jPaper](s).Count())})
}

func jPolymorphic(r *oracle.Run) {
	jDeclared(r)
	s := r.Session()
	r.Step()
	jAcme(r, s)
	C, E, L, G := orm.Columns[jCompany](), orm.Columns[jEmployee](), orm.Columns[jLeader](), orm.Columns[jMaker]()
	all := func(o ...orm.LoadOption) []*jEmployee {
		s.Clear()
		return orm.Must(orm.Query[jEmployee](s).Options(o...).OrderBy(orm.Col(&E.ID)).All())
	}
	maker := func(e *jEmployee) *jMaker { return orm.Must(orm.As[jMaker](s, e)) }
	r.Step()
	l := all(orm.SelectInPolymorphic(jLeader{}, jMaker{}))
	r.Obs("budget", orm.Must(orm.As[jLeader](s, l[0])).Budget)
	r.Obs("language", []any{maker(l[1]).Language, maker(l[3]).Language})
	r.Step()
	l = all(orm.SelectInPolymorphic(jMaker{}))
	r.Obs("language", []any{maker(l[1]).Language, maker(l[3]).Language})
	r.Step()
	l = all(orm.WithPolymorphic())
	r.Obs("all", jKinds(l))
	r.Obs("budget", orm.Must(orm.As[jLeader](s, l[0])).Budget)
	s.Clear()
	r.Obs("some", jKinds(orm.Must(orm.Query[jEmployee](s).Options(orm.WithPolymorphic()).
		Filter(orm.Or(orm.Col(&L.Budget).Gt(5), orm.Col(&G.Language).Eq("go"))).OrderBy(orm.Col(&E.ID)).All())))
	r.Step()
	l = all(orm.SelectInPolymorphic(jMaker{}), orm.SelectIn(orm.Many(&G.Machines)))
	r.Obs("machines", []any{jMachines(maker(l[1]).Machines), jMachines(maker(l[3]).Machines)})
	r.Step()
	l = all(orm.SelectIn(orm.One(&E.Company)))
	r.Obs("company", collect(l, func(e *jEmployee) any { return e.Company.Name }))
	r.Step()
	s.Clear()
	cs := orm.Must(orm.Query[jCompany](s).Options(orm.SelectIn(orm.Many(&C.Employees), orm.WithPolymorphic())).OrderBy(orm.Col(&C.ID)).All())
	r.Obs("employees", collect(cs, func(c *jCompany) any { return jKinds(c.Employees) }))
	r.Obs("budget", orm.Must(orm.As[jLeader](s, cs[1].Employees[0])).Budget)
	r.Step()
	s.Clear()
	cs = orm.Must(orm.Query[jCompany](s).Join(orm.OfType[jMaker](orm.Many(&C.Employees))).
		Options(orm.Contains(orm.OfType[jMaker](orm.Many(&C.Employees)))).OrderBy(orm.Col(&G.ID)).All())
	r.Obs("employees", collect(cs, func(c *jCompany) any { return jKinds(c.Employees) }))
	r.Obs("language", maker(cs[0].Employees[0]).Language)
	r.Step()
	s.Clear()
	cs = orm.Must(orm.Query[jCompany](s).Options(orm.Joined(orm.OfType[jMaker](orm.Many(&C.Employees)))).
		OrderBy(orm.Col(&C.ID)).All())
	r.Obs("employees", collect(cs, func(c *jCompany) any { return jKinds(c.Employees) }))
	r.Obs("language", maker(cs[0].Employees[1]).Language)
}
