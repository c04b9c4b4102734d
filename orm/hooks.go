// This file holds hooks: plain functions that a session calls around its work.
//
//layer:6 session, flush, query, load

package orm

import (
	"fmt"
	"reflect"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// ObjectEvent says when a hook for objects is called: around the statements of its table, those that are inserted first. The Before
// hooks may assign the object's columns, which the same statement writes, and find its foreign keys filled in; what any of these
// hooks adds, deletes or puts into relations is left to the next flush. An error from one fails the flush.
type ObjectEvent uint8

// SessionEvent says when a hook for a session is called.
type SessionEvent uint8

// The moments of an object. AfterLoad comes once, when the object is made from a row; AfterRefresh when a row is read into it again.
const (
	BeforeInsert ObjectEvent = iota + 1
	AfterInsert
	BeforeUpdate
	AfterUpdate
	BeforeDelete
	AfterDelete
	AfterLoad
	AfterRefresh
)

// The moments of a session. BeforeFlush may add, change and delete objects; the flush takes them along. BeforeCommit comes before
// the last flush, and what hooks leave is flushed before the commit. AfterRollback comes when the rollback is sent: after a flush
// that failed at once.
const (
	BeforeFlush SessionEvent = iota + 1
	AfterFlush
	BeforeCommit
	AfterCommit
	AfterRollback
)

type objectHook struct {
	typ  reflect.Type
	call func(*Session, any) error
}

// OnType registers a hook for the objects of one struct type. An error from it ends the flush or the query. Generic
// programs write orm.On.
func OnType(e ObjectEvent, t reflect.Type, fn func(*Session, any) error) SessionOption {
	return func(o *sessionOptions) {
		if o.onObject == nil {
			o.onObject = map[ObjectEvent][]objectHook{}
		}
		o.onObject[e] = append(o.onObject[e], objectHook{t, fn})
	}
}

// OnSession registers a hook for a session. An error from it ends what the session was doing.
func OnSession(e SessionEvent, fn func(*Session) error) SessionOption {
	return func(o *sessionOptions) {
		if o.onSession == nil {
			o.onSession = map[SessionEvent][]func(*Session) error{}
		}
		o.onSession[e] = append(o.onSession[e], fn)
	}
}

// outside runs a hook: it may use the session, but its queries don't flush.
func (s *Session) outside(fn func() error) (err error) {
	s.quiet++
	defer func() { s.quiet-- }()
	return s.unlocked(fn)
}

// unlocked runs a hook that may use the session as it likes.
func (s *Session) unlocked(fn func() error) error {
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.looked = false
	}()
	return fn()
}

func (s *Session) callSession(e SessionEvent) error {
	run := s.outside
	if e == BeforeCommit {
		run = s.unlocked // nothing is under way
	}
	for _, hook := range s.opts.onSession[e] {
		if err := run(func() error { return hook(s) }); err != nil {
			return fmt.Errorf("orm: session hook: %w", err)
		}
	}
	return nil
}

// hooked tells whether an object event has hooks for a mapper.
func (s *Session) hooked(e ObjectEvent, m *Mapper) bool {
	for _, h := range s.opts.onObject[e] {
		if found, ok := s.opts.reg.find(h.typ); ok && found.root() == m.root() {
			return true
		}
	}
	return false
}

func (s *Session) callObject(e ObjectEvent, st *state) error {
	for _, h := range s.opts.onObject[e] {
		found, ok := s.opts.reg.find(h.typ)
		if !ok || !st.m.isA(found) {
			continue
		}
		if st.lacks(found) {
			if e == AfterLoad {
				continue // called when the rest is loaded
			}
			return fmt.Errorf("orm: a hook for %s needs its columns, and this one was loaded as %s: use orm.As first", found.name, st.shown().name)
		}
		if err := s.outside(func() error { return h.call(s, st.obj.Interface(h.typ)) }); err != nil {
			return fmt.Errorf("orm: hook for %s: %w", st.m.name, err)
		}
	}
	return nil
}

// callLoaded calls those hooks whose types became complete since the object lacked what is given.
func (s *Session) callLoaded(st *state, before *access.Bits) error {
	for _, h := range s.opts.onObject[AfterLoad] {
		found, ok := s.opts.reg.find(h.typ)
		if !ok || !st.m.isA(found) || len(found.lacking(before)) == 0 || st.lacks(found) {
			continue
		}
		if err := s.outside(func() error { return h.call(s, st.obj.Interface(h.typ)) }); err != nil {
			return fmt.Errorf("orm: hook for %s: %w", st.m.name, err)
		}
	}
	return nil
}
