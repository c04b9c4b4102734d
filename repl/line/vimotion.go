// This file holds the motions of vi's keys.

package line

import (
	"strings"
	"unicode"
)

// reach is where a motion leads, and whether an operator takes the rune there too.
type reach struct {
	at        int
	inclusive bool
}

const viMotions = "hl 0^$wbeWBE;,%|fFtTgG"

// move follows a motion; false where it leads nowhere.
func (v *vi) move(c viCommand, line []rune, pos int) (r reach, ok bool) {
	from, to := rowAround(line, pos)
	n := max(1, c.count)
	switch c.verb {
	case 'h':
		for r.at = pos; n > 0 && r.at > from; n-- {
			r.at = before(line, r.at)
		}
	case 'l', ' ':
		r.at = steps(line, pos, n, to)
	case '0':
		r.at = from
	case '|':
		r.at = min(to, from+n-1)
	case '^':
		r.at = firstInRow(line, pos)
	case 'g', 'G':
		r.at = firstInRow(line, c.target(line))
	case '$':
		r.at = to
	case '%':
		at, found := pairFrom(line, pos, to)
		return reach{at, true}, found
	case 'f', 'F', 't', 'T':
		v.find = [2]rune{c.verb, c.arg}
		return v.findIn(line, pos, c.verb, c.arg, n)
	case ';', ',':
		verb := v.find[0]
		if c.verb == ',' {
			verb = swapCase(verb)
		}
		return v.findIn(line, pos, verb, v.find[1], n)
	default:
		r.at = pos
		for range n {
			r.at = wordMotion(c.verb, line, r.at)
		}
		r.inclusive = unicode.ToLower(c.verb) == 'e'
		if _, end := rowAround(line, pos); c.op != 0 && unicode.ToLower(c.verb) == 'w' && n == 1 && r.at > end && end > pos {
			r.at = end // an operator doesn't go on in the next row
		}
	}
	return r, r.at != pos || c.op != 0
}

func firstInRow(line []rune, pos int) int {
	from, to := rowAround(line, pos)
	for from < to && unicode.IsSpace(line[from]) {
		from++
	}
	return from
}

// findIn looks in the row for the n-th rune of that kind, after or before the cursor; t and T stop beside it.
func (v *vi) findIn(line []rune, pos int, verb, what rune, n int) (r reach, ok bool) {
	from, to := rowAround(line, pos)
	step := 1
	if verb == 'F' || verb == 'T' {
		step = -1
	}
	for i := pos + step; verb != 0 && i >= from && i < to; i += step {
		if line[i] != what {
			continue
		}
		if n--; n > 0 {
			continue
		}
		if verb == 't' || verb == 'T' {
			i -= step
		}
		return reach{i, step > 0}, true
	}
	return reach{}, false
}

// wordMotion is one step of w, b, e; W, B, E know blanks only.
func wordMotion(verb rune, line []rune, at int) int {
	big := unicode.IsUpper(verb)
	kind := func(i int) int { return wordKind(line[i], big) }
	switch unicode.ToLower(verb) {
	case 'w':
		for k := at; at < len(line) && kind(k) != 0 && kind(at) == kind(k); at++ {
		}
		for at < len(line) && kind(at) == 0 {
			at++
		}
	case 'b':
		for at > 0 && kind(at-1) == 0 {
			at--
		}
		for k := at - 1; at > 0 && kind(at-1) == kind(k); at-- {
		}
	case 'e':
		for at++; at < len(line) && kind(at) == 0; at++ {
		}
		for at+1 < len(line) && kind(at+1) == kind(at) {
			at++
		}
		at = min(at, max(0, len(line)-1))
	}
	return at
}

// wordEnd is the end of the n-th word from the one that the cursor stands in.
func wordEnd(verb rune, line []rune, at, n int) int {
	big := unicode.IsUpper(verb)
	for at+1 < len(line) && wordKind(line[at+1], big) == wordKind(line[at], big) {
		at++
	}
	for range n - 1 {
		at = wordMotion(verb+'e'-'w', line, at)
	}
	return at
}

// wordKind is 0 for blanks; neighbours of one kind are one word.
func wordKind(r rune, big bool) int {
	switch {
	case unicode.IsSpace(r):
		return 0
	case big || isWord(r):
		return 1
	}
	return 2
}

// pairFrom is the bracket that matches the first one from the cursor to the end of the row.
func pairFrom(line []rune, pos, to int) (int, bool) {
	const open, shut = "([{", ")]}"
	for ; pos < to; pos++ {
		i, step := strings.IndexRune(open+shut, line[pos]), 1
		if i < 0 {
			continue
		}
		if i >= len(open) {
			step = -1
		}
		depth := 0
		for at := pos; at >= 0 && at < len(line); at += step {
			if strings.ContainsRune(open, line[at]) {
				depth++
			} else if strings.ContainsRune(shut, line[at]) {
				depth--
			}
			if depth == 0 {
				return at, true
			}
		}
		return 0, false
	}
	return 0, false
}

func swapCase(r rune) rune {
	if unicode.IsUpper(r) {
		return unicode.ToLower(r)
	}
	return unicode.ToUpper(r)
}
