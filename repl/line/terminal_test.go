// This file holds the tests of editing at a terminal: keys typed, the screen read back.

package line_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ormsh/ormsh/internal/emulator"
	"github.com/ormsh/ormsh/interp/cell"
	"github.com/ormsh/ormsh/repl/line"
)

var prompt = line.Prompt{First: ">>> ", More: "... "}

// entry is what one Read returned.
type entry struct {
	text string
	err  error
}

// typing starts a terminal whose entries are read one after the other; next gives the following one.
type typing struct {
	*emulator.Terminal
	reader  line.Reader
	entries chan entry
	reads   int
	t       *testing.T
}

func start(t *testing.T, cfg line.Config) *typing {
	t.Helper()
	e := emulator.New(t, 40, 12)
	cfg.In, cfg.Out, cfg.Incomplete = e.TTY, e.TTY, cell.Incomplete
	reader, err := line.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := reader.Close(); err != nil {
			t.Error(err)
		}
	})
	ty := &typing{Terminal: e, reader: reader, entries: make(chan entry, 100), t: t}
	ty.read()
	e.Shows(">>> ‸")
	return ty
}

func (ty *typing) read() {
	ty.reads++
	go func() {
		text, err := ty.reader.Read(prompt)
		ty.entries <- entry{text, err}
	}()
}

// want waits for the entry and, unless it ends the session, reads the next: from its prompt on the terminal is ours again.
func (ty *typing) want(text string, err error) {
	ty.t.Helper()
	ty.take(text, err)
	if !errors.Is(err, io.EOF) {
		const reading = "\x1b[?2004h" // what every Read begins with
		ty.Until("prompt again", func() bool {
			return strings.Count(ty.Raw(), reading) >= ty.reads && strings.Contains(ty.Raw()[strings.LastIndex(ty.Raw(), reading):], ">>> ")
		})
	}
}

// take is want for keys that were typed ahead.
func (ty *typing) take(text string, err error) {
	ty.t.Helper()
	var got entry
	select {
	case got = <-ty.entries:
	case <-time.After(time.Minute):
		ty.t.Fatalf("no entry is read; the terminal shows\n%s", ty.Text(true))
	}
	if got.text != text || !errors.Is(got.err, err) {
		ty.t.Fatalf("read %q, %v; not %q, %v", got.text, got.err, text, err)
	}
	if !errors.Is(err, io.EOF) {
		ty.read()
	}
}

const (
	up, down, right, left = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
	home, end, del        = "\x1b[1~", "\x1b[4~", "\x1b[3~"
	altEnter              = "\x1b\r"
	ctrlC, ctrlD, ctrlR   = "\x03", "\x04", "\x12"
)

func pasted(s string) string { return "\x1b[200~" + s + "\x1b[201~" }

func TestRows(t *testing.T) {
	ty := start(t, line.Config{})
	ty.Keys("type T struct {\r")
	ty.Shows(">>> type T struct {", "...     ‸")
	ty.Keys("A int\r}")
	ty.Shows(">>> type T struct {", "...     A int", "... }‸")
	ty.Keys(up + home + "B, ")
	ty.Shows(">>> type T struct {", "... B, ‸    A int", "... }")
	ty.Keys(down + end)
	ty.Shows(">>> type T struct {", "... B,     A int", "... }‸")
	ty.Keys("\r")
	ty.want("type T struct {\nB,     A int\n}", nil)
	ty.Shows(">>> type T struct {", "... B,     A int", "... }", ">>> ‸")
	ty.Keys(up)
	ty.Shows(">>> type T struct {", "... B,     A int", "... }", ">>> type T struct {", "... B,     A int", "... }‸")
	ty.Keys(altEnter + "x" + up + up + "\x7f")
	ty.Shows(">>> type T struct {", "... B,     A int", "... }", ">>> type T struct {", "... ‸,     A int", "... }", "... x")
	ty.Keys(ctrlC)
	ty.want("", line.ErrInterrupt)
	ty.Keys("1" + ctrlC)
	ty.want("", line.ErrInterrupt)
	ty.Keys(ctrlD)
	ty.want("", io.EOF)
}

