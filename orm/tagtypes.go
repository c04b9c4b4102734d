// This file reads the types of columns that tags name.
//
//layer:5 mapper, relation, declare

package orm

import (
	"database/sql"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// tagType is a word of type=: how many numbers may stand behind it, and the type that they make.
type tagType struct {
	most int
	make func(args []int) Type
}

// sqlTypes are the words of type=. "enum" takes labels instead of numbers.
var sqlTypes = map[string]tagType{
	"integer": fixed(Integer), "smallint": fixed(SmallInteger), "bigint": fixed(BigInteger), "float": fixed(Float), "double": fixed(Double),
	"boolean": fixed(Boolean), "date": fixed(Date), "datetimetz": fixed(DateTimeTZ), "interval": fixed(Interval),
	"blob": fixed(LargeBinary), "text": fixed(UnicodeText), "json": fixed(JSON), "uuid": fixed(UUID), "enum": fixed(nil),
	"datetime": {1, func(args []int) Type { return orPrecision(DateTime, args) }},
	"time":     {1, func(args []int) Type { return orPrecision(Time, args) }},
	"string":   {1, func(args []int) Type { return String(args...) }},
	"char":     {1, func(args []int) Type { return Char(append(args, 1)[0]) }},
	"numeric": {2, func(args []int) Type {
		args = append(args, 0, 0)
		return Numeric(args[0], args[1])
	}},
}

func fixed(t Type) tagType { return tagType{0, func([]int) Type { return t }} }

// orPrecision is a type of time with the digits of its seconds, if they are given.
func orPrecision(t BasicType, args []int) Type {
	switch {
	case len(args) == 0:
		return t
	case t == Time:
		return TimePrecision(args[0])
	}
	return DateTimePrecision(args[0])
}

// parseType reads type=numeric(10 2) and type=enum(red green): arguments are separated by blanks, since commas end the tag word.
func parseType(f *access.Field, text, where string, p *problems) Type {
	name, rest, _ := strings.Cut(text, "(")
	name = strings.ToLower(strings.TrimSpace(name))
	t, ok := sqlTypes[name]
	if !ok {
		var names []string
		for n := range sqlTypes {
			names = append(names, n)
		}
		slices.Sort(names)
		p.add("%s: unknown type %q%s; known are %s", where, name, suggest(name, names), strings.Join(names, ", "))
		return nil
	}
	words := strings.Fields(strings.TrimSuffix(rest, ")"))
	if name == "enum" {
		return enumOf(f, words, where, p)
	}
	var args []int
	for _, word := range words {
		n, err := strconv.Atoi(word)
		if err != nil || n < 0 {
			p.add("%s: type %q: %q is not a number", where, text, word)
			return nil
		}
		args = append(args, n)
	}
	if len(args) > t.most {
		p.add("%s: type %q: %s takes %d numbers at most", where, text, name, t.most)
		return nil
	}
	if (name == "datetime" || name == "time") && len(args) > 0 && args[0] > 6 {
		p.add("%s: type %q: there are six digits behind the second at most", where, text)
	}
	typ := t.make(args)
	if !keeps(f.Base(), typ.sqlType()) {
		p.add("%s: a field of type %s can't hold %s", where, f.Type, typ)
	}
	return typ
}

// keeps tells whether values of a type can be those of a plain Go kind; other fields convert as they like.
func keeps(t reflect.Type, column ast.Type) bool {
	if reflect.PointerTo(t).Implements(scannerType) {
		return true
	}
	text, logical, number := t.Kind() == reflect.String, t.Kind() == reflect.Bool, t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64
	switch column.Kind {
	case ast.Date, ast.DateTime, ast.Time:
		return !text && !logical && !number
	case ast.Integer, ast.SmallInteger, ast.BigInteger, ast.Float, ast.Double, ast.Interval:
		return !text && !logical
	case ast.Boolean:
		return !text && !number
	case ast.Varchar, ast.Char, ast.LongText:
		return !logical && !number
	}
	return true
}

var scannerType = reflect.TypeFor[sql.Scanner]()

// enumOf is an enumeration of the labels. It is called after the field's Go type, or after the field where that is string.
func enumOf(f *access.Field, labels []string, where string, p *problems) Type {
	if len(labels) == 0 {
		p.add("%s: type=enum needs its values: type=enum(red green)", where)
		return nil
	}
	for i, label := range labels {
		if slices.Contains(labels[:i], label) {
			p.add("%s: type=enum has %s twice", where, label)
		}
	}
	name := f.Base().Name()
	if name == "" || name == "string" {
		name = f.Name
	}
	return Enum(snakeCase(name), labels...)
}
