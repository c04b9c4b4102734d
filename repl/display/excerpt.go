// This file shows a place in a line of source.

package display

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// Excerpt is what of a line fits into the columns with the place at a byte offset in sight, and the blank text that puts a caret under it.
// What is cut off is marked; 0 columns are endless; ascii is of the mark.
func Excerpt(line string, at, columns int, ascii bool) (text, indent string) {
	at = min(at, len(line))
	if columns <= 0 || Width(line) <= columns {
		return line, blank(line[:at])
	}
	mark := marksOf(ascii).cut
	line = strings.ReplaceAll(line, "\t", " ") // as many bytes, and of a known width
	before := line[:at]
	if over := Width(before) - columns*2/3; over > 0 {
		before = runewidth.TruncateLeft(before, over+1, mark)
	}
	return cut(before+line[at:], columns, mark), blank(before)
}

// blank is as wide as s, its tabs kept.
func blank(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == '\t' {
			b.WriteRune(r)
			continue
		}
		b.WriteString(strings.Repeat(" ", runewidth.RuneWidth(r)))
	}
	return b.String()
}
