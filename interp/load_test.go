// This file tests packages of the user's own in a session, and programs.

package interp_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/interp/symbols"
)

const shop = `
-- go.mod --
module example.com/shop

go 1.26
-- text/text.go --
package text

import "strings"

func Title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) String() string { return "a pair" }

func Half(x float64) float64 { return x / 2 }
-- models/user.go --
package models

import (
	"fmt"

	"example.com/shop/text"
)

// User buys.
type User struct {
	Name   string
	Age    int
	secret int
}

func (u *User) String() string { return fmt.Sprintf("<%s>", text.Title(u.Name)) }

func (u *User) Keep(n int) *User { u.secret = n; return u }

func (u *User) Kept() int { return u.secret + offset }

var offset = start() + 1

func start() int { return 40 }

func init() { offset++ }
-- models/shape.go --
package models

type Level int

const (
	Low Level = iota
	High
)

func (l Level) String() string { return [...]string{"low", "high"}[l] }

type Shape interface{ Area() float64 }

type Square struct{ Side float64 }

func (s Square) Area() float64 { return s.Side * s.Side }

func Largest[S Shape](list ...S) (best S) {
	for _, s := range list {
		if s.Area() > best.Area() {
			best = s
		}
	}
	return best
}
-- models/user_test.go --
package models

func init() { panic("a test file") }
`

// module writes an archive of files into a folder of its own and makes that the working one.
func module(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	for _, f := range txtar.Parse([]byte(archive)).Files {
		write(t, f.Name, string(f.Data))
	}
	return dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// edit replaces a part of a file.
func edit(t *testing.T, name, old, now string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(text), old) {
		t.Fatalf("%s holds no %q: %v", name, old, err)
	}
	write(t, name, strings.ReplaceAll(string(text), old, now))
}

