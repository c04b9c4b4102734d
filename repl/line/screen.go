// This file draws the entry in its rows.

package line

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/mattn/go-runewidth"
)

// request is the rune that stands for a drawing in what chzyer/readline writes.
const request = '\uF0FF'

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
	drawn   bool   // the entry stands on the terminal
	row     int    // of the cursor, in the drawn rows
	body    string // what is drawn
	atEnd   bool   // the cursor stands behind it
	clear   bool   // the next drawing begins on an empty terminal
	after   func() // called once, after the next drawing
	pending bytes.Buffer
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
	s.mu.Lock()
	defer s.mu.Unlock()
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
	s.mu.Lock()
	defer s.mu.Unlock()
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

// Redraw draws the entry again, as after a change of the terminal's size.
func (s *screen) Redraw() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drawn {
		s.atEnd = false // rows may have been broken anew: all is drawn
		s.draw()
		_ = s.flush() // the next drawing meets the same error and returns it
	}
}

// Mark draws the entry again with marks, unless it has become another.
func (s *screen) Mark(text []rune, marks []Span) {
	s.mu.Lock()
	defer s.mu.Unlock()
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
	s.mu.Lock()
	defer s.mu.Unlock()
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

// erase goes to the first row of the entry and clears from there.
func (s *screen) erase() {
	switch {
	case s.clear:
		s.pending.WriteString("\x1b[H\x1b[2J")
	case s.drawn:
		s.up(s.row)
		s.pending.WriteString("\r\x1b[J")
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
	columns, height := s.size()
	l := layout{columns: max(columns, 20)}
	l.place(s.next)
	first, last := 0, len(l.rows)
	if height > 1 && last >= height && !s.next.final {
		first = max(0, min(l.cursorRow-height/2, last-height+1))
		last = first + height - 1
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
		s.pending.WriteByte('\r')
		if l.cursorColumn > 0 {
			fmt.Fprintf(&s.pending, "\x1b[%dC", l.cursorColumn)
		}
	}
	s.drawn, s.row, s.body, s.atEnd = true, l.cursorRow-first, body, atEnd
}

// row is one row of the terminal. A full one needs no line end: the terminal wraps by itself, and copies it as one line.
type row struct {
	text strings.Builder
	full bool
}

// layout places runes on rows.
type layout struct {
	columns                 int
	rows                    []*row
	column                  int
	style                   string
	cursorRow, cursorColumn int
}

// text is what draws the rows [first, last).
func (l *layout) text(first, last int) string {
	var b strings.Builder
	for i := first; i < last; i++ {
		b.WriteString(l.rows[i].text.String())
		if i+1 < last && !l.rows[i].full {
			b.WriteString("\r\n")
		}
	}
	return b.String()
}

func (l *layout) place(v view) {
	l.newRow()
	l.prompt(v.prompt)
	text := v.text
	if v.final && len(text) > 0 && text[len(text)-1] == '\n' {
		text = text[:len(text)-1]
	}
	for i, r := range text {
		if i == v.cursor && r == '\n' {
			l.markCursor(1)
		} else if i == v.cursor {
			l.markCursor(cellWidth(r))
		}
		if r == '\n' {
			l.setStyle("")
			l.newRow()
			l.prompt(v.more)
			continue
		}
		l.setStyle(v.style(i))
		l.put(r)
	}
	l.setStyle("")
	if v.cursor >= len(text) {
		l.markCursor(1)
	}
	if v.ghost != "" && !v.final {
		l.setStyle("2")
		for _, r := range v.ghost {
			l.put(r)
		}
		l.setStyle("")
	}
}

// markCursor puts the cursor where a rune of that width would stand next; at the edge that is the next row.
func (l *layout) markCursor(width int) {
	if l.column+width > l.columns {
		l.wrap()
		if l.cursorNeedsRow() {
			l.rows[len(l.rows)-1].text.WriteString(" \b")
		}
	}
	l.cursorRow, l.cursorColumn = len(l.rows)-1, l.column
}

// cursorNeedsRow says that the row before is full: then the terminal goes to the new row only when something is written there.
func (l *layout) cursorNeedsRow() bool { return l.rows[len(l.rows)-2].full }

func (l *layout) newRow() {
	l.rows = append(l.rows, &row{})
	l.column = 0
}

func (l *layout) wrap() {
	l.rows[len(l.rows)-1].full = l.column == l.columns
	l.newRow()
}

// prompt writes a prompt, whose colours take no columns.
func (l *layout) prompt(s string) {
	for s != "" {
		if strings.HasPrefix(s, "\x1b[") {
			if end := strings.IndexByte(s, 'm'); end > 0 {
				l.rows[len(l.rows)-1].text.WriteString(s[:end+1])
				s = s[end+1:]
				continue
			}
		}
		for _, r := range s {
			l.put(r)
			s = s[len(string(r)):]
			break
		}
	}
}

func (l *layout) setStyle(style string) {
	if style == l.style {
		return
	}
	out := &l.rows[len(l.rows)-1].text
	if l.style != "" {
		out.WriteString("\x1b[0m")
	}
	if style != "" {
		out.WriteString("\x1b[" + style + "m")
	}
	l.style = style
}

func (l *layout) put(r rune) {
	if r == '\t' {
		l.put(' ')
		for l.column%4 != 0 {
			l.put(' ')
		}
		return
	}
	if isKey(r) {
		return // on its way to the editor
	}
	width := cellWidth(r)
	if l.column+width > l.columns {
		l.wrap()
	}
	out := &l.rows[len(l.rows)-1].text
	if r < ' ' || r == 0x7f {
		r = '�'
	}
	out.WriteRune(r)
	l.column += width
}

func cellWidth(r rune) int {
	if isKey(r) {
		return 0
	}
	if r < ' ' || r == 0x7f {
		return 1
	}
	return runewidth.RuneWidth(r)
}
