// This file holds what a dialect is: a name, a table of traits, conversions, and powers that only some have.

package dialect

import (
	"database/sql/driver"
	"fmt"

	"github.com/ormsh/ormsh/orm/ast"
)

// Dialect is the SQL of one kind of database. Implementations hold no state.
type Dialect interface {
	// Name is the URL's word for it: sqlite, mysql, postgresql.
	Name() string
	// Traits is the table of differences; callers don't change it.
	Traits() *Traits
	// TypeSQL spells a type in DDL. An error says what the database misses (a length) and how to give it.
	TypeSQL(t ast.Type) (string, error)
	// CastSQL spells a type in CAST.
	CastSQL(t ast.Type) (string, error)
	// BindValue converts a Go value for the driver. A value that the type can't hold is an error, never converted silently.
	BindValue(t ast.Type, value any) (driver.Value, error)
	// ScanValue converts the driver's value to the Go value of the type.
	ScanValue(t ast.Type, value driver.Value) (any, error)
}

// Placeholder says how a bind is written.
type Placeholder uint8

// The styles: ?, $1, :name.
const (
	Question Placeholder = iota
	Dollar
	Named
)

// Traits is the table of differences between databases as the compiler reads it.
type Traits struct {
	Lexis         Lexis
	Placeholder   Placeholder
	Quote         byte            // " or `
	Reserved      map[string]bool // lower case
	InnerJoin     string          // "JOIN" or "INNER JOIN"
	ConcatFunc    bool            // concat(a, b) instead of a || b
	NativeILike   bool
	NativeBool    bool   // a boolean is a condition; without it it is compared with 1 and 0
	BoolLiterals  bool   // true and false instead of 1 and 0
	EmptyIn       string // what stands behind IN for an empty list
	EmptyNotIn    string // what stands behind NOT IN for an empty list
	TupleInValues bool   // (a, b) IN (VALUES (...), ...)
	RegexpOp      string // " REGEXP ", " ~ "; empty: none
	NotRegexpOp   string
	DistinctFrom  string // " IS DISTINCT FROM "
	NotDistinct   string // " IS NOT DISTINCT FROM "
	NullSafeEq    bool   // MySQL's <=>
	NullsOrder    bool   // NULLS FIRST and NULLS LAST
	EmptyInsert   string // "DEFAULT VALUES" or "() VALUES ()"
	DistinctOn    bool
	FullJoin      bool
	Lateral       bool
	ValuesSource  bool // (VALUES ...) AS name (columns)
	Lock          bool // FOR UPDATE; without it a lock is left out, as SQLAlchemy does on SQLite
	LockKey       bool // FOR KEY SHARE and FOR NO KEY UPDATE
	LockShare     string
	LockOf        bool // FOR UPDATE OF
	ReturnInsert  bool
	ReturnUpdate  bool
	ReturnDelete  bool
	UpdateFrom    bool // UPDATE ... FROM; MySQL lists the tables instead
	DeleteUsing   bool
	CompoundParen bool // members of a set operation may stand in parentheses
	IntersectAll  bool
	GroupingSets  bool // ROLLUP (a, b), CUBE and GROUPING SETS in GROUP BY
	WithRollup    bool // GROUP BY a, b WITH ROLLUP
	Filter        bool // aggregate FILTER (WHERE ...)
	Sequences     bool
	EnumTypes     bool // CREATE TYPE ... AS ENUM
	Comments      bool // COMMENT ON; MySQL writes comments in line
	ModifyColumn  bool // ALTER TABLE ... MODIFY COLUMN with the whole definition, and COMMENT = of tables
	AlterForeign  bool // constraints can be added and dropped later
	PartialIndex  bool
	DropIndexOn   bool            // DROP INDEX name ON table
	Materialized  bool            // [NOT] MATERIALIZED
	PlainFrame    bool            // the numbers of a window's frame can't be parameters
	TextTimes     bool            // dates and times are kept as text
	MaxIdentifier int             // the longest name of a table, column or index, in characters (ByteNames: in bytes); 0 is none
	MaxLabel      int             // the longest name of an alias or a label; longer ones that the compiler makes are cut
	ByteNames     bool            // lengths of names count bytes
	JSONCast      string          // the type of JSON that can be compared, where JSON itself can't
	DateMath      bool            // dates and times can be added and subtracted with + and -
	DateFunc      string          // an example of a function to do it with, where they can't
	Quantifiers   bool            // = ANY (query), >= ALL (query)
	WithinGroup   bool            // percentile_cont(x) WITHIN GROUP (ORDER BY y)
	LagDefault    bool            // lag(x, n, value) and lead
	ChangingCTE   bool            // WITH x AS (INSERT ... RETURNING ...)
	Functions     map[string]bool // names that are calls where ( follows them at once
	CTEInSelect   bool            // WITH stands before the SELECT inside an INSERT, UPDATE or DELETE, not before the whole
}

