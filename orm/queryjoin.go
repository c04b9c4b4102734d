// This file holds joins of queries, and queries over a prototype's alias.
//
//layer:6 session, flush, query, load

package orm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// QueryOver begins a query of the objects of a prototype's table under the prototype's name: that of orm.Alias, or the
// table itself.
func QueryOver(s *Session, proto any) AnyQuery {
	p, err := wholePrototype(proto)
	if err != nil {
		return AnyQuery{s: s, err: err, limit: -1, offset: -1}
	}
	q := QueryType(s, p.typ)
	if q.err == nil {
		q.from = p.source(q.m)
	}
	return q
}

// wholePrototype finds the prototype that a pointer to a struct is.
func wholePrototype(proto any) (*prototype, error) {
	at, t, ok := access.PtrOf(proto)
	if ok {
		if p, offset := prototypeOf(at); p != nil && offset == 0 && p.typ == t {
			return p, nil
		}
	}
	return nil, fmt.Errorf("orm: a %T is not a prototype; make one with orm.Columns[T]() or orm.Alias[T](name)", proto)
}

// source is what the query's columns stand in.
func (q AnyQuery) source() ast.Source {
	if q.from != nil {
		return q.from
	}
	return q.m.rows
}

// joinTo is a table to be joined: by a relation, or to a prototype with conditions.
type joinTo struct {
	rel    AnyAttr
	target ast.Source // nil: the relation's own table
	on     []ast.Expr
	outer  bool
}

// Join joins the table that a relation leads to: JOIN users ON users.id = addresses.user_id.
func (q AnyQuery) Join(relation AnyAttr) AnyQuery { return q.join(joinTo{rel: relation}) }

// OuterJoin is Join that keeps objects without a related one.
func (q AnyQuery) OuterJoin(relation AnyAttr) AnyQuery {
	return q.join(joinTo{rel: relation, outer: true})
}

// JoinAs joins by a relation to the alias that a prototype stands for, or to the subquery of orm.Aliased.
func (q AnyQuery) JoinAs(proto any, relation AnyAttr) AnyQuery {
	return q.joinAs(proto, relation, false)
}

// OuterJoinAs is JoinAs that keeps objects without a related one.
func (q AnyQuery) OuterJoinAs(proto any, relation AnyAttr) AnyQuery {
	return q.joinAs(proto, relation, true)
}

func (q AnyQuery) joinAs(proto any, relation AnyAttr, outer bool) AnyQuery {
	j, err := joinAs(proto, relation, outer)
	if err != nil {
		return q.fail(err)
	}
	return q.join(j)
}

// JoinOn joins the table of a prototype, a table or a subquery where conditions hold; without conditions the foreign key
// between the tables decides.
func (q AnyQuery) JoinOn(target any, conds []Cond) AnyQuery { return q.joinOn(target, conds, false) }

// OuterJoinOn is JoinOn that keeps objects without a partner.
func (q AnyQuery) OuterJoinOn(target any, conds []Cond) AnyQuery {
	return q.joinOn(target, conds, true)
}

func (q AnyQuery) joinOn(target any, conds []Cond, outer bool) AnyQuery {
	j, err := joinOn(target, conds, outer)
	if err != nil {
		return q.fail(err)
	}
	return q.join(j)
}

// joinAs joins by a relation to another place where its objects stand.
func joinAs(target any, relation AnyAttr, outer bool) (joinTo, error) {
	if relation.err != nil {
		return joinTo{}, relation.err
	}
	e, err := wholeEntity(target)
	if err == nil && relation.attr.rel != nil && relation.attr.rel.target != e.m {
		err = fmt.Errorf("orm: %s leads to a %s, not to a %s", relation.attr.rel, relation.attr.rel.target.name, e.m.name)
	}
	return joinTo{rel: relation, target: e.from, outer: outer}, err
}

// joinOn joins where conditions hold.
func joinOn(target any, conds []Cond, outer bool) (joinTo, error) {
	from, err := joinSource(target)
	return joinTo{target: from, on: condNodes(conds), outer: outer}, err
}

func (q AnyQuery) join(j joinTo) AnyQuery {
	if q.err != nil {
		return q
	}
	if q.set != nil {
		return q.fail(errSetJoined)
	}
	if q.joined == nil {
		q.joined = q.source()
	}
	from, err := j.apply(q.joined)
	if err != nil {
		return q.fail(err)
	}
	q.joined = from
	return q
}

