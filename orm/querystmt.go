// This file holds queries as statements, to stand inside others, and the objects of a subquery.
//
//layer:6 session, flush, query, load

package orm

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

// String is the SQL of the query.
func (q AnyQuery) String() string {
	q = q.current()
	if q.err != nil {
		return "<" + strings.TrimPrefix(q.err.Error(), "orm: ") + ">"
	}
	if q.s.engine == nil {
		return "<Query of " + q.m.name + ", no engine>"
	}
	if q.stmt != nil {
		return q.stmt.String()
	}
	st, err := q.s.engine.compile(q.selectStmt())
	if err != nil {
		return "<" + err.Error() + ">"
	}
	return st.SQL
}

// Statement is the query as a SELECT, to stand inside another: in In, Exists, Subquery, CTE. Loading options aren't in it.
func (q AnyQuery) Statement() *SelectStmt {
	q = q.current()
	if q.err == nil {
		q.err = q.unstated("Statement")
	}
	if q.err != nil {
		return &SelectStmt{err: q.err}
	}
	q.loads = nil
	sel := q.selectStmt()
	if err := q.strangers(sel); err != nil {
		return &SelectStmt{err: err}
	}
	return inner(*sel, q.params, q.m.table.meta)
}

// Subquery is the query as a source for others: FROM (SELECT ...) AS name. An empty name is made up (anon_1).
func (q AnyQuery) Subquery(name string) *Derived { return q.Statement().Subquery(name) }

// Statement is the query as a SELECT, to stand inside another: in In, Exists, Scalar, Subquery, CTE.
func (q *RowQuery) Statement() *SelectStmt {
	switch {
	case q.err != nil:
		return &SelectStmt{err: q.err}
	case q.stmt != nil:
		return &SelectStmt{err: errors.New("the query of FromStatement is its statement: use that one")}
	}
	return inner(*q.tree(), q.params, q.meta())
}

// Subquery is the query as a source for others: FROM (SELECT ...) AS name. An empty name is made up (anon_1).
func (q *RowQuery) Subquery(name string) *Derived { return q.Statement().Subquery(name) }

func inner(sel ast.Select, params V, meta *MetaData) *SelectStmt {
	sel.Labels = ast.LabelDisambiguate
	s := &SelectStmt{node: sel, meta: meta}
	if len(params) > 0 {
		s.err = errors.New("a query inside another takes no Params: give orm.Text its values")
	}
	return s
}

// meta is the MetaData of the first mapped table among the columns; nil for none.
func (q *RowQuery) meta() *MetaData {
	for _, e := range q.sel.Columns {
		if col, ok := e.(*ast.Column); ok {
			if m := mapperOf(col.Source); m != nil {
				return m.table.meta
			}
		}
	}
	return nil
}

// Entity is the objects of a mapped struct, read from a subquery instead of the table. Select and the joins take it like a
// prototype; its columns are those of the subquery.
type Entity struct {
	m    *Mapper
	t    reflect.Type
	from ast.Source
	err  error
}

// AliasedType is the objects of a struct type in a subquery. Generic programs write orm.Aliased[T](subquery).
func AliasedType(t reflect.Type, from *Derived) Entity {
	if from == nil {
		return Entity{err: errors.New("orm: the subquery is nil")}
	}
	m, err := mappers.mapper(t)
	if err == nil {
		err = errors.Join(m.settle(), from.err)
	}
	if err != nil {
		return Entity{err: err}
	}
	if len(m.parts) > 1 {
		return Entity{err: fmt.Errorf("orm: a %s has rows in %d tables and can't be read from a subquery: query it, and filter by keys", m.name, len(m.parts))}
	}
	for _, p := range m.props {
		if from.C(p.col.name).tableColumn() != p.col {
			return Entity{err: fmt.Errorf("orm: the subquery shows no column %s.%s, which a %s needs", m.table.name, p.col.name, m.name)}
		}
	}
	return Entity{m: m, t: t, from: from.source}
}

// wholeEntity is the objects that a prototype or an Entity stands for.
func wholeEntity(what any) (Entity, error) {
	if e, ok := what.(Entity); ok {
		return e, e.err
	}
	p, err := wholePrototype(what)
	if err != nil {
		return Entity{}, err
	}
	m, err := mappers.mapper(p.typ)
	if err == nil {
		err = m.settle()
	}
	if err != nil {
		return Entity{}, err
	}
	return Entity{m: m, t: p.typ, from: p.source(m)}, nil
}

// joinSource is the source that a join leads to: of a prototype, an Entity, a table or a subquery.
func joinSource(target any) (ast.Source, error) {
	if o, ok := target.(Operand); ok && isNil(o) {
		return nil, errors.New("orm: a join with nil")
	}
	if f, ok := target.(FromClause); ok {
		return f.Source().node, f.Source().err
	}
	e, err := wholeEntity(target)
	if err == nil {
		err = e.m.noSub("a join")
	}
	return e.from, err
}