// An entry whose last row is empty is drawn once when it ends.
func TestEmptyLastRow(t *testing.T) {
	ty := start(t, line.Config{})
	ty.Keys("if x {\r")
	ty.Shows(">>> if x {", "...     ‸")
	ty.Keys("\x7f\x7f\x7f\x7f" + ctrlC)
	ty.want("", line.ErrInterrupt)
	ty.Shows(">>> if x {", "... ^C", ">>> ‸")
	ty.Keys("y" + altEnter)
	ty.Shows(">>> if x {", "... ^C", ">>> y", "... ‸")
	ty.Keys("\r")
	ty.want("y\n", nil)
	ty.Shows(">>> if x {", "... ^C", ">>> y", "...", ">>> ‸")
}

func TestPasteIsOneEntry(t *testing.T) {
	ty := start(t, line.Config{})
	ty.Keys(pasted("func f() {\r\n\tx := 1\r\n\t_ = x\r\n}\r\n"))
	ty.Shows(">>> func f() {", "...     x := 1", "...     _ = x", "... }‸")
	ty.Keys("\r")
	ty.want("func f() {\n\tx := 1\n\t_ = x\n}", nil)
	ty.Keys(pasted(">>> a := 1\n>>> if true {\n...     b\n... }\n17\n>>> c\n"))
	ty.Keys("\r")
	ty.want("a := 1\nif true {\n    b\n}\nc", nil)
	ty.Keys("type P struct {\r\tX\tint\r}\r") // a paste without brackets
	ty.want("type P struct {\n    X    int\n}", nil)
}

func TestKeys(t *testing.T) {
	tests := []struct{ name, keys, line string }{
		{"home and end", "bc" + home + "a" + end + "d", "abcd‸"},
		{"control a and e", "bc\x01a\x05d", "abcd‸"},
		{"delete", "abc" + home + del, "‸bc"},
		{"delete at the end", "abc" + del, "abc‸"},
		{"delete on an empty line", del + "a", "a‸"},
		{"control d on a line", "abc" + home + ctrlD, "‸bc"},
		{"words", "one two three\x1b[1;5D\x1b[1;5DX", "one X‸two three"},
		{"alt words", "one two\x1bbX", "one X‸two"},
		{"kill and yank", "one two\x17\x19\x19", "one twotwo‸"},
		{"undo", "one" + pasted(" two") + "\x1f", "one‸"},
		{"wide characters", "漢字テスト" + left + left, "漢字テ‸スト"},
		{"emoji", "a🎉b" + left + left, "a‸🎉b"},
		{"a lone escape", "a\x1b", "a‸"},
		{"unknown keys", "a\x1b[15~\x1b[5~b", "ab‸"},
		{"at the edge", strings.Repeat("x", 36), strings.Repeat("x", 36) + "\n‸"},
		{"over the edge", strings.Repeat("x", 35) + "漢" + left, strings.Repeat("x", 35) + "\n‸漢"},
		{"back over the edge", strings.Repeat("x", 40) + home + "y" + end + left, "y" + strings.Repeat("x", 35) + "\nxxxx‸x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ty := start(t, line.Config{})
			ty.Keys(tt.keys)
			ty.Shows(">>> " + tt.line)
		})
	}
}

