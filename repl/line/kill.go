// This file kills and yanks: what is killed can be put back, and so can what was killed before it.

package line

import (
	"slices"
	"strings"
	"unicode"
)

// maxKilled is the number of texts that can be yanked.
const maxKilled = 60

// ring holds what was killed, newest last.
type ring struct {
	texts  [][]rune
	turned int // texts passed over by keyYankOlder
}

// add keeps a text; joined to the newest one where one kill follows the other.
func (k *ring) add(text []rune, joined, front bool) {
	k.turned = 0
	if n := len(k.texts); joined && n > 0 {
		if front {
			k.texts[n-1] = append(slices.Clone(text), k.texts[n-1]...)
		} else {
			k.texts[n-1] = append(k.texts[n-1], text...)
		}
		return
	}
	k.texts = append(k.texts, slices.Clone(text))
	k.texts = k.texts[max(0, len(k.texts)-maxKilled):]
}

// text is the one to yank; nil if nothing was killed.
func (k *ring) text() []rune {
	if len(k.texts) == 0 {
		return nil
	}
	return k.texts[len(k.texts)-1-k.turned%len(k.texts)]
}

func kills(key rune) bool { return key >= keyKillStart && key <= keyKillWordRight }

// kill takes the runes from one position up to another out of the line, for yank; the cursor goes where they were.
func (e *editor) kill(line []rune, from, to int, front bool) ([]rune, int) {
	if from == to {
		return line, from
	}
	e.killed.add(line[from:to], kills(e.last), front)
	return slices.Delete(line, from, to), from
}

// killBy is what a key that kills makes of the line.
func (e *editor) killBy(key rune, line []rune, pos int) ([]rune, int) {
	from, to := rowAround(line, pos)
	switch key {
	case keyKillStart:
		if pos == from && from > 0 {
			from-- // the row is joined to the one above
		}
		return e.kill(line, from, pos, true)
	case keyKillEnd:
		if pos == to && to < len(line) {
			to++
		}
		return e.kill(line, pos, to, false)
	case keyKillBlank:
		return e.kill(line, blankLeft(line, pos), pos, true)
	case keyKillWordLeft:
		return e.kill(line, wordLeft(line, pos), pos, true)
	}
	line, _ = e.kill(line, pos, wordRight(line, pos), false)
	return line, pos
}

// blankLeft is the beginning of what stands between blanks before the position.
func blankLeft(line []rune, pos int) int {
	for pos > 0 && unicode.IsSpace(line[pos-1]) {
		pos--
	}
	for pos > 0 && !unicode.IsSpace(line[pos-1]) {
		pos--
	}
	return pos
}

// yank puts back what was killed last, or, older, what was killed before that which was just put.
func (e *editor) yank(older bool, line []rune, pos int) ([]rune, int) {
	if older {
		if e.last != keyYank && e.last != keyYankOlder || e.yanked < 0 {
			e.yanked = -1 // nor is there anything for the next key to replace
			return line, pos
		}
		line, pos = slices.Delete(line, e.yanked, pos), e.yanked
		e.killed.turned++
	} else {
		e.killed.turned = 0
	}
	return e.put(e.killed.text(), line, pos)
}

// lastWord puts the last word of the entry before; pressed again, of the one before that, instead.
func (e *editor) lastWord(line []rune, pos int) ([]rune, int) {
	if e.last == keyLastWord {
		line, pos = slices.Delete(line, e.yanked, pos), e.yanked
	} else {
		e.wordOf = e.cfg.History.Len()
	}
	if e.wordOf == 0 {
		return e.put(nil, line, pos)
	}
	e.wordOf--
	words := strings.Fields(e.cfg.History.At(e.wordOf))
	return e.put([]rune(words[len(words)-1]), line, pos)
}

// put inserts a text that the next key may replace.
func (e *editor) put(text, line []rune, pos int) ([]rune, int) {
	e.yanked = pos
	return slices.Insert(line, pos, text...), pos + len(text)
}
