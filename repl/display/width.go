// This file measures text in terminal columns.

package display

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// Width is the number of terminal columns that s takes: wide characters are two, combining ones none. Of several lines it is the widest.
func Width(s string) int {
	widest := 0
	for line := range strings.SplitSeq(s, "\n") {
		widest = max(widest, runewidth.StringWidth(line))
	}
	return widest
}

// marks stand for what is left out.
type marks struct{ cut, rows, lineEnd string }

// marksOf are those for a terminal, in ASCII where its locale isn't UTF-8.
func marksOf(ascii bool) marks {
	if ascii {
		return marks{"~", ":", "\\n"}
	}
	return marks{"…", "⋮", "⏎"}
}

// cut shortens s to the given columns, its end marked.
func cut(s string, columns int, mark string) string {
	if Width(s) <= columns {
		return s
	}
	return runewidth.Truncate(s, columns, mark)
}
