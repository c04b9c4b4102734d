// This file gives values the form in which rows and logs show them, by their column's type.
//
//layer:2

package orm

import (
	"time"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// shown is a value as a row or a log line shows it. Databases that keep times as text (textTimes) show that.
func shown(t ast.Type, v any, textTimes bool) any {
	switch t.Affinity() {
	case ast.Numeric, ast.Number:
		if s, ok := v.(string); ok {
			return Decimal(s)
		}
	case ast.Date, ast.Time:
		at, ok := v.(time.Time)
		if s, text := v.(string); text && !textTimes {
			scanned, err := dialect.Scan(t, s)
			at, ok = scanned.(time.Time)
			ok = ok && err == nil
		}
		if !ok {
			return v
		}
		if t.Affinity() == ast.Date {
			return shownDay(at)
		}
		return shownClock(at)
	}
	return v
}
