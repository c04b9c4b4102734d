// This file holds further tests of the prompt: what is underlined, and what runs before it.

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// TestMistakesAreUnderlined types what is Go but has no meaning: it is underlined when the keys rest, and no more once it is mended.
func TestMistakesAreUnderlined(t *testing.T) {
	s := open(t, []string{"NO_COLOR=", "CLICOLOR_FORCE=1"}, "m.db")
	s.enter("count := 1")
	s.Keys("session.Comit()")
	s.Until("underline the method", func() bool { return strings.Contains(s.Raw(), ">>> session.\x1b[4;31mComit\x1b[0m") })
	s.Keys("\x1b[D\x1b[D\x1b[D\x1b[Dm")
	s.Ends(">>> session.Comm‸it()")
	s.Until("take the line away", func() bool { return strings.Contains(s.Raw(), ">>> session.Commit()") })
	s.Keys("\r")
	s.Ends(">>> session.Commit()", ">>> ‸")
	s.Keys("for range 2 {\rcoumt++\r")
	s.Until("underline in an open row above", func() bool { return strings.Contains(s.Raw(), "\x1b[4;31mcoumt\x1b[0m") })
	s.Keys(ctrlC)
	s.Ends(">>> session.Commit()", ">>> for range 2 {", "... coumt++", "... ^C", ">>> ‸")
	s.Keys("count * 1\r")
	s.Ends(">>> count * 1", "1", ">>> ‸")
}

// TestStaysAtThePrompt runs code and a file first, the second of which fails, and then asks.
func TestStaysAtThePrompt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "first.go")
	if err := os.WriteFile(file, []byte("b := 2\nnowhere\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	start := filepath.Join(t.TempDir(), "start.go")
	if err := os.WriteFile(start, []byte("fmt.Println(\"started\")\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, []string{"ORMSH_START=" + start}, "-qiX", "-c", "a := 40", "-f", file)
	s.Shows(file+":2:1: undefined: nowhere", "    nowhere", "    ^", ">>> ‸")
	s.enter("a + b", "42")
}

// TestPromptTells follows the prompt through a transaction: what is pending, that it is open, that it failed, that there is nothing to tell.
func TestPromptTells(t *testing.T) {
	for _, tt := range []struct{ kind, variable, fallback, failed string }{
		{"sqlite", "", "", "*"},
		{"mysql", "ORMSH_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test", "*"},
		{"postgres", "ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test", "!"},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			url, name := "p.db", "p.db"
			if tt.kind != "sqlite" {
				url = server(t, tt.kind, tt.variable, tt.fallback)
				u, err := orm.ParseURL(url)
				if err != nil {
					t.Fatal(err)
				}
				name = u.Database + "@" + u.Host
			}
			c := startConsole(t, "--set=prompt=short", url)
			for _, step := range []struct{ entry, prompt string }{
				{"type Prompted struct { orm.Model `orm:\"table=ormsh_prompted\"`; ID int `orm:\"primary_key\"`; Name string `orm:\"size=20\"` }", ""},
				{"Base := orm.DeclarativeBase(); Base.Map(Prompted{}); Base.MetaData().DropAll(engine); Base.MetaData().CreateAll(engine)", ""},
				{`one := &Prompted{Name: "a"}; session.Add(one)`, name + " +1 "},
				{"session.Flush()", name + "* "},
				{`one.Name = "b"; session.Add(&Prompted{})`, name + "* +1~1 "},
				{`\commit`, ""},
				{"session.Delete(one)", name + " -1 "},
				{`\rollback`, ""},
				{"select nonsense from nowhere", name + tt.failed + " "},
				{`\rollback`, ""},
				{`\prompt full`, name + " +0~0-0 "},
				{`\prompt plain`, ""},
				{"session.Commit(); Base.MetaData().DropAll(engine)", ""},
			} {
				c.keys(step.entry + "\r")
				c.until("\x1b[?2004l")
				c.until("\x1b[?2004h" + step.prompt + ">>> ")
			}
		})
	}
}
