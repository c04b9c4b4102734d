// This file holds Boxes, values of type any that stand many in one allocation.

package access

import (
	"time"
	"unsafe"
)

// Boxes makes values of type any of texts and numbers, many in one allocation where Go's conversion takes one for each. The
// zero Boxes is ready; a nil one converts as Go does.
type Boxes struct {
	texts   []string
	numbers []int64
	bytes   []byte // of texts that were written here
}

// Reset takes the room back: the values that were made mean something else from now on. With fresh they stay what they are,
// and others take their room.
func (b *Boxes) Reset(fresh bool) {
	if fresh {
		*b = Boxes{make([]string, 0, cap(b.texts)), make([]int64, 0, cap(b.numbers)), make([]byte, 0, cap(b.bytes))}
		return
	}
	clear(b.texts)
	b.texts, b.numbers, b.bytes = b.texts[:0], b.numbers[:0], b.bytes[:0]
}

// box is an any as the runtime lays it out.
type box struct{ typ, data unsafe.Pointer }

// typeWord is how the runtime names the type of v in an any.
func typeWord(v any) unsafe.Pointer { return (*box)(unsafe.Pointer(&v)).typ }

// boxed is an any of what data points to.
func boxed(typ, data unsafe.Pointer) (v any) {
	*(*box)(unsafe.Pointer(&v)) = box{typ, data}
	return v
}

// Text makes a value of a text.
func (b *Boxes) Text(s string) any {
	if b == nil {
		return s
	}
	if len(b.texts) == cap(b.texts) { // those made before keep the memory that they have
		b.texts = make([]string, 0, roomFor(cap(b.texts)))
	}
	b.texts = append(b.texts, s)
	return boxed(typeWord(""), unsafe.Pointer(&b.texts[len(b.texts)-1]))
}

// Begin gives room to append a text to, which End makes a value of.
func (b *Boxes) Begin() []byte {
	const enough, most = 64, 1 << 14
	if cap(b.bytes)-len(b.bytes) < enough {
		b.bytes = make([]byte, 0, min(max(4*enough, 4*cap(b.bytes)), most))
	}
	return b.bytes[len(b.bytes):]
}

// End makes a value of the text that was appended to what Begin gave.
func (b *Boxes) End(text []byte) any {
	if len(b.bytes)+len(text) <= cap(b.bytes) {
		b.bytes = b.bytes[:len(b.bytes)+len(text)]
	}
	return b.Text(unsafe.String(unsafe.SliceData(text), len(text)))
}

// Number makes a value of an integer.
func (b *Boxes) Number(n int64) any {
	if b == nil {
		return n
	}
	if len(b.numbers) == cap(b.numbers) {
		b.numbers = make([]int64, 0, roomFor(cap(b.numbers)))
	}
	b.numbers = append(b.numbers, n)
	return boxed(typeWord(int64(0)), unsafe.Pointer(&b.numbers[len(b.numbers)-1]))
}

// roomFor is how many values the next allocation is for.
func roomFor(last int) int {
	const least, most = 16, 512
	return min(max(least, 4*last), most)
}

// Time reads a plain field of a time without boxing it; ok is false for other types.
func (f *Field) Time(p Ptr) (t time.Time, ok bool) {
	if f.code != codeTime || f.pointer || f.valuer {
		return t, false
	}
	return *(*time.Time)(f.at(p)), true
}

// Boxed is Value, with its box among the others.
func (f *Field) Boxed(p Ptr, b *Boxes) (any, error) {
	if b == nil || f.pointer || f.valuer {
		return f.Value(p)
	}
	switch {
	case f.code == codeString:
		return b.Text(*(*string)(f.at(p))), nil
	case f.code >= codeInt && f.code <= codeInt64:
		return b.Number(f.readInt(f.at(p))), nil
	}
	return f.Value(p)
}
