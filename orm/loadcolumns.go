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
	apart  bool  // SelectInPolymorphic: by statements of their own
	how    columnHow
	attrs  []AnyAttr // of the others
}

// columnHow says what becomes of the columns that an option names.
type columnHow uint8

const (
	without columnHow = iota + 1
	with
	alone
)

// Defer leaves columns out of a query, or of what a relation leads to: orm.Defer(&B.Summary). Load brings them, Inspect tells that they aren't loaded, and
// the field reads as zero until then; a zero that is assigned to it before isn't seen. Keys, versions and the type of a row
// can't be left out.
func Defer(fields ...any) LoadOption { return columnLoad("Defer", without, fields) }

// Undefer takes columns into a query that are tagged deferred.
func Undefer(fields ...any) LoadOption { return columnLoad("Undefer", with, fields) }

// LoadOnly leaves all columns out but these, and those of Defer's exceptions.
func LoadOnly(fields ...any) LoadOption { return columnLoad("LoadOnly", alone, fields) }

func columnLoad(name string, how columnHow, fields []any) LoadOption {
	o := LoadOption{columns: &columnOption{how: how}}
	for _, f := range fields {
		a := AttrOf(f)
		if a.err == nil && a.attr.prop < 0 {
			a.err = fmt.Errorf("orm: %s takes columns, and %s is a relation", name, a.attr.rel)
		}
		o.err = errors.Join(o.err, a.err)
		o.columns.attrs = append(o.columns.attrs, a)
	}
	if len(fields) == 0 {
		o.err = fmt.Errorf("orm: %s takes addresses of a prototype's fields: orm.%s(&B.Title)", name, name)
	}
	return o
}

// WithPolymorphic lets a query of a base bring the columns of structs that embed it: of those that are named (Manager{}),
// without a name of all. Tables of their own are joined by LEFT OUTER JOIN, and conditions may name their columns.
func WithPolymorphic(models ...any) LoadOption {
	return LoadOption{columns: &columnOption{models: models, all: len(models) == 0}}
}

// SelectInPolymorphic loads the columns of structs that embed the query's after its rows, by one more statement for each struct
// that turned up: of those that are named (Manager{}), without a name of all.
func SelectInPolymorphic(models ...any) LoadOption {
	return LoadOption{columns: &columnOption{models: models, all: len(models) == 0, apart: true}}
}

// subs lists the structs whose columns a query brings beside its own, bases first.
func (q AnyQuery) subs() ([]*Mapper, error) {
	list, err := q.m.subsOf(q.loads, false)
	switch {
	case err != nil || len(list) == 0:
		return nil, err
	case q.set != nil:
		return nil, errors.New("orm: WithPolymorphic reads tables, not the rows of a set operation")
	case q.from != nil && q.from != q.m.rows:
		return nil, fmt.Errorf("orm: WithPolymorphic reads %s under its own name, not under an alias", q.m.table.name)
	}
	return list, nil
}

// subsOf lists the structs whose columns options bring beside m's own, bases first: in its rows, or apart.
func (m *Mapper) subsOf(opts []LoadOption, apart bool) (list []*Mapper, err error) {
	for _, o := range opts {
		if o.columns == nil || o.columns.apart != apart || !o.columns.all && len(o.columns.models) == 0 {
			continue
		}
		wanted, err := o.columns.mappers(m)
		if err != nil {
			return nil, err
		}
		for _, m := range wanted {
			if !slices.Contains(list, m) {
				list = append(list, m)
			}
		}
	}
	return list, nil
}

// mappers lists the structs that the option names; those that come in the same rows each behind those it embeds.
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
			if wanted[m] = true; o.apart {
				break
			}
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
	if err != nil {
		return nil, err
	}
	if q.set != nil && slices.ContainsFunc(q.loads, LoadOption.picks) {
		return nil, errors.New("orm: a set operation brings the columns of its queries; Defer, Undefer and LoadOnly can't change them")
	}
	return q.m.pickFor(q.loads, subs)
}

// picks tells whether an option is about columns of its own place.
func (o LoadOption) picks() bool { return o.columns != nil && o.columns.how != 0 }

// pickFor is the columns that options bring of m's objects, with those of structs that embed m's.
func (m *Mapper) pickFor(opts []LoadOption, subs []*Mapper) (*pick, error) {
	if len(subs) == 0 && !slices.ContainsFunc(opts, LoadOption.picks) {
		return m.whole(), nil
	}
	chosen := make([]bool, len(m.props))
	for i := range chosen {
		chosen[i] = !m.props[i].late
	}
	for _, o := range opts {
		if o.picks() {
			if err := o.columns.choose(m, chosen); err != nil {
				return nil, err
			}
		}
	}
	p := m.pickOf(func(at int) bool { return chosen[at] })
	for _, sub := range subs {
		p.addOwn(sub)
	}
	p.locate()
	return p, nil
}

// choose changes which columns come along.
func (o *columnOption) choose(m *Mapper, chosen []bool) error {
	if o.how == alone {
		for i := range chosen {
			chosen[i] = m.needs(i)
		}
	}
	for _, a := range o.attrs {
		switch at := a.attr.prop; {
		case a.err != nil:
			return a.err
		case !m.isA(a.attr.m):
			return fmt.Errorf("orm: %s.%s is no column of %s: say it inside the option of the relation that leads to a %s", a.attr.m.name, a.attr.m.props[at].field.Name, m.name, a.attr.m.name)
		case o.how == without && m.needs(at):
			return fmt.Errorf("orm: %s.%s is needed to know the object and can't be left out", m.name, m.props[at].field.Name)
		default:
			chosen[at] = o.how != without
		}
	}
	return nil
}

// needs tells whether a column is part of what makes an object known: its key, its version, the type of its row.
func (m *Mapper) needs(at int) bool {
	return slices.Contains(m.keys, at) || at == m.version || m.family != nil && at == m.family.on
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

// polymorphicAlias joins tables of subs, under names that are made up, to an alias of their base's rows.
func polymorphicAlias(from ast.Source, subs []*Mapper) ast.Source {
	for _, m := range subs {
		if m.table != m.parent.table {
			join := &ast.Join{Left: from, Right: &ast.Alias{Of: m.table.source}, Outer: true}
			join.On = m.joinOn(m.parts[len(m.parts)-2], join)
			from = join
		}
	}
	return from
}
