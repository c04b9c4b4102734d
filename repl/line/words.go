// This file moves by words, and changes them: their order, their case.

package line

import (
	"slices"
	"unicode"
)

func wordLeft(line []rune, pos int) int {
	for pos > 0 && !isWord(line[pos-1]) {
		pos--
	}
	for pos > 0 && isWord(line[pos-1]) {
		pos--
	}
	return pos
}

func wordRight(line []rune, pos int) int {
	for pos < len(line) && !isWord(line[pos]) {
		pos++
	}
	for pos < len(line) && isWord(line[pos]) {
		pos++
	}
	return pos
}

// isWord says whether a rune belongs to a word; accents belong to the letter that they stand on.
func isWord(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == joiner
}

// recase changes the word behind the position, or the rest of the one that it stands in, and goes behind it; back changes the word before.
func recase(key rune, back bool, line []rune, pos int) ([]rune, int) {
	from, to := pos, wordRight(line, pos)
	if back {
		from, to = wordLeft(line, pos), pos
	}
	line = slices.Clone(line)
	first := true
	for i := from; i < to; i++ {
		switch {
		case !isWord(line[i]):
			continue
		case key == keyUpper || key == keyCapital && first:
			line[i] = unicode.ToUpper(line[i])
		default:
			line[i] = unicode.ToLower(line[i])
		}
		first = false
	}
	return line, to
}

// transpose exchanges the characters on both sides of the position and goes behind them; at the end of a row the two before it.
func transpose(line []rune, pos int) ([]rune, int) {
	from, to := rowAround(line, pos)
	if pos == to && pos > from {
		pos = before(line, pos)
	}
	if pos == from || pos == to {
		return line, pos
	}
	return exchange(line, before(line, pos), pos, pos, after(line, pos))
}

// transposeWords exchanges the word behind the position, or the one that it stands in, with the word before.
func transposeWords(line []rune, pos int) ([]rune, int) {
	from := wordLeft(line, wordRight(line, pos))
	to := wordRight(line, from)
	first := wordLeft(line, from)
	end := wordRight(line, first)
	if first == from || end > from {
		return line, pos
	}
	return exchange(line, first, end, from, to)
}

// exchange exchanges two parts of the line and goes behind them.
func exchange(line []rune, from1, to1, from2, to2 int) ([]rune, int) {
	out := slices.Concat(line[:from1], line[from2:to2], line[to1:from2], line[from1:to1], line[to2:])
	return out, to2
}
