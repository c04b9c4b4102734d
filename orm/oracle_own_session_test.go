// This file holds the programs of scenarios 210 to 214: reload, merge of graphs, partial rollback, stale rows, states.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// ownParent owns its children.
type ownParent struct {
	orm.Model `orm:"table=parent"`
	ID        int         `orm:"primary_key"`
	Name      string      `orm:"size=50"`
	Children  []*ownChild `orm:"relation,back=Parent,cascade=all delete-orphan,order=ID"`
}

func (p *ownParent) String() string {
	return attributes("Parent", "id", madeKey(p.ID), "name", p.Name)
}

type ownChild struct {
	orm.Model `orm:"table=child"`
	ID        int        `orm:"primary_key"`
	Name      string     `orm:"size=50"`
	ParentID  *int       `orm:"foreign_key=parent.id"`
	Parent    *ownParent `orm:"relation,back=Children"`
}

func (c *ownChild) String() string {
	return attributes("Child", "id", madeKey(c.ID), "name", c.Name, "parent_id", optional(c.ParentID))
}

func ownNames(list []*ownChild) []any { return collect(list, func(c *ownChild) any { return c.Name }) }

func sessionReload(r *oracle.Run) {
	declared(r, ownParent{}, ownChild{})
	s := r.Session()
	r.Step()
	a, b, c := &ownChild{Name: "a"}, &ownChild{Name: "b"}, &ownChild{Name: "c"}
	p1, p2 := &ownParent{Name: "p1", Children: []*ownChild{a, b, c}}, &ownParent{Name: "p2"}
	r.Check(s.Add(p1, p2))
	r.Check(s.Commit())
	r.Use(oracle.ReloadTogether, "2")
	r.Check(s.Load([]*ownParent{p1, p2}))
	r.Check(s.Load([]*ownChild{a, b, c}))
	r.Step()
	b.Name, a.Name = "b2", "a2"
	r.Check(s.Refresh(a))
	r.Obs("a.name", a.Name)
	r.Step()
	a.Name = "a3"
	orm.Must(orm.Get[ownChild](s, 2))
	orm.Must(orm.Get[ownChild](s, 99))
	r.Step()
	p2.Name = "p2x"
	r.Check(s.Load(a, "Parent"))
	r.Check(s.Load(p1, "Children"))
	r.Obs("children", ownNames(p1.Children))
	r.Step()
	a.Name, b.Name = "a4", "b4"
	r.Check(s.ExpireFields(b, "Name"))
	r.Check(s.Load(b, "Name"))
	r.Obs("b.name", b.Name)
	r.Step()
	c.Name, c.ParentID = "c5", new(2)
	r.Check(s.ExpireFields(c, "ParentID"))
	r.Check(s.Flush())
	r.Check(s.Load(c, "ParentID"))
	r.Obs("c.parent_id", optional(c.ParentID))
	r.Step()
	d := &ownChild{Name: "d"}
	p1.Children = append(p1.Children, d)
	a.Name = "a6"
	r.Check(s.Expire(p1))
	r.Obs("d", state(r, s, d))
	r.Check(s.Flush())
	r.Check(s.Load(p1))
	r.Obs("p1.name", p1.Name)
	r.Check(s.Load(a))
	r.Obs("a.name", a.Name)
	r.Step()
	r.Check(s.Load(p1, "Children"))
	a.Name = "a7"
	r.Check(s.Refresh(p1))
	r.Use(oracle.ReloadTogether, "9")
	r.Check(s.Load([]*ownChild{a, b, c}))
	r.Obs("names", ownNames([]*ownChild{a, b, c}))
	r.Step()
	e := &ownChild{Name: "e"}
	r.Raises("transient", s.Expire(e))
	r.Check(s.Add(e))
	r.Raises("pending", s.Expire(e))
	r.Raises("refresh pending", s.Refresh(e))
	r.Check(s.Expunge(e))
	r.Step()
	orm.Must(s.Execute(orm.Text("DELETE FROM child WHERE id = 3")))
	r.Check(s.Expire(c))
	r.Raises("c.name", s.Load(c))
	r.Raises("refresh", s.Refresh(c))
	r.Step()
	r.Check(s.Rollback())
	r.Check(s.Load(c))
	r.Obs("c.name", c.Name)
}

