// This file holds the session: its making, its options, and what it tells about itself.
//
//layer:6 session, flush, query, load

package orm

import (
	"context"
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"sync"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// Session is a unit of work: it knows the objects that were loaded or added, sees what was assigned to them, and
// writes all of it at a flush, in an order that keeps foreign keys right. One goroutine uses it at a time; another one
// gets ErrConcurrentUse. WithContext gives the same session under another context.
type Session struct {
	*uow
	ctx context.Context // nil: the engine decides
}

// uow is what all views of a session share.
type uow struct {
	mu     sync.Mutex
	engine *Engine
	conn   *Conn
	id     uint64
	opts   sessionOptions
	tx     *Transaction // innermost; nil outside

	holdings
	rooms
	calls
}

// holdings are the objects of a session, and how they are found.
type holdings struct {
	idents  map[*Mapper]*identities
	list    []*state // in the order they came in, nil where one left; written under index.mu
	index   index
	left    int         // nils in list
	lastIDs *identities // of idents, the one asked for last
	asked   numberKind
	cursor  int         // position in list of the object that was found last; see known
	looks   int32       // grows when relations are looked through; see state.held
	holds   bool        // a state.held was ever set
	fills   bool        // an object was ever added that has defaults of the program
	epoch   uint64      // grows when everything goes stale
	gone    *departures // of the engine
	lonely  lonely
	holder  *holder // that the engine lists; nil while nothing is held
}

// rooms are memory that one call leaves to the next.
type rooms struct {
	shape  ast.Shape // of compileShaped
	room   room
	dest   []driver.Value // a row; nil while a query has it
	adding adding
	slabs  map[*Mapper]*slabs
}

// calls are how the calls of a session, and those within them, know of one another.
type calls struct {
	quiet    int // NoAutoflush blocks and hooks that are running
	closed   bool
	flushing bool
	looked   bool   // in this call, see autoflush
	plans    uint64 // last planner.number given
}

type sessionOptions struct {
	autoflush, autocommit, expire bool
	reg                           *registry
	onObject                      map[ObjectEvent][]objectHook
	onSession                     map[SessionEvent][]func(*Session) error
}

// SessionOption adjusts a session at its making.
type SessionOption func(*sessionOptions)

// Autoflush says whether a query flushes first what is pending, which is the default.
func Autoflush(on bool) SessionOption { return func(o *sessionOptions) { o.autoflush = on } }

// Autocommit makes a session without a lasting transaction: each flush has one of its own, queries have none, and
// Commit without Begin is ErrNoTransaction. The default is off: the first statement begins, Commit ends.
func Autocommit(on bool) SessionOption { return func(o *sessionOptions) { o.autocommit = on } }

// ExpireOnCommit says whether objects are marked stale at a commit, so that the next query that returns them
// refreshes them. That is the default.
func ExpireOnCommit(on bool) SessionOption { return func(o *sessionOptions) { o.expire = on } }

// UseBase makes the session look for mappings in this base alone.
func UseBase(b *Base) SessionOption { return func(o *sessionOptions) { o.reg = &b.reg } }

// Maker makes sessions of one configuration; options given to it come on top.
type Maker func(opts ...SessionOption) *Session

// SessionMaker returns the maker of an engine's sessions.
func SessionMaker(e *Engine, opts ...SessionOption) Maker {
	return func(more ...SessionOption) *Session { return NewSession(e, slices.Concat(opts, more)...) }
}

// NewSession makes a session. It takes a connection at its first statement, and gives it back at Commit, Rollback
// and Close. e may be nil: then every statement is ErrUnbound.
func NewSession(e *Engine, opts ...SessionOption) *Session {
	u := &uow{engine: e, holdings: holdings{idents: map[*Mapper]*identities{}, epoch: 1}}
	u.opts = sessionOptions{autoflush: true, expire: true, reg: &mappers}
	for _, o := range opts {
		o(&u.opts)
	}
	u.gone = &departures{}
	if e != nil {
		u.gone = &e.gone
		u.id = e.sessions.Add(1)
		u.conn = e.connect("session "+strconv.FormatUint(u.id, 10), u.id)
	}
	return &Session{uow: u}
}

// WithContext returns the same session under ctx: its statements end when ctx does.
func (s *Session) WithContext(ctx context.Context) *Session { return &Session{s.uow, ctx} }

func (s *Session) context() context.Context {
	if s.ctx != nil {
		return s.ctx
	}
	return s.engine.context()
}

// enter guards a method: the session must be free and usable.
func (s *Session) enter() error {
	if !s.mu.TryLock() {
		return ErrConcurrentUse
	}
	s.looked = false
	if s.closed {
		s.closed = false // as in SQLAlchemy, a closed session can be used again
	}
	return nil
}

func (s *Session) leave() { s.mu.Unlock() }

// usable tells why statements can't be executed now.
func (s *Session) usable() error {
	if s.engine == nil {
		return ErrUnbound
	}
	if s.tx != nil && s.tx.failed != nil {
		return fmt.Errorf("%w (it failed with: %w)", ErrInactive, s.tx.failed)
	}
	if s.conn.undone {
		return errUndone
	}
	return nil
}

// mapped finds an object's address and mapper, or says why it has none.
func (s *Session) mapped(obj any) (access.Ptr, *Mapper, error) {
	p, t, ok := access.PtrOf(obj)
	if !ok {
		if t := reflect.TypeOf(obj); t != nil && t.Kind() == reflect.Struct {
			return p, nil, refuse(ErrUnmapped, "orm: a session needs the object itself, not a copy: give &%s{...}", t.Name())
		}
		return p, nil, notAnObject(obj)
	}
	m, err := s.opts.reg.mapper(t)
	if err == nil {
		err = s.storable(p, m)
	}
	if err != nil {
		return p, nil, err
	}
	if m.family != nil {
		m, err = s.ownKind(p, m)
	}
	return p, m, err
}

func notAnObject(obj any) error {
	return refuse(ErrUnmapped, "orm: a session takes pointers to mapped structs, not %T", obj)
}

// kindOf is the mapper of an object that may be given as its base: what the session knows it as.
func (s *Session) kindOf(p access.Ptr, m *Mapper) *Mapper {
	if m.family == nil {
		return m
	}
	if st := s.held(p); st != nil {
		return st.m
	}
	if was, ok := s.departedFrom(p); ok && was.m.isA(m) {
		return was.m
	}
	if own := s.adding.find(s, p); own != nil && own.isA(m) {
		return own
	}
	return m
}

// ownKind is kindOf, or an error where the object was added as its base.
func (s *Session) ownKind(p access.Ptr, m *Mapper) (*Mapper, error) {
	own := m
	if st := s.held(p); st != nil {
		own = st.m
	} else if was, ok := s.departedFrom(p); ok {
		own = was.m
	}
	if own.root() != m.root() || own.isA(m) {
		return own, nil
	}
	return m, fmt.Errorf("orm: this %s was added as its %s: add the %s itself", m.name, own.name, m.name)
}

// Active tells whether statements can be executed: false after a flush that failed, until Rollback.
func (s *Session) Active() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tx == nil || s.tx.failed == nil
}

