// This file holds queries of columns in a session.
//
//layer:6 session, flush, query, load

package orm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// RowQuery is a query of columns. It is immutable.
type RowQuery struct {
	s        *Session
	sel      ast.Select
	entities []entity
	stmt     Executable // the program's own, instead of sel's rows; nil without
	params   V          // of text
	set      *rowSet    // of a set operation, which sel reads; nil without
	loads    []LoadOption
	err      error
}

// entity is a span of a row's columns that is an object.
type entity struct {
	p     *pick
	t     reflect.Type
	first int
}

// Select begins a query of columns: addresses of a prototype's fields (&U.Name), operands, or whole prototypes and
// orm.Aliased subqueries, which give objects of the session.
func (s *Session) Select(what ...any) *RowQuery {
	q := &RowQuery{s: s}
	q.sel.Labels = ast.LabelTableColumn
	var errs []error
	for _, w := range what {
		if _, ok := w.(Entity); ok {
			errs = append(errs, q.addEntity(w))
		} else if o, ok := w.(Operand); ok {
			q.add(o)
		} else if p, err := wholePrototype(w); err == nil && p.at.Interface(p.typ) == w {
			errs = append(errs, q.addEntity(w))
		} else {
			a := AttrOf(w)
			errs = append(errs, a.err)
			q.addAttr(a)
		}
	}
	q.err = errors.Join(errs...)
	if len(what) == 0 {
		q.err = errors.New("orm: Select needs columns: session.Select(&U.Name)")
	}
	return q
}

// addAttr adds a field; one that SQL computes goes by its own name.
func (q *RowQuery) addAttr(a AnyAttr) {
	if a.err == nil && a.attr.prop >= 0 && a.attr.m.props[a.attr.prop].sql != nil {
		q.add(a.Label(a.attr.m.props[a.attr.prop].col.name))
		return
	}
	q.add(a)
}

func (q *RowQuery) add(o Operand) {
	n := o.Node()
	if n.columns != nil {
		q.sel.Columns = append(q.sel.Columns, n.columns...)
		return
	}
	q.sel.Columns = append(q.sel.Columns, n.single())
}

// addEntity adds the columns of what a prototype or an Entity stands for.
func (q *RowQuery) addEntity(what any) error {
	e, err := wholeEntity(what)
	if err != nil {
		return err
	}
	q.sel.Where = append(slices.Clip(q.sel.Where), e.m.kindCond(e.from)...)
	q.entities = append(q.entities, entity{e.m.whole(), e.t, len(q.sel.Columns)})
	q.sel.Columns = append(q.sel.Columns, e.m.whole().columns(e.from)...)
	return nil
}

// SelectOperands begins a query of operands.
func SelectOperands(s *Session, what []Operand) *RowQuery {
	q := &RowQuery{s: s}
	q.sel.Labels = ast.LabelTableColumn
	for _, o := range what {
		q.add(o)
	}
	if len(what) == 0 {
		q.err = errors.New("orm: Select needs columns: session.Select(&U.Name)")
	}
	return q
}

func (q *RowQuery) with(edit func(*ast.Select)) *RowQuery {
	next := *q
	edit(&next.sel)
	if q.set != nil {
		sel := &next.sel
		sel.Where, sel.OrderBy = q.set.adapt(sel.Where), q.set.adapt(sel.OrderBy)
		sel.GroupBy, sel.Having = q.set.adapt(sel.GroupBy), q.set.adapt(sel.Having)
	}
	return &next
}

// Filter demands conditions; all must hold.
func (q *RowQuery) Filter(conds ...Cond) *RowQuery {
	return q.with(func(sel *ast.Select) {
		sel.Where = slices.Clip(sel.Where)
		for _, c := range conds {
			sel.Where = append(sel.Where, c.Node().expr)
		}
	})
}

// OrderBy orders the rows; a second call adds to the first. OrderBy(nil) takes the order back.
func (q *RowQuery) OrderBy(o ...Operand) *RowQuery {
	return q.with(func(sel *ast.Select) {
		if noOrder(o) {
			sel.OrderBy = nil
			return
		}
		sel.OrderBy = slices.Clip(sel.OrderBy)
		for _, by := range o {
			sel.OrderBy = append(sel.OrderBy, by.Node().single())
		}
	})
}

// noOrder is the OrderBy(nil) that SQLAlchemy writes order_by(None).
func noOrder[T comparable](o []T) bool {
	var none T
	return len(o) == 1 && o[0] == none
}

