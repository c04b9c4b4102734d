// This file writes the column list of a SELECT: which columns get labels, and which names.

package dialect

import (
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

// usedName is a result name that is taken, and the column that took it.
type usedName struct {
	name string
	col  *ast.Column
}

// columnList writes the columns of a SELECT or of RETURNING and records the result columns of the outermost statement.
func (c *Compiler) columnList(list []ast.Expr, style ast.LabelStyle, at position) {
	if len(list) == 0 {
		c.Fail(refuse("a SELECT without columns: name at least one"))
		return
	}
	var room [16]usedName
	r := results{list: list, style: style, at: at, used: room[:0]}
	if at == outermost {
		c.columns = make([]ResultColumn, 0, len(list))
	}
	if at.labelled() {
		r.names = ast.ColumnNames(list, style, c.nameOf)
	}
	for i, e := range list {
		if i > 0 {
			c.S(", ")
		}
		r.i = i
		name, col := c.resultColumn(e, &r)
		r.used = append(r.used, usedName{name, col})
		if at == outermost && c.columns != nil {
			c.record(e, name, col)
		}
	}
}

// results is a column list being written.
type results struct {
	list  []ast.Expr
	style ast.LabelStyle
	at    position
	names []string // as others see them, of a subquery
	used  []usedName
	i     int
}

// unused makes a name with the stem that no item of the list has by itself.
func (c *Compiler) unused(stem string, r *results) string {
	for {
		if name := c.anonymous(stem); !ast.Spelled(r.list, name) {
			return name
		}
	}
}

func (c *Compiler) record(e ast.Expr, name string, col *ast.Column) {
	raw, text := e.(*ast.Raw)
	if _, star := e.(*ast.Star); star || text && several(raw.SQL) {
		c.columns = nil // what a star gives is known to the database alone
		return
	}
	c.columns = append(c.columns, ResultColumn{Name: name, Type: ast.TypeOf(e), Column: col})
}

// resultColumn writes one item and gives the name it has in the result.
// several tells whether SQL as written is more than one column: a star, or a list.
func several(sql string) bool {
	depth := 0
	for _, ch := range sql {
		switch ch {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				return true
			}
		}
	}
	return strings.HasSuffix(strings.TrimSpace(sql), "*")
}

func (c *Compiler) resultColumn(e ast.Expr, r *results) (string, *ast.Column) {
	switch e := e.(type) {
	case *ast.Column:
		return c.plainColumn(e, r), e
	case *ast.Label:
		name := e.Name
		if name == "" {
			name = c.unused(stemOf(e.X), r)
		}
		if r.names != nil && e.Name != "" {
			name = r.names[r.i]
		}
		c.remember(e, name)
		c.Expr(e)
		c.as(name)
		col, _ := e.X.(*ast.Column)
		return name, col
	case *ast.Star, *ast.Raw:
		c.Expr(e)
		if raw, ok := e.(*ast.Raw); ok {
			return raw.SQL, nil
		}
		return "*", nil
	case *ast.Cast:
		if col, ok := e.X.(*ast.Column); ok && !e.Silent {
			name, _ := c.freeName(col, r)
			c.Expr(e)
			c.as(name)
			return name, nil
		}
	}
	name := c.unused(stemOf(e), r)
	c.Expr(e)
	c.as(name)
	return name, nil
}

func (c *Compiler) as(name string) {
	c.S(" AS ")
	c.label(name)
}

func (c *Compiler) remember(label *ast.Label, name string) {
	if len(c.scopes) == 0 {
		return
	}
	top := &c.scopes[len(c.scopes)-1]
	if top.labels == nil {
		top.labels = map[*ast.Label]string{}
	}
	top.labels[label] = name
}

func (c *Compiler) plainColumn(e *ast.Column, r *results) string {
	name, changed := c.freeName(e, r)
	c.column(e)
	if changed || r.style == ast.LabelTableColumn && e.Source != nil || r.at.labelled() && e.Source != nil {
		c.as(name)
	}
	return name
}

// freeName is the name of a column in the result, and whether it had to differ from its own because that is taken.
func (c *Compiler) freeName(e *ast.Column, r *results) (string, bool) {
	if r.names != nil {
		name := r.names[r.i]
		if e.Made || r.style == ast.LabelTableColumn && e.Source != nil {
			name = c.short(name)
		}
		return name, name != e.Name
	}
	name := c.columnName(e)
	if r.style == ast.LabelTableColumn && e.Source != nil {
		if source := c.nameOf(e.Source); source != "" {
			name = c.short(source + "_" + e.Name)
		}
	}
	if r.style == ast.LabelNone {
		return name, false
	}
	for _, u := range r.used {
		if u.name != name {
			continue
		}
		if u.col == e {
			return c.unused(name+"_", r), true
		}
		return c.unused(name, r), true
	}
	return name, false
}

// stemOf is the beginning of the name that an expression gets: its function's name, or anon.
func stemOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Func:
		if functionName(e.Name) && e.Over == nil && e.Filter == nil && e.Within == nil {
			return e.Name
		}
	case *ast.Column:
		return e.Name
	}
	return "anon"
}