// apply puts the join behind what is joined so far.
func (j joinTo) apply(from ast.Source) (ast.Source, error) {
	r := j.rel.attr.rel
	switch {
	case j.rel.err != nil:
		return nil, j.rel.err
	case len(j.on) > 0:
		return &ast.Join{Left: from, Right: j.target, On: allOf(j.on), Outer: j.outer}, nil
	case r == nil && j.target != nil:
		return j.byKey(from)
	case r == nil:
		return nil, errors.New("orm: Join takes a relation, or a prototype with conditions")
	}
	owner := j.rel.attr.proto.source(j.rel.attr.m)
	target := j.target
	if target == nil {
		target = r.target.rows
	}
	if twice(from, target) {
		return nil, fmt.Errorf("orm: %s leads to a table that is read already: join it under another name, JoinAs(orm.Alias[%s](\"other\"), ...)", r, r.target.name)
	}
	if r.direction == manyToMany {
		between := &ast.Alias{Of: r.secondary.source}
		var near, far []ast.Expr
		for i, c := range r.secondLocal {
			near = append(near, equals(r.owner.column(r.local[i], owner), aliased(c, between)))
		}
		for i, c := range r.secondFar {
			far = append(far, equals(r.far(i, target), aliased(c, between)))
		}
		far = append(append(far, r.targetCond(target, between)...), condNodes(j.rel.and)...)
		from = &ast.Join{Left: from, Right: between, On: allOf(near), Outer: j.outer}
		return &ast.Join{Left: from, Right: target, On: allOf(far), Outer: j.outer}, nil
	}
	on := append([]ast.Expr{r.on(owner, target)}, condNodes(j.rel.and)...)
	return &ast.Join{Left: from, Right: target, On: allOf(on), Outer: j.outer}, nil
}

// twice tells whether a table of what is to be joined stands there already under the same name.
func twice(from, target ast.Source) bool {
	here := leaves(from)
	return slices.ContainsFunc(leaves(target), func(s ast.Source) bool { return slices.Contains(here, s) })
}

// within tells whether all tables of a source stand in another under their names.
func within(inner, from ast.Source) bool {
	here := leaves(from)
	return !slices.ContainsFunc(sources(inner), func(s ast.Source) bool { return !slices.Contains(here, s) })
}

// byKey joins two tables by the one foreign key between them.
func (j joinTo) byKey(from ast.Source) (ast.Source, error) {
	on, err := foreignKeyJoin(from, j.target)
	if err != nil {
		return nil, err
	}
	return &ast.Join{Left: from, Right: j.target, On: on, Outer: j.outer}, nil
}

// on is the condition of a join along the relation: the key that is referred to stands first.
func (r *relation) on(owner, target ast.Source) ast.Expr {
	var list []ast.Expr
	for i := range r.local {
		l, x := r.owner.column(r.local[i], owner), r.far(i, target)
		if r.direction == manyToOne {
			l, x = x, l
		}
		list = append(list, equals(l, x))
	}
	return allOf(append(list, r.targetCond(target, nil)...))
}

// foreignKeyJoin finds the condition between two sources that are mapped tables or aliases of them.
func foreignKeyJoin(from, to ast.Source) (ast.Expr, error) {
	target := mapperOf(to)
	var found []ast.Expr
	for _, left := range sources(from) {
		m := mapperOf(left)
		if m == nil || target == nil {
			continue
		}
		for _, ref := range referencesTo(target.table, m.table) {
			found = append(found, ref.on(left, to))
		}
		for _, ref := range referencesTo(m.table, target.table) {
			found = append(found, ref.on(to, left))
		}
	}
	switch len(found) {
	case 0:
		return nil, refuse(ErrNoForeignKey, "orm: there is no foreign key between what is joined; give conditions")
	case 1:
	default:
		return nil, refuse(ErrAmbiguousJoin, "orm: there are %d foreign keys between what is joined; join by a relation, or give conditions", len(found))
	}
	return found[0], nil
}

// on is the condition of a foreign key: the key that is referred to stands first.
func (ref reference) on(key, referring ast.Source) ast.Expr {
	var list []ast.Expr
	for i, c := range ref.columns {
		list = append(list, equals(sourced(ref.targets[i], key), sourced(c, referring)))
	}
	return allOf(list)
}

// sources lists the sources of a chain of joins, the last first.
func sources(s ast.Source) []ast.Source {
	if j, ok := s.(*ast.Join); ok {
		return slices.Concat(sources(j.Right), sources(j.Left))
	}
	return []ast.Source{s}
}

// mapperOf finds the mapper of a table or an alias of it; nil for anything else.
func mapperOf(s ast.Source) *Mapper {
	if a, ok := s.(*ast.Alias); ok {
		s = a.Of
	}
	for _, m := range mappers.load().order {
		if ast.Source(m.table.source) == s {
			return m
		}
	}
	return nil
}
