// This file holds queries of mapped objects.
//
//layer:6 session, flush, query, load

package orm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// AnyQuery is a query of the objects of one mapped type, the core of QueryOf[T]. It is immutable: each method returns
// another query. A mistake is kept and returned by the method that executes.
type AnyQuery struct {
	s             *Session
	t             reflect.Type // the type that is handed out
	m             *Mapper
	err           error
	where         []ast.Expr
	order         []ast.Expr
	limit, offset int // -1 for none
	loads         []LoadOption
	from          ast.Source // an alias; nil for the table itself
	joined        ast.Source // from with its joins; nil without
	distinct      bool
	again         bool       // overwrite what is loaded already
	stmt          Executable // the program's own, instead of all else; nil without
	params        V          // of text
	set           *rowSet    // the rows of a set operation instead of the table's; nil without
	lock          *ast.Lock  // nil without
}

// QueryType begins a query of a mapped struct type. Generic programs write orm.Query[T](session).
func QueryType(s *Session, t reflect.Type) AnyQuery {
	q := AnyQuery{s: s, t: t, limit: -1, offset: -1}
	if s == nil {
		q.err = errors.New("orm: the query has no session")
		return q
	}
	q.m, q.err = s.opts.reg.mapper(t)
	if q.err == nil {
		q.err = q.m.settle()
	}
	return q
}

func (q AnyQuery) fail(err error) AnyQuery {
	if q.err == nil {
		q.err = err
	}
	return q
}

// current follows ClearMappers and a new mapping of the type: a query outlives both.
func (q AnyQuery) current() AnyQuery {
	if q.s == nil || q.m == nil {
		return q
	}
	if m, ok := q.s.opts.reg.find(q.t); ok && m != q.m && m.table == q.m.table {
		q.m = m
		if q.err == nil {
			q.err = m.settle()
		}
	}
	return q
}

// FilterBy demands that fields have values: pairs of a field's name and a value. nil asks for NULL.
func (q AnyQuery) FilterBy(field string, value any, more []any) AnyQuery {
	if len(more)%2 != 0 {
		return q.fail(errors.New("orm: FilterBy takes pairs of a field's name and a value"))
	}
	q = q.filterField(field, value)
	for i := 0; i < len(more); i += 2 {
		name, ok := more[i].(string)
		if !ok {
			return q.fail(fmt.Errorf("orm: FilterBy takes pairs of a field's name and a value; %v is not a name", more[i]))
		}
		q = q.filterField(name, more[i+1])
	}
	return q
}

func (q AnyQuery) filterField(field string, value any) AnyQuery {
	if q.err != nil {
		return q
	}
	if i, ok := q.m.byField[field]; ok {
		return q.and(compare(q.m.expr(i, q.source()), ast.Eq, value))
	}
	if r, err := q.m.relation(field); err == nil {
		return q.filterRelation(r, value)
	}
	if g := q.m.data.Group(field); g != nil {
		return q.and(q.m.compareGroup(g, q.source(), ast.Eq, value))
	}
	return q.fail(q.m.noField(field))
}

func (q AnyQuery) and(e ast.Expr) AnyQuery {
	q.where = append(slices.Clip(q.where), e)
	return q
}

// Filter demands conditions; all must hold.
func (q AnyQuery) Filter(conds []Cond) AnyQuery {
	q.where = slices.Grow(slices.Clip(q.where), len(conds))
	for _, c := range conds {
		q.where = append(q.where, c.Node().expr)
	}
	return q
}

// OrderBy orders the result by columns or other operands, with or without a direction, or by fields by their names; a second
// call adds to the first. OrderBy(nil) takes the order back.
func (q AnyQuery) OrderBy(o []any) AnyQuery {
	if noOrder(o) {
		q.order = nil
		return q
	}
	q.order = slices.Clip(q.order)
	for _, by := range o {
		e, err := q.orderOperand(by)
		if err != nil {
			return q.fail(err)
		}
		q.order = append(q.order, e)
	}
	return q
}

func (q AnyQuery) orderOperand(by any) (ast.Expr, error) {
	switch by := by.(type) {
	case Operand:
		if isNil(by) {
			break
		}
		return by.Node().single(), nil
	case string:
		if q.err != nil {
			return nil, q.err
		}
		if i, ok := q.m.byField[by]; ok {
			return q.m.expr(i, q.source()), nil
		}
		if first, _, more := strings.Cut(by, " "); more {
			if _, field := q.m.byField[first]; field {
				return nil, fmt.Errorf("orm: OrderBy takes a field's name alone, not %q: orm.Col(&U.%s).Desc() has a direction, orm.Text is SQL as written", by, first)
			}
		}
		return nil, q.m.noField(by)
	}
	return nil, fmt.Errorf("orm: OrderBy takes operands, as in orm.Col(&U.Name).Desc(), and names of fields; a %T is neither", by)
}

// Limit ends the result after n objects.
func (q AnyQuery) Limit(n int) AnyQuery {
	if n < 0 {
		return q.fail(fmt.Errorf("orm: Limit(%d): a limit is not negative", n))
	}
	q.limit = n
	return q
}

