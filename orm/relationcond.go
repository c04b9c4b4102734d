// This file holds conditions on what a relation leads to.
//
//layer:5 mapper, relation, declare

package orm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// Is demands that a relation leads to this object: for a collection that it holds it. nil demands that it leads nowhere. Of a
// column it is IS, for nil, true and false.
func (a AnyAttr) Is(obj any) Cond { return a.leadsTo(obj, false) }

// IsNot is the opposite of Is; rows whose foreign key is NULL are among those that don't lead to an object.
func (a AnyAttr) IsNot(obj any) Cond { return a.leadsTo(obj, true) }

func (a AnyAttr) leadsTo(obj any, not bool) Cond {
	r := a.attr.rel
	switch {
	case a.err != nil:
		return Cond{node: &ast.Bad{Err: a.err}}
	case r == nil && not:
		return a.Expr.IsNot(obj)
	case r == nil:
		return a.Expr.Is(obj)
	case len(a.and) > 0:
		return Cond{node: bad("%s: And belongs to a join, or to Any; filter beside Is instead", r)}
	}
	owner := a.attr.proto.source(a.attr.m)
	p, t, isObject := access.PtrOf(obj)
	if !isObject && !dialect.IsNull(obj) {
		return Cond{node: bad("%s leads to a %s: compare it with an object, not with a %T; to ask for its fields use Any or Has", r, r.target.name, obj)}
	}
	if !isObject { // nil, also of a pointer type
		return a.leadsNowhere(r, owner, not)
	}
	if m, ok := mappers.find(t); !ok || !m.isA(r.target) {
		return Cond{node: bad("%s leads to a %s, not to a %s", r, r.target.name, t.Name())}
	}
	switch {
	case r.direction == manyToMany && not:
		return Cond{node: &ast.Unary{Op: ast.Not, X: r.exists(owner, []Cond{{node: r.keyIs(p)}}), Type: ast.Type{Kind: ast.Boolean}}, meta: a.meta}
	case r.conditional():
		return Cond{node: bad("%s has conditions: ask Any with conditions on the key", r)}
	case !not:
		return Cond{node: r.is(p, owner), meta: a.meta}
	}
	var differ []ast.Expr
	for i, at := range r.local {
		col := r.owner.column(at, owner)
		differ = append(differ, compared(ast.Ne, col, r.target.late(r.remote[i], p)), isNull(col, false))
	}
	return Cond{node: &ast.Logic{Op: ast.Or, Items: differ}, meta: a.meta}
}

// keyIs is the condition that a row of the target is that of the object at p.
func (r *relation) keyIs(p access.Ptr) ast.Expr {
	var equal []ast.Expr
	for i, at := range r.remote {
		equal = append(equal, compared(ast.Eq, r.far(i, r.target.rows), r.target.late(at, p)))
	}
	return allOf(equal)
}

// is is the condition that the relation of what stands in owner leads to the object at p.
func (r *relation) is(p access.Ptr, owner ast.Source) ast.Expr {
	var equal []ast.Expr
	if r.direction == manyToMany {
		between := &ast.Alias{Of: r.secondary.source}
		for i, c := range r.secondLocal {
			equal = append(equal, equals(r.owner.column(r.local[i], owner), aliased(c, between)))
		}
		for i, c := range r.secondFar {
			equal = append(equal, compared(ast.Eq, r.target.late(r.remote[i], p), aliased(c, between)))
		}
		return allOf(equal)
	}
	for i, at := range r.local {
		var l, x ast.Expr = r.target.late(r.remote[i], p), r.owner.column(at, owner)
		if r.direction == oneToMany {
			l, x = x, l
		}
		equal = append(equal, compared(ast.Eq, l, x))
	}
	return allOf(equal)
}

func compared(op ast.Op, l, r ast.Expr) ast.Expr {
	return &ast.Binary{Op: op, L: l, R: r, Type: ast.Type{Kind: ast.Boolean}}
}

// late is the value that an object has in a column when the statement executes, after the flush before it. A key that the
// database hasn't made by then is an error.
func (m *Mapper) late(prop int, p access.Ptr) *ast.Bind {
	col := m.props[prop].col
	read := func() (any, error) {
		v, err := m.props[prop].field.Value(p)
		if err == nil && (v == nil || v == int64(0)) && col == m.table.generatedKey() {
			err = fmt.Errorf("a condition asks for a %s that has no key yet: add it to the session and flush", m.name)
		}
		return v, err
	}
	return &ast.Bind{Name: "param", Value: ast.Late{Read: read, Of: fieldOf{p, prop}}, Type: col.node.Type}
}

// fieldOf is a column's field of an object whose value a condition takes when it executes.
type fieldOf struct {
	obj  access.Ptr
	prop int
}