func mergeGraphs(r *oracle.Run) {
	declared(r, ownParent{}, ownChild{})
	s := r.Session()
	r.Step()
	p := &ownParent{Name: "p1", Children: []*ownChild{{Name: "a"}, {Name: "b"}}}
	m := orm.Must(orm.Merge(s, p))
	r.Obs("p", state(r, s, p))
	r.Obs("m", state(r, s, m))
	r.Obs("in session", collect(p.Children, func(c *ownChild) any { return s.Contains(c) }))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(m))
	r.Check(s.Load(m, "Children"))
	s.Clear()
	m.Name, m.Children[0].Name = "p1x", "a2"
	m.Children = append(m.Children[:1:1], &ownChild{Name: "c"})
	n := orm.Must(orm.Merge(s, m))
	r.Obs("same", n == m)
	r.Check(s.Flush())
	r.Obs("names", ownNames(n.Children))
	r.Step()
	r.Check(s.Commit())
	r.Obs("count", orm.Must(orm.Query[ownChild](s).Count()))
	r.Step()
	s.Clear()
	q := orm.Must(orm.Merge(s, &ownParent{ID: 1, Name: "q", Children: []*ownChild{{ID: 1, Name: "a3"}}}))
	r.Check(s.Flush())
	r.Obs("names", ownNames(q.Children))
	r.Check(s.Commit())
	r.Step()
	s.Clear()
	k := orm.Must(orm.Merge(s, &ownChild{ID: 1, Name: "a4", Parent: &ownParent{ID: 2, Name: "new"}}))
	r.Check(s.Flush())
	r.Obs("parent_id", optional(k.ParentID))
	r.Check(s.Commit())
	r.Step()
	s.Clear()
	s2 := r.Session()
	d := orm.Must(orm.Get[ownChild](s2, 1))
	r.Check(s2.Load(d, "Parent"))
	s2.Clear()
	r.Check(s2.Close())
	w := orm.Must(orm.Merge(s, d, orm.NoLoad()))
	r.Obs("w", state(r, s, w))
	r.Obs("same", w == d)
	r.Obs("modified", s.Dirty().Contains(w))
	r.Check(s.Flush())
	r.Obs("w.parent.name", w.Parent.Name)
	r.Step()
	d.Name = "changed"
	merged, err := orm.Merge(s, d, orm.NoLoad())
	if err != nil {
		r.Raises("load=False", err)
	} else {
		r.Obs("load=False", map[string]any{"no_exception": merged})
	}
	r.Step()
	r.Obs("same", orm.Must(orm.Merge(s, w)) == w)
	r.Step()
	t := &ownChild{Name: "t"}
	t1 := orm.Must(orm.Merge(s, t))
	t2 := orm.Must(orm.Merge(s, t))
	r.Obs("same", t1 == t2)
	r.Check(s.Commit())
	r.Obs("count", orm.Must(orm.Query[ownChild](s).FilterBy("Name", "t").Count()))
}

