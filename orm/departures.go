// This file holds what an engine remembers of objects that no session holds any more.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// departure is an object that left a session, with what that knew of it. It keeps the object's memory alive no longer than
// the program does: once that is freed, the address may be that of another object.
type departure struct {
	obj access.Ref
	was any
}

// departures are the objects that left the sessions of an engine, so that each of them can take such an object up again.
// They are listed as they come, and found by address only from the first time that somebody asks: most sessions are read
// from, and let all of their objects go at once.
type departures struct {
	mu    sync.Mutex
	fresh []freshDeparture // those that byAddress lacks still, the latest last
	alive int              // of fresh, at the last look

	byAddress map[access.Address]departure
	found     int         // of byAddress, that were alive at the last look
	some      atomic.Bool // there are any; most sessions add objects while there are none
}

type freshDeparture struct {
	at access.Address
	departure
}

const fewDepartures = 1000

func (d *departures) put(at access.Address, one departure) {
	d.mu.Lock()
	d.fresh = append(d.fresh, freshDeparture{at, one})
	d.some.Store(true)
	if len(d.fresh) >= max(fewDepartures, 2*d.alive) {
		d.sweep()
	}
	d.mu.Unlock()
}

// expect makes room for so many that are to come.
func (d *departures) expect(n int) {
	if n < fewDepartures {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sweep()
	d.fresh, d.alive = slices.Grow(d.fresh, n), len(d.fresh)+n
}

// find returns what is remembered of an object; not ok for one that is unknown.
func (d *departures) find(p access.Ptr) (departure, bool) {
	if !d.some.Load() {
		return departure{}, false
	}
	d.mu.Lock()
	d.sort()
	one, ok := d.byAddress[p.Address()]
	d.mu.Unlock()
	return one, ok && !one.obj.Ptr().IsNil()
}

func (d *departures) drop(p access.Ptr) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sort()
	delete(d.byAddress, p.Address())
	d.some.Store(len(d.byAddress) > 0)
}

// sort takes those that came lately in among those that are found by address.
func (d *departures) sort() {
	if len(d.fresh) == 0 {
		return
	}
	if d.byAddress == nil {
		d.byAddress = make(map[access.Address]departure, len(d.fresh))
	}
	for _, one := range d.fresh {
		if !one.obj.Ptr().IsNil() {
			d.byAddress[one.at] = one.departure
		} else {
			delete(d.byAddress, one.at)
		}
	}
	d.fresh, d.alive = nil, 0
	if len(d.byAddress) >= max(fewDepartures, 2*d.found) {
		maps.DeleteFunc(d.byAddress, func(_ access.Address, one departure) bool { return one.obj.Ptr().IsNil() })
		d.found = len(d.byAddress)
	}
}

// sweep drops what is remembered of objects that nobody has any more, once that may be half of what came lately.
func (d *departures) sweep() {
	d.fresh = slices.DeleteFunc(d.fresh, func(one freshDeparture) bool { return one.obj.Ptr().IsNil() })
	d.alive = len(d.fresh)
}
