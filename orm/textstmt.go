// This file holds SQL as written.
//
//layer:3

package orm

import (
	"errors"

	"github.com/ormsh/ormsh/orm/ast"
)

// TextStmt is SQL as written, with parameters :name. It is a statement, and by Node and Cond a part of others: the only
// place where a string means SQL.
type TextStmt struct {
	sql     string
	binds   []*ast.Bind
	columns []*ast.Column
	typ     ast.Type
	err     error
}

// Text is SQL as written. Values of its :names are given here or with the execution. A colon that is doubled, stands in
// quotes or behind a backslash is itself.
func Text(sql string, binds ...V) *TextStmt {
	t := &TextStmt{sql: sql}
	for _, set := range binds {
		for _, name := range keys(set) {
			t.binds = append(t.binds, &ast.Bind{Name: name, Value: set[name], Type: goType(set[name])})
		}
	}
	return t
}

// Columns says names and types of the result, in order, by columns of tables or prototypes:
// orm.Text("SELECT id FROM t").Columns(orm.NewColumn("id", orm.Integer)).
func (t *TextStmt) Columns(cols ...Operand) *TextStmt {
	n := *t
	n.columns = nil
	for _, c := range cols {
		var col *ast.Column
		if !isNil(c) {
			col, _ = c.Node().expr.(*ast.Column)
		}
		if col == nil {
			n.err = errors.New("Columns of a text takes columns of a table, a prototype or orm.NewColumn")
			return &n
		}
		n.columns = append(n.columns, col)
	}
	return &n
}

// Subquery makes a source of the text, whose Columns say what it has: FROM (SELECT ...) AS name.
func (t *TextStmt) Subquery(name string) *Derived {
	return t.derived(name, &ast.Subquery{Name: name, Query: t.query()})
}

// CTE makes a source of the text that is written once, in WITH.
func (t *TextStmt) CTE(name string) *Derived {
	return t.derived(name, &ast.CTE{Name: name, Query: t.query()})
}

func (t *TextStmt) derived(name string, source ast.Source) *Derived {
	d := &Derived{source: source, name: name}
	for _, c := range t.columns {
		node := *c
		node.Source = source
		d.cols = append(d.cols, &Column{name: c.Name, typ: typeFor(c.Type), node: &node, secret: c.Secret})
	}
	return d
}

// query is the text as a part of a statement.
func (t *TextStmt) query() ast.Query {
	switch {
	case t.err != nil:
		return &ast.BadStmt{Err: t.err}
	case len(t.columns) == 0:
		return &ast.BadStmt{Err: errors.New("a text in FROM needs Columns, which say what it has")}
	}
	return &ast.Text{SQL: t.sql, Binds: t.binds, Columns: t.columns}
}

// Cond is the text as a condition.
func (t *TextStmt) Cond() Cond { return Cond{node: t.Node().expr} }

// Expr is the text as a value.
func (t *TextStmt) Expr() Expr { return Expr{node: t.Node().expr} }

// Label names the text's value in a column list: text AS name.
func (t *TextStmt) Label(name string) Expr { return t.Expr().Label(name) }

// As says the type of the text's value.
func (t *TextStmt) As(typ Type) *TextStmt {
	n := *t
	n.typ = typ.sqlType()
	return &n
}

// Node is the text as an operand.
func (t *TextStmt) Node() Node {
	return Node{expr: &ast.Raw{SQL: t.sql, Type: t.typ, Binds: t.binds}}
}

// String is the SQL as written.
func (t *TextStmt) String() string { return t.sql }

func (t *TextStmt) metaData() *MetaData { return nil }

func (t *TextStmt) tree(params []V) (ast.Stmt, error) {
	if err := errors.Join(t.err, sameKeys(params)); err != nil {
		return nil, err
	}
	return &ast.Text{SQL: t.sql, Binds: t.binds, Columns: t.columns}, nil
}

// ServerDefault is a default that the database fills in, as SQL: orm.ServerDefault(orm.Text("now()")). Other operands are
// written in their dialect's form: orm.ServerDefault(orm.Now()).
func ServerDefault(sql Operand) DefaultArg { return DefaultArg{expr: sql.Node().single()} }

// Computed is a column that the database computes from others: GENERATED ALWAYS AS (sql). A stored one is kept on disk.
func Computed(sql *TextStmt, stored bool) ColumnArg {
	return columnArgFunc(func(c *Column) { c.computed = &ast.Computed{SQL: sql.sql, Stored: stored} })
}

// NewCheck demands that the SQL is true for every row. An empty name is left to the database.
func NewCheck(name string, sql *TextStmt) *Constraint {
	return &Constraint{kind: ast.CheckConstraint, name: name, sql: sql.sql}
}

// NewExclude is PostgreSQL's exclusion, as written behind CONSTRAINT name: orm.Text("EXCLUDE USING gist (room WITH =, during WITH &&)").
func NewExclude(name string, sql *TextStmt) *Constraint {
	return &Constraint{kind: ast.ExcludeConstraint, name: name, sql: sql.sql}
}

// IndexPrefix is the first characters of a column, for On: MySQL indexes long text so.
func IndexPrefix(c *Column, characters int) Expr {
	return Expr{node: &ast.Prefix{X: c.Node().expr, Length: characters}, meta: c.metaData()}
}

// IndexOps is an operand with an operator class, for On: orm.IndexOps(users.C("name"), "text_pattern_ops") (PostgreSQL).
func IndexOps(o Operand, class string) Expr {
	n := o.Node()
	return Expr{node: &ast.OpClass{X: n.single(), Name: class}, meta: n.meta}
}

// On indexes expressions, behind the index's columns: orm.NewIndex("ix").On(orm.Lower(users.C("name"))).
func (ix *Index) On(exprs ...Operand) *Index {
	ix.parts = append(ix.parts, nodes(exprs)...)
	return ix
}

// Where makes it a partial index: only rows of the condition are in it.
func (ix *Index) Where(cond Cond) *Index {
	ix.where = cond.Node().expr
	return ix
}