// Contains tells whether the session holds the object: pending, or persistent and not deleted.
func (s *Session) Contains(obj any) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, _, ok := access.PtrOf(obj)
	if !ok {
		return false
	}
	st := s.held(p)
	return st != nil && st.status != Deleted
}

// New lists the pending objects: added, and without a row yet.
func (s *Session) New() IdentitySet {
	return s.pick(func(st *state) bool { return st.status == Pending })
}

// Dirty lists the persistent objects that differ from their row. An object that was set back isn't among them.
func (s *Session) Dirty() IdentitySet {
	return s.pick(func(st *state) bool { return st.status == Persistent && !st.doomed && st.changed() })
}

// Deleted lists the objects whose rows the next flush deletes.
func (s *Session) Deleted() IdentitySet { return s.pick(func(st *state) bool { return st.doomed }) }

// IdentityMap lists the persistent objects.
func (s *Session) IdentityMap() IdentitySet {
	return s.pick(func(st *state) bool { return st.status == Persistent })
}

func (s *Session) pick(want func(*state) bool) IdentitySet {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.discover() // mistakes are told by the flush, which looks again
	var set IdentitySet
	for _, st := range s.list {
		if st != nil && want(st) {
			set.list = append(set.list, st)
		}
	}
	return set
}

// String sums the session up: engine, transaction, how many objects are in which state.
func (s *Session) String() string {
	engine := "unbound"
	if s.engine != nil {
		engine = s.engine.URL().String()
	}
	persistent, pending, dirty, doomed := s.IdentityMap().Len(), s.New().Len(), s.Dirty().Len(), s.Deleted().Len()
	return fmt.Sprintf("<Session %s, %s, %d persistent, %d new, %d dirty, %d deleted>", engine, s.transactionWord(), persistent, pending, dirty, doomed)
}

// InTransaction tells whether a transaction is open; one that failed is, until its Rollback.
func (s *Session) InTransaction() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tx != nil
}

// Failed is why the transaction can't be used any more; it is nil while it can, and after Rollback.
func (s *Session) Failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tx == nil {
		return nil
	}
	if s.tx.failed == nil && s.conn != nil {
		return s.conn.unusable()
	}
	return s.tx.failed
}

func (s *Session) transactionWord() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.tx == nil:
		return "no transaction"
	case s.tx.failed != nil:
		return "transaction failed"
	case s.tx.parent != nil:
		return "in a nested transaction"
	}
	return "in a transaction"
}

// NoAutoflush runs fn with queries that don't flush.
func (s *Session) NoAutoflush(fn func() error) error {
	s.mu.Lock()
	s.quiet++
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.quiet--
		s.mu.Unlock()
	}()
	return fn()
}