func TestHistory(t *testing.T) {
	history := &line.History{}
	for _, e := range []string{"alpha := 1", "beta := 2", "if x {\n    y\n}"} {
		if err := history.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	ty := start(t, line.Config{History: history})
	ty.Keys("draft" + home + up)
	ty.Shows(">>> ‸draft")
	ty.Keys(end + "\x15" + up)
	ty.Shows(">>> if x {", "...     y", "... }‸")
	ty.Keys(up + up + up)
	ty.Shows(">>> beta := 2‸")
	ty.Keys(down)
	ty.Shows(">>> if x {", "...     y", "... }‸")
	ty.Keys(ctrlC)
	ty.want("", line.ErrInterrupt)
	ty.Keys("al" + up + "0\r")
	ty.want("alpha := 10", nil)
	ty.Keys(ctrlR + "bet")
	ty.Until("search", func() bool { return strings.HasSuffix(ty.Text(false), "(search) `bet': beta := 2") })
	ty.Keys("\r")
	ty.Until("take what was found", func() bool { return strings.HasSuffix(ty.Text(true), ">>> beta := 2‸") })
	ty.Keys("\r")
	ty.want("beta := 2", nil)
	ty.Keys("z" + ctrlR + "nowhere")
	ty.Until("say that nothing was found", func() bool { return strings.HasSuffix(ty.Text(false), "(search, nothing found) `nowhere':") })
	ty.Keys(ctrlC + "\r")
	ty.want("z", nil)
}

func TestCompletion(t *testing.T) {
	complete := func(text string, at int) (int, []line.Candidate) {
		from := strings.LastIndexAny(text[:at], " .(") + 1
		var out []line.Candidate
		for _, c := range []line.Candidate{{"Session", "func(*orm.Engine)"}, {"SessionMaker", "func"}, {"Select", ""}} {
			if strings.HasPrefix(c.Text, text[from:at]) {
				out = append(out, c)
			}
		}
		return from, out
	}
	ty := start(t, line.Config{Complete: complete})
	ty.Keys("orm.Sel\t(x)")
	ty.Shows(">>> orm.Select(x)‸")
	ty.Keys("\x15orm.Ses")
	ty.Shows(">>> orm.Ses‸")
	ty.Keys("\t")
	ty.Shows(">>> orm.Session‸")
	ty.Keys("\t")
	ty.Shows("Session       func(*orm.Engine)", "SessionMaker  func", ">>> orm.Session‸")
	ty.Keys("M")
	ty.Shows("Session       func(*orm.Engine)", "SessionMaker  func", ">>> orm.SessionM‸")
	ty.Keys("\t")
	ty.Shows("Session       func(*orm.Engine)", "SessionMaker  func", ">>> orm.SessionMaker‸")
	ty.Keys(ctrlC)
	ty.want("", line.ErrInterrupt)
	ty.Shows("Session       func(*orm.Engine)", "SessionMaker  func", ">>> orm.SessionMaker^C", ">>> ‸")
	ty.Keys("\t")
	ty.Until("indent", func() bool { return strings.HasSuffix(ty.Text(true), ">>>     ‸") })
}

func TestOutputWhileTyping(t *testing.T) {
	ty := start(t, line.Config{})
	ty.Keys("f(\r")
	ty.Shows(">>> f(", "...     ‸")
	ty.Keys("ab" + left)
	ty.Shows(">>> f(", "...     a‸b")
	if _, err := io.WriteString(ty.reader, "echo\n"); err != nil {
		t.Fatal(err)
	}
	ty.Shows("echo", ">>> f(", "...     a‸b")
	ty.Resize(30, 12)
	if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil {
		t.Fatal(err)
	}
	ty.Keys(end + ")\r")
	ty.want("f(\n    ab)", nil)
	ty.Keys("x\x0c")
	ty.Shows(">>> x‸")
}

func TestColoursAndGhost(t *testing.T) {
	history := &line.History{}
	if err := history.Add("session.Commit()"); err != nil {
		t.Fatal(err)
	}
	highlight := func(text string, cursor int) []line.Span {
		if i := strings.Index(text, "if"); i >= 0 {
			return []line.Span{{From: i, To: i + 2, Style: "35"}}
		}
		return nil
	}
	ty := start(t, line.Config{History: history, Highlight: highlight})
	ty.Keys("sess")
	ty.Shows(">>> sess‸ion.Commit()")
	ty.Keys(right + "\r")
	ty.want("session.Commit()", nil)
	ty.Keys("if")
	ty.Until("colour the keyword", func() bool { return strings.Contains(ty.Raw(), "\x1b[35mif\x1b[0m") })
}

func TestTallEntry(t *testing.T) {
	ty := start(t, line.Config{})
	var rows []string
	for range 30 {
		rows = append(rows, "x")
	}
	ty.Keys(pasted("f(\n" + strings.Join(rows, "\n") + ")"))
	ty.Until("show the last rows", func() bool { return strings.HasSuffix(ty.Text(true), "... x\n... x)‸") })
	ty.Keys("\r")
	ty.want("f(\n"+strings.Join(rows, "\n")+")", nil)
}

func TestEditor(t *testing.T) {
	script := filepath.Join(t.TempDir(), "ed")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho 'more()' >> \"$1\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VISUAL", "")
	t.Setenv("EDITOR", script)
	ty := start(t, line.Config{})
	ty.Keys("one()\x18\x05")
	ty.reads++ // another begins when the editor is left
	ty.Until("come back with the text", func() bool { return strings.HasSuffix(ty.Text(true), ">>> one()\n... more()‸") })
	ty.Keys("\r")
	ty.want("one()\nmore()", nil)
}

