// This file goes on after a lost connection: it offers a new one, and keeps the work that wasn't committed.

package repl

import (
	"errors"
	"reflect"

	"github.com/ormsh/ormsh/orm"
)

// reconnect offers to go on after a lost connection: the session gives its transaction up and connects again, and what the transaction had not
// committed is pending as before.
func (s *Shell) reconnect(err error) {
	session, ok := find[*orm.Session](s, sessionName)
	if !ok || !errors.Is(err, orm.Disconnected) || s.opts.Confirm == nil {
		return
	}
	if !s.confirm("The connection was lost, and its transaction with it. Roll back and connect again? [y/N] ") {
		s.tellf(`\rollback does it later`)
		return
	}
	work := uncommitted(session)
	if err := session.Rollback(); err != nil {
		s.Report(err, "", Place{})
		return
	}
	if _, err := session.Execute(orm.Text("SELECT 1")); err != nil {
		s.Report(err, "", Place{})
		return
	}
	for _, w := range work {
		if err := w.again(session); err != nil {
			s.Report(err, "", Place{})
		}
	}
	created, dirty, deleted := session.New().Len(), session.Dirty().Len(), session.Deleted().Len()
	if created+dirty+deleted == 0 {
		s.tellf("connected again")
		return
	}
	s.tellf("connected again; pending are %d new, %d dirty, %d deleted", created, dirty, deleted)
}

// work is an object of a session as it was before the rollback.
type work struct {
	object  any
	fields  reflect.Value // a copy of the struct
	deleted bool
}

// uncommitted is all that the session holds.
func uncommitted(session *orm.Session) (list []work) {
	for obj := range objects(session) {
		v := reflect.ValueOf(obj).Elem()
		fields := reflect.New(v.Type()).Elem()
		fields.Set(v)
		list = append(list, work{obj, fields, session.Deleted().Contains(obj)})
	}
	return list
}

// again puts the object into the session as it was: a new one is added, an assignment or a deletion that was rolled back is made again. The
// error says that its row can't be read.
func (w work) again(session *orm.Session) error {
	in, err := session.Inspect(w.object)
	if err != nil {
		return err
	}
	if in.State == orm.Transient || in.State == orm.Detached {
		if w.deleted {
			return nil
		}
		return session.Add(w.object)
	}
	v := reflect.ValueOf(w.object).Elem()
	var differ []int
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.IsExported() && !f.Anonymous && scalar(f.Type) && !reflect.DeepEqual(v.Field(i).Interface(), w.fields.Field(i).Interface()) {
			differ = append(differ, i)
		}
	}
	if len(differ) > 0 {
		if err := session.Refresh(w.object); err != nil {
			return err
		}
	}
	for _, i := range differ {
		v.Field(i).Set(w.fields.Field(i))
	}
	if w.deleted {
		return session.Delete(w.object)
	}
	return nil
}
