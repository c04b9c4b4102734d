// This file holds what can stand in FROM: tables, joins, and sources derived from others.
//
//layer:3

package orm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// FromClause is what can stand in FROM: *Table, *JoinClause, *Derived. It is sealed: only this package can make a Source.
type FromClause interface {
	// String is the source as SQL, or a table's repr.
	String() string
	// Source is the source's node.
	Source() Source
}

// Source is an opaque source node: the exported method that seals FromClause returns it.
type Source struct {
	node  ast.Source
	parts []fromPart
	meta  *MetaData
	err   error
}

// fromPart is one table, alias or subquery of a source, with the columns that conditions on it use.
type fromPart struct {
	node    ast.Source
	columns []*Column
}

// find is the part's column that shows a table's column, or nil.
func (p fromPart) find(c *Column) *Column {
	for _, have := range p.columns {
		if have.tableColumn() == c {
			return have
		}
	}
	return nil
}

// tableColumn is the table's column behind a column of an alias.
func (c *Column) tableColumn() *Column {
	for c.base != nil {
		c = c.base
	}
	return c
}

func sourceNodes(list []FromClause) []ast.Source {
	out := make([]ast.Source, 0, len(list))
	for _, f := range list {
		out = append(out, f.Source().node)
	}
	return out
}

// Source is the table as a source.
func (t *Table) Source() Source {
	return Source{node: t.source, parts: []fromPart{{t.source, t.cols}}, meta: t.meta}
}

// Node is the table's columns, for a column list.
func (t *Table) Node() Node { return wholeSource(t.cols, t.meta) }

func wholeSource(cols []*Column, m *MetaData) Node {
	n := Node{columns: make([]ast.Expr, len(cols)), meta: m}
	for i, c := range cols {
		n.columns[i] = c.node
	}
	return n
}

// Derived is a source made of another: an alias, a subquery or a CTE. C gives its columns.
type Derived struct {
	source ast.Source
	name   string
	cols   []*Column
	meta   *MetaData
	err    error
}

// Alias is the table under another name, for statements that read it twice. An empty name is made up (users_1).
func (t *Table) Alias(name string) *Derived {
	src := &ast.Alias{Name: name, Of: t.source}
	d := &Derived{source: src, name: name, meta: t.meta}
	for _, c := range t.cols {
		d.cols = append(d.cols, d.show(c, c.name))
	}
	return d
}

// show is a column of the derived source that shows c.
func (d *Derived) show(c *Column, name string) *Column {
	node := *c.node
	node.Source, node.Name = d.source, name
	return &Column{name: name, typ: c.typ, node: &node, secret: c.secret, base: c}
}

// derive makes the columns of a source from a query's column list; a name that comes twice has a number the second time.
func (d *Derived) derive(list []ast.Expr, style ast.LabelStyle) {
	for i, name := range ast.ColumnNames(list, style, sourceName) {
		if name == "" {
			continue // only a name can be asked for
		}
		t := ast.TypeOf(list[i])
		d.cols = append(d.cols, &Column{name: name, typ: typeFor(t), node: &ast.Column{Source: d.source, Name: name, Type: t, Made: madeName(list[i], style)}, base: d.columnBehind(list[i])})
	}
}

// madeName tells whether a subquery's column has a name that was made of a table's and a column's.
func madeName(e ast.Expr, style ast.LabelStyle) bool {
	c, ok := e.(*ast.Column)
	return ok && (c.Made || style == ast.LabelTableColumn && c.Source != nil)
}

// sourceName is the name that a program gave a source.
func sourceName(s ast.Source) string {
	switch s := s.(type) {
	case *ast.Table:
		return s.Name
	case *ast.Alias:
		return s.Name
	case *ast.Subquery:
		return s.Name
	case *ast.CTE:
		return s.Name
	}
	return ""
}

// columnBehind is the schema's column for a plain column of the query, so that joins find foreign keys through subqueries.
func (d *Derived) columnBehind(e ast.Expr) *Column {
	col, ok := e.(*ast.Column)
	if !ok || d.meta == nil {
		return nil
	}
	for _, t := range d.meta.Tables().tables {
		if ast.Source(t.source) != col.Source {
			continue
		}
		return t.byName[col.Name]
	}
	return nil
}

