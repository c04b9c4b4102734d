// This file writes unified diffs.

package transcript

import (
	"fmt"
	"strings"
)

const around = 3

// change is one line of a diff: ' ' both, '-' only before, '+' only after.
type change struct {
	op   byte
	text string
}

// Unified is the unified diff of two texts, empty if they are equal.
func Unified(path, before, after string) string {
	if before == after {
		return ""
	}
	changes := compare(strings.Split(before, "\n"), strings.Split(after, "\n"))
	var b strings.Builder
	fmt.Fprintf(&b, "--- %s (expected)\n+++ %s (what came)\n", path, path)
	for from := 0; from < len(changes); {
		if changes[from].op == ' ' {
			from++
			continue
		}
		start := max(0, from-around)
		end, same := from, 0
		for end < len(changes) && same <= 2*around {
			if changes[end].op == ' ' {
				same++
			} else {
				same = 0
			}
			end++
		}
		end -= max(0, same-around)
		writeHunk(&b, changes, start, end)
		from = end
	}
	return b.String()
}

func writeHunk(b *strings.Builder, changes []change, start, end int) {
	count := func(cs []change, not byte) (n int) {
		for _, c := range cs {
			if c.op != not {
				n++
			}
		}
		return n
	}
	fmt.Fprintf(b, "@@ -%d,%d +%d,%d @@\n",
		count(changes[:start], '+')+1, count(changes[start:end], '+'), count(changes[:start], '-')+1, count(changes[start:end], '-'))
	for _, c := range changes[start:end] {
		fmt.Fprintf(b, "%c%s\n", c.op, c.text)
	}
}

// compare finds the longest common subsequence, after setting aside the equal lines at both ends.
func compare(a, b []string) []change {
	var head, tail []change
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head = append(head, change{' ', a[0]})
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail = append([]change{{' ', a[len(a)-1]}}, tail...)
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	length := make([][]int, len(a)+1)
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			head = append(head, change{' ', a[i]})
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || length[i+1][j] >= length[i][j+1]):
			head = append(head, change{'-', a[i]})
			i++
		default:
			head = append(head, change{'+', b[j]})
			j++
		}
	}
	return append(head, tail...)
}
