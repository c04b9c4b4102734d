// This file holds the expression nodes.

package ast

// Expr is a node that stands for a value. Nodes are pointers and are not changed after they are built.
type Expr interface{ expr() }

// Column is a column of a source. Source is nil for a column written without a qualifier.
type Column struct {
	Source Source
	Name   string
	Type   Type
	Secret bool // its values are masked wherever they would be shown
	Made   bool // of a subquery: the name was made of a table's and a column's, and is cut where it is too long
}

// Bind is a value that travels beside the text. A Value of Param{} is supplied at execution under Name;
// a Default is asked for each row. Name is otherwise the stem of the bind's printed name (name_1).
type Bind struct {
	Name   string
	Value  any
	Type   Type
	Secret bool
	Loose  bool // its type differs from what its place in the statement suggests
}

// Same tells whether another bind has the same value in every execution, so that one placeholder can stand for both.
func (b *Bind) Same(o *Bind) bool {
	if b == o {
		return true
	}
	if b == nil || o == nil || b.Type != o.Type || b.Loose != o.Loose {
		return false
	}
	if _, param := b.Value.(Param); param {
		_, too := o.Value.(Param)
		return too && b.Name == o.Name
	}
	switch b.Value.(type) {
	case string, bool, int, int64, float64:
		return b.Value == o.Value
	}
	return false
}

// Param marks a bind whose value comes with the execution.
type Param struct{}

// Default makes the value of a column that an INSERT or UPDATE does not mention; it is asked once a row.
type Default func() (any, error)

// Late is a bind's value that Read makes when the statement executes, such as a key that only the flush before it brings. Of
// tells who builds statements what it belongs to.
type Late struct {
	Read func() (any, error)
	Of   any
}

// Bad is a mistake found while building; compiling a statement that holds it returns Err.
type Bad struct{ Err error }

// Raw is SQL as written, never quoted: literal columns and operators' operands. Binds are named :name in it.
type Raw struct {
	SQL   string
	Type  Type
	Binds []*Bind
}

// Star is *, or source.* when Source is set.
type Star struct{ Source Source }

// Op is an operator.
type Op uint8

// The operators. Their precedence is the dialect compiler's business.
const (
	Eq Op = iota + 1
	Ne
	Lt
	Le
	Gt
	Ge
	Is
	IsNot
	IsDistinct
	IsNotDistinct
	Like
	NotLike
	ILike
	NotILike
	In
	NotIn
	Between
	NotBetween
	And
	Or
	Not
	Neg
	Add
	Sub
	Mul
	Div
	Mod
	Concat
	Regexp
	NotRegexp
	JSONGet
	JSONGetText
	CustomOp
)

// Binary is L op R. Escape is the escape character of LIKE; Text is the operator itself when Op is CustomOp.
type Binary struct {
	Op     Op
	L, R   Expr
	Type   Type
	Escape string
	Text   string
	Group  bool // always in parentheses where it is an operand, as SQLAlchemy does for startswith and its kin
}

// Unary is op X: NOT and minus.
type Unary struct {
	Op   Op
	X    Expr
	Type Type
}

// Logic is a chain of conditions joined by And or Or. It has at least one item.
type Logic struct {
	Op    Op
	Items []Expr
}

// Range is X BETWEEN Low AND High; Op is Between or NotBetween.
type Range struct {
	Op           Op
	X, Low, High Expr
}

// Membership is X IN (items) or X IN (query); Op is In or NotIn. Exactly one of Items (maybe empty) and Query counts:
// Query when it is not nil.
type Membership struct {
	Op    Op
	X     Expr
	Items []Expr
	Query Query
}

// GroupingSets is several groupings in one GROUP BY: ROLLUP, CUBE or GROUPING SETS, as Word says. Each set is a list of
// expressions; ROLLUP and CUBE have sets of one.
type GroupingSets struct {
	Word string
	Sets [][]Expr
}

// Tuple is (a, b).
type Tuple struct{ Items []Expr }

// Func is name(args). A name of several words or with dots stays as written.
type Func struct {
	Name     string
	Args     []Expr
	Type     Type
	Distinct bool
	Bare     bool    // without parentheses: CURRENT_TIMESTAMP
	OrderBy  []Expr  // inside the parentheses
	Filter   Expr    // FILTER (WHERE ...)
	Within   []Expr  // WITHIN GROUP (ORDER BY ...)
	Over     *Window // nil without a window
}

