// This file holds what a session holds, and that no other session of the engine holds it.
//
//layer:6 session, flush, query, load

package orm

import (
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// enlist takes an object in.
func (s *Session) enlist(st *state) {
	if s.engine != nil && s.holder == nil {
		s.holder = &holder{id: s.id, holds: s.uow.has}
		s.engine.holders.enter(s.holder)
	}
	st.at = int32(len(s.list))
	s.index.mu.Lock()
	s.list = append(s.list, st)
	s.index.mu.Unlock()
}

// unlist takes an object out of the list, which is made shorter when half of it is empty.
func (s *Session) unlist(st *state) {
	s.index.mu.Lock()
	defer s.index.mu.Unlock()
	if int(st.at) < s.index.done {
		s.index.drop(s.list, st.obj.Address())
	}
	s.list[st.at] = nil
	if s.left++; s.left > 32 && s.left > len(s.list)/2 {
		s.compact()
	}
}

// compact closes the gaps of the list.
func (s *Session) compact() {
	kept := s.list[:0]
	for _, st := range s.list {
		if st != nil {
			if st.block != nil && int(st.at) == st.block.at {
				st.block.at = len(kept)
			}
			st.at = int32(len(kept))
			kept = append(kept, st)
		}
	}
	clear(s.list[len(kept):])
	s.list, s.left = kept, 0
	s.index.empty()
}

// expect makes room for so many objects to come.
func (s *Session) expect(n int) {
	const few = 64
	if n < few || n < 2*len(s.list) {
		return
	}
	s.index.mu.Lock()
	defer s.index.mu.Unlock()
	s.list = slices.Grow(s.list, n)
	s.index.room(len(s.list) + n)
}

// held finds the state of an object that the session holds; nil for others.
func (u *uow) held(p access.Ptr) *state {
	u.index.mu.Lock()
	st := u.index.find(u.list, p.Address())
	u.index.mu.Unlock()
	return st
}

func (u *uow) has(p access.Ptr) bool { return u.held(p) != nil }

// in tells whether the session holds a state's object.
func (u *uow) in(st *state) bool { return int(st.at) < len(u.list) && u.list[st.at] == st }

// emptyList lets all objects go, and empties the identity map.
func (s *Session) emptyList() {
	s.index.mu.Lock()
	defer s.index.mu.Unlock()
	s.index.empty()
	s.left, s.cursor = 0, 0
	if len(s.list) > little {
		s.list, s.idents, s.lastIDs, s.asked = nil, map[*Mapper]*identities{}, nil, numberKind{}
		return
	}
	clear(s.list)
	s.list = s.list[:0]
	for _, ids := range s.idents {
		ids.clear()
	}
}

// unregister takes the session out of the engine's list until it holds something again.
func (s *Session) unregister() {
	if s.holder != nil {
		s.engine.holders.leave(s.holder)
		s.holder = nil
	}
}

// free demands that no other session of the engine holds an object that this one doesn't hold and is about to take.
func (s *Session) free(p access.Ptr, m *Mapper) error {
	if s.engine == nil {
		return nil
	}
	if other := s.engine.holders.other(s.holder, p); other != nil {
		return refuse(ErrOtherSession, "orm: this %s belongs to session %d (this is session %d): Expunge it there, or close that session, first", m.name, other.id, s.id)
	}
	return nil
}
