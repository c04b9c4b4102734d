// This file holds a session's transaction: its begin at the first statement, savepoints, and its end.
//
//layer:6 session, flush, query, load

package orm

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// Transaction is a transaction of a session, or a savepoint inside one. Ending it twice is ErrNoTransaction.
type Transaction struct {
	s      *Session
	parent *Transaction
	nested *nested // the savepoint; nil for the outermost
	failed error   // why only Rollback helps now
	done   bool
	told   bool // AfterRollback was called

	created []*state     // inserted here
	removed []*state     // deleted here
	before  []*past      // how objects were known when it began, of those that were flushed here
	room    []past       // for those to come
	rooms   int          // how many came last
	kept    *access.Kept // what the next ones may keep; of keptOf
	keptOf  *access.Tracker
}

// String tells what it is and whether it goes on: <Transaction, open>, <Savepoint sa_savepoint_1, ended>.
func (tx *Transaction) String() string {
	what, how := "Transaction", "open"
	if tx.nested != nil {
		what = strings.TrimRight("Savepoint "+tx.nested.name, " ")
	}
	switch {
	case tx.done:
		how = "ended"
	case tx.failed != nil:
		how = "failed, rollback ends it"
	}
	return "<" + what + ", " + how + ">"
}

// Begin begins a transaction. BEGIN goes out with the first statement. It is an error while one is open; without
// Autocommit(true) the first statement begins by itself, and Begin is not needed.
func (s *Session) Begin() (*Transaction, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return nil, err
	}
	if s.tx != nil {
		return nil, errors.New("orm: a transaction is open already; BeginNested makes a savepoint in it")
	}
	return s.begin(), nil
}

// begin makes the outermost transaction; the connection sends BEGIN with its first statement.
func (s *Session) begin() *Transaction {
	s.tx = &Transaction{s: s}
	s.conn.begin()
	return s.tx
}

// BeginNested flushes, and begins a savepoint. SAVEPOINT goes out with the first statement inside it. Commit and
// Rollback of the session end the innermost one first.
func (s *Session) BeginNested() (*Transaction, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return nil, err
	}
	if s.tx == nil {
		s.begin()
	}
	if err := s.flush("savepoint"); err != nil {
		return nil, err
	}
	s.tx = &Transaction{s: s, parent: s.tx, nested: s.conn.beginNested()}
	return s.tx, nil
}

// Commit flushes, and ends the innermost transaction; the outermost one is committed. In an autocommit session without
// Begin it is ErrNoTransaction. After it objects are marked stale, unless ExpireOnCommit(false).
func (s *Session) Commit() error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if s.engine == nil {
		return ErrUnbound
	}
	if s.tx == nil {
		if s.opts.autocommit {
			return ErrNoTransaction
		}
		s.begin()
	}
	return s.commit(s.tx)
}

func (s *Session) commit(tx *Transaction) error {
	if err := s.usable(); err != nil {
		return err
	}
	if err := s.callSession(BeforeCommit); err != nil {
		return err
	}
	if err := s.flushAll(); err != nil {
		return err
	}
	if tx.parent != nil {
		return s.releaseNested(tx)
	}
	if err := s.conn.commit(s.context(), origin{cause: "commit"}); err != nil {
		s.undo(tx)
		s.end(tx)
		return err
	}
	s.departDeleted(tx.removed)
	s.end(tx)
	if s.opts.expire {
		s.epoch++
	}
	return s.callSession(AfterCommit)
}

// flushAll flushes before a commit, and again as long as hooks leave something.
func (s *Session) flushAll() error {
	const most = 100
	for range most {
		if err := s.flush("commit"); err != nil {
			return err
		}
		if len(s.opts.onObject) == 0 && len(s.opts.onSession) == 0 || !s.busy() {
			return nil
		}
	}
	return fmt.Errorf("orm: %d flushes left something to flush each time: a hook adds or changes objects at every one", most)
}

// releaseNested ends a savepoint; what was done in it belongs to the outer transaction now.
func (s *Session) releaseNested(tx *Transaction) error {
	err := tx.nested.release(s.context(), origin{cause: "commit"})
	if err != nil {
		tx.failed = err
		return err
	}
	out := tx.parent
	out.created = append(out.created, tx.created...)
	out.removed = append(out.removed, tx.removed...)
	for _, was := range tx.before {
		out.inherit(was)
	}
	tx.before = nil
	s.end(tx)
	return nil
}

