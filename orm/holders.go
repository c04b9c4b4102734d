// This file holds the list of those who hold objects: the sessions of an engine.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"slices"
	"sync"
	"sync/atomic"
	"weak"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// holder is a session as others of its engine see it.
type holder struct {
	id    uint64
	holds func(access.Ptr) bool // may be called from any goroutine
	self  weak.Pointer[holder]
}

// holders lists the sessions of one engine that hold objects. It keeps none of them alive.
type holders struct {
	mu   sync.Mutex
	list []weak.Pointer[holder]
	n    atomic.Int32 // of list
}

// enter lists a session, and takes out those that are gone.
func (h *holders) enter(one *holder) {
	h.mu.Lock()
	defer h.mu.Unlock()
	one.self = weak.Make(one)
	h.list = append(slices.DeleteFunc(h.list, func(w weak.Pointer[holder]) bool { return w.Value() == nil }), one.self)
	h.n.Store(int32(len(h.list)))
}

func (h *holders) leave(one *holder) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list = slices.DeleteFunc(h.list, func(w weak.Pointer[holder]) bool { return w.Value() == one })
	h.n.Store(int32(len(h.list)))
}

// other finds who else holds an object; nil for nobody.
func (h *holders) other(me *holder, p access.Ptr) *holder {
	if n := h.n.Load(); n == 0 || n == 1 && me != nil {
		return nil // there is nobody else
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, w := range h.list {
		if me != nil && w == me.self {
			continue
		}
		if one := w.Value(); one != nil && one.holds(p) {
			return one
		}
	}
	return nil
}
