// This file holds what an engine remembers of objects that no session holds any more.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
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
type departures struct {
	mu    sync.Mutex
	list  map[access.Address]departure
	alive int // of list, at the last look
	some  atomic.Bool // list isn't empty; most sessions add objects while it is
}

func (d *departures) put(at access.Address, one departure) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.list == nil {
		d.list = map[access.Address]departure{}
	}
	d.list[at] = one
	d.some.Store(true)
	d.sweep()
}

// find returns what is remembered of an object; not ok for one that is unknown.
func (d *departures) find(p access.Ptr) (departure, bool) {
	if !d.some.Load() {
		return departure{}, false
	}
	d.mu.Lock()
	one, ok := d.list[p.Address()]
	d.mu.Unlock()
	return one, ok && !one.obj.Ptr().IsNil()
}

func (d *departures) drop(p access.Ptr) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.list, p.Address())
	d.some.Store(len(d.list) > 0)
}

// sweep drops what is remembered of objects that nobody has any more, once that may be half of it.
func (d *departures) sweep() {
	const few = 1000
	if len(d.list) < max(few, 2*d.alive) {
		return
	}
	for at, one := range d.list {
		if one.obj.Ptr().IsNil() {
			delete(d.list, at)
		}
	}
	d.alive = len(d.list)
	d.some.Store(d.alive > 0)
}
