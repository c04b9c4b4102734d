// This file compares the columns of a table with those of the database.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

func (d *differ) column(t *Table, want *ast.ColumnDef, table *dialect.Reflected) error {
	at := slices.IndexFunc(table.Def.Columns, func(c ast.ColumnDef) bool { return c.Name == want.Name })
	if at < 0 {
		return d.missing(t, want)
	}
	have := &table.Def.Columns[at]
	name := t.key() + "." + want.Name
	if err := d.definition(t, want, have, name); err != nil {
		return err
	}
	if err := d.computed(t, want, have, name); err != nil {
		return err
	}
	if !d.comments() || want.Comment == have.Comment {
		return nil
	}
	s := []ast.Stmt{d.comment(t, want)}
	return d.add(comments, s, "the comment of column %s is %q in the database, %q in the MetaData", name, have.Comment, want.Comment)
}

// missing notes a column that the database lacks. What it needs, an enumeration, comes first.
func (d *differ) missing(t *Table, want *ast.ColumnDef) error {
	if typ := want.Type; typ.Kind == ast.Enum && d.e.dialect.Traits().EnumTypes {
		if s := (&ast.CreateEnum{Enum: typ.Enum}); !d.exists(s) {
			if err := d.add(makeTypes, []ast.Stmt{s}, "the database has no type %s", typ.Enum.Name); err != nil {
				return err
			}
		}
	}
	const what = "the database has no column %s.%s"
	stored := want.Computed != nil && want.Computed.Stored
	if !d.alters() && (want.PrimaryKey || stored || want.NotNull && want.Default == nil) {
		d.anew, d.later = append(d.anew, fmt.Sprintf(what, t.key(), want.Name)), append(d.later, want.Name)
		return nil
	}
	s := []ast.Stmt{&ast.AddColumn{Schema: t.schema, Table: t.name, Column: *want}}
	if want.Comment != "" && d.e.dialect.Traits().Comments {
		s = append(s, d.comment(t, want))
	}
	return d.add(addColumns, s, what, t.key(), want.Name)
}

// surplus notes a column that only the database has.
func (d *differ) surplus(t *Table, name string, have *dialect.Reflected) error {
	const what = "column %s.%s is only in the database"
	keyed := slices.ContainsFunc(have.Def.Constraints, func(k ast.Constraint) bool {
		return slices.Contains(k.Columns, name) || strings.Contains(k.SQL, name)
	})
	if !d.alters() && keyed {
		d.anew = append(d.anew, fmt.Sprintf(what, t.key(), name))
		return nil
	}
	return d.add(dropColumns, []ast.Stmt{&ast.DropColumn{Schema: t.schema, Table: t.name, Column: name}}, what, t.key(), name)
}

// definition compares type, collation, NULL and default, which one statement mends.
func (d *differ) definition(t *Table, want, have *ast.ColumnDef, name string) error {
	wantType, err := d.spelled(want)
	if err != nil {
		return fmt.Errorf("orm: column %s: %w", name, err)
	}
	haveType, err := d.spelled(have)
	if err != nil {
		return fmt.Errorf("orm: column %s: %w", name, err)
	}
	mend := &ast.AlterColumn{Schema: t.schema, Table: t.name, Column: *want, From: have.Type, HadDefault: have.Default != nil}
	var what []string
	note := func(changed *bool, format string, args ...any) {
		*changed = true
		what = append(what, fmt.Sprintf("column "+name+" "+format, args...))
	}
	if !dialect.SameSpelling(wantType, haveType) {
		note(&mend.Type, "is %s in the database, %s in the MetaData", haveType, wantType)
	} else if !strings.EqualFold(want.Collate, have.Collate) {
		note(&mend.Type, "has the collation %q in the database, %q in the MetaData", have.Collate, want.Collate)
	}
	if !want.PrimaryKey && want.NotNull != have.NotNull {
		note(&mend.Null, "takes NULL in the database: %t, in the MetaData: %t", !have.NotNull, !want.NotNull)
	}
	if text := d.defaults(want, have); text != "" {
		note(&mend.Default, "%s", text)
	}
	if text := d.made(want, have); text != "" {
		mend.HadIdentity = have.Identity != nil
		note(&mend.Made, "%s", text)
	}
	for i, text := range what {
		var err error
		switch {
		case i > 0 && d.alters():
			err = d.add(alterColumns, nil, "%s", text) // one statement mends all
			d.out.changes[len(d.out.changes)-1].phase = alterColumns
		default:
			err = d.change(alterColumns, mend, "%s", text)
		}
		if err != nil {
			return err
		}
	}
	return d.labels(want, have, name)
}