// typeFor is a type of this package for one of the tree; nil for what is not known.
func typeFor(t ast.Type) Type {
	if t.Kind == ast.Unknown {
		return nil
	}
	return treeType{t}
}

// treeType is a type found in an expression.
type treeType struct{ t ast.Type }

func (t treeType) String() string    { return t.t.String() }
func (t treeType) sqlType() ast.Type { return t.t }

// Subquery makes a source of the statement: FROM (SELECT ...) AS name. An empty name is made up (anon_1).
func (s *SelectStmt) Subquery(name string) *Derived { return subqueryOf(s, name, false) }

// Lateral is Subquery that may refer to the sources before it (PostgreSQL).
func (s *SelectStmt) Lateral(name string) *Derived { return subqueryOf(s, name, true) }

// Subquery makes a source of the statement.
func (c *CompoundStmt) Subquery(name string) *Derived { return subqueryOf(c, name, false) }

func subqueryOf(q Selection, name string, lateral bool) *Derived {
	d := &Derived{source: &ast.Subquery{Name: name, Query: q.query(), Lateral: lateral}, name: name, meta: q.metaData()}
	d.derive(q.resultColumns(), labelsOf(q.query()))
	return d
}

// CTE makes a source of the statement that is written once, in WITH. An empty name is made up (anon_1).
func (s *SelectStmt) CTE(name string) *Derived { return cteOf(s, name) }

// CTE makes a source of the statement that is written once, in WITH.
func (c *CompoundStmt) CTE(name string) *Derived { return cteOf(c, name) }

// labelsOf is how a query names its columns: of several the first does.
func labelsOf(q ast.Query) ast.LabelStyle {
	switch q := q.(type) {
	case *ast.Select:
		return q.Labels
	case *ast.Compound:
		return labelsOf(q.Queries[0])
	}
	return ast.LabelDisambiguate
}

func cteOf(q Selection, name string) *Derived {
	d := &Derived{source: &ast.CTE{Name: name, Query: q.query()}, name: name, meta: q.metaData()}
	d.derive(q.resultColumns(), labelsOf(q.query()))
	return d
}

// CTE runs the INSERT in WITH, with what it returns as a source (PostgreSQL).
func (i *InsertStmt) CTE(name string) *Derived { return cteOfChange(i, i.returning, name) }

// CTE runs the UPDATE in WITH, with what it returns as a source (PostgreSQL).
func (u *UpdateStmt) CTE(name string) *Derived { return cteOfChange(u, u.returning, name) }

// CTE runs the DELETE in WITH, with what it returns as a source (PostgreSQL).
func (d *DeleteStmt) CTE(name string) *Derived { return cteOfChange(d, d.returning, name) }

func cteOfChange(s Executable, returning []ast.Expr, name string) *Derived {
	tree, err := s.tree(nil)
	if err != nil {
		tree = &ast.BadStmt{Err: err}
	}
	d := &Derived{source: &ast.CTE{Name: name, Query: tree}, name: name, meta: s.metaData()}
	d.derive(returning, ast.LabelDisambiguate)
	return d
}

// Recursive makes a CTE of the statement and of the rows that step makes of the CTE's own rows, until there are no more.
// step gets the CTE, to select from.
func (s *SelectStmt) Recursive(name string, step func(self *Derived) Selection) *Derived {
	return s.recursive(name, UnionAll, step)
}

// RecursiveUnion is Recursive with UNION: a row that came before isn't taken again, so that it ends in a graph with cycles.
func (s *SelectStmt) RecursiveUnion(name string, step func(self *Derived) Selection) *Derived {
	return s.recursive(name, Union, step)
}

func (s *SelectStmt) recursive(name string, union func(...Selection) *CompoundStmt, step func(self *Derived) Selection) *Derived {
	cte := &ast.CTE{Name: name, Recursive: true}
	d := &Derived{source: cte, name: name, meta: s.meta}
	d.derive(s.resultColumns(), s.node.Labels)
	if len(d.cols) != len(s.node.Columns) {
		d.err = errors.New("every column of a recursive CTE needs a name: label its expressions")
	}
	cte.Columns = d.columnNames()
	cte.Query = union(s, step(d)).query()
	if d.err != nil {
		cte.Query = &ast.BadStmt{Err: d.err}
	}
	return d
}

