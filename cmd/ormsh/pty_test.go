// This file holds the tests of the shell at a terminal: keys typed into the real command, its output read back.

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// deadline is how long a test waits for output.
const deadline = time.Minute

// console is an ormsh at a pseudo-terminal.
type console struct {
	t      *testing.T
	cmd    *exec.Cmd
	ptmx   *os.File
	output chan string
	seen   string // output since the last key
	passed string // what came before that which until found last
}

// startConsole runs ormsh with a plain prompt, unless args say otherwise.
func startConsole(t *testing.T, args ...string) *console {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cmd := exec.Command(exe, append([]string{"--set=prompt=plain"}, args...)...)
	cmd.Env = append(os.Environ(), "ORMSH_TEST_AS_COMMAND=1", "LC_ALL=C.UTF-8", "TERM=xterm", "NO_COLOR=1", "XDG_STATE_HOME="+dir)
	cmd.Dir = dir
	ptmx, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		t.Fatal(err)
	}
	c := &console{t: t, cmd: cmd, ptmx: ptmx, output: make(chan string, 1000)}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it is gone already where the test passed
		_ = ptmx.Close()
	})
	go func() {
		defer close(c.output)
		buf := make([]byte, 4096)
		for {
			n, err := ptmx.Read(buf)
			if n > 0 {
				c.output <- string(buf[:n])
			}
			if err != nil {
				return
			}
		}
	}()
	c.until(">>> ")
	return c
}

// enter types an entry and waits for what it should print, and for the next prompt.
func (c *console) enter(entry, want string) {
	c.t.Helper()
	c.keys(entry + "\r")
	c.until("\x1b[?2004l" + want)
	c.until("\x1b[?2004h>>> ")
}

func (c *console) keys(s string) {
	c.t.Helper()
	if _, err := c.ptmx.WriteString(s); err != nil {
		c.t.Fatal(err)
	}
}

// until waits for text in the output and takes everything up to it.
func (c *console) until(want string) {
	c.t.Helper()
	timeout := time.After(deadline)
	for {
		if before, after, found := strings.Cut(c.seen, want); found {
			c.passed, c.seen = before, after
			return
		}
		select {
		case text, ok := <-c.output:
			if !ok {
				c.t.Fatalf("the shell left instead of printing %q; it printed %q", want, c.seen)
			}
			c.seen += text
		case <-timeout:
			c.t.Fatalf("the shell doesn't print %q; it printed %q", want, c.seen)
		}
	}
}

// leaves waits for the end of the process.
func (c *console) leaves(code int) {
	c.t.Helper()
	err := c.cmd.Wait()
	if got := c.cmd.ProcessState.ExitCode(); got != code {
		c.t.Errorf("the shell left with %d (%v), not %d", got, err, code)
	}
}

