// This file tests that an object belongs to one session of an engine at a time.

package orm_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

func TestObjectOfAnotherSession(t *testing.T) {
	e := engine(t, orm.URL{Dialect: "sqlite"})
	base := orm.DeclarativeBase()
	if err := errors.Join(base.Map(parent{}, child{}), base.MetaData().CreateAll(e)); err != nil {
		t.Fatal(err)
	}
	a, b := orm.NewSession(e), orm.NewSession(e)
	kid := &child{Name: "kid"}
	p := &parent{Name: "p", Children: []*child{kid}}
	if err := errors.Join(a.Add(p), a.Commit()); err != nil {
		t.Fatal(err)
	}
	refused := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, orm.ErrOtherSession) {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("Add", b.Add(p))
	refused("Delete", b.Delete(p))
	refused("Merge", second(b.Merge(p)))
	refused("Add of what leads there", b.Add(&child{Parent: p}))
	if b.Contains(p) || b.Contains(kid) {
		t.Error("a refused object is in the session")
	}
	b.Clear()
	if err := errors.Join(a.Expunge(kid, p), b.Add(p)); err != nil {
		t.Errorf("after Expunge: %v", err)
	}
	if err := errors.Join(b.Close(), a.Close(), b.Add(p), b.Close(), a.Add(p), a.Close()); err != nil {
		t.Errorf("after Close: %v", err)
	}
}

// Sessions of several goroutines ask each other; run with -race.
func TestHoldersOfManySessions(t *testing.T) {
	e := engine(t, orm.URL{Dialect: "sqlite"})
	base := orm.DeclarativeBase()
	if err := base.Map(parent{}, child{}); err != nil {
		t.Fatal(err)
	}
	shared := &parent{Name: "shared"}
	keeper := orm.NewSession(e)
	if err := keeper.Add(shared); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 200 {
				s := orm.NewSession(e)
				if err := s.Add(&parent{Name: "own"}); err != nil {
					t.Error(err)
				}
				if err := s.Add(shared); !errors.Is(err, orm.ErrOtherSession) {
					t.Error(err)
				}
				s.Clear()
			}
		})
	}
	wg.Wait()
	keeper.Clear()
}
