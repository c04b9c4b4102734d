// This file holds the tests of the screen: clearing, entries taller and wider than it, small and large terminals.

package line_test

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/mattn/go-runewidth"

	"github.com/ormsh/ormsh/repl/line"
)

// Nothing of the entry stays among the rows that have scrolled away when its prompt stands in the first row.
func TestClearLeavesNoTrace(t *testing.T) {
	ty := start(t, line.Config{})
	ty.Keys("abc")
	ty.Shows(">>> abc‸")
	ty.Keys("\x0c")
	ty.Until("clear", func() bool { return strings.Contains(ty.Raw(), "\x1b[2J") && ty.Text(true) == ">>> abc‸" })
	ty.Keys(left + "x" + left + "\x7fyz\x0c" + home + del)
	ty.Shows(">>> ‸yzxc")
	if _, err := io.WriteString(ty.reader, "news\n"); err != nil {
		t.Fatal(err)
	}
	ty.Shows("news", ">>> ‸yzxc")
}

// An entry taller than the screen is seen around the cursor, can be edited anywhere, and stands there whole when it is done.
func TestTallEntryIsEdited(t *testing.T) {
	ty := start(t, line.Config{}) // 12 rows
	shown := func(from, to, cursor int) string {
		var rows []string
		for i := from; i < to; i++ {
			row := fmt.Sprintf("... r%d", i)
			if i == cursor {
				row += "‸"
			}
			rows = append(rows, row)
		}
		return strings.Join(rows, "\n")
	}
	var rows []string
	for i := range 27 {
		rows = append(rows, fmt.Sprintf("r%d", i))
	}
	ty.Keys(pasted("f(\n" + strings.Join(rows, "\n")))
	ty.Shows(shown(16, 27, 26))
	for range 14 {
		ty.Keys(up)
	}
	ty.Shows(shown(6, 17, 12))
	ty.Keys("X" + down + "\x7f\x7f\x7fY" + down)
	ty.Shows(strings.NewReplacer("r12", "r12X", "r13", "Y", "r14", "r‸14").Replace(shown(8, 19, -1)))
	ty.Keys("\x1b<")
	ty.Shows(">>> ‸f(\n" + strings.NewReplacer("r12", "r12X", "r13", "Y").Replace(shown(0, 10, -1)))
	ty.Keys("\x1b>)\r")
	rows[12], rows[13], rows[26] = "r12X", "Y", "r26)"
	ty.want("f(\n"+strings.Join(rows, "\n"), nil)
	ty.Shows(append(append([]string{">>> f("}, strings.Split("... "+strings.Join(rows, "\n... "), "\n")...), ">>> ‸")...)
}

// When the size changes while an entry is typed, it is drawn anew where it stands, nothing of it stays beside.
func TestSizeChanges(t *testing.T) {
	ty := start(t, line.Config{})
	resize := func(columns int) {
		ty.Resize(columns, 12)
		if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.WriteString(ty.reader, "above\n"); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("0123456789", 7)
	ty.Keys("f" + altEnter + long + altEnter + "b")
	ty.Shows("above", ">>> f", "... "+long[:36], long[36:], "... b‸")
	last := "... b"
	for _, columns := range []int{25, 100, 33, 20, 60, 40} {
		resize(columns)
		want := []string{"above", ">>> f"}
		row := "... " + long
		for ; len(row) > columns; row = row[columns:] {
			want = append(want, row[:columns])
		}
		ty.Shows(append(want, row, last+"‸")...)
		last += "x"
		ty.Keys(up + "y\x7f" + down + end + "x") // it can be edited there
		ty.Shows(append(want, row, last+"‸")...)
	}
	ty.Keys("\r")
	ty.want("f\n"+long+"\n"+last[4:], nil)
}

// A list of candidates leaves the prompt and itself on the screen.
func TestLongListOfCandidates(t *testing.T) {
	for note, want := range map[string]string{
		"":     "name00  name01  name02  name03  name04\nname05  name06  name07  name08  name09\n",
		"func": "name00  func\nname01  func\n",
	} {
		ty := start(t, line.Config{Complete: func(string, int) (int, []line.Candidate) {
			var list []line.Candidate
			for i := range 90 {
				list = append(list, line.Candidate{Text: fmt.Sprintf("name%02d", i), Note: note})
			}
			return 0, list
		}})
		ty.Keys("name\t")
		more := 90 - 9*5
		if note != "" {
			more = 90 - 9
		}
		ty.Until("list candidates", func() bool {
			text := ty.Text(true)
			return strings.HasPrefix(text, want) && strings.HasSuffix(text, fmt.Sprintf("\n... and %d more: type on to narrow\n>>> name‸", more)) &&
				strings.Count(text, "\n") == 10
		})
	}
}

// A row of a thousand letters in a small terminal.
func TestLongRow(t *testing.T) {
	ty := start(t, line.Config{})
	long := strings.Repeat("0123456789", 100)
	ty.Keys(long)
	ty.Until("show the end", func() bool { return strings.HasSuffix(ty.Text(true), "6789‸") })
	ty.Keys(home)
	ty.Until("show the beginning", func() bool { return strings.HasPrefix(ty.Text(true), ">>> ‸0123456789") })
	ty.Keys("x" + end + "y\r")
	ty.want("x"+long+"y", nil)
}

func TestSizes(t *testing.T) {
	for _, size := range [][2]int{{20, 5}, {200, 50}} {
		ty := start(t, line.Config{})
		ty.Resize(size[0], size[1])
		if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil {
			t.Fatal(err)
		}
		text := strings.Repeat("漢", size[0])
		ty.Keys(text + "1")
		first := (size[0] - 4) / 2
		rest, perRow := size[0]-first, size[0]/2
		rows := []string{">>> " + strings.Repeat("漢", first)}
		for ; rest > perRow; rest -= perRow {
			rows = append(rows, strings.Repeat("漢", perRow))
		}
		rows = append(rows, strings.Repeat("漢", rest)+"1‸")
		ty.Shows(rows...)
		ty.Keys("\r")
		ty.want(text+"1", nil)
	}
}

// What is pasted is what is read: five hundred rows, tabs, line ends of all kinds; what a terminal would act on is left out.
func TestPastes(t *testing.T) {
	var rows []string
	for i := range 500 {
		rows = append(rows, fmt.Sprintf("\t%d,\t// %s", i, strings.Repeat("x", i%50)))
	}
	long := "f(\n" + strings.Join(rows, "\n") + "\n)"
	tests := []struct{ name, pasted, read string }{
		{"500 rows", long, long},
		{"500 rows of Windows", strings.ReplaceAll(long, "\n", "\r\n"), long},
		{"old line ends", strings.ReplaceAll(long, "\n", "\r"), long},
		{"colours", "\x1b[1;32mx\x1b[0m := 1", "x := 1"},
		{"a title", "\x1b]0;title\x07x := 1", "x := 1"},
		{"controls", "x\x00 := \x07\x011\x04\x03\x7f\x0c", "x := 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ty := start(t, line.Config{})
			ty.Keys(pasted(tt.pasted) + "\r")
			ty.want(tt.read, nil)
			ty.Keys(up + "\r")
			ty.want(tt.read, nil)
		})
	}
}

