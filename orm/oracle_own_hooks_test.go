// This file holds the program of scenario 219: the order of hooks, and what they add.

package orm_test

import (
	"errors"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// hookLog is the hooks of a session as they were called, and what one of them does next.
type hookLog struct {
	names []any
	todo  map[string]func(*orm.Session) error
}

func (h *hookLog) call(s *orm.Session, name string) error {
	h.names = append(h.names, name)
	if do := h.todo[name]; do != nil {
		delete(h.todo, name)
		return do(s)
	}
	return nil
}

// take gives the names since the last take.
func (h *hookLog) take() []any {
	names := append([]any{}, h.names...)
	h.names = nil
	return names
}

func (h *hookLog) options() (opts []orm.SessionOption) {
	for e, name := range map[orm.SessionEvent]string{orm.BeforeFlush: "before_flush", orm.AfterFlush: "after_flush",
		orm.BeforeCommit: "before_commit", orm.AfterCommit: "after_commit", orm.AfterRollback: "after_rollback"} {
		opts = append(opts, orm.OnSession(e, func(s *orm.Session) error { return h.call(s, name) }))
	}
	for e, name := range map[orm.ObjectEvent]string{orm.BeforeInsert: "before_insert", orm.AfterInsert: "after_insert", orm.BeforeUpdate: "before_update",
		orm.AfterUpdate: "after_update", orm.BeforeDelete: "before_delete", orm.AfterDelete: "after_delete", orm.AfterLoad: "load"} {
		opts = append(opts, orm.On(e, func(s *orm.Session, _ *account) error { return h.call(s, name) }))
	}
	return opts
}

func hooksInOrder(r *oracle.Run) {
	declared(r, account{})
	h := &hookLog{todo: map[string]func(*orm.Session) error{}}
	s := r.Session(append(h.options(), orm.ExpireOnCommit(false))...)
	order := func() { r.Obs("order", h.take()) }
	r.Step()
	a := &account{Name: "a", Balance: 1}
	r.Check(s.Add(a))
	r.Check(s.Commit())
	order()
	r.Step()
	a.Balance = 2
	r.Check(s.Flush())
	b := &account{Name: "b"}
	r.Check(s.Add(b))
	r.Check(s.Flush())
	order()
	r.Step()
	r.Check(s.Delete(b))
	r.Check(s.Commit())
	order()
	r.Check(s.Commit())
	order()
	r.Step()
	c := &account{Name: "c", Balance: 3}
	h.todo["before_commit"] = func(s *orm.Session) error { return s.Add(c) }
	r.Check(s.Commit())
	order()
	r.Step()
	h.todo["before_flush"] = func(*orm.Session) error { a.Balance = 4; return nil }
	c.Balance = 5
	r.Check(s.Flush())
	order()
	r.Step()
	h.todo["after_flush"] = func(s *orm.Session) error { return s.Add(&account{Name: "d", Balance: 5}) }
	a.Balance = 6
	r.Check(s.Commit())
	order()
	r.Step()
	inside := func(s *orm.Session) error { r.Raises("inside", s.Flush()); return nil }
	h.todo["before_flush"] = inside
	a.Balance = 7
	r.Check(s.Flush())
	h.todo["before_update"] = inside
	a.Balance = 8
	r.Check(s.Flush())
	h.take()
	r.Step()
	no := errors.New("no")
	h.todo["after_insert"] = func(*orm.Session) error { return no }
	r.Check(s.Add(&account{Name: "e"}))
	if err := s.Flush(); !errors.Is(err, no) {
		r.T.Errorf("the hook's error became %v", err)
	}
	order()
	r.Check(s.Rollback())
	order()
	r.Step()
	s.Clear()
	A := orm.Columns[account]()
	rows := orm.Must(orm.Query[account](s).OrderBy(orm.Col(&A.ID)).All())
	order()
	r.Obs("rows", collect(rows, func(a *account) any { return []any{a.Name, a.Balance} }))
	r.Step()
	rows[0].Balance = 99
	r.Check(s.Rollback())
	order()
}
