// This file holds the options of a query that say which columns come along.
//
//layer:6 session, flush, query, load

package orm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// columnOption is a LoadOption about columns.
type columnOption struct {
	models []any // of WithPolymorphic
	all    bool  // WithPolymorphic() of all structs
}

// WithPolymorphic lets a query of a base bring the columns of structs that embed it: of those that are named (Manager{}),
// without a name of all. Tables of their own are joined by LEFT OUTER JOIN, and conditions may name their columns.
func WithPolymorphic(models ...any) LoadOption {
	return LoadOption{columns: &columnOption{models: models, all: len(models) == 0}}
}

// subs lists the structs whose columns a query brings beside its own, bases first.
func (q AnyQuery) subs() (list []*Mapper, err error) {
	for _, o := range q.loads {
		if o.columns == nil || !o.columns.all && len(o.columns.models) == 0 {
			continue
		}
		wanted, err := o.columns.mappers(q.m)
		if err != nil {
			return nil, err
		}
		for _, m := range wanted {
			if !slices.Contains(list, m) {
				list = append(list, m)
			}
		}
	}
	switch {
	case len(list) == 0:
	case q.set != nil:
		return nil, errors.New("orm: WithPolymorphic reads tables, not the rows of a set operation")
	case q.from != nil && q.from != q.m.rows:
		return nil, fmt.Errorf("orm: WithPolymorphic reads %s under its own name, not under an alias", q.m.table.name)
	}
	return list, nil
}

// mappers lists the structs that the option names, each behind those it embeds.
func (o *columnOption) mappers(base *Mapper) (list []*Mapper, err error) {
	if base.family == nil {
		return nil, fmt.Errorf("orm: WithPolymorphic: no mapped struct embeds %s", base.name)
	}
	wanted := map[*Mapper]bool{}
	for _, model := range o.models {
		t, err := structType(model)
		if err != nil {
			return nil, err
		}
		m, err := base.reg.mapper(t)
		if err == nil && !m.isA(base) {
			err = fmt.Errorf("orm: WithPolymorphic: %s doesn't embed %s", m.name, base.name)
		}
		if err != nil {
			return nil, err
		}
		for ; m != base; m = m.parent {
			wanted[m] = true
		}
	}
	for _, m := range base.family.list {
		if m != base && m.isA(base) && (o.all || wanted[m]) {
			list = append(list, m)
		}
	}
	return list, nil
}

// pick is the columns that the query brings.
func (q AnyQuery) pick() (*pick, error) {
	subs, err := q.subs()
	if err != nil || len(subs) == 0 {
		return q.m.whole(), err
	}
	p := &pick{m: q.m, cols: slices.Clone(q.m.whole().cols)}
	for _, m := range subs {
		p.addOwn(m)
	}
	p.locate()
	return p, nil
}

// polymorphic joins the tables of subs to a query's rows.
func polymorphic(from ast.Source, subs []*Mapper) ast.Source {
	for _, m := range subs {
		if m.table != m.parent.table {
			from = &ast.Join{Left: from, Right: m.table.source, On: m.joinOn(m.parts[len(m.parts)-2], nil), Outer: true}
		}
	}
	return from
}
