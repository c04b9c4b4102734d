// This file holds the sets of objects that a session shows.
//
//layer:6 session, flush, query, load

package orm

import (
	"iter"
	"strings"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// IdentitySet is a set of a session's objects at one moment, in the order they came into the session.
type IdentitySet struct{ list []*state }

// Len is the number of objects.
func (s IdentitySet) Len() int { return len(s.list) }

// Contains tells whether this very object is in the set; an equal one isn't.
func (s IdentitySet) Contains(obj any) bool {
	p, _, ok := access.PtrOf(obj)
	for _, st := range s.list {
		if ok && st.obj == p {
			return true
		}
	}
	return false
}

// All gives the objects, each as a pointer to its struct.
func (s IdentitySet) All() iter.Seq[any] {
	return func(yield func(any) bool) {
		for _, st := range s.list {
			if !yield(st.value()) {
				return
			}
		}
	}
}

// String reads as SQLAlchemy's: IdentitySet([<User(name='ed')>, ...]).
func (s IdentitySet) String() string {
	texts := make([]string, len(s.list))
	for i, st := range s.list {
		texts[i] = st.repr()
	}
	return "IdentitySet([" + strings.Join(texts, ", ") + "])"
}

// repr shows the object as far as it is loaded.
func (st *state) repr() string { return st.shown().reprLoaded(st.obj, &st.lack) }

// value is the object as a pointer of the newest version of its type, or of its base where no more is loaded.
func (st *state) value() any { return st.obj.Interface(st.shown().typ()) }
