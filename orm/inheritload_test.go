// This file tests polymorphic loading by statements of their own, and orphans of inherited structs that a flush finds late.

package orm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

func TestColumnsOfSubsByStatementsOfTheirOwn(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		s := firm(t, e)
		W := orm.Columns[worker]()
		for _, c := range []struct {
			option     orm.LoadOption
			statements int
		}{
			{orm.SelectInPolymorphic(), 5},
			{orm.SelectInPolymorphic(boss{}), 2 + 2},              // As asks for the director's shares and for the coder
			{orm.SelectInPolymorphic(director{}, coder{}), 3 + 1}, // and for the boss
			{orm.WithPolymorphic(), 1},
		} {
			s.Clear()
			l.take()
			all := orm.Must(orm.Query[worker](s).Options(c.option).OrderBy(orm.Col(&W.Name)).All())
			boss, coder, dora := orm.Must(orm.As[boss](s, all[0])), orm.Must(orm.As[coder](s, all[1])), orm.Must(orm.As[director](s, all[2]))
			if dora.Budget != 9 || *dora.Shares != 3 || boss.Budget != 5 || coder.Language != "go" {
				t.Errorf("%+v, %+v, %+v", boss, coder, dora)
			}
			if n := strings.Count(l.take(), "SELECT"); n != c.statements {
				t.Errorf("%d statements, want %d", n, c.statements)
			}
		}
		s.Clear()
		S, B := orm.Columns[site](), orm.Columns[boss]()
		sites := orm.Must(orm.Query[site](s).Options(orm.SelectIn(orm.Many(&S.Workers), orm.SelectInPolymorphic(), orm.SelectIn(orm.Many(&B.Team)))).All())
		l.take()
		if c := orm.Must(orm.As[coder](s, sites[0].Workers[0])); c.Language != "go" || l.take() != "" {
			t.Errorf("%+v", c)
		}
	})
}

// The engineers are looked through before the company is: an orphan among them is found when their relations were dealt with.
func TestOrphansOfOrphans(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		base := orm.DeclarativeBase()
		err := base.Map(jCompany{}, jEmployee{}, jLeader{}, jMaker{}, jPaper{}, jMachine{})
		if err == nil {
			err = base.MetaData().CreateAll(e)
		}
		s := orm.NewSession(e)
		defer s.Close()
		acme := &jCompany{Name: "acme"}
		bob := &jMaker{jEmployee: jEmployee{Name: "bob"}, Machines: []*jMachine{{Name: "m1"}, {Name: "m2"}}}
		dan := &jMaker{jEmployee: jEmployee{Name: "dan"}, Machines: []*jMachine{{Name: "m3"}}}
		acme.Employees = []*jEmployee{&bob.jEmployee, &dan.jEmployee}
		if err = errors.Join(err, s.Add(acme, bob, dan), s.Commit()); err != nil {
			t.Fatal(err)
		}
		s.Clear()
		dan = orm.Must(orm.Get[jMaker](s, dan.ID))
		acme = orm.Must(orm.Get[jCompany](s, acme.ID))
		if err := s.Load(acme, "Employees"); err != nil {
			t.Fatal(err)
		}
		dan.Name, acme.Employees = "daniel", acme.Employees[1:]
		if err := s.Commit(); err != nil {
			t.Fatal(err)
		}
		if n := orm.Must(orm.Query[jMachine](s).Count()); n != 1 {
			t.Errorf("%d machines are left, want dan's", n)
		}
	})
}

func TestManyToManyOfJoinedTables(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		base := orm.DeclarativeBase()
		var err error
		for _, pair := range [][2]string{{"employee", "project"}, {"engineer", "skill"}} {
			_, failed := orm.NewTable(pair[0]+"_"+pair[1], base.MetaData(),
				orm.NewColumn(pair[0]+"_id", orm.Integer, orm.PrimaryKey, orm.ForeignKey(pair[0]+".id")),
				orm.NewColumn(pair[1]+"_id", orm.Integer, orm.PrimaryKey, orm.ForeignKey(pair[1]+".id")))
			err = errors.Join(err, failed)
		}
		if err = errors.Join(err, base.Map(mEmployee{}, mMaker{}, mProject{}, mSkill{})); err == nil {
			err = base.MetaData().CreateAll(e)
		}
		s := orm.NewSession(e)
		defer s.Close()
		sql, c := &mSkill{Name: "sql"}, &mSkill{Name: "c"}
		err = errors.Join(err, s.Add(&mMaker{mEmployee: mEmployee{Name: "bob"}, Skills: []*mSkill{sql, c}}, &mMaker{mEmployee: mEmployee{Name: "cyd"}, Skills: []*mSkill{c}}),
			s.Commit())
		if err != nil {
			t.Fatal(err)
		}
		G := orm.Columns[mMaker]()
		for _, o := range []orm.LoadOption{orm.SelectIn(orm.Many(&G.Skills)), orm.Joined(orm.Many(&G.Skills)), orm.Subquery(orm.Many(&G.Skills))} {
			s.Clear()
			makers := orm.Must(orm.Query[mMaker](s).Options(o).OrderBy(orm.Col(&G.ID)).All())
			l.take()
			if len(makers) != 2 || len(makers[0].Skills) != 2 || len(makers[1].Skills) != 1 || makers[1].Skills[0].Name != "c" || l.take() != "" {
				t.Errorf("%+v", makers)
			}
		}
	})
}
