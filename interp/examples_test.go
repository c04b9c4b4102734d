// This file runs the examples of the standard library as programs, and compares with the output that they promise.

package interp_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"log"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/interp/symbols"
)

// otherExamples print something else, and why.
var otherExamples = map[string]string{
	"archive/zip Reader":         "reads a file of its package",
	"errors AsType_custom_match": "prints the name of its package",
	"errors As_custom_match":     "prints the name of its package",
	"go/ast Print":               "compiled code prints it, to the process's own output",
	"go/printer Fprint":          "reads a file of its package",
	"io/ioutil ReadFile":         "reads a file of its package",
	"log Logger":                 "refused: prints its line",
	"log Logger_Output":          "refused: prints its line",
	"log/slog _wrapping":         "refused: prints its line",
	"os ReadFile":                "reads a file of its package",
	"runtime Frames":             "refused: prints its calls",
	"sync OnceValues":            "reads a file of its package",
	"time Date":                  "its test sets a time zone",
	"time Parse":                 "its test sets a time zone",
	"time Time_Format":           "its test sets a time zone",
}

func TestExamplesOfGo(t *testing.T) {
	if os.Getenv("ORMSH_TEST_GO") == "" {
		t.Skip("set ORMSH_TEST_GO=1 to run the examples of the standard library")
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skip("no Go toolchain here: ", err)
	}
	root, ran, absent := filepath.Join(strings.TrimSpace(string(goroot)), "src"), 0, 0
	err = filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && slices.Contains([]string{"testdata", "vendor", "cmd", "internal"}, d.Name()) {
			return filepath.SkipDir
		}
		if err != nil || !strings.HasPrefix(d.Name(), "example") || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		pkg, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		for _, ex := range examples(t, file) {
			switch got, err := runExample(ex.text); {
			case otherExamples[filepath.ToSlash(pkg)+" "+ex.Name] != "":
			case err != nil && strings.Contains(err.Error(), "is not on board"):
				absent++
			case err != nil || inOrder(ex, got) != inOrder(ex, ex.Output):
				t.Errorf("%s %s: %v\n%s\nwant\n%s", pkg, ex.Name, err, got, ex.Output)
			default:
				ran++
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	t.Logf("%d examples print what they promise, %d are of packages that aren't on board", ran, absent)
	if ran == 0 {
		t.Error("there are no examples")
	}
}

type example struct {
	*doc.Example
	text string
}

// examples are those of a file that are whole programs and promise an output.
func examples(t *testing.T, file string) (list []example) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for _, ex := range doc.Examples([]*ast.File{f}...) {
		if ex.Play == nil || ex.Output == "" && !ex.EmptyOutput {
			continue
		}
		var text bytes.Buffer
		if err := format.Node(&text, fset, ex.Play); err != nil {
			t.Fatal(err)
		}
		list = append(list, example{ex, text.String()})
	}
	return list
}

// inOrder is the output without the space around it, its lines sorted where the example leaves their order open.
func inOrder(ex example, out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if ex.Unordered {
		slices.Sort(lines)
	}
	return strings.Join(lines, "\n")
}

// runExample undoes what a program may change of the process.
func runExample(text string) (string, error) {
	var out bytes.Buffer
	wd, err := os.Getwd()
	if err != nil {
		return "", err
	}
	commandLine, usage, logger, zone := flag.CommandLine, flag.Usage, slog.Default(), time.Local
	defer func() {
		flag.CommandLine, flag.Usage, time.Local = commandLine, usage, zone
		slog.SetDefault(logger)
		log.SetOutput(os.Stderr)
		log.SetFlags(log.LstdFlags)
	}()
	s, err := interp.New(interp.Options{Packages: symbols.All(), Stdout: &out})
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err = s.ProgramText(ctx, "example.go", text)
	if exit := new(interp.ExitError); errors.As(err, &exit) {
		err = nil
	}
	err = errors.Join(err, s.Close(), os.Chdir(wd))
	return out.String(), err
}
