// This file holds the flush: making the plan, sending its statements, and taking over what they made.
//
//layer:6 session, flush, query, load

package orm

import (
	"database/sql/driver"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// singleRows is how many objects of one shape are written one by one, as the tutorials show: inserted, where the database
// makes their keys, updated and deleted. Above it they go out in statements of many rows, an INSERT of insertChunk if its dialect
// names no other number (dialect.Rower); of that the keys come back together.
const (
	singleRows  = 10
	insertChunk = 100
)

// Flush writes what was added, changed and deleted. It begins a transaction where none is open, and leaves it open. In
// an autocommit session it has a transaction of its own. When it fails, the transaction is rolled back at once.
func (s *Session) Flush() error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return err
	}
	return s.flush("flush")
}

// autoflush flushes before a query that might miss what isn't written yet. That costs a look at every object, so it comes
// once in a call: what the session does itself needs no second look, and only a hook lets the program act meanwhile.
func (s *Session) autoflush(before string) error {
	if !s.opts.autoflush || s.quiet > 0 || s.flushing || s.looked || s.opts.autocommit && s.tx == nil {
		return nil
	}
	if s.looked = true; !s.busy() {
		return nil
	}
	return s.flush("autoflush before " + before)
}

func (s *Session) flush(cause string) error {
	if s.flushing {
		return ErrFlushing
	}
	s.flushing = true
	defer func() { s.flushing = false }()
	if !s.busy() {
		return nil
	}
	if err := s.callSession(BeforeFlush); err != nil {
		return err
	}
	if err := s.prepare(); err != nil {
		return err
	}
	p, err := s.plan(false, false)
	var steps []step
	var parts []part
	switch hooked := s.opts.hooksObjects(); {
	case err != nil:
	case hooked:
		parts, err = p.parts()
	default:
		steps, err = p.allSteps()
	}
	if err != nil {
		p.undo()
		return err
	}
	own := s.tx == nil && (len(steps)+len(parts) > 0 || len(p.order) > 0 && !s.opts.autocommit) // a rollback takes back what changes in memory alone, too
	if own {
		s.begin()
	}
	held := p.holdNow(parts)
	if err = s.send(steps, cause); err == nil {
		err = s.sendParts(p, parts, cause)
	}
	if err != nil {
		p.undo()
		err = s.fail(err)
		if own && s.opts.autocommit {
			s.end(s.tx)
		}
		return err
	}
	if err := s.finish(p, held); err != nil {
		return err
	}
	if own && s.opts.autocommit {
		s.flushing = false // it is done; the commit looks for what hooks left
		return s.commit(s.tx)
	}
	return nil
}

// busy tells whether there is anything to flush.
func (s *Session) busy() bool {
	for i := 0; i < len(s.list); i++ {
		st := s.list[i]
		if st != nil && st.block != nil && st.block.at == i && st.block.unchanged() {
			i += st.block.n - 1
			continue
		}
		if st != nil && st.status != Deleted && (st.status == Pending || st.doomed || st.changed()) {
			return true
		}
	}
	return false
}

// prepare finds what relations brought in, and fills in defaults of the program, before the plan looks at the objects.
func (s *Session) prepare() error {
	if err := s.discover(); err != nil {
		return err
	}
	if !s.fills {
		return nil
	}
	for _, st := range s.list {
		if st != nil && st.status == Pending && !st.doomed {
			if err := st.fillDefaults(); err != nil {
				return err
			}
		}
	}
	return nil
}

// fillDefaults gives zero fields the default of their column.
func (st *state) fillDefaults() error {
	if !st.m.written().defaults {
		return nil
	}
	for i := range st.m.props {
		prop := &st.m.props[i]
		if prop.col.def == nil || prop.col.def.sql() || !prop.field.IsZero(st.obj) {
			continue
		}
		v, err := prop.col.def.make()
		if err == nil {
			v, err = access.Plain(v)
		}
		if err == nil {
			_, err = prop.field.Set(st.obj, v)
		}
		if err != nil {
			return fmt.Errorf("orm: default of %s.%s: %w", st.m.name, prop.field.Name, err)
		}
	}
	return nil
}

