// Package emulator is a terminal for tests: a pseudo-terminal with a small emulator behind it that knows what the screen shows. Keys go in as
// bytes; a test waits until the screen reads as it should, and types the next key only then.
package emulator

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/creack/pty"
	"github.com/mattn/go-runewidth"
)

// deadline is how long a test waits for the screen to show something.
const deadline = time.Minute

// Terminal is a terminal that remembers the rows that have scrolled away: Text has them too. Wide characters take a cell and an empty one. To clear all
// of the screen from its first column keeps what was there among those rows, as tmux does.
type Terminal struct {
	t            *testing.T
	ptmx         *os.File
	TTY          *os.File // the side of the program
	columns      int
	height       int
	top          int  // the first row of the screen
	joins        bool // flags, skin tones and families are one picture
	mu           sync.Mutex
	changed      *sync.Cond
	rows         [][]string
	joined       map[int]bool // rows that go on in the next, because they were full
	row, column  int
	wrap         bool // the cursor stands after the last column
	raw, pending string
}

// New makes a terminal of that size and sets TERM for the test.
func New(t *testing.T, columns, rows int) *Terminal {
	t.Helper()
	t.Setenv("TERM", "xterm")
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	e := &Terminal{t: t, ptmx: ptmx, TTY: tty, columns: columns, joined: map[int]bool{}}
	e.changed = sync.NewCond(&e.mu)
	e.Resize(columns, rows)
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

// Resize changes the size; the program is told by the system. What it writes from then on meets the new size, as in terminals of one thread.
func (e *Terminal) Resize(columns, rows int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := pty.Setsize(e.ptmx, &pty.Winsize{Rows: uint16(rows), Cols: uint16(columns)}); err != nil {
		e.t.Fatal(err)
	}
	if columns != e.columns && len(e.rows) > 0 {
		e.breakAnew(columns)
	}
	e.columns, e.height = columns, rows
	e.top = max(0, len(e.rows)-rows)
	e.scroll()
}

// breakAnew breaks the lines for another number of columns; the cursor stays at its character.
func (e *Terminal) breakAnew(columns int) {
	old, oldJoined, at := e.rows, e.joined, e.column
	if e.wrap {
		at++
	}
	cursor := e.row
	e.rows, e.joined, e.wrap = nil, map[int]bool{}, false
	for i := 0; i < len(old); i++ {
		var line []string
		offset := -1 // of the cursor in the line
		for ; ; i++ {
			if i == cursor {
				offset = len(line) + at
			}
			line = append(line, old[i]...)
			if !oldJoined[i] || i+1 == len(old) {
				break
			}
		}
		e.breakLine(line, columns, offset)
	}
}

// breakLine adds a line in rows of that many columns. The cursor goes to the offset in it, if there is one.
func (e *Terminal) breakLine(line []string, columns, offset int) {
	for {
		n := min(columns, len(line))
		if n < len(line) && line[n] == "" { // a wide character isn't cut
			n--
		}
		last := n == len(line)
		if offset >= 0 && (offset < n || last) {
			e.row, e.column, e.wrap = len(e.rows), min(offset, columns-1), offset >= columns
			offset = -1
		}
		offset = max(-1, offset-n)
		e.rows = append(e.rows, line[:n:n])
		if last {
			return
		}
		e.joined[len(e.rows)-1] = true
		line = line[n:]
	}
}

// Join has the terminal draw what is one character as one picture, as newer terminals do.
func (e *Terminal) Join() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.joins = true
}

// scroll keeps the cursor's row on the screen.
func (e *Terminal) scroll() { e.top = max(e.top, e.row-e.height+1) }

// Keys types.
func (e *Terminal) Keys(s string) {
	e.t.Helper()
	if _, err := e.ptmx.WriteString(s); err != nil {
		e.t.Fatal(err)
	}
}

// Shows waits until the screen reads as wanted, ‸ being the cursor (left out: anywhere).
func (e *Terminal) Shows(want ...string) {
	e.t.Helper()
	text := strings.Join(want, "\n")
	e.Until(fmt.Sprintf("show\n%s", text), func() bool { return e.Text(strings.Contains(text, "‸")) == text })
}

