// This file holds every generic name of the package. Rule, tested from its syntax: it uses only exported names of orm
// and the standard library, and each body is a cast around a core that takes reflect.Type. So the same source serves
// compiled programs and, monomorphised, the shell; nothing else in orm is generic towards its users.
//
//layer:7 generic

package orm

import (
	"iter"
	"reflect"
)

// Must returns v, or panics with err. It is also exactly what the shell puts around a call of (T, error) that stands
// where Go wants one value.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Columns returns the prototype of a mapped struct: an object that is never stored, whose field addresses name columns:
// &P.Name.
func Columns[T any]() *T { return Prototype(reflect.TypeFor[T](), "").(*T) }

// Alias returns the prototype of the struct's table under another name, so that a self-join needs nothing else.
func Alias[T any](name string) *T { return Prototype(reflect.TypeFor[T](), name).(*T) }

// Aliased is the objects of a mapped struct in a subquery: session.Select(orm.Aliased[Address](subquery)).
func Aliased[T any](from *Derived) Entity { return AliasedType(reflect.TypeFor[T](), from) }

// Mapped is the objects of a prototype's table in a statement: orm.Select(orm.Mapped(U)), for a session's Execute and Scalars.
func Mapped[T any](proto *T) Entity { return MappedTo(proto) }

// Scalars executes a statement in the session and returns the first column of its rows: orm.Scalars[*User] of orm.Mapped
// gives objects, orm.Scalars[string] of a column values.
func Scalars[T any](s *Session, stmt Executable, params ...V) (list []T, err error) {
	err = ScalarsInto(s, stmt, params, &list)
	return list, err
}

// Attr is a typed operand: a comparison with a value of a wrong type doesn't compile.
type Attr[T any] struct{ AnyAttr }

// Col is the column of a prototype's field; the field's type is the column's.
func Col[T any](field *T) Attr[T] { return Attr[T]{AttrOf(field)} }

// NullCol is Col for a nullable field, compared with plain values.
func NullCol[T any](field **T) Attr[T] { return Attr[T]{AttrOf(field)} }

// TableCol is a typed view of a table's column; a T that can't hold the column's type is an error of the statement.
func TableCol[T any](t *Table, name string) Attr[T] {
	return Attr[T]{TableAttr(t, name, reflect.TypeFor[T]())}
}

// Typed is an expression with a Go type: orm.Typed[int](orm.Func("length", orm.Col(&P.First))).Eq("x") doesn't compile.
func Typed[T any](expr Operand) Attr[T] { return Attr[T]{TypedAttr(expr, reflect.TypeFor[T]())} }

// TypedOperand is an operand of Go type T: an attribute, or something of a program's own.
type TypedOperand[T any] interface {
	Operand
	GoType() T
}

// GoType ties the attribute to its Go type; its value means nothing.
func (a Attr[T]) GoType() (zero T) { return }

// Eq demands that the attribute equals v.
func (a Attr[T]) Eq(v T) Cond { return a.Compare(OpEq, v) }

// EqTo demands that the attribute equals another operand of the same type.
func (a Attr[T]) EqTo(o TypedOperand[T]) Cond { return a.Compare(OpEq, o) }

// Ne demands that the attribute differs from v. A row with NULL there isn't found.
func (a Attr[T]) Ne(v T) Cond { return a.Compare(OpNe, v) }

// Lt demands that the attribute is less than v.
func (a Attr[T]) Lt(v T) Cond { return a.Compare(OpLt, v) }

// Le demands that the attribute is at most v.
func (a Attr[T]) Le(v T) Cond { return a.Compare(OpLe, v) }

// Gt demands that the attribute is greater than v.
func (a Attr[T]) Gt(v T) Cond { return a.Compare(OpGt, v) }

// Ge demands that the attribute is at least v.
func (a Attr[T]) Ge(v T) Cond { return a.Compare(OpGe, v) }

