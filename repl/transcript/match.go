// This file compares output with expectations and merges the two.

package transcript

import (
	"slices"
	"strings"
)

// Any is the wildcard of expected output.
const Any = "<...>"

// Match says whether the output is what the expected lines say.
func Match(want, got []string) bool {
	return matchLines(solid(want), solid(got))
}

// solid leaves out blank lines and blanks at the end of lines.
func solid(lines []string) []string {
	var out []string
	for _, line := range lines {
		if line = strings.TrimRight(line, " \t\r"); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func matchLines(want, got []string) bool {
	reach := make([]bool, len(got)+1) // reach[j]: the expected lines so far match got[:j]
	reach[0] = true
	for _, pattern := range want {
		next := make([]bool, len(got)+1)
		for j := range reach {
			switch {
			case pattern == Any:
				next[j] = reach[j] || j > 0 && next[j-1]
			case j > 0:
				next[j] = reach[j-1] && matchLine(pattern, got[j-1])
			}
		}
		reach = next
	}
	return reach[len(got)]
}

// matchLine compares one line; each <...> in the pattern stands for any text.
func matchLine(pattern, line string) bool {
	parts := strings.Split(pattern, Any)
	rest, ok := strings.CutPrefix(line, parts[0])
	if !ok || len(parts) == 1 {
		return ok && rest == ""
	}
	last := len(parts) - 1
	for _, part := range parts[1:last] {
		_, after, found := strings.Cut(rest, part)
		if !found {
			return false
		}
		rest = after
	}
	return strings.HasSuffix(rest, parts[last])
}

// edit is a cell of the table that Merge fills: the cheapest way to get there, and by which step.
type edit struct {
	cost int
	step byte // 'm' pattern kept, 'a' a line taken in by <...>, 'w' <...> kept, 's' replaced, 'd' dropped, 'i' inserted
}

// Merge is what the expectation should be, given the output: expected lines that match stay as they are, <...> among them; the others are
// replaced by what came.
func Merge(want, got []string) []string {
	if Match(want, got) {
		return want
	}
	want, got = trimmed(want), trimmed(got)
	table := make([][]edit, len(want)+1)
	for i := range table {
		table[i] = make([]edit, len(got)+1)
		for j := range table[i] {
			table[i][j] = cheapest(table, want, got, i, j)
		}
	}
	var out []string
	for i, j := len(want), len(got); i > 0 || j > 0; {
		switch table[i][j].step {
		case 'm':
			i, j = i-1, j-1
			out = append(out, want[i])
		case 's':
			i, j = i-1, j-1
			out = append(out, got[j])
		case 'w':
			i--
			out = append(out, want[i])
		case 'd':
			i--
		case 'a':
			j--
		case 'i':
			j--
			out = append(out, got[j])
		}
	}
	slices.Reverse(out)
	return out
}

func cheapest(table [][]edit, want, got []string, i, j int) edit {
	if i == 0 && j == 0 {
		return edit{}
	}
	best := edit{cost: len(want) + len(got) + 1}
	consider := func(cost int, step byte) {
		if cost < best.cost {
			best = edit{cost, step}
		}
	}
	wild := i > 0 && want[i-1] == Any
	if i > 0 && j > 0 && !wild {
		if matchLine(strings.TrimRight(want[i-1], " \t"), strings.TrimRight(got[j-1], " \t")) {
			consider(table[i-1][j-1].cost, 'm')
		} else {
			consider(table[i-1][j-1].cost+1, 's')
		}
	}
	if wild {
		consider(table[i-1][j].cost, 'w')
		if j > 0 {
			consider(table[i][j-1].cost, 'a')
		}
	}
	if i > 0 {
		consider(table[i-1][j].cost+1, 'd')
	}
	if j > 0 {
		consider(table[i][j-1].cost+1, 'i')
	}
	return best
}

// trimmed leaves out the blank lines at both ends.
func trimmed(lines []string) []string {
	blank := func(s string) bool { return strings.TrimSpace(s) == "" }
	for len(lines) > 0 && blank(lines[0]) {
		lines = lines[1:]
	}
	for len(lines) > 0 && blank(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	return lines
}
