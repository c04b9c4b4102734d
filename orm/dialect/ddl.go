// This file writes the statements that define tables.

package dialect

import (
	"strconv"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

func (c *Compiler) definition(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.CreateTable:
		c.table = s.Table.Name
		c.Unqualified(func() { c.createTable(s) })
	case *ast.DropTable:
		c.table = s.Name
		c.S("\nDROP TABLE ")
		c.ifExists(s.IfExists)
		c.Qualified(s.Schema, s.Name)
	case *ast.CreateIndex:
		c.Unqualified(func() { c.createIndex(s) })
	case *ast.DropIndex:
		c.dropIndex(s)
	case *ast.AddConstraint:
		c.alter(s.Schema, s.Table)
		c.S("ADD ")
		c.constraint(&s.Constraint)
	case *ast.DropConstraint:
		c.dropConstraint(s)
	case *ast.AddColumn:
		c.alter(s.Schema, s.Table)
		c.S("ADD COLUMN ")
		def := &ast.TableDef{Schema: s.Schema, Name: s.Table, Columns: []ast.ColumnDef{s.Column}}
		c.Unqualified(func() { c.columnDef(def, &def.Columns[0]) })
	case *ast.AlterColumn:
		c.alterColumn(s)
	case *ast.DropColumn:
		c.alter(s.Schema, s.Table)
		c.S("DROP COLUMN ")
		c.Name(s.Column)
	case *ast.CommentOn:
		c.comment(s)
	default:
		c.objectDefinition(s)
	}
}

// objectDefinition writes the definitions of what is not a part of a table: sequences and enumerations.
func (c *Compiler) objectDefinition(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.CreateSequence, *ast.DropSequence:
		c.sequence(s)
	case *ast.CreateEnum:
		c.S("CREATE TYPE ")
		c.Name(s.Enum.Name)
		c.S(" AS ENUM (")
		for i, label := range s.Enum.Labels {
			if i > 0 {
				c.S(", ")
			}
			c.String(label)
		}
		c.S(")")
	case *ast.DropEnum:
		c.S("DROP TYPE ")
		c.Name(s.Enum.Name)
	case *ast.AddLabel:
		c.S("ALTER TYPE ")
		c.Name(s.Enum)
		c.S(" ADD VALUE ")
		c.String(s.Label)
		if s.After != "" {
			c.S(" AFTER ")
			c.String(s.After)
		}
	case *ast.AlterOptions:
		c.alterOptions(s)
	case *ast.RenameTable:
		c.alter(s.Schema, s.Name)
		c.S("RENAME TO ")
		c.Name(s.To)
	default:
		c.Fail(refuse("%s can't write %T", c.d.Name(), s))
	}
}

func (c *Compiler) ifExists(yes bool) {
	if yes {
		c.S("IF EXISTS ")
	}
}

func (c *Compiler) alter(schema, table string) {
	c.table = table
	c.S("ALTER TABLE ")
	c.Qualified(schema, table)
	c.S(" ")
}

func (c *Compiler) createTable(s *ast.CreateTable) {
	def := s.Table
	c.S("\nCREATE ")
	for _, word := range def.Prefix {
		c.S(word + " ")
	}
	c.S("TABLE ")
	if s.IfNotExists {
		c.S("IF NOT EXISTS ")
	}
	c.Qualified(def.Schema, def.Name)
	c.S(" (")
	separator := "\n\t"
	for i := range def.Columns {
		c.S(separator)
		separator = ", \n\t"
		c.columnDef(def, &def.Columns[i])
	}
	for i := range def.Constraints {
		c.S(separator)
		separator = ", \n\t"
		c.constraint(&def.Constraints[i])
	}
	c.S("\n)")
	if w, ok := c.d.(TableWriter); ok {
		w.WriteTableOptions(c, def)
	}
	c.S("\n\n")
}

func (c *Compiler) columnDef(def *ast.TableDef, col *ast.ColumnDef) {
	c.Name(col.Name)
	c.S(" ")
	if w, ok := c.d.(ColumnWriter); ok {
		w.WriteColumn(c, def, col)
		return
	}
	c.Type(def, col)
	c.Default(col)
	c.NotNull(col)
}

// Type writes a column's type; an error names table, column and where the column was declared.
func (c *Compiler) Type(def *ast.TableDef, col *ast.ColumnDef) {
	name, err := c.d.TypeSQL(col.Type.Spelled())
	if err != nil {
		c.Fail(&ColumnError{Dialect: c.d.Name(), Table: def.Name, Column: col.Name, Origin: col.Origin, Tag: col.Tag, Err: err})
		return
	}
	c.S(name)
	if col.Collate != "" {
		c.S(" COLLATE ")
		c.Name(col.Collate)
	}
}

// Default writes DEFAULT and the server's default, if there is one.
func (c *Compiler) Default(col *ast.ColumnDef) {
	if col.Default != nil {
		c.S(" DEFAULT ")
		c.Expr(col.Default)
	}
}

// NotNull writes NOT NULL where the column demands it.
func (c *Compiler) NotNull(col *ast.ColumnDef) {
	if col.NotNull {
		c.S(" NOT NULL")
	}
}

// Generated writes GENERATED ALWAYS AS for a computed column.
func (c *Compiler) Generated(col *ast.ColumnDef) {
	if col.Computed == nil {
		return
	}
	c.S(" GENERATED ALWAYS AS (" + col.Computed.SQL + ")")
	if col.Computed.Stored {
		c.S(" STORED")
	}
}

