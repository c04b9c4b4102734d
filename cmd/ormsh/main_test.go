// This file holds the tests of the command line: what goes in, what comes out, and the exit code.

package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain lets the test binary be ormsh, so that tests run the real command.
func TestMain(m *testing.M) {
	if os.Getenv("ORMSH_TEST_AS_COMMAND") == "1" {
		main()
	}
	os.Exit(m.Run())
}

// ormsh runs the command in the directory.
func ormsh(t *testing.T, dir, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Env = append(os.Environ(), "ORMSH_TEST_AS_COMMAND=1")
	cmd.Dir = dir
	var out, log strings.Builder
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &log
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), log.String(), cmd.ProcessState.ExitCode()
}

func TestCommandLine(t *testing.T) {
	tests := []struct {
		name   string
		args   []string
		stdin  string
		stdout string
		stderr string // a part of it; empty is empty
		code   int
	}{
		{"a block has a scope of its own", nil, "x := 3\n{ x := 4; _ = x }\nfmt.Println(x)\n", "3\n", "", 0},
		{"bare expressions are shown", nil, "1 + 1\n\"ed\"", "2\n\"ed\"\n", "", 0},
		{"declarations in any order", nil, "type A struct{ B *B }\n\ntype B struct{ A *A } // both\nfunc f() int { return g() }\n" +
			"func g() int { return 4 }\na := &A{B: &B{}}\na.B.A = a\nf(), a.B.A == a\n", "4, true\n", "", 0},
		{"the line of an error among them", nil, "type A struct{ B *B }\ntype B struct{ C C }\n", "", "stdin:2:18: undefined: C\n", 1},
		{"a name declared again", nil, "func f() int { return 1 }\nfunc f() int { return 2 }\nf()\n", "2\n", "", 0},
		{"a compile error", nil, "x := 1\ny := x + foo\nfmt.Println(1)", "", "stdin:2:10: undefined: foo\n    y := x + foo\n             ^\n", 1},
		{"a panic", nil, "s := []int{1}\ni := 5\ns[i]", "", "stdin:3: panic: runtime error: index out of range [5] with length 1", 1},
		{"a left-out error", nil, "os.ReadFile(\"nowhere\")\n", "", "stdin:1: error: open nowhere: no such file or directory", 1},
		{"os.Exit", nil, "fmt.Println(1)\nos.Exit(7)\nfmt.Println(2)", "1\n", "", 7},
		{"-c", []string{"-c", "x := 2", "-c", "x * x"}, "", "4\n", "", 0},
		{"-c and -f in their order", []string{"-c", "f := 4", "-f", "loose.go", "--command=f(4)", "--file", "-"}, "f(5)", "6\n8\n10\n", "", 0},
		{"inputs shown", []string{"-e", "-c", "x := 2\nif x > 1 {\n\tx++\n}\nx"}, "", ">>> x := 2\n>>> if x > 1 {\n... \tx++\n... }\n>>> x\n3\n", "", 0},
		{"short flags in one, a variable", []string{"-qX", "-v", "who=ed's \"pal\"", "-c", "len(who), who"}, "", "10, \"ed's \\\"pal\\\"\"\n", "", 0},
		{"a setting", []string{"--set", "format=csv", "file.db", "-c", "select 1 as a"}, "", "a\n1\n", "", 0},
		{"a setting that isn't", []string{"--set", "colour=red", "-c", "1"}, "", "", `no setting "colour"`, 1},
		{"a variable without a name", []string{"-v", "a", "-c", "1"}, "", "", "it is NAME=VALUE", 2},
		{"a variable that is none", []string{"-v", "a b=1", "-c", "1"}, "", "", "-v a b: that is no name", 1},
		{"-i without a terminal", []string{"-i", "-c", "1"}, "", "", "-i needs a terminal", 2},
		{"-i after a test", []string{"-i", "test", "good.md"}, "", "", "-i stays at the prompt after -c, -f and run", 2},
		{"a file of -f that isn't there", []string{"-f", "no.go"}, "", "", "open no.go: no such file", 1},
		{"the flags of a script are its own", []string{"run", "args.go", "-e", "-qX"}, "", "[args.go -e -qX]\n", "", 0},
		{"a program", []string{"run", "prog.go", "a", "b"}, "", "hello a\n", "", 0},
		{"a program in any order, with init", []string{"run", "order.go"}, "", "init 7\nmain 9 3\n", "", 0},
		{"loose cells", []string{"run", "loose.go"}, "", "6\n", "", 0},
		{"a file that isn't there", []string{"run", "no.go"}, "", "", "open no.go: no such file", 1},
		{"a transcript that passes", []string{"test", "good.md"}, "", "ok   good.md (1 steps)\n1 passed, 0 failed\n", "", 0},
		{"a transcript that differs", []string{"test", "bad.md"}, "",
			"FAIL bad.md (1 of 1 steps differ)\n--- bad.md (expected)\n+++ bad.md (what came)\n@@ -1,5 +1,5 @@\n ```ormsh\n >>> 1 + 1\n-3\n+2\n ```\n \n0 passed, 1 failed\n", "", 1},
		{"echo in a script goes to stderr", []string{"file.db", "-c", "engine.SetEcho(true); engine.Execute(orm.Text(\"select 1\")).FetchAll()"}, "",
			"[(1,)]\n", "select 1\n", 0},
		{"echo off", []string{"--echo=off", "-c", `orm.CreateEngine("sqlite://", orm.Echo(true)).Execute(orm.Text("select 1")).FetchAll()`}, "", "[(1,)]\n", "", 0},
		{"echo as JSON", []string{"--echo=json", "-c", `orm.CreateEngine("sqlite://").Execute(orm.Text("select 1")).FetchAll()`}, "", "[(1,)]\n", `"sql":"select 1"`, 0},
		{"read-only", []string{"--read-only", "file.db", "-c", "create table x (a int)"}, "", "", "attempt to write a readonly database", 1},
		{"a sandbox", []string{"--sandbox", "file.db", "-c", "create table gone (a int)", "-c", "session.Commit()", "-c", "insert into gone values (1)", "-c", "session.Commit()",
			"-c", "select a from gone"}, "", "INSERT 1\n a\n---\n 1\n(1 row)\n", "", 0},
		{"after a sandbox", []string{"file.db", "-c", "select a from gone"}, "", "", "no such table: gone", 1},
		{"rows as CSV", []string{"--format=csv", "file.db", "-c", "select 1 as a, 'x' as b"}, "", "a,b\n1,x\n", "", 0},
		{"no database", []string{"mysql://root@127.0.0.1:1/x", "-c", "1"}, "", "", "ormsh: cannot connect: ", 3},
		{"an unknown flag", []string{"--ecko"}, "", "", "ormsh: flag provided but not defined: -ecko\normsh help shows how it is used\n", 2},
		{"no transcripts", []string{"test", "empty"}, "", "", "empty holds no transcript", 1},
		{"an unknown word", []string{"tset"}, "", "", `"tset" is no command, no URL and no file`, 2},
		{"--update alone", []string{"--update"}, "", "", "--update belongs to ormsh test", 2},
		{"a script as a database", []string{"x.go"}, "", "", "to run it: ormsh run x.go", 2},
		{"an echo file", []string{"--echo=text", "--echo-file=echo.log", "file.db", "-c", "select 1 as a"}, "", " a\n---\n 1\n(1 row)\n", "", 0},
		{"help", []string{"help"}, "", usage, "", 0},
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"prog.go": "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc main() { greet(os.Args[1]) }\n\nfunc greet(s string) { fmt.Println(\"hello\", s) }\n",
		"order.go": "package main\n\nimport \"fmt\"\n\nfunc init() { fmt.Println(\"init\", x); x += 2 }\n\nvar x = y + m.F()\nvar y = 4\n\n" +
			"func main() { fmt.Println(\"main\", x, m.F()) }\n\nvar m *M\n\ntype M struct{}\n\nfunc (*M) F() int { return 3 }\n",
		"loose.go": "#!/usr/bin/env ormsh run\nf := func(n int) int {\n\treturn n * 2\n}\nf(3)\n",
		"args.go":  "fmt.Println(os.Args)\n",
		"good.md":  "```ormsh\n>>> 1 + 1\n2\n```\n",
		"bad.md":   "```ormsh\n>>> 1 + 1\n3\n```\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stdout, stderr, code := ormsh(t, dir, tt.stdin, tt.args...)
			if stdout != tt.stdout || !strings.Contains(stderr, tt.stderr) || strings.Contains(stderr, "ormsh: ormsh") || tt.stderr == "" && stderr != "" || code != tt.code {
				t.Errorf("stdout\n%s\nstderr\n%s\ncode %d; not\n%s\n%s\n%d", stdout, stderr, code, tt.stdout, tt.stderr, tt.code)
			}
		})
	}
}