// Ends waits until the screen ends with the rows, ‸ being the cursor (left out: anywhere).
func (e *Terminal) Ends(want ...string) {
	e.t.Helper()
	text := strings.Join(want, "\n")
	e.Until(fmt.Sprintf("end with\n%s", text), func() bool { return strings.HasSuffix("\n"+e.Text(strings.Contains(text, "‸")), "\n"+text) })
}

// Until waits for a state of the terminal; ok may call Raw and Text.
func (e *Terminal) Until(what string, ok func() bool) {
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
			e.t.Fatalf("the terminal doesn't %s\nit shows\n%s\nafter %q", what, e.Text(true), e.raw)
		}
		e.changed.Wait()
	}
}

// Raw is all that the program has written. It is for the function that Until calls.
func (e *Terminal) Raw() string { return e.raw }

// Text is what the screen shows, blanks at the ends left out, with ‸ as the cursor if wanted. It is for the function that Until calls.
func (e *Terminal) Text(cursor bool) string {
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
func (e *Terminal) feed(s string) {
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

func (e *Terminal) grow() {
	for len(e.rows) <= e.row {
		e.rows = append(e.rows, nil)
	}
	for len(e.rows[e.row]) < e.column {
		e.rows[e.row] = append(e.rows[e.row], " ")
	}
}

func (e *Terminal) put(r rune) {
	switch r {
	case '\r':
		e.column, e.wrap = 0, false
	case '\n':
		e.row, e.wrap = e.row+1, false
		e.scroll()
		e.grow()
	case '\b':
		e.column, e.wrap = max(0, e.column-1), false
	case 7:
	default:
		if !e.extends(r) {
			e.write(string(r), runewidth.RuneWidth(r))
		}
	}
}

// write puts a character at the cursor, and goes on in the next row where there is no room.
func (e *Terminal) write(character string, width int) {
	if e.wrap || e.column+width > e.columns {
		e.joined[e.row] = true
		e.row, e.column, e.wrap = e.row+1, 0, false
		e.scroll()
	}
	e.grow()
	for i, cell := range append([]string{character}, make([]string, max(0, width-1))...) {
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

// extends adds a rune to the character before the cursor if it belongs there: an accent always, the rest of a flag where pictures are joined.
func (e *Terminal) extends(r rune) bool {
	at := e.column - 1
	if e.wrap {
		at++
	}
	if e.row >= len(e.rows) || at < 0 || at >= len(e.rows[e.row]) {
		return false
	}
	for at > 0 && e.rows[e.row][at] == "" {
		at--
	}
	before := e.rows[e.row][at]
	if runewidth.RuneWidth(r) == 0 {
		e.rows[e.row][at] += string(r)
		return true
	}
	if whole := before + string(r); e.joins && one(whole) {
		e.column, e.wrap = at, false
		e.write(whole, runewidth.StringWidth(whole))
		return true
	}
	return false
}

// one says that a text is one character.
func one(text string) bool {
	each := graphemes.FromString(text)
	return each.Next() && each.Value() == text
}

func (e *Terminal) control(letter, params string) {
	n, err := strconv.Atoi(params)
	if err != nil {
		n = 1
	}
	e.wrap = false
	switch letter {
	case "A":
		e.row = max(e.top, e.row-n)
	case "C":
		e.column = min(e.columns-1, e.column+n)
	case "H":
		e.row, e.column = e.top, 0
	case "D":
		e.column = max(0, e.column-n)
	case "K":
		e.grow()
		delete(e.joined, e.row)
		e.rows[e.row] = e.rows[e.row][:min(e.column, len(e.rows[e.row]))]
	case "J":
		if params == "2" {
			e.rows = e.rows[:min(e.top, len(e.rows))]
			maps.DeleteFunc(e.joined, func(row int, _ bool) bool { return row >= e.top })
			return
		}
		if e.row == e.top && e.column == 0 {
			e.top = len(e.rows)
			e.row = e.top
		}
		e.grow()
		e.rows[e.row] = e.rows[e.row][:e.column]
		e.rows = e.rows[:e.row+1]
		maps.DeleteFunc(e.joined, func(row int, _ bool) bool { return row >= e.row })
	}
}
