// This file holds the tests of Ctrl-C while the shell is busy with a database or a file, and of what it says about the state afterwards.

package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// silent is a server that takes connections and says nothing; told is sent to for each.
func silent(t *testing.T) (address string, told <-chan struct{}) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	accepted := make(chan struct{}, 100)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer func() { _ = conn.Close() }() // with the listener
			accepted <- struct{}{}
		}
	}()
	return listener.Addr().String(), accepted
}

// TestInterruptedConnect gives up to wait for a server: engine, session and its transaction are those of before.
func TestInterruptedConnect(t *testing.T) {
	s := open(t, nil, "i.db")
	s.enter("select 1 as one", " one", "-----", "   1", "(1 row)")
	for _, scheme := range []string{"mysql", "postgresql"} {
		address, told := silent(t)
		for _, entry := range []string{`\connect %s://root@%s/x`, `orm.CreateEngine("%s://root@%s/x").Execute(orm.Text("select 1"))`} {
			entry = fmt.Sprintf(entry, scheme, address)
			s.Keys(entry + "\r")
			<-told
			s.Until("show "+entry, func() bool { return strings.HasSuffix(s.Text(true), entry+"\n‸") }) // Ctrl-C drops what a terminal hasn't shown yet
			s.Keys(ctrlC)
			s.Until("cancel "+entry, func() bool {
				_, said, found := strings.Cut(s.Text(true), entry+"\n")
				return found && strings.Contains(said, "cancelled\n") && strings.HasSuffix(said, "\n>>> ‸")
			})
			s.enter("engine.URL().Dialect, session.InTransaction()", `"sqlite", true`)
		}
	}
}

// slowly has the database take a minute for a row named slow when it is inserted, on PostgreSQL when it is committed where deferred is asked for.
func slowly(kind, table string, deferred bool) []string {
	switch kind {
	case "sqlite":
		ten := "(values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10))"
		return []string{fmt.Sprintf("create trigger %[1]s_t before insert on %[1]s when new.name = 'slow' begin select count(*) from %s; end", table, strings.Join([]string{ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten}, ", "))}
	case "mysql":
		return []string{fmt.Sprintf("create trigger %[1]s_t before insert on %[1]s for each row set new.name = if(new.name = 'slow' and sleep(61), '', new.name)", table)}
	}
	trigger := "create trigger %[1]s_t after insert on %[1]s for each row execute function %[1]s_f()"
	if deferred {
		trigger = "create constraint trigger %[1]s_t after insert on %[1]s deferrable initially deferred for each row execute function %[1]s_f()"
	}
	return []string{
		fmt.Sprintf("create function %s_f() returns trigger as 'begin if new.name = ''slow'' then perform pg_sleep(61); end if; return null; end' language plpgsql", table),
		fmt.Sprintf(trigger, table),
	}
}

