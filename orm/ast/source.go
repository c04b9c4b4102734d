// This file holds what can stand in FROM.

package ast

// Source is a row source. Two columns belong to one row exactly if their Source is the same pointer.
type Source interface{ source() }

// Table is a table of the database by its name. Columns lists its column names in order.
type Table struct {
	Schema, Name string
	Columns      []*Column
}

// Alias is a source under another name; an empty Name is given one when compiled (users_1).
type Alias struct {
	Name string
	Of   Source
}

// Subquery is a query in FROM; an empty Name is given one when compiled (anon_1).
type Subquery struct {
	Name    string
	Query   Query
	Lateral bool
}

// CTE is a query in WITH, referred to by its Name (anon_1 if empty). A recursive one has a Query that refers to the
// same CTE, so Query is set after the CTE exists; Columns, when given, are written behind the name.
type CTE struct {
	Name      string
	Query     Stmt // a Query, or an Insert, Update or Delete with RETURNING
	Recursive bool
	Columns   []string
	Hint      string // MATERIALIZED or NOT MATERIALIZED, "" for none
	Of        *CTE   // the CTE that this one is, but for the Hint; nil for itself
}

// Join is Left JOIN Right ON On.
type Join struct {
	Left, Right Source
	On          Expr // nil only when Cross
	Outer, Full bool
	Cross       bool
}

// FuncSource is a function that returns rows: generate_series(1, 3) AS name.
type FuncSource struct {
	Name    string
	Fn      *Func
	Columns []string
	Lateral bool
}

// Values is a VALUES list as a source.
type Values struct {
	Name    string
	Columns []*Column
	Rows    [][]Expr
}

// RawSource is a source as written.
type RawSource struct{ SQL string }

// BadSource is a mistake found while building, kept until the statement is compiled.
type BadSource struct{ Err error }

func (*Table) source()      {}
func (*Alias) source()      {}
func (*Subquery) source()   {}
func (*CTE) source()        {}
func (*Join) source()       {}
func (*FuncSource) source() {}
func (*Values) source()     {}
func (*RawSource) source()  {}
func (*BadSource) source()  {}

// Root is the CTE itself, whatever hint a copy of it has.
func (c *CTE) Root() *CTE {
	for c.Of != nil {
		c = c.Of
	}
	return c
}
