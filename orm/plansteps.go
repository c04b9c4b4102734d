// This file holds how the objects of a unit of work become statements: those of one table together, bases before subs.
//
//layer:6 session, flush, query, load

package orm

import (
	"fmt"
	"slices"
)

// saving is an object that is written, with the columns that are.
type saving struct {
	st   *state
	cols []int // computed ones negative
}

// saveSteps makes, for each table, UPDATEs of persistent objects and then INSERTs of pending ones; neighbours that set the
// same columns share a step.
func (p *planner) saveSteps(m *Mapper, states []*state) (list []step, err error) {
	if len(m.tables()) == 1 {
		return p.saveInTable(states)
	}
	var updates, inserts []saving
	for _, st := range states {
		if err := st.m.checkKind(st.obj); err != nil {
			return nil, err
		}
		if st.status == Pending {
			inserts = append(inserts, saving{st, st.m.insertColumns(st, nil)})
			continue
		}
		cols, err := p.setOnUpdate(st, st.m.updateColumns(st, nil))
		if err == nil {
			err = st.keepsKey(cols)
		}
		if err != nil {
			return nil, err
		}
		updates = append(updates, saving{st, cols})
	}
	for _, t := range m.tables() {
		for _, w := range updates {
			if part, cols := w.in(t); part != nil && len(cols) > 0 {
				list = joinStep(list, step{kind: updateStep, m: part, cols: cols, states: []*state{w.st}})
			}
		}
		for _, w := range inserts {
			if part, cols := w.in(t); part != nil {
				list = joinStep(list, step{kind: insertStep, m: part, cols: cols, states: []*state{w.st}})
			}
		}
	}
	leaveOpen(list)
	return list, nil
}

// saveInTable makes the steps of objects that have one table.
func (p *planner) saveInTable(states []*state) (list []step, err error) {
	end := 0 // where the last step's objects end, if they stand in states one after the other
	put := func(kind stepKind, at int, cols []int) {
		st := states[at]
		if k := len(list) - 1; k >= 0 && list[k].kind == kind && list[k].m == st.m && slices.Equal(list[k].cols, cols) && !computes(cols) {
			if n := len(list[k].states); end == at {
				end, list[k].states = at+1, states[at-n:at+1:at+1]
			} else {
				end, list[k].states = 0, doubling(list[k].states, st)
			}
			return
		}
		end = at + 1
		list = append(list, step{kind: kind, m: st.m, cols: slices.Clone(cols), states: states[at : at+1 : at+1]})
	}
	var cols []int
	for at, st := range states {
		if err := st.m.checkKind(st.obj); err != nil {
			return nil, err
		}
		if st.status == Persistent {
			if cols, err = p.setOnUpdate(st, st.m.updateColumns(st, cols[:0])); err != nil {
				return nil, err
			}
			if len(cols) > 0 {
				put(updateStep, at, cols)
			}
		}
	}
	for at, st := range states {
		if len(p.instead) == 0 {
			break
		}
		if old := p.instead[st]; old != nil {
			if cols, err = st.m.switchColumns(st, old); err != nil {
				return nil, err
			}
			put(updateStep, at, cols)
			list[len(list)-1].instead = p.instead
		}
	}
	for at, st := range states {
		if st.status == Pending && p.instead[st] == nil {
			cols = st.m.insertColumns(st, cols[:0])
			put(insertStep, at, cols)
		}
	}
	return list, nil
}

// in is what is written into one table: the part of the object's mapper that has it, and the columns there.
func (w saving) in(t *Table) (*Mapper, []int) {
	part := w.st.m.part(t)
	if part == nil || len(w.st.m.parts) == 1 {
		return part, w.cols
	}
	var cols []int
	if part.joins != nil && w.st.status == Pending {
		cols = slices.Clone(part.keys)
	}
	for _, c := range w.cols {
		at := max(c, computed(c))
		if part.joins == nil && w.st.m.partOf(at) == part || part.joins != nil && part.has(at) && !slices.Contains(part.keys, at) {
			cols = append(cols, c)
		}
	}
	return part, cols
}

// leaveOpen notes which objects an UPDATE isn't the last for.
func leaveOpen(list []step) {
	done := map[*state]bool{}
	for i := range slices.Backward(list) {
		if list[i].kind != updateStep {
			continue
		}
		for _, st := range list[i].states {
			if done[st] {
				if list[i].open == nil {
					list[i].open = map[*state]bool{}
				}
				list[i].open[st] = true
			}
			done[st] = true
		}
	}
}

// keepsKey refuses a new primary key for an object of several tables: whichever row came first would break the reference.
func (st *state) keepsKey(cols []int) error {
	if len(st.m.parts) == 1 {
		return nil
	}
	for _, at := range st.m.keys {
		if slices.Contains(cols, at) {
			return fmt.Errorf("orm: %s has rows in %d tables, so that its key %s can't be changed: Delete it and add a new one",
				st.m.name, len(st.m.parts), st.m.props[at].field.Name)
		}
	}
	return nil
}

// deleteSteps makes the DELETEs of a unit: those of joined tables before the base's.
func deleteSteps(m *Mapper, states []*state) (list []step) {
	if m.family == nil {
		return []step{{kind: deleteStep, m: m, states: states}}
	}
	for _, t := range slices.Backward(m.tables()) {
		one := step{kind: deleteStep}
		for _, st := range states {
			if part := st.m.part(t); part != nil {
				one.m, one.states = part, append(one.states, st)
			}
		}
		if one.m != nil {
			list = append(list, one)
		}
	}
	return list
}

// insertColumns appends the columns of an INSERT: all but a key that isn't set and what a server default fills.
func (m *Mapper) insertColumns(st *state, cols []int) []int {
	if all := m.written().inserted; all != nil && (m.auto < 0 || m.props[m.auto].field.IsZero(st.obj) && !st.overrides(m.auto)) {
		return append(cols, all...)
	}
	for i, prop := range m.props {
		if prop.sql != nil {
			continue
		}
		if i != m.auto && !prop.col.madeByServer() && prop.col.def == nil && !prop.field.Nullable {
			cols = append(cols, i)
			continue
		}
		over := slices.ContainsFunc(st.over, func(o override) bool { return o.col == i })
		left := i == m.auto || prop.col.madeByServer() || prop.field.Nullable && slices.Contains(m.keys, i)
		if left && !over && prop.field.IsZero(st.obj) {
			continue
		}
		if prop.col.def != nil && prop.col.def.sql() && !over && prop.field.IsZero(st.obj) {
			i = computed(i)
		}
		cols = append(cols, i)
	}
	return cols
}

// computed is how the columns of a step name one that a default computes in SQL; the object doesn't know its value.
func computed(col int) int { return ^col }

// computes tells whether a step has such a column. It goes out alone, since its SQL may bring values of its own.
func computes(cols []int) bool { return slices.ContainsFunc(cols, func(c int) bool { return c < 0 }) }
