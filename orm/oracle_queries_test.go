// This file holds the programs of scenarios 014 to 022: what the tutorial asks in queries.

package orm_test

import (
	"slices"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func tutOperators(r *oracle.Run) {
	declared(r, tutUser{})
	s := r.Session()
	seedTutUsers(r, s)
	U := orm.Columns[tutUser]()
	name, fullname, id := orm.Col(&U.Name), orm.Col(&U.Fullname), orm.Col(&U.ID)
	text := name.Expr
	for _, conds := range [][]orm.Cond{
		{name.Eq("ed")},
		{name.Ne("ed")},
		{name.Like("%ed%")},
		{name.ILike("%ED%")},
		{orm.Not(name.Like("%ed%"))},
		{name.In("ed", "wendy", "jack")},
		{name.InQuery(s.Select(name).Filter(name.Like("%ed%")).Statement())},
		{orm.Tuple(name, orm.Col(&U.Nickname)).In([]any{"ed", "eddie"}, []any{"wendy", "windy"})},
		{orm.Not(name.In("ed", "wendy", "jack"))},
		{text.Eq(nil)},
		{name.IsNull()},
		{text.Ne(nil)},
		{name.IsNotNull()},
		{orm.And(name.Eq("ed"), fullname.Eq("Ed Jones"))},
		{name.Eq("ed"), fullname.Eq("Ed Jones")},
		{orm.Or(name.Eq("ed"), name.Eq("wendy"))},
		{name.StartsWith("w")},
		{name.EndsWith("d")},
		{name.Contains("e")},
		{name.Contains("50%_/x")},
		{id.Between(2, 3)},
	} {
		r.Step()
		r.Obs("rows", orm.Must(s.Select(name).Filter(conds...).OrderBy(id).All()))
	}
}

func tutLists(r *oracle.Run) {
	base := declared(r, tutUser{})
	s := r.Session()
	seedTutUsers(r, s)
	U := orm.Columns[tutUser]()
	id, name := orm.Col(&U.ID), orm.Col(&U.Name)
	query := orm.Query[tutUser](s).Filter(name.Like("%ed")).OrderBy(id)
	r.Step()
	r.Obs("all", oracle.List(orm.Must(query.All())))
	r.Step()
	r.Obs("first", orm.Must(query.First()))
	r.Step()
	_, err := query.One()
	r.Raises("one", err)
	r.Step()
	none := query.Filter(id.Eq(99))
	_, err = none.One()
	r.Raises("one", err)
	r.Obs("one_or_none", nilOr(orm.Must(none.OneOrNone())))
	r.Obs("first", nilOr(orm.Must(none.First())))
	r.Obs("scalar", nilOr(orm.Must(none.OneOrNone())))
	r.Step()
	_, err = query.OneOrNone()
	r.Raises("one_or_none", err)
	r.Step()
	r.Obs("scalar", orm.Must(s.Select(id).Filter(name.Eq("ed")).OrderBy(id).Scalar()))
	r.Obs("one", orm.Must(s.Select(id).Filter(name.Eq("ed")).One()))
	r.Step()
	users := orm.Must(base.Table(tutUser{}))
	_, err = orm.Must(s.Execute(users.Select(id.Eq(99)))).ScalarOne()
	r.Raises("scalar_one", err)
	_, err = orm.Must(s.Execute(users.Select())).One()
	r.Raises("scalars().one", err)
}

func tutCounting(r *oracle.Run) {
	declared(r, tutUser{})
	s := r.Session()
	seedTutUsers(r, s)
	U := orm.Columns[tutUser]()
	name, query := orm.Col(&U.Name), orm.Query[tutUser](s)
	r.Step()
	r.Obs("count", orm.Must(query.Filter(name.Like("%ed")).Count()))
	r.Step()
	var rows []any
	for _, row := range orm.Must(s.Select(orm.Count(name), name).GroupBy(name).All()) {
		rows = append(rows, row.Values())
	}
	slices.SortFunc(rows, func(a, b any) int {
		if a.([]any)[1].(string) < b.([]any)[1].(string) {
			return -1
		}
		return 1
	})
	r.Obs("rows", rows)
	r.Step()
	r.Obs("scalar", orm.Must(s.Select(orm.Count("*")).From(U).Scalar()))
	r.Step()
	r.Obs("scalar", orm.Must(s.Select(orm.Count(orm.Col(&U.ID))).Scalar()))
	r.Step()
	r.Obs("scalar", orm.Must(s.Select(orm.Count()).From(U).Scalar()))
	r.Step()
	r.Obs("count", orm.Must(query.Limit(2).Count()))
	r.Step()
	r.Obs("count", orm.Must(s.Select(name).Distinct().Count()))
}

// withJack is the four users and jack with his two addresses.
func withJack(r *oracle.Run) (*orm.Session, *tutPerson) {
	declared(r, tutPerson{}, tutAddress{})
	s := r.Session()
	seedTutPersons(r, s)
	return s, seedJack(r, s)
}

func tutJoins(r *oracle.Run) {
	s, _ := withJack(r)
	U, A := orm.Columns[tutPerson](), orm.Columns[tutAddress]()
	addresses, mail := orm.Many(&U.Addresses), orm.Col(&A.EmailAddress)
	same := orm.Col(&U.ID).Expr.Eq(orm.Col(&A.UserID))
	query := orm.Query[tutPerson](s)
	people := func(q orm.QueryOf[tutPerson]) []any { return oracle.List(orm.Must(q.All())) }
	r.Step()
	r.Obs("rows", orm.Must(s.Select(U, A).Filter(same).Filter(mail.Eq("jack@google.com")).All()))
	r.Step()
	r.Obs("rows", people(query.JoinOn(A).Filter(mail.Eq("jack@google.com"))))
	r.Step()
	r.Obs("rows", people(query.JoinOn(A, same)))
	r.Step()
	r.Obs("rows", people(query.Join(addresses)))
	r.Step()
	r.Obs("rows", people(query.JoinAs(A, addresses)))
	r.Step()
	r.Obs("rows", people(query.Join(addresses.And(mail.Ne("foo")))))
	r.Step()
	r.Obs("rows", orm.Must(s.Select(&U.Name, mail).OuterJoin(addresses).OrderBy(orm.Col(&U.ID), orm.Col(&A.ID)).All()))
	r.Step()
	r.Obs("rows", orm.Must(s.Select(U, A).From(A).JoinOn(U).OrderBy(orm.Col(&A.ID)).All()))
	r.Step()
	r.Obs("len(all)", len(people(query.Join(addresses))))
	r.Obs("count", orm.Must(query.Join(addresses).Count()))
}

func tutAliases(r *oracle.Run) {
	declared(r, tutPerson{}, tutAddress{})
	s := r.Session()
	seedJack(r, s)
	U := orm.Columns[tutPerson]()
	a1, a2 := orm.Alias[tutAddress]("a1"), orm.Alias[tutAddress]("a2")
	addresses := orm.Many(&U.Addresses)
	r.Step()
	r.Obs("rows", orm.Must(s.Select(&U.Name, &a1.EmailAddress, &a2.EmailAddress).JoinAs(a1, addresses).JoinAs(a2, addresses).
		Filter(orm.Col(&a1.EmailAddress).Eq("jack@google.com")).Filter(orm.Col(&a2.EmailAddress).Eq("j25@yahoo.com")).All()))
	r.Step()
	less := orm.Col(&a1.ID).Expr.Lt(orm.Col(&a2.ID))
	r.Obs("rows", orm.Must(s.Select(U, a1, a2).JoinAs(a1, addresses).JoinAs(a2, addresses).Filter(less).All()))
}

func tutExists(r *oracle.Run) {
	s, jack := withJack(r)
	U, A := orm.Columns[tutPerson](), orm.Columns[tutAddress]()
	addresses, user, id := orm.Many(&U.Addresses), orm.One(&A.User), orm.Col(&A.ID)
	mails := orm.Query[tutAddress](s)
	list := func(q orm.QueryOf[tutAddress]) []any { return oracle.List(orm.Must(q.All())) }
	named := func(c orm.Cond) *orm.RowQuery { return s.Select(&U.Name).Filter(c) }
	r.Step()
	r.Obs("rows", orm.Must(named(orm.Exists(orm.Select().Where(orm.Col(&A.UserID).Expr.Eq(orm.Col(&U.ID))))).All()))
	r.Step()
	r.Obs("rows", orm.Must(named(addresses.Any()).All()))
	r.Step()
	r.Obs("rows", orm.Must(named(addresses.Any(orm.Col(&A.EmailAddress).Like("%google%"))).All()))
	has := user.Has(orm.Col(&U.Name).Eq("jack"))
	r.Step()
	r.Obs("rows", list(mails.Filter(orm.Not(has))))
	r.Step()
	r.Obs("rows", list(mails.Filter(has).OrderBy(id)))
	r.Step()
	r.Check(s.Load(jack))
	r.Obs("jack.id", jack.ID)
	r.Obs("== jack", list(mails.Filter(user.Is(jack)).OrderBy(id)))
	r.Obs("!= jack", list(mails.Filter(user.IsNot(jack)).OrderBy(id)))
	r.Obs("== None", list(mails.Filter(user.Is(nil))))
	r.Obs("!= None", list(mails.Filter(user.IsNot(nil)).OrderBy(id)))
	r.Step()
	some := orm.Must(mails.OrderBy(id).First())
	r.Obs("contains", oracle.List(orm.Must(orm.Query[tutPerson](s).Filter(addresses.Is(some)).All())))
	r.Step()
	r.Obs("with_parent", list(mails.Filter(orm.WithParent(jack, addresses)).OrderBy(id)))
	r.Step()
	r.Obs("~any", orm.Must(named(orm.Not(addresses.Any())).OrderBy(orm.Col(&U.ID)).All()))
	r.Obs("== None", orm.Must(named(addresses.Is(nil)).OrderBy(orm.Col(&U.ID)).All()))
}

func tutTextual(r *oracle.Run) {
	declared(r, tutUser{})
	s := r.Session()
	seedTutUsers(r, s)
	U := orm.Columns[tutUser]()
	id, name := orm.Col(&U.ID), orm.Col(&U.Name)
	query := orm.Query[tutUser](s)
	r.Step()
	list := orm.Must(query.Filter(orm.Text("id<224").Cond()).OrderBy(orm.Text("id")).All())
	r.Obs("rows", collect(list, func(u *tutUser) any { return u.Name }))
	r.Step()
	both := query.Filter(orm.Text("id<:value and name=:name").Cond()).OrderBy(id)
	r.Obs("row", orm.Must(both.Params(orm.V{"value": 224, "name": "fred"}).One()))
	r.Step()
	ed := orm.V{"name": "ed"}
	all := orm.Text("SELECT * FROM users where name=:name")
	r.Obs("rows", oracle.List(orm.Must(query.FromStatement(all).Params(ed).All())))
	r.Step()
	inOrder := orm.Text("SELECT name, id, fullname, nickname FROM users where name=:name").
		Columns(name, id, orm.Col(&U.Fullname), orm.Col(&U.Nickname))
	r.Obs("rows", oracle.List(orm.Must(query.FromStatement(inOrder).Params(ed).All())))
	r.Step()
	two := orm.Text("SELECT name, id FROM users where name=:name").Columns(name, id)
	r.Obs("rows", orm.Must(s.Select(id, name).FromStatement(two).Params(ed).All()))
	r.Step()
	result, err := s.Execute(orm.Text("select count(*) from users where id > :x"), orm.V{"x": 2})
	r.Check(err)
	r.Obs("scalar", orm.Must(result.Scalar()))
}

func tutSubqueries(r *oracle.Run) {
	s, _ := withJack(r)
	U, A := orm.Columns[tutPerson](), orm.Columns[tutAddress]()
	r.Step()
	counts := s.Select(&A.UserID, orm.Count("*").Label("address_count")).GroupBy(orm.Col(&A.UserID)).Subquery("")
	r.Obs("rows", orm.Must(s.Select(U, counts.C("address_count")).
		OuterJoinOn(counts, orm.Col(&U.ID).Expr.Eq(counts.C("user_id"))).OrderBy(orm.Col(&U.ID)).All()))
	for _, name := range []string{"", "sq"} {
		r.Step()
		others := orm.Query[tutAddress](s).Filter(orm.Col(&A.EmailAddress).Ne("j25@yahoo.com")).Subquery(name)
		a := orm.Aliased[tutAddress](others)
		r.Obs("rows", orm.Must(s.Select(U, a).JoinAs(a, orm.Many(&U.Addresses)).All()))
	}
}