var constraintWords = [...]string{ast.PrimaryKeyConstraint: "PRIMARY KEY (", ast.UniqueConstraint: "UNIQUE (",
	ast.ForeignKeyConstraint: "FOREIGN KEY(", ast.CheckConstraint: "CHECK ("}

func (c *Compiler) constraint(k *ast.Constraint) {
	if k.Name != "" {
		c.S("CONSTRAINT ")
		c.Name(k.Name)
		c.S(" ")
	}
	if k.Kind == ast.ExcludeConstraint {
		if !c.traits.EnumTypes {
			c.Fail(refuse("%s has no EXCLUDE constraints", c.d.Name()))
		}
		c.S(k.SQL)
		return
	}
	words := constraintWords[k.Kind]
	if k.OneNull {
		c.oneNull(k.Name)
		words = "UNIQUE NULLS NOT DISTINCT ("
	}
	c.S(words)
	if k.Kind == ast.CheckConstraint {
		c.S(k.SQL + ")")
		return
	}
	c.Names(k.Columns)
	c.S(")")
	if k.Kind == ast.ForeignKeyConstraint {
		c.references(k)
	}
	if k.Defer != "" {
		c.S(" " + k.Defer)
	}
}

func (c *Compiler) references(k *ast.Constraint) {
	c.S(" REFERENCES ")
	c.Qualified(k.RefSchema, k.RefTable)
	c.S(" (")
	c.Names(k.RefCols)
	c.S(")")
	for _, action := range [...]struct{ word, what string }{{" ON DELETE ", k.OnDelete}, {" ON UPDATE ", k.OnUpdate}} {
		if action.what == "" {
			continue
		}
		switch strings.ToUpper(action.what) {
		case "CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION":
			c.S(action.word + strings.ToUpper(action.what))
		default:
			c.Fail(refuse("%q is no foreign key action; CASCADE, SET NULL, SET DEFAULT, RESTRICT and NO ACTION are", action.what))
		}
	}
}

func (c *Compiler) dropConstraint(s *ast.DropConstraint) {
	if s.Constraint.Kind == ast.PrimaryKeyConstraint && c.traits.ModifyColumn {
		c.alter(s.Schema, s.Table)
		c.S("DROP PRIMARY KEY")
		return
	}
	if s.Constraint.Name == "" {
		c.Fail(refuse("the constraint of table %s has no name to drop it by; give it one", s.Table))
		return
	}
	if !c.traits.AlterForeign {
		c.Fail(refuse("%s can't drop constraint %s: make the table anew", c.d.Name(), s.Constraint.Name))
		return
	}
	c.alter(s.Schema, s.Table)
	word := "CONSTRAINT"
	if w, ok := c.d.(ConstraintDropper); ok {
		word = w.DropConstraintWord(s.Constraint.Kind)
	}
	c.S("DROP " + word + " ")
	c.Name(s.Constraint.Name)
}

func (c *Compiler) comment(s *ast.CommentOn) {
	if c.traits.ModifyColumn && s.Column == "" {
		c.tableComment(s)
		return
	}
	if !c.traits.Comments {
		c.Fail(refuse("%s has no COMMENT ON", c.d.Name()))
		return
	}
	c.S("COMMENT ON ")
	if s.Column == "" {
		c.S("TABLE ")
		c.Qualified(s.Schema, s.Table)
	} else {
		c.S("COLUMN ")
		c.Qualified(s.Schema, s.Table)
		c.S(".")
		c.Name(s.Column)
	}
	c.S(" IS ")
	if s.Comment == "" {
		c.S("NULL")
		return
	}
	c.String(s.Comment)
}

func (c *Compiler) sequence(s ast.Stmt) {
	if !c.traits.Sequences {
		c.Fail(refuse("%s has no sequences; leave the key to the database", c.d.Name()))
		return
	}
	switch s := s.(type) {
	case *ast.CreateSequence:
		c.S("CREATE SEQUENCE ")
		c.Qualified(s.Sequence.Schema, s.Sequence.Name)
		if s.Sequence.Increment != 0 {
			c.S(" INCREMENT BY " + strconv.FormatInt(s.Sequence.Increment, 10))
		}
		if s.Sequence.Start != 0 {
			c.S(" START WITH " + strconv.FormatInt(s.Sequence.Start, 10))
		}
	case *ast.DropSequence:
		c.S("DROP SEQUENCE ")
		c.Qualified(s.Schema, s.Name)
	}
}

// ColumnError is a column that a dialect can't create. It is returned before any SQL is sent.
type ColumnError struct {
	Dialect, Table, Column string
	Origin                 string // the struct and field it was declared by: Pet.Name; may be empty
	Tag                    string // what to write in the field's tag; may be empty
	Err                    error
}

// Error names the table, the column, where it was declared and how to mend it.
func (e *ColumnError) Error() string {
	text := "table " + e.Table + ", column " + e.Column
	if e.Origin != "" {
		text += " (" + e.Origin + ")"
	}
	text += ": " + e.Err.Error()
	if e.Origin != "" && e.Tag != "" {
		text += ": tag the field " + e.Origin + " with `orm:\"" + e.Tag + "\"`"
	}
	return text
}

// Unwrap gives the dialect's own reason.
func (e *ColumnError) Unwrap() error { return e.Err }
