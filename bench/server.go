// This file holds the work of a server on this machine: the CPU time of what serves a run's database.

package main

import (
	"database/sql"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// serving lists, for a database, who works for it: PostgreSQL's processes, MariaDB's threads.
var serving = map[string]string{
	"postgres": "SELECT pid, pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
	"mysql":    "SELECT @@pid_file, tid FROM information_schema.processlist WHERE db = database() AND id <> connection_id()",
}

// serverCPU is the time that a server on this machine has worked for the run's database; false where it can't be told.
func (e *Env) serverCPU() (total time.Duration, ok bool) {
	query := serving[e.kind]
	if query == "" {
		return 0, true
	}
	db, err := sql.Open(e.driver, e.dsn)
	must(err)
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		return 0, false
	}
	defer rows.Close()
	for rows.Next() {
		var process, thread string
		must(rows.Scan(&process, &thread))
		spent, err := onCPU(process, thread)
		if err != nil {
			return 0, false
		}
		total += spent
	}
	return total, rows.Err() == nil
}

// onCPU reads what Linux knows of a thread. process may be the name of a file with the number.
func onCPU(process, thread string) (time.Duration, error) {
	if text, err := os.ReadFile(process); err == nil {
		process = strings.TrimSpace(string(text))
	}
	text, err := os.ReadFile("/proc/" + process + "/task/" + thread + "/schedstat")
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(text), " ")
	n, err := strconv.ParseInt(first, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("schedstat: %w", err)
	}
	return time.Duration(n), nil
}
