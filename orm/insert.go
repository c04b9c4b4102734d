// This file holds INSERT.
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

// InsertStmt is an INSERT into a table. Its columns follow from the values given: those of Values, and the keys of the
// parameters of an execution. It is immutable: methods return a changed copy.
type InsertStmt struct {
	table     *Table
	rows      []V
	columns   []string // of the query
	from      Selection
	upsert    *ast.Upsert
	returning []ast.Expr
	prefixes  []string
	err       error
}

// Insert begins an INSERT: t.Insert().Values(orm.V{"name": "ed"}), or t.Insert().Execute(orm.V{"name": "ed"}).
func (t *Table) Insert() *InsertStmt { return &InsertStmt{table: t} }

func (i *InsertStmt) edit(change func(*InsertStmt)) *InsertStmt {
	n := *i
	change(&n)
	return &n
}

// Values sets the values; several sets make one statement with several rows. Values may be operands: SQL of the server.
func (i *InsertStmt) Values(v ...V) *InsertStmt {
	return i.edit(func(n *InsertStmt) { n.rows = append(slices.Clip(n.rows), v...) })
}

// FromSelect takes the rows from a query, its columns into the named ones in order. Columns that aren't named get their
// default, which is made once for all rows.
func (i *InsertStmt) FromSelect(columns []string, query Selection) *InsertStmt {
	return i.edit(func(n *InsertStmt) { n.columns, n.from = slices.Clone(columns), query })
}

// Returning gives back values of the inserted rows: operands, or the whole table.
func (i *InsertStmt) Returning(what ...Operand) *InsertStmt {
	return i.edit(func(n *InsertStmt) { n.returning = columnNodes(what) })
}

// Prefix puts words behind INSERT: Prefix("IGNORE") on MySQL, Prefix("OR IGNORE") on SQLite.
func (i *InsertStmt) Prefix(words ...string) *InsertStmt {
	return i.edit(func(n *InsertStmt) { n.prefixes = append(slices.Clip(n.prefixes), words...) })
}

// Excluded is the value that could not be inserted, for DoUpdate and OnDuplicateKey.
func (i *InsertStmt) Excluded(column string) Expr {
	c := i.table.C(column)
	if c.err != nil {
		return Expr{node: &ast.Bad{Err: c.err}}
	}
	return Expr{node: &ast.Excluded{Name: c.name, Type: c.node.Type}, meta: i.table.meta}
}

// OnConflict says what happens when a row with the same values in the columns exists (SQLite, PostgreSQL); without columns
// it is any conflict. Go on with DoNothing or DoUpdate.
func (i *InsertStmt) OnConflict(columns ...string) *ConflictClause {
	c := &ConflictClause{insert: i}
	for _, name := range columns {
		c.upsert.Columns = append(c.upsert.Columns, i.table.C(name).Node().expr)
	}
	return c
}

// OnConstraint is OnConflict for a constraint by its name (PostgreSQL).
func (i *InsertStmt) OnConstraint(name string) *ConflictClause {
	return &ConflictClause{insert: i, upsert: ast.Upsert{Constraint: name}}
}

// OnDuplicateKey updates the row whose key exists (MySQL, MariaDB). Several sets are written in their order.
func (i *InsertStmt) OnDuplicateKey(sets ...V) *InsertStmt {
	return i.edit(func(n *InsertStmt) {
		n.upsert = &ast.Upsert{Key: true}
		n.upsert.Set, n.err = i.table.sets(sets)
		if len(n.upsert.Set) == 0 && n.err == nil {
			n.err = errors.New("OnDuplicateKey without values: to leave the row as it is use Prefix(\"IGNORE\")")
		}
	})
}

// ConflictClause is an ON CONFLICT whose end, DoNothing or DoUpdate, is missing.
type ConflictClause struct {
	insert *InsertStmt
	upsert ast.Upsert
}

// IndexWhere is the condition of the partial index that is meant.
func (c *ConflictClause) IndexWhere(cond Cond) *ConflictClause {
	n := *c
	n.upsert.IndexWhere = cond.Node().expr
	return &n
}

// DoNothing leaves the row that exists as it is.
func (c *ConflictClause) DoNothing() *InsertStmt { return c.end(nil, nil) }

// DoUpdate changes the row that exists; Excluded gives the values that were to be inserted.
func (c *ConflictClause) DoUpdate(set V, where ...Cond) *InsertStmt {
	sets, err := c.insert.table.sets([]V{set})
	if err == nil && len(sets) == 0 {
		err = errors.New("DoUpdate without values; use DoNothing")
	}
	return c.end(sets, err, where...)
}

func (c *ConflictClause) end(sets []ast.Set, err error, where ...Cond) *InsertStmt {
	return c.insert.edit(func(n *InsertStmt) {
		u := c.upsert
		u.Set = sets
		if len(where) > 0 {
			u.UpdateWhere = And(where...).Node().expr
		}
		n.upsert, n.err = &u, errors.Join(n.err, err)
	})
}

// sets turns values by column into assignments, in table order within each V.
func (t *Table) sets(list []V) ([]ast.Set, error) {
	var out []ast.Set
	for _, v := range list {
		a := assignments{table: t, literal: v}
		if err := a.unknown(nil); err != nil {
			return nil, err
		}
		for _, c := range t.cols {
			if value, ok := a.value(c); ok {
				out = append(out, ast.Set{Column: c.name, Value: value})
			}
		}
	}
	return out, nil
}

