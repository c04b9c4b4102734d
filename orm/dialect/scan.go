// This file converts what drivers return to the Go values of a type.

package dialect

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ormsh/ormsh/orm/ast"
)

// Scan converts a driver's value to the Go value of the type: int64, float64, bool, string, []byte, time.Time,
// time.Duration, decimals as text, JSON decoded. It takes what any of the drivers returns; a value of another kind is an error.
func Scan(t ast.Type, value driver.Value) (any, error) {
	if t.Kind == ast.Custom && t.Custom != nil {
		return scanCustom(t, value)
	}
	if value == nil {
		return nil, nil
	}
	switch t.Affinity() {
	case ast.Unknown:
		return value, nil
	case ast.Integer:
		return scanInteger(t, value)
	case ast.Float:
		return scanFloat(t, value)
	case ast.Numeric:
		return scanNumeric(t, value)
	case ast.Number:
		return scanNumber(t, value)
	case ast.Boolean:
		return scanBool(t, value)
	case ast.Varchar:
		return scanText(t, value)
	case ast.Blob:
		if s, ok := value.(string); ok {
			return []byte(s), nil
		}
		return value, nil
	case ast.JSON:
		return scanJSON(t, value)
	case ast.UUID:
		s, err := scanText(t, value)
		if err != nil {
			return nil, err
		}
		return ParseUUID(s.(string))
	case ast.Interval:
		return scanInterval(t, value)
	}
	return scanTime(t, value)
}

func scanCustom(t ast.Type, value driver.Value) (any, error) {
	v, err := Scan(t.Custom.Impl, value)
	if err != nil || v == nil || t.Custom.Scan == nil {
		return v, err
	}
	if v, err = t.Custom.Scan(v); err != nil {
		return nil, fmt.Errorf("type %s: %w", t.Custom.Name, err)
	}
	return v, nil
}

func unexpected(t ast.Type, value any) error {
	return fmt.Errorf("the database returned %v (%T) for a column of type %s", value, value, t)
}

func scanInteger(t ast.Type, value driver.Value) (any, error) {
	switch v := value.(type) {
	case int64, uint64:
		return v, nil
	case bool:
		if v {
			return int64(1), nil
		}
		return int64(0), nil
	case float64:
		if v == float64(int64(v)) {
			return int64(v), nil
		}
		return v, nil
	case []byte:
		return scanInteger(t, string(v))
	case string:
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			return n, nil
		}
		if f, err := strconv.ParseFloat(v, 64); err == nil {
			return f, nil
		}
		return v, nil // SQLite keeps text in an INTEGER column as text
	}
	return nil, unexpected(t, value)
}

func scanFloat(t ast.Type, value driver.Value) (any, error) {
	switch v := value.(type) {
	case float64:
		return v, nil
	case float32:
		return float64(v), nil
	case int64:
		return float64(v), nil
	case []byte:
		return strconv.ParseFloat(string(v), 64)
	case string:
		return strconv.ParseFloat(v, 64)
	}
	return nil, unexpected(t, value)
}

func scanNumeric(t ast.Type, value driver.Value) (any, error) {
	switch v := value.(type) {
	case float64:
		if t.Precision > 0 {
			return strconv.FormatFloat(v, 'f', t.Scale, 64), nil
		}
		return strconv.FormatFloat(v, 'f', 10, 64), nil
	case int64:
		if t.Scale > 0 {
			return strconv.FormatInt(v, 10) + "." + strings.Repeat("0", t.Scale), nil
		}
		return strconv.FormatInt(v, 10), nil
	case []byte:
		return string(v), nil
	case string:
		return v, nil
	}
	return nil, unexpected(t, value)
}

// scanNumber keeps numbers as they come; text, the drivers' form of decimals, stays text.
func scanNumber(t ast.Type, value driver.Value) (any, error) {
	switch v := value.(type) {
	case int64, uint64, float64:
		return v, nil
	}
	return scanNumeric(t, value)
}

func scanBool(t ast.Type, value driver.Value) (any, error) {
	switch v := value.(type) {
	case bool:
		return v, nil
	case int64:
		return v != 0, nil
	case []byte:
		return strconv.ParseBool(string(v))
	case string:
		return strconv.ParseBool(v)
	}
	return nil, unexpected(t, value)
}

func scanText(t ast.Type, value driver.Value) (any, error) {
	switch v := value.(type) {
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64), nil
	case [16]byte:
		return formatUUID(v), nil
	case time.Time:
		return v.Format("2006-01-02 15:04:05.999999"), nil
	}
	return nil, unexpected(t, value)
}

func scanJSON(t ast.Type, value driver.Value) (any, error) {
	switch v := value.(type) {
	case []byte:
		return parseJSON(v)
	case string:
		return parseJSON([]byte(v))
	case int64, float64, bool, map[string]any, []any:
		return v, nil
	}
	return nil, unexpected(t, value)
}

func scanInterval(t ast.Type, value driver.Value) (any, error) {
	switch v := value.(type) {
	case time.Duration:
		return v, nil
	case time.Time:
		return v.Sub(time.Unix(0, 0).UTC()), nil
	case []byte:
		return scanInterval(t, string(v))
	case string:
		return parseInterval(v)
	}
	return nil, unexpected(t, value)
}

// layouts of dates and times as the databases write them, most frequent first.
var layouts = [...]string{"2006-01-02 15:04:05.999999999", "2006-01-02", "15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999-07", "2006-01-02 15:04"}

func scanTime(t ast.Type, value driver.Value) (any, error) {
	switch v := value.(type) {
	case time.Time:
		if v.Location() == time.UTC {
			return value, nil // boxed already
		}
		return v.UTC(), nil
	case []byte:
		return scanTime(t, string(v))
	case string:
		for _, layout := range layouts {
			if parsed, err := time.Parse(layout, v); err == nil {
				return parsed.UTC(), nil
			}
		}
	}
	return nil, unexpected(t, value)
}

// AsText is text as a driver gives it, "" for all else: what the questions about a schema return.
func AsText(v driver.Value) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}
