// This file holds who holds an object: one session of an engine at a time.
//
//layer:6 session, flush, query, load

package orm

import (
	"slices"
	"sync"
	"weak"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// holders lists the sessions of one engine that hold objects. It keeps none of them alive.
type holders struct {
	mu   sync.Mutex
	list []weak.Pointer[uow]
}

// enter lists a session, and takes out those that are gone.
func (h *holders) enter(u *uow) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list = append(slices.DeleteFunc(h.list, func(w weak.Pointer[uow]) bool { return w.Value() == nil }), weak.Make(u))
}

func (h *holders) leave(u *uow) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list = slices.DeleteFunc(h.list, func(w weak.Pointer[uow]) bool { return w.Value() == u })
}

// others lists the other sessions.
func (h *holders) others(u *uow) (list []*uow) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, w := range h.list {
		if other := w.Value(); other != nil && other != u {
			list = append(list, other)
		}
	}
	return list
}

// keep notes an object as the session's. Other sessions look at the map from their goroutines, hence the lock.
func (s *Session) keep(p access.Ptr, st *state) {
	if s.engine != nil && !s.listed {
		s.engine.holders.enter(s.uow)
		s.listed = true
	}
	s.keeping.Lock()
	defer s.keeping.Unlock()
	s.states[p] = st
}

func (s *Session) unkeep(p access.Ptr) {
	s.keeping.Lock()
	defer s.keeping.Unlock()
	delete(s.states, p)
}

// unkeepAll lets all objects go.
func (s *Session) unkeepAll() {
	s.keeping.Lock()
	defer s.keeping.Unlock()
	s.states = map[access.Ptr]*state{}
	if s.listed {
		s.engine.holders.leave(s.uow)
		s.listed = false
	}
}

// free demands that no other session of the engine holds an object that this one is about to take.
func (s *Session) free(p access.Ptr, m *Mapper) error {
	if s.engine == nil || s.states[p] != nil {
		return nil
	}
	for _, other := range s.engine.holders.others(s.uow) {
		other.keeping.Lock()
		held := other.states[p] != nil
		other.keeping.Unlock()
		if held {
			return refuse(ErrOtherSession, "orm: this %s belongs to session %d (this is session %d): Expunge it there, or close that session, first", m.name, other.id, s.id)
		}
	}
	return nil
}
