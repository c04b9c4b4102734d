// This file draws the entry in its rows.

package line

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
)

// request is the rune that stands for a drawing in what chzyer/readline writes.
const request = '\U0010FEFF'

// view is what the entry looks like at one moment.
type view struct {
	prompt, more string // of the first row, and of the others
	text         []rune
	cursor       int
	styles       []string // of each rune: the SGR parameters, "" is plain; shorter than text is plain too
	marks        []Span   // over the styles
	ghost        string   // shown dim after the text
	final        bool     // the entry is done: all rows are drawn, and the cursor goes below them
}

// style is that of the i-th rune.
func (v *view) style(i int) string {
	for _, m := range v.marks {
		if m.From <= i && i < m.To {
			return m.Style
		}
	}
	if i < len(v.styles) {
		return v.styles[i]
	}
	return ""
}

// screen is the terminal: the drawing of the entry at its bottom, and output above it.
type screen struct {
	out  io.Writer
	size func() (columns, rows int)

	mu      sync.Mutex
	look    func(text []rune, cursor int) view // called with mu held
	next    view
	drawn   bool     // the entry stands on the terminal
	row     int      // of the cursor, in the drawn rows
	lines   [][]byte // the drawn lines up to the cursor, as widths of their characters
	columns int      // of the terminal; those that the entry was drawn for
	height  int
	body    string // what is drawn
	atEnd   bool   // the cursor stands behind it
	clear   bool   // the next drawing begins on an empty terminal
	after   func() // called once, after the next drawing
	pending bytes.Buffer
}

// begin takes the screen for one operation. The terminal is measured once in each: it may change its size at any moment, and what is erased and what is
// drawn must be for the same.
func (s *screen) begin() (end func()) {
	s.mu.Lock()
	s.follow(s.size())
	return s.mu.Unlock
}

// Paint implements readline.Painter: it keeps what to draw and asks for the drawing.
func (s *screen) Paint(text []rune, cursor int) []rune {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = s.look(append([]rune(nil), text...), cursor)
	return []rune{request}
}

// Write takes what chzyer/readline writes: a drawing is replaced by ours, a cleaning comes with the next drawing, the rest (a bell) goes through.
func (s *screen) Write(b []byte) (int, error) {
	defer s.begin()()
	switch {
	case bytes.ContainsRune(b, request):
		s.draw()
		if s.after != nil {
			defer s.after()
			s.after = nil
		}
	case bytes.HasPrefix(b, []byte("\x1b[J")):
	default:
		s.pending.Write(b)
	}
	return len(b), s.flush()
}

// Print writes output: above the entry if one is being typed, then the entry again.
func (s *screen) Print(b []byte) (int, error) {
	defer s.begin()()
	again := s.drawn
	s.erase()
	s.pending.Write(b)
	if again {
		if !bytes.HasSuffix(b, []byte("\n")) {
			s.pending.WriteString("\r\n")
		}
		s.draw()
	}
	return len(b), s.flush()
}

// Resized draws the entry for the size that the terminal has now, unless that was done with output that came before the word of it. A terminal that cuts its
// lines off may have lost some of it even where the size is the one of before.
func (s *screen) Resized() {
	s.mu.Lock()
	defer s.mu.Unlock()
	columns, height := s.columns, s.height
	s.follow(s.size())
	if s.drawn && (columns != s.columns || height != s.height || !breaksLinesAnew()) {
		s.draw()
		_ = s.flush() // the next drawing meets the same error and returns it
	}
}

// follow takes the terminal's size, and finds the row of the cursor after the terminal has broken its lines for another width than they were drawn for.
func (s *screen) follow(columns, height int) {
	anew := s.drawn && columns != s.columns
	s.columns, s.height = columns, height
	if !anew {
		return
	}
	s.atEnd = false
	if !breaksLinesAnew() {
		return
	}
	s.row = -1
	for _, line := range s.lines {
		s.row += rowsOf(line, columns)
	}
}

// rowsOf is how many rows a line takes, given the widths of its characters.
func rowsOf(line []byte, columns int) int {
	rows, column := 1, 0
	for _, width := range line {
		if column+int(width) > columns {
			rows, column = rows+1, 0
		}
		column += int(width)
	}
	return rows
}

// breaksLinesAnew says whether the terminal does so when its size changes. tmux does wherever it runs; xterm and screen don't.
func breaksLinesAnew() bool {
	return os.Getenv("TMUX") != "" || os.Getenv("XTERM_VERSION") == "" && os.Getenv("STY") == ""
}

// Mark draws the entry again with marks, unless it has become another.
func (s *screen) Mark(text []rune, marks []Span) {
	defer s.begin()()
	if s.drawn && slices.Equal(s.next.text, text) {
		s.next.marks = marks
		s.draw()
		_ = s.flush() // the next drawing meets the same error and returns it
	}
}

// Leave goes below the entry, which stays there, and writes b.
func (s *screen) Leave(b string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drawn, s.row = false, 0
	s.pending.WriteString("\r\n" + b)
	_ = s.flush() // the next drawing meets the same error and returns it
}

// Return draws the entry, which Leave has left.
func (s *screen) Return() {
	defer s.begin()()
	s.draw()
	_ = s.flush() // the next drawing meets the same error and returns it
}

// AfterDrawing has f called after the next drawing, once.
func (s *screen) AfterDrawing(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.after = f
}

// Clear makes the next drawing begin on an empty terminal.
func (s *screen) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear = true
}

func (s *screen) flush() error {
	_, err := s.out.Write(s.pending.Bytes())
	s.pending.Reset()
	return err
}

// eraseBelow clears the row of the cursor and those below. From the first column of the first row tmux would take that as the clearing of the screen, and
// keep what was there among the rows that have scrolled away.
const eraseBelow = "\r\x1b[K\x1b[C\x1b[J\r"

// erase goes to the first row of the entry and clears from there.
func (s *screen) erase() {
	switch {
	case s.clear:
		s.up(s.row)
		s.pending.WriteString(eraseBelow + "\x1b[H\x1b[2J")
	case s.drawn:
		s.up(s.row)
		s.pending.WriteString(eraseBelow)
	}
	s.clear, s.drawn, s.row = false, false, 0
}

func (s *screen) up(rows int) {
	if rows > 0 {
		fmt.Fprintf(&s.pending, "\x1b[%dA", rows)
	}
}

// draw replaces the entry on the terminal by s.next. Where it only grew at its end, only that is written.
func (s *screen) draw() {
	l := layout{columns: s.columns}
	l.place(s.next)
	first, last := 0, len(l.rows)
	if s.height > 1 && last >= s.height && !s.next.final {
		first = max(0, min(l.cursorRow-s.height/2, last-s.height+1))
		last = first + s.height - 1
	}
	body := l.text(first, last)
	atEnd := s.next.cursor >= len(s.next.text) && s.next.ghost == "" && first == 0
	if grown, ok := strings.CutPrefix(body, s.body); ok && s.drawn && s.atEnd && atEnd && !s.clear {
		s.pending.WriteString(grown)
	} else {
		s.erase()
		s.pending.WriteString(body)
	}
	if s.next.final {
		s.pending.WriteString("\r\n")
		s.drawn = false
		return
	}
	if !atEnd {
		s.up(last - 1 - l.cursorRow)
		s.pending.WriteString(l.toCursor())
	}
	s.drawn, s.row, s.body, s.atEnd = true, l.cursorRow-first, body, atEnd
	s.lines = l.untilCursorFrom(first)
}