// LimitWriter writes LIMIT and OFFSET in the dialect's own way; one of the two may be nil.
type LimitWriter interface {
	WriteLimit(c *Compiler, limit, offset ast.Expr)
}

// UpsertWriter writes what follows VALUES in an upsert.
type UpsertWriter interface {
	WriteUpsert(c *Compiler, ins *ast.Insert)
}

// FuncWriter writes functions that the dialect spells differently; false leaves it to the compiler.
type FuncWriter interface {
	WriteFunc(c *Compiler, f *ast.Func) bool
}

// JSONWriter writes the access to a member of a JSON value where it has another form than -> and ->>.
type JSONWriter interface {
	WriteJSON(c *Compiler, e *ast.Binary)
}

// ExtractWriter writes EXTRACT where it has another form.
type ExtractWriter interface {
	WriteExtract(c *Compiler, e *ast.Extract)
}

// ColumnWriter writes a column of CREATE TABLE behind its name, where the order of its parts differs.
type ColumnWriter interface {
	WriteColumn(c *Compiler, def *ast.TableDef, col *ast.ColumnDef)
}

// TableWriter writes what follows the closing parenthesis of CREATE TABLE.
type TableWriter interface {
	WriteTableOptions(c *Compiler, def *ast.TableDef)
}

// ConstraintDropper spells the dropping of a constraint where it is not DROP CONSTRAINT name.
type ConstraintDropper interface {
	DropConstraintWord(kind ast.ConstraintKind) string
}

// Compile turns a statement into the dialect's SQL. Mistakes kept in the tree (ast.Bad) come back here.
func Compile(d Dialect, s ast.Stmt) (*Compiled, error) { return CompileLists(d, s, nil) }

// CompileLists is Compile for an execution in which parameters of IN are lists: their lengths by name. Each element is a
// parameter of its own then, ElementName tells its name.
func CompileLists(d Dialect, s ast.Stmt, lists map[string]int) (*Compiled, error) {
	c := newCompiler(d)
	c.lists = lists
	c.statement(s)
	if c.err != nil {
		return nil, c.err
	}
	return c.finish(), nil
}

// Fragment compiles a lone expression, as a program prints it: without a statement around it.
func Fragment(d Dialect, e ast.Expr) (string, error) {
	c := newCompiler(d)
	c.kind = Text
	c.Expr(e)
	if c.err != nil {
		return "", c.err
	}
	return c.finish().SQL, nil
}

// Params is the names of the parameters in an expression, also those of its queries and texts.
func Params(e ast.Expr) (names []string) {
	c := newCompiler(Standard{})
	c.kind = Text
	c.Expr(e)
	for _, b := range c.finish().Binds {
		if _, param := b.Value.(ast.Param); param {
			names = append(names, b.Name)
		}
	}
	return names
}

// FromFragment compiles a lone source: a join or a table as FROM would show it.
func FromFragment(d Dialect, s ast.Source) (string, error) {
	c := newCompiler(d)
	c.kind = Text
	c.source(s)
	if c.err != nil {
		return "", c.err
	}
	return c.finish().SQL, nil
}

func refuse(format string, args ...any) error { return fmt.Errorf(format, args...) }
