// This file spells types where most databases agree, and the upsert that two of them share.

package dialect

import (
	"strconv"

	"github.com/ormsh/ormsh/orm/ast"
)

var typeWords = [...]string{ast.Unknown: "NULL", ast.Integer: "INTEGER", ast.SmallInteger: "SMALLINT", ast.BigInteger: "BIGINT",
	ast.Float: "FLOAT", ast.Double: "DOUBLE PRECISION", ast.Numeric: "NUMERIC", ast.Number: "NUMERIC", ast.Boolean: "BOOLEAN", ast.Varchar: "VARCHAR",
	ast.Char: "CHAR", ast.LongText: "TEXT", ast.Date: "DATE", ast.DateTime: "DATETIME", ast.Time: "TIME", ast.Interval: "DATETIME",
	ast.Blob: "BLOB", ast.JSON: "JSON", ast.UUID: "CHAR(32)", ast.Enum: "VARCHAR", ast.Custom: ""}

// TypeName spells a type as most databases do; a dialect overrides what it spells differently.
func TypeName(t ast.Type) string {
	switch t.Kind {
	case ast.Varchar, ast.Char:
		return sized(typeWords[t.Kind], t.Length)
	case ast.Enum:
		return sized("VARCHAR", LongestLabel(t.Enum))
	case ast.Numeric:
		if t.Precision > 0 {
			return "NUMERIC(" + strconv.Itoa(t.Precision) + ", " + strconv.Itoa(t.Scale) + ")"
		}
	case ast.Custom:
		return t.Custom.Name
	}
	return typeWords[t.Kind]
}

// LongestLabel is the length of an enumeration's longest label in characters.
func LongestLabel(e *ast.EnumDef) int {
	longest := 0
	for _, label := range e.Labels {
		longest = max(longest, len([]rune(label)))
	}
	return longest
}

func sized(word string, length int) string {
	if length <= 0 {
		return word
	}
	return word + "(" + strconv.Itoa(length) + ")"
}

// OnConflict writes ON CONFLICT, as SQLite and PostgreSQL have it.
func (c *Compiler) OnConflict(ins *ast.Insert) {
	u := ins.Upsert
	if u.Key {
		c.Fail(refuse("%s has no ON DUPLICATE KEY UPDATE; use OnConflict", c.d.Name()))
		return
	}
	c.S(" ON CONFLICT")
	switch {
	case u.Constraint != "":
		c.S(" ON CONSTRAINT ")
		c.Name(u.Constraint)
	case len(u.Columns) > 0:
		c.S(" (")
		c.Unqualified(func() { c.List(u.Columns) })
		c.S(")")
		if u.IndexWhere != nil {
			c.S(" WHERE ")
			c.literally(func() { c.Unqualified(func() { c.operand(u.IndexWhere, precBool) }) })
		}
	}
	if len(u.Set) == 0 {
		c.S(" DO NOTHING")
		return
	}
	c.S(" DO UPDATE SET ")
	c.Assignments(u.Set)
	if u.UpdateWhere != nil {
		c.S(" WHERE ")
		c.operand(u.UpdateWhere, precBool)
	}
}

// Assignments writes name = value, ... as upserts have it.
func (c *Compiler) Assignments(sets []ast.Set) {
	for i, set := range sets {
		if i > 0 {
			c.S(", ")
		}
		c.Name(set.Column)
		c.S(" = ")
		c.operand(set.Value, precAlways)
	}
}
