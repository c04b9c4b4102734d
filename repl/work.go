// This file shows the unit of work: \state, \plan, \why.

package repl

import (
	"context"
	"fmt"
	"iter"
	"reflect"
	"strconv"
	"strings"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/display"
	"github.com/ormsh/ormsh/repl/line"
)

// session is the session that commands act on: the variable of that name, else the one called session, else the newest.
func (s *Shell) session(name string) (*orm.Session, error) {
	session, ok := find[*orm.Session](s, orDefault(name, sessionName))
	if !ok {
		return nil, fmt.Errorf("no session is declared: %s := orm.NewSession(%s)", sessionName, engineName)
	}
	return session, nil
}

// sessionCommand is a command that does to the session what its method does; left is the left side of that call in Go, where it has one.
func sessionCommand(left, method string, do func(*orm.Session) error) func(*Shell, context.Context, string) error {
	return func(s *Shell, _ context.Context, name string) error {
		session, err := s.session(name)
		if err != nil {
			return err
		}
		if err := do(session); err != nil {
			return err
		}
		variable, _ := variableOf[*orm.Session](s, orDefault(name, sessionName))
		s.program.add(s.eval.Cell(), left+variable+"."+method+"()")
		return nil
	}
}

// planCommand shows what a flush would send.
func (s *Shell) planCommand(_ context.Context, name string) error {
	session, err := s.session(name)
	if err != nil {
		return err
	}
	plan, err := session.Plan()
	if err != nil {
		return err
	}
	s.sayf("%s", plan)
	return nil
}

// stateCommand shows every object of the session with its state and what changed in it.
func (s *Shell) stateCommand(_ context.Context, name string) error {
	session, err := s.session(name)
	if err != nil {
		return err
	}
	s.sayf("%s", session)
	for obj := range objects(session) {
		in, err := session.Inspect(obj)
		if err != nil {
			return err
		}
		text, _ := orm.Repr(obj)
		s.sayf("%-10s %s", stateWord(session, obj, in), text)
		for _, c := range in.Changes {
			if secretField(obj, c.Field) {
				c.Old, c.New = "***", "***"
			}
			s.sayf("           %s: %s -> %s", c.Field, s.value(c.Old), s.value(c.New))
		}
		for _, field := range in.Unloaded {
			s.sayf("           %s: %s", field, orm.NotLoaded)
		}
	}
	return nil
}

// secretField says whether the tag of a mapped object's field keeps its value out of sight.
func secretField(obj any, name string) bool {
	t := reflect.TypeOf(obj)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	f, ok := t.FieldByName(name)
	return ok && strings.Contains(f.Tag.Get("orm"), "secret")
}

// objects are those of the session, the new ones last.
func objects(session *orm.Session) iter.Seq[any] {
	return func(yield func(any) bool) {
		for _, set := range []orm.IdentitySet{session.IdentityMap(), session.New()} {
			for obj := range set.All() {
				if !yield(obj) {
					return
				}
			}
		}
	}
}

// stateWord is the state as it will show at the next flush.
func stateWord(session *orm.Session, obj any, in orm.Inspection) string {
	switch {
	case in.State == orm.Deleted:
		return in.State.String()
	case session.Deleted().Contains(obj):
		return "to delete"
	case len(in.Changes) > 0:
		return "dirty"
	case in.Expired:
		return "expired"
	}
	return in.State.String()
}

// value shows the value of a field as its column has it: a pointer to one is the value, or NULL.
func (s *Shell) value(v any) string {
	of := reflect.ValueOf(v)
	if of.Kind() == reflect.Pointer && of.Type().Elem().Kind() != reflect.Struct {
		if of.IsNil() {
			return "NULL"
		}
		of = of.Elem()
	}
	return display.Printer{Repr: orm.Repr}.Sprint(of)
}

// whyCommand tells the origin of a statement.
func (s *Shell) whyCommand(_ context.Context, arg string) error {
	n := s.sink.number()
	if arg != "" {
		var err error
		if n, err = strconv.Atoi(arg); err != nil {
			return fmt.Errorf(`\why takes the number of a statement, not %q`, arg)
		}
	}
	e, ok := s.sink.event(n)
	switch count := s.sink.number(); {
	case !ok && n > 0 && n <= count:
		return fmt.Errorf("statement %d is not kept any more: the last %d of %d are", n, maxEvents, count)
	case !ok:
		return fmt.Errorf("there is no statement %d; %d were sent", n, count)
	}
	s.sayf("%d: %s", n, line.Mask(strings.TrimSpace(orDefault(e.SQL, string(e.Op)))))
	s.sayf("%s", s.origin(e))
	return nil
}

// origin tells the entry, its line as it was typed, and through what a statement came about.
func (s *Shell) origin(e sent) string {
	o, text := e.Origin, "caused by the shell itself"
	switch {
	case o.Cell == 0 && e.entry != "" && strings.HasPrefix(e.entry, strings.TrimSpace(e.SQL)):
		text = "typed as it is"
	case o.Cell == 0 && e.entry != "":
		text = "caused by the entry " + line.Mask(e.entry)
	case o.Cell > 0:
		text = fmt.Sprintf("caused by line %d of entry %d", o.Line, o.Cell)
		if src, ok := s.typed[o.Cell]; ok {
			rows := strings.Split(src, "\n")
			if o.Line >= 1 && o.Line <= len(rows) {
				text += ": " + line.Mask(strings.TrimSpace(rows[o.Line-1]))
			}
		}
	}
	if o.Cause != "" {
		text += "\nthrough " + o.Cause
	}
	if o.Object != "" {
		text += "\nfor " + o.Object
	}
	return text
}
