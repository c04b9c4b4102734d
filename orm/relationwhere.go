// This file holds conditions that a relation has beside its foreign key.
//
//layer:5 mapper, relation, declare

package orm

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/ormsh/ormsh/orm/ast"
)

// relationWhere is the conditions of a relation. They are said after the mapping, whose columns they name.
type relationWhere struct{ list atomic.Pointer[[]ast.Expr] }

// RelationWhere says which of the rows that a relation's foreign key leads to belong to it, by columns of the target and of the table
// between:
//
//	orm.RelationWhere(orm.Many(&U.BostonAddresses), orm.Col(&A.City).Eq("Boston"))
//
// The conditions hold wherever the relation is loaded, joined or asked. The relation must be view_only: what is put into it could
// not be kept to the conditions.
func RelationWhere(relation Related, conds ...Cond) error {
	a := relation.Attribute()
	switch r := a.attr.rel; {
	case a.err != nil:
		return a.err
	case r == nil:
		return errors.New("orm: RelationWhere takes a relation")
	case !r.def.viewOnly:
		return fmt.Errorf("orm: RelationWhere: %s isn't view_only; tag it so, since what is put into it couldn't be kept to the conditions", r)
	case r.of != nil || len(a.and) > 0:
		return fmt.Errorf("orm: RelationWhere takes %s itself, without OfType and And", r)
	default:
		return r.setWhere(conds)
	}
}

func (r *relation) setWhere(conds []Cond) error {
	list := make([]ast.Expr, len(conds))
	for i, c := range conds {
		list[i] = c.Node().expr
		if bad, ok := list[i].(*ast.Bad); ok {
			return fmt.Errorf("orm: RelationWhere(%s): %w", r, bad.Err)
		}
	}
	for _, source := range sourcesOf(list) {
		if leafOf(r.target.rows, source) == nil && (r.secondary == nil || source != ast.Source(r.secondary.source)) {
			return fmt.Errorf("orm: RelationWhere(%s): a condition names a column of a table that the relation doesn't lead to; it takes those of %s", r, r.target.name)
		}
	}
	r.where.list.Store(&list)
	return nil
}

// conditional tells whether a relation has conditions of its own.
func (r *relation) conditional() bool { return r.where != nil && r.where.list.Load() != nil }

// targetCond is what rows must be beside having the key: of the target's kind, and as the relation's conditions say. target and
// between are where they stand; nil for the tables themselves.
func (r *relation) targetCond(target, between ast.Source) []ast.Expr {
	list := r.target.kindCond(target)
	if !r.conditional() {
		return list
	}
	list = slices.Clip(list)
	for _, cond := range *r.where.list.Load() {
		list = append(list, ast.Replace(cond, func(c *ast.Column) ast.Expr {
			if target != nil {
				if leaf := leafOf(target, c.Source); leaf != nil && leaf != c.Source {
					return &ast.Column{Source: leaf, Name: c.Name, Type: c.Type, Secret: c.Secret}
				}
			}
			if between != nil && r.secondary != nil && c.Source == ast.Source(r.secondary.source) {
				return &ast.Column{Source: between, Name: c.Name, Type: c.Type, Secret: c.Secret}
			}
			return c
		}))
	}
	return list
}