// Limit ends the result after n rows.
func (q *RowQuery) Limit(n int) *RowQuery {
	return q.with(func(sel *ast.Select) { sel.Limit = numberBind(n) })
}

// Distinct leaves out repeated rows.
func (q *RowQuery) Distinct() *RowQuery {
	return q.with(func(sel *ast.Select) { sel.Distinct = true })
}

// String is the SQL of the query.
func (q *RowQuery) String() string {
	if q.err != nil {
		return "<" + q.err.Error() + ">"
	}
	if q.s.engine == nil {
		return "<Query, no engine>"
	}
	if q.stmt != nil {
		return q.stmt.String()
	}
	st, err := q.s.engine.compile(q.tree())
	if err != nil {
		return "<" + err.Error() + ">"
	}
	return st.SQL
}

// All returns all rows.
func (q *RowQuery) All() (Rows, error) {
	r, err := q.result("All")
	if err != nil {
		return nil, err
	}
	return r.FetchAll(), nil
}

// First returns the first row, nil when there is none.
func (q *RowQuery) First() (*Row, error) {
	first := q
	if q.stmt == nil {
		first = q.Limit(1)
	}
	r, err := first.result("First")
	if err != nil {
		return nil, err
	}
	return r.FetchOne(), nil
}

// Options says which relations of the rows' objects are loaded along: SelectIn, to any depth, and LazyLoad, LoadNothing and
// RaiseLoad. An option is about the first struct among the columns that has its relation.
func (q *RowQuery) Options(o ...LoadOption) *RowQuery {
	next := *q
	next.loads = append(slices.Clip(q.loads), o...)
	return &next
}

func (q *RowQuery) result(method string) (*Result, error) {
	if q.err != nil {
		return nil, q.err
	}
	s := q.s
	if s == nil {
		return nil, errors.New("orm: the query has no session")
	}
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return nil, err
	}
	if err := s.autoflush("Select." + method); err != nil {
		return nil, err
	}
	if len(q.loads) > 0 && len(q.entities) == 0 {
		return nil, errors.New("orm: Options loads relations of objects, and this Select has none among its columns: select a whole prototype, or use orm.Query")
	}
	if q.stmt != nil {
		return q.resultStated("Select." + method)
	}
	if err := s.loadTaken(q.sel.Where); err != nil {
		return nil, err
	}
	st, args, err := s.engine.prepare(q.tree(), q.params)
	if err != nil {
		return nil, err
	}
	if len(q.entities) > 0 {
		return s.objects(st, args, q.entities, q.loads, "Select."+method)
	}
	return s.result(st, args, "Select."+method)
}

// Into stores all rows in a *[]R, R a struct: by position, or by the fields' column names.
func (q *RowQuery) Into(slice any, byPosition bool) error {
	out, elem, ok := access.RowsOf(slice)
	if !ok {
		return fmt.Errorf("orm: rows are stored in a pointer to a slice of structs, not in a %T", slice)
	}
	data, err := access.Describe(elem, isMarker)
	if err != nil {
		return fmt.Errorf("orm: %w", err)
	}
	r, err := q.result("All")
	if err != nil {
		return err
	}
	fields, err := rowFields(data, r.Keys(), byPosition)
	if err != nil {
		return err
	}
	for row := r.FetchOne(); row != nil; row = r.FetchOne() {
		p := out.Add()
		for i, f := range fields {
			null, err := f.Set(p, row.values[i])
			if err != nil {
				return fmt.Errorf("orm: %w", err)
			}
			if null {
				return fmt.Errorf("orm: column %s is NULL, which %s.%s can't hold; make it a pointer or sql.Null", r.head.keys[i], f.Owner, f.Name)
			}
		}
	}
	return nil
}

// rowFields finds the field of each column.
func rowFields(data *access.Struct, keys []string, byPosition bool) ([]*access.Field, error) {
	if byPosition {
		if len(keys) != len(data.Fields) {
			return nil, fmt.Errorf("orm: the rows have %d columns, %s has %d fields", len(keys), data.Type, len(data.Fields))
		}
		return data.Fields, nil
	}
	fields := make([]*access.Field, len(keys))
	for i, key := range keys {
		var names []string
		for _, f := range data.Fields {
			name := columnName(f.Name, parseTag(f.Tag, f.Name, &problems{}))
			names = append(names, name)
			if key == name {
				fields[i] = f
			}
		}
		if fields[i] == nil {
			return nil, fmt.Errorf("orm: %s has no field for column %q%s", data.Type, key, suggest(key, names))
		}
	}
	return fields, nil
}
