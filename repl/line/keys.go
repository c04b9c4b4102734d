// This file turns the bytes of a terminal into keys.

package line

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"unicode/utf8"
)

// Keys that chzyer/readline has no rune for, or acts on in its own way, are private-use runes.
const (
	keyEnter rune = '\uF100' + iota
	keyInterrupt
	keyEOF
	keyDelete
	keyHome
	keyEnd
	keyUp
	keyDown
	keyNewline // Alt-Enter
	keyTab
	keySearch
	keyEditor
	keySuspend
	keyClear
	keyPaste
	keyUndo
	keyForward
	keyWordLeft
	keyWordRight
	keyKillStart // of the row
	keyKillEnd   // of the row
	keyKillBlank // back to a blank
	keyKillWordLeft
	keyKillWordRight
	keyYank
	keyAccept // of a search, made by the editor
	keyCancel
	keyVi // a command of vi's, made by the editor
	keyLast
)

func isKey(r rune) bool { return keyEnter <= r && r < keyLast }

// stops says that reading doesn't go on after the key until the editor has looked at it.
func stops(r rune) bool {
	return r == keyEnter || r == keyTab || r == keyInterrupt || r == keyEOF || r == keyEditor || r == keySuspend
}

const esc = 0x1b

// decoder reads a terminal and gives its Read one key at a time, in UTF-8.
type decoder struct {
	in      io.Reader
	waiting func() bool // says after a short while whether more bytes have come: a lone ESC is a key, not the start of one
	vi      bool        // ESC is a key even where a letter follows at once
	resume  chan struct{}

	pending []byte // read and not yet decoded
	closing chan struct{}
	held    bool // the last key asks for a verdict before reading goes on

	mu     sync.Mutex
	pastes []string // texts of the keyPaste runes handed out
	burst  bool     // more input had come together with the last key, as in a paste without brackets
}

func newDecoder(in io.Reader, waiting func() bool) *decoder {
	return &decoder{in: in, waiting: waiting, resume: make(chan struct{}, 1), closing: make(chan struct{})}
}

// Read gives the next key. After a key that ends an entry it waits for goOn.
func (d *decoder) Read(p []byte) (int, error) {
	for {
		if d.held {
			select {
			case <-d.resume:
				d.held = false
			case <-d.closing:
				return 0, io.EOF
			}
		}
		for len(d.pending) > 0 {
			key, n := d.next()
			if n == 0 {
				break
			}
			d.pending = d.pending[n:]
			if key == 0 {
				continue
			}
			if key == keyTab {
				d.gather()
			}
			d.held = stops(key)
			d.mu.Lock()
			d.burst = len(d.pending) > 0 && (key != keyTab || moreRows(d.pending))
			d.mu.Unlock()
			return utf8.EncodeRune(p[:utf8.UTFMax], key), nil
		}
		if err := d.fill(); err != nil {
			return 0, err
		}
	}
}

// fill reads once; what has come is never decoded in halves but for a lone ESC.
func (d *decoder) fill() error {
	buf := make([]byte, 4096)
	n, err := d.in.Read(buf)
	d.pending = append(d.pending, buf[:n]...)
	if n > 0 {
		return nil
	}
	if err == nil {
		return io.ErrNoProgress
	}
	return err
}

// gather reads what comes at once behind a Tab, up to the end of the row: it tells a Tab in a paste from the key.
func (d *decoder) gather() {
	for !bytes.Contains(d.pending, []byte("\r")) && d.waiting() {
		if d.fill() != nil {
			return // the next Read meets the same error
		}
	}
}

// moreRows says that the input goes on in another row, as a paste does; keys that a person types ahead rarely do.
func moreRows(pending []byte) bool {
	_, after, found := bytes.Cut(pending, []byte("\r"))
	return found && len(after) > 0 && (after[0] >= ' ' || after[0] == '\t')
}

// goOn lets Read continue after a key that it stopped at.
func (d *decoder) goOn() {
	select {
	case d.resume <- struct{}{}:
	default:
	}
}

// Close makes Read return io.EOF where it waits.
func (d *decoder) Close() error {
	close(d.closing)
	return nil
}

// pasted takes the text of the oldest keyPaste.
func (d *decoder) pasted() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.pastes) == 0 {
		return ""
	}
	text := d.pastes[0]
	d.pastes = d.pastes[1:]
	return text
}