// send executes the steps in order.
func (s *Session) send(steps []step, cause string) error {
	for i := range steps {
		if err := s.sendStep(&steps[i], cause); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) sendStep(st *step, cause string) error {
	switch st.kind {
	case insertStep:
		return s.sendInserts(st, cause)
	case updateStep:
		return s.sendUpdates(st, cause)
	case deleteStep:
		return s.sendDeletes(st, cause)
	case linkStep, unlinkStep:
		return s.sendLinks(st, cause)
	}
	return nil
}

// arg is the value of a column for a statement: an override's, or the field's. room is for those whose boxes may stand
// together; nil where they may not.
func (s *Session) arg(q *mapperSQL, st *state, col int, room *access.Boxes) (driver.Value, error) {
	for _, o := range st.over {
		if o.col == col {
			if n, ok := o.number(); ok && q.codec[col].simple {
				return room.Number(n), nil
			}
			v, err := o.get()
			if err != nil || v == nil {
				return nil, err
			}
			return q.convert(s.engine, st.m, col, v)
		}
	}
	if col == st.m.version {
		n, err := st.nextVersion()
		return n, err
	}
	return q.bind(s.engine, st.m, col, st.obj, room)
}

// number is an override's value where that is another object's own plain integer.
func (o override) number() (int64, bool) {
	if o.from == nil || len(o.from.over) > 0 || o.from.status == Deleted { // get tells what is wrong
		return 0, false
	}
	n, ok := o.from.m.props[o.source].field.Int(o.from.obj)
	return n, ok && (n != 0 || o.from.status != Pending)
}

// get is an override's value at the time of the statement.
func (o override) get() (any, error) {
	if o.from == nil {
		return o.value, nil
	}
	if err := o.from.present(); err != nil {
		return nil, err
	}
	if o.from.status == Pending && o.source == o.from.m.auto && o.from.m.props[o.source].field.IsZero(o.from.obj) {
		return nil, fmt.Errorf("orm: a row is to take the key of a %s that has none yet", o.from.m.name)
	}
	for _, up := range o.from.over { // the key is itself taken from another object
		if up.col == o.source {
			return up.get()
		}
	}
	return o.from.m.props[o.source].field.Value(o.from.obj)
}

// nextVersion is the version that a statement writes: one more than the row's.
func (st *state) nextVersion() (int64, error) {
	f := st.m.props[st.m.version].field
	from := st.obj
	if st.status != Pending {
		from = st.snap
	}
	n, ok := f.Int(from)
	if !ok {
		return 0, fmt.Errorf("orm: %s.%s: a version counter is a plain integer", st.m.name, f.Name)
	}
	if st.status == Pending && n > 0 {
		return n, nil
	}
	return n + 1, nil
}

func (s *Session) args(q *mapperSQL, st *state, cols []int, args []driver.Value, room *access.Boxes) ([]driver.Value, error) {
	for _, c := range cols {
		if c < 0 {
			continue // its SQL brings the values, see fill
		}
		v, err := s.arg(q, st, c, room)
		if err != nil {
			return args, err
		}
		args = append(args, v)
	}
	return args, nil
}

// inserted makes a pending object persistent once the last of its tables has a row.
func (s *Session) inserted(m *Mapper, st *state) error {
	if st.bulk == bulkRow || st.m.table != m.table {
		return nil
	}
	taken := st.over
	if err := st.takeOver(); err != nil || st.bulk == bulkFresh {
		return err
	}
	key, err := st.m.keyOf(st.obj)
	if err != nil {
		return err
	}
	if other := s.identity(st.m).find(key); other != nil && other != st {
		s.lose(other)
		if slices.ContainsFunc(taken, func(o override) bool { return o.from == other }) {
			return other.present() // the new row refers to itself in its stead
		}
	}
	s.settleState(st, key)
	if st.m.written().byServer {
		st.fresh = 0 // the row has values that the object doesn't: Refresh brings them
	}
	st.lackComputed()
	st.born = s.tx
	s.tx.created = doubling(s.tx.created, st)
	return nil
}

// takeOver writes what a statement set beyond the fields' own values into the object: keys of other objects, versions.
func (st *state) takeOver() error {
	for _, o := range st.over {
		if n, ok := o.number(); ok {
			if err := st.m.props[o.col].field.SetInt(st.obj, n); err != nil {
				return err
			}
			st.nulls.Put(o.col, false)
			continue
		}
		v, err := o.get()
		if err != nil {
			return err
		}
		null, err := st.m.props[o.col].field.Set(st.obj, v)
		if err != nil {
			return err
		}
		st.nulls.Put(o.col, null)
	}
	st.over = nil
	if st.m.version >= 0 {
		n, err := st.nextVersion()
		if err != nil {
			return err
		}
		if _, err := st.m.props[st.m.version].field.Set(st.obj, n); err != nil {
			return err
		}
	}
	return nil
}
