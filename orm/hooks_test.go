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