// Materialized says whether a CTE is computed apart (PostgreSQL, SQLite); other sources stay as they are.
func (d *Derived) Materialized(yes bool) *Derived {
	cte, ok := d.source.(*ast.CTE)
	if !ok {
		return d
	}
	n := *cte
	n.Of = cte
	n.Hint = "MATERIALIZED"
	if !yes {
		n.Hint = "NOT MATERIALIZED"
	}
	out := &Derived{source: &n, name: d.name, meta: d.meta, err: d.err}
	for _, c := range d.cols {
		out.cols = append(out.cols, out.show(c, c.name))
	}
	return out
}

// Alias is the derived source under another name.
func (d *Derived) Alias(name string) *Derived {
	out := &Derived{source: &ast.Alias{Name: name, Of: d.source}, name: name, meta: d.meta, err: d.err}
	for _, c := range d.cols {
		out.cols = append(out.cols, out.show(c, c.name))
	}
	return out
}

// C is the column with the name; a name that doesn't exist is told by the statement that uses it.
func (d *Derived) C(name string) *Column {
	for _, c := range d.cols {
		if c.name == name {
			return c
		}
	}
	called := d.name
	if called == "" {
		called = "the subquery"
	}
	return missingColumn(called, name, d.columnNames())
}

func (d *Derived) columnNames() []string {
	names := make([]string, len(d.cols))
	for i, c := range d.cols {
		names[i] = c.name
	}
	return names
}

// Columns is the columns that have names, in order.
func (d *Derived) Columns() []*Column { return slices.Clone(d.cols) }

// Select begins a SELECT of all columns for which the conditions are true.
func (d *Derived) Select(where ...Cond) *SelectStmt { return Select(d).From(d).Where(where...) }

// Join joins another source; without a condition it follows from the foreign keys.
func (d *Derived) Join(right FromClause, on ...Cond) *JoinClause { return Join(d, right, on...) }

// OuterJoin is Join that keeps rows without a partner.
func (d *Derived) OuterJoin(right FromClause, on ...Cond) *JoinClause {
	return OuterJoin(d, right, on...)
}

// Source is the derived source as a node.
func (d *Derived) Source() Source {
	return Source{node: d.source, parts: []fromPart{{d.source, d.cols}}, meta: d.meta, err: d.err}
}

// Node is the columns, for a column list.
func (d *Derived) Node() Node { return wholeSource(d.cols, d.meta) }

// String is the source as SQL.
func (d *Derived) String() string { return printSource(d.source, d.meta) }

func printSource(s ast.Source, m *MetaData) string {
	text, err := dialect.FromFragment(dialectFor(m), s)
	if err != nil {
		return fmt.Sprintf("<%v>", err)
	}
	return text
}

// TableFunction is a function's rows as a source: orm.TableFunction("n", orm.Func("generate_series", 1, 3), column).
func TableFunction(name string, call Expr, columns ...*Column) *Derived {
	f, ok := call.node.(*ast.Func)
	src := &ast.FuncSource{Name: name, Fn: f}
	d := &Derived{source: src, name: name, meta: call.meta}
	if !ok {
		d.source = &ast.BadSource{Err: fmt.Errorf("%s is no function: a source is made of orm.Func(...)", call)}
	}
	for _, c := range columns {
		src.Columns = append(src.Columns, c.name)
		d.cols = append(d.cols, d.show(c, c.name))
	}
	return d
}

// Values is rows of values as a source, as wide as the columns.
func Values(name string, columns []*Column, rows ...[]any) *Derived {
	src := &ast.Values{Name: name}
	d := &Derived{source: src, name: name}
	if len(rows) == 0 {
		d.source = &ast.BadSource{Err: fmt.Errorf("VALUES %s has no rows: give it one at least", name)}
	}
	for _, c := range columns {
		d.cols = append(d.cols, d.show(c, c.name))
		src.Columns = append(src.Columns, d.cols[len(d.cols)-1].node)
	}
	for i, row := range rows {
		if len(row) != len(columns) {
			d.source = &ast.BadSource{Err: fmt.Errorf("row %d of %s has %d values, it has %d columns", i+1, name, len(row), len(columns))}
			return d
		}
		list := make([]ast.Expr, len(row))
		for j, v := range row {
			list[j] = valueOf(v, columns[j].node.Type, columns[j].name)
		}
		src.Rows = append(src.Rows, list)
	}
	return d
}