// defaults says how the defaults differ; "" where they don't, or where the database makes the value in another way.
func (d *differ) defaults(want, have *ast.ColumnDef) string {
	if want.Computed != nil || have.Computed != nil || want.Identity != nil || have.Identity != nil || want.Generated || have.Generated {
		return ""
	}
	if (want.Default != nil) != (have.Default != nil) {
		return fmt.Sprintf("has a default in the database: %t, in the MetaData: %t", have.Default != nil, want.Default != nil)
	}
	if want.Default == nil {
		return ""
	}
	if a, b := d.sql(want.Default), d.sql(have.Default); !same(a, b) {
		return fmt.Sprintf("has the default %s in the database, %s in the MetaData", b, a)
	}
	return ""
}

// made says how the ways differ in which the database makes a column's values; "" where they don't. A SERIAL column is as good
// as one with an identity, unless that says more. SQLite makes the values of every lone integer key.
func (d *differ) made(want, have *ast.ColumnDef) string {
	a, b := want.Generated || want.Identity != nil, have.Generated || have.Identity != nil
	if !d.alters() || want.Computed != nil {
		return ""
	}
	if a != b {
		return fmt.Sprintf("gets its values from the database there: %t, in the MetaData: %t", b, a)
	}
	if want.Identity == nil || d.e.dialect.Traits().ModifyColumn { // MySQL's AUTO_INCREMENT keeps no options
		return ""
	}
	if x, y := identityWords(want.Identity), identityWords(have.Identity); x != y {
		return fmt.Sprintf("is %s in the database, %s in the MetaData", y, x)
	}
	return ""
}

// identityWords is an identity with the numbers that stand for none.
func identityWords(id *ast.Identity) string {
	if id == nil {
		return "SERIAL"
	}
	way := "by default"
	if id.Always {
		way = "always"
	}
	return fmt.Sprintf("an identity %s from %d by %d", way, cmp.Or(id.Start, 1), cmp.Or(id.Increment, 1))
}

// computed compares the expressions of computed columns. Their values can be made again, so the column is.
func (d *differ) computed(t *Table, want, have *ast.ColumnDef, name string) error {
	a, b := want.Computed, have.Computed
	switch {
	case a == nil && b == nil || a != nil && b != nil && a.Stored == b.Stored && same(a.SQL, b.SQL):
		return nil
	case a == nil || b == nil:
		if !d.alters() {
			return d.change(alterColumns, nil, "column %s is computed in the database: %t, in the MetaData: %t", name, b != nil, a != nil)
		}
		return d.add(told, nil, "column %s is computed in the database: %t, in the MetaData: %t", name, b != nil, a != nil)
	case !d.alters():
		return d.change(alterColumns, nil, "column %s is computed as %s in the database, as %s in the MetaData", name, b.SQL, a.SQL)
	}
	s := &ast.DropColumn{Schema: t.schema, Table: t.name, Column: want.Name}
	if err := d.add(dropColumns, []ast.Stmt{s}, "column %s is computed as %s in the database, as %s in the MetaData", name, b.SQL, a.SQL); err != nil {
		return err
	}
	return d.add(addColumns, []ast.Stmt{&ast.AddColumn{Schema: t.schema, Table: t.name, Column: *want}}, "column %s has to be made anew", name)
}

// labels compares an enumeration that is a type of its own. Labels can be added to it, not taken away.
func (d *differ) labels(want, have *ast.ColumnDef, name string) error {
	if want.Type.Kind != ast.Enum || have.Type.Kind != ast.Enum || !d.e.dialect.Traits().EnumTypes || want.Type.Enum.Name != have.Type.Enum.Name {
		return nil
	}
	a, b := want.Type.Enum, have.Type.Enum
	if slices.Equal(a.Labels, b.Labels) || d.types["labels "+a.Name] {
		return nil
	}
	d.types["labels "+a.Name] = true
	var s []ast.Stmt
	left := b.Labels
	for i, label := range a.Labels {
		if len(left) > 0 && left[0] == label {
			left = left[1:]
			continue
		}
		before := ""
		if i > 0 {
			before = a.Labels[i-1]
		}
		s = append(s, &ast.AddLabel{Enum: a.Name, Label: label, After: before})
	}
	if len(left) > 0 {
		s = nil
	}
	return d.add(makeTypes, s, "type %s of column %s has the labels %s in the database, %s in the MetaData", a.Name, name, strings.Join(b.Labels, ", "), strings.Join(a.Labels, ", "))
}

// spelled is the type that the database makes of a column's, in its own words.
func (d *differ) spelled(c *ast.ColumnDef) (string, error) {
	t := c.Type
	if k, ok := d.e.dialect.(dialect.KeyTyper); ok && c.Generated {
		t = k.GeneratedType(t)
	}
	if s, ok := d.e.dialect.(dialect.TypeStorer); ok {
		t = s.Stored(t)
	}
	return d.e.dialect.TypeSQL(t)
}

// comment is the statement that gives a column its comment.
func (d *differ) comment(t *Table, c *ast.ColumnDef) ast.Stmt {
	if d.e.dialect.Traits().ModifyColumn {
		return &ast.AlterColumn{Schema: t.schema, Table: t.name, Column: *c}
	}
	return &ast.CommentOn{Schema: t.schema, Table: t.name, Column: c.Name, Comment: c.Comment}
}