// Offset leaves out the first n objects.
func (q AnyQuery) Offset(n int) AnyQuery {
	if n < 0 {
		return q.fail(fmt.Errorf("orm: Offset(%d): an offset is not negative", n))
	}
	q.offset = n
	return q
}

// Options says which relations are loaded along, and which columns: SelectIn, Joined, Subquery, Contains, Defer and others.
func (q AnyQuery) Options(o []LoadOption) AnyQuery {
	q.loads = append(slices.Clip(q.loads), o...)
	return q
}

// Distinct leaves out repeated rows.
func (q AnyQuery) Distinct() AnyQuery { q.distinct = true; return q }

// PopulateExisting lets the rows overwrite objects that are loaded already, assignments to them included.
func (q AnyQuery) PopulateExisting() AnyQuery { q.again = true; return q }

// selectStmt is the query as a statement, with columns labelled table_column.
func (q AnyQuery) selectStmt() *ast.Select {
	p, err := q.pick()
	subs, _ := q.subs() // pick has told the mistake
	if err != nil {
		return &ast.Select{Columns: []ast.Expr{&ast.Bad{Err: err}}}
	}
	sel := &ast.Select{Columns: p.columns(q.source()), Where: q.where, OrderBy: q.order, Labels: ast.LabelTableColumn, Distinct: q.distinct}
	sel.Lock = q.lock
	sel.Where = append(slices.Clip(sel.Where), q.m.kindCond(q.source())...)
	if sel.From = fromOf(q.source()); q.joined != nil {
		sel.From = []ast.Source{q.joined}
	}
	if len(subs) > 0 {
		sel.From = []ast.Source{polymorphic(append(sel.From, q.source())[0], subs)}
	}
	if q.set != nil {
		sel.Columns, sel.From = q.set.columns, []ast.Source{q.set.source}
		sel.Where, sel.OrderBy = q.set.adapt(sel.Where), q.set.adapt(sel.OrderBy)
	}
	if q.limit >= 0 {
		sel.Limit = numberBind(q.limit)
	}
	if q.offset >= 0 {
		sel.Offset = numberBind(q.offset)
	}
	return sel
}

func numberBind(n int) ast.Expr {
	return &ast.Bind{Name: "param", Value: int64(n), Type: ast.Type{Kind: ast.Integer}}
}

// First returns the first object, nil when there is none. It asks the database for one row only.
func (q AnyQuery) First() (any, error) {
	if q.stmt == nil {
		q.limit = 1
	}
	list, err := q.list("First", 1)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0].Interface(q.t), nil
}

// One returns the only object: none is ErrNoResult, more than one ErrMultipleResults.
func (q AnyQuery) One() (any, error) {
	list, err := q.list("One", 2)
	switch {
	case err != nil:
		return nil, err
	case len(list) == 0:
		return nil, fmt.Errorf("%w (%s)", ErrNoResult, q.m.name)
	case len(list) > 1:
		return nil, fmt.Errorf("%w (%s)", ErrMultipleResults, q.m.name)
	}
	return list[0].Interface(q.t), nil
}

// OneOrNone returns the only object, nil when there is none; more than one is ErrMultipleResults.
func (q AnyQuery) OneOrNone() (any, error) {
	list, err := q.list("OneOrNone", 2)
	switch {
	case err != nil || len(list) == 0:
		return nil, err
	case len(list) > 1:
		return nil, fmt.Errorf("%w (%s)", ErrMultipleResults, q.m.name)
	}
	return list[0].Interface(q.t), nil
}

// All stores all objects in a *[]*T, in the order of the rows; an object that several rows name stands there once.
func (q AnyQuery) All(into any) error {
	list, err := q.list("All", -1)
	if err != nil {
		return err
	}
	if !access.SetSlice(into, q.t, list) {
		return fmt.Errorf("orm: All stores in a *[]*%s, not in a %T", q.t.Name(), into)
	}
	return nil
}

// Count counts the rows of the query.
func (q AnyQuery) Count() (int64, error) {
	q = q.current()
	if q.err != nil {
		return 0, q.err
	}
	if err := q.unstated("Count"); err != nil {
		return 0, err
	}
	inner := q.selectStmt()
	if err := q.strangers(inner); err != nil {
		return 0, err
	}
	sel := countOf(inner)
	if err := q.s.enter(); err != nil {
		return 0, err
	}
	defer q.s.leave()
	if err := q.s.loadTaken(q.where); err != nil {
		return 0, err
	}
	rows, _, err := q.s.run(sel, q.params, q.name("Count"))
	if err != nil {
		return 0, err
	}
	n, err := readKeys(rows, 1, nil)
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

func (q AnyQuery) name(method string) string { return "Query[" + q.t.Name() + "]." + method }

// repeats tells whether rows may name an object again: in a set operation, where other tables are joined, or where they
// stand beside in FROM because a filter names them.
func (q AnyQuery) repeats() bool {
	if q.joined != nil || q.set != nil {
		return true
	}
	other := false
	ast.WalkAll(q.where, func(e ast.Expr) bool {
		if c, ok := e.(*ast.Column); ok && c.Source != nil && !stands(c.Source, q.source()) {
			other = true
		}
		return !other
	})
	return other
}
