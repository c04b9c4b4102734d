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
)

// FlushPlan is what a flush would send, in order. It doesn't change; a later flush may do otherwise if objects do.
type FlushPlan struct{ list []PlannedStatement }

// PlannedStatement is one statement of a plan. A parameter that is known only when the flush is on its way, such as the
// key of a row to be inserted, is a PendingKey.
type PlannedStatement struct {
	SQL    string
	Params []any   // of the one set, where there is one
	Sets   [][]any // all sets
	Object string  // the mapped struct
}

// PendingKey stands for a value that isn't known yet: a key that an INSERT before will make, or what the function of a
// default will return.
type PendingKey struct{ Table, Column string }

// String is <users.id to come>.
func (k PendingKey) String() string { return fmt.Sprintf("<%s.%s to come>", k.Table, k.Column) }

// Repr is String, for parameters that are shown.
func (k PendingKey) Repr() string { return k.String() }

// Plan tells what the next flush would send, without sending anything: the same statements, in the same order, with the
// same parameters. Hooks and functions of defaults are not called. Where a flush would first load a relation, the query
// stands in the plan, and what follows from its result doesn't.
func (s *Session) Plan() (*FlushPlan, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	if s.engine == nil {
		return nil, ErrUnbound
	}
	p, err := s.plan(true, true)
	defer p.undo()
	var steps []step
	if err == nil {
		steps, err = p.allSteps()
	}
	if err != nil {
		return nil, err
	}
	d := describer{s: s, inserted: map[*state]bool{}}
	for i := range steps {
		if err := d.step(&steps[i]); err != nil {
			return nil, err
		}
	}
	return &FlushPlan{d.list}, nil
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
