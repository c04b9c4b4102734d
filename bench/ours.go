// This file holds ormsh's ORM.

package main

import (
	"io"
	"strings"
	"time"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

type ourUser struct {
	orm.Model `orm:"table=users"`
	ID        int64  `orm:"primary_key"`
	Name      string `orm:"size=50,not_null"`
	Fullname  string `orm:"size=50"`
	Nickname  string `orm:"size=50"`
	Age       int64
	Created   time.Time
	Addresses []*ourAddress `orm:"relation,passive_deletes"`
}

type ourAddress struct {
	orm.Model `orm:"table=addresses"`
	ID        int64  `orm:"primary_key"`
	UserID    int64  `orm:"foreign_key=users.id"`
	Email     string `orm:"size=100"`
}

// ourTables is a session, and the names of the columns of users.
type ourTables struct {
	session *orm.Session
	users   *ourUser
}

func openOurs(e *Env, opts ...orm.EngineOption) ourTables {
	address := e.url
	if e.kind == "sqlite" {
		address += "?" + strings.ReplaceAll("&"+pragmas, "&_", "&")[1:]
	}
	engine := got(orm.CreateEngine(address, append(opts, orm.PoolSize(1))...))
	got(engine.Features()) // it connects, as the others have done by now
	must(orm.DeclarativeBase().Map(ourUser{}, ourAddress{}))
	session := orm.NewSession(engine)
	e.closing = append(e.closing, session.Close) // a transaction that is open would keep MariaDB from dropping the tables
	return ourTables{session, orm.Columns[ourUser]()}
}

func newOurUsers(source []User) []*ourUser {
	users := make([]*ourUser, len(source))
	for i, u := range source {
		users[i] = &ourUser{Name: u.Name, Fullname: u.Fullname, Nickname: u.Nickname, Age: u.Age, Created: u.Created}
	}
	return users
}

func viewOfOurs(users []*ourUser) view {
	return view{len(users), func(i int) User {
		u := users[i]
		return User{u.ID, u.Name, u.Fullname, u.Nickname, u.Age, u.Created}
	}}
}

func (t ourTables) all() []*ourUser {
	return got(orm.Query[ourUser](t.session).OrderBy(orm.Col(&t.users.ID)).All())
}

func ours() contestant {
	insert := func(e *Env) func([]User) view {
		t := openOurs(e)
		return func(source []User) view {
			users := newOurUsers(source)
			must(t.session.AddAll(users))
			must(t.session.Commit())
			return viewOfOurs(users)
		}
	}
	get := func(opts ...orm.EngineOption) func(*Env) func(int64) int64 {
		return func(e *Env) func(int64) int64 {
			t := openOurs(e, opts...)
			return func(id int64) int64 {
				t.session.Clear()
				return got(orm.Get[ourUser](t.session, id)).ID
			}
		}
	}
	change := func(edit func(t ourTables, u *ourUser)) func(*Env, int) func() {
		return func(e *Env, n int) func() {
			t := openOurs(e)
			users := t.all()
			assert(len(users) == n, "%d users were loaded", len(users))
			return func() {
				for _, u := range users {
					edit(t, u)
				}
				must(t.session.Commit())
			}
		}
	}
	return contestant{
		name: "ormsh", insert: insert, insertMany: insert,
		load: func(e *Env) func() view {
			t := openOurs(e)
			return func() view { return viewOfOurs(t.all()) }
		},
		get: get(), getEcho: get(orm.EchoTo(echo.Text(io.Discard))),
		getHeld: func(e *Env) func(int64) int64 {
			t := openOurs(e)
			held := t.all()
			return func(id int64) int64 {
				u := got(orm.Get[ourUser](t.session, id))
				if u != held[id-1] {
					panic("another object")
				}
				return u.ID
			}
		},
		save: change(func(_ ourTables, u *ourUser) { u.Age++ }),
		flushClean: func(e *Env, n int) func() {
			t := openOurs(e)
			held := t.all()
			return func() {
				must(t.session.Flush())
				assert(len(held) == n, "%d users were loaded", len(held))
			}
		},
		insertTree: func(e *Env) func([]User) {
			t := openOurs(e)
			return func(source []User) {
				users := newOurUsers(source)
				for i, u := range users {
					u.Addresses = make([]*ourAddress, children)
					for k := range u.Addresses {
						u.Addresses[k] = &ourAddress{Email: email(i, k)}
					}
				}
				must(t.session.AddAll(users))
				must(t.session.Commit())
			}
		},
		loadTree: func(e *Env) func() tree {
			t := openOurs(e)
			return func() tree {
				q := orm.Query[ourUser](t.session).OrderBy(orm.Col(&t.users.ID))
				users := got(q.Options(orm.SelectIn(orm.Many(&t.users.Addresses))).All())
				return tree{len(users), func(i int) int { return len(users[i].Addresses) }}
			}
		},
		remove: change(func(t ourTables, u *ourUser) { must(t.session.Delete(u)) }),
		filter: func(e *Env) func(int64, int64, string) int {
			t := openOurs(e)
			u := t.users
			return func(id, age int64, nickname string) int {
				t.session.Clear() // a session looks at all that it holds before a query
				q := orm.Query[ourUser](t.session).Filter(orm.Col(&u.ID).Gt(id), orm.Col(&u.Age).Ge(age), orm.Col(&u.Nickname).Ne(nickname))
				return len(got(q.OrderBy(orm.Col(&u.ID)).Limit(5).All()))
			}
		},
	}
}