func TestEchoFile(t *testing.T) {
	dir := t.TempDir()
	_, _, code := ormsh(t, dir, "", "--echo=json", "--echo-file=echo.log", "file.db", "-c", "select 1 as a")
	text, err := os.ReadFile(filepath.Join(dir, "echo.log"))
	if err != nil || code != 0 || !strings.Contains(string(text), `"sql":"select 1 as a"`) {
		t.Errorf("code %d, %v, the file holds %s", code, err, text)
	}
}

func TestDoctor(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", "/nowhere")
	t.Setenv("ORMSH_HISTORY", "")
	stdout, _, code := ormsh(t, t.TempDir(), "", "doctor")
	for _, want := range []string{"ormsh        0.", "terminal     none", "history      /nowhere/ormsh/history (not there yet)", "interpreter  works", "sqlite       SQLite 3."} {
		if !strings.Contains(stdout, want) {
			t.Errorf("doctor doesn't say %q:\n%s", want, stdout)
		}
	}
	if code != 0 {
		t.Errorf("code %d", code)
	}
}

// What is amiss with files and programs is told, and the shell itself starts all the same.
func TestDoctorInTrouble(t *testing.T) {
	dir := t.TempDir()
	start := filepath.Join(dir, "start.go")
	if err := os.WriteFile(start, []byte("x := 1\n\nbroken(\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ env, want string }{
		{"ORMSH_HISTORY=" + dir, "history      " + dir + " is a folder: a file is wanted\n"},
		{"ORMSH_HISTORY=off", "history      kept for each run only"},
		{"ORMSH_START=" + start, "start-up     " + start + " (mode 600, 16 bytes); what begins at line 3 isn't Go\n"},
		{"EDITOR=/no/editor --wait", "editor       /no/editor --wait (not found)\n"},
		{"PAGER=nosuchpager", "pager        nosuchpager (not found)\n"},
		{"ORMSH_EDITING_MODE=vi", "keys         vi, theme dark\n"},
		{"ORMSH_TEST_MYSQL=mysql://ed:hush@127.0.0.1:1/x", "mysql        fails: orm: can't connect: mysql://ed:***@127.0.0.1:1/x"},
	}
	for _, tt := range tests {
		t.Run(tt.env, func(t *testing.T) {
			for _, name := range []string{"VISUAL", "ORMSH_PAGER"} {
				t.Setenv(name, "")
			}
			name, value, _ := strings.Cut(tt.env, "=")
			t.Setenv(name, value)
			stdout, stderr, code := ormsh(t, dir, "", "doctor")
			if !strings.Contains(stdout, tt.want) || code != 0 || strings.Contains(stdout, "hush") {
				t.Errorf("code %d, %s, doctor doesn't say %q:\n%s", code, stderr, tt.want, stdout)
			}
			if stdout, stderr, code = ormsh(t, dir, "40 + 2", "-X"); stdout != "42\n" || stderr != "" || code != 0 {
				t.Errorf("a shell says %q, %q, code %d", stdout, stderr, code)
			}
		})
	}
}

// TestWritesNothingElsewhere looks at what a session leaves in a home of its own: the history, and the database that it was told to make.
func TestWritesNothingElsewhere(t *testing.T) {
	home, state := t.TempDir(), t.TempDir()
	s := open(t, []string{"HOME=" + home, "XDG_STATE_HOME=" + state, "XDG_CONFIG_HOME=", "XDG_CACHE_HOME=", "TMPDIR=" + home, "ORMSH_START="}, "a.db")
	s.enter("select 1 as a", " a", "---", " 1", "(1 row)")
	s.Keys("\\help\r")
	s.Until("help", func() bool {
		return strings.HasSuffix(s.Text(true), ">>> ‸") && strings.Contains(s.Text(false), "\\echo")
	})
	s.Keys(ctrlD)
	s.Until("be left", func() bool { return strings.HasSuffix(s.Raw(), "\x1b[?2004l") })
	var left []string
	for _, dir := range []string{home, state} {
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				left = append(left, strings.TrimPrefix(path, dir))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if strings.Join(left, " ") != "/ormsh/history" {
		t.Errorf("left behind: %s", left)
	}
}

func TestStartFile(t *testing.T) {
	start := filepath.Join(t.TempDir(), "start.go")
	if err := os.WriteFile(start, []byte("greeting := \"hello\"\n\\timing off\nnowhere\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ORMSH_START", start)
	c := startConsole(t)
	if want := start + ":3:1: undefined: nowhere\r\n    nowhere\r\n    ^\r\n"; !strings.Contains(c.passed, want) {
		t.Errorf("the error in the start-up file isn't told: %q", c.passed)
	}
	c.enter("greeting", "\"hello\"\r\n")
	c.enter("\\prompt", "")
}

// TestInterruptedScript ends a script that waits, from outside, as Ctrl-C does.
func TestInterruptedScript(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-c", `fmt.Println("begun"); for {}`)
	cmd.Env = append(os.Environ(), "ORMSH_TEST_AS_COMMAND=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("begun\n"))); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 130 {
		t.Errorf("an interrupted script leaves with %d, %v", cmd.ProcessState.ExitCode(), err)
	}
}
