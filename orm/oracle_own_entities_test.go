// This file holds the program of scenario 327: SELECT, UPDATE and DELETE of objects as statements in the session.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func selectEntities(r *oracle.Run) {
	declared(r, tutPerson{}, tutAddress{})
	s := r.Session()
	seedTutPersons(r, s)
	seedJack(r, s)
	U, A := orm.Columns[tutPerson](), orm.Columns[tutAddress]()
	id, name, email, addresses := orm.Col(&U.ID), orm.Col(&U.Name), orm.Col(&A.EmailAddress), orm.Many(&U.Addresses)
	person := func(u *tutPerson) any { return u.Name }
	count := func(u *tutPerson) any { return len(u.Addresses) }
	list := func(stmt orm.Executable) []*tutPerson { return orm.Must(orm.Scalars[*tutPerson](s, stmt)) }
	rows := func(key string, stmt orm.Executable) { r.Obs(key, orm.Must(s.Execute(stmt)).FetchAll()) }
	people, every := orm.Query[tutPerson](s), orm.Select(orm.Mapped(U))
	r.Step()
	r.Obs("names", collect(list(every.OrderBy(id)), person))
	rows("rows", orm.Select(name, orm.Col(&U.Fullname)).Where(id.Lt(3)).OrderBy(id))
	r.Obs("one", orm.Must(people.FilterBy("Name", "mary").One()).Fullname)
	r.Obs("none", some(orm.Must(people.FilterBy("Name", "nobody").OneOrNone())))
	r.Step()
	r.Obs("join", collect(orm.Must(people.Join(addresses).Filter(email.Eq("j25@yahoo.com")).All()), person))
	pairs := []any{}
	for _, row := range orm.Must(s.Select(U, A).Join(addresses).OrderBy(orm.Col(&A.ID)).All()) {
		pairs = append(pairs, []any{orm.Must(row.At(0)).(*tutPerson).Name, orm.Must(row.At(1)).(*tutAddress).EmailAddress})
	}
	r.Obs("pairs", pairs)
	all(r, "outer", s.Select(&U.Name, orm.Count(orm.Col(&A.ID))).OuterJoin(addresses).GroupBy(id, name).OrderBy(id))
	r.Step()
	late := every.Where(id.Gt(3)).Subquery("late")
	r.Obs("late", collect(list(orm.Select(orm.Aliased[tutPerson](late)).OrderBy(late.C("id"))), person))
	a1, a2 := orm.Alias[tutAddress]("a1"), orm.Alias[tutAddress]("a2")
	all(r, "both", s.Select(&U.Name).JoinAs(a1, addresses).JoinAs(a2, addresses).
		Filter(orm.Col(&a1.EmailAddress).Eq("jack@google.com"), orm.Col(&a2.EmailAddress).Eq("j25@yahoo.com")))
	r.Step()
	r.Obs("joined", collect(orm.Must(people.Options(orm.Joined(addresses)).OrderBy(id).All()), count))
	r.Obs("selectin", collect(orm.Must(people.Options(orm.SelectIn(addresses)).Filter(id.Gt(3)).OrderBy(id).All()), count))
	r.Obs("exists", collect(list(every.Where(addresses.Any())), person))
	r.Obs("count", orm.Must(orm.Must(s.Execute(orm.Select(orm.Count()).From(orm.Must(orm.ClassMapper(U)).Table()))).Scalar()))
	r.Step()
	ed := orm.Must(people.FilterBy("Name", "ed").One())
	r.Obs("count", orm.Must(people.Filter(name.Eq("ed")).Update(orm.V{"Nickname": "eddy"}, orm.SynchronizeFetch)))
	r.Obs("nickname", ed.Nickname)
	r.Obs("count", orm.Must(people.Filter(name.Eq("wendy")).Delete(orm.SynchronizeNone)))
	users := orm.Must(orm.ClassMapper(U)).Table()
	_, err := s.Execute(users.Insert(), orm.V{"name": "zed", "fullname": "Zed", "nickname": "z"}, orm.V{"name": "yan", "fullname": "Yan", "nickname": "y"})
	r.Check(err)
	r.Obs("left", orm.Must(orm.Scalars[string](s, orm.Select(name).OrderBy(name))))
	r.Check(s.Rollback())
}
