// This file holds the state of one compilation: text, binds, names and scopes.

package dialect

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

// marker stands for a placeholder in the text until all text is in its place; no SQL and no name may hold it.
const marker = 0

// typeMark encloses what only the driver gets, such as the type of a literal, directly behind a marker.
const typeMark = 1

// Compiler writes one statement. Its exported methods are for the dialects; the first failure is kept and ends it.
type Compiler struct {
	d      Dialect
	traits *Traits
	b      []byte
	binds  []Bind
	err    error

	kind    Kind
	table   string
	columns []ResultColumn

	names     map[ast.Source]string // names given to sources without one
	counters  map[string]int
	shortened map[string]string // labels that were too long
	scopes    []scope
	ctes      []cteText
	open      []*ast.CTE // being compiled

	lists    map[string]int // lengths of parameters that are lists
	literals map[string]any // values of parameters, where values are written instead of placeholders; nil otherwise

	typed       bool       // some marker is followed by text for the driver
	untyped     bool       // some bind's type can't be inferred
	bare        bool       // one of these has no CAST around it
	castThere   bool       // a bind written here has
	free        bool       // a bind written here has no neighbour that types it
	exact       bool       // a column's value is written: its bind keeps the column's name
	unqualified bool       // columns without their table: DDL, SET and RETURNING of some databases
	members     []ast.Expr // the columns of the set operation whose order is written
	again       bool       // a bind written here may be one that was written before
	unjoined    string     // see Compiled
	outside     bool       // not in a SELECT, of a database that takes WITH in front of SELECT only
}

// scope is a SELECT, UPDATE or DELETE being written: which sources its subqueries may correlate with and the names of its labels.
type scope struct {
	sources []ast.Source // this statement's own
	visible []ast.Source // those of all enclosing ones too
	labels  map[*ast.Label]string
}

type cteText struct {
	cte   *ast.CTE
	text  []byte
	binds []Bind
}

func newCompiler(d Dialect) *Compiler {
	return &Compiler{d: d, traits: d.Traits(), b: make([]byte, 0, 256)}
}

// Dialect is the dialect that is written.
func (c *Compiler) Dialect() Dialect { return c.d }

// Fail ends the compilation with err; the first failure counts.
func (c *Compiler) Fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// S writes text as it is.
func (c *Compiler) S(s string) { c.b = append(c.b, s...) }

// Unqualified runs write with columns written without their table.
func (c *Compiler) Unqualified(write func()) {
	was := c.unqualified
	c.unqualified = true
	write()
	c.unqualified = was
}

// List writes the items with a comma and a blank between them.
func (c *Compiler) List(items []ast.Expr) {
	for i, item := range items {
		if i > 0 {
			c.S(", ")
		}
		c.operand(item, precComma)
	}
}

// Bind writes a placeholder for b.
func (c *Compiler) Bind(b *ast.Bind) {
	if c.kind == DDL {
		c.Fail(refuse("a definition can't hold parameters: write the value as orm.Text"))
		return
	}
	if c.literals != nil {
		c.literal(b)
		return
	}
	loose := c.free || b.Loose
	c.untyped, c.bare = c.untyped || loose, c.bare || loose && !c.castThere
	name := b.Name
	if c.traits.Placeholder == Named {
		name = c.printedName(b)
	}
	c.b = append(c.b, marker)
	if loose && c.traits.Placeholder == Dollar {
		c.sayType(b.Type)
	}
	c.binds = append(c.binds, Bind{again: c.again, Name: name, Value: b.Value, Type: b.Type, Secret: b.Secret, From: b})
}

// sayType writes the type of a literal behind its marker, between two bytes that no SQL holds. Text needs none.
func (c *Compiler) sayType(t ast.Type) {
	switch t.Affinity() {
	case ast.Integer, ast.Float, ast.Numeric, ast.Boolean, ast.Interval:
		if name, err := c.d.CastSQL(t); err == nil {
			c.ForDriver("::" + name)
		}
	}
}

// ForDriver writes text that the driver gets and nobody else sees, directly behind a placeholder.
func (c *Compiler) ForDriver(text string) {
	if c.literals != nil {
		return // no placeholder was written
	}
	c.b = append(append(append(c.b, typeMark), text...), typeMark)
	c.typed = true
}

// printedName is the name by which a literal is printed where placeholders have names: name_1, name_2. Parameters and
// the values of columns keep their own.
func (c *Compiler) printedName(b *ast.Bind) string {
	if _, ok := b.Value.(ast.Param); ok || c.exact {
		return b.Name
	}
	if b.Name == "" {
		return c.anonymous("param")
	}
	return c.anonymous(b.Name)
}

