// This file holds tables: their definition and what they know of each other.
//
//layer:2

package orm

import (
	"errors"
	"fmt"

	"github.com/ormsh/ormsh/orm/ast"
)

// Table is a table of a MetaData. Make one with NewTable.
type Table struct {
	name, schema string
	meta         *MetaData
	cols         []*Column
	byName       map[string]*Column
	source       *ast.Table
	constraints  []*Constraint // in order of definition, without the primary key
	pkName       string
	indexes      []*Index
	comment      string
	prefixes     []string
	options      []ast.TableOption
	extend, load bool
}

// TableArg is what NewTable takes: *Column, *Constraint, *Index, Autoload, ExtendExisting, Schema, TableComment, TableOption.
type TableArg interface{ tableArg() }

// TableFlag is a way to define a table.
type TableFlag uint8

// Autoload reads columns and keys from the database that the MetaData is bound to; ExtendExisting adds to a table that is
// defined already, replacing columns of the same name.
const (
	Autoload TableFlag = iota + 1
	ExtendExisting
)

func (TableFlag) tableArg() {}

type tableProperty func(*Table)

func (tableProperty) tableArg() {}

// Schema puts the table into a schema: schema.name.
func Schema(name string) TableArg { return tableProperty(func(t *Table) { t.schema = name }) }

// TableComment is kept with the table in the database where it can keep one.
func TableComment(text string) TableArg { return tableProperty(func(t *Table) { t.comment = text }) }

// TableOption is written behind CREATE TABLE for one dialect: TableOption("mysql", "ENGINE", "InnoDB").
func TableOption(dialect, name, value string) TableArg {
	return tableProperty(func(t *Table) {
		t.options = append(t.options, ast.TableOption{Dialect: dialect, Name: name, Value: value})
	})
}

// TablePrefix is written between CREATE and TABLE: TablePrefix("TEMPORARY").
func TablePrefix(word string) TableArg {
	return tableProperty(func(t *Table) { t.prefixes = append(t.prefixes, word) })
}

// NewTable defines a table in m. All mistakes of the definition are returned together: a name that is taken, a column
// twice, a constraint on a column that isn't there. With Autoload the error may come from the database.
func NewTable(name string, m *MetaData, args ...TableArg) (*Table, error) {
	if m == nil {
		return nil, fmt.Errorf("table %s: give it a MetaData: orm.NewMetaData()", name)
	}
	t := &Table{name: name, schema: m.schema, meta: m, byName: map[string]*Column{}}
	t.flags(args)
	if old, exists := m.table(t.key()); exists && t.extend {
		return old, old.extendBy(args)
	}
	t.source = &ast.Table{Schema: t.schema, Name: t.name}
	if err := t.define(args); err != nil {
		return nil, fmt.Errorf("table %s: %w", name, err)
	}
	if t.load {
		if m.bind == nil {
			return nil, fmt.Errorf("table %s: Autoload needs a MetaData bound to an engine: orm.NewMetaData(orm.Bind(engine))", name)
		}
		if err := m.bind.autoload(t); err != nil {
			return nil, err
		}
	}
	return t, m.add(t)
}

func (t *Table) flags(args []TableArg) {
	for _, a := range args {
		switch a := a.(type) {
		case TableFlag:
			t.load = t.load || a == Autoload
			t.extend = t.extend || a == ExtendExisting
		case tableProperty:
			a(t)
		}
	}
}

// define takes columns first, then what refers to them.
func (t *Table) define(args []TableArg) error {
	var errs []error
	if t.name == "" {
		errs = append(errs, errors.New("a table needs a name"))
	}
	for _, a := range args {
		if c, ok := a.(*Column); ok {
			errs = append(errs, t.addColumn(c))
		}
	}
	for _, a := range args {
		switch a := a.(type) {
		case *Constraint:
			errs = append(errs, t.AddConstraint(a))
		case *Index:
			errs = append(errs, t.AddIndex(a))
		}
	}
	for _, c := range t.cols {
		errs = append(errs, t.constrain(c))
	}
	return errors.Join(errs...)
}

