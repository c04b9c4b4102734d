// This file holds the tests of entries, commands, reports and scripts.

package repl_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/repl"
)

func TestEval(t *testing.T) {
	tests := []struct{ entry, want string }{
		{`"ed"`, "\"ed\"\n"},
		{`>>> "ed"`, "\"ed\"\n"},
		{"1, nil", "1, nil\n"},
		{"x := 1", ""},
		{"", ""},
		{"warn", "warning: the error is dropped\n"},
		{"print", "no line end\n1\n"},
		{"fail", "error: no such table: users\n"},
		{"boom", "panic: index out of range [5] with length 3\n"},
		{"f(\n\tfoo)", "2:2: undefined: foo\n    \tfoo)\n    \t^\n    did you mean fog?\n"},
		{"?orm.Query", "func Query[T any](s *orm.Session) orm.QueryOf[T]\n\n    Query is a query.\n\nmethods:\n    All() ([]*T, error)\n\nexample:\n    orm.Query[User](session).All()\n"},
		{"orm.Query?", "func Query[T any](s *orm.Session) orm.QueryOf[T]\n\n    Query is a query.\n\nmethods:\n    All() ([]*T, error)\n\nexample:\n    orm.Query[User](session).All()\n"},
		{"?foo", "error: undefined: foo\n"},
		{`\ecko`, "error: no command \\ecko; did you mean \\echo? \\help lists them all\n"},
		{`\zzzzzz`, "error: no command \\zzzzzz; \\help lists them all\n"},
		{`\echo json`, "echo: json\n"},
		{`\echo loud`, "error: no echo \"loud\"; there are off, text and json, and engine\n"},
		{`\format csv`, "format: csv\n"},
		{`\format box`, "error: no format \"box\"; there are auto, table, vertical, csv, json, markdown, html\n"},
		{`\x`, "format: vertical\n"},
		{`\names`, "var   edUser           *User\n"},
		{`\why`, "error: there is no statement 0; 0 were sent\n"},
		{`\commit`, "error: no session is declared: session := orm.NewSession(engine)\n"},
		{"select * from users", "error: no session and no engine is declared: engine := orm.CreateEngine(\"sqlite:///file.db\")\n"},
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

func TestHelpFitsOneScreen(t *testing.T) {
	s, text := shell(t, repl.Options{})
	if err := s.Eval(t.Context(), `\help`); err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n")
	if len(rows) >= 24 {
		t.Errorf("\\help has %d rows:\n%s", len(rows), text)
	}
	for _, row := range rows {
		if len(row) > 80 {
			t.Errorf("a row is wider than a terminal: %s", row)
		}
	}
	page := text.String() + "\n"
	text.Reset()
	if err := s.Eval(t.Context(), `\help commands`); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), `\echo [engine|text|json|off] `) {
		t.Errorf("\\help commands leaves out \\echo:\n%s", text)
	}
	for row := range strings.Lines(text.String()) {
		if name := strings.Fields(row)[0]; !strings.Contains(page, name+" ") && !strings.Contains(page, name+"\n") {
			t.Errorf("\\help leaves out %s:\n%s", name, page)
		}
	}
}

func TestIncomplete(t *testing.T) {
	tests := []struct {
		entry string
		open  bool
	}{
		{"x := 1", false},
		{"func f() {", true},
		{">>> func f() {\n... }", false},
		{`\echo (`, false},
		{"?foo(", false},
		{"select * from users", false},
		{"select (", true},
		{"insert into users values (1,", true},
		{"insert into users values ('it''s (open", true},
		{"select 1 -- it's", false},
		{"select {", true},
		{"delete(m, k)", false},
		{"update := func() {", true},
		{"create := 3", false},
		{"set search_path = (", true},
		{"set = append(set, (", true},
		{"grant select on (", true},
		{"call f(", true},
		{"use(", true},
		{"-- note\nselect (", true},
	}
	for _, tt := range tests {
		if got := repl.Incomplete(tt.entry); got != tt.open {
			t.Errorf("%q is incomplete: %v", tt.entry, got)
		}
	}
}

func TestScript(t *testing.T) {
	tests := []struct {
		name, src, want string
		code            int
	}{
		{"a.go", "\"ed\"\n\n1, nil", "\"ed\"\n1, nil\n", 0},
		{"a.go", "#!/usr/bin/env ormsh\n\"ed\"\n\nf(\n\tfoo)\n\"ed\"\n", "\"ed\"\na.go:5:2: undefined: foo\n    \tfoo)\n    \t^\n    did you mean fog?\n", 1},
		{"a.go", "\n\nfail\n", "a.go:3: error: no such table: users\n", 1},
		{"a.go", "exit\n\"ed\"", "", 7},
		{"a.go", "\\q\n\"ed\"", "", 0},
		{"a.go", "\\echo x\n", "a.go:1: no echo \"x\"; there are off, text and json, and engine\n", 1},
		{"a.md", "# Lesson\n```ormsh\n>>> \"ed\"\n'ed'\n>>> fail\n```\n", "\"ed\"\na.md:5: error: no such table: users\n", 1},
	}
	for _, tt := range tests {
		s, text := shell(t, repl.Options{})
		err := s.Script(t.Context(), tt.name, tt.src)
		if text.String() != tt.want || repl.ExitCode(err) != tt.code {
			t.Errorf("%q prints\n%s, code %d; not\n%s, code %d", tt.src, text, repl.ExitCode(err), tt.want, tt.code)
		}
	}
}

