// This file knows where one character of a person ends: flags, accents, families of emoji are several runes each.

package line

import (
	"slices"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/mattn/go-runewidth"
)

// clusters cuts runes into characters, and calls f with each and where it begins, until f says to stop.
func clusters(runes []rune, f func(at int, cluster []rune) bool) {
	at := 0
	for each := graphemes.FromString(string(runes)); each.Next(); {
		n := len([]rune(each.Value()))
		if at+n > len(runes) || !f(at, runes[at:at+n]) {
			return
		}
		at += n
	}
}

// after is where the character ends that the position stands before; at the end of the line it is the end.
func after(line []rune, pos int) int {
	if pos >= len(line) {
		return len(line)
	}
	_, to := rowAround(line, pos)
	end := pos + 1
	clusters(line[pos:to], func(_ int, c []rune) bool {
		end = pos + len(c)
		return false
	})
	return end
}

// before is where the character begins that ends at the position, or that holds it.
func before(line []rune, pos int) int {
	from, to := rowAround(line, pos)
	if pos == from {
		return max(0, pos-1) // the end of the row above
	}
	start := from
	clusters(line[from:to], func(at int, c []rune) bool {
		start = from + at
		return start+len(c) < pos
	})
	return start
}

// columnOf is the column of a position in its row, prompt aside.
func columnOf(line []rune, pos int) int {
	from, _ := rowAround(line, pos)
	column := 0
	clusters(line[from:pos], func(_ int, c []rune) bool {
		column += advance(c, column)
		return true
	})
	return column
}

// atColumn is the position in the row that begins there which stands in the column, or at the end of a row that is shorter.
func atColumn(line []rune, from, column int) int {
	_, to := rowAround(line, from)
	pos, here := to, 0
	clusters(line[from:to], func(at int, c []rune) bool {
		if here += advance(c, here); here > column {
			pos = from + at
			return false
		}
		return true
	})
	return pos
}

const tabWidth = 4

// advance is how many columns a character takes that begins in a column.
func advance(cluster []rune, column int) int {
	if cluster[0] == '\t' {
		return tabWidth - column%tabWidth
	}
	width, _ := clusterWidth(cluster)
	return width
}

const (
	joiner   = '\u200D'
	asEmoji  = '\uFE0F' // the variation selector
	maxWidth = 2        // of one character where the terminal knows characters
)

// clusterWidth is how many columns a character takes at most. sure is false where terminals differ: some draw a flag, a skin tone or a family as one
// picture, others its parts one after the other.
func clusterWidth(cluster []rune) (width int, sure bool) {
	if len(cluster) == 1 {
		return cellWidth(cluster[0]), true
	}
	for _, r := range cluster {
		width += cellWidth(r)
	}
	if width == cellWidth(cluster[0]) && !slices.Contains(cluster, joiner) && !slices.Contains(cluster, asEmoji) {
		return width, true // accents
	}
	return max(width, maxWidth), false
}

func cellWidth(r rune) int {
	switch {
	case isKey(r):
		return 0
	case r < ' ' || r == 0x7f:
		return 1
	}
	return runewidth.RuneWidth(r)
}
