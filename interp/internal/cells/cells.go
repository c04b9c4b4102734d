// Package cells reads the conformance suite, interp/testdata/cells: short cells by topic, each with what Go prints for it.
//
// Its nouns are the Suite (one file: what it is about, then its cases) and the Case (a session of one or more cells). It is for tests alone.
package cells

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Suite is one file of cases.
type Suite struct {
	File, About string
	Cases       []*Case
}

// Case is a session of one or more cells. One of a single cell is Go as it stands, except that its declarations and statements may be
// mixed: where a toolchain is at hand it is asked what the cell prints.
type Case struct {
	Name  string
	Cells [][2]string // source, what it prints
}

const (
	caseMark   = "=== "
	outputMark = "---\n"
	cellMark   = "+++\n"
)

// Read reads all files that a pattern of package filepath matches. A file is "=== name", cell, "---", output; "+++" begins the next cell of the same
// session. It is an error if there is no file, or if two cases of a file have one name.
func Read(pattern string) ([]*Suite, error) {
	files, err := filepath.Glob(pattern)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, errors.New("no cells: " + pattern)
	}
	var all []*Suite
	for _, file := range files {
		s, err := read(file)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func read(file string) (*Suite, error) {
	text, err := os.ReadFile(file) //nolint:gosec // a test names it
	if err != nil {
		return nil, err
	}
	parts := strings.Split("\n"+string(text), "\n"+caseMark)
	s := &Suite{File: file, About: strings.TrimSpace(parts[0])}
	seen := map[string]bool{}
	for _, part := range parts[1:] {
		name, body, _ := strings.Cut(part, "\n")
		c := &Case{Name: name}
		for cell := range strings.SplitSeq(body, cellMark) {
			src, want, _ := strings.Cut(cell+"\n", outputMark)
			c.Cells = append(c.Cells, [2]string{strings.TrimSpace(src), strings.TrimRight(want, "\n")})
		}
		if seen[name] {
			return nil, fmt.Errorf("%s: two cases are called %q", file, name)
		}
		seen[name] = true
		s.Cases = append(s.Cases, c)
	}
	return s, nil
}

// Write is the inverse of Read.
func (s *Suite) Write() error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", s.About)
	for _, c := range s.Cases {
		fmt.Fprintf(&b, "\n%s%s\n", caseMark, c.Name)
		for i, cell := range c.Cells {
			if i > 0 {
				b.WriteString(cellMark)
			}
			fmt.Fprintf(&b, "%s\n%s", cell[0], outputMark)
			if cell[1] != "" {
				fmt.Fprintf(&b, "%s\n", cell[1])
			}
		}
	}
	return os.WriteFile(s.File, []byte(b.String()), 0o600)
}

// OfGo reports whether Go knows what the case prints: it knows no sessions, and none of the shell's hints.
func (s *Suite) OfGo(c *Case) bool {
	name := filepath.Base(s.File)
	return len(c.Cells) == 1 && name != "sessions.txt" && name != "errors.txt"
}

// Refused reports whether the suite says that the case doesn't compile.
func (c *Case) Refused() bool {
	return len(c.Cells) == 1 && strings.HasPrefix(c.Cells[0][1], "compile error:") && !strings.HasPrefix(c.Cells[0][0], "import ")
}
