// This file holds the flush: making the plan, sending its statements, and taking over what they made.
//
//layer:6 session, flush, query, load

package orm

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// singleInserts is how many objects of one shape are inserted one by one when the database makes their keys, as the
// tutorials show. Above it they go out in statements of up to insertChunk rows, and the keys come back together.
const (
	singleInserts = 10
	insertChunk   = 50
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

// autoflush flushes before a query that might miss what isn't written yet.
func (s *Session) autoflush(before string) error {
	if !s.opts.autoflush || s.quiet > 0 || s.opts.autocommit && s.tx == nil {
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
	if err := s.beforeHooks(); err != nil {
		return err
	}
	steps, p, err := s.plan(false)
	if err != nil {
		p.undo()
		return err
	}
	own := s.tx == nil && len(steps) > 0
	if own {
		s.begin()
	}
	if err := s.send(steps, cause); err != nil {
		p.undo()
		err = s.fail(err)
		if own && s.opts.autocommit {
			s.end(s.tx)
		}
		return err
	}
	if err := s.finish(p); err != nil {
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
	for _, st := range s.list {
		if st != nil && st.status != Deleted && (st.status == Pending || st.doomed || st.changed()) {
			return true
		}
	}
	return false
}

// beforeHooks calls the Before hooks, and fills defaults of the program in, before the plan looks at the objects.
func (s *Session) beforeHooks() error {
	if err := s.discover(); err != nil {
		return err
	}
	for i := 0; i < len(s.list); i++ {
		st := s.list[i]
		if st == nil || st.status == Deleted {
			continue
		}
		var event ObjectEvent
		switch {
		case st.doomed:
			event = BeforeDelete
		case st.status == Pending:
			event = BeforeInsert
			if err := st.fillDefaults(); err != nil {
				return err
			}
		case len(s.opts.onObject[BeforeUpdate]) > 0 && st.changed():
			event = BeforeUpdate
		default:
			continue
		}
		if err := s.callObject(event, st); err != nil {
			return err
		}
	}
	return nil
}

// fillDefaults gives zero fields the default of their column.
func (st *state) fillDefaults() error {
	for _, prop := range st.m.props {
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

// arg is the value of a column for a statement: an override's, or the field's.
func (s *Session) arg(q *mapperSQL, st *state, col int) (driver.Value, error) {
	for _, o := range st.over {
		if o.col == col {
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
	return q.bind(s.engine, st.m, col, st.obj)
}

// get is an override's value at the time of the statement.
func (o override) get() (any, error) {
	if o.from == nil {
		return o.value, nil
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

func (s *Session) args(q *mapperSQL, st *state, cols []int, args []driver.Value) ([]driver.Value, error) {
	for _, c := range cols {
		if c < 0 {
			continue // its SQL brings the values, see fill
		}
		v, err := s.arg(q, st, c)
		if err != nil {
			return args, err
		}
		args = append(args, v)
	}
	return args, nil
}

// fill puts the values that the SQL of computed columns brings among those of the object.
func (s *Session) fill(sql *compiled, args []driver.Value) ([]driver.Value, error) {
	if len(args) == len(sql.Binds) {
		return args, nil
	}
	out := make([]driver.Value, 0, len(sql.Binds))
	for _, b := range sql.Binds {
		if _, ours := b.Value.(ast.Param); ours {
			out, args = append(out, args[0]), args[1:]
			continue
		}
		v, err := s.engine.dialect.BindValue(b.Type, b.Value)
		if err != nil {
			return nil, fmt.Errorf("orm: a default's value: %w", err)
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Session) sendInserts(st *step, cause string) error {
	m, made := st.m, s.madeKey(st)
	o := origin{cause: cause, object: m.name}
	switch {
	case len(st.states) > singleInserts && (made < 0 || s.engine.known() != nil && s.engine.known().Returning):
		for chunk := range slices.Chunk(st.states, s.chunkSize(len(st.cols))) {
			if err := s.insertChunk(m, st.cols, chunk, made, o); err != nil {
				return err
			}
		}
	case made < 0 && len(st.states) > 1:
		return s.insertMany(m, st.cols, st.states, o)
	default:
		for _, one := range st.states {
			if err := s.insertOne(m, st.cols, one, made, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// madeKey is the position of the key column that the database makes for the objects of an insert step; -1 for none.
func (s *Session) madeKey(st *step) int {
	if st.m.auto >= 0 && !slices.Contains(st.cols, st.m.auto) {
		return st.m.auto
	}
	return -1
}

// tellsLastID tells whether the driver knows the key of the row inserted last; else RETURNING is asked.
func (s *Session) tellsLastID() bool {
	f, err := s.engine.Features()
	return err == nil && f.IDStep > 0
}

func (s *Session) chunkSize(cols int) int {
	size := insertChunk
	if f := s.engine.known(); f != nil && f.MaxParams > 0 && cols > 0 {
		size = min(size, f.MaxParams/cols)
	}
	return max(size, 1)
}

// insertOne inserts one object and reads back the key that the database made.
func (s *Session) insertOne(m *Mapper, cols []int, st *state, made int, o origin) error {
	q := m.statements(s.engine)
	args, err := s.args(q, st, cols, make([]driver.Value, 0, len(cols)))
	if err != nil {
		return err
	}
	if made >= 0 && !s.tellsLastID() {
		return s.insertReturning(m, cols, []*state{st}, args, o)
	}
	sql, err := q.get(s.engine, shapeOf('I', 1, cols), func() ast.Stmt { return m.insertStmt(cols, 1, nil) })
	if err != nil {
		return err
	}
	if args, err = s.fill(sql, args); err != nil {
		return err
	}
	res, err := s.conn.exec(s.context(), sql, args, o)
	if err != nil {
		return err
	}
	if made >= 0 {
		id, err := res.LastInsertId()
		if err != nil {
			return fmt.Errorf("orm: the key of the new %s can't be read back: %w", m.name, err)
		}
		if _, err := m.props[made].field.Set(st.obj, id); err != nil {
			return err
		}
	}
	return s.inserted(st)
}

// insertMany inserts objects that bring their keys, in one executemany.
func (s *Session) insertMany(m *Mapper, cols []int, states []*state, o origin) error {
	q := m.statements(s.engine)
	sql, err := q.get(s.engine, shapeOf('I', 1, cols), func() ast.Stmt { return m.insertStmt(cols, 1, nil) })
	if err != nil {
		return err
	}
	rows := make([][]driver.Value, len(states))
	for i, st := range states {
		if rows[i], err = s.args(q, st, cols, nil); err != nil {
			return err
		}
	}
	if _, err := s.conn.execMany(s.context(), sql, rows, o); err != nil {
		return err
	}
	for _, st := range states {
		if err := s.inserted(st); err != nil {
			return err
		}
	}
	return nil
}

// insertChunk inserts several objects in one statement.
func (s *Session) insertChunk(m *Mapper, cols []int, states []*state, made int, o origin) error {
	q := m.statements(s.engine)
	args := make([]driver.Value, 0, len(cols)*len(states))
	var err error
	for _, st := range states {
		if args, err = s.args(q, st, cols, args); err != nil {
			return err
		}
	}
	if made >= 0 {
		return s.insertReturning(m, cols, states, args, o)
	}
	n := len(states)
	sql, err := q.get(s.engine, shapeOf('I', n, cols), func() ast.Stmt { return m.insertStmt(cols, n, nil) })
	if err != nil {
		return err
	}
	if _, err := s.conn.exec(s.context(), sql, args, o); err != nil {
		return err
	}
	for _, st := range states {
		if err := s.inserted(st); err != nil {
			return err
		}
	}
	return nil
}

// insertReturning inserts objects and takes the keys from RETURNING. Databases don't promise its order, but they give
// keys in the order of the rows, so the keys are sorted first.
func (s *Session) insertReturning(m *Mapper, cols []int, states []*state, args []driver.Value, o origin) error {
	q, n := m.statements(s.engine), len(states)
	sql, err := q.get(s.engine, shapeOf('R', n, cols), func() ast.Stmt { return m.insertStmt(cols, n, []int{m.auto}) })
	if err != nil {
		return err
	}
	if args, err = s.fill(sql, args); err != nil {
		return err
	}
	rows, err := s.conn.query(s.context(), sql, args, o)
	if err != nil {
		return err
	}
	ids, err := readKeys(rows)
	if err != nil {
		return err
	}
	if len(ids) != n {
		return fmt.Errorf("orm: %d rows of %s were inserted and %d keys came back", n, m.table.name, len(ids))
	}
	slices.Sort(ids)
	for i, st := range states {
		if _, err := m.props[m.auto].field.Set(st.obj, ids[i]); err != nil {
			return err
		}
		if err := s.inserted(st); err != nil {
			return err
		}
	}
	return nil
}

// readKeys reads a result of one integer column to its end.
func readKeys(rows rowScanner) (ids []int64, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	var dest [1]driver.Value
	for {
		if err := rows.Next(dest[:]); errors.Is(err, io.EOF) {
			return ids, nil
		} else if err != nil {
			return nil, err
		}
		id, ok := dest[0].(int64)
		if !ok {
			return nil, fmt.Errorf("orm: the key that came back is a %T, not an integer", dest[0])
		}
		ids = append(ids, id)
	}
}

// inserted makes a pending object persistent.
func (s *Session) inserted(st *state) error {
	if err := st.takeOver(); err != nil {
		return err
	}
	key, err := st.m.keyOf(st.obj)
	if err != nil {
		return err
	}
	if other := s.identity(st.m).find(key); other != nil && other != st {
		return fmt.Errorf("orm: the session holds another %s with this key", st.m.name)
	}
	s.settleState(st, key)
	for _, prop := range st.m.props {
		if prop.col.madeByServer() || prop.col.def != nil && prop.col.def.sql() {
			st.fresh = 0 // the row has values that the object doesn't: Refresh brings them
		}
	}
	st.born = s.tx
	s.tx.created = append(s.tx.created, st)
	return s.callObject(AfterInsert, st)
}

// takeOver writes what a statement set beyond the fields' own values into the object: keys of other objects, versions.
func (st *state) takeOver() error {
	for _, o := range st.over {
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