// In demands that the attribute is one of the values; of none it never is.
func (a Attr[T]) In(v ...T) Cond {
	list := make([]any, len(v))
	for i := range v {
		list[i] = v[i]
	}
	return a.InList(list)
}

// NotIn demands that the attribute is none of the values.
func (a Attr[T]) NotIn(v ...T) Cond { return Not(a.In(v...)) }

// Between demands that the attribute lies between two values, both included.
func (a Attr[T]) Between(low, high T) Cond { return a.Expr.Between(low, high) }

// NotBetween is the opposite of Between.
func (a Attr[T]) NotBetween(low, high T) Cond { return a.Expr.NotBetween(low, high) }

// RelOf is the relation of a prototype's field to T.
type RelOf[T any] struct{ Attr AnyAttr }

// Many is the relation of a []*T field.
func Many[T any](field *[]*T) RelOf[T] { return RelOf[T]{AttrOf(field)} }

// One is the relation of a *T field.
func One[T any](field **T) RelOf[T] { return RelOf[T]{AttrOf(field)} }

// OfType is a relation narrowed to the objects of a struct that embeds its target: orm.OfType[Engineer](orm.Many(&C.Employees)).
func OfType[T any](r Related) RelOf[T] {
	return RelOf[T]{r.Attribute().OfType(reflect.TypeFor[T]())}
}

// Any demands that the relation leads to an object for which all conditions hold.
func (r RelOf[T]) Any(conds ...Cond) Cond { return r.Attr.Any(conds) }

// Has is Any, for a relation to one object.
func (r RelOf[T]) Has(conds ...Cond) Cond { return r.Attr.Any(conds) }

// And is the relation with conditions beside its own, for Join and Any.
func (r RelOf[T]) And(conds ...Cond) RelOf[T] { return RelOf[T]{r.Attr.And(conds)} }

// Is demands that the relation leads to this object: for a collection that it holds it; nil that it leads nowhere.
func (r RelOf[T]) Is(obj *T) Cond { return r.Attr.Is(obj) }

// IsNot is the opposite of Is.
func (r RelOf[T]) IsNot(obj *T) Cond { return r.Attr.IsNot(obj) }

// String names the relation: User.Addresses.
func (r RelOf[T]) String() string { return r.Attr.String() }

// Attribute is the relation's core.
func (r RelOf[T]) Attribute() AnyAttr { return r.Attr }

// Contains takes a relation from the rows of a query that joins it itself. then is about what it leads to.
func Contains[T any](r RelOf[T], then ...LoadOption) LoadOption { return ContainsOf(r.Attr, then) }

// SelectIn loads a relation of all objects of a query by one more statement. then is about what it leads to.
func SelectIn[T any](r RelOf[T], then ...LoadOption) LoadOption { return SelectInOf(r.Attr, then) }

// Joined loads a relation in the query's own statement. then is about what it leads to.
func Joined[T any](r RelOf[T], then ...LoadOption) LoadOption { return JoinedOf(r.Attr, then) }

// Subquery loads a relation by a statement that has the query inside. then is about what it leads to.
func Subquery[T any](r RelOf[T], then ...LoadOption) LoadOption { return SubqueryOf(r.Attr, then) }

// QueryOf is a query of mapped objects. It is immutable. (A function and a type can't share the name Query.)
type QueryOf[T any] struct{ Core AnyQuery }

// Query begins a query of the objects of a mapped struct.
func Query[T any](s *Session) QueryOf[T] { return QueryOf[T]{QueryType(s, reflect.TypeFor[T]())} }

// QueryFrom begins a query over a prototype: orm.QueryFrom(session, orm.Alias[User]("u")).
func QueryFrom[T any](s *Session, proto *T) QueryOf[T] { return QueryOf[T]{QueryOver(s, proto)} }

// Join joins the table that a relation leads to.
func (q QueryOf[T]) Join(r Related) QueryOf[T] { return QueryOf[T]{q.Core.Join(r.Attribute())} }

