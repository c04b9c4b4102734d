// This file holds columns and what is said about them when they are declared.
//
//layer:2

package orm

import (
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

// Column is a column of a table, alias or subquery. It is an Operand: users.C("name").Eq("ed").
type Column struct {
	name          string
	typ           Type
	table         *Table // nil until NewTable takes it, and for columns of aliases and subqueries
	node          *ast.Column
	pk            bool
	notNull       bool
	nullable      bool // said on purpose
	unique        bool
	indexed       bool
	secret        bool
	fk            *ForeignKeyArg
	def           *DefaultArg // a default of the program
	onUpdate      *DefaultArg
	serverDefault ast.Expr
	autoincrement ast.Autoincrement
	computed      *ast.Computed
	identity      *ast.Identity
	sequence      *Sequence
	collate       string
	comment       string
	origin        string  // the struct field that declared it: Pet.Name
	tag           string  // the tag words that would give it a length
	base          *Column // the table's column that a column of an alias or subquery shows; may be nil
	err           error   // C was asked for a name that doesn't exist
}

// ColumnArg is what NewColumn takes behind the type: PrimaryKey and the other flags, ForeignKey, Default, ServerDefault,
// OnUpdate, Computed, Identity, Comment, Collation, Autoincrement, Sequence.
type ColumnArg interface{ columnArg(c *Column) }

type columnArgFunc func(*Column)

func (f columnArgFunc) columnArg(c *Column) { f(c) }

// NewColumn declares a column for NewTable.
func NewColumn(name string, typ Type, args ...ColumnArg) *Column {
	c := &Column{name: name, typ: typ}
	for _, a := range args {
		a.columnArg(c)
	}
	c.node = &ast.Column{Name: name, Type: c.sqlType(), Secret: c.secret}
	return c
}

func (c *Column) sqlType() ast.Type {
	if c.typ == nil {
		return ast.Type{}
	}
	return c.typ.sqlType()
}

func (*Column) tableArg() {}

// Name is the column's name.
func (c *Column) Name() string { return c.name }

// Type is the column's SQL type; nil where it is not known (a subquery's expression).
func (c *Column) Type() Type { return c.typ }

// Table is the table of the column; nil for a column that no table has taken, and for those of aliases and subqueries.
func (c *Column) Table() *Table { return c.table }

// PrimaryKey tells whether the column is in its table's primary key.
func (c *Column) PrimaryKey() bool { return c.pk }

// Nullable tells whether the column takes NULL.
func (c *Column) Nullable() bool { return !c.notNull && !c.pk || c.nullable }

// ColumnFlag is a property of a column that has no parameters.
type ColumnFlag uint8

// The flags. A Secret column's values are masked in logs, reprs and errors. NoAutoincrement and AutoincrementKey say
// whether the database makes the key's values; without them a lone integer key has them made.
const (
	PrimaryKey ColumnFlag = iota + 1
	NotNull
	Nullable
	Unique
	Indexed
	Secret
	NoAutoincrement
	AutoincrementKey
)

func (f ColumnFlag) columnArg(c *Column) {
	switch f {
	case PrimaryKey:
		c.pk = true
	case NotNull:
		c.notNull = true
	case Nullable:
		c.nullable = true
	case Unique:
		c.unique = true
	case Indexed:
		c.indexed = true
	case Secret:
		c.secret = true
	case NoAutoincrement:
		c.autoincrement = ast.AutoincrementOff
	case AutoincrementKey:
		c.autoincrement = ast.AutoincrementOn
	}
}

// ForeignKeyArg is a reference from one column to another; its methods return a changed copy.
type ForeignKeyArg struct {
	to       string
	column   *Column
	name     string
	onDelete string
	onUpdate string
	deferred string
	useAlter bool
}

func (k ForeignKeyArg) columnArg(c *Column) { c.fk = &k }

// ForeignKey refers to "table.column", or "schema.table.column". The table may be defined later.
func ForeignKey(target string) ForeignKeyArg { return ForeignKeyArg{to: target} }

// ForeignKeyTo refers to a column of a table that exists, also one of another MetaData.
func ForeignKeyTo(c *Column) ForeignKeyArg { return ForeignKeyArg{column: c, to: c.qualifiedName()} }

// OnDelete is the action when the row referred to is deleted: CASCADE, SET NULL, SET DEFAULT, RESTRICT or NO ACTION.
func (k ForeignKeyArg) OnDelete(action string) ForeignKeyArg { k.onDelete = action; return k }

// OnUpdate is the action when the key referred to changes.
func (k ForeignKeyArg) OnUpdate(action string) ForeignKeyArg { k.onUpdate = action; return k }

// Named gives the constraint a name.
func (k ForeignKeyArg) Named(name string) ForeignKeyArg { k.name = name; return k }

// Deferred checks the key at the end of the transaction.
func (k ForeignKeyArg) Deferred() ForeignKeyArg {
	k.deferred = "DEFERRABLE INITIALLY DEFERRED"
	return k
}

// UseAlter adds the key by ALTER TABLE after all tables exist, as keys that form a cycle need it.
func (k ForeignKeyArg) UseAlter() ForeignKeyArg { k.useAlter = true; return k }

// DefaultArg is a default value of a column: one of the program (Default, OnUpdate) or one of the server (ServerDefault).
type DefaultArg struct {
	value    any
	fn       func() (any, error)
	expr     ast.Expr // SQL of the server
	onUpdate bool
}

func (d DefaultArg) columnArg(c *Column) {
	switch {
	case d.expr != nil:
		c.serverDefault = d.expr
	case d.onUpdate:
		c.onUpdate = &d
	default:
		c.def = &d
	}
}

// Default is the value an INSERT takes that doesn't mention the column. A func() any or func() (any, error) is called for
// each row; DefaultFunc says the same with a type.
func Default(v any) DefaultArg {
	switch f := v.(type) {
	case func() any:
		return DefaultFunc(func() (any, error) { return f(), nil })
	case func() (any, error):
		return DefaultFunc(f)
	}
	return DefaultArg{value: v}
}

// DefaultFunc makes the default of each row.
func DefaultFunc(f func() (any, error)) DefaultArg { return DefaultArg{fn: f} }

// OnUpdate is the value that an UPDATE sets when it doesn't mention the column.
func OnUpdate(v any) DefaultArg {
	d := Default(v)
	d.onUpdate = true
	return d
}

// make is the default's value for one row.
func (d *DefaultArg) make() (any, error) {
	if d.fn != nil {
		return d.fn()
	}
	return d.value, nil
}

// Comment is kept with the column in the database where it can keep one.
func Comment(text string) ColumnArg { return columnArgFunc(func(c *Column) { c.comment = text }) }

// Collation orders the column's text.
func Collation(name string) ColumnArg { return columnArgFunc(func(c *Column) { c.collate = name }) }

// Identity lets the database make the column's values: GENERATED BY DEFAULT AS IDENTITY, or ALWAYS. Zero numbers are
// the database's own; MySQL and SQLite use their own way for a key.
func Identity(always bool, start, increment int64) ColumnArg {
	return columnArgFunc(func(c *Column) { c.identity = &ast.Identity{Always: always, Start: start, Increment: increment} })
}

// declaredBy says which struct field the column comes from and which tag words would mend a missing length.
func (c *Column) declaredBy(origin, tag string) { c.origin, c.tag = origin, tag }

func (c *Column) qualifiedName() string {
	if c.table == nil {
		return c.name
	}
	return c.table.key() + "." + c.name
}

// splitTarget takes "schema.table.column" apart.
func splitTarget(target string) (table, column string, ok bool) {
	i := strings.LastIndexByte(target, '.')
	if i <= 0 || i == len(target)-1 {
		return "", "", false
	}
	return target[:i], target[i+1:], true
}

// Comment is the column's comment, "" for none.
func (c *Column) Comment() string { return c.comment }
