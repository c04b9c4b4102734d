// This file holds the statements that define tables, for printing and for executing one by one.
//
//layer:3

package orm

import (
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// DDLStmt is a statement that defines or changes a table. It executes like others; CreateAll and DropAll make their own.
type DDLStmt struct {
	meta *MetaData
	make func() (ast.Stmt, error)
}

// String is the statement as SQL.
func (s *DDLStmt) String() string {
	tree, err := s.make()
	return printStmt(s.meta, tree, err)
}

func (s *DDLStmt) metaData() *MetaData { return s.meta }

func (s *DDLStmt) tree(params []V) (ast.Stmt, error) {
	if len(params) > 0 {
		return nil, fmt.Errorf("a definition takes no parameters")
	}
	return s.make()
}

func definition(m *MetaData, make func() (ast.Stmt, error)) *DDLStmt {
	return &DDLStmt{meta: m, make: make}
}

// CreateTable is CREATE TABLE with the table's constraints, without its indexes.
func CreateTable(t *Table) *DDLStmt {
	return definition(t.meta, func() (ast.Stmt, error) {
		def, err := t.def(nil)
		return &ast.CreateTable{Table: def}, err
	})
}

// DropTable is DROP TABLE.
func DropTable(t *Table) *DDLStmt {
	return definition(t.meta, func() (ast.Stmt, error) { return &ast.DropTable{Schema: t.schema, Name: t.name}, nil })
}

// AddColumn is ALTER TABLE ... ADD COLUMN for a column of the table's definition.
func AddColumn(c *Column) *DDLStmt {
	return definition(c.metaData(), func() (ast.Stmt, error) {
		if c.table == nil {
			return nil, fmt.Errorf("column %s belongs to no table", c.name)
		}
		return &ast.AddColumn{Schema: c.table.schema, Table: c.table.name, Column: c.columnDef(c.table.generatedKey() == c)}, nil
	})
}

// DropColumn is ALTER TABLE ... DROP COLUMN.
func DropColumn(c *Column) *DDLStmt {
	return definition(c.metaData(), func() (ast.Stmt, error) {
		if c.table == nil {
			return nil, fmt.Errorf("column %s belongs to no table", c.name)
		}
		return &ast.DropColumn{Schema: c.table.schema, Table: c.table.name, Column: c.name}, nil
	})
}

// CreateIndex is CREATE INDEX for an index of a table's definition.
func CreateIndex(ix *Index) *DDLStmt {
	return ix.statement(func(def *ast.Index) ast.Stmt { return &ast.CreateIndex{Index: def} })
}

// DropIndex is DROP INDEX.
func DropIndex(ix *Index) *DDLStmt {
	return ix.statement(func(def *ast.Index) ast.Stmt { return &ast.DropIndex{Index: def} })
}

func (ix *Index) statement(make func(*ast.Index) ast.Stmt) *DDLStmt {
	if ix.table == nil {
		return definition(nil, func() (ast.Stmt, error) {
			return nil, fmt.Errorf("index %s belongs to no table: give it to NewTable or AddIndex", ix.name)
		})
	}
	return definition(ix.table.meta, func() (ast.Stmt, error) { return make(ix.def()), nil })
}

// AddConstraint is ALTER TABLE ... ADD for a constraint of a table's definition.
func AddConstraint(k *Constraint) *DDLStmt {
	return k.statement(func(def ast.Constraint) ast.Stmt {
		return &ast.AddConstraint{Schema: k.table.schema, Table: k.table.name, Constraint: def}
	})
}

// DropConstraint is ALTER TABLE ... DROP CONSTRAINT; the constraint needs a name.
func DropConstraint(k *Constraint) *DDLStmt {
	return k.statement(func(def ast.Constraint) ast.Stmt {
		return &ast.DropConstraint{Schema: k.table.schema, Table: k.table.name, Constraint: def}
	})
}

func (k *Constraint) statement(make func(ast.Constraint) ast.Stmt) *DDLStmt {
	if k.table == nil {
		return definition(nil, func() (ast.Stmt, error) {
			return nil, fmt.Errorf("constraint %s belongs to no table: give it to NewTable or AddConstraint", k.name)
		})
	}
	return definition(k.table.meta, func() (ast.Stmt, error) {
		def, err := k.def()
		return make(def), err
	})
}

// CreateSQL is the statements that CreateAll would send to an empty database of the dialect, in order.
func CreateSQL(m *MetaData, dialectName string) ([]string, error) {
	return planSQL(m, dialectName, createPlan)
}

// DropSQL is the statements that DropAll would send to a database that has all tables, in order.
func DropSQL(m *MetaData, dialectName string) ([]string, error) {
	return planSQL(m, dialectName, dropPlan)
}

func planSQL(m *MetaData, dialectName string, plan func(dialect.Dialect, []*Table) ([]ast.Stmt, error)) ([]string, error) {
	d, err := dialectNamed(dialectName)
	if err != nil {
		return nil, err
	}
	statements, err := plan(d, slices.Clone(m.Tables().tables))
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(statements))
	for i, s := range statements {
		c, err := dialect.Compile(d, s)
		if err != nil {
			return nil, fmt.Errorf("orm: %w", err)
		}
		texts[i] = c.SQL
	}
	return texts, nil
}
