// This file tests that hooks are called at their moments.

package orm_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// Every moment of an object and of its session is told once, in order.
func TestHooksInOrder(t *testing.T) {
	e := engine(t, orm.URL{Dialect: "sqlite"})
	base := orm.DeclarativeBase()
	if err := errors.Join(base.Map(counter{}), base.MetaData().CreateAll(e)); err != nil {
		t.Fatal(err)
	}
	var got []string
	object := func(ev orm.ObjectEvent, name string) orm.SessionOption {
		return orm.On(ev, func(*orm.Session, *counter) error { got = append(got, name); return nil })
	}
	whole := func(ev orm.SessionEvent, name string) orm.SessionOption {
		return orm.OnSession(ev, func(*orm.Session) error { got = append(got, name); return nil })
	}
	s := orm.NewSession(e, object(orm.BeforeInsert, "before insert"), object(orm.AfterInsert, "after insert"),
		object(orm.BeforeUpdate, "before update"), object(orm.AfterUpdate, "after update"),
		object(orm.BeforeDelete, "before delete"), object(orm.AfterDelete, "after delete"),
		whole(orm.BeforeFlush, "before flush"), whole(orm.AfterFlush, "after flush"), whole(orm.AfterRollback, "after rollback"))
	c := &counter{ID: 1}
	err := errors.Join(s.Add(c), s.Flush())
	c.N = 2
	err = errors.Join(err, s.Flush(), s.Delete(c), s.Flush(), s.Rollback())
	want := []string{"before flush", "before insert", "after insert", "after flush", "before flush", "before update", "after update", "after flush",
		"before flush", "before delete", "after delete", "after flush", "after rollback"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v\n got %q\nwant %q", err, got, want)
	}
}

// hooked is a session with hooks, on a database with the table of counters.
func hooked(t *testing.T, opts ...orm.SessionOption) *orm.Session {
	t.Helper()
	e := engine(t, orm.URL{Dialect: "sqlite"})
	base := orm.DeclarativeBase()
	passed(t, base.Map(counter{}), base.MetaData().CreateAll(e))
	return orm.NewSession(e, append(opts, orm.UseBase(base))...)
}

// A load is told once for each object, a commit before and after COMMIT; the latter sees what was committed.
func TestHooksOfLoadAndCommit(t *testing.T) {
	var got []string
	say := func(word string) func(*orm.Session) error {
		return func(s *orm.Session) error {
			n, err := orm.Query[counter](s).Count()
			got = append(got, word+string(rune('0'+n)))
			return err
		}
	}
	s := hooked(t, orm.OnSession(orm.BeforeCommit, say("before")), orm.OnSession(orm.AfterCommit, say("after")),
		orm.On(orm.AfterLoad, func(_ *orm.Session, c *counter) error {
			got = append(got, "load"+string(rune('0'+c.ID)))
			return nil
		}))
	passed(t, s.Add(&counter{ID: 1}), s.Commit())
	s.Clear()
	for range 2 {
		must(orm.Get[counter](s, 1))(t)
	}
	passed(t, s.Refresh(must(orm.Get[counter](s, 1))(t)), s.Rollback())
	if want := []string{"before1", "after1", "load1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What a hook assigns is written by the same statement; what BeforeFlush adds goes along.
func TestHooksChangeWhatIsWritten(t *testing.T) {
	added := false
	s := hooked(t, orm.On(orm.BeforeInsert, func(_ *orm.Session, c *counter) error { c.N += 10; return nil }),
		orm.On(orm.BeforeUpdate, func(_ *orm.Session, c *counter) error { c.N += 100; return nil }),
		orm.OnSession(orm.BeforeFlush, func(s *orm.Session) error {
			if added {
				return nil
			}
			added = true
			return s.Add(&counter{ID: 2})
		}))
	c := &counter{ID: 1}
	passed(t, s.Add(c), s.Flush())
	c.N++
	passed(t, s.Commit())
	rows := must(s.Execute(orm.Text("SELECT n FROM counter ORDER BY id")))(t).FetchAll()
	if len(rows) != 2 || rows[0].Values()[0] != int64(111) || rows[1].Values()[0] != int64(10) {
		t.Errorf("%v", rows)
	}
}

// The error of a hook ends the flush: one before it leaves all as it was, one of an object takes the transaction back.
func TestHooksThatFail(t *testing.T) {
	stop := errors.New("stop")
	for name, c := range map[string]struct {
		opt    orm.SessionOption
		active bool
	}{
		"before flush":  {orm.OnSession(orm.BeforeFlush, func(*orm.Session) error { return stop }), true},
		"before insert": {orm.On(orm.BeforeInsert, func(*orm.Session, *counter) error { return stop }), false},
		"after insert":  {orm.On(orm.AfterInsert, func(*orm.Session, *counter) error { return stop }), false},
		"before commit": {orm.OnSession(orm.BeforeCommit, func(*orm.Session) error { return stop }), true},
	} {
		t.Run(name, func(t *testing.T) {
			s := hooked(t, c.opt)
			if err := errors.Join(s.Add(&counter{ID: 1}), nil); err != nil {
				t.Fatal(err)
			}
			if err := s.Commit(); !errors.Is(err, stop) || s.Active() != c.active {
				t.Errorf("%v; active %t", err, s.Active())
			}
			passed(t, s.Rollback())
			if n := must(orm.Query[counter](s).Count())(t); n != 0 || s.New().Len() != 0 {
				t.Errorf("%d rows, new %s", n, s.New())
			}
		})
	}
}

// A hook may query, which doesn't flush, and may not flush.
func TestHooksUseTheSession(t *testing.T) {
	var flushed error
	seen := int64(-1)
	s := hooked(t, orm.On(orm.AfterInsert, func(s *orm.Session, _ *counter) error {
		flushed = s.Flush()
		n, err := orm.Query[counter](s).Count()
		seen = n
		return err
	}))
	passed(t, s.Add(&counter{ID: 1}), s.Commit())
	if !errors.Is(flushed, orm.ErrFlushing) || seen != 1 {
		t.Errorf("%v, %d rows seen", flushed, seen)
	}
}
