// This file holds Bits, the set of columns that an object was loaded with as NULL.

package access

import "slices"

// Bits is a set of small numbers. The zero Bits is empty; up to 64 numbers it allocates nothing.
type Bits struct {
	first uint64
	rest  *[]uint64 // nil for none: few structs have that many fields, and every object has such sets
}

// Put adds i, or takes it out.
func (b *Bits) Put(i int, on bool) {
	word := &b.first
	if i >= 64 {
		at := i/64 - 1
		if at >= len(b.words()) {
			if !on {
				return
			}
			longer := make([]uint64, at+1)
			copy(longer, b.words())
			b.rest = &longer
		}
		word = &(*b.rest)[at]
	}
	if on {
		*word |= 1 << (i % 64)
	} else {
		*word &^= 1 << (i % 64)
	}
}

// Empty tells whether nothing is in the set.
func (b *Bits) Empty() bool {
	for _, word := range b.words() {
		if word != 0 {
			return false
		}
	}
	return b.first == 0
}

// Clone is the set with memory of its own.
func (b *Bits) Clone() Bits {
	same := Bits{first: b.first}
	if b.rest != nil {
		rest := slices.Clone(*b.rest)
		same.rest = &rest
	}
	return same
}

func (b *Bits) words() []uint64 {
	if b.rest == nil {
		return nil
	}
	return *b.rest
}

// Has tells whether i is in the set.
func (b *Bits) Has(i int) bool {
	if i < 64 {
		return b.first&(1<<i) != 0
	}
	at := i/64 - 1
	return at < len(b.words()) && (*b.rest)[at]&(1<<(i%64)) != 0
}
