// This file finds the name that was probably meant.

package check

import (
	"go/token"
	"strings"
)

// suggestion looks for the candidate nearest to a name.
type suggestion struct {
	name, best string
	distance   int
}

func newSuggestion(name string) *suggestion {
	limit := 1 // letters that may differ: more in longer names
	switch {
	case len(name) < 3:
		limit = 0
	case len(name) > 9:
		limit = 3
	case len(name) > 5:
		limit = 2
	}
	return &suggestion{name: name, distance: limit + 1}
}

// offer considers a candidate. Equal distances go to the first in the alphabet, so that the answer doesn't depend on the order.
func (s *suggestion) offer(candidate string) {
	if candidate == s.name || candidate == "_" || strings.HasPrefix(candidate, "·") || isResult(candidate) {
		return
	}
	name, other := strings.ToLower(s.name), strings.ToLower(candidate)
	d := distance(name, other, s.distance+1)
	if d >= max(len(name), len(other)) {
		return // no letter in common
	}
	if d > 0 && token.IsExported(s.name) != token.IsExported(candidate) {
		d++ // Tree is not true
	}
	if len(name) > 3 && strings.Contains(other, name) || len(other) > 3 && 2*len(other) >= len(name) && strings.HasPrefix(name, other) {
		d = min(d, s.limit())
	}
	if d < s.distance || d == s.distance && s.best != "" && candidate < s.best {
		s.best, s.distance = candidate, d
	}
}

// limit is the largest distance that would still be taken.
func (s *suggestion) limit() int {
	if s.best == "" {
		return s.distance - 1
	}
	return s.distance
}

func (s *suggestion) hint() string { return s.hintWith("") }

func (s *suggestion) hintWith(prefix string) string {
	if s.best == "" {
		return ""
	}
	return "did you mean " + prefix + s.best + "?"
}

// distance counts the letters to change, insert, drop or swap with their neighbour to come from a to b; limit or more
// may be any number from limit on.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, prev := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, prev = prev, row
	}
	return prev[len(b)]
}
