// This file converts Go values to what all dialects share; each dialect then makes its driver's form of it.

package dialect

import (
	"database/sql/driver"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ormsh/ormsh/orm/ast"
)

// TypeError is a value that a column's type can't hold.
type TypeError struct {
	Type  ast.Type
	Value any
	Want  string
}

// Error says what was given and what the type takes.
func (e *TypeError) Error() string {
	return fmt.Sprintf("%T can't be stored as %s: give %s", e.Value, e.Type, e.Want)
}

// Plain reduces a value to nil, int64, uint64 above its range, float64, bool, string, []byte or time.Time, as the type
// demands it: JSON and decimals become text, enumerations are checked, custom types converted. A value of another kind
// than the type's is a *TypeError.
func Plain(t ast.Type, value any) (any, error) {
	if t.Kind == ast.Custom && t.Custom != nil {
		return plainCustom(t, value)
	}
	if value == nil {
		return nil, nil
	}
	if t.Kind == ast.JSON {
		return plainJSON(value)
	}
	if t.Kind == ast.UUID {
		return plainUUID(t, value)
	}
	v, err := basic(value)
	if err != nil {
		return nil, fmt.Errorf("value for %s: %w", t, err)
	}
	if v == nil || t.Kind == ast.Unknown {
		return v, nil
	}
	return fit(t, v, value)
}

// IsNull tells whether a Go value is NULL to the database: nil, a nil pointer, a Valuer that gives nil.
func IsNull(value any) bool {
	v, err := basic(value)
	return err == nil && v == nil
}

// basic strips names, pointers and Valuers from a value.
func basic(value any) (any, error) {
	switch v := value.(type) {
	case nil:
		return nil, nil
	case int64, float64, bool, string, time.Time:
		return v, nil
	case []byte:
		if v == nil {
			return nil, nil
		}
		return v, nil
	case int:
		return int64(v), nil
	case uint64:
		if v <= math.MaxInt64 {
			return int64(v), nil
		}
		return v, nil
	case *big.Rat:
		return v.FloatString(ratDigits(v)), nil
	case time.Duration:
		return v, nil
	}
	return driver.DefaultParameterConverter.ConvertValue(value)
}

// ratDigits is the number of decimal places that write r exactly, at most 40.
func ratDigits(r *big.Rat) int {
	n, exact := r.FloatPrec()
	if !exact {
		return 40
	}
	return n
}

func fit(t ast.Type, v, given any) (any, error) {
	wrong := func(want string) (any, error) { return nil, &TypeError{Type: t, Value: given, Want: want} }
	switch t.Affinity() {
	case ast.Integer:
		switch v.(type) {
		case int64, uint64:
			return v, nil
		}
		return wrong("an integer")
	case ast.Float:
		switch v := v.(type) {
		case float64:
			return v, nil
		case int64:
			return float64(v), nil
		}
		return wrong("a float")
	case ast.Numeric, ast.Number:
		return fitNumeric(t, v, given)
	case ast.Boolean:
		if _, ok := v.(bool); ok {
			return v, nil
		}
		return wrong("true or false")
	case ast.Varchar:
		s, ok := v.(string)
		if !ok {
			return wrong("a string")
		}
		return s, enumLabel(t, s)
	case ast.Date, ast.DateTime, ast.Time:
		if _, ok := v.(time.Time); ok {
			return v, nil
		}
		return wrong("a time.Time")
	case ast.Interval:
		switch given := given.(type) {
		case time.Duration:
			return given, nil
		case int64: // a field of a struct comes as its nanoseconds
			return time.Duration(given), nil
		}
		return wrong("a time.Duration")
	case ast.Blob:
		if _, ok := v.([]byte); ok {
			return v, nil
		}
		return wrong("a []byte")
	}
	return v, nil
}

func enumLabel(t ast.Type, label string) error {
	if t.Kind != ast.Enum || t.Enum == nil || slices.Contains(t.Enum.Labels, label) {
		return nil
	}
	return fmt.Errorf("%q is not among the values of the enumeration %s: %s", label, t.Enum.Name, strings.Join(t.Enum.Labels, ", "))
}

func fitNumeric(t ast.Type, v, given any) (any, error) {
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10), nil
	case uint64:
		return strconv.FormatUint(v, 10), nil
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return strconv.FormatFloat(v, 'f', -1, 64), nil
		}
	case string:
		if v == "" { // the zero value of a decimal that is written as text
			return "0", nil
		}
		if _, ok := new(big.Rat).SetString(v); ok && !strings.ContainsAny(v, "/eEpPxX_") {
			return v, nil
		}
		return nil, fmt.Errorf("%q is no decimal number", v)
	}
	return nil, &TypeError{Type: t, Value: given, Want: "a decimal as a string, a number or *big.Rat"}
}

func plainCustom(t ast.Type, value any) (any, error) {
	if IsNull(value) {
		return nil, nil
	}
	if t.Custom.Bind != nil {
		converted, err := t.Custom.Bind(value)
		if err != nil {
			return nil, fmt.Errorf("type %s: %w", t.Custom.Name, err)
		}
		value = converted
	}
	return Plain(t.Custom.Impl, value)
}

func plainUUID(t ast.Type, value any) (any, error) {
	if b, ok := value.([16]byte); ok {
		return formatUUID(b), nil
	}
	if s, ok := value.(fmt.Stringer); ok {
		value = s.String()
	}
	v, err := basic(value)
	if err != nil {
		return nil, err
	}
	s, ok := v.(string)
	if v == nil || !ok {
		if v == nil {
			return nil, nil
		}
		return nil, &TypeError{Type: t, Value: value, Want: "a string or a [16]byte"}
	}
	return ParseUUID(s)
}

func formatUUID(b [16]byte) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// ParseUUID gives the canonical form of a UUID, lower case with hyphens.
func ParseUUID(s string) (string, error) {
	digits := strings.ToLower(strings.NewReplacer("-", "", "{", "", "}", "").Replace(s))
	if len(digits) != 32 || strings.Trim(digits, "0123456789abcdef") != "" {
		return "", fmt.Errorf("%q is no UUID", s)
	}
	return digits[:8] + "-" + digits[8:12] + "-" + digits[12:16] + "-" + digits[16:20] + "-" + digits[20:], nil
}
