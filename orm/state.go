// This file holds what a session knows about one object.
//
//layer:6 session, flush, query, load

package orm

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// Errors about where an object stands. Compare with errors.Is.
var (
	ErrNotPersistent      = errors.New("orm: the object is not persistent in this session")
	ErrDetached           = errors.New("orm: the object was taken out of the session")
	ErrObjectDeleted      = error(&refusal{ErrStale, "orm: the row of the object is gone"}) // ErrStale too
	ErrDeleted            = errors.New("orm: the row of the object was deleted; MakeTransient lets Add insert it anew")
	ErrFlushing           = errors.New("orm: the session is flushing already; what a hook adds and changes is written by that flush")
	ErrRaiseLoad          = errors.New("orm: this relation isn't to be loaded object by object (RaiseLoad of the query, or lazy=raise of the mapping); load it along with a query")
	ErrCircularDependency = errors.New("orm: rows depend on each other in a circle")
	ErrKeyPart            = errors.New("orm: part of a primary key would become NULL")
	ErrSecondParent       = errors.New("orm: the object belongs to another one already (single_parent)")
)

// State says how an object stands to a session.
type State uint8

// The states. An object goes from transient over pending (added) to persistent (it has a row) and, by Delete and a
// flush, to deleted; after the commit, or when it leaves the session, it is detached.
const (
	Transient State = iota
	Pending
	Persistent
	Deleted
	Detached
)

var stateWords = [...]string{"transient", "pending", "persistent", "deleted", "detached"}

// String is the state in SQLAlchemy's word.
func (s State) String() string {
	if int(s) < len(stateWords) {
		return stateWords[s]
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

// state is an object in a session: its last known row and what is to be done with it.
type state struct {
	m      *Mapper
	obj    access.Ptr
	snap   access.Ptr // the object as it was loaded or flushed last; nil while pending
	key    identity   // while persistent or deleted
	nulls  access.Bits
	lack   access.Bits // columns that aren't loaded: deferred ones, and those of the own type after a query of the base
	fresh  uint64      // the session's epoch at the last load; older means marked stale
	queued uint64      // the last plan that has work for it
	num    int32       // its number in that plan
	held   int32       // while pending: the last look at which a parent with a delete-orphan cascade held it; 0 for never
	at     int32       // position in uow.list, and so the order of Add
	status State
	bulk   bulkKind     // of a bulk operation that is running
	doomed bool         // Delete was called; the next flush deletes the row
	heir   bool         // while deleted: a new object took its row over, which is there under its key
	block  *block       // where a loaded object lies; nil for added ones
	born   *Transaction // that inserted it; nil for loaded ones
	past   *past        // how it was known before; nil while no transaction changed it

	links []link     // what relations held at the last load or flush, by relation; nil without relations
	over  []override // values that this flush puts in place of the object's own
}

// link is the snapshot of a relation: the slice is a copy.
type link struct {
	loaded bool
	asked  loading // refused or lazily where a query said so; else the mapping's holds
	list   []access.Ptr
}

// override is a column's value that comes from elsewhere: a foreign key from its parent, known once that is inserted.
type override struct {
	col    int
	from   *state // nil: value, which is NULL when it is nil
	source int    // column of from
	value  any
}

// identity is a primary key in a form that compares fast: a number, a text, or several values in one text.
type identity struct {
	form byte // 'n', 's', 'x'; 0 is none
	n    int64
	s    string
}

// keyOf reads an object's primary key. A key column that is nil gives no identity.
func (m *Mapper) keyOf(p access.Ptr) (identity, error) {
	if len(m.keys) == 1 {
		if n, ok := m.props[m.keys[0]].field.Int(p); ok {
			return identity{form: 'n', n: n}, nil
		}
	}
	values := make([]any, len(m.keys))
	for i, at := range m.keys {
		v, err := m.props[at].field.Value(p)
		if err != nil || v == nil {
			return identity{}, err
		}
		values[i] = v
	}
	return newIdentity(values), nil
}

// newIdentity makes the key of plain values in the order of the primary key.
func newIdentity(values []any) identity {
	if len(values) == 1 {
		switch v := values[0].(type) {
		case int64:
			return identity{form: 'n', n: v}
		case string:
			return identity{form: 's', s: v}
		}
	}
	var b []byte
	for _, v := range values {
		b = appendKey(b, v)
	}
	return identity{form: 'x', s: string(b)}
}

// appendKey writes a value so that different values never read alike.
func appendKey(b []byte, v any) []byte {
	switch v := v.(type) {
	case int64:
		return binary.BigEndian.AppendUint64(append(b, 'i'), uint64(v))
	case float64:
		return binary.BigEndian.AppendUint64(append(b, 'f'), math.Float64bits(v))
	case bool:
		if v {
			return append(b, 'b', 1)
		}
		return append(b, 'b', 0)
	case time.Time:
		return binary.BigEndian.AppendUint64(append(b, 't'), uint64(v.UnixNano()))
	case string:
		return append(binary.BigEndian.AppendUint32(append(b, 's'), uint32(len(v))), v...)
	case []byte:
		return append(binary.BigEndian.AppendUint32(append(b, 'y'), uint32(len(v))), v...)
	}
	text := fmt.Sprint(v)
	return append(binary.BigEndian.AppendUint32(append(b, 'o'), uint32(len(text))), text...)
}

// hasKey tells whether an object brings a key of its own, so that the database needn't make one.
func (m *Mapper) hasKey(p access.Ptr) bool {
	return m.auto < 0 || !m.props[m.auto].field.IsZero(p)
}

// changed tells whether a persistent object differs from its snapshot, in columns or relations.
func (st *state) changed() bool {
	return !st.m.tracker.Same(st.obj, st.snap) || st.linksChanged()
}

func (st *state) linksChanged() bool {
	for i, l := range st.links {
		r := st.m.rels[i]
		if r.many {
			now := r.field.Links(st.obj)
			if !samePtrs(now, l.list) && len(missing(now, l.list))+len(missing(l.list, now)) > 0 {
				return true // another order is no change
			}
			continue
		}
		var was access.Ptr
		if len(l.list) > 0 {
			was = l.list[0]
		}
		if r.field.Link(st.obj) != was {
			return true
		}
	}
	return false
}

// linked tells whether some relation field holds something.
func (st *state) linked() bool {
	for _, r := range st.m.rels {
		if r.many && r.field.Links(st.obj) != nil || !r.many && !r.field.Link(st.obj).IsNil() {
			return true
		}
	}
	return false
}

func samePtrs(a, b []access.Ptr) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// related lists what a relation field holds now, without nils.
func (r *relation) related(p access.Ptr) []access.Ptr {
	if r.many {
		return r.field.Links(p)
	}
	if one := r.field.Link(p); !one.IsNil() {
		return []access.Ptr{one}
	}
	return nil
}