// TestInterruptedFlush cancels a flush in its middle, on each database, and a COMMIT: nothing of it stays, the shell says so, and the session goes on.
func TestInterruptedFlush(t *testing.T) {
	for _, tt := range []struct{ kind, variable, fallback, entry, said string }{
		{"sqlite", "", "", "session.Flush()", `the whole transaction is rolled back; \rollback to go on`},
		{"mysql", "ORMSH_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test", "session.Flush()", `the whole transaction is rolled back; \rollback to go on`},
		{"postgres", "ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test", "session.Flush()", `the whole transaction is rolled back; \rollback to go on`},
		{"postgres", "ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test", "session.Commit()", "COMMIT was cancelled: the transaction is rolled back, what it added isn't in the session any more"},
	} {
		t.Run(tt.kind+" "+tt.entry, func(t *testing.T) {
			url, table := "f.db", fmt.Sprintf("ormsh_slow_%d", os.Getpid())
			if tt.kind != "sqlite" {
				url = server(t, tt.kind, tt.variable, tt.fallback)
			}
			c := startConsole(t, url)
			c.enter("type Slow struct { orm.Model `orm:\"table="+table+"\"`; ID int `orm:\"primary_key\"`; Name string `orm:\"size=20\"` }", "")
			c.enter("Base := orm.DeclarativeBase(); Base.Map(Slow{}); Base.MetaData().DropAll(engine); Base.MetaData().CreateAll(engine)", "")
			for _, sql := range slowly(tt.kind, table, tt.entry == "session.Commit()") {
				c.enter(fmt.Sprintf("engine.Execute(orm.Text(%q))", sql), "")
			}
			c.keys(`session.Add(&Slow{Name: "quick"}); session.Add(&Slow{Name: "slow"}); ` + tt.entry + "\r")
			c.until("/s, ") // it waits for the database since a second
			c.keys("\x03")
			c.until("cancelled\r\n" + tt.said + "\r\n")
			c.until(">>> ")
			if tt.entry == "session.Flush()" {
				c.enter("session.Commit()", "error: orm: the transaction failed; roll back first")
				c.enter(`\rollback`, "")
			}
			c.enter("orm.Query[Slow](session).Count()", "0\r\n")
			if tt.kind == "postgres" {
				c.enter("select count(*) as n from pg_stat_activity where state = 'active' and wait_event = 'PgSleep' and query like '%"+table+"%'", " n\r\n---\r\n 0\r\n")
			}
			c.enter(`session.Add(&Slow{Name: "after"}); session.Commit()`, "")
			c.enter("orm.Query[Slow](session).Count()", "1\r\n")
			c.enter("session.Commit(); Base.MetaData().DropAll(engine)", "")
			if tt.kind == "postgres" {
				c.enter("engine.Execute(orm.Text(\"drop function "+table+"_f\"))", "")
			}
		})
	}
}

// TestInterruptedInclude gives up a file that runs: what ran before stays, what follows doesn't run.
func TestInterruptedInclude(t *testing.T) {
	s := open(t, nil, "i.db")
	if err := os.WriteFile(filepath.Join(s.dir, "endless.go"), []byte("a := 40\nfunc() { fmt.Println(\"begun\"); for {} }()\nb := 2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Keys("\\i endless.go\r")
	s.Ends(`>>> \i endless.go`, "begun", "‸")
	s.Keys(ctrlC)
	s.Until("be cancelled", func() bool {
		text := s.Text(true)
		return strings.Contains(text, "cancelled") && strings.HasSuffix(text, "\n>>> ‸")
	})
	s.enter("a + 2", "42")
	s.enter("b", "1:1: undefined: b", "    b", "    ^")
}

// TestInterruptsOfTheEditor gives up what is typed in each state of the editor.
func TestInterruptsOfTheEditor(t *testing.T) {
	s := open(t, nil)
	s.enter("alpha := 1")
	s.Keys("al" + ctrlR + "pha")
	s.Ends("(search) `pha': al‸pha := 1")
	s.Keys(ctrlC) // the search alone
	s.Ends(">>> al‸")
	s.Keys(ctrlC)
	s.Ends(">>> al^C", ">>> ‸")
	s.Keys("strings.Trim\t")
	s.Until("list candidates", func() bool {
		return strings.Contains(s.Text(false), "TrimFunc ") && strings.HasSuffix(s.Text(true), "\n>>> strings.Trim‸")
	})
	s.Keys(ctrlC)
	s.Ends(">>> strings.Trim^C", ">>> ‸")
	s.Keys(pasteBegin + "if true {\n\tone()\n}" + pasteEnd)
	s.Ends(">>> if true {", "...     one()", "... }‸")
	s.Keys(ctrlC)
	s.Ends("... }^C", ">>> ‸")
	s.Keys("\x1b5" + ctrlC) // a numeric argument
	s.Ends(">>> ^C", ">>> ‸")
	s.enter("alpha", "1")
}