func TestTerminal(t *testing.T) {
	c := startConsole(t, "pets.db")
	c.keys("\x1b[200~type Pet struct {\n\torm.Model `orm:\"table=pet\"`\n\tID   int `orm:\"primary_key\"`\n\tName string\n}\x1b[201~")
	c.enter("", "")
	c.enter(`func (p *Pet) String() string { return "<" + p.Name + ">" }`, "")
	c.enter("Base := orm.DeclarativeBase(); Base.Map(Pet{}); Base.MetaData().CreateAll(engine)", "")
	c.enter(`session.Add(&Pet{Name: "rex"}); session.Commit()`, "")
	c.enter("select id, name from pet", " id | name\r\n----+------\r\n  1 | rex\r\n(1 row)\r\n")
	c.keys("for {}\r")
	c.until("\x1b[?2004l")
	c.keys("\x03")
	c.until("cancelled\r\n")
	c.until(">>> ")
	c.enter("1 + 1", "2\r\n")
	c.keys("half a line\x03")
	c.until("half a line^C")
	c.until(">>> ")
	c.enter(`\echo text`, "echo: text\r\n")
	c.enter(`session.Add(&Pet{Name: "late"})`, "")
	c.keys("\x04")
	c.until("the session has changes that are not committed")
	c.until(">>> ")
	c.keys("\x04")
	c.leaves(0)
	info, err := os.Stat(filepath.Join(c.cmd.Dir, "ormsh", "history"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the history file: %v, %v", info, err)
	}
}

func TestLeaving(t *testing.T) {
	tests := []struct {
		keys string
		code int
	}{
		{"\\q\r", 0},
		{"os.Exit(7)\r", 7},
		{"\x04", 0},
	}
	for _, tt := range tests {
		c := startConsole(t)
		c.keys(tt.keys)
		c.leaves(tt.code)
	}
}

// server is the URL of a test server, or skips.
func server(t *testing.T, kind, variable, fallback string) string {
	t.Helper()
	url := os.Getenv(variable)
	if url == "" {
		url = fallback
	}
	_, stderr, code := ormsh(t, t.TempDir(), "", url, "-c", "1")
	if code == 0 {
		return url
	}
	if strings.Contains(os.Getenv("ORMSH_TEST_REQUIRE"), kind) {
		t.Fatalf("%s is required: %s", kind, stderr)
	}
	t.Skipf("no %s: %s", kind, stderr)
	return ""
}

// TestInterruptReachesTheServer cancels a statement, and asks the server whether it still runs.
func TestInterruptReachesTheServer(t *testing.T) {
	tests := []struct{ kind, variable, fallback, sleep, running string }{
		{"mysql", "ORMSH_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test", "select sleep(61)",
			"select count(*) as n from information_schema.processlist where info like 'select sleep(61)%'"},
		{"postgres", "ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test", "select pg_sleep(61)",
			"select count(*) as n from pg_stat_activity where state = 'active' and query like 'select pg_sleep(61)%'"},
	}
	for _, tt := range tests {
		t.Run(tt.kind, func(t *testing.T) {
			url := server(t, tt.kind, tt.variable, tt.fallback)
			c := startConsole(t, url)
			c.keys(tt.sleep + "\r")
			c.until("\x1b[?2004l")
			c.untilRunning(url, tt.running)
			c.keys("\x03")
			c.until("cancelled")
			c.until(">>> ")
			c.enter(`\rollback`, "")
			c.enter(tt.running, " n\r\n---\r\n 0\r\n")
			c.keys("db := engine.DB(); db.Exec(\"" + tt.sleep + "\")\r")
			c.until("\x1b[?2004l")
			c.untilRunning(url, tt.running)
			c.keys("\x03")
			c.until("cancelled")
			c.until(">>> ")
			c.enter(tt.running, " n\r\n---\r\n 0\r\n")
			c.enter("db.Ping(); db.Query(\"select 40 + 2\"); 1", "1\r\n")
			c.enter(`engine.Execute(orm.Text("select 41 + 1")).FetchAll()`, "")
			c.keys("\x04")
			c.leaves(0)
		})
	}
}

// TestReconnect has the server end the connection, and takes the offer of a new one; what was not committed is kept.
func TestReconnect(t *testing.T) {
	tests := []struct{ kind, variable, fallback, kill string }{
		{"mysql", "ORMSH_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test", `session.Execute(orm.Text("kill connection_id()"))`},
		{"postgres", "ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test", "select pg_terminate_backend(pg_backend_pid())"},
	}
	for _, tt := range tests {
		t.Run(tt.kind, func(t *testing.T) {
			c := startConsole(t, server(t, tt.kind, tt.variable, tt.fallback))
			c.enter("type Pending struct { orm.Model `orm:\"table=never_made\"`; ID int `orm:\"primary_key\"` }", "")
			c.enter("Base := orm.DeclarativeBase(); Base.Map(Pending{}); session.Add(&Pending{})", "")
			c.keys(tt.kill + "\r")
			c.until("Roll back and connect again? [y/N] ")
			c.keys("y\r")
			c.until("connected again; pending are 1 new, 0 dirty, 0 deleted")
			c.until(">>> ")
			c.enter("select 40 + 2 as n", " n\r\n----\r\n 42\r\n(1 row)\r\n")
		})
	}
}

// TestReconnectAfterFlush has a commit notice that the connection is gone: what it was to write is pending on the new one.
func TestReconnectAfterFlush(t *testing.T) {
	tests := []struct{ kind, variable, fallback, id, kill string }{
		{"mysql", "ORMSH_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test", "select connection_id()", "kill %v"},
		{"postgres", "ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test", "select pg_backend_pid()", "select pg_terminate_backend(%v)"},
	}
	for _, tt := range tests {
		t.Run(tt.kind, func(t *testing.T) {
			c := startConsole(t, server(t, tt.kind, tt.variable, tt.fallback))
			c.enter("type Kept struct { orm.Model `orm:\"table=ormsh_kept\"`; ID int `orm:\"primary_key\"`; Name string `orm:\"size=20\"` }", "")
			c.enter("Base := orm.DeclarativeBase(); Base.Map(Kept{}); Base.MetaData().DropAll(engine); Base.MetaData().CreateAll(engine)", "")
			c.enter(`old := &Kept{Name: "a"}; session.Add(old); session.Commit()`, "")
			c.enter(`id := session.Execute(orm.Text("`+tt.id+`")).Scalar()`, "")
			c.enter(`engine.Execute(orm.Text(fmt.Sprintf("`+tt.kill+`", id)))`, "")
			c.keys("old.Name = \"b\"; session.Add(&Kept{Name: \"new\"}); session.Commit()\r")
			c.until("Roll back and connect again? [y/N] ")
			c.keys("y\r")
			c.until("connected again; pending are 1 new, 1 dirty, 0 deleted")
			c.until(">>> ")
			c.enter("session.Commit()", "")
			c.enter("select name from ormsh_kept order by name", " name\r\n------\r\n b\r\n new\r\n(2 rows)\r\n")
			c.enter("session.Commit(); Base.MetaData().DropAll(engine)", "")
		})
	}
}

// TestReadOnlyServers leaves it to the server to refuse.
func TestReadOnlyServers(t *testing.T) {
	tests := []struct{ kind, variable, fallback, refusal string }{
		{"mysql", "ORMSH_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test", "READ ONLY transaction"},
		{"postgres", "ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test", "read-only transaction"},
	}
	for _, tt := range tests {
		t.Run(tt.kind, func(t *testing.T) {
			url := server(t, tt.kind, tt.variable, tt.fallback)
			_, stderr, code := ormsh(t, t.TempDir(), "", "--read-only", url, "-c", "create table ormsh_never (a int)")
			if code != 1 || !strings.Contains(stderr, tt.refusal) {
				t.Errorf("code %d, %s", code, stderr)
			}
			c := startConsole(t, "--read-only", "--set=prompt=short", url)
			for _, attempt := range []string{"set session transaction read write", "set session characteristics as transaction read write", "reset transaction_read_only", "commit", ""} {
				c.keys(attempt + "\r\\rollback\rcreate table ormsh_never (a int)\r")
				c.until(tt.refusal)
				c.keys("\\rollback\r")
				c.until("(read-only) >>> ")
			}
			c.keys("select 40 + 2 as n\r")
			c.until(" n\r\n----\r\n 42\r\n(1 row)\r\n")
		})
	}
}

// TestQuestionBeforeHarm answers the question before an UPDATE of every row, both ways.
func TestQuestionBeforeHarm(t *testing.T) {
	c := startConsole(t, "pets.db")
	c.enter("create table pet (name text)", "")
	c.enter("insert into pet values ('rex')", "INSERT 1\r\n")
	c.keys("update pet set name = 'x'\r")
	c.until("This update has no WHERE: it takes every row. Run it? [y/N] ")
	c.keys("\r")
	c.until("not run")
	c.until(">>> ")
	c.keys("update pet set name = 'x'\r")
	c.until("[y/N] ")
	c.keys("y\r")
	c.until("UPDATE 1\r\n")
	c.until(">>> ")
	c.enter("select name from pet", " name\r\n------\r\n x\r\n(1 row)\r\n")
}

// untilRunning waits until another connection sees the statement run.
func (c *console) untilRunning(url, query string) {
	c.t.Helper()
	end := time.Now().Add(deadline)
	for {
		stdout, _, _ := ormsh(c.t, c.cmd.Dir, "", url, "-c", query)
		if strings.Contains(stdout, "\n 1\n") {
			return
		}
		if time.Now().After(end) {
			c.t.Fatalf("the statement doesn't run: %s", stdout)
		}
	}
}

// TestPipedOutput types into a shell whose output goes into a pipe: no greeting, no prompt, no escape sequence is mixed into it.
func TestPipedOutput(t *testing.T) {
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer ptmx.Close()
	defer tty.Close()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	cmd := exec.Command(exe, "a.db")
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "ORMSH_TEST_AS_COMMAND=1", "TERM=xterm", "XDG_STATE_HOME="+cmd.Dir, "ORMSH_START=off")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, &out, &out
	if _, err := ptmx.WriteString("if true {\nfmt.Println(1)\n}\nselect 2 as n\nnope\n\x04"); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	if want := "1\n n\n---\n 2\n(1 row)\n1:1: undefined: nope\n    nope\n    ^\n"; out.String() != want {
		t.Errorf("the pipe gets\n%q, not\n%q", out.String(), want)
	}
}

