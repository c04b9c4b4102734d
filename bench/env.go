// This file holds what a workload gets: a prepared database, sizes, and a stopwatch.

package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"time"

	_ "github.com/go-sql-driver/mysql" // the drivers that all contestants share
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/mattn/go-sqlite3"
)

// Env is one run's surroundings. Its failures panic: there is nothing to go on with.
type Env struct {
	place
	ctx     context.Context
	scale   float64
	profile string // file for a CPU profile of the timed work; "" for none
	db      *sql.DB
	source  []User
	held    any            // what must not be collected before the run's end
	closing []func() error // what has to be closed before the database can be dropped
	result  Result
}

// Result is what a run measured.
type Result struct {
	Contestant, Workload string
	Rows                 int     // rows, objects or queries
	Wall, CPU            float64 // seconds; CPU is user and system time of the process, its garbage collector included
	Server               float64 // CPU seconds of a server on this machine
	Remote               bool    // the server's couldn't be told: it counts by wall time
	Allocs, Bytes        float64 // for each row
	PeakMB               float64
}

// n scales a nominal count.
func (e *Env) n(nominal int) int { return max(int(float64(nominal)*e.scale), 1) }

// DB opens, once, the handle that the contestants over database/sql use. It has one connection.
func (e *Env) DB() *sql.DB {
	if e.db == nil {
		db, err := sql.Open(e.driver, e.dsn)
		must(err)
		db.SetMaxOpenConns(1)
		must(db.Ping())
		e.db = db
	}
	return e.db
}

// timed runs work between two readings of the clocks. What the preparation left is collected before.
func (e *Env) timed(work func()) {
	runtime.GC()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // the kernel's mark of peak memory; only Linux has it
	stop := e.startProfile()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	server, _ := e.serverCPU()
	cpu, wall := cpuTime(), time.Now()
	work()
	e.result.Wall, e.result.CPU = time.Since(wall).Seconds(), (cpuTime() - cpu).Seconds()
	stop()
	served, ok := e.serverCPU()
	e.result.Server, e.result.Remote = (served - server).Seconds(), !ok
	e.result.PeakMB = peakMB()
	runtime.ReadMemStats(&after)
	e.result.Allocs, e.result.Bytes = float64(after.Mallocs-before.Mallocs), float64(after.TotalAlloc-before.TotalAlloc)
}

// startProfile begins a CPU profile where one is wanted, and returns its end.
func (e *Env) startProfile() func() {
	if e.profile == "" {
		return func() {}
	}
	f := got(os.Create(e.profile))
	must(pprof.StartCPUProfile(f))
	return func() {
		pprof.StopCPUProfile()
		must(f.Close())
	}
}

func cpuTime() time.Duration {
	var r syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &r))
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// peakMB is the most memory that the process had resident; 0 where the system doesn't tell.
func peakMB() float64 {
	text, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmHWM:" {
			kb, _ := strconv.ParseFloat(f[1], 64)
			return kb / 1024
		}
	}
	return 0
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func got[T any](v T, err error) T {
	must(err)
	return v
}

func assert(ok bool, format string, args ...any) {
	if !ok {
		panic(fmt.Errorf("wrong result: "+format, args...))
	}
}
