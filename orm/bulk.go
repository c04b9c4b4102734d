// This file holds bulk operations: many rows written without the bookkeeping of a unit of work.
//
//layer:6 session, flush, query, load

package orm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// BulkOption changes what a bulk operation does.
type BulkOption func(*bulkOptions)

type bulkOptions struct{ keys, nulls, all bool }

// ReturnDefaults puts the keys that the database makes into the objects of BulkSaveObjects.
func ReturnDefaults() BulkOption { return func(o *bulkOptions) { o.keys = true } }

// RenderNulls writes columns that are NULL (nil pointers, nil values), which an INSERT of a bulk operation leaves out
// otherwise, so that server defaults apply. With it rows that differ in them share a statement.
func RenderNulls() BulkOption { return func(o *bulkOptions) { o.nulls = true } }

// AllColumns lets BulkSaveObjects update all columns of an object that has a row, not only those that changed.
func AllColumns() BulkOption { return func(o *bulkOptions) { o.all = true } }

func newBulkOptions(opts []BulkOption) (o bulkOptions) {
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// BulkSaveObjects writes a slice of objects in its order, neighbours that set the same columns in one statement: INSERT
// for those without a row, UPDATE of what changed for those that this session holds or held. It doesn't flush, follows
// no relations and calls no hooks; new objects stay outside the session, and don't learn their keys without
// ReturnDefaults. Defaults of the program and version counters are written. A failure rolls the transaction back, as that of a flush.
func (s *Session) BulkSaveObjects(objs any, opts ...BulkOption) error {
	o := newBulkOptions(opts)
	return s.bulkWrite("BulkSaveObjects", func() (steps []step, err error) {
		for _, obj := range access.Objects([]any{objs}) {
			one, err := s.bulkObject(obj, o)
			if err != nil {
				return nil, err
			}
			steps = joinStep(steps, one)
		}
		return steps, nil
	})
}

// BulkInsertMappings inserts a row for each set of fields and values, neighbours with the same fields in one statement.
// model says the struct, as User{}. It is BulkSaveObjects without objects.
func (s *Session) BulkInsertMappings(model any, rows []V, opts ...BulkOption) error {
	return s.bulkMappings("BulkInsertMappings", model, rows, func(m *Mapper, row V) (step, error) {
		return m.bulkInsert(row, newBulkOptions(opts))
	})
}

// BulkUpdateMappings updates a row for each set of fields and values: those of the primary key, and of the version counter
// where there is one, find the row, the others are set. Neighbours with the same fields go out in one statement; one that
// matches no row is ErrStale. Objects that the session holds don't notice: Expire or Refresh them.
func (s *Session) BulkUpdateMappings(model any, rows []V) error {
	return s.bulkMappings("BulkUpdateMappings", model, rows, (*Mapper).bulkUpdate)
}

func (s *Session) bulkMappings(method string, model any, rows []V, plan func(*Mapper, V) (step, error)) error {
	return s.bulkWrite(method, func() (steps []step, err error) {
		t, err := structType(model)
		if err != nil {
			return nil, err
		}
		m, err := s.opts.reg.mapper(t)
		if err == nil {
			err = m.oneTable(method)
		}
		if err != nil {
			return nil, err
		}
		for i, row := range rows {
			one, err := plan(m, row)
			if err != nil {
				return nil, fmt.Errorf("orm: %s: row %d: %w", method, i+1, err)
			}
			steps = joinStep(steps, one)
		}
		return steps, nil
	})
}

// bulkWrite plans and sends steps.
func (s *Session) bulkWrite(method string, plan func() ([]step, error)) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return err
	}
	steps, err := plan()
	defer endBulk(steps)
	if err != nil || len(steps) == 0 {
		return err
	}
	own := s.tx == nil
	if own {
		s.begin()
	}
	if err := s.send(steps, method); err != nil {
		err = s.fail(err)
		if own && s.opts.autocommit {
			s.end(s.tx)
		}
		return err
	}
	if own && s.opts.autocommit {
		return s.commit(s.tx)
	}
	return nil
}

// endBulk takes the marks from the states of the session's own objects.
func endBulk(steps []step) {
	for _, step := range steps {
		for _, st := range step.states {
			st.bulk = notBulk
		}
	}
}

// joinStep puts a step of one row behind others, into the last one where that is alike.
func joinStep(steps []step, one step) []step {
	if len(one.states) == 0 {
		return steps
	}
	if k := len(steps) - 1; k >= 0 && len(one.cols) > 0 && steps[k].kind == one.kind && steps[k].m == one.m && slices.Equal(steps[k].cols, one.cols) && !computes(one.cols) {
		steps[k].states = append(steps[k].states, one.states...)
		return steps
	}
	return append(steps, one)
}

// bulkKind says what becomes of a state when its statement was executed.
type bulkKind uint8

const (
	notBulk   bulkKind = iota
	bulkRow            // nothing: there is no object, or it isn't the session's
	bulkHeld           // the session's object takes over what was written; no hooks
	bulkFresh          // a new object takes over its key and version
)

