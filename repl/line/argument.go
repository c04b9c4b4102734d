// This file holds numeric arguments: Alt and digits say how often the next key acts, Alt and a minus that it goes the other way.

package line

import (
	"slices"
	"strconv"
)

// argument is the one being typed.
type argument struct {
	on       bool
	negative bool
	digits   int
	typed    bool // a digit was typed
}

const maxArgument = 9999

// take takes a key that belongs to an argument; false is a key for which the argument is meant.
func (a *argument) take(key rune) bool {
	var digit int
	switch {
	case key == keyMinus && !a.on:
		*a = argument{on: true, negative: true}
		return true
	case key >= keyDigit0 && key <= keyDigit0+9:
		digit = int(key - keyDigit0)
	case a.on && key >= '0' && key <= '9':
		digit = int(key - '0')
	default:
		return false
	}
	a.on, a.typed, a.digits = true, true, min(a.digits*10+digit, maxArgument)
	return true
}

// count is how often the key acts, less than 0 the other way.
func (a argument) count() int {
	n := 1
	if a.typed {
		n = a.digits
	}
	if a.negative {
		return -n
	}
	return n
}

func (a argument) String() string {
	text := ""
	if a.negative {
		text = "-"
	}
	if a.typed {
		text += strconv.Itoa(a.digits)
	}
	return "(arg: " + text + ") "
}

// opposite is the key that does the same the other way; 0 where there is none.
func opposite(key rune) rune {
	for _, pair := range [][2]rune{
		{keyForward, keyBackward}, {keyWordLeft, keyWordRight}, {keyUp, keyDown}, {keyBackspace, keyDelete},
		{keyKillStart, keyKillEnd}, {keyKillWordLeft, keyKillWordRight},
	} {
		if i := slices.Index(pair[:], key); i >= 0 {
			return pair[1-i]
		}
	}
	return 0
}

// repeats says that a key acts as often as its argument says.
func repeats(key rune) bool {
	switch key {
	case keyUndo, keyTranspose, keyTransposeWords, keyKillBlank, keyYank, keyPaste, keyUpper, keyLower, keyCapital, keyNewline:
		return true
	}
	return opposite(key) != 0
}

// actTimes is what a key of ours does to the line with its argument.
func (e *editor) actTimes(key rune, a argument, line []rune, pos int) ([]rune, int) {
	n := a.count()
	e.back = n < 0
	if other := opposite(key); e.back && other != 0 {
		key = other
	}
	if !a.on || !repeats(key) {
		n = 1
	}
	if n < 0 {
		n = -n
	}
	if n == 0 {
		e.last = 0
	}
	for range n {
		line, pos = e.act(key, line, pos)
		e.last = key
	}
	return line, pos
}