func (d *decoder) inBurst() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.burst
}

// control maps control characters; those it lacks are chzyer/readline's.
func control(b byte) rune {
	switch b {
	case '\r', '\n':
		return keyEnter
	case 0x01:
		return keyHome
	case 0x03:
		return keyInterrupt
	case 0x04:
		return keyEOF
	case 0x05:
		return keyEnd
	case 0x06:
		return keyForward
	case '\t':
		return keyTab
	case 0x0b:
		return keyKillEnd
	case 0x0c:
		return keyClear
	case 0x0e:
		return keyDown
	case 0x10:
		return keyUp
	case 0x12, 0x13:
		return keySearch
	case 0x15:
		return keyKillStart
	case 0x17:
		return keyKillBlank
	case 0x19:
		return keyYank
	case 0x1a:
		return keySuspend
	case 0x1f:
		return keyUndo
	}
	return rune(b)
}

// next decodes the first key of pending and says how many bytes it is: 0 if more must be read first. Key 0 is dropped.
func (d *decoder) next() (key rune, n int) {
	b := d.pending[0]
	switch {
	case b == esc:
		return d.escape()
	case b == 0x18: // Ctrl-X: the first of two
		if len(d.pending) == 1 {
			return 0, 0
		}
		if d.pending[1] == 0x05 {
			return keyEditor, 2
		}
		return 0, 2
	case b == 0 || b == 0x1c || b == 0x1d || b == 0x1e || b == 0x0f || b == 0x11 || b == 0x16:
		return 0, 1
	case b < 0x20:
		return control(b), 1
	}
	if !utf8.FullRune(d.pending) {
		return 0, 0
	}
	r, n := utf8.DecodeRune(d.pending)
	if r == utf8.RuneError || isKey(r) || r == request {
		return 0, n
	}
	return r, n
}

// alt is what a key does together with Alt; 0 is nothing.
func alt(b byte) rune {
	switch b {
	case 'b':
		return keyWordLeft
	case 'f':
		return keyWordRight
	case 'd':
		return keyKillWordRight
	case 0x7f, 0x08:
		return keyKillWordLeft
	}
	return 0
}

// escape decodes what begins with ESC.
func (d *decoder) escape() (key rune, n int) {
	if len(d.pending) == 1 {
		if d.waiting() {
			return 0, 0
		}
		return keyCancel, 1
	}
	switch second := d.pending[1]; {
	case second == '[':
		return d.sequence()
	case second == 'O':
		if len(d.pending) < 3 {
			return 0, 0
		}
		return cursorKey(d.pending[2], ""), 3
	case second == '\r' || second == '\n':
		return keyNewline, 2
	case d.vi:
		return keyCancel, 1 // a command follows at once
	case second == esc:
		return 0, 1
	case second < utf8.RuneSelf:
		return alt(second), 2
	}
	if !utf8.FullRune(d.pending[1:]) {
		return 0, 0
	}
	_, size := utf8.DecodeRune(d.pending[1:])
	return 0, 1 + size
}

// sequence decodes ESC [ parameters letter.
func (d *decoder) sequence() (key rune, n int) {
	end := 2
	for end < len(d.pending) && (d.pending[end] < 0x40 || d.pending[end] > 0x7e) {
		end++
	}
	if end == len(d.pending) {
		return 0, 0
	}
	params := string(d.pending[2:end])
	if d.pending[end] != '~' {
		return cursorKey(d.pending[end], params), end + 1
	}
	switch params {
	case "1", "7":
		return keyHome, end + 1
	case "4", "8":
		return keyEnd, end + 1
	case "3":
		return keyDelete, end + 1
	case "200":
		return d.paste(end + 1)
	}
	return 0, end + 1
}

// paste takes everything up to the closing bracket as one key.
func (d *decoder) paste(from int) (key rune, n int) {
	text, _, closed := strings.Cut(string(d.pending[from:]), "\x1b[201~")
	if !closed {
		return 0, 0
	}
	d.mu.Lock()
	d.pastes = append(d.pastes, strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
	d.mu.Unlock()
	return keyPaste, from + len(text) + len("\x1b[201~")
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
		return 0x02
	case 'H':
		return keyHome
	case 'F':
		return keyEnd
	}
	return 0
}