// bulkObject is the step that saves one object; without states where nothing changed.
func (s *Session) bulkObject(obj any, o bulkOptions) (step, error) {
	p, m, err := s.mapped(obj)
	if err != nil {
		return step{}, err
	}
	st := s.held(p)
	if st == nil {
		err = s.free(p, m)
	}
	if err = errors.Join(err, m.oneTable("BulkSaveObjects")); err != nil {
		return step{}, err
	}
	was, left := s.departedFrom(p)
	switch {
	case st != nil && (st.status != Persistent || st.doomed):
		return step{}, fmt.Errorf("orm: BulkSaveObjects: this %s is %s in the session: Flush writes it", m.name, st.shownStatus())
	case st != nil:
		st.bulk = bulkHeld
	case left && was.m == m:
		st = &state{m: m, obj: p, snap: was.snap, key: was.key, lack: was.lack, status: Persistent, bulk: bulkRow}
		if st.snap.IsNil() {
			st.snap, o.all = p, true // what the row holds isn't known
		}
	default:
		return m.bulkNew(p, o)
	}
	cols := m.updateColumns(st, nil)
	if err := m.writable(cols); err != nil {
		return step{}, err
	}
	if o.all {
		cols = slices.DeleteFunc(m.notKeys(), st.lack.Has) // what isn't loaded would be overwritten with zero
	}
	if len(cols) == 0 {
		st.bulk = notBulk
		return step{}, nil
	}
	return step{kind: updateStep, m: m, cols: cols, states: []*state{st}}, nil
}

// shownStatus is the state in a word: what Delete was called for is deleted.
func (st *state) shownStatus() State {
	if st.doomed {
		return Deleted
	}
	return st.status
}

func (m *Mapper) notKeys() (cols []int) {
	for i := range m.props {
		if m.props[i].sql == nil && !slices.Contains(m.keys, i) {
			cols = append(cols, i)
		}
	}
	return cols
}

// bulkNew is the step that inserts an object.
func (m *Mapper) bulkNew(p access.Ptr, o bulkOptions) (step, error) {
	st := &state{m: m, obj: p, status: Pending, bulk: bulkRow}
	if o.keys {
		st.bulk = bulkFresh
	}
	if err := m.setKind(p); err != nil {
		return step{}, err
	}
	if err := st.fillDefaults(); err != nil {
		return step{}, err
	}
	var cols []int
	for _, col := range m.insertColumns(st, nil) {
		if col >= 0 && !o.nulls && col != m.version {
			v, err := m.props[col].field.Value(p)
			if err != nil {
				return step{}, err
			}
			if v == nil {
				continue
			}
		}
		cols = append(cols, col)
	}
	return step{kind: insertStep, m: m, cols: cols, states: []*state{st}, unread: !o.keys}, nil
}

// bulkInsert is the step that inserts a row of fields and values.
func (m *Mapper) bulkInsert(row V, o bulkOptions) (step, error) {
	st := &state{m: m, status: Pending, bulk: bulkRow}
	if err := m.noObject(); err != nil {
		return step{}, err
	}
	if err := st.overrideAll(row, !o.nulls); err != nil {
		return step{}, err
	}
	var cols []int
	for i, prop := range m.props {
		given := slices.ContainsFunc(st.over, func(o override) bool { return o.col == i })
		switch def := prop.col.def; {
		case given || prop.col.madeByServer():
		case i == m.version:
			st.over, given = append(st.over, override{col: i, value: int64(1)}), true
		case m.family != nil && i == m.family.on:
			st.over, given = append(st.over, override{col: i, value: m.kind}), true
		case def != nil && def.sql():
			cols = append(cols, computed(i))
		case def != nil:
			v, err := def.make()
			if err == nil {
				v, err = access.Plain(v)
			}
			if err != nil {
				return step{}, fmt.Errorf("default of %s.%s: %w", m.name, prop.field.Name, err)
			}
			st.over, given = append(st.over, override{col: i, value: v}), true
		}
		if given {
			cols = append(cols, i)
		}
	}
	return step{kind: insertStep, m: m, cols: cols, states: []*state{st}, unread: true}, nil
}

// bulkUpdate is the step that updates a row by fields and values.
func (m *Mapper) bulkUpdate(row V) (step, error) {
	obj := access.New(m.data.Type) // holds what finds the row
	st := &state{m: m, obj: obj, snap: obj, status: Persistent, bulk: bulkRow}
	if err := st.overrideAll(row, false); err != nil {
		return step{}, err
	}
	finders := m.keys
	if m.version >= 0 {
		finders = append(slices.Clone(finders), m.version)
	}
	for _, at := range finders {
		f := m.props[at].field
		i := slices.IndexFunc(st.over, func(o override) bool { return o.col == at })
		if i < 0 || st.over[i].value == nil {
			return step{}, fmt.Errorf("%s.%s is missing: it finds the row", m.name, f.Name)
		}
		if _, err := f.Set(obj, st.over[i].value); err != nil {
			return step{}, err
		}
		st.over = slices.Delete(st.over, i, i+1)
	}
	p := planner{}
	cols := m.updateColumnsOf(st)
	cols, err := p.setOnUpdate(st, cols)
	if err != nil || len(cols) == 0 {
		return step{}, err
	}
	return step{kind: updateStep, m: m, cols: cols, states: []*state{st}}, nil
}

// updateColumnsOf lists what the overrides set, whatever the row holds, and the version counter with it.
func (m *Mapper) updateColumnsOf(st *state) (cols []int) {
	for _, o := range st.over {
		cols = append(cols, o.col)
	}
	if len(cols) > 0 && m.version >= 0 {
		cols = append(cols, m.version)
	}
	slices.Sort(cols)
	return cols
}

// overrideAll takes the values of a row; where skip is set those that are NULL are left out.
func (st *state) overrideAll(row V, skip bool) error {
	for i, prop := range st.m.props { // in the order of the columns, not of the map
		v, ok := row[prop.field.Name]
		if !ok {
			continue
		}
		plain, err := access.Plain(v)
		if err == nil {
			err = st.m.writable([]int{i})
		}
		if err != nil {
			return err
		}
		if plain != nil || !skip {
			st.over = append(st.over, override{col: i, value: plain})
		}
	}
	for name := range row {
		if _, ok := st.m.byField[name]; !ok {
			return st.m.noField(name)
		}
	}
	return nil
}