// OuterJoin is Join that keeps objects without a related one.
func (q QueryOf[T]) OuterJoin(r Related) QueryOf[T] {
	return QueryOf[T]{q.Core.OuterJoin(r.Attribute())}
}

// JoinAs joins by a relation to the alias that a prototype stands for.
func (q QueryOf[T]) JoinAs(proto any, r Related) QueryOf[T] {
	return QueryOf[T]{q.Core.JoinAs(proto, r.Attribute())}
}

// OuterJoinAs is JoinAs that keeps objects without a related one.
func (q QueryOf[T]) OuterJoinAs(proto any, r Related) QueryOf[T] {
	return QueryOf[T]{q.Core.OuterJoinAs(proto, r.Attribute())}
}

// JoinOn joins the table of a prototype where conditions hold; without conditions by the foreign key.
func (q QueryOf[T]) JoinOn(proto any, conds ...Cond) QueryOf[T] {
	return QueryOf[T]{q.Core.JoinOn(proto, conds)}
}

// OuterJoinOn is JoinOn that keeps objects without a partner.
func (q QueryOf[T]) OuterJoinOn(target any, conds ...Cond) QueryOf[T] {
	return QueryOf[T]{q.Core.OuterJoinOn(target, conds)}
}

// FromStatement takes the rows from a statement of the program's own.
func (q QueryOf[T]) FromStatement(stmt Executable) QueryOf[T] {
	return QueryOf[T]{q.Core.FromStatement(stmt)}
}

// Params gives the values of :names in the query's text.
func (q QueryOf[T]) Params(values V) QueryOf[T] { return QueryOf[T]{q.Core.Params(values)} }

// Statement is the query as a SELECT, to stand inside another.
func (q QueryOf[T]) Statement() *SelectStmt { return q.Core.Statement() }

// Subquery is the query as a source for others.
func (q QueryOf[T]) Subquery(name string) *Derived { return q.Core.Subquery(name) }

// FilterBy demands that fields have values: pairs of a field's name and a value. nil asks for NULL.
func (q QueryOf[T]) FilterBy(field string, value any, more ...any) QueryOf[T] {
	return QueryOf[T]{q.Core.FilterBy(field, value, more)}
}

// Filter demands conditions; all must hold.
func (q QueryOf[T]) Filter(conds ...Cond) QueryOf[T] { return QueryOf[T]{q.Core.Filter(conds)} }

// OrderBy orders the result by operands, as in orm.Col(&U.Name).Desc(), or by fields by their names; a second call adds
// to the first.
func (q QueryOf[T]) OrderBy(o ...any) QueryOf[T] { return QueryOf[T]{q.Core.OrderBy(o)} }

// Limit ends the result after n objects.
func (q QueryOf[T]) Limit(n int) QueryOf[T] { return QueryOf[T]{q.Core.Limit(n)} }

// Offset leaves out the first n objects.
func (q QueryOf[T]) Offset(n int) QueryOf[T] { return QueryOf[T]{q.Core.Offset(n)} }

// Options says which relations are loaded along.
func (q QueryOf[T]) Options(o ...LoadOption) QueryOf[T] { return QueryOf[T]{q.Core.Options(o)} }

// Union is the objects of this query and the others, each once. What follows, such as OrderBy, is for all of them.
func (q QueryOf[T]) Union(others ...QueryOf[T]) QueryOf[T] {
	return QueryOf[T]{q.Core.Union(cores(others))}
}

// UnionAll is Union without looking for repeated rows.
func (q QueryOf[T]) UnionAll(others ...QueryOf[T]) QueryOf[T] {
	return QueryOf[T]{q.Core.UnionAll(cores(others))}
}

// Intersect is the objects that all queries find.
func (q QueryOf[T]) Intersect(others ...QueryOf[T]) QueryOf[T] {
	return QueryOf[T]{q.Core.Intersect(cores(others))}
}

