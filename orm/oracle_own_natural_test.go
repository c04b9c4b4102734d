// This file holds the programs of scenarios 322 and 323: keys that mean something, and statements written as text.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

type naturalCountry struct {
	orm.Model `orm:"table=country"`
	Code      string         `orm:"primary_key,size=2"`
	Name      string         `orm:"size=40"`
	Cities    []*naturalCity `orm:"relation,back=Country,order=Name,cascade=all delete-orphan"`
}

type naturalCity struct {
	orm.Model   `orm:"table=city"`
	CountryCode string `orm:"primary_key,size=2,foreign_key=country.code"`
	Name        string `orm:"primary_key,size=40"`
	People      int
	Country     *naturalCountry `orm:"relation,back=Cities"`
}

func naturalKeys(r *oracle.Run) {
	declared(r, naturalCountry{}, naturalCity{})
	s := r.Session()
	C, T := orm.Columns[naturalCountry](), orm.Columns[naturalCity]()
	cities := func(c *naturalCountry) any {
		return collect(c.Cities, func(t *naturalCity) any { return t.Name })
	}
	r.Step()
	fr := &naturalCountry{Code: "fr", Name: "France", Cities: []*naturalCity{{Name: "Paris", People: 2}, {Name: "Lyon", People: 1}}}
	de := &naturalCountry{Code: "de", Name: "Germany", Cities: []*naturalCity{{Name: "Bonn", People: 3}}}
	r.Check(s.Add(fr, de))
	r.Check(s.Commit())
	r.Step()
	s.Clear()
	r.Obs("fr", orm.Must(orm.Get[naturalCountry](s, "fr")).Name)
	r.Obs("paris", orm.Must(orm.Get[naturalCity](s, "fr", "Paris")).People)
	r.Obs("miss", some(orm.Must(orm.Get[naturalCity](s, "fr", "Bonn"))))
	r.Step()
	fr = orm.Must(orm.Get[naturalCountry](s, "fr"))
	r.Check(s.Load(fr, "Cities"))
	r.Obs("lazy", cities(fr))
	for _, way := range []struct {
		name string
		load orm.LoadOption
	}{{"selectin", orm.SelectIn(orm.Many(&C.Cities))}, {"joined", orm.Joined(orm.Many(&C.Cities))}} {
		s.Clear()
		r.Obs(way.name, collect(orm.Must(orm.Query[naturalCountry](s).Options(way.load).OrderBy(orm.Col(&C.Code)).All()), cities))
	}
	r.Step()
	for _, city := range []*naturalCity{{CountryCode: "fr", Name: "Lyon", People: 5}, {CountryCode: "fr", Name: "Nice", People: 6}} {
		_, err := orm.Merge(s, city)
		r.Check(err)
	}
	r.Check(s.Commit())
	r.Obs("rows", orm.Must(s.Select(&T.Name, &T.People).OrderBy(orm.Col(&T.Name)).All()))
	r.Step()
	lyon := orm.Must(orm.Get[naturalCity](s, "fr", "Lyon"))
	lyon.Name = "Lugdunum"
	r.Check(s.Commit())
	r.Obs("new", orm.Must(orm.Get[naturalCity](s, "fr", "Lugdunum")) == lyon)
	r.Step()
	s.Clear()
	fr = orm.Must(orm.Get[naturalCountry](s, "fr"))
	_, err := orm.Get[naturalCity](s, "fr", "Lugdunum")
	r.Check(err)
	r.Check(s.Load(fr, "Cities"))
	fr.Cities = append(fr.Cities[:0:0], fr.Cities[1:]...)
	r.Check(s.Delete(orm.Must(orm.Get[naturalCountry](s, "de"))))
	r.Check(s.Commit())
	r.Obs("rows", orm.Must(s.Select(&T.Name).OrderBy(orm.Col(&T.Name)).All()))
}

func textStatements(r *oracle.Run) {
	declared(r, tutPerson{}, tutAddress{})
	s := r.Session()
	seedTutPersons(r, s)
	seedJack(r, s)
	U := orm.Columns[tutPerson]()
	id, name := orm.Col(&U.ID), orm.Col(&U.Name)
	users := func(key string, q orm.QueryOf[tutPerson], of func(*tutPerson) any) {
		r.Obs(key, collect(orm.Must(q.All()), of))
	}
	first := func(u *tutPerson) any { return u.Name }
	rows := func(sql string, v orm.V) {
		res, err := s.Execute(orm.Text(sql), v)
		r.Check(err)
		r.Obs("rows", res.FetchAll())
	}
	r.Step()
	rows("SELECT name FROM users WHERE id > :low AND name LIKE :like ORDER BY id", orm.V{"low": 1, "like": "%e%"})
	rows("SELECT name FROM users WHERE id IN :ids ORDER BY id", orm.V{"ids": []int{1, 3, 5}})
	rows("SELECT name FROM users WHERE name = :who", orm.V{"who": "ed"})
	r.Step()
	t := orm.Text("SELECT user_id, count(*) AS n FROM addresses GROUP BY user_id").
		Columns(orm.NewColumn("user_id", orm.Integer), orm.NewColumn("n", orm.Integer)).Subquery("c")
	all(r, "rows", s.Select(name, t.C("n")).JoinOn(t, t.C("user_id").Eq(id)))
	r.Step()
	users("rows", orm.Query[tutPerson](s).Filter(orm.Text("id < :n").Cond()).Params(orm.V{"n": 3}).OrderBy(orm.Text("name DESC")), first)
	all(r, "rows", s.Select(name, orm.Text("id * 2").Label("twice")).Filter(id.Lt(3)).OrderBy(id))
	r.Step()
	users("users", orm.Query[tutPerson](s).FromStatement(orm.Text("SELECT * FROM users WHERE name = :n")).Params(orm.V{"n": "mary"}), first)
	users("users", orm.Query[tutPerson](s).FromStatement(orm.Text("SELECT name, id, fullname, nickname FROM users ORDER BY id DESC").
		Columns(name, id, orm.Col(&U.Fullname), orm.Col(&U.Nickname))), func(u *tutPerson) any { return u.Fullname })
	r.Step()
	if r.Dialect == "mysql" {
		rows(`SELECT concat(name, ':x') FROM users WHERE name LIKE 'w%'`, nil)
	} else {
		rows(`SELECT name || ':x' FROM users WHERE name LIKE 'w%'`, nil)
	}
	r.Step()
	_, err := s.Execute(orm.Text("SELECT name FROM users WHERE id = :id"))
	r.Use(oracle.OwnError, "9:missing")
	r.Refuses("missing", err, "id")
}
