// This file makes a table anew, for databases that can't change the columns and constraints of one that exists.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// remake notes what was kept for a table made anew: it is created under another name, gets the rows, and takes the old
// one's place. Where other tables refer to it that would delete or detach their rows, so nothing is proposed.
func (d *differ) remake(t *Table, want *ast.TableDef) error {
	referrers, err := d.referrers(t)
	if err != nil {
		return err
	}
	if len(referrers) > 0 {
		for _, what := range d.anew {
			if err := d.add(told, nil, "%s; %s refers to the table, so that it can't be made anew: switch foreign_keys off and do it by hand", what, strings.Join(referrers, ", ")); err != nil {
				return err
			}
		}
		d.withdraw()
		return nil
	}
	stmts := d.remaking(t, want)
	for i, what := range d.anew {
		if i > 0 {
			stmts = nil // the first one's mend all
		}
		if err := d.add(rebuild, stmts, "%s", what); err != nil {
			return err
		}
		d.out.changes[len(d.out.changes)-1].phase = rebuild
	}
	return nil
}

// withdraw takes back the statements that need columns which only a new table would have brought.
func (d *differ) withdraw() {
	for i := range d.out.changes[d.from:] {
		c := &d.out.changes[d.from+i]
		for _, name := range d.later {
			if len(c.sql) > 0 && strings.Contains(c.sql[0], dialect.QuoteName(d.e.dialect.Traits(), name)) {
				c.phase, c.sql = told, nil
			}
		}
	}
}

// remaking is the statements that make the table anew, with the indexes that it has already.
func (d *differ) remaking(t *Table, want *ast.TableDef) []ast.Stmt {
	next, old := *want, &ast.Table{Schema: t.schema, Name: t.name}
	next.Name = t.name + "__new"
	rows := &ast.Select{From: []ast.Source{old}}
	var columns []string
	for _, c := range want.Columns {
		if c.Computed == nil && !slices.Contains(d.later, c.Name) {
			columns = append(columns, c.Name)
			rows.Columns = append(rows.Columns, &ast.Column{Source: old, Name: c.Name})
		}
	}
	stmts := []ast.Stmt{&ast.CreateTable{Table: &next}}
	if len(columns) > 0 {
		stmts = append(stmts, &ast.Insert{Table: &ast.Table{Schema: t.schema, Name: next.Name}, Columns: columns, Query: rows})
	}
	stmts = append(stmts, &ast.DropTable{Schema: t.schema, Name: t.name}, &ast.RenameTable{Schema: t.schema, Name: next.Name, To: t.name})
	for _, ix := range d.kept { // others are created by themselves
		stmts = append(stmts, &ast.CreateIndex{Index: ix.def()})
	}
	return stmts
}

// referrers is the other tables of the database with a foreign key to the table.
func (d *differ) referrers(t *Table) (list []string, err error) {
	names, err := d.e.dialect.Tables(d.ctx, d.q, t.schema)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		other, err := d.e.dialect.Reflect(d.ctx, d.q, t.schema, name)
		if err != nil {
			return nil, err
		}
		if other != nil && name != t.name && slices.ContainsFunc(other.Def.Constraints, func(k ast.Constraint) bool { return strings.EqualFold(k.RefTable, t.name) }) {
			list = append(list, name)
		}
	}
	return list, nil
}
