// This file names the keys.

package line

import "strings"

// Keys that chzyer/readline has no rune for, or acts on in its own way, are private-use runes: of the last plane,
// since fonts with icons use the first.
const (
	keyEnter rune = '\U0010FF00' + iota
	keyInterrupt
	keyEOF
	keyDelete
	keyBackspace
	keyHome
	keyEnd
	keyFirst // of the entry
	keyLast
	keyUp
	keyDown
	keyNewline // Alt-Enter
	keyTab
	keySearch
	keySearchOn // towards the newest entry
	keyEditor
	keyRunNext // run, and bring the entry that followed this one
	keySuspend
	keyQuit
	keyClear
	keyPaste
	keyUndo
	keyForward
	keyBackward
	keyWordLeft
	keyWordRight
	keyKillStart // of the row
	keyKillEnd   // of the row
	keyKillBlank // back to a blank
	keyKillWordLeft
	keyKillWordRight
	keyYank
	keyYankOlder // instead of what was yanked
	keyLastWord  // of the entry before
	keyTranspose
	keyTransposeWords
	keyUpper
	keyLower
	keyCapital
	keyAccept // of a search, made by the editor
	keyCancel
	keyVi     // a command of vi's, made by the editor
	keyMinus  // begins a numeric argument
	keyDigit0 // and these do, up to keyDigit0+9
	keysEnd   = keyDigit0 + 10
)

func isKey(r rune) bool { return keyEnter <= r && r < keysEnd }

// stops says that reading doesn't go on after the key until the editor has looked at it.
func stops(r rune) bool {
	switch r {
	case keyEnter, keyTab, keyInterrupt, keyEOF, keyEditor, keyRunNext, keySuspend, keyQuit:
		return true
	}
	return false
}

// control maps control characters; those it lacks are dropped.
func control(b byte) rune {
	switch b {
	case '\r', '\n':
		return keyEnter
	case 0x01:
		return keyHome
	case 0x02:
		return keyBackward
	case 0x03:
		return keyInterrupt
	case 0x04:
		return keyEOF
	case 0x05:
		return keyEnd
	case 0x06:
		return keyForward
	case 0x07:
		return keyCancel
	case 0x08, 0x7f:
		return keyBackspace
	case '\t':
		return keyTab
	case 0x0b:
		return keyKillEnd
	case 0x0c:
		return keyClear
	case 0x0e:
		return keyDown
	case 0x0f:
		return keyRunNext
	case 0x10:
		return keyUp
	case 0x12:
		return keySearch
	case 0x13:
		return keySearchOn
	case 0x14:
		return keyTranspose
	case 0x15:
		return keyKillStart
	case 0x17:
		return keyKillBlank
	case 0x19:
		return keyYank
	case 0x1a:
		return keySuspend
	case 0x1c:
		return keyQuit
	case 0x1f:
		return keyUndo
	}
	return 0
}

// alt is what a key does together with Alt; 0 is nothing.
func alt(b byte) rune {
	switch b {
	case 'b', 'B':
		return keyWordLeft
	case 'f', 'F':
		return keyWordRight
	case 'd', 'D':
		return keyKillWordRight
	case 'u', 'U':
		return keyUpper
	case 'l', 'L':
		return keyLower
	case 'c', 'C':
		return keyCapital
	case 't', 'T':
		return keyTransposeWords
	case 'y', 'Y':
		return keyYankOlder
	case '.', '_':
		return keyLastWord
	case '<':
		return keyFirst
	case '>':
		return keyLast
	case '-':
		return keyMinus
	case 0x7f, 0x08:
		return keyKillWordLeft
	}
	if '0' <= b && b <= '9' {
		return keyDigit0 + rune(b-'0')
	}
	return 0
}

// ctrlX is what a key does behind Ctrl-X; 0 is nothing.
func ctrlX(b byte) rune {
	switch b {
	case 0x05:
		return keyEditor
	case 0x15:
		return keyUndo
	case 0x7f:
		return keyKillStart
	}
	return 0
}

// cursorKey is the key of the final letter of a sequence; with a modifier (1;5) Left and Right go by words.
func cursorKey(letter byte, params string) rune {
	switch letter {
	case 'A':
		return keyUp
	case 'B':
		return keyDown
	case 'C':
		if strings.Contains(params, ";") {
			return keyWordRight
		}
		return keyForward
	case 'D':
		if strings.Contains(params, ";") {
			return keyWordLeft
		}
		return keyBackward
	case 'H':
		return keyHome
	case 'F':
		return keyEnd
	case 'c': // rxvt's Ctrl-Right
		return keyWordRight
	case 'd':
		return keyWordLeft
	}
	return 0
}

// byWord is the key that Alt makes of a cursor key where the terminal sends ESC before it.
func byWord(key rune) rune {
	switch key {
	case keyForward:
		return keyWordRight
	case keyBackward:
		return keyWordLeft
	}
	return key
}

// numbered is the key of a sequence that ends with ~.
func numbered(params string) rune {
	switch params {
	case "1", "7":
		return keyHome
	case "4", "8":
		return keyEnd
	case "3":
		return keyDelete
	case "3;5", "3;3": // with Ctrl, with Alt
		return keyKillWordRight
	}
	return 0
}
