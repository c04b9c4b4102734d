// This file holds FlushPlan: the statements of the next flush, shown without being sent.
//
//layer:6 session, flush, query, load

package orm

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm/ast"
)

// FlushPlan is what a flush would send, in order. It doesn't change; a later flush may do otherwise if objects do.
type FlushPlan struct{ list []PlannedStatement }

// PlannedStatement is one statement of a plan. A parameter that the database makes before it is known, the key of a
// row to be inserted, is a PendingKey.
type PlannedStatement struct {
	SQL    string
	Params []any   // of the one set, where there is one
	Sets   [][]any // all sets
	Object string  // the mapped struct
}

// PendingKey stands for a key that an INSERT before will make.
type PendingKey struct{ Table, Column string }

// String is <users.id to come>.
func (k PendingKey) String() string { return fmt.Sprintf("<%s.%s to come>", k.Table, k.Column) }

// Repr is String, for parameters that are shown.
func (k PendingKey) Repr() string { return k.String() }

// Plan tells what the next flush would send, without sending anything. Hooks are not called and defaults of the program
// not made. Where a flush would first load a relation, the query stands in the plan, and what follows from its result
// doesn't.
func (s *Session) Plan() (*FlushPlan, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	if s.engine == nil {
		return nil, ErrUnbound
	}
	steps, p, err := s.plan(true)
	defer p.undo()
	if err != nil {
		return nil, err
	}
	plan := &FlushPlan{}
	for i := range steps {
		if err := s.describeStep(&steps[i], plan); err != nil {
			return nil, err
		}
	}
	return plan, nil
}

// Len is the number of statements.
func (p *FlushPlan) Len() int { return len(p.list) }

// All gives the statements in order.
func (p *FlushPlan) All() iter.Seq[PlannedStatement] { return slices.Values(p.list) }

// String shows the statements and parameters as an echo would.
func (p *FlushPlan) String() string {
	if len(p.list) == 0 {
		return "nothing to flush"
	}
	var b strings.Builder
	for i, st := range p.list {
		if i > 0 {
			b.WriteByte('\n')
		}
		event := echo.Event{Params: st.Params}
		if len(st.Sets) > 1 {
			event.Many, event.Params = true, nil
			for _, set := range st.Sets {
				event.Params = append(event.Params, set)
			}
		}
		b.WriteString(strings.TrimSpace(st.SQL) + "\n")
		b.Write(echo.AppendParams(nil, &event))
	}
	return b.String()
}

// describeStep adds the statements of a step.
func (s *Session) describeStep(step *step, plan *FlushPlan) error {
	var stmt ast.Stmt
	var name string
	single := false
	switch step.kind {
	case insertStep:
		made := s.madeKey(step)
		single = made >= 0 || len(step.states) == 1
		stmt, name = step.m.insertStmt(step.cols, 1, s.returningFor(made)), step.m.name
	case updateStep:
		stmt, name = step.m.updateStmt(step.cols), step.m.name
	case deleteStep:
		stmt, name = step.m.deleteStmt(), step.m.name
	case linkStep, unlinkStep:
		stmt, name = step.r.linkStmt(step.kind), step.r.String()
	case loadStep:
		stmt, name = step.r.lazyStmt(), step.r.String()
	}
	st, err := s.engine.compile(stmt)
	if err != nil {
		return err
	}
	sets, err := s.describeSets(step)
	if err != nil {
		return err
	}
	if step.kind == insertStep && computes(step.cols) {
		sets[0] = among(st, sets[0])
	}
	if single || len(sets) == 1 {
		for _, set := range sets {
			plan.list = append(plan.list, PlannedStatement{st.SQL, set, [][]any{set}, name})
		}
		return nil
	}
	plan.list = append(plan.list, PlannedStatement{SQL: st.SQL, Sets: sets, Object: name})
	return nil
}

// among puts the values that the statement brings itself among those of an object, as fill does.
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

// returningFor lists what an INSERT of one row gives back where the driver has no other way to the key.
func (s *Session) returningFor(made int) []int {
	if made >= 0 && !s.tellsLastID() {
		return []int{made}
	}
	return nil
}

// describeSets lists the parameters of a step, one set for each row.
func (s *Session) describeSets(step *step) (sets [][]any, err error) {
	for _, pair := range step.pairs {
		var set []any
		for end, cols := range [][]int{step.r.local, step.r.remote} {
			for _, c := range cols {
				set = append(set, pair[end].describe(c, false))
			}
		}
		sets = append(sets, set)
	}
	for _, st := range step.states {
		var set []any
		cols, keys := step.cols, step.m.rowColumns()
		switch step.kind {
		case insertStep:
			keys = nil
		case loadStep:
			cols, keys = step.r.local, nil
		}
		for _, c := range cols {
			if c >= 0 {
				set = append(set, st.describe(c, false))
			}
		}
		for _, c := range keys {
			set = append(set, st.describe(c, true))
		}
		sets = append(sets, set)
	}
	return sets, nil
}

// describe is the value that a statement would take for a column: as it is now, or as the row has it.
func (st *state) describe(col int, row bool) any {
	prop := st.m.props[col]
	if prop.col.secret {
		return "***"
	}
	from := st.obj
	if row {
		from = st.snap
	}
	for _, o := range st.over {
		if o.col == col && !row {
			if o.from == nil {
				return o.value
			}
			return o.from.describe(o.source, false)
		}
	}
	if col == st.m.version && !row {
		if n, err := st.nextVersion(); err == nil {
			return n
		}
	}
	if col == st.m.auto && st.status == Pending && prop.field.IsZero(from) {
		return PendingKey{st.m.parts[0].table.name, prop.col.name}
	}
	v, err := prop.field.Value(from)
	if err != nil {
		return err.Error()
	}
	return v
}
