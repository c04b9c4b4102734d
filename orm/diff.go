// This file compares a MetaData with a database and says what would mend the difference.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// SchemaDiff is what a MetaData and a database differ in. It executes nothing.
type SchemaDiff struct{ changes []change }

// change is one difference: a sentence, and the SQL that would mend it; empty where no single statement does.
type change struct{ what, sql string }

// Len is the number of differences; 0 when database and MetaData agree.
func (d *SchemaDiff) Len() int { return len(d.changes) }

// Statements is the SQL that would change the database, in an order that works.
func (d *SchemaDiff) Statements() []string {
	var out []string
	for _, c := range d.changes {
		if c.sql != "" {
			out = append(out, c.sql)
		}
	}
	return out
}

// String lists the differences, each with the statement that would mend it.
func (d *SchemaDiff) String() string {
	if len(d.changes) == 0 {
		return "no differences"
	}
	var b strings.Builder
	for _, c := range d.changes {
		b.WriteString("- " + c.what + "\n")
		if c.sql != "" {
			b.WriteString("    " + strings.ReplaceAll(strings.TrimSpace(c.sql), "\n", "\n    ") + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Diff compares the tables of the MetaData with those of the database: tables, columns, their types and NOT NULL, keys,
// constraints, indexes and comments. Names that the MetaData leaves to the database don't count; tables that only the database
// has are told, never dropped. Defaults, checks, expressions and conditions of indexes count by their presence: databases
// rewrite their text. SQLite can't change a column, so there such a difference comes without a statement.
func (m *MetaData) Diff(e *Engine) (*SchemaDiff, error) {
	d := &differ{e: e, out: &SchemaDiff{}}
	err := e.inspect(func(ctx context.Context, q dialect.Querier) error {
		var missing []*Table
		for _, t := range m.Tables().tables {
			have, err := e.dialect.Reflect(ctx, q, t.schema, t.name)
			if err != nil {
				return err
			}
			if have == nil {
				missing = append(missing, t)
				continue
			}
			if err := d.table(t, have); err != nil {
				return err
			}
		}
		return d.tables(ctx, q, m, missing)
	})
	if err != nil {
		return nil, err
	}
	return d.out, nil
}

type differ struct {
	e   *Engine
	out *SchemaDiff
}

// add notes a difference; s is the statement that mends it, nil for none.
func (d *differ) add(s ast.Stmt, format string, args ...any) error {
	c := change{what: fmt.Sprintf(format, args...)}
	if s != nil {
		compiled, err := dialect.Compile(d.e.dialect, s)
		if err != nil {
			return fmt.Errorf("orm: %s: %w", c.what, err)
		}
		c.sql = compiled.SQL
	}
	d.out.changes = append(d.out.changes, c)
	return nil
}

// tables notes the tables that only one side has. Missing ones come first: others may refer to them.
func (d *differ) tables(ctx context.Context, q dialect.Querier, m *MetaData, missing []*Table) error {
	later := d.out.changes
	d.out.changes = nil
	plan, err := createPlan(d.e.dialect, missing)
	if err != nil {
		return err
	}
	for _, s := range plan {
		what := "the database lacks something that the new tables need"
		if create, ok := s.(*ast.CreateTable); ok {
			what = "the database has no table " + create.Table.Name
		}
		if err := d.add(s, "%s", what); err != nil {
			return err
		}
	}
	d.out.changes = append(d.out.changes, later...)
	names, err := d.e.dialect.Tables(ctx, q, m.schema)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, ok := m.table((&Table{name: name, schema: m.schema}).key()); !ok {
			if err := d.add(nil, "table %s is only in the database", name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *differ) table(t *Table, have *dialect.Reflected) error {
	want, err := t.def(nil)
	if err != nil {
		return err
	}
	for i := range want.Columns {
		if err := d.column(t, &want.Columns[i], have); err != nil {
			return err
		}
	}
	for _, c := range have.Def.Columns {
		if t.byName[c.Name] == nil {
			if err := d.add(&ast.DropColumn{Schema: t.schema, Table: t.name, Column: c.Name}, "column %s.%s is only in the database", t.key(), c.Name); err != nil {
				return err
			}
		}
	}
	if err := d.constraints(t, want.Constraints, have); err != nil {
		return err
	}
	if d.comments() && want.Comment != have.Def.Comment {
		s := &ast.CommentOn{Schema: t.schema, Table: t.name, Comment: want.Comment}
		if err := d.add(s, "the comment of table %s is %q in the database, %q in the MetaData", t.key(), have.Def.Comment, want.Comment); err != nil {
			return err
		}
	}
	return d.indexes(t, have)
}

// comments tells whether the database keeps comments.
func (d *differ) comments() bool {
	traits := d.e.dialect.Traits()
	return traits.Comments || traits.ModifyColumn
}

func (d *differ) column(t *Table, want *ast.ColumnDef, table *dialect.Reflected) error {
	at := slices.IndexFunc(table.Def.Columns, func(c ast.ColumnDef) bool { return c.Name == want.Name })
	if at < 0 {
		return d.add(&ast.AddColumn{Schema: t.schema, Table: t.name, Column: *want}, "the database has no column %s.%s", t.key(), want.Name)
	}
	have := &table.Def.Columns[at]
	name := t.key() + "." + want.Name
	wantType, err := d.spelled(want.Type)
	if err != nil {
		return fmt.Errorf("orm: column %s: %w", name, err)
	}
	haveType, err := d.spelled(have.Type)
	if err != nil {
		return fmt.Errorf("orm: column %s: %w", name, err)
	}
	mend := &ast.AlterColumn{Schema: t.schema, Table: t.name, Column: *want, Type: !dialect.SameSpelling(wantType, haveType),
		Null: !want.PrimaryKey && want.NotNull != have.NotNull}
	if mend.Type {
		if err := d.add(d.alter(mend), "column %s is %s in the database, %s in the MetaData", name, haveType, wantType); err != nil {
			return err
		}
	}
	if mend.Null {
		if mend.Type { // one statement mends both
			mend = nil
		}
		if err := d.add(d.alterNull(mend), "column %s takes NULL in the database: %t, in the MetaData: %t", name, !have.NotNull, !want.NotNull); err != nil {
			return err
		}
	}
	if d.comments() && want.Comment != have.Comment {
		if err := d.add(d.comment(t, want), "the comment of column %s is %q in the database, %q in the MetaData", name, have.Comment, want.Comment); err != nil {
			return err
		}
	}
	if (want.Default != nil) != (have.Default != nil) && want.Computed == nil && want.Identity == nil && !want.Generated {
		return d.add(nil, "column %s has a default in the database: %t, in the MetaData: %t", name, have.Default != nil, want.Default != nil)
	}
	return nil
}

// spelled is the type that the database makes of t, in its own words.
func (d *differ) spelled(t ast.Type) (string, error) {
	if s, ok := d.e.dialect.(dialect.TypeStorer); ok {
		t = s.Stored(t)
	}
	return d.e.dialect.TypeSQL(t)
}

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
		if err := d.add(d.alter(&ast.AddConstraint{Schema: t.schema, Table: t.name, Constraint: k}), "the database has no %s", constraintWords(t, k)); err != nil {
			return err
		}
	}
	for _, k := range left {
		if k.Kind == ast.UniqueConstraint && t.hasUniqueIndex(k.Columns) {
			continue // MySQL calls a unique index a constraint
		}
		var drop ast.Stmt
		if k.Name != "" || k.Kind == ast.PrimaryKeyConstraint {
			drop = d.alter(&ast.DropConstraint{Schema: t.schema, Table: t.name, Constraint: k})
		}
		if err := d.add(drop, "the %s is only in the database", constraintWords(t, k)); err != nil {
			return err
		}
	}
	return nil
}

// alterNull is the statement for a column's NULL; nil where another one has it.
func (d *differ) alterNull(s *ast.AlterColumn) ast.Stmt {
	if s == nil {
		return nil
	}
	return d.alter(s)
}

// comment is the statement that gives a column its comment.
func (d *differ) comment(t *Table, c *ast.ColumnDef) ast.Stmt {
	if d.e.dialect.Traits().ModifyColumn {
		return &ast.AlterColumn{Schema: t.schema, Table: t.name, Column: *c}
	}
	return &ast.CommentOn{Schema: t.schema, Table: t.name, Column: c.Name, Comment: c.Comment}
}

// alter is s where the database can change constraints of a table that exists, nil where it can't.
func (d *differ) alter(s ast.Stmt) ast.Stmt {
	if d.e.dialect.Traits().AlterForeign {
		return s
	}
	return nil
}

func constraintWords(t *Table, k ast.Constraint) string {
	kind := map[ast.ConstraintKind]string{ast.PrimaryKeyConstraint: "primary key", ast.UniqueConstraint: "unique constraint",
		ast.CheckConstraint: "check", ast.ForeignKeyConstraint: "foreign key"}[k.Kind]
	words := kind + " of " + t.key()
	if k.Name != "" {
		words += " named " + k.Name
	}
	if len(k.Columns) > 0 {
		words += " on (" + strings.Join(k.Columns, ", ") + ")"
	}
	return words
}

// sameConstraint compares what counts: the kind, the columns, what a key refers to and does, and a name that was given.
func sameConstraint(want, have ast.Constraint) bool {
	if want.Kind != have.Kind {
		return false
	}
	switch want.Kind {
	case ast.CheckConstraint:
		return want.Name == have.Name || want.Name == ""
	case ast.PrimaryKeyConstraint, ast.UniqueConstraint:
		return slices.Equal(want.Columns, have.Columns)
	}
	return slices.Equal(want.Columns, have.Columns) && want.RefTable == have.RefTable && slices.Equal(want.RefCols, have.RefCols) &&
		sameAction(want.OnDelete, have.OnDelete) && sameAction(want.OnUpdate, have.OnUpdate) && (want.Name == "" || want.Name == have.Name)
}

// sameAction takes none, NO ACTION and RESTRICT for one: MySQL doesn't tell them apart.
func sameAction(a, b string) bool {
	plain := func(s string) string {
		if s == "NO ACTION" || s == "RESTRICT" {
			return ""
		}
		return s
	}
	return plain(a) == plain(b)
}
