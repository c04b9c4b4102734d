// This file compiles the lowered form of the conformance cells with the Go toolchain: it must print what the cells print.

package lower

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/interp/cell"
	"github.com/ormsh/ormsh/interp/check"
	"github.com/ormsh/ormsh/interp/host"
	"github.com/ormsh/ormsh/interp/internal/cells"
	"github.com/ormsh/ormsh/interp/pkgs"
	"github.com/ormsh/ormsh/interp/rtype"
	board "github.com/ormsh/ormsh/interp/symbols"
)

// The rules by which a cell's lowered form has no counterpart in Go. The list is closed: a cell that doesn't compile, or prints something else,
// for another reason is a failure.
const (
	ruleEmbedded = "two instances of a generic type are embedded, whose declared forms would need one name"
)

// TestLoweredFormOfGo compiles the lowered form of each cell as a package, and runs all in one program.
func TestLoweredFormOfGo(t *testing.T) {
	if os.Getenv("ORMSH_TEST_GO") == "" {
		t.Skip("set ORMSH_TEST_GO=1 to compile the lowered form of the conformance cells with a Go toolchain")
	}
	suites, err := cells.Read("../testdata/cells/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	b := newBatch(t)
	left := map[string]int{}
	for _, s := range suites {
		for _, c := range s.Cases {
			if !s.OfGo(c) || c.Refused() {
				continue
			}
			if rule := b.add(t, c); rule != "" {
				left[rule]++
			}
		}
	}
	outputs := b.run(t)
	for i, c := range b.cases {
		if got := outputs[i]; got != c.Cells[0][1] {
			t.Errorf("%s (%s)\n%s\n--- the lowered form prints\n%s\n--- the suite has\n%s", c.Name, packageName(i), c.Cells[0][0], got, c.Cells[0][1])
		}
	}
	t.Logf("%d cells compiled in lowered form", len(b.cases))
	for _, rule := range slices.Sorted(maps.Keys(left)) {
		t.Logf("%d left out: %s", left[rule], rule)
	}
}

// batch is a Go program of many cells.
type batch struct {
	dir     string
	cases   []*cells.Case
	display []string // pairs: the name that a type has in the program, and its own
}

func newBatch(t *testing.T) *batch {
	t.Helper()
	b := &batch{dir: t.TempDir()}
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(repo, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(repo, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	const module = "module github.com/ormsh/ormsh\n"
	text := strings.Replace(string(mod), module, "module lowered\n\nrequire github.com/ormsh/ormsh v0.0.0\n\nreplace github.com/ormsh/ormsh => "+repo+"\n", 1)
	b.write(t, "go.mod", text)
	b.write(t, "go.sum", string(sum))
	b.write(t, "report/report.go", reportSource)
	b.write(t, "report/panics.go", cells.PanicSource)
	return b
}

func (b *batch) write(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join(b.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func packageName(i int) string { return fmt.Sprintf("cell%03dx", i) }

// add lowers a cell and writes its package; rule says why there is none.
func (b *batch) add(t *testing.T, c *cells.Case) (rule string) {
	t.Helper()
	g, err := lowerCell(c.Cells[0][0])
	if err != nil {
		t.Errorf("%s: %v", c.Name, err)
		return ""
	}
	name := packageName(len(b.cases))
	text, err := g.file(name)
	if err != nil {
		t.Errorf("%s: %v", c.Name, err)
		return ""
	}
	if g.left != "" {
		return g.left
	}
	b.write(t, name+"/lowered.go", text)
	b.cases = append(b.cases, c)
	for shown, own := range g.display {
		b.display = append(b.display, name+"."+shown, "main."+own)
	}
	return ""
}

// run builds the program and returns what each cell printed.
func (b *batch) run(t *testing.T) []string {
	t.Helper()
	var imports, calls strings.Builder
	for i, c := range b.cases {
		fmt.Fprintf(&imports, "import %q\n", "lowered/"+packageName(i))
		fmt.Fprintf(&calls, "\treport.Cell(%q, %s.Run)\n", c.Cells[0][0], packageName(i))
	}
	b.write(t, "main.go", "package main\nimport \"lowered/report\"\n"+imports.String()+"func main() {\n"+calls.String()+"}\n")
	build := exec.Command("go", "build", "-gcflags=-e", "-o", "lowered.exe", ".")
	build.Dir = b.dir
	build.Env = append(os.Environ(), "GOWORK=off", "GOTOOLCHAIN=local", "GOFLAGS=-mod=mod -trimpath")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	run := exec.Command(filepath.Join(b.dir, "lowered.exe"))
	out, err := run.CombinedOutput()
	text := strings.NewReplacer(b.display...).Replace(string(out))
	outputs := strings.Split(regexp.MustCompile(`cell\d\d\dx\.`).ReplaceAllString(text, "main."), "\n=== end of the cell\n")
	if len(outputs) != len(b.cases)+1 {
		last := outputs[len(outputs)-1]
		t.Fatalf("the cells ended after %d of %d (%s): %v\n%s", len(outputs)-1, len(b.cases), b.cases[len(outputs)-1].Name, err, last[:min(len(last), 4000)])
	}
	for i := range outputs {
		outputs[i] = strings.TrimRight(outputs[i], "\n")
	}
	return outputs[:len(b.cases)]
}

// lowerCell lowers a cell unit by unit, without running it.
func lowerCell(src string) (*goForm, error) {
	parts, err := cell.Split(src)
	if err != nil {
		return nil, err
	}
	scope := check.NewScope(board.All())
	units, err := scope.Check(parts, 1)
	if err != nil {
		return nil, err
	}
	l := New(Options{Packages: board.All(), Importer: scope, Universe: rtype.New(onBoard(board.All())), Helpers: new(host.Host).Helpers()})
	g := newGoForm(l)
	for _, u := range units {
		if u.Decls != nil || u.Func != nil {
			code, err := l.Unit(u)
			if err != nil {
				return nil, err
			}
			g.add(code, u.Returns)
		}
		scope.Commit(u)
	}
	return g, nil
}

// onBoard finds the types of host packages.
func onBoard(set *pkgs.Set) func(path, name string) (reflect.Type, bool) {
	return func(path, name string) (reflect.Type, bool) {
		p, ok := set.ByPath(path)
		if !ok || p.Symbols == nil {
			return nil, false
		}
		v, ok := p.Symbols()[name]
		if !ok || v.Kind() != reflect.Pointer || !v.IsNil() {
			return nil, false
		}
		return v.Type().Elem(), true
	}
}

// reportSource runs the steps of a cell, and prints a panic as the session reports it: with its line, and the text of that line.
const reportSource = `package report

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/ormsh/ormsh/interp/host"
)

// Machine is what a cell runs on.
type Machine struct {
	*host.Host
	line int
}

var calls = regexp.MustCompile("^lowered/cell\\d+x(\\.\\w+)*\\.\\w*_\\d+(_r)?(\\.\\w+)*$")

func New() *Machine {
	m := &Machine{}
	m.Host = &host.Host{
		Stderr: os.Stderr, Trace: m,
		Call: func(function string) bool { return calls.MatchString(function) },
	}
	return m
}

func (m *Machine) Placed(_, line int) { m.line = line }

func (m *Machine) Take() any {
	line := m.line
	m.line = 0
	return line
}

func (m *Machine) Give(line any) { m.line, _ = line.(int) }

func Cell(src string, run func() (*Machine, []func() (bool, error))) {
	defer fmt.Print("\n=== end of the cell\n")
	m, steps := run()
	m.BeginCell()
	panicked, value := m.steps(steps)
	if still, left := m.EndCell(panicked, value); still {
		fmt.Printf("panic: cell 1, line %d: %s\n    %s\n", m.line, text(host.Translate(left)), strings.Split(src, "\n")[max(m.line, 1)-1])
	}
}

func (m *Machine) steps(steps []func() (bool, error)) (panicked bool, value any) {
	defer func() {
		if value = recover(); value != nil {
			panicked = true
			if m.line == 0 {
				m.line = line("c1/_.go")
			}
		}
	}()
	for _, step := range steps {
		if ended, _ := step(); ended {
			break
		}
	}
	return false, nil
}
`
