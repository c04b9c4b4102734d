// This file holds further tests of typing into the real command: restarts, modes, sizes, colours, help.

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestHistoryOverRestarts leaves, starts anew, and finds an entry of many rows as it was; the second shell begins beside the first one.
func TestHistoryOverRestarts(t *testing.T) {
	state := t.TempDir()
	env := []string{"XDG_STATE_HOME=" + state}
	first := open(t, env)
	first.Keys(pasteBegin + "func half(n int) int {\n\t// 半分\n\n\treturn n / 2\n}" + pasteEnd)
	first.Ends(">>> func half(n int) int {", "...     // 半分", "...", "...     return n / 2", "... }‸")
	first.Keys("\r")
	first.Ends("... }", ">>> ‸")
	first.enter(`password := "s3cret"`)
	first.Keys(ctrlD)
	second := open(t, env)
	second.Keys(up)
	second.Ends(`>>> password := "***"‸`)
	second.Keys(up)
	second.Ends(">>> func half(n int) int {", "...     // 半分", "...", "...     return n / 2", "... }‸")
	second.Keys("\r")
	second.Ends("... }", ">>> ‸")
	second.enter("half(8)", "4")
}

// TestPasteOfFiveHundredRows is one entry, runs once, and comes back with Up.
func TestPasteOfFiveHundredRows(t *testing.T) {
	var rows strings.Builder
	for i := range 498 {
		fmt.Fprintf(&rows, "\tn += %d\t// %d\r\n", i, i)
	}
	s := open(t, nil)
	s.Keys(pasteBegin + "func sum() (n int) {\r\n" + rows.String() + "\treturn n\r\n}\r\n" + pasteEnd)
	s.Ends("...     n += 497    // 497", "...     return n", "... }‸")
	s.Keys("\r")
	s.Ends("... }", ">>> ‸")
	s.enter("sum()", fmt.Sprint(497*498/2))
	s.Keys(up + up)
	s.Ends("...     return n", "... }‸")
}

func TestViAtThePrompt(t *testing.T) {
	script := filepath.Join(t.TempDir(), "ed")
	if err := os.WriteFile(script, []byte("#!/bin/sh\nsed -i 's/30/70/' \"$1\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := open(t, []string{"ORMSH_EDITING_MODE=vi", "EDITOR=" + script})
	s.Keys("1 + 2\x1b")
	s.Ends("<<< 1 + ‸2")
	s.Keys("r3")
	s.Ends("<<< 1 + ‸3")
	s.Keys("\r")
	s.Ends(">>> 1 + 3", "4", ">>> ‸")
	s.Keys("\x1bk")
	s.Ends("<<< 1 + ‸3")
	s.Keys("A0")
	s.Ends(">>> 1 + 30‸")
	s.Keys("\r")
	s.Ends(">>> 1 + 30", "31", ">>> ‸")
	s.Keys("\x1bk")
	s.Ends("<<< 1 + 3‸0")
	s.Keys("v")
	s.Ends(">>> 1 + 70‸")
	s.Keys("\r")
	s.Ends(">>> 1 + 70", "71", ">>> ‸")
}

// TestNarrowAndWide types and shows in terminals of 20 and of 200 columns.
func TestNarrowAndWide(t *testing.T) {
	for _, columns := range []int{20, 200} {
		s := open(t, nil, "n.db")
		s.Resize(columns, 24)
		entry := `s := "` + strings.Repeat("漢", columns) + `"; len(s)`
		s.Keys(entry)
		s.Until("show the entry", func() bool { return strings.HasSuffix(strings.ReplaceAll(s.Text(true), "\n", ""), ">>> "+entry+"‸") })
		s.Keys("\r")
		s.Ends(fmt.Sprint(3*columns), ">>> ‸")
	}
}

var sgr = regexp.MustCompile(`\x1b\[[\d;]*m`)

// TestNoColour types what would be coloured, underlined, matched and completed dim.
func TestNoColour(t *testing.T) {
	s := open(t, []string{"NO_COLOR=1", "CLICOLOR_FORCE=1"})
	s.enter(`if true { fmt.Println("x") }`, "x")
	s.Keys("if tr")
	s.Ends(">>> if tr‸")
	s.Keys("\x15nope(1]")
	s.Ends(">>> nope(1]‸")
	s.Until("write no colours", func() bool { return !sgr.MatchString(s.Raw()) })
}

// TestLongLineIsPlain has colours up to 4096 letters, and not beyond: not in the 29 rows that fit the screen.
func TestLongLineIsPlain(t *testing.T) {
	s := open(t, []string{"NO_COLOR=", "CLICOLOR_FORCE=1"})
	s.Keys(`x := "`)
	s.Until("colour the string", func() bool {
		return strings.Contains(s.Raw(), "\x1b[4;31m\"") || strings.Contains(s.Raw(), "\x1b[32m\"")
	})
	long := strings.Repeat("y", 5000)
	s.Keys(pasteBegin + long + `"` + pasteEnd)
	s.Until("draw the long line plain", func() bool {
		raw := s.Raw()
		return strings.HasSuffix(s.Text(true), `y"‸`) && !sgr.MatchString(raw[max(0, len(raw)-2800):])
	})
	s.Keys("; len(x)\r")
	s.Ends("5000", ">>> ‸")
}

// TestHelpFitsOneScreen shows the first page of help and the prompt after it on 24 rows of 80 columns.
func TestHelpFitsOneScreen(t *testing.T) {
	s := open(t, []string{"PAGER=false"})
	s.Resize(80, 24)
	s.Keys("\\help\r")
	s.Until("show the page", func() bool {
		_, page, found := strings.Cut(s.Text(true), `>>> \help`+"\n")
		return found && strings.HasPrefix(page, "Type Go: ") && strings.HasSuffix(page, "\n>>> ‸") && strings.Count(page, "\n") < 24
	})
}

// TestHelpOnTheScreen asks about things of each kind.
func TestHelpOnTheScreen(t *testing.T) {
	s := open(t, nil, "h.db")
	s.enter("type Pet struct { orm.Model `orm:\"table=pets\"`; ID int `orm:\"primary_key\"`; Name string }")
	s.enter("Base := orm.DeclarativeBase(); Base.Map(Pet{}); Base.MetaData().CreateAll(engine)")
	s.enter("?Pet.Name", "field Name string", "", "mapped to:", "    pets.name String()")
	s.enter("?pets.id", "column pets.id Integer(), primary key", "", "mapped to:", "    Pet; ?Pet tells more")
	s.enter("?cap", "func cap(v) int", "", "    how many elements a slice or channel has room for.", "", "example:", "    cap(make([]int, 0, 4))")
	s.enter(`\stte`, `error: no command \stte; did you mean \state? \help lists them all`)
	s.enter(`\h \why`, `\why [N]`, "    which line and object caused the last statement, or the N-th")
}
