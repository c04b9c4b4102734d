// This file runs programs and loads packages with the real command, and compares programs with what the Go toolchain makes of them.

package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/tools/txtar"
)

// unpack writes an archive of files into a directory of its own.
func unpack(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const programs = `
-- go.mod --
module example.com/m

go 1.26
-- greet/greet.go --
package greet

import "fmt"

func init() { fmt.Println("init of greet") }

type Name string

func (n Name) String() string { return "hello " + string(n) }
-- tool/b.go --
package main

import "fmt"

var first = second + 1

func init() { fmt.Println("init b", first) }
-- tool/a.go --
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"

	"example.com/m/greet"
)

var second = func() int { fmt.Println("second"); return 41 }()

var times = flag.Int("times", 1, "how often")

func init() { fmt.Println("init a") }

func init() { fmt.Println("init a again") }

func main() {
	defer fmt.Println("deferred")
	flag.Parse()
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		for range *times {
			fmt.Println(greet.Name(in.Text()), flag.Args())
		}
	}
	switch *times {
	case 3:
		os.Exit(3)
	case 4:
		panic(fmt.Errorf("four: %w", os.ErrNotExist))
	case 5:
		done := make(chan bool)
		go func() {
			var m map[string]int
			m["x"] = 1
		}()
		<-done
	}
}
-- tool/a_windows.go --
package main

func init() { panic("another platform") }
-- tool/a_test.go --
package main

func init() { panic("a test") }
-- script.go --
//go:build ignore

package main

import (
	"fmt"
	"os"
)

func main() { fmt.Println(len(os.Args), os.Args[1:]) }
`

// TestProgramsAsGoRuns compares output, exit status and the first line of what a panic says.
func TestProgramsAsGoRuns(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no Go toolchain here")
	}
	dir := unpack(t, programs)
	for _, tt := range []struct {
		files []string
		args  string
	}{
		{[]string{"./tool"}, "x y"},
		{[]string{"./tool"}, "-times 2 -- -x"},
		{[]string{"tool/a.go", "tool/b.go"}, "-times 3"},
		{[]string{"./tool"}, "-times 4"},
		{[]string{"./tool"}, "-times 5"},
		{[]string{"./tool"}, "-no"},
		{[]string{"script.go"}, "a b.go c"},
	} {
		t.Run(strings.Join(tt.files, " ")+" "+tt.args, func(t *testing.T) {
			sameAsGo(t, dir, build(t, dir, tt.files...), tt.files, tt.args)
		})
	}
}

// build compiles a program.
func build(t *testing.T, dir string, files ...string) string {
	t.Helper()
	exe := filepath.Join(t.TempDir(), "prog")
	build := exec.Command("go", append([]string{"build", "-o", exe}, files...)...)
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
	return exe
}

// sameAsGo runs a program here and compiled.
func sameAsGo(t *testing.T, dir, exe string, files []string, args string) {
	t.Helper()
	var out, log strings.Builder
	compiled := exec.Command(exe, strings.Fields(args)...)
	compiled.Dir, compiled.Stdin, compiled.Stdout, compiled.Stderr = dir, strings.NewReader("ed\nmary\n"), &out, &log
	if err := compiled.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	want, wantCode := strings.Replace(log.String(), exe, files[0], 1), compiled.ProcessState.ExitCode()
	stdout, stderr, code := ormsh(t, dir, "ed\nmary\n", append(append([]string{"run"}, files...), strings.Fields(args)...)...)
	if head(stderr) != head(want) || stdout != out.String() || code != wantCode {
		t.Errorf("got\n%s\n%s\n%d, want\n%s\n%s\n%d", stdout, stderr, code, out.String(), want, wantCode)
	}
}

// head is what a panic says, or the first line of other messages.
func head(log string) string {
	first, _, _ := strings.Cut(log, "\n")
	return first
}