func (t *Table) extendBy(args []TableArg) error {
	t.meta.mu.Lock()
	defer t.meta.mu.Unlock()
	var errs []error
	for _, a := range args {
		switch a := a.(type) {
		case *Column:
			t.dropColumn(a.name)
			errs = append(errs, t.addColumn(a), t.constrain(a))
		case *Constraint:
			errs = append(errs, t.AddConstraint(a))
		case *Index:
			errs = append(errs, t.AddIndex(a))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("table %s: %w", t.name, err)
	}
	return nil
}

func (t *Table) dropColumn(name string) {
	for i, c := range t.cols {
		if c.name == name {
			t.cols = append(append([]*Column(nil), t.cols[:i]...), t.cols[i+1:]...)
			t.source.Columns = append(append([]*ast.Column(nil), t.source.Columns[:i]...), t.source.Columns[i+1:]...)
			delete(t.byName, name)
			return
		}
	}
}

func (t *Table) addColumn(c *Column) error {
	switch {
	case c == nil:
		return errors.New("a column is nil")
	case c.name == "":
		return errors.New("a column needs a name")
	case c.table != nil:
		return fmt.Errorf("column %s belongs to table %s already; declare another one", c.name, c.table.name)
	case t.byName[c.name] != nil:
		return fmt.Errorf("column %s is declared twice", c.name)
	case c.typ == nil:
		return fmt.Errorf("column %s has no type", c.name)
	}
	c.table = t
	c.node.Source = t.source
	t.cols = append(t.cols, c)
	t.byName[c.name] = c
	t.source.Columns = append(t.source.Columns, c.node)
	return nil
}

// constrain makes the constraints and indexes that a column's own declaration asks for.
func (t *Table) constrain(c *Column) error {
	var errs []error
	if c.indexed {
		ix := NewIndex("ix_"+t.name+"_"+c.name, c.name)
		ix.unique, ix.made = c.unique, true
		errs = append(errs, t.AddIndex(ix))
	} else if c.unique {
		errs = append(errs, t.AddConstraint(NewUnique("", c.name)))
	}
	if c.fk != nil {
		k := NewForeignKey([]string{c.name}, []string{c.fk.to})
		k.name, k.onDelete, k.onUpdate, k.deferred, k.useAlter = c.fk.name, c.fk.onDelete, c.fk.onUpdate, c.fk.deferred, c.fk.useAlter
		if c.fk.column != nil {
			k.refColumns = []*Column{c.fk.column}
		}
		errs = append(errs, t.AddConstraint(k))
	}
	return errors.Join(errs...)
}

func (t *Table) key() string {
	if t.schema == "" {
		return t.name
	}
	return t.schema + "." + t.name
}

// Name is the table's name without its schema.
func (t *Table) Name() string { return t.name }

// MetaData is the collection the table is in.
func (t *Table) MetaData() *MetaData { return t.meta }

// Columns is the columns in order.
func (t *Table) Columns() []*Column { return append([]*Column(nil), t.cols...) }

// C is the column with the name. A name that doesn't exist is told, with the nearest one, by the statement that uses the column.
func (t *Table) C(name string) *Column {
	if c, ok := t.byName[name]; ok {
		return c
	}
	return missingColumn(t.name, name, t.columnNames())
}

func (t *Table) columnNames() []string {
	names := make([]string, len(t.cols))
	for i, c := range t.cols {
		names[i] = c.name
	}
	return names
}

// missingColumn is a column that carries its own absence until a statement is made of it.
func missingColumn(table, name string, names []string) *Column {
	err := &NoColumnError{Table: table, Column: name, Have: names}
	return &Column{name: name, node: &ast.Column{Name: name}, err: err}
}

// NoColumnError is a column name that a table doesn't have.
type NoColumnError struct {
	Table, Column string
	Have          []string
}

// Error names table and column and the nearest name that exists.
func (e *NoColumnError) Error() string {
	return fmt.Sprintf("table %s has no column %s%s", e.Table, e.Column, suggest(e.Column, e.Have))
}

// PrimaryKey is the columns of the primary key in order.
func (t *Table) PrimaryKey() []*Column {
	var key []*Column
	for _, c := range t.cols {
		if c.pk {
			key = append(key, c)
		}
	}
	return key
}

// generatedKey is the key column whose values the database makes, or nil: a lone integer key without a default, a foreign
// key or a word against it, or the one that says so itself.
func (t *Table) generatedKey() *Column {
	key := t.PrimaryKey()
	for _, c := range key {
		if c.autoincrement == ast.AutoincrementOn || c.identity != nil {
			return c
		}
	}
	if len(key) != 1 {
		return nil
	}
	c := key[0]
	if c.autoincrement == ast.AutoincrementOff || c.fk != nil || c.def != nil || c.serverDefault != nil || c.sequence != nil ||
		c.sqlType().Affinity() != ast.Integer {
		return nil
	}
	for _, k := range t.foreignKeys() {
		for _, col := range k.columns {
			if col == c.name {
				return nil
			}
		}
	}
	return c
}

// Comment is the table's comment, "" for none.
func (t *Table) Comment() string { return t.comment }

// Indexes is the table's indexes in order of their declaration.
func (t *Table) Indexes() []*Index { return append([]*Index(nil), t.indexes...) }

// Constraints is the table's constraints beside the primary key: unique ones, checks, foreign keys, exclusions.
func (t *Table) Constraints() []*Constraint { return append([]*Constraint(nil), t.constraints...) }
