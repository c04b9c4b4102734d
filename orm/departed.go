// This file holds what a session remembers of objects that left it.
//
//layer:6 session, flush, query, load

package orm

import "github.com/ormsh/ormsh/orm/internal/access"

// departed is what a session remembers of an object that left it, without keeping that alive: its row as it was known.
type departed struct {
	m       *Mapper
	key     identity
	snap    access.Ptr
	links   []link // what its relations were known to hold
	lack    access.Bits
	fresh   uint64
	deleted bool        // with its row
	alive   access.Weak // the object's memory: once it is freed, the address may be that of another object
}

func (s *Session) detach(st *state) {
	s.forget(st)
	s.depart(st)
}

func (s *Session) depart(st *state) {
	if s.gone == nil {
		s.gone = map[access.Address]departed{}
	}
	d := departed{m: st.m, key: st.key, snap: st.snap, links: st.links, lack: st.lack, deleted: st.status == Deleted, alive: st.weak()}
	if !s.expired(st) {
		d.fresh = s.epoch
	}
	s.gone[st.obj.Address()] = d
}

// lose takes an object out whose row is gone: another one was inserted under its key.
func (s *Session) lose(st *state) {
	st.status = Deleted
	s.detach(st)
}

// departedFrom tells what the session remembers of an object that left it.
func (s *Session) departedFrom(p access.Ptr) (departed, bool) {
	if len(s.gone) == 0 {
		return departed{}, false
	}
	was, ok := s.gone[p.Address()]
	return was, ok && !was.alive.Gone()
}

// forgetFreed drops what is remembered of objects that nobody has any more, once that may be half of it.
func (s *Session) forgetFreed() {
	const few = 1000
	if len(s.gone) < max(few, 2*s.alive) {
		return
	}
	for at, was := range s.gone {
		if was.alive.Gone() {
			delete(s.gone, at)
		}
	}
	s.alive = len(s.gone)
}
