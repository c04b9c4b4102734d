// This file holds the tests of \set, \pager, \e, \watch, \l and \di.

package repl_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl"
)

func TestSettings(t *testing.T) {
	tests := []struct{ entry, want string }{
		{`\set`, "echo     engine\nformat   auto\npager    on\nprompt   short\nreport   off\ntheme    auto\ntiming   off\n"},
		{`\set format csv`, "format: csv\n"},
		{`\set format`, "format: auto\n"},
		{`\set colour red`, "error: no setting \"colour\"; there are echo, format, pager, prompt, report, theme, timing\n"},
		{`\pager off`, "pager: off\n"},
		{`\pager less`, "error: \\pager takes on or off, not \"less\"\n"},
		{`\e`, "error: \\e needs a terminal\n"},
		{`\watch x`, "error: \\watch repeats SQL that reads, such as a SELECT\n"},
		{`\watch 1 delete from x`, "error: \\watch repeats SQL that reads, such as a SELECT\n"},
		{`\watch 0 select 1 from x`, "error: \\watch takes seconds, more than 0, and a statement, such as \\watch 2 SELECT count(*) FROM users\n"},
		{`\export`, "error: \\export go [FILE] writes what ran as a Go program\n"},
	}
	for _, tt := range tests {
		s, text := shell(t, repl.Options{})
		if err := s.Eval(t.Context(), tt.entry); err != nil {
			s.Report(err, tt.entry, repl.Place{})
		}
		if text.String() != tt.want {
			t.Errorf("%s prints\n%s, not\n%s", tt.entry, text, tt.want)
		}
	}
}

func TestEdit(t *testing.T) {
	var given []string
	s, text := shell(t, repl.Options{Edit: func(entry string) (string, error) {
		given = append(given, entry)
		return `"ed"`, nil
	}})
	for _, entry := range []string{"1, nil", `\e`, `\e`} {
		if err := s.Eval(t.Context(), entry); err != nil {
			t.Fatal(err)
		}
	}
	if want := "1, nil\n\"ed\"\n\"ed\"\n\"ed\"\n\"ed\"\n"; text.String() != want || strings.Join(given, "|") != `1, nil|"ed"` {
		t.Errorf("\\e was given %q and printed\n%s", given, text)
	}
}

// stopper cancels after a text was written for the second time.
type stopper struct {
	text   strings.Builder
	cancel context.CancelFunc
}

func (w *stopper) Write(b []byte) (int, error) {
	w.text.Write(b)
	if strings.Count(w.text.String(), "(1 row)") == 2 {
		w.cancel()
	}
	return len(b), nil
}

func TestWatch(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out := &stopper{cancel: cancel}
	s := connected(t, repl.Options{Out: out})
	if err := s.Eval(ctx, `\watch 0.01 select 7 as n`); err != nil {
		t.Error(err)
	}
	if want := " n\n---\n 7\n(1 row)\n"; out.text.String() != want+want {
		t.Errorf("\\watch prints\n%s", &out.text)
	}
}

func TestCatalogue(t *testing.T) {
	var text strings.Builder
	paged := ""
	s := connected(t, repl.Options{Out: &text, Page: func(page string) error { paged = page; return nil }, Size: func() (int, int) { return 80, 6 }})
	tests := []struct{ entry, want string }{
		{"create table pet (name text unique, age int)", ""},
		{"create index pet_age on pet (age, name)", ""},
		{`\l`, "main"},
		{`\di`, "pet   | pet_age                  |        | age, name"},
		{`\di pet`, "pet   | sqlite_autoindex_pet_1 | yes    | name"},
		{`\di nowhere`, "(0 rows)"},
		{"with recursive n(i) as (select 1 union all select i + 1 from n where i < 40) select i from n", "1"},
		{`\last`, ""},
	}
	for _, tt := range tests {
		text.Reset()
		if err := s.Eval(t.Context(), tt.entry); err != nil {
			t.Fatalf("%s: %v", tt.entry, err)
		}
		if strip := strings.Join(strings.Fields(text.String()), " "); !strings.Contains(strip, strings.Join(strings.Fields(tt.want), " ")) {
			t.Errorf("%s prints\n%s, not %s", tt.entry, &text, tt.want)
		}
	}
	if !strings.HasSuffix(paged, " 40\n(40 rows)\n") {
		t.Errorf("the pager gets %q", paged)
	}
}

// connected is a real shell with a database in memory.
func connected(t testing.TB, o repl.Options) *repl.Shell {
	t.Helper()
	s, err := repl.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // nothing to lose
	if err := s.Connect(t.Context(), "sqlite://"); err != nil {
		t.Fatal(err)
	}
	return s
}

// An error in a file that another file runs is told with both places; what stands behind it isn't run.
func TestNestedFiles(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"outer.go": "a := 1\n\n\\i " + dir + "/inner.go\na = 2\n",
		"inner.go": "b := a +\n\t1\nselect 1 as one\nnope\nb = 3\n",
	} {
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var text strings.Builder
	s := connected(t, repl.Options{Out: &text})
	if err := s.Eval(t.Context(), `\i `+dir+"/outer.go"); !errors.Is(err, repl.ErrShown) {
		t.Error(err)
	}
	if err := s.Eval(t.Context(), "a, b"); err != nil {
		t.Error(err)
	}
	want := " one\n-----\n   1\n(1 row)\n" + dir + "/inner.go:4:1: undefined: nope\n    nope\n    ^\n    run from " + dir + "/outer.go:3\n1, 2\n"
	if text.String() != want {
		t.Errorf("it prints\n%s\nnot\n%s", &text, want)
	}
}
