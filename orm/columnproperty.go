// This file holds fields that SQL computes: column properties, and expressions with a Go type.
//
//layer:5 mapper, relation, declare

package orm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// columnSQL is how the database computes a field. It is said after the mapping, whose columns it names.
type columnSQL struct{ expr atomic.Pointer[ast.Expr] }

// ColumnProperty says how the database computes a field that is tagged orm:"column_property", from columns of the struct's
// own tables or by a query of one value that is correlated to them:
//
//	orm.ColumnProperty(&P.Fullname, orm.Col(&P.First).Concat(" ").Concat(orm.Col(&P.Last)))
//
// The field is read along with the columns, stands in filters and orders, and is never written. After a flush of its
// object it isn't loaded: Load brings it. A field that isn't tagged so, or of a type that can't hold the value, is an error.
func ColumnProperty(field any, expr Operand) error {
	a, err := attributeOf(field)
	if err != nil {
		return err
	}
	if a.prop < 0 || a.m.props[a.prop].sql == nil {
		return fmt.Errorf("orm: ColumnProperty takes a field that is tagged orm:\"column_property\"")
	}
	where := a.m.name + "." + a.m.props[a.prop].field.Name
	if isNil(expr) {
		return fmt.Errorf("orm: ColumnProperty(%s): the expression is nil", where)
	}
	node := unlabelled(expr.Node().single())
	if bad, ok := node.(*ast.Bad); ok {
		return fmt.Errorf("orm: ColumnProperty(%s): %w", where, bad.Err)
	}
	if q, ok := node.(ast.Query); ok {
		return fmt.Errorf("orm: ColumnProperty(%s): a query of one value is given as its Scalar(), not as a %T", where, q)
	}
	for _, source := range sourcesOf([]ast.Expr{node}) {
		if leafOf(a.m.rows, source) == nil {
			return fmt.Errorf("orm: ColumnProperty(%s) names a column of a table that isn't one of %s: correlate a query of one value", where, a.m.name)
		}
	}
	if t := a.m.props[a.prop].field.Base(); !holds(t, ast.TypeOf(node)) {
		return fmt.Errorf("orm: ColumnProperty(%s): a %s can't hold values of the expression", where, t)
	}
	a.m.props[a.prop].sql.expr.Store(&node)
	return nil
}

// TypedAttr is an operand as an attribute of a Go type; a type that can't hold its values is told by the statement that
// uses it. Generic programs write orm.Typed[int](...).
func TypedAttr(o Operand, goType reflect.Type) AnyAttr {
	if isNil(o) {
		return badAttr(errors.New("orm: Typed of nothing"))
	}
	n := o.Node()
	if t := ast.TypeOf(n.single()); !holds(goType, t) {
		return badAttr(fmt.Errorf("orm: %s can't hold the values of %s", goType, o))
	}
	return AnyAttr{Expr: Expr{node: n.single(), meta: n.meta}}
}

// sourcesOf lists the sources of the columns in expressions.
func sourcesOf(list []ast.Expr) (found []ast.Source) {
	ast.WalkAll(list, func(e ast.Expr) bool {
		if c, ok := e.(*ast.Column); ok && c.Source != nil && !slices.Contains(found, c.Source) {
			found = append(found, c.Source)
		}
		return true
	})
	return found
}

// bindComputed adds the fields that SQL computes, behind those with columns.
func (m *Mapper) bindComputed(fields []*access.Field, p *problems) {
	for _, f := range fields {
		where := m.name + "." + f.Name
		t := parseTag(f.Tag, where, &problems{}) // told before
		t.only(where, "a column property", func(word string) bool {
			return slices.Contains([]string{"column_property", "type", "size", "secret", "deferred"}, word)
		}, p)
		typ := columnType(f, t, where, p)
		if typ == nil {
			continue
		}
		var args []ColumnArg
		if t.has("secret") {
			args = append(args, Secret)
		}
		m.byField[f.Name] = len(m.props)
		m.props = append(m.props, property{field: f, col: NewColumn(snakeCase(f.Name), typ, args...), sql: &columnSQL{}, late: t.has("deferred")})
	}
}

// expr is a property as an expression of a source: its column, or what computes it.
func (m *Mapper) expr(i int, from ast.Source) ast.Expr {
	prop := m.props[i]
	if prop.sql == nil {
		return m.column(i, from)
	}
	said := prop.sql.expr.Load()
	switch {
	case said == nil:
		return bad("%s.%s is computed, and nobody said how: orm.ColumnProperty(&P.%s, ...) with P := orm.Columns[%s]()", m.name, prop.field.Name, prop.field.Name, m.name)
	case from == nil || from == m.rows:
		return *said
	}
	if _, table := from.(*ast.Table); table {
		return *said
	}
	if asksQuery(*said) {
		return bad("%s.%s is computed by a query of its own, which can't be read under an alias", m.name, prop.field.Name)
	}
	return ast.Replace(*said, func(c *ast.Column) ast.Expr {
		if leaf := leafOf(from, c.Source); leaf != nil {
			return &ast.Column{Source: leaf, Name: c.Name, Type: c.Type, Secret: c.Secret}
		}
		return c
	})
}

// asksQuery tells whether a query stands in an expression.
func asksQuery(e ast.Expr) (found bool) {
	ast.Walk(e, func(x ast.Expr) bool {
		switch x := x.(type) {
		case *ast.Scalar, *ast.Exists, *ast.Quantified:
			found = true
		case *ast.Membership:
			found = found || x.Query != nil
		}
		return !found
	})
	return found
}

// listed is a property in a column list: a key that several tables have is the base's. What SQL computes is labelled like
// a column of the table.
func (m *Mapper) listed(i int, from ast.Source) ast.Expr {
	if m.props[i].sql == nil {
		return m.props[i].col.in(from)
	}
	e := m.expr(i, from)
	if from != nil && from != m.rows {
		return &ast.Label{X: e}
	}
	return &ast.Label{Name: m.table.name + "_" + m.props[i].col.name, X: e}
}

// writable refuses to write what the database computes.
func (m *Mapper) writable(cols []int) error {
	for _, at := range cols {
		if at >= 0 && m.props[at].sql != nil {
			return fmt.Errorf("orm: %s.%s is computed by the database and can't be assigned: assign what it is made of", m.name, m.props[at].field.Name)
		}
	}
	return nil
}