// latelyTaken lists the fields whose values a condition takes when it executes.
func latelyTaken(list []fieldOf, e ast.Expr) []fieldOf {
	switch e := e.(type) {
	case *ast.Bind:
		if late, ok := e.Value.(ast.Late); ok {
			if of, ok := late.Of.(fieldOf); ok {
				list = append(list, of)
			}
		}
	case *ast.Binary:
		list = latelyTaken(latelyTaken(list, e.L), e.R)
	case *ast.Logic:
		for _, item := range e.Items {
			list = latelyTaken(list, item)
		}
	case *ast.Unary:
		list = latelyTaken(list, e.X)
	case *ast.Exists:
		if sel, ok := e.Query.(*ast.Select); ok {
			for _, cond := range sel.Where {
				list = latelyTaken(list, cond)
			}
		}
	}
	return list
}

// WithParent demands that what a query asks for is what a relation of an object leads to, without loading the relation:
// orm.Query[Address](s).Filter(orm.WithParent(jack, orm.Many(&U.Addresses))).
func WithParent(parent any, relation Related) Cond {
	a := relation.Attribute()
	r := a.attr.rel
	p, t, isObject := access.PtrOf(parent)
	switch {
	case a.err != nil:
		return Cond{node: &ast.Bad{Err: a.err}}
	case r == nil:
		return Cond{node: bad("WithParent takes a relation")}
	case len(a.and) > 0:
		return Cond{node: bad("%s: And belongs to a join, or to Any; filter beside WithParent instead", r)}
	case !isObject:
		return Cond{node: bad("%s: the parent is nil", r)}
	}
	if m, ok := mappers.find(t); !ok || !m.isA(r.owner) {
		return Cond{node: bad("%s is a relation of %s, not of %s", r, r.owner.name, t.Name())}
	}
	var list []ast.Expr
	if r.direction == manyToMany {
		between := &ast.Alias{Of: r.secondary.source}
		for i, c := range r.secondLocal {
			list = append(list, compared(ast.Eq, r.owner.late(r.local[i], p), aliased(c, between)))
		}
		for i, c := range r.secondFar {
			list = append(list, equals(r.far(i, r.target.rows), aliased(c, between)))
		}
		return Cond{node: allOf(append(list, r.targetCond(nil, between)...)), meta: a.meta}
	}
	for i, at := range r.local {
		var l, x ast.Expr = r.owner.late(at, p), r.target.column(r.remote[i], nil)
		if r.direction == manyToOne {
			l, x = x, l
		}
		list = append(list, compared(ast.Eq, l, x))
	}
	if r.conditional() {
		list = append(list, r.targetCond(nil, nil)...)
	}
	return Cond{node: allOf(list), meta: a.meta}
}

// And is the relation with conditions beside its own, for Join and Any: what a join finds is narrowed, not the result.
func (a AnyAttr) And(conds []Cond) AnyAttr {
	if a.err == nil && a.attr.rel == nil {
		return badAttr(errors.New("And narrows a relation; join conditions on columns with orm.And"))
	}
	a.and = slices.Concat(a.and, conds)
	return a
}

// leadsNowhere is "the foreign key is NULL", or for a collection "nothing refers to it".
func (a AnyAttr) leadsNowhere(r *relation, owner ast.Source, not bool) Cond {
	if r.direction != manyToOne {
		any := a.Any(nil)
		if not {
			return any
		}
		return Not(any)
	}
	var list []ast.Expr
	for _, at := range r.local {
		list = append(list, isNull(r.owner.column(at, owner), not))
	}
	return Cond{node: allOf(list), meta: a.meta}
}

func isNull(col ast.Expr, not bool) ast.Expr {
	op := ast.Is
	if not {
		op = ast.IsNot
	}
	return compared(op, col, &ast.Null{})
}

// allOf joins conditions by AND.
func allOf(conds []ast.Expr) ast.Expr {
	if len(conds) == 1 {
		return conds[0]
	}
	all := &ast.Logic{Op: ast.And}
	for _, c := range conds {
		if l, ok := c.(*ast.Logic); ok && l.Op == ast.And {
			all.Items = append(all.Items, l.Items...)
			continue
		}
		all.Items = append(all.Items, c)
	}
	return all
}

func equals(l, r ast.Expr) ast.Expr {
	return &ast.Binary{Op: ast.Eq, L: l, R: r, Type: ast.Type{Kind: ast.Boolean}}
}

func aliased(c *Column, a *ast.Alias) ast.Expr {
	return &ast.Column{Source: a, Name: c.name, Type: c.node.Type}
}

func sourced(c *Column, s ast.Source) ast.Expr {
	if c.node.Source == s {
		return c.node
	}
	return &ast.Column{Source: s, Name: c.name, Type: c.node.Type}
}
