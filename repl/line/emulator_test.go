// This file holds a terminal for tests: a pseudo-terminal with a small emulator behind it that knows what the screen shows.

package line_test

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/creack/pty"
	"github.com/mattn/go-runewidth"
)

// deadline is how long a test waits for the screen to show something.
const deadline = 10 * time.Second

// emulator is a terminal of fixed size. Wide characters take a cell and an empty one.
type emulator struct {
	t            *testing.T
	ptmx, tty    *os.File
	columns      int
	mu           sync.Mutex
	changed      *sync.Cond
	rows         [][]string
	row, column  int
	wrap         bool // the cursor stands after the last column
	raw, pending string
}

func newEmulator(t *testing.T, columns, rows int) *emulator {
	t.Helper()
	t.Setenv("TERM", "xterm")
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	e := &emulator{t: t, ptmx: ptmx, tty: tty, columns: columns}
	e.changed = sync.NewCond(&e.mu)
	e.resize(columns, rows)
	// Neither file is closed: a reader still waits on the terminal, as it does when a shell ends.
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := ptmx.Read(buf)
			if err != nil {
				return
			}
			e.mu.Lock()
			e.raw += string(buf[:n])
			e.feed(string(buf[:n]))
			e.changed.Broadcast()
			e.mu.Unlock()
		}
	}()
	return e
}

func (e *emulator) resize(columns, rows int) {
	if err := pty.Setsize(e.ptmx, &pty.Winsize{Rows: uint16(rows), Cols: uint16(columns)}); err != nil {
		e.t.Fatal(err)
	}
	e.mu.Lock()
	e.columns = columns
	e.mu.Unlock()
}

// keys types.
func (e *emulator) keys(s string) {
	e.t.Helper()
	if _, err := e.ptmx.WriteString(s); err != nil {
		e.t.Fatal(err)
	}
}

// shows waits until the screen reads as wanted, ‸ being the cursor (left out: anywhere).
func (e *emulator) shows(want ...string) {
	e.t.Helper()
	text := strings.Join(want, "\n")
	e.until(fmt.Sprintf("show\n%s", text), func() bool { return e.text(strings.Contains(text, "‸")) == text })
}

// until waits for a state of the terminal.
func (e *emulator) until(what string, ok func() bool) {
	e.t.Helper()
	timer := time.AfterFunc(deadline, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.changed.Broadcast()
	})
	defer timer.Stop()
	end := time.Now().Add(deadline)
	e.mu.Lock()
	defer e.mu.Unlock()
	for !ok() {
		if !time.Now().Before(end) {
			e.t.Fatalf("the terminal doesn't %s\nit shows\n%s\nafter %q", what, e.text(true), e.raw)
		}
		e.changed.Wait()
	}
}

// text is what the screen shows, blanks at the ends left out.
func (e *emulator) text(cursor bool) string {
	var out []string
	for i, cells := range e.rows {
		var b strings.Builder
		for c, cell := range cells {
			if cursor && i == e.row && c == e.column {
				b.WriteString("‸")
			}
			b.WriteString(cell)
		}
		if cursor && i == e.row && e.column >= len(cells) {
			b.WriteString(strings.Repeat(" ", e.column-len(cells)) + "‸")
		}
		out = append(out, strings.TrimRight(b.String(), " "))
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n")
}

var sequence = regexp.MustCompile(`^\x1b\[([?\d;]*)([A-Za-z])`)

// feed interprets output.
func (e *emulator) feed(s string) {
	s = e.pending + s
	e.pending = ""
	for s != "" {
		if s[0] == 0x1b {
			m := sequence.FindStringSubmatch(s)
			if m == nil {
				e.pending = s
				return
			}
			e.control(m[2], m[1])
			s = s[len(m[0]):]
			continue
		}
		if !utf8.FullRuneInString(s) {
			e.pending = s
			return
		}
		r, n := utf8.DecodeRuneInString(s)
		e.put(r)
		s = s[n:]
	}
}

func (e *emulator) grow() {
	for len(e.rows) <= e.row {
		e.rows = append(e.rows, nil)
	}
	for len(e.rows[e.row]) < e.column {
		e.rows[e.row] = append(e.rows[e.row], " ")
	}
}

func (e *emulator) put(r rune) {
	switch r {
	case '\r':
		e.column, e.wrap = 0, false
	case '\n':
		e.row, e.wrap = e.row+1, false
		e.grow()
	case '\b':
		e.column, e.wrap = max(0, e.column-1), false
	case 7:
	default:
		width := runewidth.RuneWidth(r)
		if e.wrap || e.column+width > e.columns {
			e.row, e.column, e.wrap = e.row+1, 0, false
		}
		e.grow()
		for i, cell := range append([]string{string(r)}, make([]string, max(0, width-1))...) {
			if at := e.column + i; at < len(e.rows[e.row]) {
				e.rows[e.row][at] = cell
			} else {
				e.rows[e.row] = append(e.rows[e.row], cell)
			}
		}
		e.column += width
		if e.column == e.columns {
			e.column, e.wrap = e.columns-1, true
		}
	}
}

func (e *emulator) control(letter, params string) {
	n, err := strconv.Atoi(params)
	if err != nil {
		n = 1
	}
	e.wrap = false
	switch letter {
	case "A":
		e.row = max(0, e.row-n)
	case "C":
		e.column = min(e.columns-1, e.column+n)
	case "H":
		e.row, e.column = 0, 0
	case "J":
		if params == "2" {
			e.rows = nil
			return
		}
		e.grow()
		e.rows[e.row] = e.rows[e.row][:e.column]
		e.rows = e.rows[:e.row+1]
	}
}
