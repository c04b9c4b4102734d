// This file holds AnyAttr: a field of a prototype, or a typed column of a table, as an operand.
//
//layer:5 mapper, relation, declare

package orm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// AnyAttr is the attribute of a mapped struct, the core of Attr[T] and RelOf[T]. It has the operators of an expression.
// A mistake in its making is returned by the statement that uses it.
type AnyAttr struct {
	Expr
	attr  attribute
	and   []Cond // of a relation in a join
	every bool   // AllRelations
	err   error
}

// Related is a relation to any type: what orm.Many and orm.One return.
type Related interface{ Attribute() AnyAttr }

// Attribute is a itself.
func (a AnyAttr) Attribute() AnyAttr { return a }

// String is the SQL of a column, and the name of a relation: User.Addresses.
func (a AnyAttr) String() string {
	if a.err == nil && a.attr.rel != nil {
		return a.attr.rel.String()
	}
	return a.Expr.String()
}

// Operator is a comparison.
type Operator uint8

// The comparisons.
const (
	OpEq Operator = iota + 1
	OpNe
	OpLt
	OpLe
	OpGt
	OpGe
)

var operators = [...]ast.Op{OpEq: ast.Eq, OpNe: ast.Ne, OpLt: ast.Lt, OpLe: ast.Le, OpGt: ast.Gt, OpGe: ast.Ge}

// AttrOf is the attribute that a pointer into a prototype names: AttrOf(&U.Name).
func AttrOf(field any) AnyAttr {
	a, err := attributeOf(field)
	if err != nil {
		return badAttr(err)
	}
	out := AnyAttr{attr: a}
	out.meta = a.m.table.meta
	switch {
	case a.prop >= 0:
		out.node = a.m.expr(a.prop, a.proto.source(a.m))
	case a.group != nil:
		out.node = bad("%s.%s is several columns: name one of its fields, or compare it with Eq and Ne", a.m.name, a.group.Name)
	default:
		out.node = &ast.Bad{Err: fmt.Errorf("%s is a relation, not a column; ask Any or Has of orm.Many or orm.One", a.rel)}
	}
	return out
}

func badAttr(err error) AnyAttr {
	return AnyAttr{Expr: Expr{node: &ast.Bad{Err: err}}, err: err}
}

// source is what the mapped rows stand in: the table, or the prototype's alias of it.
func (p *prototype) source(m *Mapper) ast.Source {
	if p.alias == "" {
		return m.rows
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of != m.table.source {
		p.of, p.from = m.table.source, m.alias(p.alias)
	}
	return p.from
}

// TableAttr is a column of a table as an attribute of a Go type. A type that can't hold the column's values is told by
// the statement that uses it.
func TableAttr(t *Table, name string, goType reflect.Type) AnyAttr {
	if t == nil {
		return badAttr(errors.New("the table is nil"))
	}
	c := t.C(name)
	if c.err != nil {
		return badAttr(c.err)
	}
	if !holds(goType, c.sqlType()) {
		return badAttr(fmt.Errorf("column %s.%s is %s; %s can't hold its values", t.name, name, c.typ, goType))
	}
	return AnyAttr{Expr: c.Expr()}
}

// holds tells whether values of a Go type can be compared with a column's. Types that a program makes hold what they like.
func holds(t reflect.Type, sql ast.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch kind := t.Kind(); sql.Affinity() {
	case ast.Integer:
		return kind != reflect.String && kind != reflect.Bool && kind != reflect.Float32 && kind != reflect.Float64
	case ast.Varchar:
		return kind == reflect.String || kind == reflect.Struct || kind == reflect.Interface
	case ast.Boolean:
		return kind == reflect.Bool || kind == reflect.Struct || kind == reflect.Interface
	}
	return true
}

// Compare is the attribute compared with a value or another operand; nil stands for NULL.
func (a AnyAttr) Compare(op Operator, v any) Cond {
	if op == 0 || int(op) >= len(operators) {
		return Cond{node: bad("there is no operator %d", op)}
	}
	if a.attr.group != nil {
		return a.cond(a.attr.m.compareGroup(a.attr.group, a.attr.proto.source(a.attr.m), operators[op], v))
	}
	return a.cond(compare(a.Node().expr, operators[op], v))
}

// InList demands that the value is one of a list.
func (a AnyAttr) InList(v []any) Cond { return a.cond(membership(a.Node().expr, ast.In, v)) }

// Any demands that a relation leads to an object for which all conditions hold: EXISTS (SELECT 1 ...).
func (a AnyAttr) Any(conds []Cond) Cond {
	switch {
	case a.err != nil:
		return Cond{node: &ast.Bad{Err: a.err}}
	case a.attr.rel == nil:
		return Cond{node: bad("Any and Has ask a relation")}
	}
	return Cond{node: a.attr.rel.exists(a.attr.proto.source(a.attr.m), slices.Concat(a.and, conds)), meta: a.meta}
}

// exists is EXISTS over the related rows.
func (r *relation) exists(owner ast.Source, conds []Cond) ast.Expr {
	boolean := ast.Type{Kind: ast.Boolean}
	sel := &ast.Select{Columns: []ast.Expr{&ast.Raw{SQL: "1"}}, Correlate: leaves(owner)}
	equal := func(l, x ast.Expr) {
		sel.Where = append(sel.Where, &ast.Binary{Op: ast.Eq, L: l, R: x, Type: boolean})
	}
	target := r.target.rows
	if r.target.root() == r.owner.root() && leafOf(owner, r.target.parts[0].table.source) == ast.Source(r.target.parts[0].table.source) {
		target = r.target.alias("")
	}
	sel.From = []ast.Source{target}
	var between ast.Source
	if r.direction == manyToMany {
		between = r.secondary.source
		if target != r.target.rows { // the same relation may be asked again inside
			between = &ast.Alias{Of: r.secondary.source}
		}
		sel.From = []ast.Source{between, target}
		for i, c := range r.secondLocal {
			equal(r.owner.column(r.local[i], owner), sourced(c, between))
		}
		for i, c := range r.secondFar {
			equal(r.far(i, target), sourced(c, between))
		}
	} else {
		for i := range r.local {
			l, x := r.owner.column(r.local[i], owner), r.far(i, target)
			if r.direction == manyToOne {
				l, x = x, l
			}
			equal(l, x)
		}
	}
	sel.Where = append(sel.Where, r.targetCond(target, between)...)
	for _, c := range conds {
		// of a struct that leads to itself the conditions mean the related one, which has an alias here
		sel.Where = append(sel.Where, ast.Replace(c.Node().expr, func(col *ast.Column) ast.Expr {
			if leaf := leafOf(target, col.Source); leaf != nil && leaf != col.Source {
				return &ast.Column{Source: leaf, Name: col.Name, Type: col.Type, Secret: col.Secret}
			}
			return col
		}))
	}
	return &ast.Exists{Query: sel}
}
