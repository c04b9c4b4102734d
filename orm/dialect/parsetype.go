// This file reads a type as a database spells it.

package dialect

import (
	"strconv"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

var typeNames = map[string]ast.Type{
	"INTEGER": {Kind: ast.Integer}, "INT": {Kind: ast.Integer}, "INT4": {Kind: ast.Integer}, "MEDIUMINT": {Kind: ast.Integer},
	"SMALLINT": {Kind: ast.SmallInteger}, "INT2": {Kind: ast.SmallInteger}, "TINYINT": {Kind: ast.SmallInteger},
	"BIGINT": {Kind: ast.BigInteger}, "INT8": {Kind: ast.BigInteger},
	"FLOAT": {Kind: ast.Float}, "REAL": {Kind: ast.Float}, "FLOAT4": {Kind: ast.Float},
	"DOUBLE": {Kind: ast.Double}, "DOUBLE PRECISION": {Kind: ast.Double}, "FLOAT8": {Kind: ast.Double},
	"NUMERIC": {Kind: ast.Numeric}, "DECIMAL": {Kind: ast.Numeric}, "DEC": {Kind: ast.Numeric},
	"BOOLEAN": {Kind: ast.Boolean}, "BOOL": {Kind: ast.Boolean},
	"VARCHAR": {Kind: ast.Varchar}, "CHARACTER VARYING": {Kind: ast.Varchar}, "NVARCHAR": {Kind: ast.Varchar},
	"CHAR": {Kind: ast.Char}, "CHARACTER": {Kind: ast.Char}, "BPCHAR": {Kind: ast.Char}, "NCHAR": {Kind: ast.Char},
	"TEXT": {Kind: ast.LongText}, "CLOB": {Kind: ast.LongText}, "TINYTEXT": {Kind: ast.LongText}, "MEDIUMTEXT": {Kind: ast.LongText}, "LONGTEXT": {Kind: ast.LongText},
	"DATE": {Kind: ast.Date}, "DATETIME": {Kind: ast.DateTime},
	"TIMESTAMP": {Kind: ast.DateTime}, "TIMESTAMP WITHOUT TIME ZONE": {Kind: ast.DateTime},
	"TIMESTAMP WITH TIME ZONE": {Kind: ast.DateTime, Zone: true}, "TIMESTAMPTZ": {Kind: ast.DateTime, Zone: true},
	"TIME": {Kind: ast.Time}, "TIME WITHOUT TIME ZONE": {Kind: ast.Time}, "TIME WITH TIME ZONE": {Kind: ast.Time, Zone: true},
	"INTERVAL": {Kind: ast.Interval},
	"BLOB":     {Kind: ast.Blob}, "BYTEA": {Kind: ast.Blob}, "BINARY": {Kind: ast.Blob}, "VARBINARY": {Kind: ast.Blob},
	"TINYBLOB": {Kind: ast.Blob}, "MEDIUMBLOB": {Kind: ast.Blob}, "LONGBLOB": {Kind: ast.Blob},
	"JSON": {Kind: ast.JSON}, "JSONB": {Kind: ast.JSON}, "UUID": {Kind: ast.UUID},
}

// ParseType reads VARCHAR(40), numeric(12,4), timestamp(6) with time zone and the like. A name that is not known gives a
// custom type of that name, whose values travel as the driver has them.
func ParseType(decl string) ast.Type {
	name, numbers := splitType(decl)
	t, known := typeNames[name]
	if !known {
		if name == "" {
			return ast.Type{}
		}
		return ast.Type{Kind: ast.Custom, Custom: &ast.CustomDef{Name: strings.TrimSpace(decl)}}
	}
	switch t.Kind {
	case ast.Varchar, ast.Char, ast.Blob:
		if len(numbers) > 0 {
			t.Length = numbers[0]
		}
	case ast.Numeric:
		if len(numbers) > 0 {
			t.Precision = numbers[0]
		}
		if len(numbers) > 1 {
			t.Scale = numbers[1]
		}
	case ast.Float, ast.DateTime, ast.Time:
		if len(numbers) == 1 {
			t.Precision = numbers[0]
		}
	}
	return t
}

// Exactly is a type spelled as the database does, whose values are those of t: for what no type of this package would
// be created as.
func Exactly(decl string, t ast.Type) ast.Type {
	if t.Kind == ast.Custom {
		return t
	}
	return ast.Type{Kind: ast.Custom, Custom: &ast.CustomDef{Name: strings.ToUpper(strings.TrimSpace(decl)), Impl: t}}
}

// SameSpelling compares two spellings of a type without regard to case and blanks.
func SameSpelling(a, b string) bool {
	plain := func(s string) string { return strings.ToUpper(strings.ReplaceAll(s, " ", "")) }
	return plain(a) == plain(b)
}

// splitType takes "timestamp(6) with time zone" apart into its words in upper case and the numbers in parentheses.
func splitType(decl string) (string, []int) {
	open := strings.IndexByte(decl, '(')
	if open < 0 {
		return strings.ToUpper(strings.Join(strings.Fields(decl), " ")), nil
	}
	end := strings.IndexByte(decl[open:], ')')
	if end < 0 {
		return strings.ToUpper(strings.TrimSpace(decl[:open])), nil
	}
	var numbers []int
	for _, part := range strings.Split(decl[open+1:open+end], ",") {
		if n, err := strconv.Atoi(strings.TrimSpace(part)); err == nil {
			numbers = append(numbers, n)
		}
	}
	words := strings.Fields(decl[:open] + " " + decl[open+end+1:])
	return strings.ToUpper(strings.Join(words, " ")), numbers
}
