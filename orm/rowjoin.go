// This file holds the joins and groups of column queries.
//
//layer:6 session, flush, query, load

package orm

import (
	"errors"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// Join joins the table that a relation leads to.
func (q *RowQuery) Join(r Related) *RowQuery {
	return q.join(joinTo{rel: r.Attribute()})
}

// OuterJoin is Join that keeps rows without a related one.
func (q *RowQuery) OuterJoin(r Related) *RowQuery {
	return q.join(joinTo{rel: r.Attribute(), outer: true})
}

// JoinAs joins by a relation to the alias that a prototype stands for, or to the subquery of orm.Aliased.
func (q *RowQuery) JoinAs(proto any, r Related) *RowQuery { return q.joinAs(proto, r, false) }

// OuterJoinAs is JoinAs that keeps rows without a related one.
func (q *RowQuery) OuterJoinAs(proto any, r Related) *RowQuery { return q.joinAs(proto, r, true) }

func (q *RowQuery) joinAs(proto any, r Related, outer bool) *RowQuery {
	j, err := joinAs(proto, r.Attribute(), outer)
	if err != nil {
		return q.broken(err)
	}
	return q.join(j)
}

// JoinOn joins the table of a prototype, a table or a subquery where conditions hold.
func (q *RowQuery) JoinOn(target any, conds ...Cond) *RowQuery { return q.joinOn(target, conds, false) }

// OuterJoinOn is JoinOn that keeps rows without a partner.
func (q *RowQuery) OuterJoinOn(target any, conds ...Cond) *RowQuery {
	return q.joinOn(target, conds, true)
}

func (q *RowQuery) joinOn(target any, conds []Cond, outer bool) *RowQuery {
	j, err := joinOn(target, conds, outer)
	if err != nil {
		return q.broken(err)
	}
	return q.join(j)
}

func (q *RowQuery) broken(err error) *RowQuery {
	next := *q
	next.err = err
	return &next
}

func (q *RowQuery) join(j joinTo) *RowQuery {
	if q.err != nil {
		return q
	}
	if q.set != nil {
		return q.broken(errSetJoined)
	}
	from := q.joinFrom(j)
	if from == nil {
		return q.broken(errors.New("orm: nothing to join to: select a column of a table first, or say From"))
	}
	joined, err := j.apply(from)
	if err != nil {
		return q.broken(err)
	}
	return q.with(func(sel *ast.Select) { sel.From = []ast.Source{joined} })
}

// joinFrom is what a join is put behind: what is joined so far, or the tables of the struct whose relation it follows.
func (q *RowQuery) joinFrom(j joinTo) ast.Source {
	if n := len(q.sel.From); n > 0 {
		return q.sel.From[n-1]
	}
	named := q.tree().From
	if j.rel.attr.rel != nil {
		owner := j.rel.attr.proto.source(j.rel.attr.m)
		for _, from := range named {
			if within(owner, from) {
				return from
			}
		}
		return owner
	}
	if len(named) > 0 {
		return named[len(named)-1]
	}
	return firstSource(q.sel.Columns)
}

func firstSource(cols []ast.Expr) ast.Source {
	for _, c := range cols {
		if col, ok := c.(*ast.Column); ok {
			return col.Source
		}
	}
	return nil
}

// From says from which prototype's table, table or subquery rows come, where the columns don't.
func (q *RowQuery) From(what any) *RowQuery {
	from, err := joinSource(what)
	if err != nil {
		return q.broken(err)
	}
	return q.with(func(sel *ast.Select) { sel.From = append(slices.Clip(sel.From), from) })
}

// GroupBy groups the rows by columns or other operands.
func (q *RowQuery) GroupBy(by ...Operand) *RowQuery {
	return q.with(func(sel *ast.Select) {
		sel.GroupBy = slices.Clip(sel.GroupBy)
		for _, o := range by {
			sel.GroupBy = append(sel.GroupBy, o.Node().single())
		}
	})
}

// Having demands conditions of groups.
func (q *RowQuery) Having(conds ...Cond) *RowQuery {
	return q.with(func(sel *ast.Select) {
		sel.Having = slices.Clip(sel.Having)
		for _, c := range conds {
			sel.Having = append(sel.Having, c.Node().expr)
		}
	})
}

// Offset leaves out the first n rows.
func (q *RowQuery) Offset(n int) *RowQuery {
	return q.with(func(sel *ast.Select) { sel.Offset = numberBind(n) })
}