// assigned writes the value that a column is set to.
func (c *Compiler) assigned(value ast.Expr) {
	_, c.exact = value.(*ast.Bind)
	c.operand(value, precAlways)
	c.exact = false
}

// finish puts the CTEs before the statement and the placeholders in their places.
func (c *Compiler) finish() *Compiled {
	text, binds := c.b, c.binds
	if len(c.ctes) > 0 {
		text, binds = c.withCTEs()
	}
	binds, numbers := c.once(binds)
	out := &Compiled{Binds: binds, Kind: c.kind, Columns: c.columns, Table: c.table, Untyped: c.untyped, Cast: !c.bare, Unjoined: c.unjoined}
	if c.typed {
		out.typed = c.place(bytes.Clone(text), binds, numbers, true)
	}
	out.SQL = c.place(text, binds, numbers, false)
	return out
}

// once leaves out binds that are written again, where placeholders have numbers, and gives the number of each marker: the
// database takes two placeholders for two values, and what is grouped by for something else than what is selected.
func (c *Compiler) once(binds []Bind) ([]Bind, []int) {
	if c.traits.Placeholder != Dollar || !slices.ContainsFunc(binds, func(b Bind) bool { return b.again }) {
		return binds, nil
	}
	kept := make([]Bind, 0, len(binds))
	numbers := make([]int, len(binds))
	for i, b := range binds {
		at := -1
		if b.again {
			at = slices.IndexFunc(kept, func(k Bind) bool { return b.From.Same(k.From) })
		}
		if at < 0 {
			at = len(kept)
			kept = append(kept, b)
		}
		numbers[i] = at + 1
	}
	return kept, numbers
}

// place writes the placeholders where the markers stand, and behind them the types of literals, or not.
func (c *Compiler) place(text []byte, binds []Bind, numbers []int, types bool) string {
	if len(binds) == 0 {
		return string(text)
	}
	if c.traits.Placeholder == Question && !c.typed {
		for i, b := range text {
			if b == marker {
				text[i] = '?'
			}
		}
		return string(text)
	}
	var out strings.Builder
	out.Grow(len(text) + 3*len(binds))
	for n := 0; ; n++ {
		at := bytes.IndexByte(text, marker)
		if at < 0 {
			out.Write(text)
			return out.String()
		}
		out.Write(text[:at])
		text = text[at+1:]
		switch c.traits.Placeholder {
		case Question:
			out.WriteByte('?')
		case Dollar:
			out.WriteByte('$')
			if numbers != nil {
				out.WriteString(strconv.Itoa(numbers[n]))
			} else {
				out.WriteString(strconv.Itoa(n + 1))
			}
		default:
			out.WriteByte(':')
			out.WriteString(binds[n].Name)
		}
		if len(text) > 0 && text[0] == typeMark {
			end := bytes.IndexByte(text[1:], typeMark) + 1
			if types {
				out.Write(text[1:end])
			}
			text = text[end+1:]
		}
	}
}

// anonymous makes the next name with the stem: anon_1, users_1, count_1.
func (c *Compiler) anonymous(stem string) string {
	if c.counters == nil {
		c.counters = map[string]int{}
	}
	c.counters[stem]++
	return stem + "_" + strconv.Itoa(c.counters[stem])
}

// nameOf is the name by which columns of the source are qualified; "" for none.
func (c *Compiler) nameOf(s ast.Source) string {
	switch s := s.(type) {
	case *ast.Table:
		return s.Name
	case *ast.Alias:
		return c.named(s, s.Name, func() string {
			if t, ok := s.Of.(*ast.Table); ok {
				return t.Name
			}
			return "anon"
		})
	case *ast.Subquery:
		return c.named(s, s.Name, anon)
	case *ast.CTE:
		return c.named(s.Root(), s.Name, anon)
	case *ast.FuncSource:
		return c.named(s, s.Name, anon)
	case *ast.Values:
		return c.named(s, s.Name, anon)
	}
	return ""
}

func anon() string { return "anon" }

func (c *Compiler) named(s ast.Source, name string, stem func() string) string {
	if name != "" {
		return name
	}
	if given, ok := c.names[s]; ok {
		return given
	}
	if c.names == nil {
		c.names = map[ast.Source]string{}
	}
	given := c.anonymous(stem())
	c.names[s] = given
	return given
}
