// This file holds the tests of commands at a terminal: reports, output elsewhere, \watch beside others, what several shells share.

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl/display"
	"github.com/ormsh/ormsh/repl/line"
)

// TestReport follows objects through their states, as they come into the session and leave it.
func TestReport(t *testing.T) {
	s := open(t, nil, "r.db")
	s.enter("type Pet struct { orm.Model `orm:\"table=pets\"`; ID int `orm:\"primary_key\"`; Name string }")
	s.enter("Base := orm.DeclarativeBase(); Base.Map(Pet{}); Base.MetaData().CreateAll(engine)")
	s.enter(`\report on`, "report: on")
	s.enter(`rex := &Pet{Name: "rex"}; session.Add(rex)`, "-- <Pet(id=0, name='rex')>: transient -> pending")
	s.enter(`session.Flush()`, "-- <Pet(id=1, name='rex')>: pending -> persistent")
	s.enter(`session.Rollback()`, "-- <Pet(id=1, name='rex')>: persistent -> transient")
	s.enter(`session.AddAll(&Pet{Name: "a"}, &Pet{Name: "b"}); session.Flush()`,
		"-- <Pet(id=1, name='a')>: transient -> pending -> persistent", "-- <Pet(id=2, name='b')>: transient -> pending -> persistent")
	s.enter(`session.Commit(); session.Close()`, "-- <Pet(id=1, name='a')>: persistent -> detached", "-- <Pet(id=2, name='b')>: persistent -> detached")
	s.enter(`a := orm.Get[Pet](session, 1)`, "-- <Pet(id=1, name='a')>: loaded as persistent")
	s.enter(`b := orm.Get[Pet](session, 2); b.Name = "bb"`, "-- <Pet(id=2, name='bb')>: loaded as persistent -> dirty")
	s.enter(`session.Delete(b)`, "-- <Pet(id=2, name='bb')>: dirty -> to delete")
	s.enter(`session.Flush()`, "-- <Pet(id=2, name='bb')>: to delete -> deleted")
	s.enter(`session.Commit()`, "-- <Pet(id=1, name='a')>: persistent -> expired", "-- <Pet(id=2, name='bb')>: deleted -> detached")
	s.enter(`session.Expunge(a)`, "-- <Pet(id=1, name='a')>: expired -> detached")
	s.enter(`session.Add(a)`, "-- <Pet(id=1, name='a')>: detached -> persistent -> expired")
	s.enter(`c := orm.Merge(session, &Pet{ID: 1, Name: "a"})`, "-- <Pet(id=1, name='a')>: expired -> persistent")
	s.enter(`\report off`, "report: off")
	s.enter(`session.Close()`)
}

// TestOutputOfTheTerminal sends output into a file: what is wrong is said here all the same.
func TestOutputOfTheTerminal(t *testing.T) {
	s := open(t, nil, "o.db")
	s.enter(`\o rows.txt`)
	s.enter("select 1 as a")
	s.enter("1 + 1")
	s.enter("nope", "1:1: undefined: nope", "    nope", "    ^")
	s.enter(`\timing off`, "timing: off")
	s.enter(`\o |sort -r`)
	s.enter(`fmt.Println("a\nb")`)
	s.enter(`\o`, "b", "a")
	s.enter(`fmt.Print(string(os.ReadFile("rows.txt")))`, " a", "---", " 1", "(1 row)", "2")
	s.enter(`\o |head -n 1 >one.txt`)
	s.enter(`for i := range 100000 { fmt.Println(i) }`)
	s.enter(`\o`)
	s.enter(`\o |cat >/dev/null; exit 3`)
	s.enter(`1`)
	s.enter(`\o`, `error: \o |cat >/dev/null; exit 3: exit status 3`)
}

// TestWatchSeesOthers repeats a count while another shell commits rows: each time it is the database's present one.
func TestWatchSeesOthers(t *testing.T) {
	for _, tt := range []struct{ kind, variable, fallback string }{
		{"sqlite", "", ""},
		{"mysql", "ORMSH_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test"},
		{"postgres", "ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test"},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			url := filepath.Join(t.TempDir(), "w.db")
			if tt.kind != "sqlite" {
				url = server(t, tt.kind, tt.variable, tt.fallback)
			}
			table := fmt.Sprintf("ormsh_watched_%d", os.Getpid())
			run := func(code ...string) {
				args := []string{url}
				for _, c := range code {
					args = append(args, "-c", c)
				}
				if _, stderr, code := ormsh(t, t.TempDir(), "", args...); code != 0 {
					t.Fatal(stderr)
				}
			}
			run("create table "+table+" (a integer)", `\commit`)
			t.Cleanup(func() { run("drop table "+table, `\commit`) })
			c := startConsole(t, url)
			c.keys("\\watch 0.05 select count(*) as n from " + table + "\r")
			c.until(" 0\r\n(1 row)\r\n")
			run("insert into "+table+" values (1)", `\commit`)
			c.until(" 1\r\n(1 row)\r\n")
			c.keys("\x03")
			c.until("\x1b[?2004h>>> ")
			c.enter("session.InTransaction()", "false\r\n")
		})
	}
}

