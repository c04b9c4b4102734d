// This file holds what MySQL's and MariaDB's SQL does differently.

package mysql

import (
	"database/sql/driver"
	"strings"
	"sync"
	"time"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// Dialect is MySQL and MariaDB.
type Dialect struct{}

var traits = sync.OnceValue(func() *dialect.Traits {
	return &dialect.Traits{Placeholder: dialect.Question, Quote: '`', Reserved: dialect.Words(reserved), InnerJoin: "INNER JOIN",
		Lexis:      dialect.Lexis{HashComments: true, LiveComments: true, Backslash: true},
		ConcatFunc: true, BoolLiterals: true, EmptyIn: "NULL) AND (1 != 1", EmptyNotIn: "NULL) OR (1 = 1", RegexpOp: " REGEXP ",
		NotRegexpOp: " NOT REGEXP ", NullSafeEq: true, EmptyInsert: "() VALUES ()", Lock: true, LockShare: " LOCK IN SHARE MODE",
		ReturnInsert: true, ReturnDelete: true, DeleteUsing: true, CompoundParen: true, IntersectAll: true, AlterForeign: true,
		DropIndexOn: true, WithRollup: true, ModifyColumn: true, Sequences: true, MaxIdentifier: 64, MaxLabel: 255,
		DateFunc:  `"timestampdiff", orm.Text("second"), from, to`,
		Functions: dialect.Words(functions), Quantifiers: true, CTEInSelect: true, PlainFrame: true}
})

// Name is "mysql".
func (Dialect) Name() string { return "mysql" }

// Traits is the table of differences.
func (Dialect) Traits() *dialect.Traits { return traits() }

// BindValue sends booleans as 0 and 1, times and decimals as text.
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
		switch t.Affinity() {
		case ast.Date:
			return v.UTC().Format("2006-01-02"), nil
		case ast.Time:
			return v.UTC().Format("15:04:05.999999"), nil
		}
		return v.UTC(), nil
	case time.Duration:
		return time.Unix(0, 0).UTC().Add(v), nil
	case string:
		if t.Affinity() == ast.UUID {
			return strings.ReplaceAll(v, "-", ""), nil
		}
	}
	return v, nil
}

// ScanValue converts what the driver returns.
func (Dialect) ScanValue(t ast.Type, value driver.Value) (any, error) {
	if b, ok := value.([]byte); ok && t.Kind == ast.Unknown {
		return string(b), nil
	}
	return dialect.Scan(t, value)
}

// WriteLimit writes LIMIT offset, count; an offset alone gets the largest count there is.
func (Dialect) WriteLimit(c *dialect.Compiler, limit, offset ast.Expr) {
	c.S(" \n LIMIT ")
	if offset != nil {
		c.Expr(offset)
		c.S(", ")
	}
	if limit == nil {
		c.S("18446744073709551615")
		return
	}
	c.Expr(limit)
}

// WriteUpsert writes ON DUPLICATE KEY UPDATE, which knows no conflict target.
func (Dialect) WriteUpsert(c *dialect.Compiler, ins *ast.Insert) {
	u := ins.Upsert
	if !u.Key {
		c.Fail(errNoConflict)
		return
	}
	c.S(" ON DUPLICATE KEY UPDATE ")
	c.Assignments(u.Set)
}

// WriteFunc adds nothing: the functions are called by their names.
func (Dialect) WriteFunc(*dialect.Compiler, *ast.Func) bool { return false }

// DropConstraintWord is what ALTER TABLE ... DROP takes for each kind.
func (Dialect) DropConstraintWord(kind ast.ConstraintKind) string {
	switch kind {
	case ast.ForeignKeyConstraint:
		return "FOREIGN KEY"
	case ast.UniqueConstraint:
		return "INDEX"
	}
	return "CONSTRAINT"
}

// WriteExtract spells the fields that EXTRACT doesn't know.
func (Dialect) WriteExtract(c *dialect.Compiler, e *ast.Extract) {
	forms := map[string][2]string{"dow": {"(DAYOFWEEK(", ") - 1)"}, "doy": {"DAYOFYEAR(", ")"},
		"epoch": {"TIMESTAMPDIFF(SECOND, '1970-01-01', ", ")"}}
	form, ok := forms[strings.ToLower(e.Field)]
	if !ok {
		form = [2]string{"EXTRACT(" + e.Field + " FROM ", ")"}
	}
	c.S(form[0])
	c.Expr(e.X)
	c.S(form[1])
}
