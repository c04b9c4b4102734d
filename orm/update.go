// This file holds UPDATE and DELETE.
//
//layer:3

package orm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// UpdateStmt is an UPDATE of a table. What it sets comes from Set and from the parameters of an execution. It is
// immutable: methods return a changed copy. Without a condition it executes only after AllRows.
type UpdateStmt struct {
	table     *Table
	set       V
	where     []ast.Expr
	from      []ast.Source
	returning []ast.Expr
	all       bool
}

// Update begins an UPDATE of the rows for which all conditions are true.
func (t *Table) Update(where ...Cond) *UpdateStmt {
	return &UpdateStmt{table: t, where: condNodes(where)}
}

func (u *UpdateStmt) edit(change func(*UpdateStmt)) *UpdateStmt {
	n := *u
	change(&n)
	return &n
}

func condNodes(conds []Cond) []ast.Expr {
	out := make([]ast.Expr, len(conds))
	for i, c := range conds {
		out[i] = c.Node().expr
	}
	return out
}

// Set sets columns to values or operands. Later calls add to earlier ones.
func (u *UpdateStmt) Set(v V) *UpdateStmt {
	return u.edit(func(n *UpdateStmt) {
		n.set = V{}
		for key, value := range u.set {
			n.set[key] = value
		}
		for key, value := range v {
			n.set[key] = value
		}
	})
}

// Where adds conditions.
func (u *UpdateStmt) Where(conds ...Cond) *UpdateStmt {
	return u.edit(func(n *UpdateStmt) { n.where = slices.Concat(u.where, condNodes(conds)) })
}

// From reads other tables for conditions and values: UPDATE ... FROM. Tables that conditions mention are added by themselves.
func (u *UpdateStmt) From(sources ...FromClause) *UpdateStmt {
	return u.edit(func(n *UpdateStmt) { n.from = slices.Concat(u.from, sourceNodes(sources)) })
}

// Returning gives back values of the changed rows: operands, or the whole table.
func (u *UpdateStmt) Returning(what ...Operand) *UpdateStmt {
	return u.edit(func(n *UpdateStmt) { n.returning = columnNodes(what) })
}

// AllRows says that a missing condition is meant.
func (u *UpdateStmt) AllRows() *UpdateStmt { return u.edit(func(n *UpdateStmt) { n.all = true }) }

// String is the statement as SQL. Without values it sets all columns, as it adapts to those given later.
func (u *UpdateStmt) String() string {
	var params []V
	if len(u.set) == 0 {
		all := V{}
		for _, c := range u.table.cols {
			all[c.name] = ast.Param{}
		}
		params = []V{all}
	}
	tree, err := u.AllRows().tree(params)
	return printStmt(u.table.meta, tree, err)
}

func (u *UpdateStmt) metaData() *MetaData { return u.table.meta }

func (u *UpdateStmt) tree(params []V) (ast.Stmt, error) {
	out := &ast.Update{Table: u.table.source, From: u.from, Where: u.where, Returning: u.returning}
	if err := u.fill(out, params); err != nil {
		return nil, fmt.Errorf("UPDATE %s: %w", u.table.name, err)
	}
	return out, nil
}

func (u *UpdateStmt) fill(out *ast.Update, params []V) error {
	if len(u.where) == 0 && !u.all {
		return errNoWhere
	}
	a := assignments{table: u.table, literal: u.set, several: len(params) > 1}
	named := map[string]bool{}
	collectNamed(named, u.where...)
	for _, v := range u.set {
		if o, ok := v.(Operand); ok && !isNil(o) {
			collectNamed(named, o.Node().expr)
		}
	}
	if len(params) > 0 {
		if err := sameKeys(params); err != nil {
			return err
		}
		a.params = ofColumns(params[0], named)
	}
	if err := a.unknown(named); err != nil {
		return err
	}
	for _, c := range u.table.cols {
		value, ok := a.value(c)
		if !ok {
			if value = c.onUpdate.made(c); value == nil {
				continue
			}
		}
		out.Set = append(out.Set, ast.Set{Column: c.name, Value: value})
	}
	return nil
}

var errNoWhere = errors.New("there is no condition, so every row is meant: add Where, or say so with AllRows()")

// DeleteStmt is a DELETE from a table. It is immutable: methods return a changed copy. Without a condition it executes
// only after AllRows.
type DeleteStmt struct {
	table     *Table
	where     []ast.Expr
	using     []ast.Source
	returning []ast.Expr
	all       bool
}

// Delete begins a DELETE of the rows for which all conditions are true.
func (t *Table) Delete(where ...Cond) *DeleteStmt {
	return &DeleteStmt{table: t, where: condNodes(where)}
}

func (d *DeleteStmt) edit(change func(*DeleteStmt)) *DeleteStmt {
	n := *d
	change(&n)
	return &n
}

// Where adds conditions.
func (d *DeleteStmt) Where(conds ...Cond) *DeleteStmt {
	return d.edit(func(n *DeleteStmt) { n.where = slices.Concat(d.where, condNodes(conds)) })
}

// Using reads other tables for the conditions (PostgreSQL, MySQL).
func (d *DeleteStmt) Using(sources ...FromClause) *DeleteStmt {
	return d.edit(func(n *DeleteStmt) { n.using = slices.Concat(d.using, sourceNodes(sources)) })
}

// Returning gives back values of the deleted rows: operands, or the whole table.
func (d *DeleteStmt) Returning(what ...Operand) *DeleteStmt {
	return d.edit(func(n *DeleteStmt) { n.returning = columnNodes(what) })
}

// AllRows says that a missing condition is meant.
func (d *DeleteStmt) AllRows() *DeleteStmt { return d.edit(func(n *DeleteStmt) { n.all = true }) }

// String is the statement as SQL.
func (d *DeleteStmt) String() string {
	tree, err := d.AllRows().tree(nil)
	return printStmt(d.table.meta, tree, err)
}

func (d *DeleteStmt) metaData() *MetaData { return d.table.meta }

func (d *DeleteStmt) tree([]V) (ast.Stmt, error) {
	if len(d.where) == 0 && !d.all {
		return nil, fmt.Errorf("DELETE FROM %s: %w", d.table.name, errNoWhere)
	}
	return &ast.Delete{Table: d.table.source, Using: d.using, Where: d.where, Returning: d.returning}, nil
}