// TestHistoryOfTwoShells types into two shells in turn: the file has all entries in the order of Enter, for its owner alone, and no secret.
func TestHistoryOfTwoShells(t *testing.T) {
	state := t.TempDir()
	file := filepath.Join(state, "ormsh", "history")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("older := 0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	env := []string{"XDG_STATE_HOME=" + state}
	one, two := open(t, env, "a.db"), open(t, env, "a.db")
	var want []string
	for range 10 {
		for _, s := range []*screen{one, two} {
			entry := fmt.Sprintf("n := %d", len(want))
			s.enter(entry)
			want = append(want, entry)
		}
	}
	one.Keys("alter role ed password 'hush'\r")
	one.Until("refuse it", func() bool {
		return strings.Contains(one.Text(false), "syntax error") && strings.HasSuffix(one.Text(true), ">>> ‸")
	})
	two.Keys(`\connect mysql://root:hush@127.0.0.1:1/d` + "\r")
	two.Until("refuse it", func() bool {
		return strings.Contains(two.Text(false), "connection refused") && strings.HasSuffix(two.Text(true), ">>> ‸")
	})
	want = append(want, "alter role ed password '***'", `\connect mysql://root:***@127.0.0.1:1/d`)
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	history, err := line.OpenHistory(file)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range history.Len() {
		got = append(got, history.At(i))
	}
	if strings.Join(got, "\n") != "older := 0\n"+strings.Join(want, "\n") {
		t.Errorf("the file holds\n%s", strings.Join(got, "\n"))
	}
}

// TestGreetingFits starts on a long path in terminals of several widths.
func TestGreetingFits(t *testing.T) {
	path := filepath.Join(t.TempDir(), strings.Repeat("long", 20), "pets.db")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{path}, {"p.db"}} {
		s := open(t, nil, args...)
		for _, row := range strings.Split(s.Text(false), "\n") {
			if display.Width(row) > 100 {
				t.Errorf("wider than the terminal: %s", row)
			}
		}
		if text := s.Text(false); !strings.Contains(text, "pets.db") && !strings.Contains(text, "p.db") || !strings.Contains(text, `\echo on shows what they send`) {
			t.Errorf("the greeting says\n%s", text)
		}
	}
}

// TestCommandsUnderAGuard has \copy, \d and \di work in a sandbox, and the latter in a shell that only reads; none of it lasts.
func TestCommandsUnderAGuard(t *testing.T) {
	for _, tt := range []struct{ kind, variable, fallback string }{
		{"sqlite", "", ""},
		{"mysql", "ORMSH_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test"},
		{"postgres", "ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test"},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			dir := t.TempDir()
			url := filepath.Join(dir, "g.db")
			if tt.kind != "sqlite" {
				url = server(t, tt.kind, tt.variable, tt.fallback)
			}
			table := fmt.Sprintf("ormsh_guarded_%d", os.Getpid())
			run := func(want string, args ...string) {
				t.Helper()
				stdout, stderr, code := ormsh(t, dir, "", append([]string{url}, args...)...)
				if code != 0 || !strings.Contains(stdout, want) {
					t.Fatalf("%v: %s%s", args, stdout, stderr)
				}
			}
			run("", "-c", "create table "+table+" (id integer primary key, name varchar(3))", "-c", `\commit`)
			t.Cleanup(func() { run("", "-c", "drop table "+table, "-c", `\commit`) })
			if err := os.WriteFile(filepath.Join(dir, "rows.csv"), []byte("id,name\n1,abc\n2,\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "long.csv"), []byte("id,name\nx,abc\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			run("COPY 2\n id | name\n----+------\n  1 | abc\n  2 | NULL\n(2 rows)\n", "--sandbox", "-c", `\copy `+table+" from rows.csv", "-c", `\commit`, "-c", "select * from "+table+" order by id")
			if _, stderr, _ := ormsh(t, dir, "", "--sandbox", url, "-c", `\copy `+table+" from long.csv"); !strings.Contains(stderr, "long.csv:2: ") {
				t.Errorf("a wrong value: %s", stderr)
			}
			for _, guard := range []string{"--sandbox", "--read-only"} {
				run(" name   | String(length=3) | yes  |", guard, "-c", `\d `+table)
				run(" table ", guard, "-c", `\di `+table)
			}
			run(" n\n---\n 0\n", "-c", "select count(*) as n from "+table)
		})
	}
}

// TestVariablesAreDocumented reads the source for variables of the environment: the page on the shell names each.
func TestVariablesAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/shell.md")
	if err != nil {
		t.Fatal(err)
	}
	variable := regexp.MustCompile(`(?:Getenv|LookupEnv)\("([A-Z_]+)"\)`)
	found := 0
	for _, dir := range []string{".", "../../repl", "../../repl/line", "../../repl/display", "../../repl/transcript"} {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range variable.FindAllSubmatch(src, -1) {
				found++
				if !strings.Contains(string(page), string(m[1])) {
					t.Errorf("docs/shell.md doesn't name %s, which %s reads", m[1], file)
				}
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d variables were found", found)
	}
}
