// This file holds relations that are narrowed to structs that embed their target.
//
//layer:5 mapper, relation, declare

package orm

import (
	"fmt"
	"reflect"

	"github.com/ormsh/ormsh/orm/ast"
)

// OfType narrows a relation to those objects that are of a struct type which embeds the target, for Join, Any and Has: conditions
// may name its columns then. Where a relation is loaded along, the columns of that struct come too, and the others' objects as
// well. Generic programs write orm.OfType[Engineer](orm.Many(&C.Employees)).
func (a AnyAttr) OfType(t reflect.Type) AnyAttr {
	r := a.attr.rel
	switch {
	case a.err != nil:
		return a
	case r == nil:
		return badAttr(fmt.Errorf("OfType narrows a relation: orm.Many or orm.One"))
	}
	sub, ok := r.target.reg.find(t)
	if !ok {
		sub, ok = mappers.find(t)
	}
	if !ok || !sub.isA(r.target) {
		return badAttr(fmt.Errorf("%s leads to a %s, and %s isn't mapped as one: OfType takes a struct that embeds it", r, r.target.name, t.Name()))
	}
	narrow := *r.wide()
	narrow.target, narrow.of = sub, r.wide()
	a.attr.rel = &narrow
	return a
}

// wide is the relation as it was declared, of one that OfType has narrowed.
func (r *relation) wide() *relation {
	if r.of != nil {
		return r.of
	}
	return r
}

// far is the column at the relation's end: that of the target as it was declared, also where OfType has narrowed it.
func (r *relation) far(i int, from ast.Source) *ast.Column {
	return r.wide().target.column(r.remote[i], from)
}
