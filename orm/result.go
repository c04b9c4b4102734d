// This file holds results: read to the end when they are made, so they hold no connection and can't fail later.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm/dialect"
)

// Result is what a statement returned: rows, or the number of rows it changed. Rows are fetched in order; fetching
// moves on, showing doesn't.
type Result struct {
	head     *rowHead
	rows     []*Row
	next     int
	changed  int64
	inserted []any
}

// rowHead is what the rows of a result share.
type rowHead struct {
	types   []string // the driver's words; may be nil
	keys    []string
	columns []dialect.ResultColumn
}

// FetchOne returns the next row, nil at the end.
func (r *Result) FetchOne() *Row {
	if r.next >= len(r.rows) {
		return nil
	}
	r.next++
	return r.rows[r.next-1]
}

// FetchAll returns the rows that weren't fetched yet.
func (r *Result) FetchAll() Rows {
	rest := Rows(r.rows[r.next:])
	r.next = len(r.rows)
	if rest == nil {
		rest = Rows{} // no rows read as [], not as nil
	}
	return rest
}

// FetchMany returns the next n rows, fewer at the end, none when nothing is left.
func (r *Result) FetchMany(n int) Rows {
	end := min(r.next+max(n, 0), len(r.rows))
	part := Rows(r.rows[r.next:end:end])
	r.next = end
	if len(part) == 0 {
		return Rows{}
	}
	return part
}

// Partitions ranges over the rows that weren't fetched yet in lists of n, the last one shorter; n below 1 is all at once.
func (r *Result) Partitions(n int) iter.Seq[Rows] {
	return func(yield func(Rows) bool) {
		for r.next < len(r.rows) {
			size := n
			if size < 1 {
				size = len(r.rows)
			}
			if !yield(r.FetchMany(size)) {
				return
			}
		}
	}
}

// First returns the next row and leaves the others out; nil when there is none.
func (r *Result) First() *Row {
	row := r.FetchOne()
	r.next = len(r.rows)
	return row
}

// Mappings returns the rows that weren't fetched yet as values by name.
func (r *Result) Mappings() []V {
	list := []V{}
	for row := range r.All() {
		list = append(list, row.Map())
	}
	return list
}

// Unique is a result of the rows that weren't fetched yet, each once: of rows with equal values the first.
func (r *Result) Unique() *Result {
	out := *r
	out.rows, out.next = nil, 0
	seen := map[string]bool{}
	for row := range r.All() {
		key := fmt.Sprintf("%#v", row.values)
		if !seen[key] {
			seen[key] = true
			out.rows = append(out.rows, row)
		}
	}
	return &out
}

// All ranges over the rows that weren't fetched yet. A loop that is left early leaves the others to be fetched.
func (r *Result) All() iter.Seq[*Row] {
	return func(yield func(*Row) bool) {
		for row := r.FetchOne(); row != nil; row = r.FetchOne() {
			if !yield(row) {
				return
			}
		}
	}
}

// One returns the only row. ErrNoResult or ErrMultipleResults when there isn't just one.
func (r *Result) One() (*Row, error) {
	switch len(r.rows) - r.next {
	case 0:
		return nil, ErrNoResult
	case 1:
		return r.FetchOne(), nil
	}
	return nil, ErrMultipleResults
}

// OneOrNone returns the only row, nil when there is none; more than one is ErrMultipleResults.
func (r *Result) OneOrNone() (*Row, error) {
	if r.next == len(r.rows) {
		return nil, nil
	}
	return r.One()
}

// ScalarOne returns the first value of the only row. ErrNoResult or ErrMultipleResults when there isn't just one.
func (r *Result) ScalarOne() (any, error) {
	row, err := r.One()
	if err != nil {
		return nil, err
	}
	return row.At(0)
}

// Scalars returns the first value of each row that isn't fetched yet.
func (r *Result) Scalars() []any {
	list := []any{}
	for row := range r.All() {
		list = append(list, row.values[0])
	}
	return list
}

// Scalar returns the first value of the next row; ErrNoResult when there is none.
func (r *Result) Scalar() (any, error) {
	row := r.FetchOne()
	if row == nil {
		return nil, ErrNoResult
	}
	return row.At(0)
}

// Keys names the columns. It is empty for a statement that returns no rows.
func (r *Result) Keys() []string {
	if r.head == nil {
		return nil
	}
	return slices.Clone(r.head.keys)
}

// RowCount is the number of rows that the statement changed, or returned. -1 when the database doesn't tell.
func (r *Result) RowCount() int64 {
	if r.head != nil && r.changed < 0 {
		return int64(len(r.rows))
	}
	return r.changed
}

// InsertedPrimaryKey is the key of the row that an INSERT of one row made, in order of the key's columns; nil after
// any other statement.
func (r *Result) InsertedPrimaryKey() []any { return slices.Clone(r.inserted) }

// String shows the rows that weren't fetched yet, without fetching them; without rows the number of changed ones.
func (r *Result) String() string {
	if r.head == nil {
		if r.changed < 0 {
			return "Result()"
		}
		return fmt.Sprintf("Result(rowcount=%d)", r.changed)
	}
	return Rows(r.rows[r.next:]).String()
}

// Rows is rows in order. It prints as a list of tuples.
type Rows []*Row

// String is [(1, 'Mary'), (2, 'Tom')].
func (rs Rows) String() string {
	b := []byte{'['}
	for i, r := range rs {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = r.appendTo(b)
	}
	return string(append(b, ']'))
}

// Row is one row: a tuple whose values are found by position, by name and by column.
type Row struct {
	head   *rowHead
	values []any
}

