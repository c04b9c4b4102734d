// This file holds what a session holds, and that no other session of the engine holds it.
//
//layer:6 session, flush, query, load

package orm

import (
	"maps"
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// keep notes an object as the session's. Other sessions look at the map from their goroutines, hence the lock.
func (s *Session) keep(p access.Ptr, st *state) {
	if s.engine != nil && s.holder == nil {
		s.holder = &holder{id: s.id, holds: s.uow.has}
		s.engine.holders.enter(s.holder)
	}
	s.keeping.Lock()
	s.states[p] = st
	s.keeping.Unlock()
}

// expect makes room for so many objects to come.
func (s *Session) expect(n int) {
	const few = 64
	if n < few || n < 2*len(s.states) {
		return
	}
	s.keeping.Lock()
	defer s.keeping.Unlock()
	more := make(map[access.Ptr]*state, len(s.states)+n)
	maps.Copy(more, s.states)
	s.states = more
	s.list = slices.Grow(s.list, n)
}

func (u *uow) has(p access.Ptr) bool {
	u.keeping.Lock()
	defer u.keeping.Unlock()
	return u.states[p] != nil
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
	if len(s.states) <= little {
		clear(s.states)
		return
	}
	s.states = map[access.Ptr]*state{}
}

// unlist takes the session out of the engine's list until it holds something again.
func (s *Session) unlist() {
	if s.holder != nil {
		s.engine.holders.leave(s.holder)
		s.holder = nil
	}
}

// free demands that no other session of the engine holds an object that this one is about to take.
func (s *Session) free(p access.Ptr, m *Mapper) error {
	if s.engine == nil || s.states[p] != nil {
		return nil
	}
	if other := s.engine.holders.other(s.holder, p); other != nil {
		return refuse(ErrOtherSession, "orm: this %s belongs to session %d (this is session %d): Expunge it there, or close that session, first", m.name, other.id, s.id)
	}
	return nil
}
