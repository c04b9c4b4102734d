// This file compares the constraints of a table with those of the database.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

func (d *differ) constraints(t *Table, want []ast.Constraint, have *dialect.Reflected) error {
	left := slices.Clone(have.Def.Constraints)
	for _, k := range want {
		at := slices.IndexFunc(left, func(h ast.Constraint) bool { return sameConstraint(k, h) })
		if at >= 0 {
			left = slices.Delete(left, at, at+1)
			continue
		}
		if k.Kind == ast.UniqueConstraint && uniqueIndex(have.Indexes, k.Columns) {
			continue
		}
		p := addConstraints
		if k.Kind == ast.ForeignKeyConstraint {
			p = addKeys
		}
		if err := d.change(p, &ast.AddConstraint{Schema: t.schema, Table: t.name, Constraint: k}, "the database has no %s", constraintWords(t, k)); err != nil {
			return err
		}
	}
	for _, k := range left {
		if k.Kind == ast.UniqueConstraint && t.hasUniqueIndex(k.Columns) {
			continue // MySQL calls a unique index a constraint
		}
		if err := d.dropConstraint(t, k, have); err != nil {
			return err
		}
	}
	return nil
}

func (d *differ) dropConstraint(t *Table, k ast.Constraint, have *dialect.Reflected) error {
	const what = "the %s is only in the database"
	if d.alters() && k.Name == "" && k.Kind != ast.PrimaryKeyConstraint {
		return d.add(told, nil, what, constraintWords(t, k))
	}
	drop := &ast.DropConstraint{Schema: t.schema, Table: t.name, Constraint: k}
	if k.Kind != ast.ForeignKeyConstraint {
		return d.change(dropConstraints, drop, what, constraintWords(t, k))
	}
	if err := d.change(dropKeys, drop, what, constraintWords(t, k)); err != nil {
		return err
	}
	for _, ix := range have.KeyIndexes { // MySQL made it for the key, and keeps it
		if slices.Equal(plainParts(ix), k.Columns) && !slices.ContainsFunc(t.indexes, func(w *Index) bool { return w.name == ix.Name }) {
			return d.add(dropIndexes, []ast.Stmt{&ast.DropIndex{Index: &ix}}, "index %s on %s was made for that key", ix.Name, t.key())
		}
	}
	return nil
}

func constraintWords(t *Table, k ast.Constraint) string {
	kind := map[ast.ConstraintKind]string{ast.PrimaryKeyConstraint: "primary key", ast.UniqueConstraint: "unique constraint",
		ast.CheckConstraint: "check", ast.ForeignKeyConstraint: "foreign key", ast.ExcludeConstraint: "exclusion"}[k.Kind]
	words := kind + " of " + t.key()
	if k.Name != "" {
		words += " named " + k.Name
	}
	if len(k.Columns) > 0 {
		words += " on (" + strings.Join(k.Columns, ", ") + ")"
	}
	if k.SQL != "" {
		words += " (" + k.SQL + ")"
	}
	return words
}

// sameConstraint compares what counts: the kind, the columns, what a key refers to and does, what a check demands, and a
// name that was given.
func sameConstraint(want, have ast.Constraint) bool {
	if want.Kind != have.Kind {
		return false
	}
	switch want.Kind {
	case ast.CheckConstraint, ast.ExcludeConstraint:
		return (want.Name == have.Name || want.Name == "") && same(want.SQL, have.SQL)
	case ast.PrimaryKeyConstraint, ast.UniqueConstraint:
		return slices.Equal(want.Columns, have.Columns) && want.OneNull == have.OneNull
	}
	return slices.Equal(want.Columns, have.Columns) && want.RefTable == have.RefTable && slices.Equal(want.RefCols, have.RefCols) &&
		sameAction(want.OnDelete, have.OnDelete) && sameAction(want.OnUpdate, have.OnUpdate) && (want.Name == "" || want.Name == have.Name)
}

// sameAction takes none, NO ACTION and RESTRICT for one: MySQL doesn't tell them apart.
func sameAction(a, b string) bool {
	plain := func(s string) string {
		if s = strings.ToUpper(s); s == "NO ACTION" || s == "RESTRICT" {
			return ""
		}
		return s
	}
	return plain(a) == plain(b)
}
