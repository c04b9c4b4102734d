// This file holds what SQLite's SQL does differently.

package sqlite

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// Dialect is SQLite.
type Dialect struct{}

var traits = sync.OnceValue(func() *dialect.Traits {
	const none = "SELECT 1 FROM (SELECT 1) WHERE 1!=1"
	return &dialect.Traits{Placeholder: dialect.Question, Quote: '"', Reserved: dialect.Words(reserved), InnerJoin: "JOIN",
		EmptyIn: none, EmptyNotIn: none, TupleInValues: true, RegexpOp: " REGEXP ", NotRegexpOp: " NOT REGEXP ",
		DistinctFrom: " IS NOT ", NotDistinct: " IS ", NullsOrder: true, EmptyInsert: "DEFAULT VALUES", FullJoin: true,
		ReturnInsert: true, ReturnUpdate: true, ReturnDelete: true, UpdateFrom: true, Filter: true, LagDefault: true, PartialIndex: true, Materialized: true, TextTimes: true,
		DateFunc: `"datetime", at, "+1 day"`}
})

// Name is "sqlite".
func (Dialect) Name() string { return "sqlite" }

// Traits is SQLite's table of differences.
func (Dialect) Traits() *dialect.Traits { return traits() }

// TypeSQL spells a type in CREATE TABLE. SQLite refuses none.
func (Dialect) TypeSQL(t ast.Type) (string, error) {
	if t.Kind == ast.Double {
		return "DOUBLE", nil
	}
	return dialect.TypeName(t), nil
}

// CastSQL spells a type in CAST. What SQLite keeps as text it can't cast to: the text would become a number.
func (d Dialect) CastSQL(t ast.Type) (string, error) {
	switch t.Kind {
	case ast.Date, ast.DateTime, ast.Time, ast.Interval:
		return "", fmt.Errorf("SQLite keeps %s as text and can't cast to it: use orm.Func(\"date\", x).As(orm.Date), or datetime or time", t)
	case ast.JSON:
		return "", errors.New("SQLite keeps JSON as text and can't cast to it: use orm.Func(\"json\", x).As(orm.JSON)")
	}
	return d.TypeSQL(t)
}

// BindValue stores times as text, booleans as 0 and 1 and decimals as numbers; a decimal of more than 15 digits would
// lose some and is refused.
func (Dialect) BindValue(t ast.Type, value any) (driver.Value, error) {
	v, err := dialect.Plain(t, value)
	if err != nil || v == nil {
		return nil, err
	}
	switch v := v.(type) {
	case bool:
		if v {
			return int64(1), nil
		}
		return int64(0), nil
	case time.Time:
		if !hasFourDigits(v) {
			return nil, fmt.Errorf("the year %d can't be read back: SQLite's dates have four digits", v.UTC().Year())
		}
		return formatTime(t, v), nil
	case float64:
		if math.IsNaN(v) {
			return nil, errors.New("NaN can't be stored: SQLite makes NULL of it")
		}
	case time.Duration:
		return formatTime(t, time.Unix(0, 0).UTC().Add(v)), nil
	case uint64:
		return nil, fmt.Errorf("%d is beyond SQLite's integers (at most 9223372036854775807)", v)
	case string:
		switch t.Affinity() {
		case ast.Numeric:
			return number(v)
		case ast.UUID:
			return strings.ReplaceAll(v, "-", ""), nil
		}
	}
	return v, nil
}

func formatTime(t ast.Type, v time.Time) string {
	var room [40]byte
	return string(appendTime(room[:0], t, v))
}

// AppendTime writes a time as BindValue does.
func (Dialect) AppendTime(b []byte, t ast.Type, v time.Time) ([]byte, bool) {
	if !hasFourDigits(v) {
		return b, false
	}
	return appendTime(b, t, v), true
}

func hasFourDigits(v time.Time) bool {
	year := v.UTC().Year()
	return 0 <= year && year <= 9999
}

func appendTime(b []byte, t ast.Type, v time.Time) []byte {
	v = v.UTC()
	switch t.Affinity() {
	case ast.Date:
		return v.AppendFormat(b, "2006-01-02")
	case ast.Time:
		return v.AppendFormat(b, "15:04:05.000000")
	}
	return appendStamp(b, v)
}

