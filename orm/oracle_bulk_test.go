// This file holds the programs of scenarios 056 and 091: bulk operations, UPDATE and DELETE of all rows that a query finds.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func bulkOperations(r *oracle.Run) {
	base := declared(r, nullUser{})
	s := r.Session()
	fresh := func(names ...string) (list []*nullUser) {
		for _, n := range names {
			list = append(list, &nullUser{Name: &n, Nickname: new("n")})
		}
		return list
	}
	key := func(u *nullUser) any { return madeKey(u.ID) }
	r.Step()
	us := fresh("a", "b", "c")
	r.Check(s.BulkSaveObjects(us))
	r.Obs("ids not fetched", collect(us, key))
	r.Obs("in session", collect(us, func(u *nullUser) any { return s.Contains(u) }))
	r.Step()
	us = fresh("d", "e")
	r.Check(s.BulkSaveObjects(us, orm.ReturnDefaults()))
	r.Obs("ids", collect(us, key))
	r.Step()
	if r.Dialect == "postgresql" {
		r.Use(oracle.KeyUnread, "4")
	}
	r.Check(s.BulkInsertMappings(nullUser{}, []orm.V{{"Name": "f", "Nickname": "x"}, {"Name": "g"}, {"Name": "h", "Nickname": "y"}}))
	r.Step()
	r.Check(s.BulkInsertMappings(nullUser{}, []orm.V{{"Name": "i", "Nickname": nil}, {"Name": "j", "Nickname": "z"}}, orm.RenderNulls()))
	r.Step()
	r.Check(s.BulkUpdateMappings(nullUser{}, []orm.V{{"ID": 1, "Nickname": "u1"}, {"ID": 2, "Nickname": "u2"}}))
	r.Step()
	users := orm.Must(base.Table(nullUser{}))
	_, err := s.Execute(users.Insert(), orm.V{"name": "k"}, orm.V{"name": "l"})
	r.Check(err)
	r.Step()
	U := orm.Columns[nullUser]()
	id := orm.Col(&U.ID)
	two := orm.Must(orm.Query[nullUser](s).Filter(id.In(1, 2)).OrderBy(id).All())
	two[0].Nickname, two[1].Name = new("zz"), new("bb")
	r.Check(s.BulkSaveObjects(two))
	r.Step()
	r.Use(oracle.SameValue, "9")
	r.Check(s.Commit())
	r.Obs("rows", orm.Must(s.Select(&U.ID, &U.Name, &U.Nickname).OrderBy(id).All()))
}

func updateDelete(r *oracle.Run) {
	declared(r, tutUser{})
	s := r.Session()
	seedTutUsers(r, s)
	U := orm.Columns[tutUser]()
	id, name, nickname := orm.Col(&U.ID), orm.Col(&U.Name), orm.Col(&U.Nickname)
	users := orm.Query[tutUser](s)
	update := func(where orm.Cond, v any, sync ...orm.Synchronize) {
		n, err := users.Filter(where).Update(orm.V{"Nickname": v}, sync...)
		r.Check(err)
		r.Obs("rowcount", n)
	}
	remove := func(q orm.QueryOf[tutUser], sync ...orm.Synchronize) {
		n, err := q.Delete(sync...)
		r.Check(err)
		r.Obs("rowcount", n)
	}
	r.Step()
	all := orm.Must(users.OrderBy(id).All())
	ed, wendy, mary, fred := all[0], all[1], all[2], all[3]
	update(name.Eq("ed"), "u1")
	r.Obs("ed.nickname", ed.Nickname)
	r.Step()
	update(id.Eq(1), nickname.Concat("x"))
	r.Obs("ed.nickname", ed.Nickname)
	r.Step()
	update(name.Like("w%"), "f1", orm.SynchronizeFetch)
	r.Obs("wendy.nickname", wendy.Nickname)
	r.Step()
	update(id.Eq(3), "ns", orm.SynchronizeNone)
	r.Obs("mary.nickname stale", mary.Nickname)
	r.Check(s.Expire(mary))
	r.Check(s.Refresh(mary))
	r.Obs("mary.nickname", mary.Nickname)
	r.Step()
	remove(users.Filter(name.Eq("fred")))
	r.Obs("fred in session", s.Contains(fred))
	r.Obs("state of fred", state(r, s, fred))
	r.Step()
	remove(users.Filter(name.Like("m%")), orm.SynchronizeFetch)
	r.Obs("mary in session", s.Contains(mary))
	r.Step()
	_, err := users.Filter(orm.Lower(name).Eq("ed")).Update(orm.V{"Nickname": "zz"})
	r.Raises("update", err)
	r.Step()
	remove(users, orm.SynchronizeNone)
	r.Check(s.Commit())
}
