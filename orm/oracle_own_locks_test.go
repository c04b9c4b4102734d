// This file holds the programs of scenarios 319 and 320: rows read under locks, and read again over what is loaded.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

type lockParent struct {
	orm.Model `orm:"table=parent"`
	ID        int          `orm:"primary_key"`
	Name      string       `orm:"size=50"`
	Children  []*lockChild `orm:"relation,back=Parent,order=ID"`
}

type lockChild struct {
	orm.Model `orm:"table=child"`
	ID        int         `orm:"primary_key"`
	Name      string      `orm:"size=50"`
	ParentID  *int        `orm:"foreign_key=parent.id"`
	Parent    *lockParent `orm:"relation,back=Children"`
}

func rowsLocked(r *oracle.Run) {
	declared(r, lockParent{}, lockChild{})
	s := r.Session()
	C := orm.Columns[lockChild]()
	parents, children := orm.Query[lockParent](s), orm.Query[lockChild](s)
	named := func(name string) orm.QueryOf[lockChild] { return children.FilterBy("Name", name) }
	r.Step()
	p := &lockParent{Name: "p", Children: []*lockChild{{Name: "a"}, {Name: "b"}}}
	r.Check(s.Add(p))
	r.Check(s.Commit())
	r.Check(s.Load(p))
	pid := p.ID
	r.Check(s.Commit())
	r.Step()
	r.Obs("names", collect(orm.Must(children.OrderBy(orm.Col(&C.ID)).ForUpdate().All()), func(c *lockChild) any { return c.Name }))
	r.Obs("read", orm.Must(named("a").ForUpdate(orm.ForShare()).One()).Name)
	if r.Dialect == "postgresql" {
		r.Obs("nowait", orm.Must(named("a").ForUpdate(orm.NoWait()).One()).Name)
		r.Obs("skip", orm.Must(named("a").ForUpdate(orm.SkipLocked()).One()).Name)
		child := orm.Must(orm.ClassMapper(lockChild{})).Table()
		r.Obs("of", orm.Must(named("b").Join(orm.One(&C.Parent)).ForUpdate(orm.LockOf(child)).One()).Name)
	}
	r.Check(s.Rollback())
	r.Step()
	p = orm.Must(parents.Get(pid))
	r.Obs("same", p == orm.Must(parents.ForUpdate().Get(pid)))
	s.Clear()
	r.Obs("fresh", orm.Must(parents.ForUpdate(orm.ForShare()).Get(pid)).Name)
	r.Step()
	orm.Must(parents.Get(pid))
	r.Obs("p", orm.Must(parents.PopulateExisting().ForUpdate().Get(pid)).Name)
	r.Check(s.Rollback())
	r.Step()
	r.Obs("rows", orm.Must(orm.Scalars[string](s, orm.Select(orm.Col(&C.Name)).OrderBy(orm.Col(&C.ID)).ForUpdate())))
	r.Check(s.Rollback())
}

func populateExisting(r *oracle.Run) {
	declared(r, lockParent{}, lockChild{})
	s := r.Session(orm.ExpireOnCommit(false))
	P := orm.Columns[lockParent]()
	parents := orm.Query[lockParent](s)
	r.Step()
	a, b := &lockChild{Name: "a"}, &lockChild{Name: "b"}
	p := &lockParent{Name: "p", Children: []*lockChild{a, b}}
	r.Check(s.Add(p))
	r.Check(s.Commit())
	r.Step()
	r.Quiet(func() {
		for _, sql := range []string{"UPDATE parent SET name = 'q'", "UPDATE child SET name = 'a2' WHERE name = 'a'"} {
			_, err := s.Execute(orm.Text(sql))
			r.Check(err)
		}
	})
	r.Obs("name", orm.Must(parents.One()).Name)
	r.Step()
	r.Obs("name", orm.Must(parents.PopulateExisting().One()).Name)
	r.Obs("a", a.Name)
	r.Step()
	r.Obs("get", orm.Must(orm.Query[lockChild](s).PopulateExisting().Get(a.ID)).Name)
	r.Step()
	p.Name = "r"
	r.Obs("name", orm.Must(parents.PopulateExisting().One()).Name)
	r.Step()
	p.Name = "lost"
	r.Check(s.NoAutoflush(func() error {
		r.Obs("name", orm.Must(parents.PopulateExisting().One()).Name)
		return nil
	}))
	r.Obs("dirty", s.Dirty().Len())
	r.Step()
	s.Clear()
	withChildren := parents.Options(orm.SelectIn(orm.Many(&P.Children)))
	p = orm.Must(withChildren.Get(1))
	names := func() any { return collect(p.Children, func(c *lockChild) any { return c.Name }) }
	r.Obs("children", names())
	r.Obs("same", p == orm.Must(withChildren.Get(1)))
	r.Step()
	r.Check(s.ExpireFields(p, "Name"))
	r.Check(s.Load(p))
	r.Check(s.ExpireFields(p, "Children"))
	r.Check(s.Load(p, "Children"))
	r.Obs("children", names())
}
