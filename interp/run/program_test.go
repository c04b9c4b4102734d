// This file runs whole programs and compares what they print with go run.

package run_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/txtar"

	"github.com/ormsh/ormsh/interp/host"
	"github.com/ormsh/ormsh/interp/lower"
	"github.com/ormsh/ormsh/interp/pkgs"
	"github.com/ormsh/ormsh/interp/rtype"
	"github.com/ormsh/ormsh/interp/run"
	"github.com/ormsh/ormsh/interp/symbols"
)

// program is a checked package main.
type program struct {
	fset *token.FileSet
	file *ast.File
	info *types.Info
	pkg  *types.Package
	imp  *importer
}

type importer struct {
	set    *pkgs.Set
	fset   *token.FileSet
	loaded map[string]*types.Package
}

func (i *importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := i.loaded[path]; p != nil && p.Complete() {
		return p, nil
	}
	p, ok := i.set.ByPath(path)
	if !ok {
		return nil, fmt.Errorf("package %s is not on board", path)
	}
	return gcexportdata.Read(bytes.NewReader(p.Export()), i.fset, i.loaded, path)
}

func checkProgram(name string, src []byte) (*program, error) {
	p := &program{fset: token.NewFileSet(), imp: &importer{symbols.All(), token.NewFileSet(), map[string]*types.Package{}}}
	var err error
	if p.file, err = parser.ParseFile(p.fset, name, src, parser.SkipObjectResolution); err != nil {
		return nil, err
	}
	p.info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Instances: map[*ast.Ident]types.Instance{},
		Implicits: map[ast.Node]types.Object{}, Scopes: map[ast.Node]*types.Scope{},
	}
	conf := types.Config{Importer: p.imp, Sizes: types.SizesFor("gc", "amd64")}
	p.pkg, err = conf.Check("main", p.fset, []*ast.File{p.file}, p.info)
	return p, err
}

// result is what a program did.
type result struct {
	out  string
	code int
	err  error // a refusal, or a failure of the machine
}

// run lowers and runs the program.
func (p *program) run(limit time.Duration) (r result) {
	var out bytes.Buffer
	m, err := run.New(run.Options{Stdout: &out, Stderr: &out, Args: []string{"main"}})
	if err != nil {
		return result{err: err}
	}
	uni := rtype.New(func(path, name string) (reflect.Type, bool) {
		pkg, ok := p.imp.set.ByPath(path)
		if !ok {
			return nil, false
		}
		v, ok := pkg.Symbols()[name]
		if !ok || v.Kind() != reflect.Pointer {
			return nil, false
		}
		return v.Type().Elem(), true
	})
	l := lower.New(lower.Options{
		Packages: p.imp.set, Importer: p.imp, Universe: uni, Helpers: m.Host().Helpers(), Override: m.Override(), Exec: m.Exec,
	})
	code, err := l.Program(p.fset, []*ast.File{p.file}, p.info, p.pkg)
	if err != nil {
		return result{err: err}
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	m.Begin()
	_, err = m.Run(ctx, code)
	m.Close()
	r.out = out.String()
	var panicked *run.Panic
	var exit *host.Exit
	switch {
	case errors.As(err, &exit):
		r.code = exit.Code
	case errors.As(err, &panicked):
		r.code = 2
		r.out += "panic: " + panicked.Error()
	default:
		r.err = err
	}
	return r
}

func TestPrograms(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no programs", err)
	}
	for _, name := range archives {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		theme := strings.TrimSuffix(filepath.Base(name), ".txtar")
		for i := 0; i+1 < len(a.Files); i += 2 {
			src, want := a.Files[i], strings.TrimRight(string(a.Files[i+1].Data), "\n")
			t.Run(theme+"/"+filepath.Dir(src.Name), func(t *testing.T) {
				if os.Getenv("ORMSH_TEST_GO") != "" {
					want = goRun(t, src.Data)
				}
				p, err := checkProgram("main.go", src.Data)
				if err != nil {
					t.Fatal(err)
				}
				r := p.run(20 * time.Second)
				if got := strings.TrimRight(r.out, "\n"); r.err != nil || got != want {
					t.Errorf("got\n%s\nerror %v, want\n%s", got, r.err, want)
				}
			})
		}
	}
}

// goRun asks the Go toolchain, where ORMSH_TEST_GO is set, so that the
// expectation is Go's and not ours.
func goRun(t *testing.T, src []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, src, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "run", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimRight(string(out), "\n")
}
