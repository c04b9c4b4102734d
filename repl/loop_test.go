// This file holds the test of the interactive loop with entries from a list.

package repl_test

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl"
	"github.com/ormsh/ormsh/repl/line"
)

// typist hands entries out; Ctrl-C follows the entry "wait" at once, before the shell has seen it.
type typist struct {
	io.Writer
	entries    []string
	interrupts chan<- os.Signal
}

func (r *typist) Read(line.Prompt) (string, error) {
	if len(r.entries) == 0 {
		return "", io.EOF
	}
	entry := r.entries[0]
	r.entries = r.entries[1:]
	if entry == "wait" {
		r.interrupts <- os.Interrupt
	}
	return entry, nil
}

func (r *typist) Close() error { return nil }

func TestInterruptRightAfterEnter(t *testing.T) {
	interrupts := make(chan os.Signal, 1)
	s, text := shell(t, repl.Options{})
	reader := &typist{text, []string{"wait", `"ed"`}, interrupts}
	if err := s.Loop(context.Background(), reader, interrupts); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "cancelled") || !strings.HasSuffix(text.String(), "\"ed\"\n") {
		t.Errorf("the shell wrote %q", text)
	}
}
