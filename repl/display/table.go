// This file writes rows for people: the table and the vertical form.

package display

import (
	"fmt"
	"io"
	"strings"
)

// minColumn is the width below which a column is not shrunk.
const minColumn = 8

// table writes the psql-like table: numbers at the right, head and tail of what is longer than the layout's height.
func (r Rows) table(w io.Writer, l Layout) error {
	marks := marksOf(l.ASCII)
	cells, right := r.cells(l.Height, marks)
	widths := columnWidths(cells, l.Width)
	var b strings.Builder
	for i, row := range cells {
		writeRow(&b, row, widths, right, i == 0, marks)
		if i == 0 {
			for c, width := range widths {
				if c > 0 {
					b.WriteByte('+')
				}
				b.WriteString(strings.Repeat("-", width+2))
			}
			b.WriteByte('\n')
		}
	}
	b.WriteString(r.count())
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}

// cells are the texts to show, header first, and which columns hold numbers.
func (r Rows) cells(height int, m marks) (cells [][]string, right []bool) {
	right = make([]bool, len(r.Columns))
	for c := range r.Columns {
		right[c] = len(r.Values) > 0
		for _, row := range r.Values {
			if row[c] != nil && !numeric(row[c]) {
				right[c] = false
				break
			}
		}
	}
	cells = append(cells, r.Columns)
	head, tail := len(r.Values), len(r.Values)
	if height > 2 && len(r.Values) > height {
		head = height - height/2
		tail = len(r.Values) - height/2
	}
	for i, row := range r.Values {
		switch {
		case i < head || i >= tail:
			cells = append(cells, texts(row, m))
		case i == head:
			dots := make([]string, len(row))
			for c := range dots {
				dots[c] = m.rows
			}
			cells = append(cells, dots)
		}
	}
	return cells, right
}

func texts(row []any, m marks) []string {
	texts := make([]string, len(row))
	for i, v := range row {
		texts[i] = strings.NewReplacer("\n", m.lineEnd, "\t", "  ", "\r", "").Replace(Cell(v))
	}
	return texts
}

// columnWidths gives every column what it needs, then takes from the widest until the table fits.
func columnWidths(cells [][]string, limit int) []int {
	widths := make([]int, len(cells[0]))
	total := 0
	for c := range widths {
		for _, row := range cells {
			widths[c] = max(widths[c], Width(row[c]))
		}
		total += widths[c] + 3
	}
	for limit > 0 && total-1 > limit {
		widest := 0
		for c := range widths {
			if widths[c] > widths[widest] {
				widest = c
			}
		}
		if widths[widest] <= minColumn {
			break
		}
		widths[widest]--
		total--
	}
	return widths
}

func writeRow(out *strings.Builder, row []string, widths []int, right []bool, header bool, m marks) {
	b := &strings.Builder{}
	for c, text := range row {
		if c > 0 {
			b.WriteByte('|')
		}
		text = cut(text, widths[c], m.cut)
		pad := strings.Repeat(" ", widths[c]-Width(text))
		last := c == len(row)-1
		switch {
		case right[c] && !header:
			fmt.Fprintf(b, " %s%s", pad, text)
		case last:
			b.WriteString(" " + text)
		default:
			fmt.Fprintf(b, " %s%s", text, pad)
		}
		if !last {
			b.WriteByte(' ')
		}
	}
	out.WriteString(strings.TrimRight(b.String(), " ") + "\n")
}

// vertical writes one value a line, a ruled head for each row.
func (r Rows) vertical(w io.Writer, m marks) error {
	var b strings.Builder
	name := 0
	for _, c := range r.Columns {
		name = max(name, Width(c))
	}
	for i, row := range r.Values {
		fmt.Fprintf(&b, "-[ row %d ]-%s\n", i+1, strings.Repeat("-", max(0, name-4)))
		for c, text := range texts(row, m) {
			fmt.Fprintf(&b, "%s%s | %s\n", r.Columns[c], strings.Repeat(" ", name-Width(r.Columns[c])), text)
		}
	}
	b.WriteString(r.count())
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}
