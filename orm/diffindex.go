// This file compares the indexes of a table with those of the database.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

func (d *differ) indexes(t *Table, have *dialect.Reflected) error {
	left := slices.Clone(have.Indexes)
	for _, ix := range t.indexes {
		def := ix.def()
		def.Name = dialect.IndexName(d.e.dialect, def)
		def.Made = false
		create := []ast.Stmt{&ast.CreateIndex{Index: def}}
		at := slices.IndexFunc(left, func(h ast.Index) bool { return h.Name == def.Name })
		switch {
		case at >= 0 && !d.sameIndex(t, def, left[at]):
			old := left[at]
			if err := d.add(dropIndexes, []ast.Stmt{&ast.DropIndex{Index: &old}}, "index %s of %s is another one in the database", def.Name, t.key()); err != nil {
				return err
			}
			if err := d.add(createIndexes, create, "index %s of %s has to be made anew", def.Name, t.key()); err != nil {
				return err
			}
			left = slices.Delete(left, at, at+1)
		case at >= 0:
			left = slices.Delete(left, at, at+1)
			d.kept = append(d.kept, ix)
		case def.Unique && uniqueConstraint(have.Def.Constraints, def):
		case slices.ContainsFunc(have.KeyIndexes, func(h ast.Index) bool { return h.Name == def.Name && d.sameIndex(t, def, h) }):
		default:
			if err := d.add(createIndexes, create, "the database has no index %s on %s", def.Name, t.key()); err != nil {
				return err
			}
		}
	}
	for i := range left {
		if t.hasUniqueOn(left[i]) {
			continue
		}
		if err := d.add(dropIndexes, []ast.Stmt{&ast.DropIndex{Index: &left[i]}}, "index %s on %s is only in the database", left[i].Name, t.key()); err != nil {
			return err
		}
	}
	return nil
}

// sameIndex compares columns, expressions and their order, the method, the columns that are kept along, and the condition.
func (d *differ) sameIndex(t *Table, want *ast.Index, have ast.Index) bool {
	if want.Unique != have.Unique || len(want.Parts) != len(have.Parts) || (want.Where == nil) != (have.Where == nil) ||
		!slices.Equal(want.Include, have.Include) || want.OneNull != have.OneNull || method(want.Using) != method(have.Using) {
		return false
	}
	if want.Where != nil && !same(d.sql(want.Where), d.sql(have.Where)) {
		return false
	}
	for i := range want.Parts {
		a, downA := d.indexPart(t.ownCollation(want.Parts[i]))
		b, downB := d.indexPart(have.Parts[i])
		if downA != downB || d.placesNulls() && nullsFirst(want.Parts[i]) != nullsFirst(have.Parts[i]) || !same(a, b) {
			return false
		}
	}
	return true
}

// ownCollation is a part of an index without a collation that is its column's: the database doesn't tell the two apart.
func (t *Table) ownCollation(e ast.Expr) ast.Expr {
	if part, ok := e.(*ast.Collate); ok {
		if col, ok := part.X.(*ast.Column); ok && t.byName[col.Name] != nil && t.byName[col.Name].collate == part.Name {
			return col
		}
	}
	return e
}

// placesNulls tells whether an index of the database may say where NULLs stand.
func (d *differ) placesNulls() bool {
	traits := d.e.dialect.Traits()
	return traits.NullsOrder && !traits.TextTimes
}

// nullsFirst tells where NULLs stand in a part of an index: behind all values that go up, before those that go down, unless it says so.
func nullsFirst(e ast.Expr) bool {
	o, ok := e.(*ast.Ordering)
	return ok && (o.Nulls == ast.NullsFirst || o.Nulls == ast.NullsDefault && o.Dir == "DESC")
}

// method is an index method without the one that stands for none.
func method(name string) string {
	if strings.EqualFold(name, "btree") {
		return ""
	}
	return strings.ToLower(name)
}

var upOrDown = regexp.MustCompile(`(?i)\s+(ASC|DESC)\s*$`)

// indexPart is a part's SQL without its direction, and whether it goes down.
func (d *differ) indexPart(e ast.Expr) (sql string, down bool) {
	if o, ok := e.(*ast.Ordering); ok {
		return d.sql(o.X), o.Dir == "DESC"
	}
	text := d.sql(e)
	if c, ok := e.(*ast.Column); ok {
		text = dialect.QuoteName(d.e.dialect.Traits(), c.Name)
	}
	if m := upOrDown.FindStringSubmatch(text); m != nil {
		return upOrDown.ReplaceAllString(text, ""), strings.EqualFold(m[1], "DESC")
	}
	return text, false
}

// uniqueConstraint tells whether the database calls a unique index of that name a constraint.
func uniqueConstraint(have []ast.Constraint, ix *ast.Index) bool {
	return slices.ContainsFunc(have, func(k ast.Constraint) bool {
		return k.Kind == ast.UniqueConstraint && k.Name == ix.Name && slices.Equal(k.Columns, plainParts(*ix))
	})
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
