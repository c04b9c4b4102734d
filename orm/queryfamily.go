// This file holds how queries that name columns of several tables of one struct come to join them.
//
//layer:6 session, flush, query, load

package orm

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// tree is the query's statement. Tables of one struct that it names are joined as the struct's are.
func (q *RowQuery) tree() *ast.Select {
	sel := q.sel
	if q.set == nil {
		sel.From = append(slices.Clip(sel.From), familyJoins(&sel)...)
	}
	return &sel
}

// familyJoins finds the joins of structs' tables whose columns a statement names without saying where they come from.
func familyJoins(sel *ast.Select) (joins []ast.Source) {
	var covered []ast.Source
	for _, from := range sel.From {
		covered = append(covered, leaves(from)...)
	}
	var named []ast.Source
	for _, list := range [][]ast.Expr{sel.Columns, sel.Where, sel.GroupBy, sel.Having, sel.OrderBy} {
		for _, source := range sourcesOf(list) {
			if !slices.Contains(covered, source) && !slices.Contains(named, source) {
				named = append(named, source)
			}
		}
	}
	if len(named) < 2 {
		return nil
	}
	for _, join := range joinedRows() {
		inside := leaves(join)
		n := 0
		for _, source := range named {
			if slices.Contains(inside, source) {
				n++
			}
		}
		if n >= 2 && slices.Contains(named, join.Right) {
			joins = append(joins, join)
			named = slices.DeleteFunc(named, func(s ast.Source) bool { return slices.Contains(inside, s) })
		}
	}
	return joins
}

// joinedRows lists the joins that structs and their aliases stand for, those of most tables first.
func joinedRows() (list []*ast.Join) {
	known := mappers.load()
	for _, m := range known.order {
		if join, ok := m.rows.(*ast.Join); ok && !slices.Contains(list, join) {
			list = append(list, join)
		}
	}
	for _, p := range known.protos {
		p.mu.Lock()
		if join, ok := p.from.(*ast.Join); ok {
			list = append(list, join)
		}
		p.mu.Unlock()
	}
	slices.SortStableFunc(list, func(a, b *ast.Join) int { return cmp.Compare(len(leaves(b)), len(leaves(a))) })
	return list
}

// strangers refuses conditions on the table of a struct that embeds the query's: nothing would say which of its rows is meant.
func (q AnyQuery) strangers(sel *ast.Select) error {
	if q.m.family == nil || q.set != nil {
		return nil
	}
	var inside []ast.Source
	for _, from := range append(slices.Clip(sel.From), q.source()) {
		inside = append(inside, leaves(from)...)
	}
	for _, source := range sourcesOf(append(slices.Clip(sel.Where), sel.OrderBy...)) {
		if slices.Contains(inside, source) {
			continue
		}
		for _, other := range q.m.family.list {
			if ast.Source(other.table.source) == source {
				return fmt.Errorf("orm: Query[%s] doesn't read table %s of %s: query %s, or load it along with Options(orm.WithPolymorphic(%s{}))",
					q.m.name, other.table.name, other.name, other.name, other.name)
			}
		}
	}
	return nil
}
