// This file holds Bits, the set of columns that an object was loaded with as NULL.

package access

import "slices"

// Bits is a set of small numbers. The zero Bits is empty; up to 64 numbers it allocates nothing.
type Bits struct {
	first uint64
	rest  []uint64
}

// Put adds i, or takes it out.
func (b *Bits) Put(i int, on bool) {
	word := &b.first
	if i >= 64 {
		at := i/64 - 1
		if at >= len(b.rest) {
			if !on {
				return
			}
			b.rest = append(b.rest, make([]uint64, at+1-len(b.rest))...)
		}
		word = &b.rest[at]
	}
	if on {
		*word |= 1 << (i % 64)
	} else {
		*word &^= 1 << (i % 64)
	}
}

// Empty tells whether nothing is in the set.
func (b *Bits) Empty() bool {
	for _, word := range b.rest {
		if word != 0 {
			return false
		}
	}
	return b.first == 0
}

// Clone is the set with memory of its own.
func (b *Bits) Clone() Bits { return Bits{b.first, slices.Clone(b.rest)} }

// Has tells whether i is in the set.
func (b *Bits) Has(i int) bool {
	if i < 64 {
		return b.first&(1<<i) != 0
	}
	at := i/64 - 1
	return at < len(b.rest) && b.rest[at]&(1<<(i%64)) != 0
}