// appendStamp writes a time as 2006-01-02 15:04:05.000000, which an insert of many rows does for each.
func appendStamp(b []byte, v time.Time) []byte {
	year, month, day := v.Date()
	hour, minute, second := v.Clock()
	b = append(twoDigits(twoDigits(b, year/100), year%100), '-')
	b = append(twoDigits(b, int(month)), '-')
	b = append(twoDigits(b, day), ' ')
	b = append(twoDigits(b, hour), ':')
	b = append(twoDigits(b, minute), ':')
	b = append(twoDigits(b, second), '.')
	micro := v.Nanosecond() / 1000
	return twoDigits(twoDigits(twoDigits(b, micro/10000), micro/100%100), micro%100)
}

func twoDigits(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

// CountSQL tells how many rows the last statement has changed.
func (Dialect) CountSQL() string { return "SELECT changes()" }

// CountsUpSQL demands that the table is the main database's, where nobody hides it, and has no trigger.
func (Dialect) CountsUpSQL() string {
	return "SELECT EXISTS (SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = ?1 COLLATE NOCASE)" +
		" AND NOT EXISTS (SELECT 1 FROM main.sqlite_master WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE)" +
		" AND NOT EXISTS (SELECT 1 FROM temp.sqlite_master WHERE tbl_name = ?1 COLLATE NOCASE)"
}

// LastKeySQL tells the rowid of the last INSERT.
func (Dialect) LastKeySQL() string { return "SELECT last_insert_rowid()" }

func number(decimal string) (driver.Value, error) {
	if n, err := strconv.ParseInt(decimal, 10, 64); err == nil {
		return n, nil
	}
	digits := strings.Trim(strings.ReplaceAll(strings.TrimLeft(decimal, "+-"), ".", ""), "0")
	if len(digits) > 15 {
		return nil, fmt.Errorf("SQLite would store %s as a float and lose digits (it keeps 15); use a String column", decimal)
	}
	return strconv.ParseFloat(decimal, 64)
}

// ScanValue converts what the driver returns.
func (Dialect) ScanValue(t ast.Type, value driver.Value) (any, error) { return dialect.Scan(t, value) }

// WriteLimit writes LIMIT ? OFFSET ?, both always: SQLite has no OFFSET alone.
func (Dialect) WriteLimit(c *dialect.Compiler, limit, offset ast.Expr) {
	if limit == nil {
		limit = &ast.Bind{Name: "param", Value: int64(-1), Type: ast.Type{Kind: ast.Integer}}
	}
	if offset == nil {
		offset = &ast.Bind{Name: "param", Value: int64(0), Type: ast.Type{Kind: ast.Integer}}
	}
	c.S("\n LIMIT ")
	c.Expr(limit)
	if _, ok := limit.(*ast.Bind); ok {
		c.ForDriver("+0") // SQLite plans a query anew for every value of a bare LIMIT ?
	}
	c.S(" OFFSET ")
	c.Expr(offset)
}

// WriteUpsert writes ON CONFLICT.
func (Dialect) WriteUpsert(c *dialect.Compiler, ins *ast.Insert) { c.OnConflict(ins) }

// WriteFunc spells now() and char_length() as SQLite knows them.
func (Dialect) WriteFunc(c *dialect.Compiler, f *ast.Func) bool {
	switch {
	case f.Name == "now" && len(f.Args) == 0:
		c.S("CURRENT_TIMESTAMP")
	case f.Name == "char_length" && len(f.Args) == 1:
		c.S("length(")
		c.Expr(f.Args[0])
		c.S(")")
	default:
		return false
	}
	return true
}

// WriteExtract writes CAST(STRFTIME('%Y', x) AS INTEGER).
func (Dialect) WriteExtract(c *dialect.Compiler, e *ast.Extract) {
	formats := [...][2]string{{"year", "%Y"}, {"month", "%m"}, {"day", "%d"}, {"hour", "%H"}, {"minute", "%M"}, {"second", "%S"},
		{"doy", "%j"}, {"dow", "%w"}, {"week", "%W"}, {"epoch", "%s"}}
	for _, f := range formats {
		if strings.EqualFold(e.Field, f[0]) {
			c.S("CAST(STRFTIME('" + f[1] + "', ")
			c.Expr(e.X)
			c.S(") AS INTEGER)")
			return
		}
	}
	c.Fail(fmt.Errorf("SQLite can't extract %q; it has year, month, day, hour, minute, second, doy, dow, week and epoch", e.Field))
}
