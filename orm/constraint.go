// This file holds constraints, indexes and sequences.
//
//layer:2

package orm

import (
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// Constraint is a condition that the database keeps: UNIQUE, CHECK, FOREIGN KEY or PRIMARY KEY over columns of a table.
type Constraint struct {
	kind       ast.ConstraintKind
	name       string
	table      *Table
	columns    []string
	sql        string
	refs       []string // "table.column"
	refColumns []*Column
	onDelete   string
	onUpdate   string
	deferred   string
	useAlter   bool
	oneNull    bool
}

func (*Constraint) tableArg() {}

// NewUnique demands that no two rows agree in all the columns. An empty name is left to the database.
func NewUnique(name string, columns ...string) *Constraint {
	return &Constraint{kind: ast.UniqueConstraint, name: name, columns: columns}
}

// NewPrimaryKey names the primary key and lists its columns.
func NewPrimaryKey(name string, columns ...string) *Constraint {
	return &Constraint{kind: ast.PrimaryKeyConstraint, name: name, columns: columns}
}

// NewForeignKey refers from columns to "table.column" of another table, several together.
func NewForeignKey(columns, targets []string) *Constraint {
	return &Constraint{kind: ast.ForeignKeyConstraint, columns: columns, refs: targets}
}

// Named gives the constraint a name and returns it.
func (k *Constraint) Named(name string) *Constraint { k.name = name; return k }

// OnDelete sets what happens when the row referred to is deleted: CASCADE, SET NULL, SET DEFAULT, RESTRICT, NO ACTION.
func (k *Constraint) OnDelete(action string) *Constraint { k.onDelete = action; return k }

// OnUpdate sets what happens when the key referred to changes.
func (k *Constraint) OnUpdate(action string) *Constraint { k.onUpdate = action; return k }

// Deferred has the database check at the end of the transaction.
func (k *Constraint) Deferred() *Constraint {
	k.deferred = "DEFERRABLE INITIALLY DEFERRED"
	return k
}

// NullsNotDistinct makes one NULL all that a unique constraint takes (PostgreSQL 15); others take any number.
func (k *Constraint) NullsNotDistinct() *Constraint { k.oneNull = true; return k }

// UseAlter adds a foreign key by ALTER TABLE after all tables exist.
func (k *Constraint) UseAlter() *Constraint { k.useAlter = true; return k }

// Name is the constraint's name, "" when the database chooses one.
func (k *Constraint) Name() string { return k.name }

// AddConstraint adds a constraint to the table's definition; a column that the table lacks is an error.
func (t *Table) AddConstraint(k *Constraint) error {
	for _, name := range k.columns {
		c := t.byName[name]
		if c == nil {
			return &NoColumnError{Table: t.name, Column: name, Have: t.columnNames()}
		}
		if k.kind == ast.PrimaryKeyConstraint {
			c.pk = true
		}
	}
	if k.kind == ast.ForeignKeyConstraint && len(k.columns) != len(k.refs) {
		return fmt.Errorf("a foreign key has %d columns and refers to %d", len(k.columns), len(k.refs))
	}
	k.table = t
	if k.kind == ast.PrimaryKeyConstraint {
		t.pkName = k.name
		return nil
	}
	t.constraints = append(t.constraints, k)
	return nil
}

// foreignKeys is the table's foreign key constraints in order.
func (t *Table) foreignKeys() []*Constraint {
	var keys []*Constraint
	for _, k := range t.constraints {
		if k.kind == ast.ForeignKeyConstraint {
			keys = append(keys, k)
		}
	}
	return keys
}

// ForeignKeyConstraints is the table's foreign keys in order: those declared beside a column, and those over several.
func (t *Table) ForeignKeyConstraints() []*Constraint { return t.foreignKeys() }

// ColumnKeys is the names of the constraint's own columns.
func (k *Constraint) ColumnKeys() []string { return slices.Clone(k.columns) }

// TargetFullnames is what a foreign key's columns refer to, in their order, each as "table.column" or "schema.table.column";
// nothing for other constraints.
func (k *Constraint) TargetFullnames() []string { return slices.Clone(k.refs) }

// target is the table a foreign key refers to; an error says which name was not found.
func (k *Constraint) target() (*Table, error) {
	cols, err := k.targets()
	if err != nil {
		return nil, err
	}
	return cols[0].table, nil
}

// targets is the columns a foreign key refers to, in order.
func (k *Constraint) targets() ([]*Column, error) {
	if k.refColumns != nil {
		return k.refColumns, nil
	}
	cols := make([]*Column, len(k.refs))
	for i, ref := range k.refs {
		from := k.table.key() + "." + k.columns[i]
		tableName, colName, ok := splitTarget(ref)
		if !ok {
			return nil, fmt.Errorf("foreign key of %s: %q is not \"table.column\"", from, ref)
		}
		t, ok := k.table.meta.table(tableName)
		if !ok && k.table.schema != "" {
			t, ok = k.table.meta.table(k.table.schema + "." + tableName)
		}
		if !ok {
			return nil, fmt.Errorf("foreign key of %s could not find table %s in this MetaData%s; define it first, or name it right",
				from, tableName, suggest(tableName, k.table.meta.tableNames()))
		}
		c, ok := t.byName[colName]
		if !ok {
			return nil, fmt.Errorf("foreign key of %s: %w", from, &NoColumnError{Table: t.name, Column: colName, Have: t.columnNames()})
		}
		if i > 0 && cols[0].table != t {
			return nil, fmt.Errorf("foreign key of %s refers to two tables, %s and %s", from, cols[0].table.name, t.name)
		}
		cols[i] = c
	}
	return cols, nil
}

func (m *MetaData) tableNames() []string {
	var names []string
	for name := range m.Tables().All() {
		names = append(names, name)
	}
	return names
}

func (k *Constraint) def() (ast.Constraint, error) {
	out := ast.Constraint{Kind: k.kind, Name: k.name, Columns: k.columns, SQL: k.sql, OnDelete: k.onDelete, OnUpdate: k.onUpdate,
		Defer: k.deferred, UseAlter: k.useAlter, OneNull: k.oneNull}
	if k.kind != ast.ForeignKeyConstraint {
		return out, nil
	}
	cols, err := k.targets()
	if err != nil {
		return out, err
	}
	out.RefTable, out.RefSchema = cols[0].table.name, cols[0].table.schema
	for _, c := range cols {
		out.RefCols = append(out.RefCols, c.name)
	}
	return out, nil
}

// Index is an index of a table: over columns by name, or over expressions (On).
type Index struct {
	name    string
	table   *Table
	columns []string
	parts   []ast.Expr
	unique  bool
	made    bool // the name was made of the table's and the column's
	where   ast.Expr
	using   string
	include []string
	oneNull bool
}

func (*Index) tableArg() {}

// NewIndex declares an index over columns of the table it is given to.
func NewIndex(name string, columns ...string) *Index { return &Index{name: name, columns: columns} }

// Unique makes it a unique index and returns it.
func (ix *Index) Unique() *Index { ix.unique = true; return ix }

// Using names the index method: gin, hash, btree.
func (ix *Index) Using(method string) *Index { ix.using = method; return ix }

// Include adds columns that are kept in the index without being searched (PostgreSQL).
func (ix *Index) Include(columns ...string) *Index { ix.include = columns; return ix }

// NullsNotDistinct makes one NULL all that a unique index takes (PostgreSQL 15).
func (ix *Index) NullsNotDistinct() *Index { ix.oneNull = true; return ix }

// Name is the index's name.
func (ix *Index) Name() string { return ix.name }

// AddIndex adds an index to the table's definition; a column that the table lacks is an error.
func (t *Table) AddIndex(ix *Index) error {
	for _, name := range slices.Concat(ix.columns, ix.include) {
		if t.byName[name] == nil {
			return fmt.Errorf("index %s: %w", ix.name, &NoColumnError{Table: t.name, Column: name, Have: t.columnNames()})
		}
	}
	ix.table = t
	t.indexes = append(t.indexes, ix)
	return nil
}

func (ix *Index) def() *ast.Index {
	out := &ast.Index{Name: ix.name, Schema: ix.table.schema, Table: ix.table.name, Unique: ix.unique, Made: ix.made, Where: ix.where, Using: ix.using, Include: ix.include, OneNull: ix.oneNull}
	for _, name := range ix.columns {
		out.Parts = append(out.Parts, ix.table.byName[name].node)
	}
	out.Parts = append(out.Parts, ix.parts...)
	return out
}

// Sequence is a sequence of the database that makes a column's values.
type Sequence struct{ def ast.Sequence }

// NewSequence declares a sequence; zero numbers are the database's own. As an argument of a column it makes its values.
func NewSequence(name string, start, increment int64) *Sequence {
	return &Sequence{def: ast.Sequence{Name: name, Start: start, Increment: increment}}
}

func (s *Sequence) columnArg(c *Column) { c.sequence = s }

// Name is the sequence's name.
func (s *Sequence) Name() string { return s.def.Name }

// Start is the first value, 0 where the database's own is meant.
func (s *Sequence) Start() int64 { return s.def.Start }

// Increment is the distance of the values, 0 where the database's own is meant.
func (s *Sequence) Increment() int64 { return s.def.Increment }

// String is the repr: Sequence('order_ids', start=100, increment=5).
func (s *Sequence) String() string {
	text := "Sequence(" + quoted(s.def.Name)
	if s.def.Start != 0 {
		text += fmt.Sprintf(", start=%d", s.def.Start)
	}
	if s.def.Increment != 0 {
		text += fmt.Sprintf(", increment=%d", s.def.Increment)
	}
	return text + ")"
}
