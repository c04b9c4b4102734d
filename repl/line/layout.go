// This file breaks the entry into rows of the terminal.

package line

import (
	"fmt"
	"strings"
)

// row is one row of the terminal. A full one needs no line end: the terminal wraps by itself, and copies it as one line.
type row struct {
	text   strings.Builder
	full   bool
	widths []byte // of its characters
	unsure bool   // the terminal may have drawn it narrower than counted
}

// layout places characters on rows.
type layout struct {
	columns                 int
	rows                    []*row
	column                  int
	style                   string
	cursorRow, cursorColumn int
	untilCursor             string // what draws the cursor's row up to the cursor
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

// toCursor goes to the cursor from anywhere in its row. Where it isn't known how wide the terminal draws what stands before the cursor, that is drawn again.
func (l *layout) toCursor() string {
	switch {
	case l.rows[l.cursorRow].unsure:
		return "\r" + l.untilCursor
	case l.cursorColumn > 0:
		return fmt.Sprintf("\r\x1b[%dC", l.cursorColumn)
	}
	return "\r"
}

func (l *layout) place(v view) {
	l.newRow()
	l.prompt(v.prompt)
	text := v.text
	if v.final && len(text) > 0 && text[len(text)-1] == '\n' {
		text = text[:len(text)-1]
	}
	clusters(text, func(at int, c []rune) bool {
		if at <= v.cursor && v.cursor < at+len(c) {
			l.markCursor(advance(c, l.column))
		}
		if c[0] == '\n' {
			l.setStyle("")
			l.newRow()
			l.prompt(v.more)
			return true
		}
		l.setStyle(v.style(at))
		l.put(c)
		return true
	})
	l.setStyle("")
	if v.cursor >= len(text) {
		l.markCursor(1)
	}
	if v.ghost != "" && !v.final {
		l.setStyle("2")
		clusters([]rune(v.ghost), func(_ int, c []rune) bool {
			l.put(c)
			return true
		})
		l.setStyle("")
	}
}

// markCursor puts the cursor where a character of that width would stand next; at the edge that is the next row.
func (l *layout) markCursor(width int) {
	if l.column+width > l.columns {
		l.wrap()
		if l.cursorNeedsRow() {
			l.last().text.WriteString(" \b")
			l.last().widths = []byte{1}
		}
	}
	l.cursorRow, l.cursorColumn = len(l.rows)-1, l.column
	l.untilCursor = l.last().text.String()
	if l.style != "" {
		l.untilCursor += "\x1b[0m"
	}
}

// cursorNeedsRow says that the row before is full: then the terminal goes to the new row only when something is written there.
func (l *layout) cursorNeedsRow() bool { return l.rows[len(l.rows)-2].full }

func (l *layout) last() *row { return l.rows[len(l.rows)-1] }

func (l *layout) newRow() {
	l.rows = append(l.rows, &row{})
	l.column = 0
}

func (l *layout) wrap() {
	l.last().full = l.column == l.columns && !l.last().unsure
	l.newRow()
}

// untilCursorFrom are the lines from a row on, up to the cursor and with the character that it stands on, as widths of their characters. A line is what the
// terminal takes for one: it breaks lines anew when its size changes, and keeps the cursor at its character.
func (l *layout) untilCursorFrom(first int) (lines [][]byte) {
	var line []byte
	for _, r := range l.rows[first:l.cursorRow] {
		line = append(line, r.widths...)
		if !r.full {
			lines = append(lines, line)
			line = nil
		}
	}
	column := 0
	for _, width := range l.rows[l.cursorRow].widths {
		line = append(line, width)
		if column >= l.cursorColumn {
			break
		}
		column += int(width)
	}
	return append(lines, line)
}

// prompt writes a prompt, whose colours take no columns.
func (l *layout) prompt(s string) {
	for s != "" {
		if strings.HasPrefix(s, "\x1b[") {
			if end := strings.IndexByte(s, 'm'); end > 0 {
				l.last().text.WriteString(s[:end+1])
				s = s[end+1:]
				continue
			}
		}
		plain, _, _ := strings.Cut(s, "\x1b")
		if plain == "" {
			plain = s[:1]
		}
		clusters([]rune(plain), func(_ int, c []rune) bool {
			l.put(c)
			return true
		})
		s = s[len(plain):]
	}
}

func (l *layout) setStyle(style string) {
	if style == l.style {
		return
	}
	out := &l.last().text
	if l.style != "" {
		out.WriteString("\x1b[0m")
	}
	if style != "" {
		out.WriteString("\x1b[" + style + "m")
	}
	l.style = style
}

// put places one character.
func (l *layout) put(cluster []rune) {
	if cluster[0] == '\t' {
		for range min(advance(cluster, l.column), max(1, l.columns-l.column)) {
			l.put([]rune{' '})
		}
		return
	}
	if isKey(cluster[0]) {
		return // on its way to the editor
	}
	width, sure := clusterWidth(cluster)
	if l.column+width > l.columns {
		l.wrap()
	}
	for _, r := range cluster {
		if r < ' ' || r == 0x7f {
			r = '�'
		}
		l.last().text.WriteRune(r)
	}
	l.last().widths = append(l.last().widths, byte(width))
	l.last().unsure = l.last().unsure || !sure
	l.column += width
}
