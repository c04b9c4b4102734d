// This file holds how a session finds its objects by address.
//
//layer:6 session, flush, query, load

package orm

import (
	"math/bits"
	"sync"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// index finds the objects of a session's list by address. It is made when somebody asks, so that what a query brings costs
// nothing here until then. It is a table of positions in that list, at most half full: the garbage collector needn't look at
// it, and an object that isn't there is told without a look at others.
type index struct {
	mu    sync.Mutex // guards the list, too, against other sessions: they ask from their goroutines whether an object is held
	slots []slot     // as many as a power of two; an object stands at its hash, or behind it where that is taken
	used  int        // slots that aren't free
	done  int        // how much of the list is in it
}

// slot is a position in the list.
type slot struct {
	at   int32  // the position, from 1; 0 where the slot is free, vacated where its object is gone
	mark uint32 // the hash's other half
}

const vacated = -1

// hash spreads addresses: they differ in some of their middle bits.
func hash(a access.Address) uint64 { return uint64(a) * 0x9E3779B97F4A7C15 }

// seek gives the slot of an address, or the free one where it would stand.
func (i *index) seek(list []*state, a access.Address) *slot {
	h := hash(a)
	for n := h >> (64 - bits.Len(uint(len(i.slots)-1))); ; n++ {
		one := &i.slots[n&uint64(len(i.slots)-1)]
		if one.at == 0 || one.at > 0 && one.mark == uint32(h) && list[one.at-1] != nil && list[one.at-1].obj.Address() == a {
			return one
		}
	}
}

// find takes in what came into the list since, and finds the state of an object; nil without one.
func (i *index) find(list []*state, a access.Address) *state {
	if i.done < len(list) {
		i.extend(list)
	}
	if i.used == 0 {
		return nil
	}
	if one := i.seek(list, a); one.at > 0 {
		return list[one.at-1]
	}
	return nil
}

func (i *index) extend(list []*state) {
	if 2*(i.used+len(list)-i.done) > len(i.slots) {
		i.room(len(list))
	}
	for at, st := range list[i.done:] {
		if st == nil {
			continue
		}
		one := i.seek(list, st.obj.Address())
		if one.at == 0 {
			i.used++
		}
		*one = slot{int32(i.done + at + 1), uint32(hash(st.obj.Address()))}
	}
	i.done = len(list)
}

// room begins anew with slots for n objects.
func (i *index) room(n int) {
	const few = 16
	i.slots, i.used, i.done = make([]slot, 1<<bits.Len(uint(max(few, 2*n)-1))), 0, 0
}

// drop takes an object out that is in the list still.
func (i *index) drop(list []*state, a access.Address) {
	if one := i.seek(list, a); one.at > 0 {
		one.at = vacated
	}
}

// empty forgets all positions.
func (i *index) empty() {
	if i.used, i.done = 0, 0; len(i.slots) > 4*little {
		i.slots = nil
	}
	clear(i.slots)
}
