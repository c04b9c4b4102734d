// This file tells where the unit of work stands: in the prompt, and in a report after each entry.

package repl

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/line"
)

// prompt is what stands before entries, at the terminal as in transcripts. With \prompt full the database and the state of the session come first:
// pets.db* +2~1-0 is an open transaction with two new objects, one dirty, none deleted; ! is a transaction that failed.
func (s *Shell) prompt() line.Prompt {
	p := line.Prompt{First: ">>> ", More: "... "}
	if s.opts.Sandbox {
		p.First = "(sandbox) >>> "
	}
	if !s.fullPrompt {
		return p
	}
	session, ok := find[*orm.Session](s, sessionName)
	if !ok {
		return p
	}
	mark := ""
	switch {
	case session.Failed() != nil || session.InTransaction() && s.sink.isAborted(session.Number()):
		mark = "!"
	case session.InTransaction():
		mark = "*"
	}
	p.First = fmt.Sprintf("%s%s +%d~%d-%d %s", s.databaseName(), mark, session.New().Len(), session.Dirty().Len(), session.Deleted().Len(), p.First)
	return p
}

// databaseName is short, and never holds a password.
func (s *Shell) databaseName() string {
	engine, err := s.engine()
	if err != nil {
		return "unbound"
	}
	u := engine.URL()
	switch {
	case u.Memory():
		return ":memory:"
	case u.Dialect == "sqlite":
		return filepath.Base(u.Database)
	case u.Host == "":
		return u.Database
	}
	return u.Database + "@" + u.Host
}

func (s *Shell) promptCommand(_ context.Context, arg string) error {
	switch arg {
	case "":
		s.fullPrompt = !s.fullPrompt
	case "full", "plain":
		s.fullPrompt = arg == "full"
	default:
		return fmt.Errorf(`\prompt takes full or plain, not %q`, arg)
	}
	return nil
}

func (s *Shell) reportCommand(_ context.Context, arg string) error {
	switch arg {
	case "":
		s.reports = !s.reports
	case "on", "off":
		s.reports = arg == "on"
	default:
		return fmt.Errorf(`\report takes on or off, not %q`, arg)
	}
	s.sayf("report: %s", onOff(s.reports))
	return nil
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// standing is the state of every object of the session in use, by object; nil where reports are off.
func (s *Shell) standing() map[any]string {
	session, ok := find[*orm.Session](s, sessionName)
	if !s.reports || !ok {
		return nil
	}
	states := map[any]string{}
	for obj := range objects(session) {
		if in, err := session.Inspect(obj); err == nil {
			states[obj] = stateWord(session, obj, in)
		}
	}
	return states
}

// reportChanges tells in one line each which objects changed their state since before.
func (s *Shell) reportChanges(before map[any]string) {
	if !s.reports {
		return
	}
	after := s.standing()
	for obj, state := range after {
		if was := orDefault(before[obj], "transient"); was != state {
			s.sayTransition(obj, was, state)
		}
	}
	for obj, was := range before {
		if _, still := after[obj]; !still {
			s.sayTransition(obj, was, "detached")
		}
	}
}

func (s *Shell) sayTransition(obj any, was, state string) {
	text, ok := orm.Repr(obj)
	if !ok {
		text = strings.TrimPrefix(fmt.Sprintf("%T", obj), "*main.")
	}
	s.sayf("-- %s: %s -> %s", text, was, state)
}