func TestTypedAheadWaits(t *testing.T) {
	ty := start(t, line.Config{})
	ty.Keys("first\rsecond\r")
	ty.take("first", nil)
	ty.want("second", nil)
}

func TestPlain(t *testing.T) {
	e := emulator.New(t, 40, 12)
	t.Setenv("TERM", "dumb")
	reader, err := line.New(line.Config{In: e.TTY, Out: e.TTY, Incomplete: cell.Incomplete})
	if err != nil {
		t.Fatal(err)
	}
	e.Keys("f(\n1)\n")
	if text, err := reader.Read(prompt); err != nil || text != "f(\n1)" {
		t.Errorf("read %q, %v", text, err)
	}
	e.Until("show plain prompts", func() bool { return !strings.Contains(e.Raw(), "\x1b") && strings.Contains(e.Raw(), "... ") })
}

func TestPlainInterrupt(t *testing.T) {
	e := emulator.New(t, 40, 12)
	t.Setenv("TERM", "dumb")
	interrupts := make(chan os.Signal, 1)
	reader, err := line.New(line.Config{In: e.TTY, Out: e.TTY, Interrupts: interrupts, Incomplete: cell.Incomplete})
	if err != nil {
		t.Fatal(err)
	}
	interrupts <- os.Interrupt // of before: dropped
	e.Keys("1\n")
	if text, err := reader.Read(prompt); err != nil || text != "1" {
		t.Errorf("read %q, %v", text, err)
	}
	go func() {
		e.Until("ask for another row", func() bool { return strings.Contains(e.Raw(), "... ") })
		interrupts <- os.Interrupt
	}()
	e.Keys("f(\n")
	if text, err := reader.Read(prompt); !errors.Is(err, line.ErrInterrupt) {
		t.Errorf("read %q, %v", text, err)
	}
	e.Keys("2\n")
	if text, err := reader.Read(prompt); err != nil || text != "2" {
		t.Errorf("after the interrupt: read %q, %v", text, err)
	}
}

// TestMistakesAtRest has the question about a resting entry answered late: keys don't wait for it, an answer about another text counts nothing.
func TestMistakesAtRest(t *testing.T) {
	asked, answers := make(chan string), make(chan []line.Span)
	cfg := line.Config{Highlight: func(string, int) []line.Span { return nil }, Mistakes: func(entry string) []line.Span {
		asked <- entry
		return <-answers
	}}
	ty := start(t, cfg)
	ask := func(want string) {
		t.Helper()
		if got := <-asked; got != want {
			t.Errorf("asked about %q, not %q", got, want)
		}
	}
	ty.Keys("fop")
	ask("fop")
	ty.Keys("e(1)") // while it is being looked at
	ty.Shows(">>> fope(1)‸")
	answers <- []line.Span{{From: 0, To: 3, Style: "4"}}
	ask("fope(1)")
	answers <- []line.Span{{From: 0, To: 4, Style: "4;31"}}
	ty.Until("underline the name", func() bool { return strings.HasSuffix(ty.Raw(), "\x1b[4;31mfope\x1b[0m(1)") })
	if strings.Contains(ty.Raw(), "\x1b[4m") {
		t.Error("an answer that came too late is drawn")
	}
	ty.Keys(left) // the same text: nothing is asked, the mark stays
	ty.Until("keep the mark", func() bool { return strings.HasSuffix(ty.Raw(), "\x1b[4;31mfope\x1b[0m(1)\r\x1b[10C") })
	ty.Keys(end + "\x7f") // another text: the mark goes
	ty.Until("drop the mark", func() bool { return strings.HasSuffix(ty.Raw(), "fope(1") })
	ask("fope(1")
	answers <- nil
	ty.Keys(")\r")
	ty.want("fope(1)", nil)
}
