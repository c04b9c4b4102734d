// This file holds the programs of scenarios 046 to 053: expiry, merge, savepoints, autoflush, get.

package orm_test

import (
	"errors"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func sessionExpire(r *oracle.Run) {
	declared(r, nullPerson{}, nullAddress{})
	s := r.Session()
	us := seedNullPersons(r, s)
	r.Step()
	jack := &nullPerson{Name: new("jack"), Fullname: new("Jack Bean"), Nickname: new("gjffdd")}
	jack.Addresses = []*nullAddress{{EmailAddress: "jack@google.com"}, {EmailAddress: "j25@yahoo.com"}}
	r.Check(s.Add(jack))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(us[0]))
	r.Obs("ed.name", us[0].Name)
	r.Check(s.Load(us[1]))
	r.Obs("wendy.name", us[1].Name)
	r.Check(s.Load(us[0]))
	r.Obs("ed.nickname", us[0].Nickname)
	r.Step()
	U := orm.Columns[nullPerson]()
	_, err := orm.Query[nullPerson](s).OrderBy(orm.Col(&U.ID)).All()
	r.Check(err)
	r.Obs("fred.name", us[3].Name)
	r.Step()
	r.Check(s.Commit())
	r.Step()
	s2 := r.Session(orm.ExpireOnCommit(false))
	kim := &nullPerson{Name: new("kim")}
	r.Check(s2.Add(kim))
	r.Check(s2.Commit())
	r.Check(s2.Load(kim))
	r.Obs("kim", []any{kim.ID, *kim.Name})
	r.Step()
	s3 := r.Session()
	r.Check(s3.Commit())
	r.Check(s3.Rollback())
	r.Check(s3.Close())
}

func sessionMerge(r *oracle.Run) {
	declared(r, nullUser{})
	s := r.Session()
	seedNullUsers(r, s)
	merge := func(u *nullUser, opts ...orm.MergeOption) *nullUser { return orm.Must(orm.Merge(s, u, opts...)) }
	r.Step()
	s.Clear()
	t := &nullUser{Name: new("zoe")}
	m := merge(t)
	r.Obs("m is t", m == t)
	r.Obs("state of m", state(r, s, m))
	r.Obs("state of t", state(r, s, t))
	r.Obs("t in session", s.Contains(t))
	r.Check(s.Flush())
	r.Step()
	m = merge(&nullUser{ID: 1, Nickname: new("eddie2")}, orm.OnlyFields("Nickname"))
	r.Obs("m (before flush)", m)
	r.Obs("session.dirty", s.Dirty().Len())
	r.Check(s.Flush())
	r.Step()
	r.Obs("m2 is m", merge(&nullUser{ID: 1, Nickname: new("eddie2")}, orm.OnlyFields("Nickname")) == m)
	r.Check(s.Flush())
	r.Step()
	m = merge(&nullUser{ID: 99, Name: new("nn")})
	r.Obs("state of m", state(r, s, m))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
	ed := orm.Must(orm.Get[nullUser](s, 1))
	r.Obs("name", ed.Name)
	r.Check(s.Expunge(ed))
	r.Obs("state of ed", state(r, s, ed))
	ed.Nickname = new("det")
	m = merge(ed)
	r.Obs("m is ed", m == ed)
	r.Obs("m.nickname", m.Nickname)
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
	s.Clear()
	sx := r.Session()
	wendy := orm.Must(orm.Get[nullUser](sx, 2))
	r.Check(sx.Close())
	m = merge(wendy, orm.NoLoad())
	r.Obs("m.name", m.Name)
	r.Obs("session.dirty", s.Dirty().Len())
	r.Step()
	merge(&nullUser{ID: 3}, orm.OnlyFields("Name"))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
}

