// This file holds what PostgreSQL's SQL does differently.

package postgres

import (
	"database/sql/driver"
	"strconv"
	"sync"
	"time"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// Dialect is PostgreSQL.
type Dialect struct{}

var traits = sync.OnceValue(func() *dialect.Traits {
	return &dialect.Traits{Placeholder: dialect.Dollar, Quote: '"', Reserved: dialect.Words(reserved), InnerJoin: "JOIN",
		Lexis:       dialect.Lexis{NestedComments: true, DollarQuotes: true, Backslash: true},
		NativeILike: true, NativeBool: true, BoolLiterals: true, EmptyIn: "NULL) AND (1 != 1", EmptyNotIn: "NULL) OR (1 = 1",
		RegexpOp: " ~ ", NotRegexpOp: " !~ ", DistinctFrom: " IS DISTINCT FROM ", NotDistinct: " IS NOT DISTINCT FROM ",
		NullsOrder: true, EmptyInsert: "DEFAULT VALUES", DistinctOn: true, FullJoin: true, Lateral: true, ValuesSource: true, Lock: true, LockKey: true, LockShare: " FOR SHARE", LockOf: true, LagDefault: true,
		ReturnInsert: true, ReturnUpdate: true, ReturnDelete: true, UpdateFrom: true, DeleteUsing: true, CompoundParen: true,
		IntersectAll: true, Filter: true, GroupingSets: true, Sequences: true, EnumTypes: true, Comments: true, AlterForeign: true, PartialIndex: true,
		Materialized: true, MaxIdentifier: 63, MaxLabel: 63, ByteNames: true, JSONCast: "JSONB", DateMath: true,
		Quantifiers: true, WithinGroup: true, ChangingCTE: true}
})

// Name is "postgresql".
func (Dialect) Name() string { return "postgresql" }

// Traits is PostgreSQL's table of differences.
func (Dialect) Traits() *dialect.Traits { return traits() }

// TypeSQL spells a type in CREATE TABLE. PostgreSQL refuses none.
func (Dialect) TypeSQL(t ast.Type) (string, error) {
	zone := " WITHOUT TIME ZONE"
	if t.Zone {
		zone = " WITH TIME ZONE"
	}
	if t.Precision > 0 {
		zone = "(" + strconv.Itoa(t.Precision) + ")" + zone
	}
	switch t.Kind {
	case ast.DateTime:
		return "TIMESTAMP" + zone, nil
	case ast.Time:
		return "TIME" + zone, nil
	case ast.Interval:
		return "INTERVAL", nil
	case ast.Blob:
		return "BYTEA", nil
	case ast.UUID:
		return "UUID", nil
	case ast.Enum:
		return dialect.QuoteName(traits(), t.Enum.Name), nil
	case ast.Float:
		if t.Precision > 0 {
			return "FLOAT(" + strconv.Itoa(t.Precision) + ")", nil
		}
	}
	return dialect.TypeName(t), nil
}

// CastSQL is TypeSQL.
func (d Dialect) CastSQL(t ast.Type) (string, error) { return d.TypeSQL(t) }

// BindValue sends dates, times of day and intervals as text, which PostgreSQL reads by the type of their place.
func (Dialect) BindValue(t ast.Type, value any) (driver.Value, error) {
	v, err := dialect.Plain(t, value)
	if err != nil || v == nil {
		return nil, err
	}
	switch v := v.(type) {
	case time.Time:
		switch t.Affinity() {
		case ast.Date:
			return v.UTC().Format("2006-01-02"), nil
		case ast.Time:
			return v.UTC().Format("15:04:05.999999"), nil
		}
		return v.UTC(), nil
	case time.Duration:
		return dialect.FormatInterval(v), nil
	case uint64:
		return strconv.FormatUint(v, 10), nil
	}
	return v, nil
}

// ScanValue converts what the driver returns.
func (Dialect) ScanValue(t ast.Type, value driver.Value) (any, error) { return dialect.Scan(t, value) }

// WriteLimit writes LIMIT and OFFSET; an offset alone is LIMIT ALL.
func (Dialect) WriteLimit(c *dialect.Compiler, limit, offset ast.Expr) {
	if limit != nil {
		c.S(" \n LIMIT ")
		c.Expr(limit)
	} else {
		c.S("\n LIMIT ALL")
	}
	if offset != nil {
		c.S(" OFFSET ")
		c.Expr(offset)
	}
}

// WriteUpsert writes ON CONFLICT.
func (Dialect) WriteUpsert(c *dialect.Compiler, ins *ast.Insert) { c.OnConflict(ins) }
