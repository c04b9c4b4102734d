// This file names the columns of a query as those around it see them.

package ast

import (
	"slices"
	"strconv"
)

// ColumnNames is the names under which the columns of a subquery are seen, "" for those without one. Of two columns with
// one name the later gets a number (id_1) that nothing else in the list is called. called is the name of a source.
func ColumnNames(list []Expr, style LabelStyle, called func(Source) string) []string {
	names := make([]string, len(list))
	for i, e := range list {
		col, own := named(e)
		switch {
		case own == "":
			continue
		case col != nil && style == LabelTableColumn && col.Source != nil:
			if source := called(col.Source); source != "" {
				own = source + "_" + own
			}
		}
		names[i] = own
		for j := range i {
			if names[j] == own && style != LabelNone {
				if other, _ := named(list[j]); other != nil && other == col {
					own += "_"
				}
				names[i] = numbered(own, list, names[:i])
				break
			}
		}
	}
	return names
}

// named is the name that an item of a column list brings along, and the column that it shows without a label.
func named(e Expr) (*Column, string) {
	switch e := e.(type) {
	case *Column:
		return e, e.Name
	case *Label:
		return nil, e.Name
	case *Cast:
		if col, ok := e.X.(*Column); ok && !e.Silent {
			return nil, col.Name
		}
	}
	return nil, ""
}

// numbered is the stem with the first number that is free.
func numbered(stem string, list []Expr, given []string) string {
	for n := 1; ; n++ {
		name := stem + "_" + strconv.Itoa(n)
		if !Spelled(list, name) && !slices.Contains(given, name) {
			return name
		}
	}
}

// Spelled tells whether an item of a column list is called so by itself.
func Spelled(list []Expr, name string) bool {
	for _, e := range list {
		if _, own := named(e); own == name {
			return true
		}
	}
	return false
}