// String is the statement as SQL. Without values it lists all columns, as it adapts to those given later.
func (i *InsertStmt) String() string {
	var params []V
	if len(i.rows) == 0 && i.from == nil {
		all := V{}
		for _, c := range i.table.cols {
			all[c.name] = ast.Param{}
		}
		params = []V{all}
	}
	tree, err := i.tree(params)
	return printStmt(i.table.meta, tree, err)
}

func (i *InsertStmt) metaData() *MetaData { return i.table.meta }

func (i *InsertStmt) tree(params []V) (ast.Stmt, error) {
	out := &ast.Insert{Table: i.table.source, Upsert: i.upsert, Returning: i.returning, Prefix: i.prefixes}
	err := i.err
	switch {
	case err != nil:
	case i.from != nil:
		err = i.fromQuery(out)
	case len(i.rows) > 1:
		err = i.severalRows(out, params)
	default:
		err = i.oneRow(out, params)
	}
	if err != nil {
		return nil, fmt.Errorf("INSERT INTO %s: %w", i.table.name, err)
	}
	return out, nil
}

func (i *InsertStmt) fromQuery(out *ast.Insert) error {
	for _, name := range i.columns {
		if c := i.table.C(name); c.err != nil {
			return c.err
		}
	}
	if have := len(i.from.resultColumns()); have != len(i.columns) {
		return fmt.Errorf("the query has %d columns, %d are to be filled", have, len(i.columns))
	}
	out.Columns, out.Query = i.columns, i.from.query()
	var made []ast.Expr
	for _, c := range i.table.cols {
		if value := i.absent(c); value != nil && !slices.Contains(i.columns, c.name) {
			out.Columns = append(slices.Clip(out.Columns), c.name)
			made = append(made, value)
		}
	}
	if len(made) > 0 {
		out.Query = withDefaults(out.Query, made)
	}
	return nil
}

// withDefaults is a query whose rows have further values, made once for all of them.
func withDefaults(q ast.Query, made []ast.Expr) ast.Query {
	sel, ok := q.(*ast.Select)
	if !ok || sel.Distinct || len(sel.GroupBy) > 0 {
		rows := &ast.Subquery{Query: q}
		return &ast.Select{Columns: append([]ast.Expr{&ast.Star{Source: rows}}, made...), From: []ast.Source{rows}}
	}
	n := *sel
	n.Columns = append(slices.Clip(n.Columns), made...)
	return &n
}

func (i *InsertStmt) oneRow(out *ast.Insert, params []V) error {
	a := assignments{table: i.table, several: len(params) > 1}
	if len(i.rows) == 1 {
		a.literal = i.rows[0]
	}
	named := i.namedBinds()
	if len(params) > 0 {
		if err := sameKeys(params); err != nil {
			return err
		}
		a.params = ofColumns(params[0], named)
	}
	if err := a.unknown(named); err != nil {
		return err
	}
	var row []ast.Expr
	for _, c := range i.table.cols {
		value, ok := a.value(c)
		if !ok {
			if value = i.absent(c); value == nil {
				continue
			}
		}
		out.Columns = append(out.Columns, c.name)
		row = append(row, value)
	}
	out.Rows = [][]ast.Expr{row}
	return nil
}

// absent is the value of a column that isn't mentioned: the program's default or the next of a sequence; nil for none.
func (i *InsertStmt) absent(c *Column) ast.Expr {
	if c.sequence != nil {
		return &ast.NextValue{Sequence: c.sequence.def.Name}
	}
	return c.def.made(c)
}

// namedBinds is the names of parameters that are no columns: orm.Named in an upsert or a value.
func (i *InsertStmt) namedBinds() map[string]bool {
	names := map[string]bool{}
	if i.upsert != nil {
		for _, s := range i.upsert.Set {
			collectNamed(names, s.Value)
		}
		collectNamed(names, i.upsert.UpdateWhere)
	}
	for _, row := range i.rows {
		for _, v := range row {
			if o, ok := v.(Operand); ok && !isNil(o) {
				collectNamed(names, o.Node().expr)
			}
		}
	}
	return names
}

// collectNamed notes the names of an expression's parameters. Queries and texts in it are compiled for theirs.
func collectNamed(names map[string]bool, exprs ...ast.Expr) {
	for _, whole := range exprs {
		deep := false
		ast.Walk(whole, func(e ast.Expr) bool {
			switch e := e.(type) {
			case *ast.Bind:
				if _, param := e.Value.(ast.Param); param {
					names[e.Name] = true
				}
			case *ast.Membership:
				deep = deep || e.Query != nil
			case *ast.Raw, *ast.Scalar, *ast.Exists, *ast.Quantified:
				deep = true
			}
			return true
		})
		if deep {
			for _, name := range dialect.Params(whole) {
				names[name] = true
			}
		}
	}
}

func (i *InsertStmt) severalRows(out *ast.Insert, params []V) error {
	if len(params) > 0 {
		return errors.New("a statement with several rows of Values takes no parameters: give the rows to Execute instead")
	}
	if err := sameKeys(i.rows); err != nil {
		return err
	}
	for n, set := range i.rows {
		a := assignments{table: i.table, literal: set}
		if err := a.unknown(nil); err != nil {
			return err
		}
		var row []ast.Expr
		for _, c := range i.table.cols {
			value, ok := a.value(c)
			if !ok {
				if value = i.absent(c); value == nil {
					continue
				}
			}
			if n == 0 {
				out.Columns = append(out.Columns, c.name)
			}
			row = append(row, value)
		}
		out.Rows = append(out.Rows, row)
	}
	return nil
}