// Window is OVER (PARTITION BY ... ORDER BY ... frame). Frame is nil for none.
type Window struct {
	PartitionBy, OrderBy []Expr
	Frame                *Frame
}

// Frame is ROWS BETWEEN From AND To, or RANGE.
type Frame struct {
	Unit     string
	From, To Edge
}

// Edge is where a frame ends: Word alone (CURRENT ROW), or Count and Word (1 PRECEDING).
type Edge struct {
	Count *Bind
	Word  string
}

// Case is CASE [Operand] WHEN ... END; Else may be nil.
type Case struct {
	Operand Expr
	Whens   []When
	Else    Expr
	Type    Type
}

// When is one arm of a Case.
type When struct{ Cond, Then Expr }

// Cast is CAST(X AS Type). A Silent one only says the type, and nothing is written.
type Cast struct {
	X      Expr
	Type   Type
	Silent bool
}

// Extract is EXTRACT(Field FROM X), spelled in each dialect's own way.
type Extract struct {
	Field string
	X     Expr
}

// Collate is X COLLATE Name.
type Collate struct {
	X    Expr
	Name string
}

// Label is X AS Name in a column list and Name or X elsewhere. An empty Name is given one when compiled (anon_1, or
// the function's name and a number).
type Label struct {
	Name string
	X    Expr
}

// Exists is EXISTS (query); Not negates it.
type Exists struct {
	Query Query
	Not   bool
}

// Scalar is a query that stands for its one value.
type Scalar struct{ Query Query }

// Quantified is ANY (query) or ALL (query), the right side of a comparison.
type Quantified struct {
	All   bool
	Query Query
	X     Expr // an array instead of a query
}

// Nulls says where NULLs stand in an order.
type Nulls uint8

// The three places.
const (
	NullsDefault Nulls = iota
	NullsFirst
	NullsLast
)

// Ordering is X with a direction. Dir is "", "ASC" or "DESC".
type Ordering struct {
	X     Expr
	Dir   string
	Nulls Nulls
}

// Truth is a boolean value as a condition: X, or NOT X when False. Databases without booleans compare with 1 and 0.
type Truth struct {
	X     Expr
	False bool
}

// Null is the constant NULL.
type Null struct{}

// True is the constant true.
type True struct{}

// False is the constant false.
type False struct{}

// Excluded is the value that an upsert could not insert: excluded.name, or VALUES(name) on MySQL.
type Excluded struct {
	Name string
	Type Type
}

// DefaultValue is DEFAULT in VALUES and SET.
type DefaultValue struct{}

// NextValue is the next value of a sequence.
type NextValue struct{ Sequence string }

// Prefix is the first characters of a column in an index (MySQL).
type Prefix struct {
	X      Expr
	Length int
}

// OpClass is a part of an index with an operator class (PostgreSQL).
type OpClass struct {
	X    Expr
	Name string
}

// Grouped is X in parentheses.
type Grouped struct{ X Expr }

func (*Column) expr()       {}
func (*Bind) expr()         {}
func (*Bad) expr()          {}
func (*Raw) expr()          {}
func (*Star) expr()         {}
func (*Binary) expr()       {}
func (*Unary) expr()        {}
func (*Logic) expr()        {}
func (*Range) expr()        {}
func (*Membership) expr()   {}
func (*Tuple) expr()        {}
func (*GroupingSets) expr() {}
func (*Func) expr()         {}
func (*Case) expr()         {}
func (*Cast) expr()         {}
func (*Extract) expr()      {}
func (*Collate) expr()      {}
func (*Label) expr()        {}
func (*Exists) expr()       {}
func (*Scalar) expr()       {}
func (*Quantified) expr()   {}
func (*Ordering) expr()     {}
func (*Truth) expr()        {}
func (*Null) expr()         {}
func (*True) expr()         {}
func (*False) expr()        {}
func (*Excluded) expr()     {}
func (*DefaultValue) expr() {}
func (*NextValue) expr()    {}
func (*Prefix) expr()       {}
func (*OpClass) expr()      {}
func (*Grouped) expr()      {}
