// This file holds the options of a query that say how relations are loaded along.
//
//layer:6 session, flush, query, load

package orm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// LoadOption says how a query loads a relation along with its objects, or which columns it brings. What is said about the
// objects that a relation leads to stands inside its option, to any depth:
//
//	orm.SelectIn(orm.Many(&U.Addresses), orm.Joined(orm.One(&A.City)), orm.Defer(&A.Notes))
//
// Options of one relation add up; of two ways to load it the later holds. An option that names a relation or a column of
// another struct is refused by the query. A relation that an object of the session has loaded already stays as it is,
// unless the query says PopulateExisting.
type LoadOption struct {
	rel   *relation
	how   loading
	inner bool       // of byJoin: an inner join
	from  ast.Source // of byRows: where the related objects stand; nil for their table
	then  []LoadOption
	every bool // about all relations, instead of rel
	err   error

	columns *columnOption // about columns instead
}

// ContainsOf takes a relation from the rows of a query that joins it itself: what its conditions leave out isn't loaded.
// Generic programs write orm.Contains(orm.Many(&U.Addresses)).
func ContainsOf(relation AnyAttr, then []LoadOption) LoadOption {
	return loadOption(relation, byRows, then)
}

// SelectInOf loads a relation of all objects of the query by one more statement for each 500 of them. Generic programs write
// orm.SelectIn(orm.Many(&U.Addresses)).
func SelectInOf(relation AnyAttr, then []LoadOption) LoadOption {
	return loadOption(relation, bySelectIn, then)
}

// JoinedOf loads a relation in the query's own statement, by a LEFT OUTER JOIN. Where a collection is joined, a limit and
// Distinct count objects: the query stands in a subquery then. Generic programs write orm.Joined(orm.Many(&U.Addresses)).
func JoinedOf(relation AnyAttr, then []LoadOption) LoadOption {
	return loadOption(relation, byJoin, then)
}

// SubqueryOf loads a relation of all objects of the query by one more statement, which finds them by the query itself, as a
// subquery, instead of listing their keys. Generic programs write orm.Subquery(orm.Many(&U.Addresses)).
func SubqueryOf(relation AnyAttr, then []LoadOption) LoadOption {
	return loadOption(relation, bySubquery, then)
}

// DefaultLoad loads a relation as its mapping says, and leads to options about what it brings.
func DefaultLoad(r Related, then ...LoadOption) LoadOption {
	return loadOption(r.Attribute(), asMapped, then)
}

// LazyLoad leaves a relation to Load, whatever its mapping says. LazyLoad(orm.AllRelations()) does so with all relations
// that no other option names, of all objects that the query loads; inside the option of a relation it is about what that leads to.
func LazyLoad(r Related) LoadOption { return loadOption(r.Attribute(), lazily, nil) }

// LoadNothing lets a relation read as empty without asking the database, SQLAlchemy's noload. AllRelations means those that no
// other option names.
func LoadNothing(r Related) LoadOption { return loadOption(r.Attribute(), notAtAll, nil) }

// RaiseLoad refuses to Load a relation of the query's objects, with ErrRaiseLoad: a guard where loading object by object would
// be too much. A flush that needs the relation loads it all the same. AllRelations means those that no other option names.
func RaiseLoad(r Related) LoadOption { return loadOption(r.Attribute(), refused, nil) }

// AllRelations stands for every relation in LazyLoad, LoadNothing and RaiseLoad.
func AllRelations() Related { return everyRelation{} }

type everyRelation struct{}

// Attribute is no attribute: only options understand it.
func (everyRelation) Attribute() AnyAttr {
	a := badAttr(errors.New("orm: AllRelations stands in LazyLoad, LoadNothing and RaiseLoad only"))
	a.every = true
	return a
}

// Inner makes the join of Joined an inner one: objects without a related one are left out. Below an outer join, objects of the
// relation above are left out instead.
func (o LoadOption) Inner() LoadOption {
	if o.err == nil && o.how != byJoin {
		o.err = errors.New("orm: Inner belongs to Joined")
	}
	o.inner = true
	return o
}

