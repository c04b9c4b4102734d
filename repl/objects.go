// This file shows mapped objects as a table.

package repl

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/display"
)

// tableCommand shows the last value, or an expression's, as a table.
func (s *Shell) tableCommand(ctx context.Context, expr string) error {
	value := s.shown
	if expr != "" {
		result, err := s.eval.Run(ctx, expr)
		if err != nil {
			return err
		}
		if len(result.Values) != 1 {
			return fmt.Errorf("%s is no single value", expr)
		}
		value = result.Values[0].Value
	}
	if !value.IsValid() {
		return errors.New("no value was shown yet")
	}
	rows, ok := rowsOf(value)
	if !ok {
		rows, ok = objectRows(value)
	}
	if !ok {
		return fmt.Errorf("a %s is no table: rows and lists of structs are", value.Type())
	}
	s.out.freshLine()
	return s.table(rows)
}

// mappedRows makes a table of a list of mapped objects, unless it is empty.
func mappedRows(v reflect.Value) (display.Rows, bool) {
	if !v.IsValid() || v.Kind() != reflect.Slice || v.Len() == 0 || v.Type().Elem().Kind() != reflect.Pointer || v.Type().Elem().Elem().Kind() != reflect.Struct {
		return display.Rows{}, false
	}
	if _, err := orm.ClassMapper(v.Type().Elem().Elem()); err != nil {
		return display.Rows{}, false
	}
	return objectRows(v)
}

// objectRows makes a table of a list of structs, or of pointers to them: a column for each field that holds one value. Fields whose tag says
// secret are masked.
func objectRows(v reflect.Value) (display.Rows, bool) {
	for v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() || v.Kind() != reflect.Slice {
		return display.Rows{}, false
	}
	elem := v.Type().Elem()
	if elem.Kind() == reflect.Pointer {
		elem = elem.Elem()
	}
	if elem.Kind() != reflect.Struct {
		return display.Rows{}, false
	}
	var rows display.Rows
	var fields []reflect.StructField
	types := columnTypes(elem)
	for _, f := range reflect.VisibleFields(elem) {
		if f.IsExported() && !f.Anonymous && scalar(f.Type) {
			fields = append(fields, f)
			rows.Columns = append(rows.Columns, f.Name)
		}
	}
	for i := range v.Len() {
		if row := v.Index(i); row.Kind() != reflect.Pointer || !row.IsNil() {
			rows.Values = append(rows.Values, objectRow(reflect.Indirect(row), fields, types))
		}
	}
	return rows, len(fields) > 0
}

// columnTypes are the types of the columns that the fields of a mapped struct have; empty for another struct.
func columnTypes(t reflect.Type) map[string]string {
	types := map[string]string{}
	if _, err := orm.ClassMapper(t); err != nil {
		return types
	}
	prototype := reflect.ValueOf(orm.Prototype(t, "")).Elem()
	for _, a := range attributesOf(t) {
		field := prototype.FieldByName(a.name)
		if !field.CanAddr() {
			continue
		}
		table, column, _ := cutLast(strings.Trim(orm.AttrOf(field.Addr().Interface()).String(), `"`), ".")
		for _, m := range orm.Mappers() {
			if m.Table().Name() != table {
				continue
			}
			for _, c := range m.Table().Columns() {
				if c.Name() == column && c.Type() != nil {
					types[a.name] = c.Type().String()
				}
			}
		}
	}
	return types
}

func objectRow(v reflect.Value, fields []reflect.StructField, types map[string]string) []any {
	row := make([]any, len(fields))
	for i, f := range fields {
		field, err := v.FieldByIndexErr(f.Index)
		switch {
		case err != nil: // an embedded pointer is nil
		case strings.Contains(f.Tag.Get("orm"), "secret"):
			row[i] = "***"
		case field.Kind() != reflect.Pointer:
			row[i] = ofType(field.Interface(), types[f.Name])
		case !field.IsNil():
			row[i] = ofType(field.Elem().Interface(), types[f.Name])
		}
	}
	return row
}

// scalar says whether a field is one value of a row, not a relation.
func scalar(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Struct:
		return t == reflect.TypeFor[time.Time]() || t.Implements(reflect.TypeFor[fmt.Stringer]())
	case reflect.Slice:
		return t.Elem().Kind() == reflect.Uint8
	case reflect.Map, reflect.Func, reflect.Chan, reflect.Interface, reflect.Pointer:
		return false
	}
	return true
}
