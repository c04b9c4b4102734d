// This file runs the conformance suite, testdata/cells: short cells by topic, each with what Go prints for it.

package interp_test

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"

	conformance "github.com/ormsh/ormsh/interp/internal/cells"
)

var (
	updateCells = flag.Bool("update", false, "write what the cells print into testdata/cells; with ORMSH_TEST_GO, what Go prints")
	cellFiles   = flag.String("cells", "testdata/cells/*.txt", "the files of cells to run")
)

func readSuites(t *testing.T) []*conformance.Suite {
	t.Helper()
	all, err := conformance.Read(*cellFiles)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestConformance runs every case in a session of its own.
func TestConformance(t *testing.T) {
	for _, s := range readSuites(t) {
		for _, c := range s.Cases {
			t.Run(filepath.Base(s.File)+"/"+c.Name, func(t *testing.T) {
				sh := newShell(t)
				defer sh.Close()
				for i, cell := range c.Cells {
					got := strings.TrimRight(sh.run(cell[0]), "\n")
					if *updateCells && !s.OfGo(c) {
						c.Cells[i][1] = got
					} else if got != cell[1] {
						t.Errorf("cell %d:\n%s\n--- got\n%s\n--- want\n%s", i+1, cell[0], got, cell[1])
					}
				}
			})
		}
		if *updateCells {
			if err := s.Write(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
