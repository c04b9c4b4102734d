// This file holds the tests of editing, completion and interrupts at a terminal: keys typed into the real command, the screen read back. A key is
// sent only when the state that it acts on has shown.

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/ormsh/ormsh/internal/emulator"
	"github.com/ormsh/ormsh/repl/line"
)

// screen is an ormsh whose screen can be read.
type screen struct {
	*emulator.Terminal
	dir string
}

// open runs ormsh at a terminal of 100 columns with a plain prompt, env added to its environment.
func open(t *testing.T, env []string, args ...string) *screen {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := atTerminal(t, env, exec.Command(exe, append([]string{"--set=prompt=plain"}, args...)...))
	s.Until("show a prompt", func() bool { return strings.HasSuffix(s.Text(true), ">>> ‸") })
	return s
}

// atTerminal starts a command in a session of its own, whose terminal is the emulator.
func atTerminal(t *testing.T, env []string, cmd *exec.Cmd) *screen {
	t.Helper()
	s := &screen{emulator.New(t, 100, 30), t.TempDir()}
	cmd.Env = append(os.Environ(), "ORMSH_TEST_AS_COMMAND=1", "LC_ALL=C.UTF-8", "NO_COLOR=1", "XDG_STATE_HOME="+s.dir, "ORMSH_START=off", "EDITOR=", "VISUAL=", "INPUTRC=/dev/null")
	cmd.Env = append(cmd.Env, env...)
	cmd.Dir = s.dir
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.TTY, s.TTY, s.TTY
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it is gone already where the test ended it
		_ = cmd.Wait()
	})
	return s
}

// enter types an entry and waits for the rows that it prints, and for the next prompt.
func (s *screen) enter(entry string, want ...string) {
	s.Keys(entry)
	s.Ends(">>> " + entry + "‸")
	s.Keys("\r")
	s.Ends(append(append([]string{">>> " + entry}, want...), ">>> ‸")...)
}

const (
	up, left, right      = "\x1b[A", "\x1b[D", "\x1b[C"
	altEnter             = "\x1b\r"
	ctrlC, ctrlD, ctrlR  = "\x03", "\x04", "\x12"
	ctrlZ, ctrlX, ctrlE  = "\x1a", "\x18", "\x05"
	pasteBegin, pasteEnd = "\x1b[200~", "\x1b[201~"
)

func TestPasteRecallEditExtend(t *testing.T) {
	s := open(t, nil)
	s.Keys(pasteBegin + "func twice(n int) int {\r\n\treturn n * 2\r\n}" + pasteEnd)
	s.Ends(">>> func twice(n int) int {", "...     return n * 2", "... }‸")
	s.Keys("\r")
	s.Ends("... }", ">>> ‸")
	s.enter("twice(4)", "8")
	s.Keys(up + up)
	s.Ends(">>> func twice(n int) int {", "...     return n * 2", "... }‸")
	s.Keys(up + "\x1b[4~" + "\x7f3") // the row above: 3 instead of 2
	s.Ends(">>> func twice(n int) int {", "...     return n * 3‸", "... }")
	s.Keys("\x1b[B\x05" + altEnter)
	s.Ends("...     return n * 3", "... }", "... ‸")
	s.Keys("twice(5)\r")
	s.Ends("... twice(5)", "15", ">>> ‸")
	history, err := line.OpenHistory(filepath.Join(s.dir, "ormsh", "history"))
	if err != nil || history.Len() != 3 || history.At(2) != "func twice(n int) int {\n\treturn n * 3\n}\ntwice(5)" {
		t.Errorf("three entries are %d in history, %v", history.Len(), err)
	}
}

