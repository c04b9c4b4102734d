// This file gives tests what they can't reach.

package line

import (
	"io"
	"unicode/utf8"
)

// WithEscape has f asked, instead of the clock, whether more follows a lone ESC.
func (cfg Config) WithEscape(f func() bool) Config {
	cfg.waiting = f
	return cfg
}

// DecodeReads gives the keys of an input that comes in these reads; Ctrl-C and Ctrl-D are their bytes.
func DecodeReads(reads ...string) (keys []rune) {
	d := newDecoder(&inReads{reads}, func() bool { return false })
	for p := make([]byte, utf8.UTFMax); ; d.goOn() {
		n, err := d.Read(p)
		if err != nil {
			return keys
		}
		switch r, _ := utf8.DecodeRune(p[:n]); r {
		case keyInterrupt:
			keys = append(keys, 0x03)
		case keyPaste:
			keys = append(keys, []rune(d.pasted())...)
		default:
			keys = append(keys, r)
		}
	}
}

// inReads gives one of its texts to each Read.
type inReads struct{ reads []string }

func (r *inReads) Read(p []byte) (int, error) {
	if len(r.reads) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.reads[0])
	r.reads = r.reads[1:]
	return n, nil
}
