// This file tests loading along with what isn't a query of one struct, and what is loaded of objects that a session holds.

package orm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

func TestOptionsOfRows(t *testing.T) {
	s := graphSession(t)
	A, B, C := orm.Columns[loadA](), orm.Columns[loadB](), orm.Columns[loadC]()
	rows := s.Select(A, B, &B.Name).Join(orm.Many(&A.Bs))
	row := must(rows.Options(orm.SelectIn(orm.Many(&B.Cs), orm.SelectIn(orm.Many(&C.Tags))), orm.RaiseLoad(orm.Many(&A.Bs))).First())(t)
	a, b := must(row.At(0))(t).(*loadA), must(row.At(1))(t).(*loadB)
	if len(b.Cs) != 1 || len(b.Cs[0].Tags) != 1 {
		t.Errorf("loaded %+v", b)
	}
	if err := s.Load(a, "Bs"); !errors.Is(err, orm.ErrRaiseLoad) {
		t.Errorf("RaiseLoad: %v", err)
	}
	for want, q := range map[string]*orm.RowQuery{
		"other options are for orm.Query": rows.Options(orm.Joined(orm.Many(&A.Bs))),
		"has the relation loadC.Tags":     rows.Options(orm.SelectIn(orm.Many(&C.Tags))),
		"this Select has none":            s.Select(&A.ID).Options(orm.SelectIn(orm.Many(&A.Bs))),
	} {
		if _, err := q.All(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
}

// The rows of a statement of the program's own are followed by what options and mappings load.
func TestOptionsOfStatements(t *testing.T) {
	s := graphSession(t)
	A, B := orm.Columns[loadA](), orm.Columns[loadB]()
	q := orm.Query[loadA](s).FromStatement(orm.Text("SELECT name, id FROM a"))
	list := must(q.Options(orm.SelectIn(orm.Many(&A.Bs), orm.Joined(orm.Many(&B.Cs)))).All())(t)
	if len(list) != 1 || list[0].Name != "a1" || len(list[0].Bs) != 1 || len(list[0].Bs[0].Cs) != 1 {
		t.Errorf("loaded %+v", list[0])
	}
	if _, err := q.Options(orm.Joined(orm.Many(&A.Bs))).All(); err == nil || !strings.Contains(err.Error(), "use SelectIn") {
		t.Errorf("joined: %v", err)
	}
}

// What the mapping loads along comes with rows, statements and refreshed objects too.
func TestMappedLoadingEverywhere(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		base := orm.DeclarativeBase()
		if err := errors.Join(base.Map(joinedA{}, joinedB{}, joinedC{}), base.MetaData().CreateAll(e)); err != nil {
			t.Fatal(err)
		}
		s := orm.NewSession(e)
		defer s.Close()
		if err := errors.Join(s.Add(&joinedA{Name: "a1", Bs: []*joinedB{{Name: "b1"}, {Name: "b2"}}}), s.Commit()); err != nil {
			t.Fatal(err)
		}
		A := orm.Columns[joinedA]()
		for name, find := range map[string]func() *joinedA{
			"rows": func() *joinedA { return must(must(s.Select(A).First())(t).At(0))(t).(*joinedA) },
			"a statement": func() *joinedA {
				return must(orm.Query[joinedA](s).FromStatement(orm.Text("SELECT id, name FROM a")).One())(t)
			},
			"Execute": func() *joinedA { return must(orm.Scalars[*joinedA](s, orm.Select(orm.Mapped(A))))(t)[0] },
			"Get":     func() *joinedA { return must(orm.Get[joinedA](s, 1))(t) },
			"Refresh": func() *joinedA {
				a := must(orm.Query[joinedA](s).Options(orm.LazyLoad(orm.Many(&A.Bs))).One())(t)
				if a.Bs != nil {
					t.Errorf("LazyLoad brought %v", a.Bs)
				}
				if err := s.Refresh(a); err != nil {
					t.Fatal(err)
				}
				return a
			},
		} {
			s.Clear()
			if a := find(); len(a.Bs) != 2 || a.Bs[1].Name != "b2" {
				t.Errorf("%s: loaded %+v", name, a)
			}
		}
	})
}

// PopulateExisting takes the rows' values and relations over what was assigned; without it both stay.
func TestPopulateExistingRelations(t *testing.T) {
	s := graphSession(t)
	A := orm.Columns[loadA]()
	q := orm.Query[loadA](s).Options(orm.SelectIn(orm.Many(&A.Bs)))
	a := must(q.One())(t)
	for name, way := range map[string]orm.LoadOption{"select-in": orm.SelectIn(orm.Many(&A.Bs)), "joined": orm.Joined(orm.Many(&A.Bs)), "subquery": orm.Subquery(orm.Many(&A.Bs))} {
		a.Name, a.Bs = "mine", append(a.Bs, &loadB{Name: "new"})
		err := s.NoAutoflush(func() error {
			if must(orm.Query[loadA](s).Options(way).One())(t); a.Name != "mine" || len(a.Bs) != 2 {
				t.Errorf("%s: a query took over %+v", name, a)
			}
			_, err := orm.Query[loadA](s).Options(way).PopulateExisting().One()
			return err
		})
		if err != nil || a.Name != "a1" || len(a.Bs) != 1 {
			t.Errorf("%s: PopulateExisting left %+v, %v", name, a, err)
		}
	}
	if err := s.Commit(); err != nil {
		t.Error(err)
	}
	if n := must(orm.Query[loadB](s).Count())(t); n != 1 {
		t.Errorf("%d rows of b", n)
	}
}

// A condition that takes a column which a query left out loads it.
func TestConditionsOnDeferredKeys(t *testing.T) {
	s := graphSession(t)
	B, A := orm.Columns[loadB](), orm.Columns[loadA]()
	find := func() *loadB {
		s.Clear()
		return must(orm.Query[loadB](s).Options(orm.Defer(&B.AID)).One())(t)
	}
	parent := orm.WithParent(find(), orm.One(&B.A))
	if n := must(orm.Query[loadA](s).Filter(parent).Count())(t); n != 1 {
		t.Errorf("WithParent counts %d", n)
	}
	parent = orm.WithParent(find(), orm.One(&B.A))
	if list := must(orm.Query[loadA](s).Filter(orm.Or(parent, orm.Col(&A.ID).Eq(7))).All())(t); len(list) != 1 {
		t.Errorf("WithParent finds %v", list)
	}
	parent = orm.WithParent(find(), orm.One(&B.A))
	if rows := must(s.Select(&A.Name).Filter(orm.Not(parent)).All())(t); len(rows) != 0 {
		t.Errorf("Not WithParent finds %v", rows)
	}
}