const shop = `
-- go.mod --
module example.com/shop

go 1.26
-- models/user.go --
package models

import "github.com/ormsh/ormsh/orm"

type User struct {
	orm.Model ` + "`orm:\"table=users\"`" + `
	ID        int ` + "`orm:\"primary_key\"`" + `
	Name      string
	Addresses []*Address ` + "`orm:\"relation\"`" + `
}

func (u *User) String() string { return "<" + u.Name + ">" }
-- models/address.go --
package models

import "github.com/ormsh/ormsh/orm"

type Address struct {
	orm.Model ` + "`orm:\"table=addresses\"`" + `
	ID        int ` + "`orm:\"primary_key\"`" + `
	Email     string
	UserID    int   ` + "`orm:\"foreign_key=users.id\"`" + `
	User      *User ` + "`orm:\"relation\"`" + `
}

var Base = orm.DeclarativeBase()
-- use.go --
models.Base.Map(models.User{}, models.Address{})
models.Base.MetaData().CreateAll(engine)
session.Add(&models.User{Name: "ed", Addresses: []*models.Address{{Email: "ed@example.com"}}})
session.Commit()
ed := orm.Query[models.User](session).FilterBy("Name", "ed").First()
session.Load(ed, "Addresses")
ed, ed.Addresses[0].Email, ed.Addresses[0].UserID == ed.ID
fmt.Println(ed)
-- again.go --
\load ./models
text := string(os.ReadFile("models/user.go"))
os.WriteFile("models/user.go", []byte(strings.Replace(text, "\"<\" + u.Name", "\"<<\" + u.Name", 1)), 0o600)
models.Base.Map(models.User{}, models.Address{})
models.Base.MetaData().CreateAll(engine)
session.Add(&models.User{Name: "ed"})
session.Commit()
\load
orm.Query[models.User](session).All()
\load
-- broken.go --
\load ./broken
-- broken/a.go --
package broken

func f() int {
	return nothing
}
-- late/late.go --
package late

import "fmt"

func Fail(n int) int {
	fmt.Println("working")
	if n > 1 {
		panic("too much")
	}
	return n
}
-- late.go --
late.Fail(1)
late.Fail(2)
-- export.go --
fmt.Println(&models.User{Name: "ed"})
\export go cmd/main.go
-- cmd/none.txt --
`

func TestLoad(t *testing.T) {
	tests := []struct {
		name   string
		args   []string
		stdout string
		stderr string
		code   int
	}{
		{"mapped structs", []string{"--load=./models", "run", "use.go"}, "", "undefined: engine", 1},
		{"a mistake", []string{"run", "broken.go"}, "", "broken/a.go:4:9: undefined: nothing\n    \treturn nothing\n    \t       ^\n", 1},
		{"a mistake of a package on the command line", []string{"run", "--load", "broken", "use.go"}, "", "broken/a.go:4:9: undefined: nothing\n", 1},
		{"a panic in a package", []string{"run", "--load", "late", "late.go"}, "working\n1\nworking\n", "late/late.go:8: panic: too much\n", 1},
		{"no program", []string{"run", "models/user.go"}, "", "models/user.go:1: package models is no program: ormsh run --load models, or \\load models, brings it into a session\n", 1},
		{"an import without --load", []string{"-c", `import "example.com/shop/models"`}, "", `\load FOLDER brings in a package of your own`, 1},
	}
	dir := unpack(t, shop)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stdout, stderr, code := ormsh(t, dir, "", tt.args...)
			if stdout != tt.stdout || !strings.Contains(stderr, tt.stderr) || code != tt.code {
				t.Errorf("stdout\n%s\nstderr\n%s\ncode %d; not\n%s\n%s\n%d", stdout, stderr, code, tt.stdout, tt.stderr, tt.code)
			}
		})
	}
}

// TestLoadWithDatabase maps the structs of a loaded package, and loads it anew.
func TestLoadWithDatabase(t *testing.T) {
	const connect = "engine := orm.CreateEngine(\"sqlite://\")\nsession := orm.NewSession(engine)\n"
	archive := strings.NewReplacer("-- use.go --\n", "-- use.go --\n"+connect, "-- again.go --\n", "-- again.go --\n"+connect).Replace(shop)
	for file, want := range map[string]string{
		"use.go":   "<ed>, \"ed@example.com\", true\n<ed>\n",
		"again.go": "models: example.com/shop/models\nmodels: example.com/shop/models\n[<<ed>]\nmodels: as it was\n",
	} {
		stdout, stderr, code := ormsh(t, unpack(t, archive), "", "run", "--load", "./models", file)
		want = strings.Replace(want, "models: example.com/shop/models\n", "models: as it was\n", 1)
		if stdout != want || stderr != "" || code != 0 {
			t.Errorf("%s: stdout\n%s\nstderr\n%s\ncode %d; not\n%s", file, stdout, stderr, code, want)
		}
	}
}

