// This file turns the bytes of a terminal into keys.

package line

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"unicode/utf8"
)

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

// fill reads once; what has come is never decoded in halves but for a lone ESC. A Ctrl-C that comes alone gives up a paste whose end never came.
func (d *decoder) fill() error {
	buf := make([]byte, 4096)
	n, err := d.in.Read(buf)
	if n == 1 && buf[0] == 0x03 {
		d.pending = d.pending[:0]
	}
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
		return ctrlX(d.pending[1]), 2
	case b < 0x20 || b == 0x7f:
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
		return d.doubled()
	case second < utf8.RuneSelf:
		return alt(second), 2
	}
	if !utf8.FullRune(d.pending[1:]) {
		return 0, 0
	}
	_, size := utf8.DecodeRune(d.pending[1:])
	return 0, 1 + size
}

// doubled decodes ESC and a sequence: the cursor key with Alt of some terminals.
func (d *decoder) doubled() (key rune, n int) {
	if len(d.pending) == 2 {
		if d.waiting() {
			return 0, 0
		}
		return keyCancel, 1
	}
	if d.pending[2] != '[' && d.pending[2] != 'O' {
		return 0, 1
	}
	whole := d.pending
	d.pending = whole[1:]
	key, n = d.escape()
	d.pending = whole
	if n == 0 {
		return 0, 0
	}
	return byWord(key), n + 1
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
	if params == "200" {
		return d.paste(end + 1)
	}
	return numbered(params), end + 1
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
