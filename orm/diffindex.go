// This file compares the indexes of a table with those of the database.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

func (d *differ) indexes(t *Table, have *dialect.Reflected) error {
	left := slices.Clone(have.Indexes)
	for _, ix := range t.indexes {
		def := ix.def()
		at := slices.IndexFunc(left, func(h ast.Index) bool { return h.Name == def.Name })
		switch {
		case at >= 0 && !sameIndex(def, left[at]):
			old := left[at]
			if err := d.add(&ast.DropIndex{Index: &old}, "index %s of %s is another one in the database", def.Name, t.key()); err != nil {
				return err
			}
			if err := d.add(&ast.CreateIndex{Index: def}, "index %s of %s has to be made anew", def.Name, t.key()); err != nil {
				return err
			}
			left = slices.Delete(left, at, at+1)
		case at >= 0:
			left = slices.Delete(left, at, at+1)
		case def.Unique && uniqueConstraint(have.Def.Constraints, def.Name):
		default:
			if err := d.add(&ast.CreateIndex{Index: def}, "the database has no index %s on %s", def.Name, t.key()); err != nil {
				return err
			}
		}
	}
	for i := range left {
		if t.hasUniqueOn(left[i]) {
			continue
		}
		if err := d.add(&ast.DropIndex{Index: &left[i]}, "index %s on %s is only in the database", left[i].Name, t.key()); err != nil {
			return err
		}
	}
	return nil
}

// sameIndex compares columns one by one; of expressions and conditions it compares that there are some.
func sameIndex(want *ast.Index, have ast.Index) bool {
	if want.Unique != have.Unique || len(want.Parts) != len(have.Parts) || (want.Where == nil) != (have.Where == nil) {
		return false
	}
	for i := range want.Parts {
		a, plain := want.Parts[i].(*ast.Column)
		b, too := have.Parts[i].(*ast.Column)
		if plain != too || plain && a.Name != b.Name {
			return false
		}
	}
	return true
}

// uniqueConstraint tells whether the database calls a unique index of that name a constraint.
func uniqueConstraint(have []ast.Constraint, name string) bool {
	return slices.ContainsFunc(have, func(k ast.Constraint) bool { return k.Kind == ast.UniqueConstraint && k.Name == name })
}

func uniqueIndex(have []ast.Index, columns []string) bool {
	return slices.ContainsFunc(have, func(ix ast.Index) bool { return ix.Unique && slices.Equal(plainParts(ix), columns) })
}

func plainParts(ix ast.Index) []string {
	var names []string
	for _, part := range ix.Parts {
		c, ok := part.(*ast.Column)
		if !ok {
			return nil
		}
		names = append(names, c.Name)
	}
	return names
}

func (t *Table) hasUniqueIndex(columns []string) bool {
	return slices.ContainsFunc(t.indexes, func(ix *Index) bool { return ix.unique && slices.Equal(ix.columns, columns) })
}

// hasUniqueOn tells whether a unique index of the database stands for a UNIQUE constraint of the table.
func (t *Table) hasUniqueOn(ix ast.Index) bool {
	return ix.Unique && slices.ContainsFunc(t.constraints, func(k *Constraint) bool {
		return k.kind == ast.UniqueConstraint && slices.Equal(k.columns, plainParts(ix))
	})
}
