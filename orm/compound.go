// This file holds UNION and the other set operations.
//
//layer:3

package orm

import (
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// CompoundStmt is several queries joined by a set operation. It is immutable: methods return a changed copy.
type CompoundStmt struct {
	node    ast.Compound
	columns []ast.Expr
	meta    *MetaData
	err     error
}

// Union is the rows of all queries, each once.
func Union(queries ...Selection) *CompoundStmt { return compoundOf(ast.Union, queries) }

// UnionAll is the rows of all queries.
func UnionAll(queries ...Selection) *CompoundStmt { return compoundOf(ast.UnionAll, queries) }

// Intersect is the rows that all queries have.
func Intersect(queries ...Selection) *CompoundStmt { return compoundOf(ast.Intersect, queries) }

// IntersectAll is Intersect that keeps repeated rows.
func IntersectAll(queries ...Selection) *CompoundStmt { return compoundOf(ast.IntersectAll, queries) }

// Except is the rows of the first query that the others don't have.
func Except(queries ...Selection) *CompoundStmt { return compoundOf(ast.Except, queries) }

// ExceptAll is Except that keeps repeated rows.
func ExceptAll(queries ...Selection) *CompoundStmt { return compoundOf(ast.ExceptAll, queries) }

func compoundOf(op ast.SetOp, queries []Selection) *CompoundStmt {
	c := &CompoundStmt{node: ast.Compound{Op: op}}
	if len(queries) == 0 {
		c.err = fmt.Errorf("a set operation without queries")
	}
	for i, q := range queries {
		c.node.Queries = append(c.node.Queries, q.query())
		if c.meta == nil {
			c.meta = q.metaData()
		}
		if i == 0 {
			c.columns = q.resultColumns()
		} else if have := len(q.resultColumns()); have != len(c.columns) && c.err == nil {
			c.err = fmt.Errorf("the queries of a set operation need equally many columns: the first has %d, number %d has %d", len(c.columns), i+1, have)
		}
	}
	return c
}

func (c *CompoundStmt) edit(change func(*CompoundStmt)) *CompoundStmt {
	n := *c
	change(&n)
	return &n
}

// OrderBy orders the rows by columns of the result.
func (c *CompoundStmt) OrderBy(by ...Operand) *CompoundStmt {
	return c.edit(func(n *CompoundStmt) { n.node.OrderBy = slices.Concat(c.node.OrderBy, nodes(by)) })
}

// Limit returns at most count rows.
func (c *CompoundStmt) Limit(count int) *CompoundStmt {
	return c.edit(func(n *CompoundStmt) { n.node.Limit = countNode("Limit", count) })
}

// Offset leaves out the first count rows.
func (c *CompoundStmt) Offset(count int) *CompoundStmt {
	return c.edit(func(n *CompoundStmt) { n.node.Offset = countNode("Offset", count) })
}

// Node is the statement as a scalar operand.
func (c *CompoundStmt) Node() Node {
	if len(c.columns) != 1 && c.err == nil {
		return Node{expr: bad("a query that stands for a value has one column, this one has %d", len(c.columns)), meta: c.meta}
	}
	return Node{expr: &ast.Scalar{Query: c.query()}, meta: c.meta}
}

// String is the statement as SQL.
func (c *CompoundStmt) String() string { return printStmt(c.meta, c.query(), nil) }

func (c *CompoundStmt) metaData() *MetaData { return c.meta }

func (c *CompoundStmt) query() ast.Query {
	if c.err != nil {
		return &ast.BadStmt{Err: c.err}
	}
	return &c.node
}

func (c *CompoundStmt) resultColumns() []ast.Expr { return c.columns }

func (c *CompoundStmt) tree(params []V) (ast.Stmt, error) { return c.query(), sameKeys(params) }
