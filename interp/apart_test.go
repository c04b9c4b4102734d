// This file runs the conformance suite's cells in pieces: what is right as one cell is right as a session.

package interp_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/interp/cell"
)

// TestConformanceApart runs each declaration and statement of a case as a cell of its own, in one session: together they print what Go prints for all.
// Left out are the cases that a session orders otherwise: a defer, a goto or a return at top level, what is used before it is declared, a panic at the end.
func TestConformanceApart(t *testing.T) {
	compared, left := 0, 0
	for _, s := range readSuites(t) {
		for _, c := range s.Cases {
			if !s.OfGo(c) || c.Refused() {
				continue
			}
			got, ok := apart(t, c.Cells[0][0])
			if !ok {
				left++
				continue
			}
			compared++
			if got != c.Cells[0][1] {
				t.Errorf("%s/%s\n%s\n--- in pieces it prints\n%s\n--- Go prints\n%s", filepath.Base(s.File), c.Name, c.Cells[0][0], got, c.Cells[0][1])
			}
		}
	}
	if left > compared/4 {
		t.Errorf("only %d cases were compared, %d left out", compared, left)
	}
}

// whole matches statements that belong to the cell as a whole, or that a process can do once; another tells of what stands in another cell, or of a panic.
var (
	whole   = regexp.MustCompile(`(?m)^\s*(defer|goto|return)\b|\bgoto\b|gob\.Register`)
	another = regexp.MustCompile(`^compile error: (?s:.*)(undefined|has no field or method|missing method)|^panic: |^error: |\n(panic|error): `)
)

// apart is what the parts of a cell print one after the other; it isn't ok if they don't stand alone.
func apart(t *testing.T, src string) (printed string, ok bool) {
	parts, err := cell.Split(src)
	if err != nil {
		t.Fatal(err)
	}
	sh := newShell(t)
	defer sh.Close()
	var all strings.Builder
	for _, p := range parts {
		if p.Kind != cell.Decl && whole.MatchString(p.Src) {
			return "", false
		}
		if got := sh.run(p.Src); another.MatchString(got) {
			return "", false
		} else if strings.HasPrefix(got, "compile error: ") {
			return got, true
		}
		all.WriteString(sh.out.String())
	}
	return strings.TrimRight(all.String(), "\n"), true
}
