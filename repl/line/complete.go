// This file completes words.

package line

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
)

// complete completes the word before the cursor; where nothing but blanks stands there it indents. What is common to all candidates is
// taken at once; the candidates themselves are listed above the entry when Tab has nothing to add.
func (e *editor) complete(line []rune, pos int) ([]rune, int) {
	from, _ := rowAround(line, pos)
	if strings.TrimLeft(string(line[from:pos]), " \t") == "" || e.literal {
		return slices.Insert(line, pos, []rune(indent)...), pos + len(indent)
	}
	if e.cfg.Complete == nil {
		return line, pos
	}
	before := string(line[:pos])
	defer e.rest.pause()()
	start, candidates := e.cfg.Complete(string(line), len(before))
	if len(candidates) == 0 || start < 0 || start > len(before) {
		return line, pos
	}
	word := before[start:]
	common := candidates[0].Text
	for _, c := range candidates[1:] {
		common = commonPrefix(common, c.Text)
	}
	if len(common) > len(word) || len(candidates) == 1 {
		head := []rune(before[:start] + common)
		return append(head, line[pos:]...), len(head)
	}
	e.list(candidates)
	return line, pos
}

func commonPrefix(a, b string) string {
	ra, rb := []rune(a), []rune(b)
	n := 0
	for n < len(ra) && n < len(rb) && ra[n] == rb[n] {
		n++
	}
	return string(ra[:n])
}

// list prints candidates above the entry: with their notes one a row, without in columns.
func (e *editor) list(candidates []Candidate) {
	var b strings.Builder
	width, noted := 0, false
	for _, c := range candidates {
		width = max(width, runewidth.StringWidth(c.Text))
		noted = noted || c.Note != ""
	}
	columns, height := e.screen.size()
	mark := "…"
	if !UTF8() {
		mark = "~"
	}
	perRow := max(1, columns/(width+2))
	if noted {
		perRow = 1
	}
	more := len(candidates) - perRow*max(1, height-3) // they and the prompt fit the screen
	if more > 0 {
		candidates = candidates[:len(candidates)-more]
	}
	for i, c := range candidates {
		text := runewidth.FillRight(c.Text, width+2)
		if c.Note != "" {
			text = runewidth.Truncate(text+c.Note, max(20, columns-1), mark)
		}
		b.WriteString(text)
		if (i+1)%perRow == 0 || i == len(candidates)-1 {
			b.WriteString("\r\n")
		}
	}
	if more > 0 {
		fmt.Fprintf(&b, "... and %d more: type on to narrow\r\n", more)
	}
	_, _ = e.screen.Print([]byte(b.String())) // the drawing that follows meets the same error
}