// end makes the outer transaction the current one, and gives the connection back with the outermost.
func (s *Session) end(tx *Transaction) {
	for _, was := range tx.before {
		was.leave()
	}
	tx.done, tx.before = true, nil
	s.tx = tx.parent
	if s.tx == nil {
		s.lonely = lonely{}
		s.conn.release()
	}
}

// Rollback ends the innermost transaction and takes back what it did, in the database and in memory: added objects are
// transient again, deleted ones persistent, and assignments to columns and relations are undone; what was touched is
// marked stale, after the outermost one everything.
func (s *Session) Rollback() error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if s.tx == nil {
		if s.opts.autocommit {
			return ErrNoTransaction
		}
		s.undo(&Transaction{s: s})
		return nil
	}
	return s.rollback(s.tx)
}

func (s *Session) rollback(tx *Transaction) error {
	if tx.failed == nil {
		if err := s.sendRollback(tx); err != nil {
			tx.failed = err
		}
	}
	s.undo(tx) // also after a failed flush: objects may have been added since
	s.end(tx)
	if tx.told {
		return nil
	}
	return s.callSession(AfterRollback)
}

func (s *Session) sendRollback(tx *Transaction) error {
	if tx.nested != nil {
		return tx.nested.rollback(s.context(), origin{cause: "rollback"})
	}
	return s.conn.rollback(s.context(), origin{cause: "rollback"})
}

// fail rolls back at once after a flush that failed. Until Rollback is called, the transaction can't be used.
func (s *Session) fail(cause error) error {
	tx := s.tx
	if tx == nil || tx.failed != nil {
		return cause
	}
	if err := s.sendRollback(tx); err != nil {
		cause = errors.Join(cause, fmt.Errorf("and the rollback failed: %w", err))
	}
	if !errors.Is(cause, Disconnected) || s.opts.autocommit { // what a lost connection was to write is there until Rollback, for those who connect again
		s.undo(tx)
	}
	tx.failed, tx.told = cause, true
	if err := s.callSession(AfterRollback); err != nil {
		return errors.Join(cause, err)
	}
	return cause
}

// Commit is Session.Commit for this transaction; transactions inside it must be over.
func (t *Transaction) Commit() error { return t.finish((*Session).commit) }

// Rollback is Session.Rollback for this transaction and those inside it.
func (t *Transaction) Rollback() error {
	return t.finish(func(s *Session, _ *Transaction) error {
		for s.tx != t {
			if err := s.rollback(s.tx); err != nil {
				return err
			}
		}
		return s.rollback(t)
	})
}

func (t *Transaction) finish(end func(*Session, *Transaction) error) error {
	s := t.s
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if t.done {
		return ErrNoTransaction
	}
	return end(s, t)
}

// Transaction runs fn and commits, or rolls back and returns fn's error; a panic rolls back and goes on. Inside an open
// transaction of an ordinary session it belongs to that one and commits it.
func (s *Session) Transaction(fn func() error) (err error) {
	if err := s.enter(); err != nil {
		return err
	}
	s.leave()
	if s.opts.autocommit {
		if _, err := s.Begin(); err != nil {
			return err
		}
	}
	finished := false
	defer func() {
		if !finished {
			_ = s.Rollback() // fn panicked; its panic says more
		}
	}()
	err = fn()
	finished = true
	if err != nil {
		return errors.Join(err, s.Rollback())
	}
	if err = s.Commit(); err != nil && !errors.Is(err, ErrConcurrentUse) && s.transactionWord() != "no transaction" {
		return errors.Join(err, s.Rollback())
	}
	return err
}

// Close rolls back and takes all objects out of the session. It can be used again afterwards.
func (s *Session) Close() error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	var errs []error
	for s.tx != nil {
		tx := s.tx
		if tx.failed == nil {
			errs = append(errs, s.sendRollback(tx))
		}
		s.forgetCreated(tx)
		for _, st := range tx.removed {
			s.revive(st)
		}
		s.end(tx)
	}
	s.clear()
	s.unregister()
	return errors.Join(errs...)
}