// Except is the objects of this query that the others don't find.
func (q QueryOf[T]) Except(others ...QueryOf[T]) QueryOf[T] {
	return QueryOf[T]{q.Core.Except(cores(others))}
}

func cores[T any](queries []QueryOf[T]) []AnyQuery {
	list := make([]AnyQuery, len(queries))
	for i, q := range queries {
		list[i] = q.Core
	}
	return list
}

// Exists is true if the query finds something, as a condition of others.
func (q QueryOf[T]) Exists() Cond { return q.Core.Exists() }

// ForUpdate locks the rows until the transaction ends. SQLite has no such locks and writes nothing.
func (q QueryOf[T]) ForUpdate(opts ...LockOption) QueryOf[T] {
	return QueryOf[T]{q.Core.ForUpdate(opts)}
}

// Distinct leaves out repeated rows.
func (q QueryOf[T]) Distinct() QueryOf[T] { return QueryOf[T]{q.Core.Distinct()} }

// PopulateExisting lets the rows overwrite objects that are loaded already.
func (q QueryOf[T]) PopulateExisting() QueryOf[T] { return QueryOf[T]{q.Core.PopulateExisting()} }

// First returns the first object, nil when there is none.
func (q QueryOf[T]) First() (*T, error) { return cast[T](q.Core.First()) }

// One returns the only object: none is ErrNoResult, more than one ErrMultipleResults.
func (q QueryOf[T]) One() (*T, error) { return cast[T](q.Core.One()) }

// OneOrNone returns the only object, nil when there is none; more than one is ErrMultipleResults.
func (q QueryOf[T]) OneOrNone() (*T, error) { return cast[T](q.Core.OneOrNone()) }

// Get returns the object with this primary key, nil when there is none.
func (q QueryOf[T]) Get(pk ...any) (*T, error) { return cast[T](q.Core.Get(pk)) }

// Count counts the rows of the query.
func (q QueryOf[T]) Count() (int64, error) { return q.Core.Count() }

// Update sets fields of all rows that the query finds and returns their number. sync, one at most, says how objects of
// the session follow; without it they are evaluated.
func (q QueryOf[T]) Update(values V, sync ...Synchronize) (int64, error) {
	return q.Core.Update(values, sync)
}

// Delete deletes all rows that the query finds and returns their number. sync is that of Update.
func (q QueryOf[T]) Delete(sync ...Synchronize) (int64, error) { return q.Core.Delete(sync) }

// String is the SQL of the query.
func (q QueryOf[T]) String() string { return q.Core.String() }

// All returns all objects in the order of the rows.
func (q QueryOf[T]) All() (list []*T, err error) {
	err = q.Core.All(&list)
	return list, err
}

// Stream gives the objects one by one without keeping them in the session.
func (q QueryOf[T]) Stream() iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		q.Core.Each(func(v any, err error) bool { return yield(cast[T](v, err)) })
	}
}

func cast[T any](v any, err error) (*T, error) {
	p, _ := v.(*T) // nil stays nil
	return p, err
}

// Merge is Session.Merge with the object's type kept.
func Merge[T any](s *Session, obj *T, opts ...MergeOption) (*T, error) {
	return cast[T](s.Merge(obj, opts...))
}

// As returns a persistent object as the struct that its row is, nil where the row is of another type. See AsType.
func As[T any](s *Session, obj any) (*T, error) {
	return cast[T](AsType(s, reflect.TypeFor[T](), obj))
}

// Get returns the object with this primary key, nil when there is none.
func Get[T any](s *Session, pk ...any) (*T, error) {
	return cast[T](GetType(s, reflect.TypeFor[T](), pk))
}

// On registers a hook for objects of one type.
func On[T any](e ObjectEvent, fn func(*Session, *T) error) SessionOption {
	return OnType(e, reflect.TypeFor[T](), func(s *Session, v any) error { return fn(s, v.(*T)) })
}