// Keys names the columns in order.
func (r *Row) Keys() []string { return slices.Clone(r.head.keys) }

// Len is the number of columns.
func (r *Row) Len() int { return len(r.values) }

// Get returns the value of the column with that name. An unknown name and one that stands for several columns are
// errors. NULL is nil.
func (r *Row) Get(name string) (any, error) {
	i := slices.Index(r.head.keys, name)
	if i < 0 {
		return nil, fmt.Errorf("orm: the row has no column %q; it has %s", name, strings.Join(r.head.keys, ", "))
	}
	if slices.Contains(r.head.keys[i+1:], name) {
		return nil, fmt.Errorf("orm: the row has several columns %q; use At(i) or Of(column)", name)
	}
	return r.values[i], nil
}

// At returns the value at a position, counted from 0.
func (r *Row) At(i int) (any, error) {
	if i < 0 || i >= len(r.values) {
		return nil, fmt.Errorf("orm: the row has %d columns, there is no position %d", len(r.values), i)
	}
	return r.values[i], nil
}

// Values returns all values in order.
func (r *Row) Values() []any { return slices.Clone(r.values) }

// Map returns the values by name. Of several columns of one name the first stands.
func (r *Row) Map() V {
	m := make(V, len(r.values))
	for i := len(r.values) - 1; i >= 0; i-- {
		m[r.head.keys[i]] = r.values[i]
	}
	return m
}

// Scan copies the values into variables, by position. A pointer to a pointer and sql.Null take NULL; another
// variable refuses it.
func (r *Row) Scan(dest ...any) error {
	if len(dest) != len(r.values) {
		return fmt.Errorf("orm: Scan into %d variables; the row has %d columns", len(dest), len(r.values))
	}
	for i, d := range dest {
		if err := assign(d, r.values[i]); err != nil {
			return fmt.Errorf("orm: Scan column %d (%s): %w", i, r.head.keys[i], err)
		}
	}
	return nil
}

// String is the row as a tuple: (4, 'Harry', None).
func (r *Row) String() string { return string(r.appendTo(nil)) }

// Repr is String, for rows inside other values.
func (r *Row) Repr() string { return r.String() }

func (r *Row) appendTo(b []byte) []byte {
	b = append(b, '(')
	for i, v := range r.values {
		if i > 0 {
			b = append(b, ", "...)
		}
		if r.head.columns != nil {
			v = shown(r.head.columns[i].Type, v, false)
		}
		b = echo.AppendRepr(b, v)
	}
	if len(r.values) == 1 {
		b = append(b, ',')
	}
	return append(b, ')')
}

// assign stores v in the variable that dest points to.
func assign(dest, v any) error {
	if s, ok := dest.(sql.Scanner); ok {
		return s.Scan(v)
	}
	p := reflect.ValueOf(dest)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return fmt.Errorf("want a pointer, have %T", dest)
	}
	return assignTo(p.Elem(), v)
}

func assignTo(target reflect.Value, v any) error {
	if v == nil {
		switch target.Kind() {
		case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
			target.SetZero()
			return nil
		}
		return fmt.Errorf("NULL doesn't fit a %s; use a pointer or sql.Null", target.Type())
	}
	src := reflect.ValueOf(v)
	if src.Type().AssignableTo(target.Type()) {
		target.Set(src)
		return nil
	}
	if target.Kind() == reflect.Pointer {
		target.Set(reflect.New(target.Type().Elem()))
		return assignTo(target.Elem(), v)
	}
	return convert(target, src)
}

// convert stores a value of another type, where nothing of it is lost.
func convert(target, src reflect.Value) error {
	misfit := fmt.Errorf("%s doesn't fit a %s", echo.Repr(src.Interface()), target.Type())
	switch {
	case src.CanInt() && target.CanInt():
		if target.OverflowInt(src.Int()) {
			return misfit
		}
		target.SetInt(src.Int())
	case src.CanInt() && target.CanUint():
		if src.Int() < 0 || target.OverflowUint(uint64(src.Int())) {
			return misfit
		}
		target.SetUint(uint64(src.Int()))
	case src.CanUint() && target.CanUint() && !target.OverflowUint(src.Uint()):
		target.SetUint(src.Uint())
	case src.CanInt() && target.CanFloat() && int64(float64(src.Int())) == src.Int():
		target.SetFloat(float64(src.Int()))
	case src.CanFloat() && target.CanFloat():
		target.SetFloat(src.Float())
	case src.Kind() == target.Kind() && src.Type().ConvertibleTo(target.Type()):
		target.Set(src.Convert(target.Type()))
	case target.Kind() == reflect.String && src.Type() == reflect.TypeFor[[]byte]():
		target.SetString(string(src.Bytes()))
	default:
		return misfit
	}
	return nil
}

// readAll reads the rows of a query that no statement typed to the end. The values outlive the rows.
func readAll(d dialect.Driver, rows driver.Rows) ([][]driver.Value, error) {
	n := len(rows.Columns())
	types := databaseTypes(rows, n)
	var out [][]driver.Value
	for {
		values := make([]driver.Value, n)
		if err := rows.Next(values); err != nil {
			if errors.Is(err, io.EOF) {
				return out, nil
			}
			return nil, err
		}
		for i, v := range values {
			values[i] = ownValue(d.Value(types[i], v))
		}
		out = append(out, values)
	}
}

// ownValue is v in memory of its own: a driver may reuse its bytes for the next row.
func ownValue(v any) any {
	if b, ok := v.([]byte); ok {
		return slices.Clone(b)
	}
	return v
}
