// This file holds the one sink that every engine of the shell writes its echo to, and the record of all statements, echoed or not.

package repl

import (
	"context"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/repl/line"
)

// maxEvents is how many events are kept for \why.
const maxEvents = 1000

// sink writes events as the mode says and keeps the last ones.
type sink struct {
	text, json echo.Sink
	log        *stream // begins a line of its own; nil where the echo goes to a file
	before     func()  // called before an event is written to log: what the cell wrote so far comes first

	mu           sync.Mutex
	setting      EchoMode
	silent       bool   // the shell itself asks the database
	count        int    // events so far
	entry        string // what is evaluated now, where it is SQL or a command; empty: Go, or nothing
	events       []sent
	rows         int64                    // written and read so far
	changes      int                      // statements so far that may have changed the schema
	writes       int                      // statements so far that wrote
	aborted      map[uint64]bool          // sessions on PostgreSQL whose transaction refuses everything but its end
	wrote        bool                     // something was written since the last commit or rollback
	transactions map[uint64]*objectWrites // open ones, by session
}

// sent is an event, and the SQL or the command that was evaluated when it came.
type sent struct {
	echo.Event
	entry string
}

// evaluate notes what is evaluated from now on, until the function that it returns is called.
func (k *sink) evaluate(entry string) (end func()) {
	note := func(entry string) (before string) {
		k.mu.Lock()
		defer k.mu.Unlock()
		before, k.entry = k.entry, entry
		return before
	}
	before := note(entry)
	return func() { note(before) }
}

// recorder is the sink's other side: it is told of every statement, whether engines echo or not.
type recorder struct{ *sink }

// Emit implements echo.Sink.
func (k recorder) Emit(ctx context.Context, e echo.Event) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.silent {
		return
	}
	if e.Op == echo.Notice {
		k.notice(ctx, e)
		return
	}
	k.count++
	k.events = append(k.events, sent{e, k.entry})
	if len(k.events) > maxEvents {
		k.events = k.events[len(k.events)-maxEvents:]
	}
	k.rows += max(0, e.Rows)
	if e.Dialect == "postgresql" && e.Session != 0 {
		k.noteAborted(e)
	}
	switch {
	case e.Op == echo.Commit || e.Op == echo.Rollback:
		k.wrote = false
		delete(k.transactions, e.Session)
	case e.Err == nil && writes(e.SQL):
		k.writes++
		k.wrote = true
		if e.Session != 0 && e.Origin.Object != "" {
			k.transaction(e.Session).count++
		}
	}
	if e.Op == echo.Rollback || definesSchema(e.SQL) {
		k.changes++
	}
}

// notice shows a notice, which doesn't wait for the echo to be on; a log of JSON takes it as an event like others. mu is held.
func (k *sink) notice(ctx context.Context, e echo.Event) {
	if k.log == nil || k.setting == EchoOff || k.setting == EchoJSON {
		return
	}
	k.before()
	k.log.freshLine()
	k.text.Emit(ctx, e)
}

// noteAborted follows what PostgreSQL does to a transaction after an error in it; mu is held.
func (k *sink) noteAborted(e echo.Event) {
	switch {
	case e.Op == echo.Commit || e.Op == echo.Rollback || e.Op == echo.RollbackTo || e.Op == echo.Begin:
		delete(k.aborted, e.Session)
	case e.Err != nil:
		if k.aborted == nil {
			k.aborted = map[uint64]bool{}
		}
		k.aborted[e.Session] = true
	}
}

// isAborted says whether the server refuses the rest of the session's transaction.
func (k *sink) isAborted(session uint64) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.aborted[session]
}

// mark is how many events came so far.
func (k *sink) mark() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.count
}

// commitSince is the last COMMIT of a session behind a mark.
func (k *sink) commitSince(mark int, session uint64) (e echo.Event, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, e := range slices.Backward(k.events[max(0, len(k.events)-(k.count-mark)):]) {
		if e.Op == echo.Commit && e.Session == session {
			return e.Event, true
		}
	}
	return e, false
}

// definesSchema says whether a statement may create, change or drop a table.
func definesSchema(sql string) bool {
	switch firstWord(sql) {
	case "CREATE", "ALTER", "DROP", "RENAME", "ATTACH", "DETACH", "USE", "SET":
		return true
	}
	return false
}

// writes says whether a statement changes data or schema.
func writes(sql string) bool {
	switch firstWord(sql) {
	case "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "TRUNCATE", "LOAD", "COPY", "CALL", "DO", "EXECUTE": // the last three may
		return true
	case "WITH", "EXPLAIN", "ANALYZE":
		return runs(sql) != ""
	}
	return definesSchema(sql)
}

// firstWord is the word that a statement begins with, behind its comments, in upper case.
func firstWord(sql string) string {
	sql = strings.TrimSpace(sql)
	if strings.HasPrefix(sql, "--") || strings.HasPrefix(sql, "/*") {
		return at(sqlPieces(sql), 0)
	}
	if end := strings.IndexAny(sql, " \t\n(;"); end >= 0 {
		sql = sql[:end]
	}
	return strings.ToUpper(sql)
}

// wroteSince says whether a statement has written since the last commit or rollback.
func (k *sink) wroteSince() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.wrote
}

// written is how many statements have written.
func (k *sink) written() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.writes
}

// totals are the statements and rows so far.
func (k *sink) totals() (statements int, rows int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.count, k.rows
}

// schemaChanges is a number that grows when the schema may have changed.
func (k *sink) schemaChanges() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.changes
}

func newSink(s *Shell) *sink {
	k := &sink{setting: s.opts.Echo, log: s.log, before: func() {
		if s.eval != nil {
			s.eval.Flush()
		}
	}}
	var w io.Writer = s.log
	options := []echo.Option{echo.Color(s.opts.Color), echo.Stamps(s.opts.Size != nil)}
	if s.opts.EchoFile != nil {
		w, k.log, options = s.opts.EchoFile, nil, nil
	}
	w = discreet{w}
	k.text, k.json = echo.Text(w, options...), echo.JSON(w, options...)
	return k
}

// discreet hides passwords in what is written: they may stand in statements and, in URLs, in parameters.
type discreet struct{ w io.Writer }

// Write implements io.Writer; the count is of b, whatever is written for it.
func (d discreet) Write(b []byte) (int, error) {
	if _, err := io.WriteString(d.w, line.MaskOutput(string(b))); err != nil {
		return 0, err
	}
	return len(b), nil
}

func (k *sink) mode() EchoMode {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.setting
}

func (k *sink) set(m EchoMode) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.setting = m
}

// quiet drops events until the function is called.
func (k *sink) quiet() (loud func()) {
	set := func(on bool) {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.silent = on
	}
	set(true)
	return func() { set(false) }
}

// Emit implements echo.Sink.
func (k *sink) Emit(ctx context.Context, e echo.Event) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.silent || k.setting == EchoOff || e.Op == echo.Notice && k.log != nil && k.setting != EchoJSON { // shown by the recorder
		return
	}
	if k.log != nil {
		k.before()
		k.log.freshLine()
	}
	if k.setting == EchoJSON {
		k.json.Emit(ctx, e)
		return
	}
	k.text.Emit(ctx, e)
}

// event is the n-th statement since the start, from 1; ok is false where it is not kept.
func (k *sink) event(n int) (e sent, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	i := n - 1 - (k.count - len(k.events))
	if i < 0 || i >= len(k.events) {
		return sent{}, false
	}
	return k.events[i], true
}

// number is how many statements there were.
func (k *sink) number() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.count
}