func (sh *shell) load(t *testing.T, dir string) *interp.Loaded {
	t.Helper()
	loaded, err := sh.Load(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

func TestLoad(t *testing.T) {
	module(t, shop)
	sh := newShell(t)
	if loaded := sh.load(t, "models"); loaded.Name != "models" || strings.Join(loaded.Read, " ") != "example.com/shop/text example.com/shop/models" {
		t.Errorf("%+v", loaded)
	}
	for _, tt := range []struct{ src, want string }{
		{`u := &models.User{Name: "ed"}; fmt.Println(u, []*models.User{u})`, "<Ed> [<Ed>]"},
		{"u.Keep(3).Kept()", "45"},
		{"fmt.Sprint(models.High, []models.Level{models.Low})", "high [low]"},
		{"models.Largest(models.Square{1}, models.Square{3}).Side", "3"},
		{"var s models.Shape = models.Square{2}; s.Area()", "4"},
		{"f := models.Largest[models.Square]; f(models.Square{5}).Side", "5"},
		{"g := u.Kept; g()", "45"},
		{"type Admin struct { *models.User; Rights int }; fmt.Sprint(Admin{User: u})", "<Ed>"},
		{"reflect.TypeOf(u).String() + reflect.TypeOf(u).Elem().PkgPath()", "*models.Userexample.com/shop/models"},
		{"any(u).(fmt.Stringer).String()", "<Ed>"},
		{"text.Half(-0.5)", "-0.25"}, // loaded with models, and so known by name
		{`import words "example.com/shop/text"; fmt.Sprint(words.Pair[string, int]{"a", 1})`, "a pair"},
		{"slices.SortFunc([]models.Square{{2}, {1}}, func(a, b models.Square) int { return cmp.Compare(a.Side, b.Side) })", ""},
		{"string(json.Marshal(models.Square{2}))", `{"Side":2}`},
		{"u.secret", "u.secret undefined (cannot refer to unexported field secret)"},
		{"models.offset", "name offset not exported by package models"},
		{"func (u *models.User) Extra() {}", "cannot define new methods on non-local type models.User"},
	} {
		if got := sh.run(tt.src); !strings.Contains(got, tt.want) {
			t.Errorf("%s\n got %s\nwant %s", tt.src, got, tt.want)
		}
	}
}

func TestHelpOnLoaded(t *testing.T) {
	module(t, shop)
	sh := newShell(t)
	sh.load(t, "models")
	if d, err := sh.Describe("models.User"); err != nil || d.Doc != "User buys." || len(d.Fields) != 2 || len(d.Methods) != 3 {
		t.Errorf("%+v, %v", d, err)
	}
	if c := sh.Complete("models.La", 9); len(c) != 1 || c[0].Text != "Largest" {
		t.Errorf("%v", c)
	}
	if c := sh.Complete("(&models.User{}).", 17); len(c) != 5 {
		t.Errorf("%v", c)
	}
}

func TestLoadAgain(t *testing.T) {
	module(t, shop)
	sh := newShell(t)
	sh.load(t, "models")
	sh.must(t, `u := &models.User{Name: "ed"}; func title() string { return text.Title("xyz") }`)
	if loaded := sh.load(t, "models"); loaded.Read != nil {
		t.Errorf("read without need: %v", loaded.Read)
	}
	edit(t, "text/text.go", "strings.ToUpper(s[:1]) + s[1:]", "strings.ToUpper(s)")
	loaded := sh.load(t, "text") // models needs it, and follows
	if strings.Join(loaded.Read, " ") != "example.com/shop/text example.com/shop/models" {
		t.Errorf("read: %v", loaded.Read)
	}
	if len(loaded.Warnings) != 1 || !strings.Contains(loaded.Warnings[0].Msg, "made of types of models as it was before: u;") {
		t.Errorf("warnings: %v", loaded.Warnings)
	}
	for _, tt := range []struct{ src, want string }{
		{"title()", "XYZ"},
		{`fmt.Sprint(&models.User{Name: "ed"})`, "<ED>"},
		{"u = &models.User{}", "cannot use &models.User{} (value of type *models.User) as *models.User (of before it was loaded anew)"},
		{`u := &models.User{Name: "new"}; fmt.Sprint(u)`, "<NEW>"},
	} {
		if got := sh.run(tt.src); !strings.Contains(got, tt.want) {
			t.Errorf("%s\n got %s\nwant %s", tt.src, got, tt.want)
		}
	}
	edit(t, "models/user.go", "Age    int", "Age    int\n\tEmail  string")
	sh.load(t, "models")
	if got := sh.run(`models.User{Email: "e"}.Email`); got != "e" {
		t.Errorf("the new field: %s", got)
	}
}

func TestLoadFails(t *testing.T) {
	tests := []struct{ name, file, old, now, want string }{
		{"a type error", "models/user.go", "return u.secret + offset", "return u.secrt", "models/user.go:20:38: u.secrt undefined (type *User has no field or method secrt)\n    func (u *User) Kept() int { return u.secrt }\n                                         ^"},
		{"a mistake in what it needs", "text/text.go", "x / 2 }", "x / }", "text/text.go:14:"},
		{"an unused variable", "models/shape.go", "return best", "x := 1; return best", "models/shape.go:24:2: declared and not used: x"},
		{"a panic", "models/user.go", "return 40", "panic(\"at init\")", "models/user.go:24: at init"},
		{"unsafe", "text/text.go", `import "strings"`, `import ("strings"; _ "unsafe")`, "text/text.go:3:22: package unsafe"},
		{"no body", "text/text.go", "type Pair", "func f()\n\ntype Pair", "text/text.go:7:"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			module(t, shop)
			sh := newShell(t)
			edit(t, tt.file, tt.old, tt.now)
			_, err := sh.Load(context.Background(), "models")
			e := new(interp.Error)
			if !errors.As(err, &e) || !strings.HasPrefix(e.Detail(), tt.want) {
				t.Errorf("%v\nnot %s", err, tt.want)
			}
			edit(t, tt.file, tt.now, tt.old)
			sh.load(t, "models")
			if got := sh.run(`models.User{Name: "x"}.Name`); got != "x" {
				t.Errorf("mended, it gives %s", got)
			}
		})
	}
}

// TestLoopVariables refuses what the language of the module would give another meaning.
func TestLoopVariables(t *testing.T) {
	module(t, strings.Replace(shop, "go 1.26", "go 1.21", 1)+"-- loops/loops.go --\npackage loops\n\nvar F []func() int\n\nfunc init() {\n\tfor i := 0; i < 3; i++ {\n\t\tF = append(F, func() int { return i })\n\t}\n}\n")
	sh := newShell(t)
	sh.load(t, "models") // no function there holds a loop's variable
	if _, err := sh.Load(context.Background(), "loops"); err == nil || !strings.Contains(err.Error(), "loops/loops.go:6:2: a function or pointer holds a variable of this loop") {
		t.Error(err)
	}
}

func TestProgram(t *testing.T) {
	const tool = "-- tool/main.go --\npackage main\n\nimport (\n\t\"flag\"\n\t\"fmt\"\n\t\"os\"\n\n\t\"example.com/shop/models\"\n)\n\nvar n = flag.Int(\"n\", 0, \"a number\")\n\n" +
		"func init() { fmt.Println(\"init\", a) }\n\nfunc main() {\n\tflag.Parse()\n\tfmt.Println(*n, flag.Args(), models.High)\n\tswitch *n {\n\tcase 3:\n\t\tos.Exit(3)\n\tcase 4:\n\t\tpanic(fmt.Errorf(\"four\"))\n\t}\n}\n" +
		"-- tool/more.go --\npackage main\n\nimport \"fmt\"\n\nvar a = b + 1\n\nvar b = 41\n\nfunc init() { fmt.Println(\"more\") }\n"
	tests := []struct {
		args []string
		out  string
		err  string
	}{
		{[]string{"tool", "-n", "2", "x"}, "init 42\nmore\n2 [x] high\n", ""},
		{[]string{"tool", "-n", "3"}, "init 42\nmore\n3 [] high\n", "exit status 3"},
		{[]string{"tool", "-n", "4"}, "init 42\nmore\n4 [] high\n", "tool/main.go:22: four"},
		{[]string{"tool", "-n", "x"}, "init 42\nmore\ninvalid value \"x\" for flag -n: parse error\nUsage of tool:\n  -n int\n    \ta number\n", "exit status 2"},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			module(t, shop+tool)
			var out bytes.Buffer
			s, err := interp.New(interp.Options{Packages: symbols.All(), Stdout: &out, Stderr: &out, Args: tt.args})
			if err != nil {
				t.Fatal(err)
			}
			err = s.Program(context.Background(), "tool")
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			got := ""
			if err != nil {
				got = err.Error()
			}
			if out.String() != tt.out || got != tt.err {
				t.Errorf("%s\n%s\nnot\n%s\n%s", out.String(), got, tt.out, tt.err)
			}
		})
	}
}
