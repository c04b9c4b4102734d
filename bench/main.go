// This file holds the command line: one run as a process, or all of them in rounds.

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

// options are the command line.
type options struct {
	databases, url    string
	dir               string
	scale             float64
	rounds            int
	limit             time.Duration
	only, workloads   string
	run, profile, raw string
	python            string

	db, server string    // of databases: the one at work, and where it is
	until      time.Time // when its rounds are to end; zero for no limit
}

func main() {
	var o options
	flag.StringVar(&o.databases, "db", "sqlite postgres mysql", "databases, with blanks between; with -run the first")
	flag.StringVar(&o.dir, "dir", "", "where SQLite's file goes; /dev/shm where it exists")
	flag.StringVar(&o.url, "server", "", "URL of the server; ORMSH_TEST_POSTGRES and ORMSH_TEST_MYSQL, or this machine's")
	flag.Float64Var(&o.scale, "scale", 1, "of all counts")
	flag.IntVar(&o.rounds, "rounds", 5, "how often each contestant runs")
	flag.DurationVar(&o.limit, "limit", 0, "how long all may take: no round begins that wouldn't end by then, the first of each database apart; 0 for no limit")
	flag.StringVar(&o.only, "only", "", "names of contestants, with blanks between; all")
	flag.StringVar(&o.workloads, "workloads", "", "names of workloads, with blanks between; all")
	flag.StringVar(&o.run, "run", "", "contestant/workload: one run in this process, its result as JSON")
	flag.StringVar(&o.profile, "profile", "", "with -run: write a CPU profile of what is timed")
	flag.StringVar(&o.raw, "out", "", "add the result of each run to this file, as lines of JSON")
	flag.StringVar(&o.python, "python", "/usr/bin/python3", "a Python with SQLAlchemy; left out where it has none")
	flag.Parse()
	if err := command(o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func command(o options) error {
	if o.scale <= 0 || o.rounds <= 0 {
		return errors.New("-scale and -rounds are above zero")
	}
	var failed error
	list, start := strings.Fields(o.databases), time.Now()
	for i, db := range list {
		if o.until = start.Add(o.limit * time.Duration(i+1) / time.Duration(len(list))); o.limit == 0 {
			o.until = time.Time{}
		}
		if err := o.choose(db); err != nil {
			return err
		}
		if o.run != "" {
			result, err := single(o)
			if err != nil {
				return err
			}
			return json.NewEncoder(os.Stdout).Encode(result)
		}
		if i > 0 {
			fmt.Println()
		}
		if err := compete(o, os.Stdout); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", db, err))
		}
	}
	return failed
}

// choose goes on to a database.
func (o *options) choose(db string) error {
	servers := map[string][2]string{"sqlite": {}, "postgres": {"ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test"},
		"mysql": {"ORMSH_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test"}}
	server, ok := servers[db]
	if !ok {
		return fmt.Errorf("-db %s: it is sqlite, postgres or mysql", db)
	}
	o.db, o.server = db, cmp.Or(o.url, os.Getenv(server[0]), server[1])
	return nil
}

// contestants lists who takes part on a kind of database. The baseline comes first, and once more as the control.
func contestants(kind string) []contestant {
	list := []contestant{multi(baseline, multiRows), multi("control", multiRows), raw(), ours(), gormContestant(), bunContestant(kind),
		entContestant(), xormContestant(), sqlxContestant(kind)}
	if kind == "sqlite" {
		return list
	}
	list = append(list, multi("multi-1000", 1000))
	for i := range list { // what is measured on servers
		c := &list[i]
		list[i] = contestant{name: c.name, insert: c.insert, insertMany: c.insertMany, load: c.load, get: c.get}
	}
	if kind == "postgres" {
		list = append(list, unnesting(), batching(), copying())
	}
	return list
}

// single runs one contestant's workload in this process.
func single(o options) (result Result, err error) {
	name, what, _ := strings.Cut(o.run, "/")
	work := find(o.db, name, what)
	if work == nil {
		return result, fmt.Errorf("-run %s: there is no such contestant and workload", o.run)
	}
	p, err := newPlace(o.db, o.dir, o.server)
	if err != nil {
		return result, err
	}
	e := &Env{place: p, ctx: context.Background(), scale: o.scale, profile: o.profile}
	defer e.drop()
	defer func() {
		if e.db != nil {
			must(e.db.Close())
		}
		for _, c := range e.closing {
			must(c())
		}
	}()
	e.result.Contestant, e.result.Workload = name, what
	work(e)
	e.result.Allocs /= float64(e.result.Rows)
	e.result.Bytes /= float64(e.result.Rows)
	return e.result, nil
}

func find(kind, name, what string) func(*Env) {
	for _, c := range contestants(kind) {
		for _, w := range workloads() {
			if c.name == name && w.name == what {
				return w.run(&c)
			}
		}
	}
	return nil
}
