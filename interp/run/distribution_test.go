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
	quick        = flag.Bool("quick", false, "run those alone that are listed to pass in no time (about two minutes)")
	update       = flag.Bool("update", false, "write testdata/distribution.txt anew")
)

// programEnv makes this test binary run one program and exit: some of them end
// their process.
const (
	programEnv = "ORMSH_TEST_PROGRAM"
	slowEnv    = "ORMSH_TEST_PROGRAM_SLOW"
)

const (
	timeLimit    = 60 * time.Second
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
	limit := timeLimit
	if os.Getenv(slowEnv) != "" {
		limit /= 6 // it was too slow before: just to see whether it still is
	}
	r := p.run(limit)
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
	part := *quick || os.Getenv("ORMSH_TEST_GO") != "" && !*distribution
	if !part && !*distribution {
		t.Skip("takes minutes: go test ./interp/run -run Distribution -distribution; ORMSH_TEST_GO=1 or -quick for a part")
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
	list := readList(t)
	if part {
		programs = slices.DeleteFunc(programs, func(name string) bool { return list[name].outcome != "pass" })
	}
	got := outcomes(t, root, programs, list)
	counts := map[string]map[string]int{}
	for name, o := range got {
		dir := filepath.Dir(name)
		if counts[dir] == nil {
			counts[dir] = map[string]int{}
		}
		counts[dir][o.outcome]++
	}
	for dir, c := range counts {
		t.Log(dir, c)
	}
	for name, now := range got {
		if was := list[name]; was.passes() && !now.passes() && !*update {
			t.Errorf("%s passed before; now: %s %s", name, now.outcome, now.note)
		}
		if now.note == "" && now.outcome == list[name].outcome {
			now.note = list[name].note
		}
		list[name] = now
	}
	if *update {
		writeList(t, list)
	}
}

// TestDistributionList holds what the list promises: what doesn't pass has a reason, and nothing runs to a wrong result.
func TestDistributionList(t *testing.T) {
	for name, l := range readList(t) {
		if !l.passes() && (l.note == "" || l.outcome == "differs") {
			t.Errorf("%s %s, without a reason", name, l.outcome)
		}
	}
}

// listed is what becomes of a program: pass; long, which is pass after more than a second; refused, slow (not done when the time is up) or
// differs. The note is why.
type listed struct{ outcome, note string }

func (l listed) passes() bool { return l.outcome == "pass" || l.outcome == "long" }

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

func outcomes(t *testing.T, root string, programs []string, list map[string]listed) map[string]listed {
	got := map[string]listed{}
	importcfg := stdImportcfg(t)
	var mu sync.Mutex
	var wg sync.WaitGroup
	limit := make(chan struct{}, runtime.NumCPU())
	for _, name := range programs {
		wg.Go(func() {
			limit <- struct{}{}
			defer func() { <-limit }()
			env := []string{"STDLIB_IMPORTCFG=" + importcfg}
			if list[name].outcome == "slow" {
				env = append(env, slowEnv+"=1")
			}
			o := outcome(root, name, env)
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

func outcome(root, name string, env []string) listed {
	file := filepath.Join(root, name)
	ctx, cancel := context.WithTimeout(context.Background(), 2*timeLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(append(os.Environ(), env...), "GOROOT="+filepath.Dir(root), programEnv+"="+file)
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, _ := cmd.Output()
	want, _ := os.ReadFile(strings.TrimSuffix(file, ".go") + ".out")
	switch code := cmd.ProcessState.ExitCode(); {
	case code == exitRefused:
		return listed{"refused", strings.TrimSpace(stderr.String())}
	case code == exitTimeout || ctx.Err() != nil:
		return listed{"slow", ""}
	case code == 0 && bytes.Equal(out, want):
		if s := cmd.ProcessState; s.UserTime()+s.SystemTime() > time.Second {
			return listed{"long", ""}
		}
		return listed{"pass", ""}
	}
	return listed{"differs", ""}
}

const listFile = "testdata/distribution.txt"

func writeList(t *testing.T, got map[string]listed) {
	var names []string
	for name := range got {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(a, b) })
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", runtime.Version())
	for _, name := range names {
		fmt.Fprintf(&b, "%s %s", got[name].outcome, name)
		if note, _, _ := strings.Cut(got[name].note, "\n"); note != "" {
			fmt.Fprintf(&b, " # %s", note)
		}
		b.WriteString("\n")
	}
	if err := os.WriteFile(listFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readList(t *testing.T) map[string]listed {
	src, err := os.ReadFile(listFile)
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]listed{}
	for line := range strings.Lines(string(src)) {
		line, note, _ := strings.Cut(strings.TrimSpace(line), " # ")
		if outcome, name, ok := strings.Cut(line, " "); ok {
			list[name] = listed{outcome, note}
		}
	}
	return list
}
