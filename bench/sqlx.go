// This file holds sqlx.

package main

import (
	"time"

	"github.com/jmoiron/sqlx"
)

type sqlxUser struct {
	ID       int64     `db:"id"`
	Name     string    `db:"name"`
	Fullname string    `db:"fullname"`
	Nickname string    `db:"nickname"`
	Age      int64     `db:"age"`
	Created  time.Time `db:"created"`
}

const namedInsert = "INSERT INTO users (name, fullname, nickname, age, created) VALUES (:name, :fullname, :nickname, :age, :created)"

func openSqlx(e *Env) *sqlx.DB { return sqlx.NewDb(e.DB(), e.driver) }

func newSqlxUsers(source []User) []sqlxUser {
	users := make([]sqlxUser, len(source))
	for i, u := range source {
		users[i] = sqlxUser(u)
	}
	return users
}

func viewOfSqlx(users []sqlxUser) view {
	return view{len(users), func(i int) User { return User(users[i]) }}
}

func sqlxAll(on sqlx.Queryer) (users []sqlxUser) {
	must(sqlx.Select(on, &users, selectUsers+" ORDER BY id"))
	return users
}

func sqlxContestant(kind string) contestant {
	c := contestant{
		name: "sqlx",
		insert: func(e *Env) func([]User) view {
			x := openSqlx(e)
			return func(source []User) view {
				users := newSqlxUsers(source)
				tx := got(x.Beginx())
				if e.kind == "postgres" {
					st := got(tx.PrepareNamed(namedInsert + " RETURNING id"))
					for i := range users {
						must(st.Get(&users[i].ID, &users[i]))
					}
				} else {
					st := got(tx.PrepareNamed(namedInsert))
					for i := range users {
						users[i].ID = got(got(st.Exec(&users[i])).LastInsertId())
					}
				}
				must(tx.Commit())
				return viewOfSqlx(users)
			}
		},
		insertMany: func(e *Env) func([]User) view { // ids by arithmetic
			const chunk = 500
			x := openSqlx(e)
			return func(source []User) view {
				users := newSqlxUsers(source)
				tx := got(x.Beginx())
				for i := 0; i < len(users); i += chunk {
					part := users[i:min(i+chunk, len(users))]
					last := got(got(tx.NamedExec(namedInsert, part)).LastInsertId())
					if e.kind == "mysql" { // it tells the first
						last += int64(len(part)) - 1
					}
					for k := range part {
						part[k].ID = last - int64(len(part)-1-k)
					}
				}
				must(tx.Commit())
				return viewOfSqlx(users)
			}
		},
		load: func(e *Env) func() view {
			x := openSqlx(e)
			return func() view { return viewOfSqlx(sqlxAll(x)) }
		},
		get: func(e *Env) func(int64) int64 {
			x := openSqlx(e)
			return func(id int64) int64 {
				var u sqlxUser
				must(x.Get(&u, selectUsers+" WHERE id = "+e.placeholder(1), id))
				return u.ID
			}
		},
		save: func(e *Env, n int) func() {
			tx := got(openSqlx(e).Beginx())
			users := sqlxAll(tx)
			assert(len(users) == n, "%d users were loaded", len(users))
			return func() {
				st := got(tx.PrepareNamed("UPDATE users SET age = :age WHERE id = :id"))
				for i := range users {
					users[i].Age++
					got(st.Exec(&users[i]))
				}
				must(tx.Commit())
			}
		},
		filter: func(e *Env) func(int64, int64, string) int {
			x := openSqlx(e)
			return func(id, age int64, nickname string) int {
				var users []sqlxUser
				must(x.Select(&users, selectUsers+filtered+" ORDER BY id LIMIT 5", id, age, nickname))
				return len(users)
			}
		},
	}
	if kind == "postgres" {
		c.insertMany = nil // no ids come back
	}
	return c
}
