package sql

import "fmt"
import "reflect"

// Scan converts through the compiled Null types, which know every conversion.
func (n *Null[T]) Scan(value any) error {
	var zero T
	n.V, n.Valid = zero, value != nil
	if !n.Valid {
		return nil
	}
	return scanInto(&n.V, value)
}

func scanInto(dest, value any) error {
	if s, ok := dest.(Scanner); ok {
		return s.Scan(value)
	}
	to := reflect.ValueOf(dest).Elem()
	from := reflect.ValueOf(value)
	if b, ok := value.([]byte); ok {
		from = reflect.ValueOf(append([]byte(nil), b...))
	}
	if from.Type().AssignableTo(to.Type()) {
		to.Set(from)
		return nil
	}
	var err error
	switch to.Kind() {
	case reflect.String:
		var s NullString
		err = s.Scan(value)
		to.SetString(s.String)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		var i NullInt64
		err = i.Scan(value)
		if err == nil && to.OverflowInt(i.Int64) {
			err = fmt.Errorf("%v does not fit into %v", value, to.Type())
		}
		to.SetInt(i.Int64)
	case reflect.Float32, reflect.Float64:
		var f NullFloat64
		err = f.Scan(value)
		to.SetFloat(f.Float64)
	case reflect.Bool:
		var b NullBool
		err = b.Scan(value)
		to.SetBool(b.Bool)
	default:
		err = fmt.Errorf("unsupported Scan, storing driver.Value type %T into type %T", value, dest)
	}
	return err
}
