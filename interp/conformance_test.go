// This file runs the conformance suite, testdata/cells: short cells by topic, each with what Go prints for it.

package interp_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var updateCells = flag.Bool("update", false, "write what the cells print into testdata/cells; with ORMSH_TEST_GO, what Go prints")

// suite is one file: what it is about, then its cases.
type suite struct {
	file, about string
	cases       []*conformanceCase
}

// conformanceCase is a session of one or more cells. One of a single cell is Go as it stands, except that its declarations and
// statements may be mixed: where a toolchain is at hand it is asked what the cell prints.
type conformanceCase struct {
	name  string
	cells cells
}

// ofGo reports whether Go knows what the case prints: it knows no sessions, and none of the shell's hints.
func (s *suite) ofGo(c *conformanceCase) bool {
	name := filepath.Base(s.file)
	return len(c.cells) == 1 && name != "sessions.txt" && name != "errors.txt"
}

const (
	caseMark   = "=== "
	outputMark = "---\n"
	cellMark   = "+++\n"
)

// readSuite reads a file of "=== name", cell, "---", output; "+++" begins the next cell of the same session.
func readSuite(t *testing.T, file string) *suite {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split("\n"+string(text), "\n"+caseMark)
	s := &suite{file: file, about: strings.TrimSpace(parts[0])}
	seen := map[string]bool{}
	for _, part := range parts[1:] {
		name, body, _ := strings.Cut(part, "\n")
		c := &conformanceCase{name: name}
		for cell := range strings.SplitSeq(body, cellMark) {
			src, want, _ := strings.Cut(cell+"\n", outputMark)
			c.cells = append(c.cells, [2]string{strings.TrimSpace(src), strings.TrimRight(want, "\n")})
		}
		if seen[name] {
			t.Fatalf("%s: two cases are called %q", file, name)
		}
		seen[name] = true
		s.cases = append(s.cases, c)
	}
	return s
}

// write is the inverse of readSuite.
func (s *suite) write(t *testing.T) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", s.about)
	for _, c := range s.cases {
		fmt.Fprintf(&b, "\n%s%s\n", caseMark, c.name)
		for i, cell := range c.cells {
			if i > 0 {
				b.WriteString(cellMark)
			}
			fmt.Fprintf(&b, "%s\n%s", cell[0], outputMark)
			if cell[1] != "" {
				fmt.Fprintf(&b, "%s\n", cell[1])
			}
		}
	}
	if err := os.WriteFile(s.file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readSuites(t *testing.T) []*suite {
	t.Helper()
	files, err := filepath.Glob("testdata/cells/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no cells: ", err)
	}
	var all []*suite
	for _, file := range files {
		all = append(all, readSuite(t, file))
	}
	return all
}

// TestConformance runs every case in a session of its own.
func TestConformance(t *testing.T) {
	for _, s := range readSuites(t) {
		for _, c := range s.cases {
			t.Run(filepath.Base(s.file)+"/"+c.name, func(t *testing.T) {
				sh := newShell(t)
				defer sh.Close()
				for i, cell := range c.cells {
					got := strings.TrimRight(sh.run(cell[0]), "\n")
					if *updateCells && !s.ofGo(c) {
						c.cells[i][1] = got
					} else if got != cell[1] {
						t.Errorf("cell %d:\n%s\n--- got\n%s\n--- want\n%s", i+1, cell[0], got, cell[1])
					}
				}
			})
		}
		if *updateCells {
			s.write(t)
		}
	}
}