// As says under which name a query joined what Contains takes: the prototype that JoinAs got.
func (o LoadOption) As(proto any) LoadOption {
	e, err := wholeEntity(proto)
	switch {
	case o.err != nil:
		return o
	case err != nil:
		o.err = err
	case o.how != byRows:
		o.err = errors.New("orm: As belongs to Contains: other ways to load make their own joins")
	case e.m.typ() != o.rel.target.typ():
		o.err = fmt.Errorf("orm: %s leads to a %s, not to a %s", o.rel, o.rel.target.name, e.m.name)
	}
	o.from = e.from
	return o
}

func loadOption(a AnyAttr, how loading, then []LoadOption) LoadOption {
	switch {
	case a.every && (how == lazily || how == refused || how == notAtAll):
		return LoadOption{every: true, how: how}
	case a.err != nil:
		return LoadOption{err: a.err}
	case a.attr.rel == nil:
		return LoadOption{err: errors.New("orm: only a relation can be loaded along")}
	case len(a.and) > 0:
		return LoadOption{err: fmt.Errorf("orm: %s is loaded whole: And belongs to a join, or to Any", a.attr.rel)}
	}
	r := a.attr.rel
	if r.of != nil {
		then = append(slices.Clip(then), WithPolymorphic(r.target.typ()))
	}
	return LoadOption{rel: r.wide(), how: how, then: then}
}

// said is what the options of a place say about one relation.
type said struct {
	r     *relation
	how   loading
	named bool // by an option, not only by the mapping
	inner bool
	from  ast.Source
	then  []LoadOption
}

// sayings sorts the options about relations of m's objects by relation; every is what holds for those that none names.
func (m *Mapper) sayings(opts []LoadOption, every loading) (list []said, err error) {
	if len(opts) == 0 && every == asMapped && !m.eager {
		return nil, nil
	}
	if err := m.settleAll(); err != nil {
		return nil, err
	}
	found := map[*relation]*said{}
	for _, o := range opts {
		switch {
		case o.err != nil:
			return nil, o.err
		case o.columns != nil || o.every:
			continue
		}
		r, err := m.relationOf(o.rel)
		if err != nil {
			return nil, err
		}
		one := found[r]
		if one == nil {
			one = &said{r: r}
			found[r] = one
		}
		if one.named = true; o.how != asMapped {
			one.how, one.inner, one.from = o.how, o.inner, o.from
		}
		one.then = append(one.then, o.then...)
	}
	for _, r := range m.reachable(opts) {
		one := said{r: r, how: every}
		if named := found[r]; named != nil {
			one = *named
		}
		if one.how == asMapped && r.load != asMapped {
			one.how, one.inner = r.load, r.def.innerJoin
		}
		list = append(list, one)
	}
	return list, nil
}

// reachable lists the relations of m's objects, and those that options name of structs that embed m's.
func (m *Mapper) reachable(opts []LoadOption) []*relation {
	list := m.ownFirst()
	for _, o := range opts {
		if o.rel == nil {
			continue
		}
		if r, err := m.relationOf(o.rel); err == nil && !slices.Contains(list, r) {
			list = append(list[:len(list):len(list)], r)
		}
	}
	return list
}

// relationOf finds the relation that an option names among those of m's objects.
func (m *Mapper) relationOf(named *relation) (*relation, error) {
	of := []*Mapper{m}
	if m.family != nil {
		of = append(of, m.family.list...)
	}
	for _, each := range of {
		if !each.isA(m) {
			continue
		}
		for _, r := range each.rels {
			if r == named || r.field.Name == named.field.Name && r.owner.typ() == named.owner.typ() {
				return r, nil
			}
		}
	}
	return nil, fmt.Errorf("orm: %s is no relation of %s: say it inside the option of the relation that leads to a %s", named, m.name, named.owner.name)
}

// everyOf is what the options of a place say about all relations; without a word what holds above.
func everyOf(opts []LoadOption, above loading) loading {
	for _, o := range opts {
		if o.every && o.err == nil {
			above = o.how
		}
	}
	return above
}
