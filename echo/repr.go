// This file prints values as Python's repr does: it is the form in which SQLAlchemy shows parameters and rows.

package echo

import (
	"database/sql/driver"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Reprer is a value that knows its own printed form, such as a decimal: Decimal('1.10').
type Reprer interface{ Repr() string }

// Repr returns v as Python prints it: None, True, 'it', "it's", b'\x00', datetime.datetime(2020, 2, 29, 13, 14).
func Repr(v any) string { return string(AppendRepr(nil, v)) }

// AppendRepr appends to dst what [Repr] returns.
func AppendRepr(dst []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "None"...)
	case string:
		return appendString(dst, v)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case int:
		return strconv.AppendInt(dst, int64(v), 10)
	case bool:
		return appendBool(dst, v)
	case float64:
		return appendFloat(dst, v, 64)
	case float32:
		return appendFloat(dst, float64(v), 32)
	case []byte:
		return appendBytes(dst, v)
	case Reprer:
		return append(dst, v.Repr()...)
	case time.Time:
		return appendTime(dst, v)
	case time.Duration:
		return appendDuration(dst, v)
	}
	return appendOther(dst, v)
}

// appendOther prints what isn't one of the plain kinds: named kinds, pointers, Valuers, slices, anything else.
func appendOther(dst []byte, v any) []byte {
	rv := reflect.ValueOf(v)
	if rv.Kind() == reflect.Pointer && rv.IsNil() {
		return append(dst, "None"...)
	}
	if val, ok := v.(driver.Valuer); ok {
		if inner, err := val.Value(); err == nil && reflect.TypeOf(inner) != rv.Type() {
			return AppendRepr(dst, inner)
		}
	}
	switch rv.Kind() {
	case reflect.Pointer:
		return AppendRepr(dst, rv.Elem().Interface())
	case reflect.Bool:
		return appendBool(dst, rv.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.AppendInt(dst, rv.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.AppendUint(dst, rv.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		return appendFloat(dst, rv.Float(), rv.Type().Bits())
	case reflect.String:
		return appendString(dst, rv.String())
	case reflect.Slice, reflect.Array:
		return appendList(dst, rv)
	}
	return appendString(dst, fmt.Sprint(v))
}

func appendList(dst []byte, rv reflect.Value) []byte {
	if rv.Kind() == reflect.Slice && rv.Type().Elem().Kind() == reflect.Uint8 {
		return appendBytes(dst, rv.Bytes())
	}
	dst = append(dst, '[')
	for i := range rv.Len() {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = AppendRepr(dst, rv.Index(i).Interface())
	}
	return append(dst, ']')
}

func appendBool(dst []byte, b bool) []byte {
	if b {
		return append(dst, "True"...)
	}
	return append(dst, "False"...)
}

// appendFloat follows repr(float): the shortest digits that read back, an exponent below 1e-4 and from 1e16 on.
func appendFloat(dst []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "nan"...)
	case math.IsInf(f, 1):
		return append(dst, "inf"...)
	case math.IsInf(f, -1):
		return append(dst, "-inf"...)
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.AppendFloat(dst, f, 'e', -1, bits)
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, f, 'f', -1, bits)
	for _, c := range dst[start:] {
		if c == '.' {
			return dst
		}
	}
	return append(dst, ".0"...)
}

func appendString(dst []byte, s string) []byte {
	quote := byte('\'')
	if strings.IndexByte(s, '\'') >= 0 && strings.IndexByte(s, '"') < 0 {
		quote = '"'
	}
	dst = append(dst, quote)
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			dst = appendASCII(dst, c, quote)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			dst = appendHex(dst, `\x`, uint32(s[i]), 2)
		} else if unicode.IsPrint(r) {
			dst = append(dst, s[i:i+size]...)
		} else {
			dst = appendRune(dst, r)
		}
		i += size
	}
	return append(dst, quote)
}

func appendASCII(dst []byte, c, quote byte) []byte {
	switch {
	case c == quote || c == '\\':
		return append(dst, '\\', c)
	case c == '\n':
		return append(dst, `\n`...)
	case c == '\r':
		return append(dst, `\r`...)
	case c == '\t':
		return append(dst, `\t`...)
	case c < 0x20 || c >= 0x7f:
		return appendHex(dst, `\x`, uint32(c), 2)
	}
	return append(dst, c)
}

func appendRune(dst []byte, r rune) []byte {
	switch {
	case r <= 0xff:
		return appendHex(dst, `\x`, uint32(r), 2)
	case r <= 0xffff:
		return appendHex(dst, `\u`, uint32(r), 4)
	}
	return appendHex(dst, `\U`, uint32(r), 8)
}

func appendHex(dst []byte, prefix string, v uint32, width int) []byte {
	const digits = "0123456789abcdef"
	dst = append(dst, prefix...)
	for shift := (width - 1) * 4; shift >= 0; shift -= 4 {
		dst = append(dst, digits[v>>shift&0xf])
	}
	return dst
}

func appendBytes(dst, b []byte) []byte {
	if b == nil {
		return append(dst, "None"...)
	}
	quote := byte('\'')
	if strings.IndexByte(string(b), '\'') >= 0 && strings.IndexByte(string(b), '"') < 0 {
		quote = '"'
	}
	dst = append(dst, 'b', quote)
	for _, c := range b {
		dst = appendASCII(dst, c, quote)
	}
	return append(dst, quote)
}

// appendTime prints a naive datetime for UTC, the zone in which this module keeps times, and the offset otherwise.
func appendTime(dst []byte, t time.Time) []byte {
	dst = append(dst, "datetime.datetime("...)
	for i, n := range []int{t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute()} {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = strconv.AppendInt(dst, int64(n), 10)
	}
	if micro := t.Nanosecond() / 1000; t.Second() != 0 || micro != 0 {
		dst = strconv.AppendInt(append(dst, ", "...), int64(t.Second()), 10)
		if micro != 0 {
			dst = strconv.AppendInt(append(dst, ", "...), int64(micro), 10)
		}
	}
	if _, offset := t.Zone(); t.Location() != time.UTC && offset != 0 {
		dst = fmt.Appendf(dst, ", tzinfo=datetime.timezone(datetime.timedelta(seconds=%d))", offset)
	}
	return append(dst, ')')
}

func appendDuration(dst []byte, d time.Duration) []byte {
	day := 24 * time.Hour
	days := d / day
	if d%day < 0 {
		days--
	}
	rest := d - days*day
	dst = append(dst, "datetime.timedelta("...)
	sep := ""
	for _, part := range []struct {
		name string
		n    int64
	}{{"days", int64(days)}, {"seconds", int64(rest / time.Second)}, {"microseconds", int64(rest % time.Second / time.Microsecond)}} {
		if part.n != 0 {
			dst = fmt.Appendf(dst, "%s%s=%d", sep, part.name, part.n)
			sep = ", "
		}
	}
	if sep == "" {
		dst = append(dst, '0')
	}
	return append(dst, ')')
}
