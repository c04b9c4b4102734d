// This file holds xorm.

package main

import (
	"time"

	"xorm.io/xorm"
	"xorm.io/xorm/core"
	"xorm.io/xorm/log"
)

type xormUser struct {
	ID       int64     `xorm:"'id' pk autoincr"`
	Name     string    `xorm:"'name'"`
	Fullname string    `xorm:"'fullname'"`
	Nickname string    `xorm:"'nickname'"`
	Age      int64     `xorm:"'age'"`
	Created  time.Time `xorm:"'created' datetime"`
}

// TableName says where users are.
func (xormUser) TableName() string { return "users" }

func openXorm(e *Env) *xorm.Engine {
	x := got(xorm.NewEngineWithDB(e.driver, e.dsn, core.FromDB(e.DB())))
	e.held = x // it closes the database when it is collected
	x.SetLogLevel(log.LOG_OFF)
	x.SetTZLocation(time.UTC)
	x.SetTZDatabase(time.UTC)
	return x
}

func viewOfXorm(users []xormUser) view {
	return view{len(users), func(i int) User { return User(users[i]) }}
}

func xormAll(s *xorm.Session) (users []xormUser) {
	must(s.Find(&users))
	return users
}

func xormChange(edit func(s *xorm.Session, u *xormUser)) func(*Env, int) func() {
	return func(e *Env, n int) func() {
		s := openXorm(e).NewSession()
		must(s.Begin())
		users := xormAll(s.Asc("id"))
		assert(len(users) == n, "%d users were loaded", len(users))
		return func() {
			for i := range users {
				edit(s, &users[i])
			}
			must(s.Commit())
		}
	}
}

func xormContestant() contestant {
	return contestant{
		name: "xorm",
		insert: func(e *Env) func([]User) view {
			x := openXorm(e)
			return func(source []User) view {
				users := make([]xormUser, len(source))
				s := x.NewSession()
				must(s.Begin())
				for i, u := range source {
					users[i] = xormUser(u)
					got(s.InsertOne(&users[i]))
				}
				must(s.Commit())
				return viewOfXorm(users)
			}
		},
		load: func(e *Env) func() view {
			x := openXorm(e)
			return func() view { return viewOfXorm(xormAll(x.Asc("id"))) }
		},
		get: func(e *Env) func(int64) int64 {
			x := openXorm(e)
			return func(id int64) int64 {
				var u xormUser
				got(x.ID(id).Get(&u))
				return u.ID
			}
		},
		save: xormChange(func(s *xorm.Session, u *xormUser) {
			u.Age++
			got(s.ID(u.ID).Cols("age").Update(u))
		}),
		remove: xormChange(func(s *xorm.Session, u *xormUser) { got(s.ID(u.ID).Delete(&xormUser{})) }),
		filter: func(e *Env) func(int64, int64, string) int {
			x := openXorm(e)
			return func(id, age int64, nickname string) int {
				return len(xormAll(x.Where("id > ?", id).And("age >= ?", age).And("nickname <> ?", nickname).Asc("id").Limit(5)))
			}
		},
	}
}
