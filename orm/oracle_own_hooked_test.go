// This file holds the program of scenario 310: hooks over several structs.

package orm_test

import (
	"fmt"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// hookedOptions have every hook for parents and children append to a log.
func hookedOptions(log *[]any, keys *bool) (opts []orm.SessionOption) {
	say := func(what, name string) { *log = append(*log, what+" "+name) }
	for e, what := range map[orm.ObjectEvent]string{orm.BeforeInsert: "before_insert", orm.AfterInsert: "after_insert", orm.BeforeUpdate: "before_update",
		orm.AfterUpdate: "after_update", orm.BeforeDelete: "before_delete", orm.AfterDelete: "after_delete", orm.AfterLoad: "load", orm.AfterRefresh: "refresh"} {
		opts = append(opts, orm.On(e, func(_ *orm.Session, p *ownParent) error { say(what, p.Name); return nil }),
			orm.On(e, func(_ *orm.Session, c *ownChild) error {
				if say(what, c.Name); *keys && (e == orm.BeforeInsert || e == orm.BeforeUpdate) {
					*log = append(*log, fmt.Sprintf("key %v", optional(c.ParentID)))
				}
				return nil
			}))
	}
	for e, what := range map[orm.SessionEvent]string{orm.BeforeFlush: "before_flush", orm.AfterFlush: "after_flush_postexec", orm.BeforeCommit: "before_commit", orm.AfterCommit: "after_commit"} {
		opts = append(opts, orm.OnSession(e, func(*orm.Session) error { *log = append(*log, what); return nil }))
	}
	return opts
}

func hooksOverStructs(r *oracle.Run) {
	declared(r, ownParent{}, ownChild{})
	var log []any
	keys := false
	s := r.Session(hookedOptions(&log, &keys)...)
	order := func() { r.Obs("order", append([]any{}, log...)); log = nil }
	r.Step()
	a, b := &ownChild{Name: "a"}, &ownChild{Name: "b"}
	p := &ownParent{Name: "p", Children: []*ownChild{a, b}}
	r.Check(s.Add(p))
	r.Check(s.Commit())
	order()
	r.Step()
	r.Check(s.Load(p))
	r.Check(s.Load(p, "Children"))
	r.Obs("names", append([]any{p.Name}, ownNames(p.Children)...))
	order()
	r.Step()
	p.Name, a.Name = "p2", "a2"
	p.Children = []*ownChild{a, {Name: "c"}}
	r.Check(s.Flush())
	order()
	r.Step()
	keys = true
	d := &ownChild{Name: "d"}
	q := &ownParent{Name: "q", Children: []*ownChild{d}}
	r.Check(s.Add(q))
	r.Check(s.Flush())
	q.Children, p.Children = nil, append(p.Children, d)
	r.Check(s.Flush())
	order()
	r.Step()
	n := orm.Must(s.BeginNested())
	a.Name = "a3"
	r.Check(s.Flush())
	r.Check(n.Rollback())
	order()
	r.Step()
	r.Check(s.Rollback())
	order()
	s.Clear()
	C := orm.Columns[ownChild]()
	r.Obs("names", ownNames(orm.Must(orm.Query[ownChild](s).OrderBy(orm.Col(&C.ID)).All())))
	order()
	r.Step()
	s.Clear()
	r.Check(s.Delete(orm.Must(orm.Get[ownParent](s, 1))))
	r.Check(s.Commit())
	order()
}
