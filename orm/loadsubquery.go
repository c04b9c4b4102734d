// This file holds subquery loading: a relation of many objects by a statement that has the one that found them inside.
//
//layer:6 session, flush, query, load

package orm

import (
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// loadSubquery loads a relation of the objects that a statement found, or that relations lead to from these.
func (s *Session) loadSubquery(states []*state, a *afterLoad, base *loadBase) error {
	askers, err := s.askersFor(states, a.r)
	if err != nil || len(askers.first) == 0 {
		return err
	}
	p := *a.plan
	sel, keys := base.around(a.r, &p)
	p.base = base.along(a.r)
	ends := endReader{m: a.r.owner, props: a.r.local, q: a.r.owner.statements(s.engine)}
	for i := range keys {
		ends.at = append(ends.at, p.pick.width()+i)
	}
	st, args, err := s.compile(p.extend(sel, a.r.target.rows, 0), base.params)
	if err != nil {
		return err
	}
	rows, err := s.query(st, args, "Load of "+a.r.String())
	if err != nil {
		return err
	}
	reader := s.placeReader(&p)
	if err := s.readBy(rows, askers, reader, &ends); err != nil {
		return err
	}
	askers.share(0, len(askers.first))
	return s.loadAfter(reader)
}

// around is the statement of what a relation leads to from the objects of the base's last place: the columns of a plan, and
// behind them those that tell to which object a row belongs.
func (b *loadBase) around(r *relation, p *loadPlan) (sel *ast.Select, keys []ast.Expr) {
	chain := append(slices.Clip(b.chain), r)
	start, columns := b.start(chain[0])
	var from, owner ast.Source = start.source, nil
	for i, each := range chain {
		target := p.source()
		if i < len(chain)-1 {
			target = each.target.alias("")
		}
		keys = columns
		if owner == nil {
			owner = each.owner.alias("") // stands for the subquery until its columns are put in
		} else {
			keys = nil
			for _, at := range each.local {
				keys = append(keys, each.owner.column(at, owner))
			}
		}
		from = each.joinTo(from, owner, target, keys)
		owner = target
	}
	sel = &ast.Select{Columns: append(p.pick.columns(nil), keys...), From: []ast.Source{from}, Labels: ast.LabelTableColumn, OrderBy: r.orderBy(nil)}
	return sel, keys
}

// start is the base's statement as a subquery with the columns that a relation needs, and these as they are seen outside.
func (b *loadBase) start(r *relation) (w *wrapped, columns []ast.Expr) {
	inner := *b.sel
	inner.Lock, inner.Columns = nil, nil
	if inner.Limit == nil && inner.Offset == nil {
		inner.OrderBy = nil
	}
	inner.Distinct = inner.Distinct || !slices.Equal(r.local, r.owner.keys)
	w = wrap(&inner)
	for _, at := range r.local {
		var e ast.Expr = r.owner.column(at, b.source)
		if b.shown != nil {
			e = b.shown(e.(*ast.Column))
		}
		columns = append(columns, w.expr(e))
	}
	return w, columns
}

// joinTo joins what a relation leads to, where its owner's columns are those given.
func (r *relation) joinTo(from, owner, target ast.Source, columns []ast.Expr) ast.Source {
	as := func(c *ast.Column) ast.Expr {
		for i, at := range r.local {
			if own := r.owner.column(at, owner); own.Source == c.Source && own.Name == c.Name {
				return columns[i]
			}
		}
		return c
	}
	if r.direction != manyToMany {
		return &ast.Join{Left: from, Right: target, On: ast.Replace(r.on(owner, target), as)}
	}
	between := &ast.Alias{Of: r.secondary.source}
	near, far := r.through(owner, between, target)
	from = &ast.Join{Left: from, Right: between, On: ast.Replace(near, as)}
	return &ast.Join{Left: from, Right: target, On: far}
}
