// This file holds where a run works: a database of its own, made before and dropped after.

package main

import (
	"database/sql"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"github.com/ormsh/ormsh/orm"
)

// place is a database: how database/sql reaches it, and how ormsh and SQLAlchemy do.
type place struct {
	kind        string // sqlite, postgres or mysql
	driver, dsn string
	url         string
	drop        func()
}

// pragmas are SQLite's settings, the same for all.
const pragmas = "_journal_mode=WAL&_synchronous=NORMAL&_foreign_keys=1&_busy_timeout=5000&_cache_size=-65536"

// newPlace makes a database. server is the URL of a server, in SQLAlchemy's form; SQLite takes a directory.
func newPlace(kind, dir, server string) (place, error) {
	if kind == "sqlite" {
		return newFile(dir)
	}
	u, err := orm.ParseURL(server)
	if err != nil {
		return place{}, err
	}
	p := place{kind: kind}
	name := fmt.Sprintf("ormsh_bench_%d", os.Getpid())
	admin := driverDSN(kind, u)
	p.driver = map[string]string{"postgres": "pgx", "mysql": "mysql"}[kind]
	if err := execute(p.driver, admin, "CREATE DATABASE "+name); err != nil {
		return place{}, err
	}
	force := map[string]string{"postgres": " WITH (FORCE)"}[kind] // some libraries' connections are open still
	p.drop = func() { must(execute(p.driver, admin, "DROP DATABASE "+name+force)) }
	u.Database = name
	p.dsn, p.url = driverDSN(kind, u), u.Reveal()
	return p, nil
}

func newFile(dir string) (place, error) {
	if info, err := os.Stat("/dev/shm"); dir == "" && err == nil && info.IsDir() {
		dir = "/dev/shm"
	}
	dir, err := os.MkdirTemp(dir, "ormsh-bench")
	if err != nil {
		return place{}, err
	}
	path := filepath.Join(dir, "bench.db")
	return place{kind: "sqlite", driver: "sqlite3", dsn: "file:" + path + "?" + pragmas, url: "sqlite:///" + path,
		drop: func() { must(os.RemoveAll(dir)) }}, nil
}

// driverDSN is a server's address as its driver for database/sql wants it.
func driverDSN(kind string, u orm.URL) string {
	user := url.User(u.User)
	if u.Password != "" {
		user = url.UserPassword(u.User, u.Password)
	}
	address := func(port int) string {
		if u.Port != 0 {
			port = u.Port
		}
		return net.JoinHostPort(u.Host, strconv.Itoa(port))
	}
	if kind == "mysql" {
		return user.String() + "@tcp(" + address(3306) + ")/" + u.Database + "?parseTime=true&clientFoundRows=true"
	}
	return (&url.URL{Scheme: "postgres", User: user, Host: address(5432), Path: "/" + u.Database, RawQuery: "sslmode=disable"}).String()
}

func execute(driver, dsn, statement string) error {
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}
