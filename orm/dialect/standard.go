// This file holds the dialect of no database: how statements print when no engine is known.

package dialect

import (
	"database/sql/driver"
	"sync"

	"github.com/ormsh/ormsh/orm/ast"
)

// Standard prints SQL with named placeholders (:name_1), for statements that belong to no engine. It is not for execution.
type Standard struct{}

var standardTraits = sync.OnceValue(func() *Traits {
	return &Traits{Placeholder: Named, Quote: '"', Reserved: Words(standardWords), InnerJoin: "JOIN", NativeBool: true, BoolLiterals: true,
		EmptyIn: "NULL) AND (1 != 1", EmptyNotIn: "NULL) OR (1 = 1", DistinctFrom: " IS DISTINCT FROM ", NotDistinct: " IS NOT DISTINCT FROM ",
		RegexpOp: " <regexp> ", NotRegexpOp: " <not regexp> ", NullsOrder: true, EmptyInsert: "DEFAULT VALUES", DistinctOn: true,
		FullJoin: true, Lateral: true, ValuesSource: true, Lock: true, LockKey: true, LockShare: " FOR SHARE", LockOf: true, LagDefault: true, ReturnInsert: true, ReturnUpdate: true, ReturnDelete: true,
		UpdateFrom: true, DeleteUsing: true, CompoundParen: true, IntersectAll: true, Filter: true, GroupingSets: true, Sequences: true, Comments: true,
		AlterForeign: true, PartialIndex: true, Materialized: true,
		DateMath: true, Quantifiers: true, WithinGroup: true, ChangingCTE: true}
})

// Name is "default".
func (Standard) Name() string { return "default" }

// Traits allows everything that SQL has.
func (Standard) Traits() *Traits { return standardTraits() }

// TypeSQL spells types as the SQL standard does.
func (Standard) TypeSQL(t ast.Type) (string, error) { return TypeName(t), nil }

// CastSQL is TypeSQL.
func (Standard) CastSQL(t ast.Type) (string, error) { return TypeName(t), nil }

// BindValue checks the value.
func (Standard) BindValue(t ast.Type, value any) (driver.Value, error) { return Plain(t, value) }

// ScanValue converts as Scan does.
func (Standard) ScanValue(t ast.Type, value driver.Value) (any, error) { return Scan(t, value) }

// WriteUpsert writes PostgreSQL's and SQLite's form.
func (Standard) WriteUpsert(c *Compiler, ins *ast.Insert) { c.OnConflict(ins) }