func partialRollback(r *oracle.Run) {
	declared(r, account{})
	s := r.Session()
	read := func(a *account) any { r.Check(s.Load(a)); return a.Balance }
	r.Step()
	a, b, c := &account{Name: "a", Balance: 1}, &account{Name: "b", Balance: 2}, &account{Name: "c", Balance: 3}
	r.Check(s.Add(a, b, c))
	r.Check(s.Commit())
	for _, one := range []*account{a, b, c} {
		read(one)
	}
	r.Step()
	a.Balance = 10
	x := &account{Name: "x"}
	r.Check(s.Add(x))
	r.Check(s.Flush())
	n := orm.Must(s.BeginNested())
	a.Balance, b.Balance = 11, 20
	r.Check(s.Delete(c))
	y := &account{Name: "y"}
	r.Check(s.Add(y))
	r.Check(s.Flush())
	r.Check(n.Rollback())
	r.Obs("x", state(r, s, x))
	r.Obs("y", state(r, s, y))
	r.Obs("c", state(r, s, c))
	r.Obs("a.balance", read(a))
	r.Obs("b.balance", read(b))
	r.Obs("c.balance", read(c))
	r.Obs("x.balance", read(x))
	r.Step()
	n1 := orm.Must(s.BeginNested())
	a.Balance = 12
	n2 := orm.Must(s.BeginNested())
	a.Balance = 13
	r.Check(n2.Commit())
	r.Check(n1.Rollback())
	r.Obs("a.balance", read(a))
	r.Step()
	n = orm.Must(s.BeginNested())
	b.ID = 50
	r.Check(s.Flush())
	r.Check(n.Rollback())
	r.Check(s.Load(b))
	r.Obs("b.id", b.ID)
	r.Obs("get 50", some(orm.Must(orm.Get[account](s, 50))))
	r.Obs("get 2", orm.Must(orm.Get[account](s, 2)) == b)
	r.Step()
	n = orm.Must(s.BeginNested())
	r.Check(s.Delete(x))
	r.Check(n.Commit())
	r.Obs("x", state(r, s, x))
	r.Check(s.Rollback())
	r.Obs("x", state(r, s, x))
	r.Obs("x.id", x.ID)
	r.Obs("a.balance", read(a))
	r.Step()
	z := &account{Name: "z", Balance: 9}
	r.Check(s.Add(z))
	r.Check(s.Flush())
	n = orm.Must(s.BeginNested())
	r.Check(s.Add(&account{Name: "a", Balance: 7}))
	r.Raises("flush", s.Flush())
	r.Check(n.Rollback())
	r.Obs("z", state(r, s, z))
	r.Use(oracle.NoReload, "7:2")
	b.Balance = 5
	r.Check(s.Commit())
	A := orm.Columns[account]()
	r.Obs("rows", orm.Must(s.Select(&A.ID, &A.Name, &A.Balance).OrderBy(orm.Col(&A.ID)).All()))
	r.Step()
	r.Use(oracle.NoReload, "8:1")
	a.Balance = 77
	n = orm.Must(s.BeginNested())
	b.Balance = 78
	r.Check(n.Rollback())
	r.Obs("values", []any{a.Balance, read(b)})
	r.Step()
	r.Check(s.Rollback())
	r.Obs("values", []any{read(a), read(b)})
}

// some is an object, or nil without one.
func some[T any](p *T) any {
	if p == nil {
		return nil
	}
	return p
}

type stalePlain struct {
	orm.Model `orm:"table=plain"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50"`
}

type staleVersioned struct {
	orm.Model `orm:"table=versioned"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50"`
	Version   int    `orm:"version,not_null"`
}

func staleData(r *oracle.Run) {
	declared(r, stalePlain{}, staleVersioned{})
	s := r.Session()
	sql := func(text string) { orm.Must(s.Execute(orm.Text(text))) }
	fails := func() { r.RaisesOrNot("flush", s.Flush()); r.Check(s.Rollback()) }
	r.Step()
	ps := []*stalePlain{{Name: "a"}, {Name: "b"}, {Name: "c"}}
	vs := []*staleVersioned{{Name: "v"}, {Name: "w"}, {Name: "x"}}
	r.Check(s.AddAll(ps))
	r.Check(s.AddAll(vs))
	r.Check(s.Commit())
	reload := func(step string, objs any) {
		r.Use(oracle.ReloadTogether, step)
		r.Check(s.Load(objs))
	}
	reload("2", ps)
	r.Check(s.Load(vs))
	r.Step()
	sql("DELETE FROM plain WHERE id = 1")
	ps[0].Name = "a2"
	fails()
	r.Step()
	reload("4", ps)
	sql("DELETE FROM plain WHERE id = 1")
	ps[0].Name, ps[1].Name = "a2", "b2"
	fails()
	r.Check(s.Load(ps))
	r.Obs("names", collect(ps, func(p *stalePlain) any { return p.Name }))
	r.Step()
	sql("DELETE FROM plain WHERE id = 1")
	r.Check(s.Delete(ps[0]))
	r.RaisesOrNot("flush", s.Flush())
	r.Check(s.Commit())
	r.Obs("a", state(r, s, ps[0]))
	r.Step()
	reload("6", vs)
	sql("UPDATE versioned SET version = 7 WHERE id = 1")
	vs[0].Name = "v2"
	fails()
	r.Check(s.Load(vs[0]))
	r.Obs("version", vs[0].Version)
	r.Step()
	reload("7", vs)
	sql("UPDATE versioned SET version = 7 WHERE id = 1")
	r.Check(s.Delete(vs[0]))
	fails()
	r.Step()
	reload("8", vs)
	sql("UPDATE versioned SET version = 7 WHERE id = 1")
	rename := func(suffix string) {
		for _, v := range vs {
			v.Name += suffix
		}
	}
	versions := func() any {
		r.Check(s.Load(vs))
		return collect(vs, func(v *staleVersioned) any { return v.Version })
	}
	rename("3")
	fails()
	r.Obs("versions", versions())
	r.Step()
	rename("4")
	r.Check(s.Commit())
	r.Use(oracle.ReloadTogether, "9")
	r.Obs("versions", versions())
	vs[1].Name = "w5"
	r.Check(s.Delete(vs[0]))
	r.Check(s.Commit())
	r.Check(s.Load(vs[1]))
	r.Obs("version", vs[1].Version)
}

