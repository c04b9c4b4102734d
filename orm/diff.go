// This file compares a MetaData with a database and says what would mend the difference.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/internal/sqlform"
)

// SchemaDiff is what a MetaData and a database differ in. It executes nothing.
type SchemaDiff struct{ changes []change }

// change is one difference: a sentence, and the SQL that would mend it; none where no statement does.
type change struct {
	what  string
	sql   []string
	phase phase
}

// phase is when a statement of a difference can run.
type phase uint8

// The phases, in the order in which they work: what is in the way goes first, what refers to others comes last.
const (
	dropKeys phase = iota
	dropIndexes
	dropConstraints
	dropColumns
	makeTypes
	addColumns
	alterColumns
	rebuild
	addConstraints
	createTables
	createIndexes
	addKeys
	comments
	told
)

// Len is the number of differences; 0 when database and MetaData agree.
func (d *SchemaDiff) Len() int { return len(d.changes) }

// Statements is the SQL that would change the database, in an order that works.
func (d *SchemaDiff) Statements() []string {
	var out []string
	for _, c := range d.changes {
		out = append(out, c.sql...)
	}
	return out
}

// String lists the differences, each with the statements that would mend it.
func (d *SchemaDiff) String() string {
	if len(d.changes) == 0 {
		return "no differences"
	}
	var b strings.Builder
	for _, c := range d.changes {
		b.WriteString("- " + c.what + "\n")
		for _, sql := range c.sql {
			b.WriteString("    " + strings.ReplaceAll(strings.TrimSpace(sql), "\n", "\n    ") + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Diff compares the tables of the MetaData with those of the database: tables, columns with their types, NOT NULL,
// defaults, computations and collations, keys, constraints, indexes and comments. SQL of defaults, checks, computed columns
// and indexes is compared by its meaning, as far as that can be read: databases rewrite its text. Names that the MetaData
// leaves to the database don't count; tables that only the database has are told, never dropped. SQLite can't change a
// column or a constraint: the table is made anew there, unless others refer to it, when the difference comes without a
// statement.
func (m *MetaData) Diff(e *Engine) (*SchemaDiff, error) {
	d := &differ{e: e, out: &SchemaDiff{}, types: map[string]bool{}}
	err := e.inspect(func(ctx context.Context, q dialect.Querier) error {
		d.ctx, d.q = ctx, q
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
		return d.tables(m, missing)
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(d.out.changes, func(a, b change) int { return cmp.Compare(a.phase, b.phase) })
	return d.out, nil
}

type differ struct {
	e     *Engine
	ctx   context.Context
	q     dialect.Querier
	out   *SchemaDiff
	types map[string]bool // enumerations that were looked at
	anew  []string        // SQLite: what of the table at hand only a new table mends
	later []string        // and its columns that only that table brings
	kept  []*Index        // the indexes of the table at hand that the database has
	from  int             // where its changes begin
}

// add notes a difference; the statements, which may be none, mend it.
func (d *differ) add(p phase, stmts []ast.Stmt, format string, args ...any) error {
	c := change{what: fmt.Sprintf(format, args...), phase: p}
	for _, s := range stmts {
		compiled, err := dialect.Compile(d.e.dialect, s)
		if err != nil {
			return fmt.Errorf("orm: %s: %w", c.what, err)
		}
		c.sql = append(c.sql, compiled.SQL)
	}
	if len(stmts) == 0 {
		c.phase = told
	}
	d.out.changes = append(d.out.changes, c)
	return nil
}

// change notes a difference of a table that exists. Where the database can't change one it is kept, for a table made anew.
func (d *differ) change(p phase, s ast.Stmt, format string, args ...any) error {
	if d.alters() {
		return d.add(p, []ast.Stmt{s}, format, args...)
	}
	d.anew = append(d.anew, fmt.Sprintf(format, args...))
	return nil
}

// alters tells whether the database can change columns and constraints of a table that exists.
func (d *differ) alters() bool { return d.e.dialect.Traits().AlterForeign }

// tables notes the tables that only one side has.
func (d *differ) tables(m *MetaData, missing []*Table) error {
	plan, err := createPlan(d.e.dialect, missing)
	if err != nil {
		return err
	}
	for _, s := range plan {
		p, what := createTables, "the database lacks something that the new tables need"
		switch s := s.(type) {
		case *ast.CreateTable:
			what = "the database has no table " + s.Table.Name
		case *ast.CreateEnum, *ast.CreateSequence:
			if p = makeTypes; d.exists(s) {
				continue
			}
		case *ast.AddConstraint:
			p = addKeys
		}
		if err := d.add(p, []ast.Stmt{s}, "%s", what); err != nil {
			return err
		}
	}
	names, err := d.e.dialect.Tables(d.ctx, d.q, m.schema)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, ok := m.table((&Table{name: name, schema: m.schema}).key()); !ok {
			if err := d.add(told, nil, "table %s is only in the database", name); err != nil {
				return err
			}
		}
	}
	return nil
}

// exists tells whether an enumeration or a sequence is there, or was noted as missing already.
func (d *differ) exists(s ast.Stmt) bool {
	name := ""
	inspector, ok := d.e.dialect.(dialect.TypeInspector)
	var have bool
	var err error
	switch s := s.(type) {
	case *ast.CreateEnum:
		if name = "type " + s.Enum.Name; ok {
			have, err = inspector.HasEnum(d.ctx, d.q, s.Enum.Name)
		}
	case *ast.CreateSequence:
		if name = "sequence " + s.Sequence.Name; ok {
			have, err = inspector.HasSequence(d.ctx, d.q, s.Sequence.Schema, s.Sequence.Name)
		}
	}
	if err != nil || have || d.types[name] {
		return true
	}
	d.types[name] = true
	return false
}

func (d *differ) table(t *Table, have *dialect.Reflected) error {
	want, err := t.def(nil)
	if err != nil {
		return err
	}
	d.anew, d.later, d.kept, d.from = nil, nil, nil, len(d.out.changes)
	for i := range want.Columns {
		if err := d.column(t, &want.Columns[i], have); err != nil {
			return err
		}
	}
	for _, computed := range []bool{true, false} { // what is computed depends on the others
		for _, c := range have.Def.Columns {
			if t.byName[c.Name] == nil && (c.Computed != nil) == computed {
				if err := d.surplus(t, c.Name, have); err != nil {
					return err
				}
			}
		}
	}
	if err := d.constraints(t, want.Constraints, have); err != nil {
		return err
	}
	d.joined(t)
	if err := d.options(t, have); err != nil {
		return err
	}
	if d.comments() && want.Comment != have.Def.Comment {
		s := []ast.Stmt{&ast.CommentOn{Schema: t.schema, Table: t.name, Comment: want.Comment}}
		if err := d.add(comments, s, "the comment of table %s is %q in the database, %q in the MetaData", t.key(), have.Def.Comment, want.Comment); err != nil {
			return err
		}
	}
	if err := d.indexes(t, have); err != nil || len(d.anew) == 0 {
		return err
	}
	return d.remake(t, want)
}

// options compares the options that the MetaData names with those that the table has.
func (d *differ) options(t *Table, have *dialect.Reflected) error {
	var differ []ast.TableOption
	var what []string
	for _, want := range t.options {
		name := dialect.OptionName(want.Name)
		at := slices.IndexFunc(have.Options, func(o ast.TableOption) bool { return o.Dialect == want.Dialect && o.Name == name })
		if at < 0 || sameOption(have.Options[at].Value, want.Value) {
			continue
		}
		text := fmt.Sprintf("table %s has %s=%s in the database, %s in the MetaData", t.key(), name, have.Options[at].Value, want.Value)
		if name != "CHARSET" && name != "COLLATE" {
			if err := d.add(alterColumns, []ast.Stmt{&ast.AlterOptions{Schema: t.schema, Table: t.name, Options: []ast.TableOption{want}}}, "%s", text); err != nil {
				return err
			}
			continue
		}
		differ, what = append(differ, want), append(what, text)
	}
	if len(differ) == 0 {
		return nil
	}
	slices.SortFunc(differ, func(a, b ast.TableOption) int {
		return cmp.Compare(dialect.OptionName(a.Name), dialect.OptionName(b.Name))
	})
	return d.add(makeTypes, []ast.Stmt{&ast.AlterOptions{Schema: t.schema, Table: t.name, Options: differ}}, "%s", strings.Join(what, "; "))
}

// joined makes one statement of those that change the primary key and the columns, on MySQL: a column that counts up has to
// be a key at any moment.
func (d *differ) joined(t *Table) {
	if !d.e.dialect.Traits().ModifyColumn {
		return
	}
	q := func(name string) string { return dialect.QuoteName(d.e.dialect.Traits(), name) }
	head := "ALTER TABLE " + q(t.name) + " "
	if t.schema != "" {
		head = "ALTER TABLE " + q(t.schema) + "." + q(t.name) + " "
	}
	var list []*change
	key := false
	for i := range d.out.changes[d.from:] {
		c := &d.out.changes[d.from+i]
		if len(c.sql) != 1 || !strings.HasPrefix(c.sql[0], head) {
			continue
		}
		part := strings.TrimPrefix(c.sql[0], head)
		primary := strings.HasPrefix(part, "DROP PRIMARY KEY") || strings.HasPrefix(part, "ADD ") && strings.Contains(part, "PRIMARY KEY (")
		if key = key || primary; primary || c.phase == dropColumns || c.phase == addColumns || c.phase == alterColumns {
			list = append(list, c)
		}
	}
	if !key {
		return
	}
	for _, c := range list[1:] {
		list[0].sql[0] += ", " + strings.TrimPrefix(c.sql[0], head)
		c.phase, c.sql = alterColumns, nil
	}
	list[0].phase = alterColumns
}

// comments tells whether the database keeps comments.
func (d *differ) comments() bool {
	traits := d.e.dialect.Traits()
	return traits.Comments || traits.ModifyColumn
}

// same tells whether two expressions mean the same; those that can't be read are taken for equal.
func same(a, b string) bool {
	if equal, known := sqlform.Same(a, b); known {
		return equal
	}
	return true
}

// sql is an expression of a definition as the database's SQL.
func (d *differ) sql(e ast.Expr) string {
	text, err := dialect.Fragment(d.e.dialect, e)
	if err != nil {
		return ""
	}
	return text
}

// sameOption takes utf8 for what the servers have made of it.
func sameOption(a, b string) bool {
	full := func(s string) string {
		if s = strings.ToLower(s); s == "utf8" || strings.HasPrefix(s, "utf8_") {
			return "utf8mb3" + s[len("utf8"):]
		}
		return s
	}
	return full(a) == full(b)
}
