// This file holds bun.

package main

import (
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/mysqldialect"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"
)

type bunUser struct {
	bun.BaseModel `bun:"table:users,alias:u"`
	ID            int64 `bun:",pk,autoincrement"`
	Name          string
	Fullname      string
	Nickname      string
	Age           int64
	Created       time.Time
	Addresses     []bunAddress `bun:"rel:has-many,join:id=user_id"`
}

type bunAddress struct {
	bun.BaseModel `bun:"table:addresses,alias:a"`
	ID            int64 `bun:",pk,autoincrement"`
	UserID        int64
	Email         string
}

func openBun(e *Env) *bun.DB {
	var d schema.Dialect = sqlitedialect.New()
	switch e.kind {
	case "postgres":
		d = pgdialect.New()
	case "mysql":
		d = mysqldialect.New()
	}
	return bun.NewDB(e.DB(), d)
}

func newBunUsers(source []User) []bunUser {
	users := make([]bunUser, len(source))
	for i, u := range source {
		users[i] = bunUser{Name: u.Name, Fullname: u.Fullname, Nickname: u.Nickname, Age: u.Age, Created: u.Created}
	}
	return users
}

func viewOfBun(users []bunUser) view {
	return view{len(users), func(i int) User {
		u := users[i]
		return User{u.ID, u.Name, u.Fullname, u.Nickname, u.Age, u.Created}
	}}
}

func bunAll(e *Env, db bun.IDB) (users []bunUser) {
	must(db.NewSelect().Model(&users).Order("id").Scan(e.ctx))
	return users
}

// bunChunks inserts a slice in parts, as bun's guide does.
func bunChunks[T any](e *Env, tx bun.Tx, list []T) {
	const chunk = 500
	for i := 0; i < len(list); i += chunk {
		part := list[i:min(i+chunk, len(list))]
		got(tx.NewInsert().Model(&part).Exec(e.ctx))
	}
}

func bunChange(edit func(e *Env, tx bun.Tx, u *bunUser)) func(*Env, int) func() {
	return func(e *Env, n int) func() {
		tx := got(openBun(e).BeginTx(e.ctx, nil))
		users := bunAll(e, tx)
		assert(len(users) == n, "%d users were loaded", len(users))
		return func() {
			for i := range users {
				edit(e, tx, &users[i])
			}
			must(tx.Commit())
		}
	}
}

func bunInsert(store func(e *Env, tx bun.Tx, users []bunUser)) func(*Env) func([]User) view {
	return func(e *Env) func([]User) view {
		db := openBun(e)
		return func(source []User) view {
			users := newBunUsers(source)
			tx := got(db.BeginTx(e.ctx, nil))
			store(e, tx, users)
			must(tx.Commit())
			return viewOfBun(users)
		}
	}
}

func bunContestant(kind string) contestant {
	c := contestant{
		name: "bun",
		insert: bunInsert(func(e *Env, tx bun.Tx, users []bunUser) {
			for i := range users {
				got(tx.NewInsert().Model(&users[i]).Exec(e.ctx))
			}
		}),
		insertMany: bunInsert(bunChunks[bunUser]),
		load: func(e *Env) func() view {
			db := openBun(e)
			return func() view { return viewOfBun(bunAll(e, db)) }
		},
		get: func(e *Env) func(int64) int64 {
			db := openBun(e)
			return func(id int64) int64 {
				u := bunUser{ID: id}
				must(db.NewSelect().Model(&u).WherePK().Scan(e.ctx))
				return u.ID
			}
		},
		save: bunChange(func(e *Env, tx bun.Tx, u *bunUser) {
			u.Age++
			got(tx.NewUpdate().Model(u).WherePK().Exec(e.ctx))
		}),
		remove: bunChange(func(e *Env, tx bun.Tx, u *bunUser) { got(tx.NewDelete().Model(u).WherePK().Exec(e.ctx)) }),
		insertTree: func(e *Env) func([]User) {
			db := openBun(e)
			return func(source []User) {
				users := newBunUsers(source)
				tx := got(db.BeginTx(e.ctx, nil))
				bunChunks(e, tx, users)
				list := make([]bunAddress, 0, len(users)*children)
				for i := range users {
					for k := range children {
						list = append(list, bunAddress{UserID: users[i].ID, Email: email(i, k)})
					}
				}
				bunChunks(e, tx, list)
				must(tx.Commit())
			}
		},
		loadTree: func(e *Env) func() tree {
			db := openBun(e)
			return func() tree {
				var users []bunUser
				must(db.NewSelect().Model(&users).Relation("Addresses").Order("id").Scan(e.ctx))
				return tree{len(users), func(i int) int { return len(users[i].Addresses) }}
			}
		},
		filter: func(e *Env) func(int64, int64, string) int {
			db := openBun(e)
			return func(id, age int64, nickname string) int {
				var users []bunUser
				q := db.NewSelect().Model(&users).Where("id > ?", id).Where("age >= ?", age).Where("nickname <> ?", nickname)
				must(q.Order("id").Limit(5).Scan(e.ctx))
				return len(users)
			}
		},
	}
	if kind == "mysql" {
		c.insertMany = nil // it reads no ids back there
	}
	return c
}