func TestEditors(t *testing.T) {
	script := filepath.Join(t.TempDir(), "ed")
	if err := os.WriteFile(script, []byte("#!/bin/sh\nsed -i 's/1/40/' \"$1\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := open(t, []string{"EDITOR=" + script})
	s.enter("1 + 2", "3")
	s.enter(`\e`, "40 + 2", "42")
	s.Keys("1 * 2")
	s.Ends(">>> 1 * 2‸")
	s.Keys(ctrlX + ctrlE)
	s.Ends(">>> 40 * 2‸")
	s.Keys("\r")
	s.Ends(">>> 40 * 2", "80", ">>> ‸")
}

func TestKeysOfTerminals(t *testing.T) {
	s := open(t, nil)
	for _, keys := range []struct{ terminal, home, end, del string }{
		{"xterm", "\x1b[H", "\x1b[F", "\x1b[3~"},
		{"xterm, application mode", "\x1bOH", "\x1bOF", "\x1b[3~"},
		{"tmux and screen", "\x1b[1~", "\x1b[4~", "\x1b[3~"},
		{"rxvt", "\x1b[7~", "\x1b[8~", "\x1b[3~"},
	} {
		s.Keys("xbc")
		s.Ends(">>> xbc‸")
		s.Keys(keys.home)
		s.Ends(">>> ‸xbc")
		s.Keys(keys.del)
		s.Ends(">>> ‸bc")
		s.Keys("a")
		s.Ends(">>> a‸bc")
		s.Keys(keys.end)
		s.Ends(">>> abc‸")
		s.Keys("\x15") // kill
		s.Ends(">>> ‸")
		s.Keys(keys.del) // leaves nothing, and doesn't leave
	}
	s.enter("1", "1")
}

func TestWideCharacters(t *testing.T) {
	s := open(t, nil)
	s.Keys(`"漢字🎉é"`)
	s.Ends(`>>> "漢字🎉é"‸`)
	s.Keys(left + left + left)
	s.Ends(`>>> "漢字‸🎉é"`)
	s.Keys("\x7f")
	s.Ends(`>>> "漢‸🎉é"`)
	s.Keys("テ\r")
	s.Ends(`>>> "漢テ🎉é"`, `"漢テ🎉é"`, ">>> ‸")
}

// underAnother opens the shell as a job of the system's own, whose prompt is outer$.
func underAnother(t *testing.T) *screen {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := atTerminal(t, []string{"PS1=outer$ ", "ENV=", "HISTFILE="}, exec.Command("/bin/sh", "-i"))
	s.Ends("outer$ ‸")
	s.Keys(exe + "\n")
	s.Ends(">>> ‸")
	return s
}

// TestSuspend suspends the shell under another one and takes it up again.
func TestSuspend(t *testing.T) {
	s := underAnother(t)
	s.enter("x := 41")
	s.Keys("x + ")
	s.Ends(">>> x + ‸")
	s.Keys(ctrlZ)
	s.Ends("outer$ ‸")
	s.Keys("echo still $((1 + 1)) here\n")
	s.Ends("still 2 here", "outer$ ‸")
	s.Keys("fg\n")
	s.Ends(">>> x + ‸")
	s.Keys("1\r")
	s.Ends(">>> x + 1", "42", ">>> ‸")
	s.Keys(ctrlD)
	s.Ends("outer$ ‸")
}

// TestQuit ends the shell by Ctrl-\, as it ends other programs, and finds the terminal in order.
func TestQuit(t *testing.T) {
	s := underAnother(t)
	s.Keys("x + \x1c")
	s.Ends("outer$ ‸")
	s.Keys("echo ended by $?\n")
	s.Ends("ended by 2", "outer$ ‸")
}

func TestSearchAndGhost(t *testing.T) {
	s := open(t, []string{"NO_COLOR=", "CLICOLOR_FORCE=1"})
	s.enter("alpha := 1")
	s.enter("beta := 2")
	s.Keys(ctrlR + "pha")
	s.Ends("(search) `pha': al‸pha := 1")
	s.Keys("\r")
	s.Ends(">>> alpha := 1‸")
	s.Keys("\x15be")
	s.Ends(">>> be‸ta := 2") // the rest is a ghost
	s.Keys(right)
	s.Ends(">>> beta := 2‸")
	s.Keys("\x7f3\r")
	s.Ends(">>> beta := 3", ">>> ‸")
	s.enter("alpha + beta", "4")
}

func TestResize(t *testing.T) {
	s := open(t, nil)
	s.Keys("a + b")
	s.Ends(">>> a + b‸")
	s.Resize(24, 30)
	s.Keys(" + cccccccccccd")
	s.Ends(">>> a + b + cccccccccccd", "‸")
	s.Keys("e")
	s.Ends(">>> a + b + cccccccccccd", "e‸")
	s.Keys(left + left)
	s.Ends(">>> a + b + ccccccccccc‸d", "e")
}

// TestOutputWhileTyping has a goroutine print while an entry is half typed: it waits for a pipe that the test writes to.
func TestOutputWhileTyping(t *testing.T) {
	s := open(t, nil)
	pipe := filepath.Join(s.dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	s.enter(`go func() { b, _ := os.ReadFile("pipe"); fmt.Print("late ", string(b)) }()`)
	s.Keys("f(\r")
	s.Ends(">>> f(", "...     ‸")
	s.Keys("ab" + left)
	s.Ends(">>> f(", "...     a‸b")
	if err := os.WriteFile(pipe, []byte("news\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Ends("late news", ">>> f(", "...     a‸b")
	s.Keys("c")
	s.Ends("late news", ">>> f(", "...     ac‸b")
}

// TestProgress waits for the rate of what takes longer than a second; it is gone when the entry is.
func TestProgress(t *testing.T) {
	s := open(t, nil, "p.db")
	s.Keys(`for { session.Execute(orm.Text("select 1")) }` + "\r")
	rate := regexp.MustCompile(`\n[\d,]+ rows, [\d,]+ rows/s, \d+\.\d s$`)
	s.Until("tell the rate", func() bool { return rate.MatchString(s.Text(false)) })
	s.Keys(ctrlC)
	s.Ends("cancelled", "the session's transaction is still open", ">>> ‸")
	s.Until("take the rate away", func() bool { return !strings.Contains(s.Text(false), "rows/s") })
}

func TestAutoIndent(t *testing.T) {
	s := open(t, nil)
	s.Keys("if true {\r")
	s.Ends(">>> if true {", "...     ‸")
	s.Keys("for range 2 {\r")
	s.Ends("...     for range 2 {", "...         ‸")
	s.Keys("fmt.Println(1)\r")
	s.Ends("...         fmt.Println(1)", "...         ‸")
	s.Keys("}")
	s.Ends("...         fmt.Println(1)", "...     }‸")
	s.Keys("\r")
	s.Ends("...     }", "...     ‸")
	s.Keys("}\r")
	s.Ends("... }", "1", "1", ">>> ‸")
}

func TestWordsOfOtherShells(t *testing.T) {
	s := open(t, nil)
	s.enter(":q", `to leave: \q, or Ctrl-D`)
	s.Keys("help\r")
	s.Until("help", func() bool {
		return strings.Contains(s.Text(false), "\nhelp is \\help\n") && strings.HasSuffix(s.Text(true), ">>> ‸")
	})
	s.enter("commit;", `here it is \commit`, "error: no session is declared: session := orm.NewSession(engine)")
	s.enter(`commit := "a name"`)
	s.enter("commit", `"a name"`)
	s.enter(`quit := "a name"`)
	s.enter("quit", `"a name"`)
	s.Keys("exit\r")
	s.Until("be left", func() bool { return strings.HasSuffix(s.Raw(), ">>> exit\r\r\n\x1b[?2004l") })
}

func TestSandboxRemindsAfterWrites(t *testing.T) {
	s := open(t, nil, "--sandbox", "s.db")
	const reminder = "(sandbox: rolled back when you leave)"
	for _, tt := range []struct{ entry, want string }{
		{"create table t (a int)", reminder}, {"insert into t values (1)", "INSERT 1\n" + reminder}, {"session.Commit()", ""}, {"select a from t", " a\n---\n 1\n(1 row)"},
		{"with x as (select 1 as a) select a from x", " a\n---\n 1\n(1 row)"}, {"/* more */ insert into t values (2)", "INSERT 1\n" + reminder},
		{"with x as (select 1 as a) insert into t select a from x", "INSERT 1\n" + reminder},
	} {
		s.Keys(tt.entry)
		s.Ends("(sandbox) >>> " + tt.entry + "‸")
		s.Keys("\r")
		want := []string{"(sandbox) >>> " + tt.entry}
		if tt.want != "" {
			want = append(want, tt.want)
		}
		s.Ends(append(want, "(sandbox) >>> ‸")...)
	}
}

func TestDumbTerminal(t *testing.T) {
	s := open(t, []string{"TERM=dumb"})
	s.Keys("if true {\n")
	s.Ends(">>> if true {", "... ‸")
	s.Keys("fmt.Println(6)\n")
	s.Ends("... fmt.Println(6)", "... ‸")
	s.Keys("}\n")
	s.Ends("... }", "6", ">>> ‸")
	s.Keys(ctrlD)
	s.Until("write no escape sequences", func() bool { return !strings.Contains(s.Raw(), "\x1b") })
}

func TestInterrupts(t *testing.T) {
	s := open(t, nil, "i.db")
	s.Keys(ctrlC)
	s.Ends(">>> ^C", ">>> ‸")
	s.Keys("half")
	s.Ends(">>> half‸")
	s.Keys(ctrlC)
	s.Ends(">>> half^C", ">>> ‸")
	s.Keys("if true {\r")
	s.Ends("...     ‸")
	s.Keys(ctrlC)
	s.Ends(">>> ‸")
	for _, endless := range []string{
		`fmt.Println("begun"); for {}`,
		`fmt.Println("begun"); time.Sleep(time.Hour)`,
		`fmt.Println("begun"); select {}`,
		`fmt.Println("begun"); session.Execute(orm.Text("with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"))`,
	} {
		s.Keys(endless + "\r")
		s.Until("run "+endless, func() bool { return strings.HasSuffix(s.Text(false), "\nbegun") })
		s.Keys(ctrlC)
		s.Until("cancel "+endless, func() bool {
			text := s.Text(true)
			last := text[strings.LastIndex(text, "begun"):]
			return strings.Contains(last, "cancel") && strings.HasSuffix(last, ">>> ‸")
		})
		s.enter("1 + 1", "2")
	}
	s.enter("select 40 + 2 as n", " n", "----", " 42", "(1 row)")
}

func TestCompletionOnTheScreen(t *testing.T) {
	s := open(t, nil, "c.db")
	s.Keys(pasteBegin + "type User struct {\n\torm.Model `orm:\"table=users\"`\n\tID int `orm:\"primary_key\"`\n\tName string\n\tPets []*Pet `orm:\"relation\"`\n}\n" +
		"type Pet struct {\n\torm.Model `orm:\"table=pets\"`\n\tID int `orm:\"primary_key\"`\n\tUserID int `orm:\"foreign_key=users.id\"`\n}" + pasteEnd)
	s.Ends("... }‸")
	s.Keys("\r")
	s.Ends("... }", ">>> ‸")
	s.enter("Base := orm.DeclarativeBase(); Base.Map(User{}, Pet{}); Base.MetaData().CreateAll(engine)")
	s.enter("list := []*User{}")
	s.enter("session.Comit()", "1:9: session.Comit undefined (type *orm.Session has no field or method Comit)", "    session.Comit()", "            ^", "    did you mean Commit?")
	if err := os.WriteFile(filepath.Join(s.dir, "two words.go"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ typed, want string }{
		{"strings.TrimPre", "strings.TrimPrefix"},
		{"session.Comm", "session.Commit"},
		{"u := User{Na", "u := User{Name"},
		{`orm.Query[User](session).FilterBy("Na`, `orm.Query[User](session).FilterBy("Name`},
		{"select * from us", "select * from users"},
		{"select * from users u join pets p on ", "select * from users u join pets p on p.user_id = u.id"},
		{`\ech`, `\echo`},
		{`\format js`, `\format json`},
		{`\i c.`, `\i c.db`},
		{`orm.CreateEngine("postg`, `orm.CreateEngine("postgresql://`},
		{`\connect postg`, `\connect postgresql://`},
		{`\i two`, `\i two words.go`},
		{`\copy users to 'two`, `\copy users to 'two words.go'`},
		{`\format mark`, `\format markdown`},
		{"slices.SortFunc(list, func(a, b *User) int { return cmp.Compare(a.Na", "slices.SortFunc(list, func(a, b *User) int { return cmp.Compare(a.Name"},
		{`orm.Query[User](session).FilterBy("Name", "ed").Fir`, `orm.Query[User](session).FilterBy("Name", "ed").First`},
	} {
		s.Keys(tt.typed)
		s.Ends(">>> " + tt.typed + "‸")
		s.Keys("\t")
		s.Ends(">>> " + tt.want + "‸")
		s.Keys("\x15")
		s.Ends(">>> ‸")
	}
	s.Keys("session.Add")
	s.Ends(">>> session.Add‸")
	s.Keys("\t") // nothing is common: the candidates with kind and type stand above
	s.Ends("Add     method (objs ...any) error", "AddAll  method (objs ...any) error", ">>> session.Add‸")
	s.Keys("\x15orm.Query[User](session).Co")
	s.Ends(">>> orm.Query[User](session).Co‸")
	s.Keys("\t") // methods of a generic type, with their signatures
	s.Ends("Core   field orm.AnyQuery", "Count  method () (int64, error)", ">>> orm.Query[User](session).Co‸")
	s.Keys("\x15\t")
	s.Ends(">>>     ‸")
	s.Keys("\x15for _, u := range list {\r")
	s.Ends(">>> for _, u := range list {", "...     ‸")
	s.Keys("fmt.Println(u.Na\t)") // inside an entry of many rows
	s.Ends(">>> for _, u := range list {", "...     fmt.Println(u.Name)‸")
	s.Keys(ctrlC)
	s.Ends("...     fmt.Println(u.Name)^C", ">>> ‸")
}

// TestPromptTellsTheTransaction has the prompt say what PostgreSQL makes of an error: nothing but a rollback helps.
func TestPromptTellsTheTransaction(t *testing.T) {
	s := open(t, nil, server(t, "postgres", "ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test"))
	prompts := func(entry, want string) {
		s.Keys(entry + "\r")
		s.Until("prompt with "+want, func() bool { return strings.HasSuffix(s.Text(true), want+" +0~0-0 >>> ‸") })
	}
	s.Keys("\\prompt full\r")
	s.Until("prompt", func() bool { return strings.HasSuffix(s.Text(true), " +0~0-0 >>> ‸") })
	prompts("select 1 as one", "*")
	prompts("select nope", "!")
	s.Keys("\\rollback\r")
	s.Until("prompt plainly", func() bool {
		text := s.Text(true)
		last := text[strings.LastIndex(text, "\n")+1:]
		return strings.HasSuffix(last, " +0~0-0 >>> ‸") && !strings.Contains(last, "!") && !strings.Contains(last, `\rollback`)
	})
}
