// This file holds what all statements share: printing and the binding of values by name.
//
//layer:3

package orm

import (
	"fmt"
	"maps"
	"sort"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/dialect/mysql"
	"github.com/ormsh/ormsh/orm/dialect/postgres"
	"github.com/ormsh/ormsh/orm/dialect/sqlite"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// Executable is every statement of this package. It is sealed.
type Executable interface {
	// String is the statement as SQL: of the dialect it is bound to, or with :name placeholders if it is bound to none.
	String() string
	// tree is the statement for executions with these parameters, all of them with the same keys.
	tree(params []V) (ast.Stmt, error)
	// metaData says where the statement finds an engine; may be nil.
	metaData() *MetaData
}

// Selection is a statement that returns rows and can stand inside another: *SelectStmt and *CompoundStmt.
type Selection interface {
	Executable
	query() ast.Query
	resultColumns() []ast.Expr
}

// Statement is a statement compiled for a dialect, as it would be sent.
type Statement struct {
	SQL    string
	Params []any // in order of the placeholders; nil where a value would come with the execution
}

// String is the SQL.
func (s *Statement) String() string { return s.SQL }

// Compile compiles a statement for the dialect of a URL (sqlite, mysql, mariadb, postgresql), without a database. params
// are those of an execution. The error is what executing the statement would return before it is sent.
func Compile(s Executable, dialectName string, params ...V) (*Statement, error) {
	d, err := dialectNamed(dialectName)
	if err != nil {
		return nil, err
	}
	tree, err := s.tree(params)
	if err != nil {
		return nil, fmt.Errorf("orm: %w", err)
	}
	lists, params := elements(params)
	c, err := dialect.CompileLists(d, tree, lists)
	if err != nil {
		return nil, fmt.Errorf("orm: %w", err)
	}
	out := &Statement{SQL: c.SQL, Params: make([]any, len(c.Binds))}
	if len(params) == 0 && c.NeedsParams() {
		return out, nil
	}
	var set V
	if len(params) > 0 {
		set = params[0]
	}
	args, err := c.Args(d, set)
	if err != nil {
		return nil, fmt.Errorf("orm: %w", err)
	}
	for i, a := range args {
		out.Params[i] = a
	}
	return out, nil
}

// CompileLiteral is the statement as SQL of a dialect with its values written into the text, those of secret columns masked: to be
// read, or pasted into another program. Statements are executed with placeholders.
func CompileLiteral(s Executable, dialectName string, params ...V) (string, error) {
	d, err := dialectNamed(dialectName)
	if err != nil {
		return "", err
	}
	tree, err := s.tree(params)
	if err != nil {
		return "", fmt.Errorf("orm: %w", err)
	}
	lists, params := elements(params)
	var set V
	if len(params) > 0 {
		set = params[0]
	}
	text, err := dialect.CompileLiteral(d, tree, set, lists)
	if err != nil {
		return "", fmt.Errorf("orm: %w", err)
	}
	return text, nil
}

// elements finds the parameters that are lists, for IN with orm.Named: it returns their lengths, and the parameters with each
// element under a name of its own as well.
func elements(params []V) (map[string]int, []V) {
	if len(params) != 1 {
		return nil, params
	}
	var lists map[string]int
	full := params[0]
	for name, v := range params[0] {
		list, ok := access.Elements(v)
		if !ok {
			continue
		}
		if lists == nil {
			lists, full = map[string]int{}, maps.Clone(params[0])
		}
		lists[name] = len(list)
		for i, one := range list {
			if at := dialect.ElementName(name, i+1); full[at] == nil {
				full[at] = one
			}
		}
	}
	return lists, []V{full}
}

func dialectNamed(name string) (dialect.Dialect, error) {
	switch name {
	case "sqlite":
		return sqlite.Dialect{}, nil
	case "mysql", "mariadb":
		return mysql.Dialect{}, nil
	case "postgresql", "postgres":
		return postgres.Dialect{}, nil
	case "", "default":
		return dialect.Standard{}, nil
	}
	return nil, fmt.Errorf("no dialect is called %s%s", name, suggest(name, []string{"sqlite", "mysql", "mariadb", "postgresql"}))
}

// printStmt prints a tree in the dialect of its MetaData; a statement that can't be made prints the reason.
func printStmt(m *MetaData, tree ast.Stmt, err error) string {
	if err == nil {
		var c *dialect.Compiled
		if c, err = dialect.Compile(dialectFor(m), tree); err == nil {
			return c.SQL
		}
	}
	return "<" + err.Error() + ">"
}

// sameKeys demands that all parameter sets have the keys of the first.
func sameKeys(params []V) error {
	for i, set := range params {
		if len(set) != len(params[0]) {
			return differentKeys(params[0], set, i)
		}
		for key := range set {
			if _, ok := params[0][key]; !ok {
				return differentKeys(params[0], set, i)
			}
		}
	}
	return nil
}

func differentKeys(first, set V, i int) error {
	return fmt.Errorf("all parameter sets of one execution need the same keys: the first has %v, number %d has %v", keys(first), i+1, keys(set))
}

func keys(set V) []string {
	list := make([]string, 0, len(set))
	for key := range set {
		list = append(list, key)
	}
	sort.Strings(list)
	return list
}

// assignments is one INSERT's or UPDATE's values by column, in table order.
type assignments struct {
	table   *Table
	literal V // from Values or Set
	params  V // keys whose values come with the execution
	several bool
}

// unknown is an error if a key is no column of the table; allowed is what else a key may be.
func (a *assignments) unknown(allowed map[string]bool) error {
	for _, set := range []V{a.literal, a.params} {
		for _, key := range keys(set) {
			if a.table.byName[key] == nil && !allowed[key] {
				return &NoColumnError{Table: a.table.name, Column: key, Have: a.table.columnNames()}
			}
		}
	}
	return nil
}

// ofColumns is the parameters that aren't named in the statement: those of columns.
func ofColumns(params V, named map[string]bool) V {
	if len(named) == 0 {
		return params
	}
	left := V{}
	for key, value := range params {
		if !named[key] {
			left[key] = value
		}
	}
	return left
}

// value is what the column is set to; false leaves it out.
func (a *assignments) value(c *Column) (ast.Expr, bool) {
	if v, ok := a.params[c.name]; ok {
		if o, operand := v.(Operand); operand && !isNil(o) {
			if a.several {
				return bad("column %s: SQL can't be a value where one statement is executed for several sets", c.name), true
			}
			return o.Node().single(), true
		}
		return &ast.Bind{Name: c.name, Value: ast.Param{}, Type: c.node.Type, Secret: c.secret}, true
	}
	v, ok := a.literal[c.name]
	if !ok {
		return nil, false
	}
	if o, operand := v.(Operand); operand && !isNil(o) {
		return o.Node().single(), true
	}
	return &ast.Bind{Name: c.name, Value: v, Type: c.node.Type, Secret: c.secret}, true
}

// made is the bind of a column's default in the program, or nil.
func (d *DefaultArg) made(c *Column) ast.Expr {
	if d == nil {
		return nil
	}
	if o, ok := d.value.(Operand); ok && !isNil(o) {
		return o.Node().single()
	}
	return &ast.Bind{Name: c.name, Value: ast.Default(d.make), Type: c.node.Type, Secret: c.secret}
}
