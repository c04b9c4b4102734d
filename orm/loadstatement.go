// This file holds how a plan becomes a statement: which columns its places have in a row, and what is joined.
//
//layer:6 session, flush, query, load

package orm

import (
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// layout is the work of adding to a statement what a plan joins.
type layout struct {
	from    ast.Source
	wrapped *wrapped                     // the statement in a subquery; nil for none
	shown   func(c *ast.Column) ast.Expr // a column of a set operation; nil without
	beside  []ast.Source                 // what was joined
	columns []ast.Expr                   // of what was joined
	order   []ast.Expr
}

// statement is the query's statement with all that its plan joins.
func (q AnyQuery) statement(p *loadPlan) (*ast.Select, error) {
	sel := q.selectStmt()
	if len(p.joined) == 0 {
		return sel, nil
	}
	if err := q.contained(p, sel); err != nil {
		return nil, err
	}
	l := &layout{}
	if q.set != nil {
		l.shown = q.set.column
	}
	return l.extend(sel, p, q.source(), 0, q.limit >= 0 || q.offset >= 0 || q.distinct), nil
}

// extend adds to a statement what its plan joins. The columns of the plan's objects stand behind the first ones, which are
// something else; source is where they come from.
func (p *loadPlan) extend(sel *ast.Select, source ast.Source, first int) *ast.Select {
	return (&layout{}).extend(sel, p, source, first, false)
}

func (l *layout) extend(sel *ast.Select, p *loadPlan, source ast.Source, first int, counted bool) *ast.Select {
	out := *sel
	sel = &out
	taken := p.taken(slices.Clone(sel.Columns[:first]))
	p.offset = len(taken)
	sel.Columns = append(taken, sel.Columns[first:]...)
	p.width = len(sel.Columns)
	if !p.joins() {
		return sel
	}
	if len(sel.From) == 0 {
		sel.From = []ast.Source{source}
	}
	at := max(0, slices.IndexFunc(sel.From, func(s ast.Source) bool { return slices.Contains(leaves(s), source) }))
	if l.from = sel.From[at]; counted && p.many() {
		l.wrapped = wrap(sel)
		l.from = l.wrapped.source
	}
	l.join(p, source, nil)
	if l.wrapped != nil {
		sel = l.wrapped.outer()
		at = 0
	}
	sel.From = slices.Clone(sel.From)
	sel.From[at] = l.from
	p.place(len(sel.Columns))
	sel.Columns = slices.Concat(sel.Columns, l.columns)
	sel.OrderBy = slices.Concat(sel.OrderBy, l.order)
	p.width = len(sel.Columns)
	return sel
}

// taken puts the columns of places that the query joins itself in front, what they lead to before them, as SQLAlchemy does.
func (p *loadPlan) taken(columns []ast.Expr) []ast.Expr {
	for _, j := range p.joined {
		if j.rows {
			columns = j.taken(columns)
			j.offset = len(columns)
			columns = append(columns, j.pick.columns(j.from)...)
		}
	}
	return columns
}

// place moves the columns of what was joined behind others.
func (p *loadPlan) place(by int) {
	for _, j := range p.joined {
		if !j.rows {
			j.offset += by
		}
		j.place(by)
	}
}

// join joins what a place leads to. nest is the outer join into which inner ones go, so that they leave out nothing but its rows.
func (l *layout) join(p *loadPlan, source ast.Source, nest *ast.Join) {
	for _, j := range p.joined {
		if j.rows {
			l.join(j.loadPlan, j.from, nil)
			continue
		}
		inner := l.attach(j, source, nest)
		l.order = append(l.order, j.r.orderBy(j.from)...)
		l.join(j.loadPlan, j.from, inner)
		j.offset = len(l.columns)
		l.columns = append(l.columns, j.pick.columns(j.from)...)
	}
}

// attach joins one place and returns the join into which inner ones below it go.
func (l *layout) attach(j *joinedLoad, source ast.Source, nest *ast.Join) *ast.Join {
	l.beside = append(l.beside, leaves(j.from)...)
	right, near := j.from, ast.Expr(nil)
	var far ast.Expr
	if j.between != nil {
		l.beside = append(l.beside, j.between)
		near, far = j.r.through(source, j.between, j.from)
		right = j.between
	} else {
		near = j.r.on(source, j.from)
	}
	near = ast.Replace(near, l.column)
	if j.inner {
		into := &l.from
		if nest != nil {
			into = &nest.Right
		}
		*into = &ast.Join{Left: *into, Right: right, On: near}
		if far != nil {
			*into = &ast.Join{Left: *into, Right: j.from, On: far}
		}
		return nest
	}
	if far != nil {
		right = &ast.Join{Left: right, Right: j.from, On: far}
	}
	join := &ast.Join{Left: l.from, Right: right, On: near, Outer: true}
	l.from = join
	return join
}

// column is a column of the statement as it is seen by what is joined to it.
func (l *layout) column(c *ast.Column) ast.Expr {
	if slices.Contains(l.beside, c.Source) {
		return c
	}
	var e ast.Expr = c
	if l.shown != nil {
		e = l.shown(c)
	}
	if l.wrapped != nil {
		return l.wrapped.expr(e)
	}
	return e
}

// through is the condition of a join through the association table: to that, and from there on.
func (r *relation) through(owner ast.Source, between *ast.Alias, target ast.Source) (near, far ast.Expr) {
	var to, on []ast.Expr
	for i, c := range r.secondLocal {
		to = append(to, equals(r.owner.column(r.local[i], owner), aliased(c, between)))
	}
	for i, c := range r.secondFar {
		on = append(on, equals(r.target.column(r.remote[i], target), aliased(c, between)))
	}
	return allOf(to), allOf(append(on, r.targetCond(target, between)...))
}
