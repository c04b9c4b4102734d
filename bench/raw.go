// This file holds hand-written database/sql: row by row, as a careful programmer writes it, and with many rows to a
// statement, which is the practical limit and the baseline of the ratios.

package main

import (
	"bufio"
	"database/sql"
	"os"
	"strconv"
	"strings"
	"time"
)

// preparer is a *sql.DB or a *sql.Tx.
type preparer interface {
	Prepare(string) (*sql.Stmt, error)
	Exec(string, ...any) (sql.Result, error)
	Query(string, ...any) (*sql.Rows, error)
}

const (
	insertUser    = "INSERT INTO users (name, fullname, nickname, age, created) VALUES "
	insertAddress = "INSERT INTO addresses (user_id, email) VALUES "
	selectUsers   = "SELECT id, name, fullname, nickname, age, created FROM users"
	filtered      = " WHERE id > ? AND age >= ? AND nickname <> ?"
)

// placeholder is the n-th placeholder, from 1.
func (e *Env) placeholder(n int) string {
	if e.kind == "postgres" {
		return "$" + strconv.Itoa(n)
	}
	return "?"
}

// tuples writes so many groups of placeholders: (?, ?), (?, ?).
func (e *Env) tuples(groups, width int) string {
	var b strings.Builder
	for i := range groups {
		b.WriteString([]string{"(", ", ("}[min(i, 1)])
		for j := range width {
			b.WriteString([]string{"", ", "}[min(j, 1)] + e.placeholder(i*width+j+1))
		}
		b.WriteByte(')')
	}
	return b.String()
}

// chunked executes a statement for n rows, so many at once, prepared once for each size. bind appends the values of a
// row; done gets a chunk's result.
type chunked struct {
	e            *Env
	on           preparer
	width, chunk int
	head, tail   string
	bind         func(row int, args []any) []any
	done         func(st *sql.Stmt, first, rows int, args []any)
}

func (c chunked) run(n int) {
	var st *sql.Stmt
	args := make([]any, 0, c.chunk*c.width)
	for i, prepared := 0, 0; i < n; i += c.chunk {
		rows := min(c.chunk, n-i)
		if rows != prepared {
			if st != nil {
				must(st.Close())
			}
			st, prepared = got(c.on.Prepare(c.head+c.e.tuples(rows, c.width)+c.tail)), rows
		}
		args = args[:0]
		for j := range rows {
			args = c.bind(i+j, args)
		}
		c.done(st, i, rows, args)
	}
	if st != nil {
		must(st.Close())
	}
}

// insert runs an INSERT, and takes the keys from RETURNING or from the last one, as the database allows.
func (c chunked) insert(n int, setID func(row int, id int64)) {
	if c.e.kind == "postgres" {
		c.tail = " RETURNING id"
		c.done = func(st *sql.Stmt, first, _ int, args []any) {
			rows := got(st.Query(args...))
			for i := first; rows.Next(); i++ {
				var id int64
				must(rows.Scan(&id))
				setID(i, id)
			}
			must(rows.Err())
		}
	} else {
		c.done = func(st *sql.Stmt, first, rows int, args []any) {
			last := got(got(st.Exec(args...)).LastInsertId())
			if c.e.kind == "mysql" { // it tells the first key
				last += int64(rows) - 1
			}
			for i := range rows {
				setID(first+i, last-int64(rows-1-i))
			}
		}
	}
	c.run(n)
}

func (c chunked) exec(n int) {
	c.done = func(st *sql.Stmt, _, _ int, args []any) { got(st.Exec(args...)) }
	c.run(n)
}

func insertUsers(e *Env, on preparer, users []User, chunk int) {
	bind := func(i int, args []any) []any {
		u := &users[i]
		return append(args, u.Name, u.Fullname, u.Nickname, u.Age, u.Created)
	}
	chunked{e: e, on: on, width: 5, chunk: chunk, head: insertUser, bind: bind}.insert(len(users), func(i int, id int64) { users[i].ID = id })
}

func insertAddresses(e *Env, on preparer, list []Address, chunk int) {
	bind := func(i int, args []any) []any { return append(args, list[i].UserID, list[i].Email) }
	chunked{e: e, on: on, width: 2, chunk: chunk, head: insertAddress, bind: bind}.insert(len(list), func(i int, id int64) { list[i].ID = id })
}

func scanUsers(rows *sql.Rows, users []User) []User {
	for rows.Next() {
		users = append(users, User{})
		u := &users[len(users)-1]
		must(rows.Scan(&u.ID, &u.Name, &u.Fullname, &u.Nickname, &u.Age, &u.Created))
	}
	must(rows.Err())
	return users
}

func viewOf(users []User) view { return view{len(users), func(i int) User { return users[i] }} }

// raw sends a statement for each row.
func raw() contestant {
	c := multi("raw", 1)
	c.insertMany = nil
	c.save = func(e *Env, n int) func() {
		tx, users := loadRaised(e, n)
		return func() {
			st := got(tx.Prepare("UPDATE users SET age = " + e.placeholder(1) + " WHERE id = " + e.placeholder(2)))
			for i := range users {
				got(st.Exec(users[i].Age, users[i].ID))
			}
			must(tx.Commit())
		}
	}
	c.remove = func(e *Env, n int) func() {
		tx, users := loadRaised(e, n)
		return func() {
			st := got(tx.Prepare("DELETE FROM users WHERE id = " + e.placeholder(1)))
			for i := range users {
				got(st.Exec(users[i].ID))
			}
			must(tx.Commit())
		}
	}
	c.filter = func(e *Env) func(int64, int64, string) int {
		return func(id, age int64, nickname string) int {
			return len(scanUsers(got(e.DB().Query(selectUsers+filtered+" ORDER BY id LIMIT 5", id, age, nickname)), nil))
		}
	}
	c.getEcho = func(e *Env) func(int64) int64 { return logged(rawGet(e)) }
	return c
}

// loadRaised loads users in a transaction and raises their age.
func loadRaised(e *Env, n int) (*sql.Tx, []User) {
	tx := got(e.DB().Begin())
	users := scanUsers(got(tx.Query(selectUsers+" ORDER BY id")), nil)
	assert(len(users) == n, "%d users were loaded", len(users))
	for i := range users {
		users[i].Age++
	}
	return tx, users
}

func rawGet(e *Env) func(int64) int64 {
	st := got(e.DB().Prepare(selectUsers + " WHERE id = " + e.placeholder(1)))
	return func(id int64) int64 {
		var u User
		must(st.QueryRow(id).Scan(&u.ID, &u.Name, &u.Fullname, &u.Nickname, &u.Age, &u.Created))
		return u.ID
	}
}

// logged writes a line with time, statement and parameter before each call, and flushes it, as an echo at a prompt must.
func logged(get func(int64) int64) func(int64) int64 {
	w := bufio.NewWriter(got(os.OpenFile(os.DevNull, os.O_WRONLY, 0)))
	var b []byte
	return func(id int64) int64 {
		b = time.Now().AppendFormat(b[:0], "2006-01-02 15:04:05.000 INFO ")
		b = append(append(b, selectUsers+" WHERE id = ?"...), "\n["...)
		got(w.Write(append(strconv.AppendInt(b, id, 10), "]\n"...)))
		must(w.Flush())
		return get(id)
	}
}
