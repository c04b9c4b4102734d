// This file holds budgets of allocations for the hot paths: what one object, query or statement may cost.

package orm_test

import (
	"io"
	"runtime"
	"testing"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

// frugal is a session on an empty table of benchRow, and its columns.
type frugal struct {
	s   *orm.Session
	row *benchRow
}

func newFrugal(t *testing.T, opts ...orm.EngineOption) frugal {
	t.Helper()
	e := engine(t, orm.URL{Dialect: "sqlite"}, opts...)
	base := orm.DeclarativeBase()
	passed(t, base.Map(benchRow{}), base.MetaData().CreateAll(e))
	return frugal{orm.NewSession(e), orm.Columns[benchRow]()}
}

// stored is a session that holds n rows, and the rows.
func (f frugal) stored(t *testing.T, n int) []*benchRow {
	t.Helper()
	rows := benchRows(n)
	passed(t, f.s.AddAll(rows), f.s.Commit())
	list := f.all(t)
	if len(list) != n {
		t.Fatalf("%d rows of %d", len(list), n)
	}
	return list
}

func (f frugal) all(t *testing.T) []*benchRow {
	return must(orm.Query[benchRow](f.s).OrderBy(orm.Col(&f.row.ID)).All())(t)
}

// budget fails where a run allocates more than its budget for each of n.
func budget(t *testing.T, what string, n int, most float64, run func()) {
	t.Helper()
	if got := testing.AllocsPerRun(5, run) / float64(n); got > most {
		t.Errorf("%s: %.2f allocations, at most %v are meant", what, got, most)
	} else {
		t.Logf("%s: %.2f allocations of %v", what, got, most)
	}
}

// heapBudget fails where a run takes more bytes than its budget for each of n.
func heapBudget(t *testing.T, what string, n int, most float64, run func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	run()
	runtime.ReadMemStats(&after)
	if got := float64(after.TotalAlloc-before.TotalAlloc) / float64(n); got > most {
		t.Errorf("%s: %.0f bytes, at most %v are meant", what, got, most)
	} else {
		t.Logf("%s: %.0f bytes of %v", what, got, most)
	}
}

// What a flush keeps for a rollback is the columns that it wrote, and of objects that a session lets go together it remembers
// little.
func TestHeapOfObjects(t *testing.T) {
	const n = 10_000
	f := newFrugal(t)
	f.stored(t, n)
	f.s.Clear()
	rows := f.all(t)
	for _, r := range rows {
		r.A = "changed"
	}
	heapBudget(t, "update of a column", n, 200, func() { passed(t, f.s.Flush()) })
	passed(t, f.s.Commit())
	f.s.Clear()
	rows = f.all(t)
	heapBudget(t, "clear of a loaded object", n, 5, func() { f.s.Clear() })
	runtime.KeepAlive(rows)
}

// The driver's part is in all budgets: what it makes of a row's values, of a statement, of an argument.
func TestAllocations(t *testing.T) {
	const n = 1000
	f := newFrugal(t)
	f.stored(t, n)
	budget(t, "insert of an object", n, 0.5, func() {
		added := make([]*benchRow, n)
		values := make([]benchRow, n)
		for i := range added {
			values[i] = benchRow{A: "a", B: "b", C: "c"}
			added[i] = &values[i]
		}
		passed(t, f.s.AddAll(added), f.s.Flush(), f.s.Rollback())
	})
	f.s.Clear()
	budget(t, "load of an object", n, 7.1, func() { // the driver boxes four values, and copies three texts
		f.s.Clear()
		f.all(t)
	})
	rows := f.all(t)
	budget(t, "flush of an unchanged object", 1, 0, func() { passed(t, f.s.Flush()) })
	turn := 0
	budget(t, "update of an object", n, 0.3, func() {
		turn++
		for _, r := range rows {
			r.A = []string{"x", "y"}[turn%2]
		}
		passed(t, f.s.Flush())
	})
	budget(t, "delete of an object", n, 0.3, func() { passed(t, f.s.Delete(rows), f.s.Flush(), f.s.Rollback()) })
	rows = f.all(t)
	budget(t, "get of an object that the session holds", 1, 1, func() { // the caller boxes the key
		if turn++; must(orm.Get[benchRow](f.s, rows[n-1-turn%100].ID))(t) != rows[n-1-turn%100] {
			t.Fatal("another object")
		}
	})
}

func TestAllocationsOfQueries(t *testing.T) {
	silent := queryAllocations(t, newFrugal(t))
	loud := queryAllocations(t, newFrugal(t, orm.EchoTo(echo.Text(io.Discard))))
	if silent > 34 {
		t.Errorf("a query with three conditions that finds a row, built and run: %.0f allocations, at most 34 are meant", silent)
	}
	if loud-silent > 2 {
		t.Errorf("echo of a statement with four parameters: %.0f allocations, at most 2 are meant", loud-silent)
	}
	t.Logf("%.0f allocations, %.0f more for the echo", silent, loud-silent)
}

func queryAllocations(t *testing.T, f frugal) float64 {
	f.stored(t, 10)
	return testing.AllocsPerRun(50, func() {
		f.s.Clear()
		q := orm.Query[benchRow](f.s).Filter(orm.Col(&f.row.ID).Gt(4), orm.Col(&f.row.A).Ge("a"), orm.Col(&f.row.B).Ne("x"))
		if len(must(q.OrderBy(orm.Col(&f.row.ID)).Limit(1).All())(t)) != 1 {
			t.Fatal("not one row")
		}
	})
}