func sessionSavepoints(r *oracle.Run) {
	declared(r, nullUser{})
	s := r.Session()
	user := func(name string) *nullUser {
		u := &nullUser{Name: &name}
		r.Check(s.Add(u))
		return u
	}
	U := orm.Columns[nullUser]()
	names := func() []any {
		out := []any{}
		for _, row := range orm.Must(s.Select(&U.Name).OrderBy(orm.Col(&U.ID)).All()) {
			out = append(out, orm.Must(row.At(0)))
		}
		return out
	}
	nested := func() *orm.Transaction { return orm.Must(s.BeginNested()) }
	r.Step()
	u1 := user("u1")
	n := nested()
	u2 := user("u2")
	r.Check(n.Commit())
	r.Step()
	n = nested()
	u1.Name = new("changed")
	u3 := user("u3")
	r.Check(s.Flush())
	r.Check(n.Rollback())
	r.Obs("u3 in session", s.Contains(u3))
	r.Check(s.Load(u1))
	r.Obs("u1.name", u1.Name)
	r.Obs("u2.name", u2.Name)
	r.Step()
	n1 := nested()
	user("u4")
	n2 := nested()
	u5 := user("u5")
	r.Check(n2.Rollback())
	r.Check(n1.Commit())
	r.Obs("u5 in session", s.Contains(u5))
	r.Step()
	r.Check(s.Commit())
	r.Obs("names", names())
	r.Step()
	block := func(fn func() error) error {
		n := nested()
		if err := fn(); err != nil {
			return errors.Join(err, n.Rollback())
		}
		return n.Commit()
	}
	r.Check(block(func() error { user("u6"); return nil }))
	r.Raises("block", block(func() error { user("u7"); return errors.New("ValueError") }))
	r.Check(s.Commit())
	r.Obs("names", names())
}

func sessionAutoflush(r *oracle.Run) {
	declared(r, nullPerson{}, nullAddress{})
	s := r.Session()
	us := seedNullPersons(r, s)
	query := orm.Query[nullPerson](s)
	count := func(nick string) int64 { return orm.Must(query.FilterBy("Nickname", nick).Count()) }
	r.Step()
	ed := orm.Must(query.Get(1))
	ed.Nickname = new("n1")
	r.Obs("count", count("n1"))
	r.Step()
	ed.Nickname = new("n2")
	r.Check(s.NoAutoflush(func() error {
		r.Obs("count", count("n2"))
		return nil
	}))
	r.Step()
	r.Obs("get 1 is ed", orm.Must(query.Get(1)) == ed)
	r.Obs("get 3", orm.Must(query.Get(3)).Name)
	r.Step()
	ed.Nickname = new("n3")
	result, err := s.Execute(orm.Text("select count(*) from users where nickname='n3'"))
	r.Check(err)
	r.Obs("count", orm.Must(result.Scalar()))
	r.Step()
	r.Check(s.Add(&nullPerson{Name: new("new")}))
	r.Check(s.Load(ed, "Addresses"))
	r.Obs("addresses", oracle.List(ed.Addresses))
	r.Step()
	wendy := us[1]
	r.Check(s.Expire(wendy))
	ed.Nickname = new("n4")
	r.Check(s.Load(wendy))
	r.Obs("wendy.name", wendy.Name)
	r.Step()
	ed.Nickname = new("n5")
	_, err = query.FilterBy("ID", 4).Update(orm.V{"Nickname": "q"})
	r.Check(err)
	r.Step()
	r.Check(s.Commit())
	s2 := r.Session(orm.Autoflush(false))
	r.Check(s2.Add(&nullPerson{Name: new("x1")}))
	x1 := orm.Query[nullPerson](s2).FilterBy("Name", "x1")
	r.Obs("count", orm.Must(x1.Count()))
	r.Check(s2.Flush())
	r.Obs("count", orm.Must(x1.Count()))
	r.Check(s2.Rollback())
}

func sessionGet(r *oracle.Run) {
	declared(r, tutUser{})
	s := r.Session()
	seedTutUsers(r, s)
	query := orm.Query[tutUser](s)
	get := func(id int) *tutUser { return orm.Must(query.Get(id)) }
	r.Step()
	s.Clear()
	u := get(2)
	r.Obs("same", get(2) == u)
	r.Step()
	r.Obs("get 99", nilOr(get(99)))
	r.Obs("get 99", nilOr(get(99)))
	r.Step()
	r.Obs("same", orm.Must(query.FilterBy("ID", 2).First()) == u)
	r.Step()
	r.Check(s.Commit())
	r.Obs("same", get(2) == u)
	r.Obs("same", get(2) == u)
	r.Step()
	r.Obs("same", orm.Must(query.PopulateExisting().Get(2)) == u)
	r.Step()
	r.Check(s.Delete(u))
	r.Obs("get before flush", get(2) == u)
	r.Check(s.Flush())
	r.Obs("get after flush", nilOr(get(2)))
	r.Step()
	get(1)
	_, err := s.Execute(orm.Text("update users set nickname='raw' where id=1"))
	r.Check(err)
	r.Obs("nickname after query", orm.Must(query.FilterBy("ID", 1).One()).Nickname)
	r.Obs("nickname with populate_existing", orm.Must(query.PopulateExisting().FilterBy("ID", 1).One()).Nickname)
}