// TestLoadedExports runs what a session with a loaded package was exported to.
func TestLoadedExports(t *testing.T) {
	dir := unpack(t, shop)
	for _, args := range [][]string{{"run", "--load", "models", "export.go"}, {"run", "cmd"}} {
		if stdout, stderr, code := ormsh(t, dir, "", args...); !strings.HasPrefix(stdout, "<ed>\n") || code != 0 {
			t.Errorf("%v: %s%s%d", args, stdout, stderr, code)
		}
	}
}

// TestLoadAtTerminal types \load where the package is edited meanwhile.
func TestLoadAtTerminal(t *testing.T) {
	dir := unpack(t, shop)
	c := startConsole(t, "--load", filepath.Join(dir, "models"))
	c.enter(`&models.User{Name: "ed"}`, "<ed>\r\n")
	file := filepath.Join(dir, "models", "user.go")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), `return "<"`, `return <"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	c.enter(`\load`, file+":12:41: ")
	c.enter(`&models.User{Name: "ed"}`, "<ed>\r\n")
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), `return "<"`, `return "{"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	c.enter(`\load`, "models: example.com/shop/models\r\n")
	c.enter(`&models.User{Name: "ed"}`, "{ed>\r\n")
	c.keys("\x04")
	c.leaves(0)
}

// TestGoroutinesPanic ends scripts with Go's words and its exit status.
func TestGoroutinesPanic(t *testing.T) {
	const wait = "\nfor { time.Sleep(time.Hour) }\n"
	for _, tt := range []struct{ src, stderr string }{
		{"x := 1\ngo func() {\n\tpanic(fmt.Sprint(\"in \", x))\n}()" + wait, "panic: in 1\n\ngoroutine [running]:\n\tstdin:3\n"},
		{"time.AfterFunc(0, func() { panic(errors.New(\"late\")) })" + wait, "panic: late\n"},
		{"package main\n\nimport \"sync\"\n\nfunc main() {\n\tvar wg sync.WaitGroup\n\twg.Go(func() { panic(\"in a program\") })\n\twg.Wait()\n\tselect {}\n}\n", "panic: in a program\n\ngoroutine [running]:\n\tstdin:7\n"},
		{"package main\n\nfunc f(n int) int { return f(n+1) + 1 }\n\nfunc main() { println(f(0)) }\n", "fatal error: stack overflow"},
		{"package main\n\nimport \"fmt\"\n\nfunc main() {\n\tvar err error = fmt.Errorf(\"two\\nlines\")\n\tpanic(err)\n}\n", "panic: two\n\tlines\n\ngoroutine 1 [running]:\n\tstdin:7\n"},
	} {
		stdout, stderr, code := ormsh(t, t.TempDir(), tt.src)
		if stdout != "" || !strings.HasPrefix(stderr, tt.stderr) || code != 2 {
			t.Errorf("%s\n%s%s\ncode %d; not\n%s", tt.src, stdout, stderr, code, tt.stderr)
		}
	}
}

// TestGoroutinesAtThePrompt lets one panic and another leave, while the shell waits for an entry.
func TestGoroutinesAtThePrompt(t *testing.T) {
	// The goroutines wait for the test to open a pipe, so that nothing happens before the prompt is there.
	c := startConsole(t)
	c.pipes("first", "second")
	c.enter("next := make(chan string)", "")
	c.enter("go func() { panic(<-next) }()", "")
	c.enter(`go func() { os.ReadFile("first"); panic("while you wait") }()`, "")
	c.open("first")
	c.until("cell 3, line 1: panic in a goroutine: while you wait\r\n")
	c.until(">>> ")
	c.keys("next <- \"asked for\"\r")
	c.until("cell 2, line 1: panic in a goroutine: asked for\r\n")
	c.until(">>> ")
	c.enter("1 + 1", "2\r\n")
	c.enter(`go func() { os.ReadFile("second"); os.Exit(7) }()`, "")
	c.open("second")
	c.until("\r\n\x1b[?2004l") // the terminal is as it was
	c.leaves(7)
	c = startConsole(t, "watched.db")
	c.pipes("third")
	c.enter(`go func() { os.ReadFile("third"); os.Exit(8) }()`, "")
	c.keys("\\watch 0.1 select 1 as watched\r")
	c.until(" watched\r\n")
	c.open("third")
	c.leaves(8)
}

// pipes makes named pipes in the shell's directory.
func (c *console) pipes(names ...string) {
	c.t.Helper()
	for _, name := range names {
		if err := syscall.Mkfifo(filepath.Join(c.cmd.Dir, name), 0o600); err != nil {
			c.t.Fatal(err)
		}
	}
}

