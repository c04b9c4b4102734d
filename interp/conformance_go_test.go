// This file asks the Go toolchain what the conformance suite's cells print.

package interp_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/interp/cell"
	conformance "github.com/ormsh/ormsh/interp/internal/cells"
	"github.com/ormsh/ormsh/interp/symbols"
)

// TestConformanceOfGo runs the single-cell cases as one Go program, a package each.
func TestConformanceOfGo(t *testing.T) {
	if os.Getenv("ORMSH_TEST_GO") == "" {
		t.Skip("set ORMSH_TEST_GO=1 to compare the expectations with a Go toolchain")
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "go.mod"), "module cells\n\ngo 1.26\n")
	writeFile(t, filepath.Join(dir, "report", "report.go"), reportSource)
	writeFile(t, filepath.Join(dir, "report", "panics.go"), conformance.PanicSource)
	suites := readSuites(t)
	var all []*conformance.Case
	for _, s := range suites {
		for _, c := range s.Cases {
			if s.OfGo(c) || c.Refused() {
				all = append(all, c)
			}
		}
	}
	for i, c := range all {
		name := packageName(i)
		writeFile(t, filepath.Join(dir, name, "cell.go"), asPackage(t, name, c.Cells[0][0]))
	}
	refusals := compileErrors(t, dir)
	outputs := runCells(t, dir, all, refusals)
	for i, c := range all {
		want := c.Cells[0][1]
		if refusal, ok := refusals[packageName(i)]; ok {
			if !c.Refused() {
				t.Errorf("%s: Go refuses it:\n%s\n%s", c.Name, refusal, c.Cells[0][0])
			}
			continue
		}
		if c.Refused() {
			t.Errorf("%s: Go takes it\n%s", c.Name, c.Cells[0][0])
			continue
		}
		if got := outputs[i]; got != want {
			if *updateCells {
				c.Cells[0][1] = got
				continue
			}
			t.Errorf("%s\n%s\n--- Go prints\n%s\n--- the suite has\n%s", c.Name, c.Cells[0][0], got, want)
		}
	}
	if *updateCells {
		for _, s := range suites {
			if err := s.Write(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func packageName(i int) string { return fmt.Sprintf("cell%03dx", i) }

var packageNames = regexp.MustCompile(`cell\d\d\dx\.`)

func writeFile(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// asPackage is a package whose Run does what the cell does.
func asPackage(t *testing.T, name, src string) string {
	t.Helper()
	parts, err := cell.Split(src)
	if err != nil {
		t.Fatal(err)
	}
	var imports, decls, body strings.Builder
	for _, p := range parts {
		if p.Kind == cell.Var && body.Len() == 0 {
			p.Kind = cell.Decl // of the package: functions may use it
		}
		line := fmt.Sprintf("//line cell.go:%d\n%s\n", p.Line, p.Src)
		switch p.Kind {
		case cell.Import:
			imports.WriteString(p.Src + "\n")
		case cell.Decl:
			decls.WriteString(line)
		default:
			body.WriteString(line)
		}
	}
	text := decls.String() + "func Run() {\n" + body.String() + "}\n"
	return "package " + name + "\n" + imports.String() + missingImports(imports.String(), text) + text
}

// missingImports are those that the shell adds by itself.
func missingImports(imports, text string) string {
	file, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+imports+text, 0)
	if err != nil {
		return "" // the compiler says so
	}
	has := map[string]bool{}
	for _, im := range file.Imports {
		path := strings.Trim(im.Path.Value, `"`)
		has[path[strings.LastIndex(path, "/")+1:]] = true
		if im.Name != nil {
			has[im.Name.Name] = true
		}
	}
	var unresolved []string
	for _, id := range file.Unresolved {
		unresolved = append(unresolved, id.Name)
	}
	missing := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && slices.Contains(unresolved, id.Name) && !has[id.Name] {
				if p, ok := symbols.All().ByName(id.Name); ok {
					missing[p.Path] = true
				}
			}
		}
		return true
	})
	text = ""
	for path := range missing {
		text += fmt.Sprintf("import %q\n", path)
	}
	return text
}

// compileErrors is what the compiler says, by package.
func compileErrors(t *testing.T, dir string) map[string]string {
	t.Helper()
	errors := map[string]string{}
	out, err := goCommand(dir, "build", "./...").CombinedOutput()
	if err == nil {
		return errors
	}
	name := ""
	for line := range strings.Lines(string(out)) {
		if pkg, ok := strings.CutPrefix(line, "# cells/"); ok {
			name = strings.TrimSpace(pkg)
		} else if name != "" {
			errors[name] += line
		} else {
			t.Fatalf("go build: %s", out)
		}
	}
	return errors
}

func goCommand(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOTOOLCHAIN=local", "GOFLAGS=-mod=mod")
	return cmd
}

const endMark = "\n=== end of the cell\n"

// runCells runs the packages that compile and returns what each printed.
func runCells(t *testing.T, dir string, all []*conformance.Case, refused map[string]string) []string {
	t.Helper()
	var imports, calls strings.Builder
	for i := range all {
		if name := packageName(i); refused[name] == "" {
			fmt.Fprintf(&imports, "import \"cells/%s\"\n", name)
			fmt.Fprintf(&calls, "\treport.Cell(%q, %s.Run)\n", all[i].Cells[0][0], name)
		} else {
			calls.WriteString("\treport.Cell(\"\", func() {})\n")
		}
	}
	writeFile(t, filepath.Join(dir, "main.go"), "package main\nimport \"cells/report\"\n"+imports.String()+"func main() {\n"+calls.String()+"}\n")
	if out, err := goCommand(dir, "build", "-o", "cells.exe", ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %s", out)
	}
	cmd := exec.Command(filepath.Join(dir, "cells.exe"))
	out, err := cmd.CombinedOutput()
	outputs := strings.Split(packageNames.ReplaceAllString(string(out), "main."), endMark)
	if len(outputs) != len(all)+1 {
		t.Fatalf("the cells ended after %d of %d: %v\n%s", len(outputs)-1, len(all), err, outputs[len(outputs)-1])
	}
	for i := range outputs {
		outputs[i] = strings.TrimRight(outputs[i], "\n")
	}
	return outputs[:len(all)]
}

// reportSource prints a panic as the session reports it: with its line, and the text of that line.
const reportSource = `package report

import (
	"fmt"
	"strings"
)

func Cell(src string, run func()) {
	defer fmt.Print("\n=== end of the cell\n")
	defer func() {
		if v := recover(); v != nil {
			at := line("cell.go")
			fmt.Printf("panic: cell 1, line %d: %s\n    %s\n", at, text(v), strings.Split(src, "\n")[at-1])
		}
	}()
	run()
}
`
