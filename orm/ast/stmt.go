// This file holds the statements that read and change rows.

package ast

// Stmt is a whole statement.
type Stmt interface{ stmt() }

// Query is a statement that returns rows and can stand inside another one.
type Query interface {
	Stmt
	query()
}

// LabelStyle says how the columns of a SELECT are named.
type LabelStyle uint8

// The styles: users.id, with a number where two names meet (user_id_1); users.id AS users_id; nothing at all;
// or users.id AS id, which a subquery's columns have.
const (
	LabelDisambiguate LabelStyle = iota
	LabelTableColumn
	LabelNone
)

// Select is SELECT. From lists the sources named on purpose; others follow from the columns and conditions.
type Select struct {
	Columns    []Expr
	Distinct   bool
	DistinctOn []Expr
	From       []Source
	Where      []Expr // joined by AND
	GroupBy    []Expr
	Having     []Expr
	OrderBy    []Expr
	Limit      Expr
	Offset     Expr
	Lock       *Lock
	Labels     LabelStyle
	With       []*CTE   // CTEs that nothing refers to but that must run
	Correlate  []Source // sources that belong to the enclosing statement; nil: found out by itself
	NoCorr     bool     // correlate with nothing
	Prefix     []string // words between SELECT and the columns
}

// Lock is FOR UPDATE, FOR SHARE and their kin.
type Lock struct {
	Read       bool // FOR SHARE
	Key        bool // FOR NO KEY UPDATE, FOR KEY SHARE
	NoWait     bool
	SkipLocked bool
	Of         []Source
}

// SetOp joins the queries of a Compound.
type SetOp uint8

// The set operations.
const (
	Union SetOp = iota + 1
	UnionAll
	Intersect
	IntersectAll
	Except
	ExceptAll
)

// Compound is queries joined by one set operation.
type Compound struct {
	Op            SetOp
	Queries       []Query
	OrderBy       []Expr
	GroupBy       []Expr
	Limit, Offset Expr
	With          []*CTE
}

// Set is one assignment of an INSERT or UPDATE.
type Set struct {
	Column string
	Value  Expr
}

// Insert is INSERT. Columns names the columns; Rows has one list of values for each row, in that order. With Query set
// the rows come from it. Without columns it is INSERT ... DEFAULT VALUES.
type Insert struct {
	Table     *Table
	Columns   []string
	Rows      [][]Expr
	Query     Query
	Upsert    *Upsert
	Returning []Expr
	Prefix    []string // OR IGNORE, IGNORE
	With      []*CTE
}

// Upsert is what an INSERT does with a row whose key exists.
type Upsert struct {
	Columns     []Expr // the conflict's columns or expressions; empty: any
	IndexWhere  Expr   // the condition of a partial index
	Constraint  string
	Set         []Set // empty: do nothing
	UpdateWhere Expr
	Key         bool // written for MySQL's ON DUPLICATE KEY UPDATE
}

// Update is UPDATE. Set is in the order to be written.
type Update struct {
	Table     *Table
	Set       []Set
	From      []Source
	Where     []Expr
	Returning []Expr
	With      []*CTE
	OrderBy   []Expr
	Limit     Expr
}

// Delete is DELETE.
type Delete struct {
	Table     *Table
	Using     []Source
	Where     []Expr
	Returning []Expr
	With      []*CTE
}

// Text is SQL as written, with named binds (:name; a doubled or escaped colon is itself). Columns, when given, types the results.
type Text struct {
	SQL     string
	Binds   []*Bind
	Columns []*Column
}

// BadStmt is a mistake found before there was a statement.
type BadStmt struct{ Err error }

func (*Select) stmt()   {}
func (*Compound) stmt() {}
func (*Insert) stmt()   {}
func (*Update) stmt()   {}
func (*Delete) stmt()   {}
func (*Text) stmt()     {}
func (*BadStmt) stmt()  {}

func (*Select) query()   {}
func (*Compound) query() {}
func (*Text) query()     {}
func (*BadStmt) query()  {}
