// This file holds the rounds: every contestant once in each, as a process of its own.

package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// baseline is whom the others are compared with.
const baseline = "multi"

// sqlalchemy is the contestant that isn't Go.
const sqlalchemy = "sqlalchemy"

//go:embed workloads.py
var sqlalchemyProgram string

// pythonShare is the part of the counts that SQLAlchemy does: its numbers are for each row, too.
const pythonShare = 0.25

// pairing is a contestant with a workload.
type pairing struct{ contestant, workload string }

// compete runs the rounds and writes the report.
func compete(o options, w io.Writer) error {
	pairs, err := o.pairings()
	if err != nil {
		return err
	}
	runs := map[pairing][]Result{}
	defer func() { report(w, o, pairs, runs) }() // of the rounds before, where a run fails
	for round := range o.rounds {
		start := time.Now()
		for _, p := range pairs {
			fmt.Fprintf(os.Stderr, "\rround %d of %d: %-40s", round+1, o.rounds, p.contestant+" "+p.workload)
			result, err := o.process(p)
			if err != nil {
				return fmt.Errorf("%s %s: %w", p.contestant, p.workload, err)
			}
			runs[p] = append(runs[p], result)
			if err := o.keep(result); err != nil {
				return err
			}
		}
		if !o.until.IsZero() && time.Now().Add(time.Since(start)).After(o.until) {
			break
		}
	}
	fmt.Fprintln(os.Stderr)
	return nil
}

// pairings lists what is to run, workload by workload.
func (o options) pairings() (list []pairing, err error) {
	wanted := func(list, name string) bool { return list == "" || slices.Contains(strings.Fields(list), name) }
	all, python := contestants(o.db), o.hasSQLAlchemy()
	for _, w := range workloads() {
		if !wanted(o.workloads, w.name) {
			continue
		}
		for _, c := range all {
			if w.run(&c) != nil && (wanted(o.only, c.name) || c.name == baseline || c.name == "control") {
				list = append(list, pairing{c.name, w.name})
			}
		}
		if python && wanted(o.only, sqlalchemy) && w.name != "get-echo" && w.name != "insert-many" && w.run(&all[0]) != nil {
			list = append(list, pairing{sqlalchemy, w.name})
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("no contestant %q has a workload %q", o.only, o.workloads)
	}
	return list, nil
}

func (o options) hasSQLAlchemy() bool {
	driver := map[string]string{"sqlite": "sqlite3", "postgres": "psycopg2", "mysql": "pymysql"}[o.db]
	return exec.Command(o.python, "-c", "import sqlalchemy, "+driver).Run() == nil
}

// process makes a run of its own process.
func (o options) process(p pairing) (result Result, err error) {
	self, err := os.Executable()
	if err != nil {
		return result, err
	}
	cmd := exec.Command(self, "-db", o.db, "-dir", o.dir, "-server", o.server, "-scale", fmt.Sprint(o.scale), "-run", p.contestant+"/"+p.workload)
	if p.contestant == sqlalchemy {
		where, err := newPlace(o.db, o.dir, o.server)
		if err != nil {
			return result, err
		}
		defer where.drop()
		cmd = exec.Command(o.python, "-", p.workload, where.url, strconv.FormatFloat(o.scale*pythonShare, 'g', -1, 64))
		cmd.Stdin = strings.NewReader(sqlalchemyProgram)
	}
	var failure bytes.Buffer
	cmd.Stderr = &failure
	out, err := cmd.Output()
	if err != nil {
		return result, fmt.Errorf("%w\n%s", err, failure.String())
	}
	return result, json.Unmarshal(out, &result)
}

// keep adds a result to the file of all runs.
func (o options) keep(r Result) (err error) {
	if o.raw == "" {
		return nil
	}
	f, err := os.OpenFile(o.raw, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer func() {
		if closing := f.Close(); err == nil {
			err = closing
		}
	}()
	return json.NewEncoder(f).Encode(r)
}
