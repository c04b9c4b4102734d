// This file holds the INSERTs of a flush, and how the keys that the database makes come back.
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
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/internal/access"
)

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
	case len(st.states) > singleRows && (made < 0 || s.returnsKeys()):
		var args arguments
		if s.tx != nil {
			s.tx.created = slices.Grow(s.tx.created, len(st.states))
		}
		for size, rest := s.chunkSize(len(st.cols)), st.states; len(rest) > 0; {
			n := independent(rest[:min(size, len(rest))], (*state).pending)
			if err := s.insertChunk(m, st.cols, rest[:n], made, &args, o); err != nil {
				return err
			}
			if rest = rest[n:]; len(rest) > insertChunk && made >= 0 && args.keys == nil {
				args.keys = s.countsUp(m.table) // asked within the transaction: nothing can change it now
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

// independent counts the objects at the beginning of a list that can go out in one statement: one that takes the key of
// another among them waits until that is known.
func independent(states []*state, pending func(*state) bool) int {
	for i, st := range states {
		for _, o := range st.over {
			if i > 0 && o.from != nil && pending(o.from) {
				return i
			}
		}
	}
	return len(states)
}

func (st *state) pending() bool { return st.status == Pending }

// returnsKeys tells whether an INSERT of several rows gives their keys back.
func (s *Session) returnsKeys() bool {
	f, err := s.engine.Features()
	return err == nil && f.Returning
}

// madeKey is the position of the key column that the database makes for the objects of an insert step; -1 for none.
func (s *Session) madeKey(st *step) int {
	if !st.unread && st.m.joins == nil && st.m.auto >= 0 && !slices.Contains(st.cols, st.m.auto) {
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
	if by, ok := s.engine.dialect.(dialect.Rower); ok {
		size = by.InsertRows()
	}
	if f := s.engine.known(); f != nil && f.MaxParams > 0 && cols > 0 {
		size = min(size, f.MaxParams/cols)
	}
	return max(size, 1)
}

// insertOne inserts one object and reads back the key that the database made.
func (s *Session) insertOne(m *Mapper, cols []int, st *state, made int, o origin) error {
	q := m.statements(s.engine)
	args, err := s.args(q, st, cols, make([]driver.Value, 0, len(cols)), nil)
	if err != nil {
		return err
	}
	if made >= 0 && !s.tellsLastID() {
		return s.insertReturning(m, cols, []*state{st}, args, nil, o)
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
		if err := m.props[made].field.SetInt(st.obj, id); err != nil {
			return err
		}
	}
	return s.inserted(m, st)
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
		if rows[i], err = s.args(q, st, cols, nil, nil); err != nil {
			return err
		}
	}
	if _, err := s.conn.execMany(s.context(), sql, rows, o); err != nil {
		return err
	}
	for _, st := range states {
		if err := s.inserted(m, st); err != nil {
			return err
		}
	}
	return nil
}

// arguments are those of a statement of many rows. Its memory serves the next one, too.
type arguments struct {
	list []driver.Value
	room access.Boxes
	keys *countedKeys // of an INSERT; nil until it is known
}

// countedKeys tells that a table's rows get keys one after the other: the first and the last of a statement tell all.
type countedKeys struct {
	lastSQL string // the query for the last one; "" where keys are read one by one
}

// countsUp asks the database whether it counts the keys of a table up.
func (s *Session) countsUp(t *Table) *countedKeys {
	by, ok := s.engine.dialect.(dialect.Numberer)
	if !ok || t.schema != "" {
		return &countedKeys{}
	}
	n, err := s.conn.askAlone(s.context(), by.CountsUpSQL(), driver.NamedValue{Ordinal: 1, Value: t.name})
	if err != nil || n != 1 {
		return &countedKeys{}
	}
	return &countedKeys{by.LastKeySQL()}
}

// all makes the keys of a statement of n rows, if they follow each other from the first up to the last; else nil.
func (k *countedKeys) all(s *Session, first int64, n int) []int64 {
	if k == nil || k.lastSQL == "" {
		return nil
	}
	last, err := s.conn.askAlone(s.context(), k.lastSQL)
	if err != nil || first <= 0 || last-first != int64(n)-1 {
		return nil
	}
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = first + int64(i)
	}
	return ids
}

// begin empties the arguments for n of the next statement. What an echo or an error has shown of them stays as it is.
func (a *arguments) begin(c *Conn, n int) {
	a.list = slices.Grow(a.list[:0], n)
	a.room.Reset(c.showed)
	c.showed = false
}

// insertChunk inserts several objects in one statement.
func (s *Session) insertChunk(m *Mapper, cols []int, states []*state, made int, args *arguments, o origin) error {
	q, n := m.statements(s.engine), len(states)
	args.begin(s.conn, n*len(cols))
	var err error
	for _, st := range states {
		if args.list, err = s.args(q, st, cols, args.list, &args.room); err != nil {
			return err
		}
	}
	if made >= 0 {
		return s.insertReturning(m, cols, states, args.list, args.keys, o)
	}
	sql, err := q.get(s.engine, shapeOf('I', n, cols), func() ast.Stmt { return m.insertStmt(cols, n, nil) })
	if err != nil {
		return err
	}
	if _, err := s.conn.exec(s.context(), sql, args.list, o); err != nil {
		return err
	}
	for _, st := range states {
		if err := s.inserted(m, st); err != nil {
			return err
		}
	}
	return nil
}

// insertReturning inserts objects and takes the keys from RETURNING. Databases don't promise its order, but they give
// keys in the order of the rows, so the keys are sorted first.
func (s *Session) insertReturning(m *Mapper, cols []int, states []*state, args []driver.Value, keys *countedKeys, o origin) error {
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
	ids, err := readKeys(rows, n, func(first int64) []int64 { return keys.all(s, first, n) })
	if err != nil {
		return err
	}
	if len(ids) != n {
		return fmt.Errorf("orm: %d rows of %s were inserted and %d keys came back", n, m.table.name, len(ids))
	}
	slices.Sort(ids)
	for i, st := range states {
		if err := m.props[m.auto].field.SetInt(st.obj, ids[i]); err != nil {
			return err
		}
		if err := s.inserted(m, st); err != nil {
			return err
		}
	}
	return nil
}

// readKeys reads a result of one integer column, of about n rows: to its end, or the first row where that tells all.
func readKeys(rows rowScanner, n int, all func(first int64) []int64) (ids []int64, err error) {
	ids = make([]int64, 0, n)
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
		if ids = append(ids, id); len(ids) == 1 && all != nil {
			if ids := all(id); ids != nil {
				return ids, nil
			}
		}
	}
}
