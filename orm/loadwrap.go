// This file holds a query in a subquery, so that its limit counts objects and not the rows that joined collections make of them.
//
//layer:6 session, flush, query, load

package orm

import (
	"cmp"
	"fmt"

	"github.com/ormsh/ormsh/orm/ast"
)

// wrapped is a statement that is read as a subquery by another.
type wrapped struct {
	inner  *ast.Select
	source *ast.Subquery
	shown  []ast.Expr // the columns of the outer statement, one for each of the inner
	named  map[string]bool
	found  map[ast.Column]ast.Expr // by source and name
}

func wrap(sel *ast.Select) *wrapped {
	inner := *sel
	w := &wrapped{inner: &inner, named: map[string]bool{}, found: map[ast.Column]ast.Expr{}}
	w.source = &ast.Subquery{Query: &inner}
	columns := inner.Columns
	inner.Columns = nil
	for _, e := range columns {
		w.show(e)
	}
	return w
}

// show adds a column to the inner statement and returns what it is in the outer.
func (w *wrapped) show(e ast.Expr) ast.Expr {
	name, x := "", e
	col, _ := e.(*ast.Column)
	out := &ast.Column{Source: w.source, Type: ast.TypeOf(e)}
	switch e := e.(type) {
	case *ast.Column:
		name, out.Secret = cmp.Or(sourceName(e.Source), "anon")+"_"+e.Name, e.Secret
	case *ast.Label:
		name, x = e.Name, e.X
	case *ast.Func:
		name = e.Name + "_1"
	default:
		name = "order_1"
	}
	out.Name = w.unused(name)
	w.inner.Columns = append(w.inner.Columns, &ast.Label{Name: out.Name, X: x})
	w.shown = append(w.shown, out)
	if col != nil {
		w.found[ast.Column{Source: col.Source, Name: col.Name}] = out
	}
	return out
}

// unused makes a name that no other column has, also where a database cuts long names.
func (w *wrapped) unused(name string) string {
	const most = 55
	base := name
	if len(base) > most {
		base = base[:most]
	}
	for i := 1; w.named[base]; i++ {
		base = fmt.Sprintf("%.*s_%d", most, name, i)
	}
	w.named[base] = true
	return base
}

// expr is an expression over the inner statement as the outer one sees it.
func (w *wrapped) expr(e ast.Expr) ast.Expr {
	switch e := e.(type) {
	case *ast.Column:
		if out := w.found[ast.Column{Source: e.Source, Name: e.Name}]; out != nil {
			return out
		}
	case *ast.Bad:
		return e
	}
	return w.show(e)
}

// ordering is a part of ORDER BY as the outer statement sees it.
func (w *wrapped) ordering(e ast.Expr) ast.Expr {
	if o, ok := e.(*ast.Ordering); ok {
		return &ast.Ordering{X: w.ordering(o.X), Dir: o.Dir, Nulls: o.Nulls}
	}
	raw := false
	ast.Walk(e, func(x ast.Expr) bool {
		_, is := x.(*ast.Raw)
		raw = raw || is
		return !raw
	})
	if raw {
		return bad("an order by text can't be kept where a collection is joined to a limited or distinct query: order by columns, or load the collection with SelectIn")
	}
	for i, c := range w.inner.Columns {
		if l, ok := c.(*ast.Label); ok && l.X == e {
			return w.shown[i]
		}
	}
	return w.expr(e)
}

// outer is the statement around the inner one.
func (w *wrapped) outer() *ast.Select {
	out := &ast.Select{From: []ast.Source{w.source}, Labels: ast.LabelTableColumn}
	for _, e := range w.inner.OrderBy {
		out.OrderBy = append(out.OrderBy, w.ordering(e))
	}
	out.Columns = w.shown
	return out
}
