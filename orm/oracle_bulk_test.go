// This file holds the program of scenario 091: UPDATE and DELETE of all rows that a query finds.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

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
