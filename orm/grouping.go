// This file holds groupings of several levels in one statement.
//
//layer:3

package orm

import "github.com/ormsh/ormsh/orm/ast"

// Rollup groups by all operands, then by all but the last and so on, down to one row for all: GROUP BY ROLLUP(a, b), on MySQL
// and MariaDB GROUP BY a, b WITH ROLLUP. SQLite has none and refuses it.
func Rollup(by ...Operand) Expr { return groupings("ROLLUP", single(by)...) }

// Cube groups by every subset of the operands (PostgreSQL).
func Cube(by ...Operand) Expr { return groupings("CUBE", single(by)...) }

// GroupingSets groups by each of the sets (PostgreSQL); an empty set is one row for all.
func GroupingSets(sets ...[]Operand) Expr { return groupings("GROUPING SETS", sets...) }

func single(by []Operand) [][]Operand {
	sets := make([][]Operand, len(by))
	for i, o := range by {
		sets[i] = []Operand{o}
	}
	return sets
}

func groupings(word string, sets ...[]Operand) Expr {
	if len(sets) == 0 {
		return Expr{node: bad("%s needs something to group by", word)}
	}
	g := &ast.GroupingSets{Word: word}
	out := Expr{node: g}
	for _, set := range sets {
		g.Sets = append(g.Sets, nodes(set))
		for _, o := range set {
			if out.meta == nil && !isNil(o) {
				out.meta = o.Node().meta
			}
		}
	}
	return out
}
