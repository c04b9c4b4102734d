// This file runs exported programs with the go command and compares what they print.

package export_test

import (
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/interp/export"
	"github.com/ormsh/ormsh/interp/symbols"
)

func TestPrograms(t *testing.T) {
	tests := []struct {
		name  string
		cells []string
		want  string // what the program prints
	}{
		{"values", []string{`x := 3`, `x + 1, "a%d\n"`}, "4\na%d\n\n"},
		{"a left-out error", []string{`n := strconv.Atoi("7")`, `n`, `os.Setenv("A", "b"); os.Getenv("A")`}, "7\nb\n"},
		{"the last value", []string{`40 + 2`, `_ + 1`, `_1`}, "42\n43\n42\n"},
		{"a name again", []string{`x := 1`, `x := "two"`, `x`, `fmt.Println(x)`}, "two\ntwo\n"},
		{"assigned beside a new name", []string{`a, err := strconv.Atoi("1")`, `b, err := strconv.Atoi("x")`, `a, b, err != nil`}, "1\n0\ntrue\n"},
		{"a function that mentions a variable", []string{`n := 1`, `func next() int { n++; return n }`, `next()`, `next(), n`}, "2\n3\n3\n"},
		{"unused", []string{`x := 1`, `var y int`, `var z = 4`}, ""},
		{"a type again", []string{`type T struct{ A int }`, `old := T{1}`, `type T struct{ B string }`, `func (t T) String() string { return t.B }`, `T{"b"}, old`}, "b\n{1}\n"},
		{"a method again", []string{`type T int`, `func (T) String() string { return "one" }`, `func (T) String() string { return "two" }`, `T(1)`}, "two\n"},
		{"a function again", []string{`func f() int { return 1 }`, `func g() int { return f() }`, `func f() int { return 2 }`, `g()`}, "2\n"},
		{"a function again, called before", []string{`func f(n int, more ...int) (int, int) { return n, len(more) }`, `f(1, 2)`, `func g() int { a, _ := f(3); return a }`, `g()`,
			`func f(n int, more ...int) (int, int) { if n == 0 { return 0, 0 }; return f(n-1) }`, `f(1, 2)`, `func f(n int, more ...int) (int, int) { return 9, 9 }`, `g()`},
			"1\n1\n3\n0\n0\n9\n"},
		{"a method again, called before", []string{`type T struct{ n int }`, `func (t *T) String() string { return fmt.Sprint("one ", t.n) }`, `t := &T{5}`, `t`,
			`func (t *T) String() string { return "two" }`, `t`, `func (t *T) Add(int, ...string) {}`, `t.Add(1, "x")`, `func (t *T) Add(n int, _ ...string) { t.n += n }`, `t.Add(1)`, `t.n`},
			"one 5\ntwo\n6\n"},
		{"a function again, of a type declared again", []string{`type T int`, `func f(T) string { return "one" }`, `f(1)`, `func f(T) string { return "two" }`, `f(1)`, `type T string`,
			`func f(T) string { return "three" }`, `f("x")`}, "one\ntwo\nthree\n"},
		{"a defer", []string{"f := func() { fmt.Println(1) }\ndefer f()\nfmt.Println(2)", `fmt.Println(3)`}, "2\n1\n3\n"},
		{"names of helpers and packages", []string{`must := strconv.Atoi("1")`, `show := must`, `fmt := show`, `fmt, show`}, "1\n1\n"},
		{"a variable of a struct type", []string{`type P struct{ X int }`, `ps := []P{{1}}`, `func first() P { return ps[0] }`, `first().X`}, "1\n"},
		{"loops and imports", []string{`import str "strings"`, `for _, w := range str.Fields("a b") { fmt.Println(w) }`}, "a\nb\n"},
		{"declarations of main's names", []string{`func main() int { return 5 }`, `main()`}, "5\n"},
		{"several values and an error", []string{`f := func() (int, string, error) { return 1, "x", nil }`, `a, b := f()`, `f()`, `a, b`}, "1\nx\n1\nx\n"},
	}
	dir := t.TempDir()
	module := "module exported\n\ngo " + strings.TrimPrefix(version.Lang(runtime.Version()), "go") + "\n"
	write(t, filepath.Join(dir, "go.mod"), module)
	for i, tt := range tests {
		text, err := export.Program(symbols.All(), numbered(tt.cells))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		sub := filepath.Join(dir, string(rune('a'+i)))
		write(t, filepath.Join(sub, "main.go"), text)
		out, err := run(sub, "run", ".")
		if err != nil || out != tt.want {
			t.Errorf("%s prints\n%s%v, not\n%s\n%s", tt.name, out, err, tt.want, text)
		}
	}
	if out, err := run(dir, "vet", "./..."); err != nil {
		t.Errorf("go vet: %v\n%s", err, out)
	}
}

func TestRefused(t *testing.T) {
	tests := []struct{ name, cell, want string }{
		{"a return", `if true { return }`, "entry 1 returns at top level"},
		{"an unknown name", `x + 1`, "entry 1 can't be exported, it needs what an entry that failed declared"},
	}
	for _, tt := range tests {
		if _, err := export.Program(symbols.All(), numbered([]string{tt.cell})); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// A method that came late is told: values shown before it were shown without it.
func TestLateMethodIsTold(t *testing.T) {
	text, err := export.Program(symbols.All(), numbered([]string{`type T int`, `T(1)`, `func (T) String() string { return "one" }`}))
	if err != nil || !strings.Contains(text, "// Entry 3 declared T.String here; this program has it from the start.\n") {
		t.Errorf("%v\n%s", err, text)
	}
}

// What one program can't do isn't exported as something else.
func TestGenericAgainIsRefused(t *testing.T) {
	_, err := export.Program(symbols.All(), numbered([]string{`func f[T any](T) int { return 1 }`, `f(1)`, `func f[T any](T) int { return 2 }`, `f(1)`}))
	if err == nil || !strings.Contains(err.Error(), "entry 3 declares the generic f again") {
		t.Errorf("%v", err)
	}
}

func numbered(sources []string) (cells []export.Cell) {
	for i, src := range sources {
		cells = append(cells, export.Cell{Number: i + 1, Source: src})
	}
	return cells
}

func run(dir string, args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
