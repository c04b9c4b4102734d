// This file holds ent, with the code that it generates.

package main

import (
	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"github.com/ormsh/ormsh/bench/ent"
	"github.com/ormsh/ormsh/bench/ent/user"
)

func openEnt(e *Env) *ent.Client {
	name := map[string]string{"sqlite": dialect.SQLite, "postgres": dialect.Postgres, "mysql": dialect.MySQL}[e.kind]
	return ent.NewClient(ent.Driver(entsql.OpenDB(name, e.DB())))
}

func viewOfEnt(users []*ent.User) view {
	return view{len(users), func(i int) User {
		u := users[i]
		return User{u.ID, u.Name, u.Fullname, u.Nickname, u.Age, u.Created}
	}}
}

func createEnt(c *ent.UserClient, u *User) *ent.UserCreate {
	return c.Create().SetName(u.Name).SetFullname(u.Fullname).SetNickname(u.Nickname).SetAge(u.Age).SetCreated(u.Created)
}

func entMany(e *Env, tx *ent.Tx, source []User) (users []*ent.User) {
	const chunk = 500
	for i := 0; i < len(source); i += chunk {
		part := source[i:min(i+chunk, len(source))]
		creates := make([]*ent.UserCreate, len(part))
		for k := range part {
			creates[k] = createEnt(tx.User, &part[k])
		}
		users = append(users, got(tx.User.CreateBulk(creates...).Save(e.ctx))...)
	}
	return users
}

func entInsert(store func(e *Env, tx *ent.Tx, source []User) []*ent.User) func(*Env) func([]User) view {
	return func(e *Env) func([]User) view {
		c := openEnt(e)
		return func(source []User) view {
			tx := got(c.Tx(e.ctx))
			users := store(e, tx, source)
			must(tx.Commit())
			return viewOfEnt(users)
		}
	}
}

func entChange(edit func(e *Env, tx *ent.Tx, u *ent.User)) func(*Env, int) func() {
	return func(e *Env, n int) func() {
		tx := got(openEnt(e).Tx(e.ctx))
		users := got(tx.User.Query().Order(user.ByID()).All(e.ctx))
		assert(len(users) == n, "%d users were loaded", len(users))
		return func() {
			for _, u := range users {
				edit(e, tx, u)
			}
			must(tx.Commit())
		}
	}
}

func entInsertTree(e *Env) func([]User) {
	const chunk = 500
	c := openEnt(e)
	return func(source []User) {
		tx := got(c.Tx(e.ctx))
		var creates []*ent.AddressCreate
		for i, u := range entMany(e, tx, source) {
			for k := range children {
				creates = append(creates, tx.Address.Create().SetUserID(u.ID).SetEmail(email(i, k)))
			}
		}
		for i := 0; i < len(creates); i += chunk {
			got(tx.Address.CreateBulk(creates[i:min(i+chunk, len(creates))]...).Save(e.ctx))
		}
		must(tx.Commit())
	}
}

func entContestant() contestant {
	return contestant{
		name: "ent",
		insert: entInsert(func(e *Env, tx *ent.Tx, source []User) (users []*ent.User) {
			for i := range source {
				users = append(users, got(createEnt(tx.User, &source[i]).Save(e.ctx)))
			}
			return users
		}),
		insertMany: entInsert(entMany),
		load: func(e *Env) func() view {
			c := openEnt(e)
			return func() view { return viewOfEnt(got(c.User.Query().Order(user.ByID()).All(e.ctx))) }
		},
		get: func(e *Env) func(int64) int64 {
			c := openEnt(e)
			return func(id int64) int64 { return got(c.User.Get(e.ctx, id)).ID }
		},
		save: entChange(func(e *Env, _ *ent.Tx, u *ent.User) {
			got(u.Update().SetAge(u.Age + 1).Save(e.ctx))
		}),
		remove:     entChange(func(e *Env, tx *ent.Tx, u *ent.User) { must(tx.User.DeleteOne(u).Exec(e.ctx)) }),
		insertTree: entInsertTree,
		loadTree: func(e *Env) func() tree {
			c := openEnt(e)
			return func() tree {
				users := got(c.User.Query().WithAddresses().Order(user.ByID()).All(e.ctx))
				return tree{len(users), func(i int) int { return len(users[i].Edges.Addresses) }}
			}
		},
		filter: func(e *Env) func(int64, int64, string) int {
			c := openEnt(e)
			return func(id, age int64, nickname string) int {
				q := c.User.Query().Where(user.IDGT(id), user.AgeGTE(age), user.NicknameNEQ(nickname))
				return len(got(q.Order(user.ByID()).Limit(5).All(e.ctx)))
			}
		},
	}
}
