// This file tests queries over statements of a program's own, over subqueries, and conditions with objects.

package orm_test

import (
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// people is a session on a database with ed, and jack with two addresses; autoflush is off.
func people(t *testing.T) (*orm.Session, *tutPerson) {
	t.Helper()
	e := orm.Must(orm.CreateEngine("sqlite:///:memory:"))
	base := orm.DeclarativeBase()
	s := orm.NewSession(e, orm.Autoflush(false))
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	jack := &tutPerson{Name: "jack", Addresses: []*tutAddress{{EmailAddress: "a"}, {EmailAddress: "b"}}}
	for _, step := range []func() error{
		func() error { return base.Map(tutPerson{}, tutAddress{}) },
		func() error { return base.MetaData().CreateAll(e) },
		func() error { return s.Add(&tutPerson{Name: "ed"}) },
		func() error { return s.Add(jack) },
		s.Commit,
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	return s, jack
}

func TestQueriesRefused(t *testing.T) {
	s, jack := people(t)
	U, A := orm.Columns[tutPerson](), orm.Columns[tutAddress]()
	users, mails := orm.Query[tutPerson](s), orm.Query[tutAddress](s)
	id, addresses, user := orm.Col(&U.ID), orm.Many(&U.Addresses), orm.One(&A.User)
	all := orm.Text("SELECT * FROM users")
	stated := users.FromStatement(all)
	emails := s.Select(&A.EmailAddress).Subquery("emails")
	of := func(q orm.QueryOf[tutPerson]) error { return second(q.All()) }
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"a filter beside a statement", of(stated.Filter(id.Eq(1))), "filters, joins, order and limit belong into the statement"},
		{"a limit beside a statement", of(stated.Limit(1)), "belong into the statement"},
		{"a count of a statement", second(stated.Count()), "Count can't change the statement"},
		{"a statement inside another", of(users.Filter(id.InQuery(stated.Statement()))), "Statement can't change the statement"},
		{"a column too few", of(users.FromStatement(orm.Text("SELECT id FROM users"))), `returns no column "name", only [id]`},
		{"a column twice", of(users.FromStatement(orm.Text("SELECT u.*, 9 AS id FROM users u"))), `returns 2 columns "id"`},
		{"a joined load", of(stated.Options(orm.Joined(addresses))), "use SelectIn"},
		{"no value", of(users.Filter(orm.Text("id=:x").Cond())), `required for bind parameter "x"`},
		{"a value too many", of(users.Params(orm.V{"x": 1})), `Params has a value for "x", which the query doesn't ask for`},
		{"columns that are none", of(users.FromStatement(all.Columns(orm.Count()))), "Columns of a text takes columns"},
		{"objects of half a row", second(s.Select(orm.Aliased[tutAddress](emails)).All()), "shows no column addresses.id, which a tutAddress needs"},
		{"a join to another struct", of(users.JoinAs(U, addresses)), "leads to a tutAddress, not to a tutPerson"},
		{"an object without a key", second(mails.Filter(user.Is(&tutPerson{})).All()), "a tutPerson that has no key yet: add it to the session and flush"},
		{"a parent without a key", second(mails.Filter(orm.WithParent(&tutPerson{}, addresses)).All()), "has no key yet"},
		{"another's relation", second(mails.Filter(orm.WithParent(jack.Addresses[0], addresses)).All()), "is a relation of tutPerson, not of tutAddress"},
		{"a narrowed load", of(users.Options(orm.SelectIn(addresses.And(id.Eq(1))))), "is loaded whole"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, c.err, c.want)
		}
	}
}

func TestQueriesFind(t *testing.T) {
	s, jack := people(t)
	U, A := orm.Columns[tutPerson](), orm.Columns[tutAddress]()
	users, mails := orm.Query[tutPerson](s), orm.Query[tutAddress](s)
	email := orm.Col(&A.EmailAddress)
	names := func(list []*tutPerson, err error) string {
		if err != nil {
			return err.Error()
		}
		var out []string
		for _, u := range list {
			out = append(out, u.Name)
		}
		return strings.Join(out, " ")
	}
	count := func(n int64, err error) string { return string(rune('0' + orm.Must(n, err))) }
	named := users.FromStatement(orm.Text("SELECT nickname, fullname, id, name, 1 AS more FROM users WHERE name = :name"))
	later := &tutPerson{Name: "later"}
	byKey := mails.Filter(orm.WithParent(later, orm.Many(&U.Addresses)))
	if err := s.Add(later); err != nil {
		t.Fatal(err)
	}
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, got, want string }{
		{"columns in another order", names(named.Params(orm.V{"name": "jack"}).All()), "jack"},
		{"the later value", names(named.Params(orm.V{"name": "jack"}).Params(orm.V{"name": "ed"}).All()), "ed"},
		{"an object once, though its row comes twice", names(users.Filter(orm.Col(&U.ID).Expr.Eq(orm.Col(&A.UserID))).All()), "jack"},
		{"no row of the join", names(users.Join(orm.Many(&U.Addresses).And(email.Eq("z"))).All()), ""},
		{"outer join on conditions", names(users.OuterJoinOn(A, orm.Col(&U.ID).Expr.Eq(orm.Col(&A.UserID)), email.Eq("z")).OrderBy(orm.Col(&U.ID)).All()), "ed jack later"},
		{"any, narrowed", names(users.Filter(orm.Many(&U.Addresses).And(email.Eq("b")).Any()).All()), "jack"},
		{"with a parent", count(mails.Filter(orm.WithParent(jack, orm.Many(&U.Addresses))).Count()), "2"},
		{"with a parent that got its key since", count(byKey.Count()), "0"},
		{"a query in a query", names(users.Filter(orm.Col(&U.ID).InQuery(s.Select(&A.UserID).Statement())).All()), "jack"},
		{"a relation by its object", count(mails.FilterBy("User", jack).Count()), "2"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

// A list behind IN is that many parameters; elsewhere, and empty, it is refused.
func TestListsInText(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		count := func(sql string, v orm.V) (any, error) {
			res, err := e.Execute(orm.Text(sql), v)
			if err != nil {
				return nil, err
			}
			return res.Scalar()
		}
		for _, sql := range []string{"SELECT count(*) FROM (SELECT 2 AS n) AS t WHERE n IN :ns", "SELECT count(*) FROM (SELECT 2 AS n) AS t WHERE n not in (:ns)"} {
			for n, want := range map[int]int64{2: 1, 3: 0} {
				if strings.Contains(sql, "not") {
					want = 1 - want
				}
				if got := must(count(sql, orm.V{"ns": []int{1, n}}))(t); got != want {
					t.Errorf("%s with %d: %v, want %d", sql, n, got, want)
				}
			}
		}
		if _, err := count("SELECT 1 WHERE 1 IN :ns", orm.V{"ns": []int{}}); err == nil || !strings.Contains(err.Error(), "empty") {
			t.Errorf("an empty list: %v", err)
		}
	})
}
