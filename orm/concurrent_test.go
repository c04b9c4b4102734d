// This file tests that a session used by two goroutines at a time says so.

package orm_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

// gate is an echo that holds a statement up: it tells when one has come, and lets it go on when it is told.
type gate struct {
	once      sync.Once
	come, on  chan struct{}
	statement string
}

// Emit implements echo.Sink.
func (g *gate) Emit(_ context.Context, e echo.Event) {
	if e.Op == echo.Statement && e.SQL == g.statement {
		g.once.Do(func() {
			close(g.come)
			<-g.on
		})
	}
}

// While a statement is on its way, whatever another goroutine asks of the session is ErrConcurrentUse, and nothing of
// the session is harmed. What returns no error waits. Run with -race.
func TestConcurrentUse(t *testing.T) {
	g := &gate{come: make(chan struct{}), on: make(chan struct{}), statement: "SELECT 1"}
	e := engine(t, orm.URL{Dialect: "sqlite", Database: t.TempDir() + "/test.db"}, orm.EchoTo(g))
	base := orm.DeclarativeBase()
	passed(t, base.Map(counter{}), base.MetaData().CreateAll(e))
	s := orm.NewSession(e, orm.UseBase(base))
	c := &counter{ID: 1}
	passed(t, s.Add(c), s.Commit())
	tx := must(s.Begin())(t)

	var wg sync.WaitGroup
	wg.Go(func() { passed(t, second(s.Execute(orm.Text("SELECT 1")))) })
	<-g.come
	refused, waiting := refusedWhileUsed(s, tx, c), waitingWhileUsed(s, c)
	for name, use := range refused {
		if err := use(); !errors.Is(err, orm.ErrConcurrentUse) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, use := range waiting {
		wg.Go(use)
	}
	all := reflect.TypeOf(s)
	for i := range all.NumMethod() {
		name := all.Method(i).Name
		if refused[name] == nil && waiting[name] == nil && !slices.Contains(unguarded, name) {
			t.Errorf("what becomes of a concurrent %s?", name)
		}
	}
	close(g.on)
	wg.Wait()
	passed(t, s.Add(c))
	c.N = 7
	passed(t, s.Commit())
	if n := must(orm.Query[counter](s).FilterBy("N", 7).Count())(t); n != 1 {
		t.Errorf("%d rows", n)
	}
}

// refusedWhileUsed is every use of a session that may return an error.
func refusedWhileUsed(s *orm.Session, tx *orm.Transaction, c *counter) map[string]func() error {
	rows := []orm.V{{"ID": 3, "N": 1}}
	return map[string]func() error{
		"Add": func() error { return s.Add(&counter{}) }, "AddAll": func() error { return s.AddAll(&counter{}) },
		"Delete": func() error { return s.Delete(c) }, "Expunge": func() error { return s.Expunge(c) },
		"Flush": s.Flush, "Commit": s.Commit, "Rollback": s.Rollback, "Close": s.Close,
		"Begin": func() error { return second(s.Begin()) }, "BeginNested": func() error { return second(s.BeginNested()) },
		"Transaction.Commit": tx.Commit, "Transaction.Rollback": tx.Rollback,
		"Transaction": func() error { return s.Transaction(func() error { return nil }) },
		"Refresh":     func() error { return s.Refresh(c) }, "Expire": func() error { return s.Expire(c) },
		"ExpireFields": func() error { return s.ExpireFields(c, "N") },
		"Load":         func() error { return s.Load(c) }, "Merge": func() error { return second(s.Merge(&counter{ID: 1})) },
		"Plan": func() error { return second(s.Plan()) }, "Inspect": func() error { return second(s.Inspect(c)) },
		"MakeTransient": func() error { return s.MakeTransient(c) }, "MakeDetached": func() error { return s.MakeDetached(&counter{ID: 2}) },
		"BulkSaveObjects":    func() error { return s.BulkSaveObjects([]*counter{{ID: 2}}) },
		"BulkInsertMappings": func() error { return s.BulkInsertMappings(counter{}, rows) },
		"BulkUpdateMappings": func() error { return s.BulkUpdateMappings(counter{}, rows) },
		"Execute":            func() error { return second(s.Execute(orm.Text("SELECT 2"))) },
		"TableNames":         func() error { return second(s.TableNames()) },
		"HasTable":           func() error { return second(s.HasTable("counter")) },
		"Describe":           func() error { return second(s.Describe("counter")) },
		"Select":             func() error { return second(s.Select(orm.Col(&orm.Columns[counter]().N)).All()) },
		"As":                 func() error { return second(orm.As[counter](s, c)) },
		"Get":                func() error { return second(orm.Get[counter](s, 1)) },
		"All":                func() error { return second(orm.Query[counter](s).All()) },
		"First":              func() error { return second(orm.Query[counter](s).First()) },
		"Count":              func() error { return second(orm.Query[counter](s).Count()) },
		"Update":             func() error { return second(orm.Query[counter](s).Update(orm.V{"N": 1})) },
		"Delete of a query":  func() error { return second(orm.Query[counter](s).Delete()) },
		"WithContext":        func() error { return s.WithContext(context.Background()).Flush() },
	}
}

// waitingWhileUsed is what returns no error.
func waitingWhileUsed(s *orm.Session, c *counter) map[string]func() {
	return map[string]func(){
		"Active": func() { s.Active() }, "Contains": func() { s.Contains(c) }, "InTransaction": func() { s.InTransaction() },
		"New": func() { s.New() }, "Dirty": func() { s.Dirty() }, "Deleted": func() { s.Deleted() }, "IdentityMap": func() { s.IdentityMap() },
		"Clear": s.Clear, "ExpireAll": s.ExpireAll, "Failed": func() { _ = s.Failed() }, "String": func() { _ = s.String() },
		"NoAutoflush": func() { _ = s.NoAutoflush(func() error { return nil }) },
	}
}

// unguarded are methods that tell what never changes.
var unguarded = []string{"Bind", "Number"}