func TestSQLOfScripts(t *testing.T) {
	const table = "create table t (a integer, b text)\n"
	tests := []struct{ src, want string }{
		{table + "insert into t values (1, 'x;y'); insert into t values (2, 'z') -- ; no more\nselect count(*) as n from t;", "INSERT 1\nINSERT 1\n n\n---\n 2\n(1 row)\n"},
		{table + "insert into t\nvalues (1, 'x'),\n  (2, 'y')\nselect a\nfrom t\nwhere a > 1\norder by a;\nx := 3\nx", "INSERT 2\n a\n---\n 2\n(1 row)\n3\n"},
		{table + "insert into t (a, b)\nselect 1, 'x'\nunion all\nselect 2, 'y'\n\nselect max(a) as m\n  from t", "INSERT 2\n m\n---\n 2\n(1 row)\n"},
		{table + "with two as (\n  select 2 as n\n)\nselect n from two\nn := 1\nn", " n\n---\n 2\n(1 row)\n1\n"},
		{table + "create trigger tr after insert on t begin\n  delete from t where a = 9;\n  delete from t where a = 8;\nend;\ninsert into t values (8, 'x')\nselect count(*) as n from t", "INSERT 1\n n\n---\n 0\n(1 row)\n"},
		{"select 1 as n; -- done\nselect 2 as n", " n\n---\n 1\n(1 row)\n n\n---\n 2\n(1 row)\n"},
		{table + "insert into t values (1, 'x')\n\nupdate t\nset b = 'y'\nwhere a = 1\nfor range 2 { fmt.Println(5) }", "INSERT 1\nUPDATE 1\n5\n5\n"},
	}
	for _, tt := range tests {
		var text strings.Builder
		s := connected(t, repl.Options{Out: &text})
		if err := s.Script(t.Context(), "a.go", tt.src); err != nil || text.String() != tt.want {
			t.Errorf("%s\nprints\n%s(%v), not\n%s", tt.src, &text, err, tt.want)
		}
	}
}

func TestCancelledScript(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s, text := shell(t, repl.Options{})
	err := s.Script(ctx, "a.go", "wait")
	if repl.ExitCode(err) != 130 || text.String() != "cancelled\n" || repl.Explain(err) != "" {
		t.Errorf("a cancelled script prints %q, code %d, and explains %q", text, repl.ExitCode(err), repl.Explain(err))
	}
}

func TestExitCodes(t *testing.T) {
	tests := []struct {
		err  error
		code int
		text string
	}{
		{nil, 0, ""},
		{repl.ErrShown, 1, ""},
		{&interp.ExitError{Code: 9}, 9, ""},
		{&repl.ConnectError{Err: errors.New("no route")}, 3, "ormsh: cannot connect: no route"},
		{errors.New("read stdin"), 1, "ormsh: read stdin"},
	}
	for _, tt := range tests {
		if code, text := repl.ExitCode(tt.err), repl.Explain(tt.err); code != tt.code || text != tt.text {
			t.Errorf("%v: code %d, %q", tt.err, code, text)
		}
	}
}

func TestCompletionOfTheShellsOwn(t *testing.T) {
	tests := []struct {
		entry string
		from  int
		want  string // candidates, joined
	}{
		{`\ec`, 1, "echo"},
		{`\echo j`, 6, "json"},
		{`orm.CreateEngine("sqlite:///:`, 18, "sqlite:///:memory:"},
		{`orm.Text("Comm`, 10, ""},
		{"select * from users wher", 20, "where"},
		{"SELECT * FROM users ORD", 20, "ORDER"},
		{"session.", 8, "Commit"},
	}
	for _, tt := range tests {
		s, _ := shell(t, repl.Options{})
		from, candidates := s.Complete(tt.entry, len(tt.entry))
		var texts []string
		for _, c := range candidates {
			texts = append(texts, c.Text)
		}
		if got := strings.Join(texts, " "); from != tt.from || got != tt.want {
			t.Errorf("%s completes from %d to %q, not from %d to %q", tt.entry, from, got, tt.from, tt.want)
		}
	}
}

func TestHighlight(t *testing.T) {
	tests := []struct {
		entry  string
		cursor int
		want   string // styled words with their styles
	}{
		{`if x == "é" { return nil } // c`, -1, `35:if 32:"é" 35:return 36:nil 90:// c`},
		{"f(x)", 4, "1;7:) 1;7:("},
		{"f(x)", 1, "1;7:( 1;7:)"},
		{`f(")")`, 6, `32:")" 1;7:) 1;7:(`},
		{"f('(', x) // )", 9, "32:'(' 90:// ) 1;7:) 1;7:("},
		{`f("(")`, 4, `32:"("`},
		{"[]T{{1}}", 8, "36:1 1;7:} 1;7:{"},
		{"select n, (')') from t", 15, "35:select 32:')' 35:from 1;7:) 1;7:("},
		{`\echo text`, -1, `1;34:\echo`},
		{"SELECT name FROM users WHERE id = 3 AND n = 'x'", -1, "35:SELECT 35:FROM 35:WHERE 36:3 35:AND 32:'x'"},
		{"a @ b", -1, "4;31:@ 4;31:@"},
		{"x := 3 y", -1, "36:3 4;31:y"},
		{"f(é))", -1, "4;31:)"},
		{"if x", -1, "35:if"},
		{"func f() { x y }", -1, "35:func 4;31:y"},
		{"f(1,\n  2]", -1, "36:1 36:2 4;31:]"},
		{`db.Execute(orm.Text("select a from t where b = 3"))`, -1, `32:"select a from t where b = 3" 35:select 35:from 35:where`},
		{"import \"fmt\"", -1, `35:import 32:"fmt"`},
	}
	s, _ := shell(t, repl.Options{})
	for _, tt := range tests {
		var got []string
		for _, span := range s.Highlight(tt.entry, tt.cursor) {
			got = append(got, span.Style+":"+string([]rune(tt.entry)[span.From:span.To]))
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s is coloured %s, not %s", tt.entry, s, tt.want)
		}
	}
}
