// This file holds the statements that define tables.

package ast

// Autoincrement says whether the database makes the values of a key column.
type Autoincrement uint8

// Auto decides from the table: a lone integer key without default or foreign key.
const (
	AutoincrementAuto Autoincrement = iota
	AutoincrementOn
	AutoincrementOff
)

// TableDef describes a table to be created. Constraints holds the primary key too.
type TableDef struct {
	Schema, Name string
	Columns      []ColumnDef
	Constraints  []Constraint
	Comment      string
	Options      []TableOption // MySQL's ENGINE=... and the like, in order
	Prefix       []string      // TEMPORARY
}

// TableOption is one word and its value behind a CREATE TABLE, meant for one dialect.
type TableOption struct{ Dialect, Name, Value string }

// ColumnDef describes a column. Origin says where it was declared (Pet.Name) and Tag how to mend it; both may be empty.
type ColumnDef struct {
	Name       string
	Type       Type
	NotNull    bool
	PrimaryKey bool
	Generated  bool // the database makes its values: SERIAL, AUTO_INCREMENT
	Default    Expr // a server default; nil for none
	Computed   *Computed
	Identity   *Identity
	Collate    string
	Comment    string
	Origin     string
	Tag        string
}

// Computed is GENERATED ALWAYS AS (SQL).
type Computed struct {
	SQL    string
	Stored bool
}

// Identity is GENERATED ... AS IDENTITY. Zero numbers are left out.
type Identity struct {
	Always           bool
	Start, Increment int64
}

// ConstraintKind is what a Constraint demands.
type ConstraintKind uint8

// The kinds.
const (
	PrimaryKeyConstraint ConstraintKind = iota + 1
	UniqueConstraint
	CheckConstraint
	ForeignKeyConstraint
	ExcludeConstraint // PostgreSQL's EXCLUDE, whose SQL is the whole of it
)

// Constraint is a table constraint. An empty Name is left out.
type Constraint struct {
	Kind      ConstraintKind
	Name      string
	Columns   []string
	SQL       string // CHECK
	RefTable  string // FOREIGN KEY: the table referred to
	RefSchema string
	RefCols   []string
	OnDelete  string
	OnUpdate  string
	Defer     string // DEFERRABLE INITIALLY DEFERRED and the like
	UseAlter  bool   // added by ALTER TABLE once both tables exist
	OneNull   bool   // UNIQUE NULLS NOT DISTINCT
}

// Index describes an index. Parts are columns, orderings or expressions.
type Index struct {
	Name         string
	Schema       string
	Table        string
	Parts        []Expr
	Unique       bool
	Made         bool   // the name was made of the table's and the column's
	Where        Expr   // a partial index
	Using        string // PostgreSQL's and MySQL's index method
	Include      []string
	Concurrently bool
	OneNull      bool // NULLS NOT DISTINCT
}

// Sequence describes a sequence. Zero numbers are left out.
type Sequence struct {
	Schema, Name     string
	Start, Increment int64
}

// The statements.
type (
	// CreateTable is CREATE TABLE.
	CreateTable struct {
		Table       *TableDef
		IfNotExists bool
	}
	// DropTable is DROP TABLE.
	DropTable struct {
		Schema, Name string
		IfExists     bool
	}
	// CreateIndex is CREATE INDEX.
	CreateIndex struct {
		Index       *Index
		IfNotExists bool
	}
	// DropIndex is DROP INDEX; MySQL needs the table.
	DropIndex struct {
		Index    *Index
		IfExists bool
	}
	// AddConstraint is ALTER TABLE ... ADD.
	AddConstraint struct {
		Schema, Table string
		Constraint    Constraint
	}
	// DropConstraint is ALTER TABLE ... DROP CONSTRAINT.
	DropConstraint struct {
		Schema, Table string
		Constraint    Constraint
	}
	// AddColumn is ALTER TABLE ... ADD COLUMN.
	AddColumn struct {
		Schema, Table string
		Column        ColumnDef
	}
	// AlterColumn gives a column another type, or another rule for NULL, or both, as Column says.
	AlterColumn struct {
		Schema, Table string
		Column        ColumnDef
		Type, Null    bool // what changes
		Default       bool // changes too
		From          Type // the type that it has
		HadDefault    bool // the column has a default, which a new type may not fit
		Made          bool // how the database makes its values changes
		HadIdentity   bool
	}
	// DropColumn is ALTER TABLE ... DROP COLUMN.
	DropColumn struct{ Schema, Table, Column string }
	// CreateSequence is CREATE SEQUENCE.
	CreateSequence struct{ Sequence Sequence }
	// DropSequence is DROP SEQUENCE.
	DropSequence struct{ Schema, Name string }
	// CreateEnum is CREATE TYPE ... AS ENUM.
	CreateEnum struct{ Enum *EnumDef }
	// DropEnum is DROP TYPE.
	DropEnum struct{ Enum *EnumDef }
	// AddLabel is ALTER TYPE ... ADD VALUE; behind After, or first of all when that is empty.
	AddLabel struct{ Enum, Label, After string }
	// AlterOptions changes options of a table: MySQL's ENGINE, CHARSET and COLLATE.
	AlterOptions struct {
		Schema, Table string
		Options       []TableOption
	}
	// RenameTable is ALTER TABLE ... RENAME TO.
	RenameTable struct{ Schema, Name, To string }
	// CommentOn is COMMENT ON TABLE, or on a column when Column is set.
	CommentOn struct{ Schema, Table, Column, Comment string }
)

func (*CreateTable) stmt()    {}
func (*DropTable) stmt()      {}
func (*CreateIndex) stmt()    {}
func (*DropIndex) stmt()      {}
func (*AddConstraint) stmt()  {}
func (*DropConstraint) stmt() {}
func (*AddColumn) stmt()      {}
func (*AlterColumn) stmt()    {}
func (*DropColumn) stmt()     {}
func (*CreateSequence) stmt() {}
func (*DropSequence) stmt()   {}
func (*CreateEnum) stmt()     {}
func (*DropEnum) stmt()       {}
func (*AddLabel) stmt()       {}
func (*RenameTable) stmt()    {}
func (*AlterOptions) stmt()   {}
func (*CommentOn) stmt()      {}
