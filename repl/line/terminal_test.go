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
	*emulator
	reader  line.Reader
	entries chan entry
	reads   int
}

func start(t *testing.T, cfg line.Config) *typing {
	t.Helper()
	e := newEmulator(t, 40, 12)
	cfg.In, cfg.Out, cfg.Incomplete = e.tty, e.tty, cell.Incomplete
	reader, err := line.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ty := &typing{emulator: e, reader: reader, entries: make(chan entry, 100)}
	ty.read()
	e.shows(">>> ‸")
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
		ty.until("prompt again", func() bool {
			return strings.Count(ty.raw, reading) >= ty.reads && strings.Contains(ty.raw[strings.LastIndex(ty.raw, reading):], ">>> ")
		})
	}
}

// take is want for keys that were typed ahead.
func (ty *typing) take(text string, err error) {
	ty.t.Helper()
	got := <-ty.entries
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
	ty.keys("type T struct {\r")
	ty.shows(">>> type T struct {", "...     ‸")
	ty.keys("A int\r}")
	ty.shows(">>> type T struct {", "...     A int", "... }‸")
	ty.keys(up + home + "B, ")
	ty.shows(">>> type T struct {", "... B, ‸    A int", "... }")
	ty.keys(down + end)
	ty.shows(">>> type T struct {", "... B,     A int", "... }‸")
	ty.keys("\r")
	ty.want("type T struct {\nB,     A int\n}", nil)
	ty.shows(">>> type T struct {", "... B,     A int", "... }", ">>> ‸")
	ty.keys(up)
	ty.shows(">>> type T struct {", "... B,     A int", "... }", ">>> type T struct {", "... B,     A int", "... }‸")
	ty.keys(altEnter + "x" + up + up + "\x7f")
	ty.shows(">>> type T struct {", "... B,     A int", "... }", ">>> type T struct {", "... ‸,     A int", "... }", "... x")
	ty.keys(ctrlC)
	ty.want("", line.ErrInterrupt)
	ty.keys("1" + ctrlC)
	ty.want("", line.ErrInterrupt)
	ty.keys(ctrlD)
	ty.want("", io.EOF)
}

func TestPasteIsOneEntry(t *testing.T) {
	ty := start(t, line.Config{})
	ty.keys(pasted("func f() {\r\n\tx := 1\r\n\t_ = x\r\n}\r\n"))
	ty.shows(">>> func f() {", "...     x := 1", "...     _ = x", "... }‸")
	ty.keys("\r")
	ty.want("func f() {\n\tx := 1\n\t_ = x\n}", nil)
	ty.keys(pasted(">>> a := 1\n>>> if true {\n...     b\n... }\n17\n>>> c\n"))
	ty.keys("\r")
	ty.want("a := 1\nif true {\n    b\n}\nc", nil)
	ty.keys("type P struct {\r\tX\tint\r}\r") // a paste without brackets
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
			ty.keys(tt.keys)
			ty.shows(">>> " + tt.line)
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
	ty.keys("draft" + home + up)
	ty.shows(">>> ‸draft")
	ty.keys(end + "\x15" + up)
	ty.shows(">>> if x {", "...     y", "... }‸")
	ty.keys(up + up + up)
	ty.shows(">>> beta := 2‸")
	ty.keys(down)
	ty.shows(">>> if x {", "...     y", "... }‸")
	ty.keys(ctrlC)
	ty.want("", line.ErrInterrupt)
	ty.keys("al" + up + "0\r")
	ty.want("alpha := 10", nil)
	ty.keys(ctrlR + "bet")
	ty.until("search", func() bool { return strings.HasSuffix(ty.text(false), "(search) `bet': beta := 2") })
	ty.keys("\r")
	ty.until("take what was found", func() bool { return strings.HasSuffix(ty.text(true), ">>> beta := 2‸") })
	ty.keys("\r")
	ty.want("beta := 2", nil)
	ty.keys("z" + ctrlR + "nowhere")
	ty.until("say that nothing was found", func() bool { return strings.HasSuffix(ty.text(false), "(search, nothing found) `nowhere':") })
	ty.keys(ctrlC + "\r")
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
	ty.keys("orm.Sel\t(x)")
	ty.shows(">>> orm.Select(x)‸")
	ty.keys("\x15orm.Ses")
	ty.shows(">>> orm.Ses‸")
	ty.keys("\t")
	ty.shows(">>> orm.Session‸")
	ty.keys("\t")
	ty.shows("Session       func(*orm.Engine)", "SessionMaker  func", ">>> orm.Session‸")
	ty.keys("M")
	ty.shows("Session       func(*orm.Engine)", "SessionMaker  func", ">>> orm.SessionM‸")
	ty.keys("\t")
	ty.shows("Session       func(*orm.Engine)", "SessionMaker  func", ">>> orm.SessionMaker‸")
	ty.keys(ctrlC)
	ty.want("", line.ErrInterrupt)
	ty.shows("Session       func(*orm.Engine)", "SessionMaker  func", ">>> orm.SessionMaker^C", ">>> ‸")
	ty.keys("\t")
	ty.until("indent", func() bool { return strings.HasSuffix(ty.text(true), ">>>     ‸") })
}

