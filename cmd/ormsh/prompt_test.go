// This file holds further tests of the prompt: what is underlined, and what runs before it.

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMistakesAreUnderlined types what is Go but has no meaning: it is underlined when the keys rest, and no more once it is mended.
func TestMistakesAreUnderlined(t *testing.T) {
	s := open(t, []string{"NO_COLOR=", "CLICOLOR_FORCE=1"}, "m.db")
	s.enter("count := 1")
	s.Keys("session.Comit()")
	s.Until("underline the method", func() bool { return strings.Contains(s.Raw(), ">>> session.\x1b[4;31mComit\x1b[0m") })
	s.Keys("\x1b[D\x1b[D\x1b[D\x1b[Dm")
	s.Ends(">>> session.Comm‸it()")
	s.Until("take the line away", func() bool { return strings.Contains(s.Raw(), ">>> session.Commit()") })
	s.Keys("\r")
	s.Ends(">>> session.Commit()", ">>> ‸")
	s.Keys("for range 2 {\rcoumt++\r")
	s.Until("underline in an open row above", func() bool { return strings.Contains(s.Raw(), "\x1b[4;31mcoumt\x1b[0m") })
	s.Keys(ctrlC)
	s.Ends(">>> session.Commit()", ">>> for range 2 {", "... coumt++", "... ^C", ">>> ‸")
	s.Keys("count * 1\r")
	s.Ends(">>> count * 1", "1", ">>> ‸")
}

// TestStaysAtThePrompt runs code and a file first, the second of which fails, and then asks.
func TestStaysAtThePrompt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "first.go")
	if err := os.WriteFile(file, []byte("b := 2\nnowhere\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	start := filepath.Join(t.TempDir(), "start.go")
	if err := os.WriteFile(start, []byte("fmt.Println(\"started\")\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, []string{"ORMSH_START=" + start}, "-qiX", "-c", "a := 40", "-f", file)
	s.Shows(file+":2:1: undefined: nowhere", "    nowhere", "    ^", ">>> ‸")
	s.enter("a + b", "42")
}
