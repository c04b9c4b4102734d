// This file holds the ways to load a relation, and how a mapping says which one is meant where a query says nothing.
//
//layer:5 mapper, relation, declare

package orm

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// loading is a way to load a relation.
type loading uint8

const (
	asMapped   loading = iota // what the mapping says; in a mapping: by Load alone
	lazily                    // by Load alone
	bySelectIn                // by a statement that asks for the keys of the objects
	byJoin                    // in the same statement
	bySubquery                // by a statement that has the query's inside
	byRows                    // from rows that the query joins itself
	refused                   // never: Load is an error
	notAtAll                  // never: it reads as empty
)

// loadings are the words that a mapping has for them, SQLAlchemy's.
var loadings = map[string]loading{"select": lazily, "selectin": bySelectIn, "joined": byJoin, "subquery": bySubquery, "raise": refused, "noload": notAtAll}

// LazyAs says how queries load a relation that their options don't name: "selectin", "joined" or "subquery" load it along,
// "select" leaves it to Load, which is the default, "raise" refuses Load too, and with "noload" it reads as empty. A relation
// that leads back to a struct which the query is loading already is left to Load, unless JoinDepth says how far to go.
// The tag's word for it is lazy=selectin.
func LazyAs(way string) RelationOption {
	return relationOption(func(r *RelationProperty) { r.lazy = way })
}

// InnerJoin makes the join of a relation that is loaded by LazyAs("joined") an inner one, for a foreign key that is never NULL.
// The tag's word is inner_join.
func InnerJoin() RelationOption {
	return relationOption(func(r *RelationProperty) { r.innerJoin = true })
}

// JoinDepth says how many levels of a struct that leads to itself LazyAs loads along. The tag's word is join_depth=2.
func JoinDepth(levels int) RelationOption {
	return relationOption(func(r *RelationProperty) { r.depth = strconv.Itoa(levels) })
}

// readLoading resolves what was said about loading.
func (r *relation) readLoading(where string, p *problems) {
	known := slices.Sorted(maps.Keys(loadings))
	way, ok := loadings[r.def.lazy]
	switch {
	case r.def.lazy != "" && !ok:
		p.add("%s: unknown lazy %q%s; known are %s", where, r.def.lazy, suggest(r.def.lazy, known), strings.Join(known, ", "))
	case way != lazily:
		r.load = way
	}
	if r.def.innerJoin && r.load != byJoin {
		p.add("%s: inner_join goes with lazy=joined", where)
	}
	if r.def.depth == "" {
		return
	}
	depth, err := strconv.Atoi(r.def.depth)
	if err != nil || depth < 1 {
		p.add("%s: join_depth=%s is not a positive number", where, r.def.depth)
	}
	if r.depth = depth; r.load != byJoin && r.load != bySelectIn && r.load != bySubquery {
		p.add("%s: join_depth goes with lazy=selectin, joined or subquery", where)
	}
}
