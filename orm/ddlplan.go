// This file finds the statements that create and drop tables, in an order in which they work.
//
//layer:2

package orm

import (
	"fmt"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// createPlan is the statements that create the tables, those first that others refer to: sequences and enumerations, each
// table with its indexes and comments, and last the foreign keys that form cycles.
func createPlan(d dialect.Dialect, tables []*Table) ([]ast.Stmt, error) {
	sorted, cyclic, err := sortTables(tables)
	if err != nil {
		return nil, err
	}
	plan := supportObjects(d, sorted)
	later := map[*Constraint]bool{}
	if d.Traits().AlterForeign {
		for _, k := range cyclic {
			later[k] = true
		}
	}
	for _, t := range sorted {
		create, err := t.createStmts(d, later)
		if err != nil {
			return nil, err
		}
		plan = append(plan, create...)
	}
	for _, k := range cyclic {
		if !later[k] {
			continue
		}
		def, err := k.def()
		if err != nil {
			return nil, err
		}
		plan = append(plan, &ast.AddConstraint{Schema: k.table.schema, Table: k.table.name, Constraint: def})
	}
	return plan, check(d, plan)
}

// check compiles the plan, so that a mistake in any table is told before the first statement is sent.
func check(d dialect.Dialect, plan []ast.Stmt) error {
	for _, s := range plan {
		if _, err := dialect.Compile(d, s); err != nil {
			return fmt.Errorf("orm: %w", err)
		}
	}
	return nil
}

// supportObjects is the sequences and enumerations that the tables use, each once.
func supportObjects(d dialect.Dialect, tables []*Table) []ast.Stmt {
	var plan []ast.Stmt
	seen := map[string]bool{}
	for _, t := range tables {
		for _, c := range t.cols {
			if typ := c.node.Type; typ.Kind == ast.Enum && d.Traits().EnumTypes && !seen["type "+typ.Enum.Name] {
				seen["type "+typ.Enum.Name] = true
				plan = append(plan, &ast.CreateEnum{Enum: typ.Enum})
			}
			if s := c.sequence; s != nil && d.Traits().Sequences && !seen["sequence "+s.def.Name] {
				seen["sequence "+s.def.Name] = true
				plan = append(plan, &ast.CreateSequence{Sequence: s.def})
			}
		}
	}
	return plan
}

// createStmts is CREATE TABLE without the constraints in later, then indexes and comments.
func (t *Table) createStmts(d dialect.Dialect, later map[*Constraint]bool) ([]ast.Stmt, error) {
	def, err := t.def(later)
	if err != nil {
		return nil, err
	}
	plan := []ast.Stmt{&ast.CreateTable{Table: def}}
	for _, ix := range t.indexes {
		plan = append(plan, &ast.CreateIndex{Index: ix.def()})
	}
	if !d.Traits().Comments {
		return plan, nil
	}
	if t.comment != "" {
		plan = append(plan, &ast.CommentOn{Schema: t.schema, Table: t.name, Comment: t.comment})
	}
	for _, c := range t.cols {
		if c.comment != "" {
			plan = append(plan, &ast.CommentOn{Schema: t.schema, Table: t.name, Column: c.name, Comment: c.comment})
		}
	}
	return plan, nil
}

// def describes the table for CREATE TABLE.
func (t *Table) def(later map[*Constraint]bool) (*ast.TableDef, error) {
	out := &ast.TableDef{Schema: t.schema, Name: t.name, Comment: t.comment, Options: t.options, Prefix: t.prefixes}
	generated := t.generatedKey()
	key := ast.Constraint{Kind: ast.PrimaryKeyConstraint, Name: t.pkName}
	for _, c := range t.cols {
		out.Columns = append(out.Columns, c.columnDef(c == generated))
		if c.pk {
			key.Columns = append(key.Columns, c.name)
		}
	}
	if len(key.Columns) > 0 {
		out.Constraints = append(out.Constraints, key)
	}
	for _, k := range t.constraints {
		if later[k] {
			continue
		}
		def, err := k.def()
		if err != nil {
			return nil, err
		}
		out.Constraints = append(out.Constraints, def)
	}
	return out, nil
}

func (c *Column) columnDef(generated bool) ast.ColumnDef {
	return ast.ColumnDef{Name: c.name, Type: c.node.Type, NotNull: !c.Nullable(), PrimaryKey: c.pk, Generated: generated || c.autoincrement == ast.AutoincrementOn,
		Default: c.serverDefault, Computed: c.computed, Identity: c.identity, Collate: c.collate, Comment: c.comment,
		Origin: c.origin, Tag: c.tag}
}

// dropPlan is the statements that drop the tables in the reverse order of their creation: first the foreign keys of
// cycles, last enumerations and sequences.
func dropPlan(d dialect.Dialect, tables []*Table) ([]ast.Stmt, error) {
	sorted, cyclic, err := sortTables(tables)
	if err != nil {
		return nil, err
	}
	var plan []ast.Stmt
	if d.Traits().AlterForeign {
		for _, k := range cyclic {
			if k.name == "" {
				return nil, fmt.Errorf("the foreign key of %s (%v) is in a cycle and has no name to drop it by: name it", k.table.name, k.columns)
			}
			plan = append(plan, &ast.DropConstraint{Schema: k.table.schema, Table: k.table.name,
				Constraint: ast.Constraint{Kind: k.kind, Name: k.name}})
		}
	}
	for i := len(sorted) - 1; i >= 0; i-- {
		plan = append(plan, &ast.DropTable{Schema: sorted[i].schema, Name: sorted[i].name})
	}
	for _, s := range supportObjects(d, sorted) {
		switch s := s.(type) {
		case *ast.CreateEnum:
			plan = append(plan, &ast.DropEnum{Enum: s.Enum})
		case *ast.CreateSequence:
			plan = append(plan, &ast.DropSequence{Schema: s.Sequence.Schema, Name: s.Sequence.Name})
		}
	}
	return plan, nil
}
