// This file runs the programs of the Go distribution's test folder and compares
// with the checked-in list of what becomes of them.

package run_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ormsh/ormsh/interp/lower"
	"github.com/ormsh/ormsh/interp/run"
)

var (
	distribution = flag.Bool("distribution", false, "run the programs of the Go distribution (some minutes)")
	only         = flag.String("only", "", "a pattern of the programs to run; -update keeps the others as they are listed")
	update       = flag.Bool("update", false, "write testdata/distribution.txt anew")
)

// programEnv makes this test binary run one program and exit: some of them end
// their process.
const programEnv = "ORMSH_TEST_PROGRAM"

const (
	timeLimit    = 20 * time.Second
	exitRefused  = 90
	exitTimeout  = 91
	exitUnlisted = 92
)

func TestMain(m *testing.M) {
	if file := os.Getenv(programEnv); file != "" {
		os.Exit(runFile(file))
	}
	flag.Parse()
	os.Exit(m.Run())
}

func runFile(file string) int {
	src, err := os.ReadFile(file)
	if err != nil {
		return exitUnlisted
	}
	p, err := checkProgram(filepath.Base(file), src)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitRefused
	}
	r := p.run(timeLimit)
	os.Stdout.WriteString(r.out)
	var refused *lower.Error
	var unrunnable *run.Unrunnable
	switch {
	case errors.As(r.err, &refused), errors.As(r.err, &unrunnable):
		fmt.Fprintln(os.Stderr, r.err)
		return exitRefused
	case errors.Is(r.err, context.DeadlineExceeded), errors.Is(r.err, run.ErrStack):
		return exitTimeout
	}
	return r.code
}

// TestDistribution runs every "// run" program and fails where one that passed
// passes no more.
func TestDistribution(t *testing.T) {
	if !*distribution {
		t.Skip("takes minutes: go test ./interp/run -run Distribution -distribution")
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skip("no Go toolchain here: ", err)
	}
	root := filepath.Join(strings.TrimSpace(string(goroot)), "test")
	programs := runPrograms(t, root)
	if len(programs) == 0 {
		t.Skip("the Go distribution here has no test folder")
	}
	got := outcomes(t, root, programs)
	counts := map[string]map[string]int{}
	for name, outcome := range got {
		dir := filepath.Dir(name)
		if counts[dir] == nil {
			counts[dir] = map[string]int{}
		}
		counts[dir][outcome]++
	}
	for dir, c := range counts {
		t.Log(dir, c)
	}
	if *update {
		if *only != "" {
			all := readList(t)
			maps.Copy(all, got)
			got = all
		}
		writeList(t, got)
		return
	}
	for name, was := range readList(t) {
		if now, ok := got[name]; ok && was == "pass" && now != "pass" {
			t.Errorf("%s passed before; now: %s", name, now)
		}
	}
}

// runPrograms lists the single-file programs that are only to be run.
func runPrograms(t *testing.T, root string) []string {
	pattern, err := regexp.Compile(*only)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(src)) {
			if strings.TrimSpace(line) == "// run" {
				if rel, _ := filepath.Rel(root, path); pattern.MatchString(rel) {
					names = append(names, rel)
				}
			}
			if strings.HasPrefix(line, "package ") {
				break
			}
		}
		return nil
	})
	return names
}

func outcomes(t *testing.T, root string, programs []string) map[string]string {
	got := map[string]string{}
	importcfg := stdImportcfg(t)
	var mu sync.Mutex
	var wg sync.WaitGroup
	limit := make(chan struct{}, runtime.NumCPU())
	for _, name := range programs {
		wg.Go(func() {
			limit <- struct{}{}
			defer func() { <-limit }()
			o := outcome(root, name, importcfg)
			mu.Lock()
			got[name] = o
			mu.Unlock()
		})
	}
	wg.Wait()
	return got
}

// stdImportcfg writes the file that tells the programs which call the compiler
// where the packages of the standard library are, as the distribution does.
func stdImportcfg(t *testing.T) string {
	out, err := exec.Command("go", "list", "-export", "-f", "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}", "std").Output()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "importcfg")
	if err := os.WriteFile(file, out, 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// outcome is pass, refused, slow or differs.
func outcome(root, name, importcfg string) string {
	file := filepath.Join(root, name)
	ctx, cancel := context.WithTimeout(context.Background(), 2*timeLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), "GOROOT="+filepath.Dir(root), programEnv+"="+file, "STDLIB_IMPORTCFG="+importcfg)
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, _ := cmd.Output()
	want, _ := os.ReadFile(strings.TrimSuffix(file, ".go") + ".out")
	switch code := cmd.ProcessState.ExitCode(); {
	case code == exitRefused:
		return "refused"
	case code == exitTimeout || ctx.Err() != nil:
		return "slow"
	case code == 0 && bytes.Equal(out, want):
		return "pass"
	}
	return "differs"
}

const listFile = "testdata/distribution.txt"

func writeList(t *testing.T, got map[string]string) {
	var names []string
	for name := range got {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(a, b) })
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", runtime.Version())
	for _, name := range names {
		fmt.Fprintf(&b, "%s %s\n", got[name], name)
	}
	if err := os.WriteFile(listFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readList(t *testing.T) map[string]string {
	src, err := os.ReadFile(listFile)
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]string{}
	for line := range strings.Lines(string(src)) {
		if outcome, name, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			list[name] = outcome
		}
	}
	return list
}
