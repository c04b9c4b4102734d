// This file tests that a session used by two goroutines at a time says so.

package orm_test

import (
	"context"
	"errors"
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
// the session is harmed. Run with -race.
func TestConcurrentUse(t *testing.T) {
	g := &gate{come: make(chan struct{}), on: make(chan struct{}), statement: "SELECT 1"}
	e := engine(t, orm.URL{Dialect: "sqlite", Database: t.TempDir() + "/test.db"}, orm.EchoTo(g))
	base := orm.DeclarativeBase()
	passed(t, base.Map(counter{}), base.MetaData().CreateAll(e))
	s := orm.NewSession(e, orm.UseBase(base))
	c := &counter{ID: 1}
	passed(t, s.Add(c), s.Commit())

	var wg sync.WaitGroup
	wg.Go(func() { passed(t, second(s.Execute(orm.Text("SELECT 1")))) })
	<-g.come
	for name, use := range map[string]func() error{
		"Add": func() error { return s.Add(&counter{}) }, "AddAll": func() error { return s.AddAll(&counter{}) },
		"Delete": func() error { return s.Delete(c) }, "Expunge": func() error { return s.Expunge(c) },
		"Flush": s.Flush, "Commit": s.Commit, "Rollback": s.Rollback, "Close": s.Close,
		"Begin": func() error { return second(s.Begin()) }, "BeginNested": func() error { return second(s.BeginNested()) },
		"Refresh": func() error { return s.Refresh(c) }, "Expire": func() error { return s.Expire(c) },
		"Load": func() error { return s.Load(c) }, "Merge": func() error { return second(s.Merge(&counter{ID: 1})) },
		"Plan": func() error { return second(s.Plan()) }, "Inspect": func() error { return second(s.Inspect(c)) },
		"Execute": func() error { return second(s.Execute(orm.Text("SELECT 2"))) },
		"Get":     func() error { return second(orm.Get[counter](s, 1)) },
		"All":     func() error { return second(orm.Query[counter](s).All()) },
		"Count":   func() error { return second(orm.Query[counter](s).Count()) },
		"Update":  func() error { return second(orm.Query[counter](s).Update(orm.V{"N": 1})) },
		"another view": func() error {
			return s.WithContext(t.Context()).Flush()
		},
	} {
		if err := use(); !errors.Is(err, orm.ErrConcurrentUse) {
			t.Errorf("%s: %v", name, err)
		}
	}
	close(g.on)
	wg.Wait()
	c.N = 7
	passed(t, s.Commit())
	if n := must(orm.Query[counter](s).FilterBy("N", 7).Count())(t); n != 1 {
		t.Errorf("%d rows", n)
	}
}
