// This file lays out parameters as SQLAlchemy's echo does: tuples, at most ten sets, long values cut in the middle.

package echo

import (
	"strconv"
	"unicode/utf8"
)

const (
	maxSets  = 10  // parameter sets shown of an executemany
	headSets = 8   // of these at the beginning, the others at the end
	maxChars = 300 // characters shown of one value
)

// AppendParams appends the parameters of e as the text sink shows them: (1, 'a') or ((1, 'a'), (2, 'b')).
func AppendParams(dst []byte, e *Event) []byte {
	if !e.Many {
		return appendSet(dst, e.Params)
	}
	if len(e.Params) <= maxSets {
		return append(appendSets(append(dst, '('), e.Params), ')')
	}
	dst = appendSets(append(dst, '('), e.Params[:headSets])
	dst = append(dst, "  ... displaying "...)
	dst = strconv.AppendInt(dst, maxSets, 10)
	dst = append(dst, " of "...)
	dst = strconv.AppendInt(dst, int64(len(e.Params)), 10)
	dst = append(dst, " total bound parameter sets ...  "...)
	return append(appendSets(dst, e.Params[len(e.Params)-(maxSets-headSets):]), ')')
}

func appendSets(dst []byte, sets []any) []byte {
	for i, set := range sets {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		if values, ok := set.([]any); ok {
			dst = appendSet(dst, values)
		} else {
			dst = appendCut(dst, set)
		}
	}
	return dst
}

func appendSet(dst []byte, values []any) []byte {
	dst = append(dst, '(')
	for i, v := range values {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = appendCut(dst, v)
	}
	if len(values) == 1 {
		dst = append(dst, ',')
	}
	return append(dst, ')')
}

// appendCut appends one value, without its middle where it is longer than maxChars characters.
func appendCut(dst []byte, v any) []byte {
	start := len(dst)
	dst = AppendRepr(dst, v)
	text := dst[start:]
	if len(text) <= maxChars {
		return dst
	}
	n := utf8.RuneCount(text)
	if n <= maxChars {
		return dst
	}
	tail := append([]byte(nil), text[runeOffset(text, n-maxChars/2):]...)
	dst = dst[:start+runeOffset(text, maxChars/2)]
	dst = append(dst, " ... ("...)
	dst = strconv.AppendInt(dst, int64(n-maxChars), 10)
	dst = append(dst, " characters truncated) ... "...)
	return append(dst, tail...)
}

// runeOffset is the byte offset of the n-th character of text.
func runeOffset(text []byte, n int) int {
	off := 0
	for ; n > 0; n-- {
		_, size := utf8.DecodeRune(text[off:])
		off += size
	}
	return off
}
