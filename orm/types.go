// This file holds the SQL types of columns.
//
//layer:2

package orm

import (
	"github.com/ormsh/ormsh/orm/ast"
)

// Type is a column's SQL type. It is sealed: Integer and its kin, String, Numeric, Enum and the others of this package
// make them, NewType makes one of your own.
type Type interface {
	// String is the type as the repr of a column shows it: String(length=40).
	String() string
	sqlType() ast.Type
}

// BasicType is a type without parameters.
type BasicType uint8

// The basic types. UnicodeText is text without a length (SQLAlchemy calls it Text; orm.Text is the statement).
// DateTime keeps no zone: values are converted to UTC; DateTimeTZ has one where the database can keep it. DateTime and Time of
// MySQL and MariaDB keep whole seconds of these, and of Interval: DateTimePrecision(6) keeps what Go's times have.
const (
	Integer BasicType = iota + 1
	SmallInteger
	BigInteger
	Float
	Double
	Boolean
	Date
	DateTime
	DateTimeTZ
	Time
	Interval
	LargeBinary
	UnicodeText
	JSON
	UUID
)

var basicKinds = [...]ast.Type{Integer: {Kind: ast.Integer}, SmallInteger: {Kind: ast.SmallInteger}, BigInteger: {Kind: ast.BigInteger},
	Float: {Kind: ast.Float}, Double: {Kind: ast.Double}, Boolean: {Kind: ast.Boolean}, Date: {Kind: ast.Date}, DateTime: {Kind: ast.DateTime},
	DateTimeTZ: {Kind: ast.DateTime, Zone: true}, Time: {Kind: ast.Time}, Interval: {Kind: ast.Interval}, LargeBinary: {Kind: ast.Blob},
	UnicodeText: {Kind: ast.LongText}, JSON: {Kind: ast.JSON}, UUID: {Kind: ast.UUID}}

// String is the type's repr: Integer().
func (t BasicType) String() string { return t.sqlType().String() }

func (t BasicType) sqlType() ast.Type {
	if int(t) < len(basicKinds) {
		return basicKinds[t]
	}
	return ast.Type{}
}

// StringType is VARCHAR; Length 0 is without a length, which MySQL and MariaDB refuse.
type StringType struct{ Length int }

// String is the type's repr: String(length=40).
func (t StringType) String() string { return t.sqlType().String() }

func (t StringType) sqlType() ast.Type { return ast.Type{Kind: ast.Varchar, Length: t.Length} }

// String is the type VARCHAR: String() without a length, String(40) with one. More than one number is taken as the first.
func String(length ...int) StringType {
	if len(length) == 0 {
		return StringType{}
	}
	return StringType{Length: length[0]}
}

// CharType is CHAR, text of a fixed length.
type CharType struct{ Length int }

// String is the type's repr: CHAR(length=2).
func (t CharType) String() string { return t.sqlType().String() }

func (t CharType) sqlType() ast.Type { return ast.Type{Kind: ast.Char, Length: t.Length} }

// Char is the type CHAR(length).
func Char(length int) CharType { return CharType{Length: length} }

// NumericType is NUMERIC: exact decimals. Precision 0 is NUMERIC without parameters.
type NumericType struct{ Precision, Scale int }

// String is the type's repr: Numeric(precision=12, scale=4).
func (t NumericType) String() string { return t.sqlType().String() }

func (t NumericType) sqlType() ast.Type {
	return ast.Type{Kind: ast.Numeric, Precision: t.Precision, Scale: t.Scale}
}

// Numeric is the type NUMERIC(precision, scale); Numeric(0, 0) is plain NUMERIC.
func Numeric(precision, scale int) NumericType {
	return NumericType{Precision: precision, Scale: scale}
}

// FloatType is FLOAT with a binary precision.
type FloatType struct{ Precision int }

// String is the type's repr: Float(precision=24).
func (t FloatType) String() string { return t.sqlType().String() }

func (t FloatType) sqlType() ast.Type { return ast.Type{Kind: ast.Float, Precision: t.Precision} }

// FloatPrecision is the type FLOAT(precision).
func FloatPrecision(precision int) FloatType { return FloatType{Precision: precision} }

// TimeType is a date with a time, or a time of day, with a number of digits behind the second. MySQL and MariaDB keep none
// without it: their DATETIME drops what is beyond the second.
type TimeType struct {
	OfDay     bool
	Precision int
}

// String is the type's repr: DateTime(precision=6).
func (t TimeType) String() string { return t.sqlType().String() }

func (t TimeType) sqlType() ast.Type {
	if t.OfDay {
		return ast.Type{Kind: ast.Time, Precision: t.Precision}
	}
	return ast.Type{Kind: ast.DateTime, Precision: t.Precision}
}

// DateTimePrecision is DateTime with up to six digits behind the second: DATETIME(6), TIMESTAMP(6).
func DateTimePrecision(digits int) TimeType { return TimeType{Precision: digits} }

// TimePrecision is Time with up to six digits behind the second.
func TimePrecision(digits int) TimeType { return TimeType{OfDay: true, Precision: digits} }

// EnumType is an enumeration: a type of its own on PostgreSQL, ENUM on MySQL, VARCHAR elsewhere.
type EnumType struct{ def *ast.EnumDef }

// String is the type's repr: Enum('x', 'y', name='xy').
func (t EnumType) String() string { return t.sqlType().String() }

func (t EnumType) sqlType() ast.Type { return ast.Type{Kind: ast.Enum, Enum: t.def} }

// Labels are the values in order.
func (t EnumType) Labels() []string { return append([]string(nil), t.def.Labels...) }

// Enum is an enumeration with a name (PostgreSQL's type name) and its values. Values outside are refused before SQL is sent.
func Enum(name string, labels ...string) EnumType {
	return EnumType{def: &ast.EnumDef{Name: name, Labels: append([]string(nil), labels...)}}
}

// CustomType is a type of a program: how it is spelled in SQL and how its values are converted.
type CustomType struct{ def *ast.CustomDef }

// String is the type's repr: its name with parentheses.
func (t CustomType) String() string { return t.sqlType().String() }

func (t CustomType) sqlType() ast.Type { return ast.Type{Kind: ast.Custom, Custom: t.def} }

// NewType makes a type that is stored as impl. bind turns a Go value into one that impl takes, scan does the reverse; a nil
// function leaves the value as it is, and NULL reaches neither. sql is the spelling in CREATE TABLE; "" takes impl's.
func NewType(sql string, impl Type, bind, scan func(any) (any, error)) CustomType {
	return CustomType{def: &ast.CustomDef{Name: sql, Impl: impl.sqlType(), Bind: bind, Scan: scan}}
}