func TestOutputWhileTyping(t *testing.T) {
	ty := start(t, line.Config{})
	ty.keys("f(\r")
	ty.shows(">>> f(", "...     ‸")
	ty.keys("ab" + left)
	ty.shows(">>> f(", "...     a‸b")
	if _, err := io.WriteString(ty.reader, "echo\n"); err != nil {
		t.Fatal(err)
	}
	ty.shows("echo", ">>> f(", "...     a‸b")
	ty.resize(30, 12)
	if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil {
		t.Fatal(err)
	}
	ty.keys(end + ")\r")
	ty.want("f(\n    ab)", nil)
	ty.keys("x\x0c")
	ty.shows(">>> x‸")
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
	ty.keys("sess")
	ty.shows(">>> sess‸ion.Commit()")
	ty.keys(right + "\r")
	ty.want("session.Commit()", nil)
	ty.keys("if")
	ty.until("colour the keyword", func() bool { return strings.Contains(ty.raw, "\x1b[35mif\x1b[0m") })
}

func TestTallEntry(t *testing.T) {
	ty := start(t, line.Config{})
	var rows []string
	for range 30 {
		rows = append(rows, "x")
	}
	ty.keys(pasted("f(\n" + strings.Join(rows, "\n") + ")"))
	ty.until("show the last rows", func() bool { return strings.HasSuffix(ty.text(true), "... x\n... x)‸") })
	ty.keys("\r")
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
	ty.keys("one()\x18\x05")
	ty.until("come back with the text", func() bool { return strings.HasSuffix(ty.text(true), ">>> one()\n... more()‸") })
	ty.keys("\r")
	ty.want("one()\nmore()", nil)
}

func TestTypedAheadWaits(t *testing.T) {
	ty := start(t, line.Config{})
	ty.keys("first\rsecond\r")
	ty.take("first", nil)
	ty.take("second", nil)
}

func TestPlain(t *testing.T) {
	e := newEmulator(t, 40, 12)
	t.Setenv("TERM", "dumb")
	reader, err := line.New(line.Config{In: e.tty, Out: e.tty, Incomplete: cell.Incomplete})
	if err != nil {
		t.Fatal(err)
	}
	e.keys("f(\n1)\n")
	if text, err := reader.Read(prompt); err != nil || text != "f(\n1)" {
		t.Errorf("read %q, %v", text, err)
	}
	e.until("show plain prompts", func() bool { return !strings.Contains(e.raw, "\x1b") && strings.Contains(e.raw, "... ") })
}

func TestPlainInterrupt(t *testing.T) {
	e := newEmulator(t, 40, 12)
	t.Setenv("TERM", "dumb")
	interrupts := make(chan os.Signal, 1)
	reader, err := line.New(line.Config{In: e.tty, Out: e.tty, Interrupts: interrupts, Incomplete: cell.Incomplete})
	if err != nil {
		t.Fatal(err)
	}
	interrupts <- os.Interrupt // of before: dropped
	e.keys("1\n")
	if text, err := reader.Read(prompt); err != nil || text != "1" {
		t.Errorf("read %q, %v", text, err)
	}
	go func() {
		e.until("ask for another row", func() bool { return strings.Contains(e.raw, "... ") })
		interrupts <- os.Interrupt
	}()
	e.keys("f(\n")
	if text, err := reader.Read(prompt); !errors.Is(err, line.ErrInterrupt) {
		t.Errorf("read %q, %v", text, err)
	}
	e.keys("2\n")
	if text, err := reader.Read(prompt); err != nil || text != "2" {
		t.Errorf("after the interrupt: read %q, %v", text, err)
	}
}

func TestHistoryFile(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	path := filepath.Join(t.TempDir(), "state", "history")
	first, err := line.OpenHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := line.OpenHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range []string{"if a {\n\tb\n}", " secretly", `orm.CreateEngine("mysql://u:pw@h/d")`, `User{Password: "x\"y", Name: "n"}`, "x", "x", ""} {
		if err := []*line.History{first, second}[i%2].Add(e); err != nil {
			t.Fatal(err)
		}
	}
	third, err := line.OpenHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"if a {\n\tb\n}", `orm.CreateEngine("mysql://u:***@h/d")`, `User{Password: "***", Name: "n"}`, "x", "x"}
	for i, e := range want {
		if i >= third.Len() || third.At(i) != e {
			t.Fatalf("entry %d of %d isn't %q", i, third.Len(), e)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
	if info, err = os.Stat(filepath.Dir(path)); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the directory's mode is %v, %v", info.Mode(), err)
	}
}

func TestStripPrompts(t *testing.T) {
	tests := []struct{ text, want string }{
		{"x := 1", "x := 1"},
		{">>> x := 1", "x := 1"},
		{">>> f(\n...     1)\n1\n>>>\n>>> g()\nout\n... more out", "f(\n    1)\n\ng()"},
		{"a...\nb", "a...\nb"},
		{"pets.db* +1~0-0 >>> x\nout\npets.db +0~0-0 >>> y", "x\ny"},
		{"(sandbox) >>> x\npets.db +0~0-0 (sandbox) >>> y", "x\ny"},
		{"x >>> 1", "x >>> 1"},
	}
	for _, tt := range tests {
		if got := line.StripPrompts(tt.text); got != tt.want {
			t.Errorf("%q becomes %q, not %q", tt.text, got, tt.want)
		}
	}
}
