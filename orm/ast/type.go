// This file holds the SQL type of a column or a value, independent of dialect.

package ast

import "strconv"

// TypeKind is the family of a Type. The zero kind is a value whose type is not known.
type TypeKind uint8

// The kinds. A dialect decides how each is spelled and how its values travel.
const (
	Unknown TypeKind = iota
	Integer
	SmallInteger
	BigInteger
	Float
	Double
	Numeric
	Number // any number as the database gives it
	Boolean
	Varchar
	Char
	LongText
	Date
	DateTime
	Time
	Interval
	Blob
	JSON
	UUID
	Enum
	Custom
)

// Type describes a SQL type. Fields that mean nothing to its Kind are zero. Types are compared with ==.
type Type struct {
	Kind      TypeKind
	Zone      bool // DateTime and Time with a time zone
	Length    int  // Varchar, Char, Blob: 0 is none given
	Precision int  // Numeric, Float: 0 is none given
	Scale     int
	Enum      *EnumDef   // Enum only
	Custom    *CustomDef // Custom only
}

// EnumDef lists the labels of an enumeration; Name is its type name where the database has such types.
type EnumDef struct {
	Name   string
	Labels []string
}

// CustomDef is a type made by a program: spelled in SQL as Name, stored as Impl, converted by the two functions,
// either of which may be nil.
type CustomDef struct {
	Name string
	Impl Type
	Bind func(value any) (any, error)
	Scan func(value any) (any, error)
}

var kindNames = [...]string{
	Unknown: "NullType", Integer: "Integer", SmallInteger: "SmallInteger", BigInteger: "BigInteger", Float: "Float",
	Double: "Double", Numeric: "Numeric", Number: "Number", Boolean: "Boolean", Varchar: "String", Char: "CHAR", LongText: "Text", Date: "Date",
	DateTime: "DateTime", Time: "Time", Interval: "Interval", Blob: "LargeBinary", JSON: "JSON", UUID: "UUID",
	Enum: "Enum", Custom: "Custom",
}

// String is the type as SQLAlchemy's repr prints it: String(length=40), Numeric(precision=12, scale=4), Integer().
func (t Type) String() string {
	var args string
	switch {
	case t.Kind == Custom && t.Custom != nil:
		if t.Custom.Name == "" {
			return t.Custom.Impl.String()
		}
		return t.Custom.Name + "()"
	case t.Kind == Enum && t.Enum != nil:
		for _, label := range t.Enum.Labels {
			args += "'" + label + "', "
		}
		args += "name='" + t.Enum.Name + "'"
	case t.Kind == Numeric && t.Precision > 0:
		args = "precision=" + strconv.Itoa(t.Precision) + ", scale=" + strconv.Itoa(t.Scale)
	case t.Precision > 0:
		args = "precision=" + strconv.Itoa(t.Precision)
	case t.Length > 0:
		args = "length=" + strconv.Itoa(t.Length)
	case t.Zone:
		args = "timezone=True"
	}
	return kindNames[t.Kind] + "(" + args + ")"
}

// Spelled is the type whose name stands in SQL: that of a custom type without a name is the one it is stored as.
func (t Type) Spelled() Type {
	if t.Kind == Custom && t.Custom != nil && t.Custom.Name == "" {
		return t.Custom.Impl.Spelled()
	}
	return t
}

// Affinity is the kind whose operators and values a type shares: Varchar for all text, Integer for all integers.
func (t Type) Affinity() TypeKind {
	switch t.Kind {
	case SmallInteger, BigInteger:
		return Integer
	case Char, LongText, Enum:
		return Varchar
	case Double:
		return Float
	case Custom:
		if t.Custom != nil {
			return t.Custom.Impl.Affinity()
		}
	}
	return t.Kind
}
