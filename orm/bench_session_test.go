// This file measures the hot paths of a session.

package orm_test

import (
	"fmt"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

type benchRow struct {
	orm.Model `orm:"table=bench"`
	ID        int `orm:"primary_key"`
	A, B, C   string
}

func benchSession(b *testing.B) *orm.Session {
	engine, err := orm.CreateEngine("sqlite:///:memory:")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := engine.Close(); err != nil {
			b.Error(err)
		}
	})
	base := orm.DeclarativeBase()
	if err := base.Map(benchRow{}); err != nil {
		b.Fatal(err)
	}
	if err := base.MetaData().CreateAll(engine); err != nil {
		b.Fatal(err)
	}
	return orm.NewSession(engine)
}

func benchRows(n int) []*benchRow {
	list := make([]*benchRow, n)
	for i := range list {
		list[i] = &benchRow{A: fmt.Sprint("a", i), B: "bbbbbbbbbb", C: "cccccccccc"}
	}
	return list
}

func check(b *testing.B, err error) {
	if err != nil {
		b.Fatal(err)
	}
}

func perRow(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/row")
}

func BenchmarkInsert(b *testing.B) {
	const n = 10_000
	s := benchSession(b)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		rows := benchRows(n)
		b.StartTimer()
		check(b, s.AddAll(rows))
		check(b, s.Flush())
		b.StopTimer()
		check(b, s.Rollback())
		b.StartTimer()
	}
	perRow(b, n)
}

func BenchmarkLoad(b *testing.B) {
	const n = 10_000
	s := benchSession(b)
	check(b, s.AddAll(benchRows(n)))
	check(b, s.Commit())
	b.ReportAllocs()
	for b.Loop() {
		s.Clear()
		list, err := orm.Query[benchRow](s).All()
		check(b, err)
		if len(list) != n {
			b.Fatal(len(list))
		}
	}
	perRow(b, n)
}

func BenchmarkFlushClean(b *testing.B) {
	const n = 100_000
	s := benchSession(b)
	check(b, s.AddAll(benchRows(n)))
	check(b, s.Commit())
	b.ReportAllocs()
	for b.Loop() {
		check(b, s.Flush())
	}
	perRow(b, n)
}

func BenchmarkUpdate(b *testing.B) {
	const n = 10_000
	s := benchSession(b)
	rows := benchRows(n)
	check(b, s.AddAll(rows))
	check(b, s.Commit())
	b.ReportAllocs()
	turn := 0
	for b.Loop() {
		turn++
		for _, r := range rows {
			r.B = fmt.Sprint(turn)
		}
		check(b, s.Flush())
	}
	perRow(b, n)
}

func BenchmarkGet(b *testing.B) {
	s := benchSession(b)
	check(b, s.AddAll(benchRows(100)))
	check(b, s.Commit())
	b.Run("database", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.Clear()
			_, err := orm.Get[benchRow](s, 50)
			check(b, err)
		}
	})
	b.Run("identity", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := orm.Get[benchRow](s, 50)
			check(b, err)
		}
	})
}

func BenchmarkQuery(b *testing.B) {
	s := benchSession(b)
	check(b, s.AddAll(benchRows(100)))
	check(b, s.Commit())
	b.ReportAllocs()
	for b.Loop() {
		_, err := orm.Query[benchRow](s).FilterBy("A", "a50").First()
		check(b, err)
	}
}

func BenchmarkFilter(b *testing.B) {
	s := benchSession(b)
	check(b, s.AddAll(benchRows(100)))
	check(b, s.Commit())
	row := orm.Columns[benchRow]()
	b.ReportAllocs()
	turn := 0
	for b.Loop() {
		s.Clear()
		turn++
		q := orm.Query[benchRow](s).Filter(orm.Col(&row.ID).Gt(turn%50), orm.Col(&row.A).Ge("a"), orm.Col(&row.B).Ne("x"))
		list, err := q.OrderBy(orm.Col(&row.ID)).Limit(5).All()
		check(b, err)
		if len(list) != 5 {
			b.Fatal(len(list))
		}
	}
}