func objectStates(r *oracle.Run) {
	declared(r, nullUser{})
	s := r.Session()
	user := func() *nullUser { return &nullUser{Name: new("t"), Fullname: new("T"), Nickname: new("t")} }
	in := func(set orm.IdentitySet, u *nullUser) bool { return set.Contains(u) }
	r.Step()
	t := user()
	r.Raises("transient", s.Delete(t))
	r.Check(s.Add(t))
	r.Raises("pending", s.Delete(t))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(t))
	r.Check(s.Expunge(t))
	r.Obs("t", state(r, s, t))
	r.Check(s.Delete(t))
	r.Obs("in deleted", in(s.Deleted(), t))
	r.Check(s.Flush())
	r.Obs("t", state(r, s, t))
	r.Raises("add", s.Add(t))
	r.Check(s.Commit())
	r.Obs("t", state(r, s, t))
	r.Raises("add", s.Add(t))
	r.Step()
	r.Check(s.MakeTransient(t))
	r.Obs("t", state(r, s, t))
	r.Obs("t.id", t.ID)
	r.Check(s.Add(t))
	r.Check(s.Commit())
	r.Obs("count", orm.Must(orm.Query[nullUser](s).Count()))
	r.Step()
	r.Check(s.Load(t))
	r.Check(s.Delete(t))
	r.Check(s.Add(t))
	r.Obs("in deleted", in(s.Deleted(), t))
	r.Check(s.Flush())
	r.Obs("t", state(r, s, t))
	r.Step()
	r.Check(s.Delete(t))
	r.Check(s.Flush())
	r.Check(s.Rollback())
	r.Obs("t", state(r, s, t))
	r.Check(s.Load(t))
	r.Obs("t.name", t.Name)
	r.Step()
	r.Check(s.Commit())
	s2 := r.Session()
	d := &nullUser{ID: 1}
	r.Check(s2.MakeDetached(d))
	r.Obs("d", state(r, s2, d))
	r.Check(s2.Add(d))
	r.Obs("d", state(r, s2, d))
	r.Use(oracle.WholeRow, "7")
	r.Check(s2.Load(d))
	r.Obs("d.name", d.Name)
	r.Check(s2.Close())
	r.Step()
	s2 = r.Session()
	r.Raises("add", s2.Add(t))
	r.Raises("delete", s2.Delete(t))
	r.Check(s.Load(t))
	r.Check(s.Expunge(t))
	r.Check(s.Commit())
	r.Check(s2.Add(t))
	t.Name = new("moved")
	r.Check(s2.Commit())
	r.Check(s2.Close())
	r.Obs("t", state(r, s2, t))
	r.Step()
	u := orm.Must(orm.Get[nullUser](s, 1))
	r.Obs("name", u.Name)
	r.Raises("add", s.Add(t))
	r.Step()
	r.Check(s.MakeTransient(u))
	r.Obs("u", state(r, s, u))
	u.ID = 0
	r.Check(s.Add(u))
	r.Check(s.Flush())
	r.Obs("u.id", u.ID)
	r.Check(s.Rollback())
}
