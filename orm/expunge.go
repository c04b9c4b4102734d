// This file holds how objects leave a session without their rows being deleted.
//
//layer:6 session, flush, query, load

package orm

import (
	"fmt"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// Expunge takes objects out of the session, pending ones too. What was assigned to them is not written.
func (s *Session) Expunge(objs ...any) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	for _, obj := range access.Objects(objs) {
		p, m, err := s.mapped(obj)
		if err != nil {
			return err
		}
		st := s.held(p)
		if st == nil {
			return fmt.Errorf("%w: %s of Expunge", ErrNotPersistent, m.name)
		}
		s.expunge(st)
	}
	return nil
}

func (s *Session) expunge(st *state) {
	if st.status == Pending {
		s.forget(st)
	} else {
		s.detach(st)
	}
	for _, r := range st.m.rels {
		if r.cascade.expunge {
			for _, p := range r.related(st.obj) {
				if child := s.held(p); child != nil {
					s.expunge(child)
				}
			}
		}
	}
}

// Clear takes all objects out of the session; the transaction goes on. (It is expunge_all of SQLAlchemy.)
func (s *Session) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
}

// little is up to how many objects a session empties its maps, to be filled again; larger ones are given up.
const little = 256

func (s *Session) clear() {
	for i := 0; i < len(s.list); i++ {
		st := s.list[i]
		switch {
		case st == nil || st.status == Pending:
		case st.block != nil && st.block.at == i && !st.block.broken && s.departBlock(s.list[i:i+st.block.n]):
			i += st.block.n - 1
		default:
			s.depart(st)
		}
	}
	s.emptyList()
	for _, mem := range s.slabs { // what is left of them would keep the objects beside alive
		mem.empty()
	}
	s.room = room{}
	for tx := s.tx; tx != nil; tx = tx.parent {
		tx.created, tx.removed, tx.before = nil, nil, nil
	}
}
