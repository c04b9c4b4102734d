// This file tests units of work that other transactions get in the way of.

package orm_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

type counter struct {
	orm.Model `orm:"table=counter"`
	ID        int `orm:"primary_key"`
	N         int
}

// Serializable transactions that add one to the same row all take place in the end: PostgreSQL calls off all but one,
// MariaDB sees a deadlock, SQLite lets no two upgrade their locks.
func TestRunTriesAgain(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			runTriesAgain(t, engine(t, db.url(t), orm.IsolationLevel(orm.Serializable)))
		})
	}
}

func runTriesAgain(t *testing.T, e *orm.Engine) {
	base := orm.DeclarativeBase()
	if err := errors.Join(base.Map(counter{}), base.MetaData().CreateAll(e)); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if err := orm.Run(ctx, e, func(s *orm.Session) error { return s.Add(&counter{ID: 1}) }); err != nil {
		t.Fatal(err)
	}
	const workers = 3
	var calls atomic.Int32
	var loaded, wg sync.WaitGroup
	loaded.Add(workers)
	for range workers {
		wg.Go(func() {
			first := true
			err := orm.Run(ctx, e, func(s *orm.Session) error {
				calls.Add(1)
				c, err := orm.Get[counter](s, 1)
				if first { // all have read the row before one of them writes
					first = false
					loaded.Done()
					loaded.Wait()
				}
				if err != nil {
					return err
				}
				c.N++
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := must(must(e.Execute(orm.Text("SELECT n FROM counter")))(t).Scalar())(t); n != int64(workers) || calls.Load() <= workers {
		t.Errorf("the counter is %v after %d calls", n, calls.Load())
	}
}

// An error of the function rolls back and is returned as it is.
func TestRunEndsAtAnError(t *testing.T) {
	e := engine(t, orm.URL{Dialect: "sqlite"})
	base := orm.DeclarativeBase()
	if err := errors.Join(base.Map(counter{}), base.MetaData().CreateAll(e)); err != nil {
		t.Fatal(err)
	}
	stop := errors.New("stop")
	err := orm.Run(context.Background(), e, func(s *orm.Session) error {
		return errors.Join(s.Add(&counter{ID: 1}), s.Flush(), stop)
	})
	n := must(must(e.Execute(orm.Text("SELECT count(*) FROM counter")))(t).Scalar())(t)
	if !errors.Is(err, stop) || n != int64(0) {
		t.Errorf("%v, %v rows", err, n)
	}
}