// TestWatchAtTheTerminal repeats a query until Ctrl-C, on each database; the session goes on.
func TestWatchAtTheTerminal(t *testing.T) {
	for _, tt := range []struct{ kind, variable, fallback string }{
		{"sqlite", "", ""},
		{"mysql", "ORMSH_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test"},
		{"postgres", "ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test"},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			url := "w.db"
			if tt.kind != "sqlite" {
				url = server(t, tt.kind, tt.variable, tt.fallback)
			}
			c := startConsole(t, url)
			c.keys("\\watch 0.05 select 40 + 2 as n\r")
			c.until(" 42\r\n(1 row)\r\n")
			c.until(" 42\r\n(1 row)\r\n")
			c.keys("\x03")
			c.until(">>> ")
			c.enter("select 1 as one", " one\r\n-----\r\n   1\r\n(1 row)\r\n")
		})
	}
}

// TestInterruptedCopy gives a long \copy up: none of its rows stays, what the transaction did before does, and it goes on.
func TestInterruptedCopy(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("id,v\n")
	for i := range 1_000_000 {
		fmt.Fprintf(&rows, "%d,abcdefgh\n", i+1)
	}
	file := filepath.Join(t.TempDir(), "big.csv")
	if err := os.WriteFile(file, []byte(rows.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ kind, variable, fallback string }{
		{"sqlite", "", ""},
		{"mysql", "ORMSH_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test"},
		{"postgres", "ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test"},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			url := "c.db"
			if tt.kind != "sqlite" {
				url = server(t, tt.kind, tt.variable, tt.fallback)
			}
			c := startConsole(t, url)
			c.enter("create temporary table ormsh_copied (id integer primary key, v varchar(20))", "")
			c.enter("insert into ormsh_copied values (0, 'before')", "INSERT 1\r\n")
			c.keys("\\copy ormsh_copied from " + file + "\r")
			c.until(" rows/s")
			c.keys("\x03")
			c.until("cancelled\r\nthe session's transaction is still open")
			c.until(">>> ")
			c.enter("select count(*) as n from ormsh_copied", " n\r\n---\r\n 1\r\n(1 row)\r\n")
		})
	}
}
