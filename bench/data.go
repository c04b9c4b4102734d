// This file holds the tables and the values that all contestants store and find.

package main

import (
	"database/sql"
	"fmt"
	"strconv"
	"time"
)

// User is a row of users, Address one of addresses.
type User struct {
	ID                       int64
	Name, Fullname, Nickname string
	Age                      int64
	Created                  time.Time
}

// Address is a row of addresses.
type Address struct {
	ID, UserID int64
	Email      string
}

// tables are the definitions for each kind of database.
func tables(kind string) []string {
	key, integer, stamp, tail := "INTEGER PRIMARY KEY", "INTEGER", "TIMESTAMP", ""
	switch kind {
	case "postgres":
		key, integer = "BIGSERIAL PRIMARY KEY", "BIGINT"
	case "mysql":
		key, integer, stamp, tail = "BIGINT AUTO_INCREMENT PRIMARY KEY", "BIGINT", "DATETIME", " ENGINE=InnoDB"
	}
	return []string{
		"CREATE TABLE users (id " + key + ", name VARCHAR(50) NOT NULL, fullname VARCHAR(50), nickname VARCHAR(50), age " + integer + ", created " + stamp + ")" + tail,
		"CREATE TABLE addresses (id " + key + ", user_id " + integer + " NOT NULL, email VARCHAR(100), FOREIGN KEY (user_id) REFERENCES users (id))" + tail,
		"CREATE INDEX ix_addresses_user_id ON addresses (user_id)",
	}
}

// schema creates the empty tables.
func (e *Env) schema() {
	for _, statement := range tables(e.kind) {
		_, err := e.DB().Exec(statement)
		must(err)
	}
}

// users gives the values of the first n users.
func (e *Env) users(n int) []User {
	epoch := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := len(e.source) + 1; i <= n; i++ {
		e.source = append(e.source, User{Name: fmt.Sprintf("user%06d", i), Fullname: fmt.Sprintf("User Number %06d", i),
			Nickname: "nick" + strconv.Itoa(i%1000), Age: int64(18 + i%60), Created: epoch.Add(time.Duration(i) * time.Second)})
	}
	return e.source[:n]
}

func email(user, i int) string {
	return "u" + strconv.Itoa(user) + "." + strconv.Itoa(i) + "@example.com"
}

// children is how many addresses a user of the workloads with addresses has.
const children = 10

// seed makes the tables and fills them, untimed: n users, each with so many addresses.
func (e *Env) seed(n, addresses int) {
	e.schema()
	tx := got(e.DB().Begin())
	users := append([]User(nil), e.users(n)...)
	insertUsers(e, tx, users, 500)
	if addresses > 0 {
		insertAddresses(e, tx, addressesOf(users), 500)
	}
	must(tx.Commit())
	if e.kind == "postgres" {
		_, err := e.DB().Exec("ANALYZE")
		must(err)
	}
}

func addressesOf(users []User) []Address {
	list := make([]Address, 0, len(users)*children)
	for i := range users {
		for k := range children {
			list = append(list, Address{UserID: users[i].ID, Email: email(i, k)})
		}
	}
	return list
}

// scattered spreads the i-th of n lookups over the keys 1 to n, in an order that is always the same.
func scattered(i, n int) int64 { return int64(i*7919%n) + 1 }

// count asserts what a query for one number finds.
func (e *Env) count(query string, want int) {
	var n sql.NullInt64
	must(e.DB().QueryRow(query).Scan(&n))
	assert(n.Int64 == int64(want), "%s is %d, not %d", query, n.Int64, want)
}