// Tuple2 is a typed row of two columns; Tuple3 to Tuple6 are alike.
type Tuple2[A, B any] struct {
	A A
	B B
}

// Tuple3 is a typed row of three columns.
type Tuple3[A, B, C any] struct {
	A A
	B B
	C C
}

// Tuple4 is a typed row of four columns.
type Tuple4[A, B, C, D any] struct {
	A A
	B B
	C C
	D D
}

// Tuple5 is a typed row of five columns.
type Tuple5[A, B, C, D, E any] struct {
	A A
	B B
	C C
	D D
	E E
}

// Tuple6 is a typed row of six columns.
type Tuple6[A, B, C, D, E, F any] struct {
	A A
	B B
	C C
	D D
	E E
	F F
}

// TupleQuery is a query of typed rows.
type TupleQuery[R any] struct {
	Core       *RowQuery
	ByPosition bool
}

// Select2 begins a query of two columns with typed rows; Select3 to Select6 are alike.
func Select2[A, B any](s *Session, a TypedOperand[A], b TypedOperand[B]) TupleQuery[Tuple2[A, B]] {
	return TupleQuery[Tuple2[A, B]]{SelectOperands(s, []Operand{a, b}), true}
}

// Select3 begins a query of three columns with typed rows.
func Select3[A, B, C any](s *Session, a TypedOperand[A], b TypedOperand[B], c TypedOperand[C]) TupleQuery[Tuple3[A, B, C]] {
	return TupleQuery[Tuple3[A, B, C]]{SelectOperands(s, []Operand{a, b, c}), true}
}

// Select4 begins a query of four columns with typed rows.
func Select4[A, B, C, D any](s *Session, a TypedOperand[A], b TypedOperand[B], c TypedOperand[C], d TypedOperand[D]) TupleQuery[Tuple4[A, B, C, D]] {
	return TupleQuery[Tuple4[A, B, C, D]]{SelectOperands(s, []Operand{a, b, c, d}), true}
}

// Select5 begins a query of five columns with typed rows.
func Select5[A, B, C, D, E any](s *Session, a TypedOperand[A], b TypedOperand[B], c TypedOperand[C], d TypedOperand[D], e TypedOperand[E]) TupleQuery[Tuple5[A, B, C, D, E]] {
	return TupleQuery[Tuple5[A, B, C, D, E]]{SelectOperands(s, []Operand{a, b, c, d, e}), true}
}

// Select6 begins a query of six columns with typed rows.
func Select6[A, B, C, D, E, F any](s *Session, a TypedOperand[A], b TypedOperand[B], c TypedOperand[C], d TypedOperand[D], e TypedOperand[E], f TypedOperand[F]) TupleQuery[Tuple6[A, B, C, D, E, F]] {
	return TupleQuery[Tuple6[A, B, C, D, E, F]]{SelectOperands(s, []Operand{a, b, c, d, e, f}), true}
}

// Into reads a RowQuery into structs by column name.
func Into[R any](q *RowQuery) TupleQuery[R] { return TupleQuery[R]{q, false} }

// Filter demands conditions; all must hold.
func (q TupleQuery[R]) Filter(conds ...Cond) TupleQuery[R] {
	return TupleQuery[R]{q.Core.Filter(conds...), q.ByPosition}
}

// OrderBy orders the rows.
func (q TupleQuery[R]) OrderBy(o ...Operand) TupleQuery[R] {
	return TupleQuery[R]{q.Core.OrderBy(o...), q.ByPosition}
}

// Limit ends the result after n rows.
func (q TupleQuery[R]) Limit(n int) TupleQuery[R] {
	return TupleQuery[R]{q.Core.Limit(n), q.ByPosition}
}

// String is the SQL of the query.
func (q TupleQuery[R]) String() string { return q.Core.String() }

// All returns all rows.
func (q TupleQuery[R]) All() (list []R, err error) {
	err = q.Core.Into(&list, q.ByPosition)
	return list, err
}
