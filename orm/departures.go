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
	was any // of a run of objects it may be a jointly
}

// jointly is what is known of several objects that left together, side by side in memory; of gives what is known of one.
type jointly interface{ of(i int) any }

// departures are the objects that left the sessions of an engine, so that each of them can take such an object up again.
// They are listed as they come, and found by address only from the first time that somebody asks: most sessions are read
// from, and let all of their objects go at once.
type departures struct {
	mu    sync.Mutex
	fresh []freshDeparture // those that byAddress lacks still, the latest last
	count int              // of objects in fresh
	alive int              // of them, at the last look

	byAddress map[access.Address]departure
	found     int         // of byAddress, that were alive at the last look
	some      atomic.Bool // there are any; most sessions add objects while there are none
}

// freshDeparture is a run of objects of one allocation, each so many bytes behind the one before.
type freshDeparture struct {
	at   access.Address
	n    int
	size uintptr
	departure
}

const fewDepartures = 1000

func (d *departures) put(at access.Address, one departure) { d.putRun(freshDeparture{at, 1, 0, one}) }

func (d *departures) putRun(run freshDeparture) {
	d.mu.Lock()
	d.fresh = append(d.fresh, run)
	d.some.Store(true)
	if d.count += run.n; d.count >= max(fewDepartures, 2*d.alive) {
		d.sweep()
	}
	d.mu.Unlock()
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
		d.spread(one)
	}
	d.fresh, d.count, d.alive = nil, 0, 0
	if len(d.byAddress) >= max(fewDepartures, 2*d.found) {
		maps.DeleteFunc(d.byAddress, func(_ access.Address, one departure) bool { return one.obj.Ptr().IsNil() })
		d.found = len(d.byAddress)
	}
}

// spread has each object of a run found by its address.
func (d *departures) spread(run freshDeparture) {
	alive := !run.obj.Ptr().IsNil()
	together, _ := run.was.(jointly)
	for i := range run.n {
		by := uintptr(i) * run.size
		at, one := run.at+access.Address(by), departure{run.obj.Behind(by), run.was}
		if !alive {
			delete(d.byAddress, at)
			continue
		}
		if together != nil {
			one.was = together.of(i)
		}
		d.byAddress[at] = one
	}
}

// sweep drops what is remembered of objects that nobody has any more, once that may be half of what came lately.
func (d *departures) sweep() {
	d.fresh = slices.DeleteFunc(d.fresh, func(one freshDeparture) bool { return one.obj.Ptr().IsNil() })
	d.count = 0
	for _, run := range d.fresh {
		d.count += run.n
	}
	d.alive = d.count
}
