// This file measures what it costs a query that the session holds many objects, all of which it looks at before.

package orm_test

import (
	"fmt"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// benchOwner and benchThing are what most programs have: nullable columns, and relations in both directions.
type benchOwner struct {
	orm.Model `orm:"table=bench_owner"`
	ID        int `orm:"primary_key"`
	Name      string
	Things    []*benchThing `orm:"relation,back=Owner"`
}

type benchThing struct {
	orm.Model `orm:"table=bench_thing"`
	ID        int `orm:"primary_key"`
	A, B      string
	Note      *string
	OwnerID   *int        `orm:"foreign_key=bench_owner.id"`
	Owner     *benchOwner `orm:"relation,back=Things"`
}

// BenchmarkAutoflush is a query by key that finds nothing, in sessions that hold so many unchanged objects.
func BenchmarkAutoflush(b *testing.B) {
	const owners, each = 500, 19
	kinds := []struct {
		name string
		load func(*orm.Session) error
	}{
		{"plain", func(s *orm.Session) error { _, err := orm.Query[benchRow](s).All(); return err }},
		{"pointers", func(s *orm.Session) error { _, err := orm.Query[benchThing](s).All(); return err }},
		{"related", func(s *orm.Session) error {
			O := orm.Columns[benchOwner]()
			_, err := orm.Query[benchOwner](s).Options(orm.SelectIn(orm.Many(&O.Things))).All()
			return err
		}},
		{"added", func(s *orm.Session) error {
			err := s.AddAll(benchRows(owners * each))
			if err == nil {
				err = s.Flush()
			}
			return err
		}},
	}
	for _, k := range kinds {
		b.Run(k.name, func(b *testing.B) {
			s := benchSession(b)
			base := orm.DeclarativeBase()
			check(b, base.Map(benchOwner{}, benchThing{}))
			check(b, base.MetaData().CreateAll(s.Bind()))
			if k.name != "added" {
				check(b, s.AddAll(benchRows(owners*each)))
			}
			for i := range owners {
				o := &benchOwner{Name: fmt.Sprint("owner", i)}
				for range each {
					o.Things = append(o.Things, &benchThing{A: "aaaaaaaa", B: "bbbbbbbb", Note: new("note")})
				}
				check(b, s.Add(o))
			}
			check(b, s.Commit())
			s.Clear()
			check(b, k.load(s))
			held := s.IdentityMap().Len()
			b.ReportAllocs()
			for b.Loop() {
				_, err := orm.Get[benchRow](s, -1)
				check(b, err)
			}
			perRow(b, held)
		})
	}
}

// BenchmarkGetMany gets objects one by one, so that each finds the ones before held.
func BenchmarkGetMany(b *testing.B) {
	const n = 10_000
	s := benchSession(b)
	check(b, s.AddAll(benchRows(n)))
	check(b, s.Commit())
	for b.Loop() {
		s.Clear()
		for id := range n {
			_, err := orm.Get[benchRow](s, id+1)
			check(b, err)
		}
	}
	perRow(b, n)
}