// open lets the one who reads the pipe go on, once it does.
func (c *console) open(name string) {
	c.t.Helper()
	f, err := os.OpenFile(filepath.Join(c.cmd.Dir, name), os.O_WRONLY, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		c.t.Fatal(err)
	}
}

// hostile entries are stopped by Ctrl-C, or end by themselves; the shell goes on after each.
func TestHostileEntries(t *testing.T) {
	c := startConsole(t, "hostile.db")
	for _, tt := range []struct{ entry, want string }{
		{"func deep(n int) int { return deep(n+1) + 1 }; deep(0)", "stack overflow: a function calls itself without end"},
		{"type T struct{ Next *T }; func (t *T) String() string { return fmt.Sprint(t) }; fmt.Println(&T{})", "stack overflow"},
		{"go deep(0); <-make(chan int)", "stack overflow"},
		{"var p *int; *p", "panic: runtime error: invalid memory address or nil pointer dereference"},
		{"sort.Slice([]int{2, 1}, func(i, j int) bool { panic(\"in a callback\") })", "panic: in a callback"},
		{"runtime.Goexit()", "Goexit"},
		{"flag.Parse(); flag.NArg()", "0"},
		{"signal.Reset(); signal.Ignore(os.Interrupt)", ""},
		{"os.Stdout.Close(); os.Stdin.Close()", ""},
		{"x := uintptr(0xdeadbeef); *(*int)(unsafe.Pointer(x))", "panic: runtime error: invalid memory address or nil pointer dereference"},
		{"flag.NewFlagSet(\"x\", flag.ContinueOnError).Parse([]string{\"-no\"})", "flag provided but not defined: -no"},
	} {
		c.enter(tt.entry, "")
		if !strings.Contains(c.passed, tt.want) {
			t.Errorf("%s printed %q, not %q", tt.entry, c.passed, tt.want)
		}
		c.enter("1 + 1", "2\r\n")
	}
	for _, entry := range []string{
		"for {}", "<-make(chan int)", "time.Sleep(time.Hour)", "var mu sync.Mutex; mu.Lock(); for { mu.TryLock() }", "select {}",
		"for range time.Tick(time.Millisecond) {}", "slices.SortFunc([]int{1, 2}, func(a, b int) int { for {} })",
		"with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n",
	} {
		c.keys(entry + "\r")
		c.until("\x1b[?2004l")
		c.keys("\x03")
		c.until("cancelled\r\n")
		c.until(">>> ")
		c.enter("1 + 1", "2\r\n")
	}
}

// TestFatalErrors has Go's runtime end the process, as nothing can keep it from: what was typed is in the history.
func TestFatalErrors(t *testing.T) {
	c := startConsole(t)
	c.enter("x := 41", "")
	c.keys("m := map[int]int{}; for range 4 { go func() { for { maps.Copy(m, map[int]int{1: 1, 2: 2}) } }() }; select {}\r")
	c.until("fatal error: concurrent map")
	for range c.output { // to the end of what the runtime has to say
	}
	c.leaves(2)
	history, err := os.ReadFile(filepath.Join(c.cmd.Dir, "ormsh", "history"))
	if err != nil || !strings.Contains(string(history), "x := 41") || !strings.Contains(string(history), "maps.Copy(m") {
		t.Errorf("the history holds %q, %v", history, err)
	}
}

// TestProgramsInterrupted leaves Ctrl-C to a program that asks for it, and gives it back after a Reset.
func TestProgramsInterrupted(t *testing.T) {
	const program = "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\t\"os/signal\"\n)\n\nfunc main() {\n\tc := make(chan os.Signal, 1)\n\tsignal.Notify(c, os.Interrupt)\n\tfmt.Println(\"begun\")\n" +
		"\tfmt.Println(<-c)\n\tsignal.Reset()\n\tfmt.Println(\"again\")\n\tselect {}\n}\n"
	dir := unpack(t, "-- prog.go --\n"+program)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "run", "prog.go")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "ORMSH_TEST_AS_COMMAND=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"begun\n", "interrupt\nagain\n"} {
		got := make([]byte, len(want))
		if _, err := io.ReadFull(out, got); err != nil || string(got) != want {
			t.Fatalf("%q, %v; not %q", got, err, want)
		}
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 130 {
		t.Errorf("it leaves with %d, %v", cmd.ProcessState.ExitCode(), err)
	}
}
