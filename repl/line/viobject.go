// This file holds what operators of vi's keys act on besides motions: words, quotes and brackets that the cursor stands in, and rows of the entry.

package line

import (
	"slices"
	"strings"
	"unicode"
)

// object is the text object that a command names, i for its inside, a with what is around it; false where the cursor stands in none.
func object(c viCommand, line []rune, pos int) (from, to int, ok bool) {
	around := c.verb == 'a'
	switch c.arg {
	case 'w', 'W':
		return wordObject(c.arg == 'W', around, line, pos)
	case '"', '\'', '`':
		return quoteObject(c.arg, around, line, pos)
	}
	for pair, names := range map[string]string{"()": "()b", "{}": "{}B", "[]": "[]", "<>": "<>"} {
		if strings.ContainsRune(names, c.arg) {
			return bracketObject([]rune(pair), around, line, pos)
		}
	}
	return 0, 0, false
}

// wordObject is the word, or the blanks, at the cursor; around takes the blanks behind it, or, where there are none, those before it.
func wordObject(big, around bool, line []rune, pos int) (from, to int, ok bool) {
	begin, end := rowAround(line, pos)
	if pos >= end {
		return 0, 0, false
	}
	kind := func(i int) int { return wordKind(line[i], big) }
	for from = pos; from > begin && kind(from-1) == kind(pos); from-- {
	}
	for to = pos; to < end && kind(to) == kind(pos); to++ {
	}
	if !around {
		return from, to, true
	}
	last := to
	for to < end && unicode.IsSpace(line[to]) {
		to++
	}
	for to == last && from > begin && unicode.IsSpace(line[from-1]) {
		from--
	}
	return from, to, true
}

// quoteObject is the string of the row that the cursor stands in, or else the next one.
func quoteObject(quote rune, around bool, line []rune, pos int) (from, to int, ok bool) {
	begin, end := rowAround(line, pos)
	open := -1
	for i := begin; i < end; i++ {
		switch {
		case line[i] == '\\' && quote != '`':
			i++
		case line[i] != quote:
		case open < 0:
			open = i
		case i < pos:
			open = -1
		case around:
			return open, i + 1, true
		default:
			return open + 1, i, true
		}
	}
	return 0, 0, false
}

// bracketObject is what stands in the innermost such brackets around the cursor.
func bracketObject(pair []rune, around bool, line []rune, pos int) (from, to int, ok bool) {
	depth := 0
	for from = min(pos, len(line)-1); from >= 0; from-- {
		if line[from] == pair[1] && from != pos {
			depth++
		}
		if line[from] == pair[0] {
			if depth == 0 {
				break
			}
			depth--
		}
	}
	if from < 0 {
		return 0, 0, false
	}
	for to, depth = from, 0; to < len(line); to++ {
		if line[to] == pair[0] {
			depth++
		}
		if line[to] == pair[1] {
			if depth--; depth == 0 {
				break
			}
		}
	}
	switch {
	case to == len(line):
		return 0, 0, false
	case around:
		return from, to + 1, true
	}
	return from + 1, to, true
}

// operateOn deletes, changes or yanks a part of the line.
func (e *editor) operateOn(op rune, line []rune, from, to int) ([]rune, int) {
	e.killed.add(line[from:to], false, false)
	if op == 'y' {
		return line, from
	}
	e.vi.normal = op != 'c'
	return slices.Delete(line, from, to), from
}

// rowOf is where the n-th row of the entry begins, or the last one.
func rowOf(line []rune, n int) int {
	at := 0
	for ; n > 1; n-- {
		_, to := rowAround(line, at)
		if to == len(line) {
			break
		}
		at = to + 1
	}
	return at
}

// target is the row that gg and G lead to.
func (c viCommand) target(line []rune) int {
	switch {
	case c.count > 0:
		return rowOf(line, c.count)
	case c.verb == 'g':
		return 0
	}
	return rowOf(line, len(line)+1)
}

// operateTo acts on the rows from that of the cursor to the one that gg or G leads to.
func (e *editor) operateTo(c viCommand, line []rune, pos int) ([]rune, int) {
	first, last := min(pos, c.target(line)), max(pos, c.target(line))
	rows := 1 + strings.Count(string(line[first:last]), "\n")
	return e.operateRows(viCommand{count: rows, op: c.op, verb: c.op}, line, first)
}
