// This file runs generated programs in a session and with the Go toolchain, and compares.

package interp_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var generated = flag.Int("generated", 0, "run that many generated programs, from -seed on")
var firstSeed = flag.Uint64("seed", 1, "the first seed of -generated")

// generatedProgram is a program as cells: the prelude, functions, calls.
type generatedProgram struct {
	functions, calls []string
}

const functionsOfAProgram = 12

func generateProgram(seed uint64) generatedProgram {
	var p generatedProgram
	r := rand.New(rand.NewPCG(seed, 7))
	var sigs []signature
	for i := range functionsOfAProgram {
		g := &generator{Rand: r, callee: sigs}
		sig := g.function(fmt.Sprintf("f%d", i))
		p.functions = append(p.functions, g.b.String())
		sigs = append(sigs, sig)
		for range 2 {
			c := &generator{Rand: r, scopes: [][]variable{{}}}
			var args, names []string
			for _, t := range sig.params {
				args = append(args, c.expr(t, 2))
			}
			for j := range sig.results {
				names = append(names, fmt.Sprintf("v%d", j))
			}
			var shown []string
			for j, t := range sig.results {
				shown = append(shown, shownAs(names[j], t))
			}
			call := fmt.Sprintf("%s(%s)", sig.name, strings.Join(args, ", "))
			if len(names) > 0 {
				call = fmt.Sprintf("%s := %s; fmt.Println(%s)", strings.Join(names, ", "), call, strings.Join(shown, ", "))
			}
			p.calls = append(p.calls, fmt.Sprintf("try(%q, func() { %s })", sig.name, call))
		}
	}
	return p
}

// shownAs prints a value without addresses.
func shownAs(name, t string) string {
	switch t {
	case "S":
		return fmt.Sprintf("%s.A, %s.B, %s.C, %s.d", name, name, name, name)
	}
	return name
}

// file is the program as Go.
func (p generatedProgram) file() string {
	text := "func main() {\n" + strings.Join(p.calls, "\n") + "\n}\n"
	text = prelude + strings.Join(p.functions, "\n") + text
	imports := ""
	for _, path := range []string{"fmt", "io", "iter", "maps", "runtime", "slices", "strings"} {
		imports += fmt.Sprintf("import %q\n", path)
	}
	return "package main\n" + imports + "var _ = io.EOF\nvar _ = strings.Repeat\n" + text
}

// session runs the program cell by cell.
func (p generatedProgram) session(t *testing.T) string {
	sh := newShell(t)
	defer sh.Close()
	var out strings.Builder
	for _, cells := range [][]string{{prelude}, p.functions, p.calls} {
		for _, c := range cells {
			sh.out.Reset()
			_, err := sh.Run(context.Background(), c)
			out.WriteString(sh.out.String())
			if err != nil {
				fmt.Fprintln(&out, err)
			}
		}
	}
	return out.String()
}

func (p generatedProgram) compare(t *testing.T, seed uint64) {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "go.mod"), "module generated\n\ngo 1.26\n")
	writeFile(t, filepath.Join(dir, "main.go"), p.file())
	if out, err := goCommand(dir, "build", "-gcflags=-N -l", "-o", "generated.exe", ".").CombinedOutput(); err != nil {
		t.Errorf("seed %d: the generator made what Go refuses: %s", seed, out)
		return
	}
	out, err := exec.Command(filepath.Join(dir, "generated.exe")).Output()
	if err != nil {
		t.Errorf("seed %d: %v", seed, err)
		return
	}
	want, got := strings.Split(string(out), "\n"), strings.Split(p.session(t), "\n")
	for i := range min(len(want), len(got)) {
		if want[i] != got[i] {
			t.Errorf("seed %d, line %d:\n got %s\nwant %s", seed, i+1, strings.Join(got[i:min(i+4, len(got))], "\n     "), want[i])
			return
		}
	}
	if len(want) != len(got) {
		t.Errorf("seed %d: %d lines, not %d", seed, len(got), len(want))
	}
}

// TestGenerated compares many programs: go test ./interp -run Generated -generated 1000.
func TestGenerated(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no Go toolchain here: ", err)
	}
	n := uint64(*generated)
	if n == 0 {
		n = 3
	}
	for seed := *firstSeed; seed < *firstSeed+n; seed++ {
		generateProgram(seed).compare(t, seed)
	}
}

// FuzzGenerated is the same as a fuzz target: the input is the seed of the generator.
func FuzzGenerated(f *testing.F) {
	if _, err := exec.LookPath("go"); err != nil {
		f.Skip("no Go toolchain here: ", err)
	}
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { generateProgram(seed).compare(t, seed) })
}