// A Ctrl-C that comes alone ends a paste whose end got lost; within a paste it is text.
func TestPasteWithoutEnd(t *testing.T) {
	for _, tt := range []struct {
		reads []string
		keys  string
	}{
		{[]string{"\x1b[200~a\rb", "c", "\x03", "d"}, "\x03d"},
		{[]string{"\x1b[200~a", "b\x03c", "\x1b[201~d"}, "ab\x03cd"},
		{[]string{"a", "\x03", "b"}, "a\x03b"},
		{[]string{"\x1b[20", "\x03", "b"}, "\x03b"},
	} {
		if keys := string(line.DecodeReads(tt.reads...)); keys != tt.keys {
			t.Errorf("%q gives %q, not %q", tt.reads, keys, tt.keys)
		}
	}
}

// Output and the change of the terminal's size meet in either order, and what is drawn stands where it should, wide characters at the edge included: it may
// be that the size is another and nobody has said so yet, that output came first, or that the entry ends exactly at the edge.
func TestOutputMeetsResize(t *testing.T) {
	for name, entry := range map[string]string{
		"letters": strings.Repeat("0123456789", 7), "wide": strings.Repeat("漢", 35), "both": strings.Repeat("a漢", 24), "full rows": strings.Repeat("x", 36+80),
	} {
		for _, lefts := range []int{0, 1, 5} {
			t.Run(fmt.Sprint(name, lefts), func(t *testing.T) {
				ty := start(t, line.Config{})
				ty.Keys(entry + strings.Repeat(left, lefts))
				runes := []rune(">>> " + entry)
				runes = slices.Insert(runes, len(runes)-lefts, '‸')
				ty.Until("show the entry", func() bool { return strings.ReplaceAll(ty.Text(true), "\n", "") == string(runes) })
				want := ""
				for i, columns := range []int{25, 100, 40, 39, 37, 24, 74, 73, 120, 60, 59, 20, 40} {
					news := fmt.Sprintf("news %d\n", i)
					say := func() {
						if _, err := io.WriteString(ty.reader, news); err != nil {
							t.Error(err)
						}
					}
					drawn := 0
					ty.Until("be looked at", func() bool {
						drawn = len(ty.Raw())
						return true
					})
					ty.Resize(columns, 12)
					if i%3 == 0 {
						say()
					}
					if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil {
						t.Fatal(err)
					}
					if i%3 == 1 {
						say()
					}
					if i%3 != 2 {
						want += news
					}
					ty.Until("show "+want+string(runes), func() bool {
						return len(ty.Raw()) > drawn && ty.Text(true) == want+strings.Join(broken(runes, columns), "\n")
					})
				}
			})
		}
	}
}

// broken breaks an entry, ‸ being the cursor, into the rows of a terminal.
func broken(entry []rune, columns int) (rows []string) {
	row, column := "", 0
	for i, r := range entry {
		width := runewidth.RuneWidth(r)
		if r == '‸' { // it stands on what follows
			width = 1
			if i+1 < len(entry) {
				width = runewidth.RuneWidth(entry[i+1])
			}
		}
		if column+width > columns {
			rows, row, column = append(rows, row), "", 0
		}
		row += string(r)
		if r != '‸' {
			column += width
		}
	}
	return append(rows, row)
}
