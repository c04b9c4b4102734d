// This file holds what a rollback restores in memory.
//
//layer:6 session, flush, query, load

package orm

import (
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// past is how an object was known when a transaction began.
type past struct {
	st    *state
	tx    *Transaction
	outer *past        // in the transactions around; nil where those know none
	snap  access.Ptr   // its row; nil while no flush of the transaction wrote one, or while kept has what they wrote
	kept  *access.Kept // the columns in which the present snapshot differs from the row; nil for none
	at    int          // its number in kept
	links *[]link      // what its relations held, whose lists are never changed in place; nil while no flush of the transaction changed that
}

// pastOf is the past of an object that a flush is about to change; nil for one that the transaction made itself.
func (s *Session) pastOf(st *state) *past {
	if s.tx == nil || st.born == s.tx {
		return nil
	}
	if st.past == nil || st.past.tx != s.tx {
		s.unfold(st)
		was := s.tx.roomForPast()
		was.st, was.tx, was.outer = st, s.tx, st.past
		st.past, s.tx.before = was, doubling(s.tx.before, was)
	}
	return st.past
}

// roomForPast gives room for one; many stand in one allocation.
func (tx *Transaction) roomForPast() *past {
	if len(tx.room) == 0 {
		const most = 512
		tx.rooms = min(max(1, 4*tx.rooms), most)
		tx.room = make([]past, tx.rooms)
	}
	one := &tx.room[0]
	tx.room = tx.room[1:]
	return one
}

// keepRow notes the row, where the transaction knows none yet.
func (s *Session) keepRow(st *state) {
	s.unfold(st)
	if was := s.pastOf(st); was != nil && was.snap.IsNil() {
		was.snap = s.copySnapshot(st)
	}
}

// unfold makes a row of what a past has kept of one, since its other columns are about to change.
func (s *Session) unfold(st *state) {
	if was := st.past; was != nil && was.kept != nil {
		was.snap = s.copySnapshot(st)
		was.kept.Give(was.at, was.snap)
		was.kept = nil
	}
}

// keepColumns notes a row of which a flush has written these columns alone, and makes the present values the known ones;
// false where the object differs from its snapshot in more.
func (s *Session) keepColumns(st *state, cols []int) bool {
	t := st.m.tracker
	if !t.Flat() || computes(cols) {
		return false
	}
	was := s.pastOf(st)
	if was != nil && was.snap.IsNil() && was.kept == nil {
		was.kept, was.at = s.tx.keep(t, cols, st.snap)
	} else if was != nil && was.kept != nil && !was.kept.Covers(cols) {
		return false
	}
	for _, at := range cols {
		t.CopyField(at, st.snap, st.obj)
	}
	return access.SameMemory(st.obj, st.snap, st.m.data.Type.Size())
}

// keep notes the columns of a row; many stand in one allocation.
func (tx *Transaction) keep(t *access.Tracker, cols []int, row access.Ptr) (*access.Kept, int) {
	const few, most = 4, 512
	if tx.kept == nil || tx.kept.Full() || tx.keptOf != t || !tx.kept.Of(cols) {
		size := few
		if tx.kept != nil && tx.kept.Full() {
			size = most
		}
		tx.kept, tx.keptOf = t.Kept(cols, size), t
	}
	return tx.kept, tx.kept.Keep(row)
}

// keepLinks notes what the relations held.
func (s *Session) keepLinks(st *state) {
	if was := s.pastOf(st); was != nil && was.links == nil {
		links := slices.Clone(st.links)
		was.links = &links
	}
}

// inherit takes over what a savepoint noted, as far as this transaction knows nothing older.
func (tx *Transaction) inherit(was *past) {
	own := was.outer
	if own == nil || own.tx != tx {
		was.tx, tx.before = tx, append(tx.before, was)
		return
	}
	was.leave()
	if own.snap.IsNil() {
		own.snap, own.kept, own.at = was.snap, was.kept, was.at
	}
	if own.links == nil {
		own.links = was.links
	}
}

// leave ends the past of a transaction that is over.
func (was *past) leave() {
	if was.st.past == was {
		was.st.past = was.outer
	}
}

// forgetCreated makes objects transient again whose INSERT is taken back, also those that left the session since, or
// left it and came again.
func (s *Session) forgetCreated(tx *Transaction) {
	for _, st := range tx.created {
		if now := s.held(st.obj); now != nil && now.key == st.key {
			s.forget(now)
			now.status = Transient
		}
		if was, ok := s.departedFrom(st.obj); ok && was.by == s.id {
			s.gone.drop(st.obj)
		}
		st.leaveBlock()
		st.status = Transient
	}
}

// undo restores memory to what it was when the transaction began.
func (s *Session) undo(tx *Transaction) {
	s.forgetCreated(tx)
	for _, st := range slices.Clone(s.list) { // forget may compact it
		if st != nil && st.status == Pending {
			s.forget(st)
		}
	}
	for _, st := range tx.removed {
		s.revive(st)
	}
	for _, was := range tx.before {
		s.restore(was.st, was)
		was.leave()
	}
	for _, st := range s.list {
		if st == nil {
			continue
		}
		st.doomed, st.over = false, nil
		if st.status == Persistent && (tx.parent == nil || st.changed()) {
			s.revert(st)
			st.fresh = 0
		}
		s.dropLost(st)
	}
	if tx.parent == nil {
		s.epoch++
	}
	tx.created, tx.removed, tx.before = nil, nil, nil // after a flush that failed, Rollback comes once more
}

// dropLost takes objects that aren't in the session any more out of what relations are known to hold. Those of a deleted
// object stay as they are, until it is revived.
func (s *Session) dropLost(st *state) {
	if st.status != Persistent {
		return
	}
	for i := range st.links {
		l := &st.links[i]
		lost := func(p access.Ptr) bool { return s.held(p) == nil }
		if slices.ContainsFunc(l.list, lost) {
			l.list = slices.DeleteFunc(slices.Clone(l.list), lost)
			st.restoreLink(i)
		}
	}
}

// revive makes an object persistent again whose DELETE was rolled back. One that left the session stays out.
func (s *Session) revive(st *state) {
	if !s.in(st) {
		if was, ok := s.departedFrom(st.obj); ok && was.key == st.key {
			was.deleted = false
		}
		return
	}
	if st.status == Deleted {
		st.status, st.doomed, st.heir = Persistent, false, false
		s.reclaim(st)
	}
}

// reclaim finds an object under its key again. Another one that came to stand for the row meanwhile leaves the session.
func (s *Session) reclaim(st *state) {
	ids := s.identity(st.m)
	if other := ids.find(st.key); other != nil && other != st {
		s.detach(other)
	}
	ids.put(st.key, st)
}

// restore brings back what was known of an object before the transaction, its key included.
func (s *Session) restore(st *state, was *past) {
	if st.status != Persistent || !s.in(st) {
		return
	}
	if was.links != nil {
		copy(st.links, *was.links)
	}
	s.unfold(st)
	if !was.snap.IsNil() {
		if key, err := st.m.keyOf(was.snap); err == nil && key != st.key && key.form != 0 {
			s.identity(st.m).removeOf(st)
			st.key = key
			s.reclaim(st)
		}
		st.m.tracker.Copy(st.snap, was.snap)
	}
	st.fresh = 0
	s.revert(st)
}

// revert undoes assignments that no flush wrote, in columns and relations.
func (s *Session) revert(st *state) {
	if st.status != Persistent {
		return
	}
	for _, at := range st.m.tracker.Changed(st.obj, st.snap, nil) {
		st.m.tracker.CopyField(at, st.obj, st.snap)
	}
	for i := range st.links {
		st.restoreLink(i)
		st.links[i].loaded = false
	}
}

// restoreLink gives a relation field what it held at the last load or flush.
func (st *state) restoreLink(i int) {
	st.leaveBlock()
	r, was := st.m.rels[i], st.links[i].list
	if r.many {
		if !samePtrs(r.field.Links(st.obj), was) {
			r.field.SetLinks(st.obj, append([]access.Ptr(nil), was...))
		}
		return
	}
	var one access.Ptr
	if len(was) > 0 {
		one = was[0]
	}
	r.field.SetLink(st.obj, one)
}
