// This file holds the baseline: hand-written statements of many rows.

package main

import (
	"database/sql"
	"slices"
)

// multiRows is how many rows a statement of the baseline takes; more made it slower.
const multiRows = 100

// multi sends statements of chunk rows.
func multi(name string, chunk int) contestant {
	insert := func(e *Env) func([]User) view {
		return func(source []User) view {
			tx := got(e.DB().Begin())
			users := slices.Clone(source)
			insertUsers(e, tx, users, chunk)
			must(tx.Commit())
			return viewOf(users)
		}
	}
	return contestant{
		name: name, insert: insert, insertMany: insert,
		load: func(e *Env) func() view {
			return func() view { return viewOf(scanUsers(got(e.DB().Query(selectUsers+" ORDER BY id")), nil)) }
		},
		get: rawGet,
		save: func(e *Env, n int) func() {
			tx, users := loadRaised(e, n)
			return func() { multiUpdate(e, tx, users, chunk); must(tx.Commit()) }
		},
		insertTree: func(e *Env) func([]User) {
			return func(source []User) {
				tx := got(e.DB().Begin())
				users := slices.Clone(source)
				insertUsers(e, tx, users, chunk)
				insertAddresses(e, tx, addressesOf(users), chunk)
				must(tx.Commit())
			}
		},
		loadTree: multiLoadTree,
		remove: func(e *Env, n int) func() {
			tx, users := loadRaised(e, n)
			return func() {
				bind := func(i int, args []any) []any { return append(args, users[i].ID) }
				chunked{e: e, on: tx, width: 1, chunk: 500, head: "DELETE FROM users WHERE id IN (VALUES ", tail: ")", bind: bind}.exec(n)
				must(tx.Commit())
			}
		},
		filter: func(e *Env) func(int64, int64, string) int {
			st := got(e.DB().Prepare(selectUsers + filtered + " ORDER BY id LIMIT 5"))
			return func(id, age int64, nickname string) int {
				return len(scanUsers(got(st.Query(id, age, nickname)), make([]User, 0, 5)))
			}
		},
	}
}

// multiUpdate joins the table with the new values.
func multiUpdate(e *Env, tx *sql.Tx, users []User, chunk int) {
	bind := func(i int, args []any) []any { return append(args, users[i].ID, users[i].Age) }
	chunked{e: e, on: tx, width: 2, chunk: chunk, head: "UPDATE users SET age = d.column2 FROM (VALUES ", tail: ") AS d WHERE users.id = d.column1", bind: bind}.exec(len(users))
}

// multiLoadTree reads both tables whole and joins them in memory.
func multiLoadTree(e *Env) func() tree {
	type parent struct {
		User
		addresses []Address
	}
	return func() tree {
		var parents []parent
		rows := got(e.DB().Query(selectUsers + " ORDER BY id"))
		for rows.Next() {
			parents = append(parents, parent{})
			u := &parents[len(parents)-1]
			must(rows.Scan(&u.ID, &u.Name, &u.Fullname, &u.Nickname, &u.Age, &u.Created))
		}
		must(rows.Err())
		byID := make(map[int64]*parent, len(parents))
		for i := range parents {
			byID[parents[i].ID] = &parents[i]
		}
		rows = got(e.DB().Query("SELECT id, user_id, email FROM addresses"))
		for rows.Next() {
			var a Address
			must(rows.Scan(&a.ID, &a.UserID, &a.Email))
			u := byID[a.UserID]
			u.addresses = append(u.addresses, a)
		}
		must(rows.Err())
		return tree{len(parents), func(i int) int { return len(parents[i].addresses) }}
	}
}
