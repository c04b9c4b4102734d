// This file holds the programs of scenarios 055, 057 and 100 to 109: states, versions, failures, what a rollback restores.

package orm_test

import (
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func sessionStates(r *oracle.Run) {
	declared(r, nullUser{})
	s := r.Session()
	u := &nullUser{Name: new("u1")}
	at := func(name string, obj any) { r.Obs(name, state(r, s, obj)) }
	r.Step()
	at("constructed", u)
	r.Check(s.Add(u))
	at("added", u)
	r.Check(s.Flush())
	at("flushed", u)
	r.Check(s.Commit())
	at("committed", u)
	r.Step()
	r.Check(s.Load(u))
	r.Check(s.Delete(u))
	at("delete called", u)
	r.Check(s.Flush())
	at("flushed", u)
	r.Check(s.Commit())
	at("committed", u)
	r.Step()
	r.Check(s.MakeTransient(u))
	at("make_transient", u)
	r.Obs("u.id", u.ID)
	r.Check(s.Add(u))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
	r.Check(s.Load(u))
	r.Obs("name", u.Name)
	r.Check(s.Expunge(u))
	at("expunged", u)
	r.Check(s.Add(u))
	at("re-added", u)
	u.Nickname = new("x")
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
	r.Check(s.Expunge(u))
	v := &nullUser{ID: 1}
	r.Check(s.MakeDetached(v))
	at("v", v)
	r.Check(s.Add(v))
	r.Use(oracle.WholeRow, "6")
	r.Check(s.Load(v))
	r.Obs("v.name", v.Name)
	r.Step()
	w := &nullUser{Name: new("w")}
	r.Check(s.Add(w))
	r.Check(s.Expunge(w))
	at("w", w)
	r.Raises("expunge", s.Expunge(w))
	r.Step()
	r.Check(s.Add(&nullUser{Name: new("pp")}))
	s.Clear()
	at("v", v)
	r.Obs("session.new", s.New())
	r.Check(s.Close())
}

// page counts its versions.
type page struct {
	orm.Model `orm:"table=page"`
	ID        int    `orm:"primary_key"`
	Title     string `orm:"size=50"`
	VersionID int    `orm:"not_null,version"`
}

func versionCounter(r *oracle.Run) {
	declared(r, page{})
	s := r.Session()
	r.Step()
	p := &page{Title: "t1"}
	r.Check(s.Add(p))
	r.Check(s.Flush())
	r.Obs("version", p.VersionID)
	r.Step()
	for _, title := range []string{"t2", "t3"} {
		p.Title = title
		r.Check(s.Flush())
	}
	r.Obs("version", p.VersionID)
	r.Step()
	r.Check(s.Commit())
	r.Check(s.Load(p))
	r.Obs("title", p.Title)
	_, err := s.Execute(orm.Text("update page set version_id=9"))
	r.Check(err)
	p.Title = "t4"
	r.Raises("flush", s.Flush())
	r.Step()
	r.Check(s.Rollback())
	r.Check(s.Load(p))
	r.Check(s.Delete(p))
	r.Check(s.Commit())
}

// account has a unique name.
type account struct {
	orm.Model `orm:"table=account"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50,not_null,unique"`
	Balance   int
}

func (a *account) String() string {
	return attributes("Account", "id", madeKey(a.ID), "name", a.Name, "balance", int64(a.Balance))
}

func errUnique(r *oracle.Run) {
	declared(r, account{})
	s := r.Session()
	A := orm.Columns[account]()
	names := func() []any {
		out := []any{}
		for _, row := range orm.Must(s.Select(&A.Name).All()) {
			out = append(out, orm.Must(row.At(0)))
		}
		return out
	}
	r.Step()
	a := &account{Name: "ann", Balance: 1}
	r.Check(s.Add(a))
	r.Check(s.Commit())
	dup := &account{Name: "ann", Balance: 2}
	r.Check(s.Add(dup))
	r.Raises("flush", s.Flush())
	r.Step()
	_, err := orm.Query[account](s).All()
	r.Raises("query", err)
	r.Raises("commit", s.Commit())
	r.Raises("a.name", s.Load(a))
	r.RaisesOrNot("add", s.Add(&account{Name: "bob"}))
	r.Obs("session.new", s.New().Len())
	r.Obs("session.is_active", s.Active())
	r.Step()
	r.Check(s.Rollback())
	r.Obs("dup", state(r, s, dup))
	r.Obs("dup attributes kept", []any{dup.Name, dup.Balance, madeKey(dup.ID)})
	r.Obs("session.new", s.New().Len())
	r.Obs("names", names())
	r.Step()
	r.Check(s.Add(&account{Name: "cyd", Balance: 3}, &account{Name: "ann", Balance: 4}))
	r.Raises("commit", s.Commit())
	r.Check(s.Rollback())
	r.Obs("names", names())
}

func errDetached(r *oracle.Run) {
	declared(r, tutPerson{}, tutAddress{})
	s := r.Session()
	jack := seedJack(r, s)
	r.Step()
	r.Check(s.Close())
	r.Obs("jack", state(r, s, jack))
	r.Raises("jack.name", s.Load(jack))
	r.Step()
	s = r.Session()
	j := orm.Must(orm.Get[tutPerson](s, 1))
	r.Obs("j.name", j.Name)
	r.Check(s.Close())
	r.Obs("j.name", j.Name)
	r.Raises("j.addresses", s.Load(j, "Addresses"))
	r.Step()
	j.Nickname = "x"
	r.Check(s.Add(j))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
	r.Check(s.Expunge(j))
	r.Raises("refresh", s.Refresh(j))
	r.Raises("expire", s.Expire(j))
	r.Check(s.Rollback())
	r.Check(s.Delete(j))
	r.Obs("delete of a detached object attaches it", s.Contains(j))
	r.Check(s.Flush())
}

func sessionMembership(r *oracle.Run) {
	declared(r, account{})
	s := r.Session()
	reprs := func(set orm.IdentitySet) []any {
		list := []string{}
		for o := range set.All() {
			list = append(list, fmt.Sprint(o))
		}
		slices.Sort(list)
		out := []any{}
		for _, text := range list {
			out = append(out, text)
		}
		return out
	}
	snap := func(name string) {
		keys := []any{}
		for o := range s.IdentityMap().All() {
			keys = append(keys, fmt.Sprintf("(%d,)", o.(*account).ID))
		}
		r.Obs(name, map[string]any{"dict": map[string]any{"new": reprs(s.New()), "dirty": reprs(s.Dirty()), "deleted": reprs(s.Deleted()),
			"identity_map": keys, "len(list(session))": s.New().Len() + s.IdentityMap().Len()}})
	}
	r.Step()
	snap("start")
	r.Step()
	a, b, c := &account{Name: "ann", Balance: 1}, &account{Name: "bob", Balance: 2}, &account{Name: "cyd", Balance: 3}
	r.Check(s.Add(a, b, a))
	snap("added")
	r.Step()
	a.Balance = 10
	snap("pending changed")
	r.Step()
	r.Check(s.Flush())
	snap("flushed")
	a.Balance = 11
	r.Check(s.Delete(b))
	r.Check(s.Add(c))
	snap("changed")
	r.Step()
	r.Check(s.Delete(a))
	snap("deleted a")
	r.Step()
	r.Check(s.Flush())
	snap("flushed")
	r.Step()
	r.Check(s.Rollback())
	snap("rolled back")
	for name, o := range map[string]*account{"a": a, "b": b, "c": c} {
		r.Obs(name, state(r, s, o))
	}
	r.Step()
	r.Obs("a in session", s.Contains(a))
	r.Raises("expunge", s.Expunge(c))
	r.Step()
	r.Check(s.Add(a, b, c))
	r.Check(s.Commit())
	snap("committed")
}

func rollbackRestores(r *oracle.Run) {
	declared(r, parent{}, child{})
	s := r.Session()
	names := func(p *parent) []any { return collect(p.Children, func(c *child) any { return c.Name }) }
	r.Step()
	p := &parent{Name: "p1", Children: []*child{{Name: "a"}, {Name: "b"}}}
	r.Check(s.Add(p))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(p, "Children"))
	a := p.Children[0]
	p.Name = "x"
	cc := &child{Name: "c"}
	p.Children = append(slices.Delete(p.Children, 0, 1), cc)
	r.Check(s.Flush())
	p2 := &parent{Name: "p2"}
	r.Check(s.Add(p2))
	r.Check(s.Rollback())
	r.Obs("p2", state(r, s, p2))
	r.Obs("cc", state(r, s, cc))
	r.Obs("cc.id", cc.ID)
	r.Check(s.Load(p, "Children"))
	r.Obs("p.name", p.Name)
	r.Obs("children", names(p))
	r.Obs("a.parent_id", optional(a.ParentID))
	r.Step()
	p.Name = "y"
	r.Check(s.Rollback())
	r.Check(s.Load(p))
	r.Obs("p.name", p.Name)
	r.Step()
	r.Check(s.Load(a))
	r.Check(s.Delete(a))
	r.Check(s.Flush())
	r.Check(s.Rollback())
	r.Obs("a in session", s.Contains(a))
	r.Check(s.Load(a))
	r.Obs("a.name", a.Name)
	r.Step()
	cc.Parent = p
	r.Check(s.Add(cc))
	r.Check(s.Commit())
	r.Check(s.Load(p, "Children"))
	r.Obs("children", names(p))
}
