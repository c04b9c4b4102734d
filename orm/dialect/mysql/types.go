// This file spells MySQL's and MariaDB's types.

package mysql

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

var errNoConflict = errors.New("MySQL and MariaDB have no ON CONFLICT; use OnDuplicateKey or a Prefix(\"IGNORE\")")

// ErrLength is a VARCHAR without a length, which MySQL and MariaDB can't create.
var ErrLength = errors.New("MySQL and MariaDB need a length for VARCHAR: declare it as orm.String(50), or as orm.UnicodeText for long text")

// TypeSQL spells a type in CREATE TABLE; a VARCHAR without a length is ErrLength.
func (Dialect) TypeSQL(t ast.Type) (string, error) {
	switch t.Kind {
	case ast.Varchar:
		if t.Length <= 0 {
			return "", ErrLength
		}
	case ast.Boolean:
		return "BOOL", nil
	case ast.DateTime, ast.Time:
		return withDigits(t), nil
	case ast.Float:
		if t.Precision > 0 {
			return "FLOAT(" + strconv.Itoa(t.Precision) + ")", nil
		}
	case ast.Double:
		return "DOUBLE", nil
	case ast.Enum:
		labels := make([]string, len(t.Enum.Labels))
		for i, label := range t.Enum.Labels {
			labels[i] = "'" + strings.ReplaceAll(strings.ReplaceAll(label, `\`, `\\`), "'", "''") + "'"
		}
		return "ENUM(" + strings.Join(labels, ",") + ")", nil
	case ast.Blob:
		if t.Length > 0 {
			return "BLOB(" + strconv.Itoa(t.Length) + ")", nil
		}
	}
	return dialect.TypeName(t), nil
}

// withDigits is a type of time with the digits behind the second that were asked for.
func withDigits(t ast.Type) string {
	if t.Precision == 0 {
		return dialect.TypeName(t)
	}
	return dialect.TypeName(t) + "(" + strconv.Itoa(t.Precision) + ")"
}

// CastSQL spells a type in CAST, which takes other words than CREATE TABLE.
func (Dialect) CastSQL(t ast.Type) (string, error) {
	switch t.Kind {
	case ast.Integer, ast.SmallInteger, ast.BigInteger, ast.Boolean:
		return "SIGNED INTEGER", nil
	case ast.Varchar, ast.Char, ast.LongText, ast.Enum, ast.UUID:
		if t.Length > 0 {
			return "CHAR(" + strconv.Itoa(t.Length) + ")", nil
		}
		return "CHAR", nil
	case ast.Numeric:
		return strings.Replace(dialect.TypeName(t), "NUMERIC", "DECIMAL", 1), nil
	case ast.Float, ast.Double:
		return "DOUBLE", nil
	case ast.DateTime, ast.Time:
		return withDigits(t), nil
	case ast.Date:
		return dialect.TypeName(t), nil
	case ast.Blob:
		return "BINARY", nil
	}
	return "", fmt.Errorf("MySQL and MariaDB can't cast to %s", t)
}
