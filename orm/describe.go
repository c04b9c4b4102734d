// This file describes the steps of a flush as the statements that they would send.
//
//layer:6 session, flush, query, load

package orm

import (
	"database/sql/driver"
	"slices"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// describer makes the statements of a plan. It mirrors how steps are sent: see sendStep and what that calls.
type describer struct {
	s        *Session
	list     []PlannedStatement
	inserted map[*state]bool // by the statements so far
}

func (d *describer) step(st *step) error {
	switch st.kind {
	case insertStep:
		return d.inserts(st)
	case updateStep:
		if st.post != nil {
			defer func(over []override) { st.states[0].over = over }(st.states[0].over)
			st.states[0].over = st.post
		}
		return d.changes(st.m.updateStmt(st.cols), st)
	case deleteStep:
		return d.changes(st.m.deleteStmt(), st)
	case freshStep:
		return d.rows(st.m.selectByKey(st.m.plainPlan(false)), st, nil, st.m.keys)
	case loadStep:
		return d.rows(st.r.lazyStmt(st.r.target.plainPlan(false)), st, st.r.local, nil)
	}
	return d.pairs(st)
}

// inserts describes the INSERTs of a step as sendInserts sends them.
func (d *describer) inserts(st *step) error {
	made := d.s.madeKey(st)
	switch {
	case len(st.states) > singleRows && (made < 0 || d.s.returnsKeys()):
		for size, rest := d.s.chunkSize(len(st.cols)), st.states; len(rest) > 0; {
			n := independent(rest[:min(size, len(rest))], d.pending)
			if err := d.insert(st, rest[:n], made, made >= 0); err != nil {
				return err
			}
			rest = rest[n:]
		}
	case made < 0 && len(st.states) > 1:
		return d.rows(st.m.insertStmt(st.cols, 1, nil), st, st.cols, nil)
	default:
		for _, one := range st.states {
			if err := d.insert(st, []*state{one}, made, made >= 0 && !d.s.tellsLastID()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *describer) pending(st *state) bool { return st.status == Pending && !d.inserted[st] }

// insert describes one INSERT of several rows.
func (d *describer) insert(st *step, states []*state, made int, returning bool) error {
	var back []int
	if returning {
		back = []int{made}
	}
	var values []any
	for _, one := range states {
		row, err := d.values(st.m, one, nil, st.cols, nil)
		if err != nil {
			return err
		}
		values = append(values, row...)
		d.inserted[one] = true
	}
	return d.add(st.m.insertStmt(st.cols, len(states), back), st.m.name, [][]any{values})
}

// changes describes the UPDATEs or DELETEs of a step as sendRows sends them: one for each object, or for many.
func (d *describer) changes(stmt ast.Stmt, st *step) error {
	size := d.s.wideRows(st)
	if size == 0 {
		return d.rows(stmt, st, st.cols, st.m.rowColumns())
	}
	for states := range slices.Chunk(st.states, size) {
		part := *st
		part.states = states
		sets, _, err := d.sets(&part, st.cols, st.m.rowColumns())
		if err != nil {
			return err
		}
		if err := d.add(st.wideStmt(len(states)), st.m.name, [][]any{slices.Concat(sets...)}); err != nil {
			return err
		}
	}
	return nil
}

// rows describes a statement that is executed for each object.
func (d *describer) rows(stmt ast.Stmt, st *step, cols, keys []int) error {
	sets, name, err := d.sets(st, cols, keys)
	if err != nil {
		return err
	}
	if st.r != nil {
		name = st.r.String()
	}
	return d.add(stmt, name, sets)
}

// sets are the parameters for each object of a step, and the name of their struct.
func (d *describer) sets(st *step, cols, keys []int) (sets [][]any, name string, err error) {
	for _, one := range st.states {
		m := one.m
		if st.m != nil && st.r == nil {
			m = st.m
		}
		set, err := d.values(m, one, st.rowOf(one), cols, keys)
		if err != nil {
			return nil, "", err
		}
		sets, name = append(sets, set), m.name
		if st.kind == insertStep || st.instead[one] != nil {
			d.inserted[one] = true
		}
	}
	return sets, name, nil
}

// pairs describes rows of an association table.
func (d *describer) pairs(st *step) error {
	var sets [][]any
	order := st.r.linkOrder()
	for _, pair := range st.pairs {
		var ends, set []any
		for end, cols := range [][]int{st.r.local, st.r.remote} {
			part, err := d.values(pair[end].m, pair[end], nil, cols, nil)
			if err != nil {
				return err
			}
			ends = append(ends, part...)
		}
		for _, at := range order {
			set = append(set, ends[at])
		}
		sets = append(sets, set)
	}
	return d.add(st.r.linkStmt(st.kind), st.r.String(), sets)
}

// add takes a statement into the plan. Values that its SQL brings itself go among those of the objects, as in fill.
func (d *describer) add(stmt ast.Stmt, name string, sets [][]any) error {
	st, err := d.s.engine.compile(stmt)
	if err != nil {
		return err
	}
	for i, set := range sets {
		if len(set) < len(st.Binds) {
			sets[i] = among(st, set)
		}
	}
	one := PlannedStatement{SQL: st.SQL, Sets: sets, Object: name}
	if len(sets) == 1 {
		one.Params = sets[0]
	}
	d.list = append(d.list, one)
	return nil
}

func among(st *compiled, set []any) (all []any) {
	for _, b := range st.Binds {
		value := b.Value
		if _, ours := value.(ast.Param); ours {
			value, set = set[0], set[1:]
		}
		all = append(all, value)
	}
	return all
}

// values are the parameters of one object: of columns as they are now, and of the keys as the row has them that it finds.
func (d *describer) values(m *Mapper, st, row *state, cols, keys []int) (set []any, err error) {
	q := m.statements(d.s.engine)
	for _, c := range cols {
		if c < 0 {
			continue // its SQL brings the values
		}
		v, err := d.value(q, st, c)
		if err != nil {
			return nil, err
		}
		set = append(set, v)
	}
	for _, c := range keys {
		v, err := q.bind(d.s.engine, m, c, row.snap, nil)
		if err != nil {
			return nil, err
		}
		set = append(set, d.shown(m, c, v))
	}
	return set, nil
}

// value is what a statement would take for a column of an object.
func (d *describer) value(q *mapperSQL, st *state, col int) (any, error) {
	if key, ok := st.toCome(col); ok {
		return key, nil
	}
	if v, ok := st.constant(col); ok {
		bound, err := q.convert(d.s.engine, st.m, col, v)
		return d.shown(st.m, col, bound), err
	}
	v, err := d.s.arg(q, st, col, nil)
	return d.shown(st.m, col, v), err
}

// shown is a bound value as an echo shows it.
func (d *describer) shown(m *Mapper, col int, v driver.Value) any {
	c := m.props[col].col
	if (c.secret || d.s.engine.opts.hide) && (v != nil || d.s.engine.opts.hide) {
		return echo.Masked
	}
	return shown(c.node.Type, v, d.s.engine.dialect.Traits().TextTimes)
}

// toCome tells whether a column's value is known only when the flush is on its way.
func (st *state) toCome(col int) (PendingKey, bool) {
	prop := st.m.props[col]
	for _, o := range st.over {
		if o.col != col {
			continue
		}
		if key, ok := o.value.(PendingKey); ok {
			return key, true
		}
		if o.from != nil {
			return o.from.toCome(o.source)
		}
		return PendingKey{}, false
	}
	made := col == st.m.auto || prop.col.def != nil && prop.col.def.fn != nil
	if made && st.status == Pending && prop.field.IsZero(st.obj) {
		return PendingKey{prop.col.table.name, prop.col.name}, true
	}
	return PendingKey{}, false
}

// constant is the default that a flush would give a pending object's zero field.
func (st *state) constant(col int) (any, bool) {
	prop := st.m.props[col]
	if st.status != Pending || prop.col.def == nil || prop.col.def.fn != nil || prop.col.def.sql() || !prop.field.IsZero(st.obj) {
		return nil, false
	}
	v, err := access.Plain(prop.col.def.value)
	return v, err == nil
}
