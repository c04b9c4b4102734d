// This file tells where the unit of work stands: in the prompt, and in a report after each entry.

package repl

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/line"
)

// promptStyle says how much stands before the prompt.
type promptStyle string

// The styles: what differs from a session at rest, everything always, nothing but the guards.
const (
	promptShort promptStyle = "short"
	promptFull  promptStyle = "full"
	promptPlain promptStyle = "plain"
)

// prompt is what stands before entries. The database and the state of the session come first, where there is something to tell:
// pets.db* is an open transaction, pets.db! one that failed, pets.db* +2~1 has two new objects and a dirty one as well.
func (s *Shell) prompt() line.Prompt {
	p := line.Prompt{First: s.standingText() + ">>> ", More: "... "}
	switch {
	case s.opts.ReadOnly:
		p.First = "(read-only) " + p.First
	case s.opts.Sandbox:
		p.First = "(sandbox) " + p.First
	}
	return p
}

// standingText tells database, transaction and pending objects, as the style wants it.
func (s *Shell) standingText() string {
	session, ok := find[*orm.Session](s, sessionName)
	if !ok || s.promptStyle == promptPlain {
		return ""
	}
	mark := ""
	switch {
	case session.Failed() != nil || session.InTransaction() && s.sink.isAborted(session.Number()):
		mark = "!"
	case session.InTransaction():
		mark = "*"
	}
	counts := ""
	for _, c := range []struct {
		sign string
		n    int
	}{{"+", session.New().Len()}, {"~", session.Dirty().Len()}, {"-", session.Deleted().Len()}} {
		if c.n > 0 || s.promptStyle == promptFull {
			counts += c.sign + strconv.Itoa(c.n)
		}
	}
	switch {
	case mark+counts == "" && s.promptStyle != promptFull:
		return ""
	case counts != "":
		counts += " "
	}
	return s.databaseName() + mark + " " + counts
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
	switch style := promptStyle(arg); style {
	case "":
	case promptShort, promptFull, promptPlain:
		s.promptStyle = style
	default:
		return fmt.Errorf(`\prompt takes short, full or plain, not %q`, arg)
	}
	s.tellf("prompt: %s", s.promptStyle)
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
	s.tellf("report: %s", onOff(s.reports))
	return nil
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// standing is the state of every object of the session in use, in their order. The zero standing is of reports that are off.
type standing struct {
	session *orm.Session
	objects []any
	states  map[any]string
	came    map[any]orm.Inspection
}

func (s *Shell) standing() standing {
	session, ok := find[*orm.Session](s, sessionName)
	if !s.reports {
		return standing{}
	}
	now := standing{session: session, states: map[any]string{}, came: map[any]orm.Inspection{}}
	if !ok {
		return now
	}
	note := func(obj any, only func(orm.State) bool) {
		if in, err := session.Inspect(obj); err == nil && only(in.State) && now.states[obj] == "" {
			now.objects, now.states[obj], now.came[obj] = append(now.objects, obj), stateWord(session, obj, in), in
		}
	}
	for obj := range objects(session) {
		note(obj, func(orm.State) bool { return true })
	}
	for _, obj := range s.deleted {
		note(obj, func(state orm.State) bool { return state == orm.Deleted })
	}
	return now
}

// reportChanges tells in one line each which objects changed their state since before, where reports were on then.
func (s *Shell) reportChanges(before standing) {
	after := s.standing()
	if before.states == nil || after.states == nil || before.session != nil && before.session != after.session {
		return
	}
	for _, obj := range after.objects {
		was, known := before.states[obj]
		switch state := after.states[obj]; {
		case !known:
			s.tellTransition(obj, arrival(after.came[obj], state))
		case was != state:
			s.tellTransition(obj, was+" -> "+state)
		}
	}
	s.deleted = nil
	for _, obj := range before.objects {
		if state, still := after.states[obj]; still {
			if state == orm.Deleted.String() {
				s.deleted = append(s.deleted, obj)
			}
			continue
		}
		left := orm.Detached
		if in, err := after.session.Inspect(obj); err == nil {
			left = in.State
		}
		if left == orm.Deleted {
			s.deleted = append(s.deleted, obj)
		}
		s.tellTransition(obj, before.states[obj]+" -> "+left.String())
	}
}

// arrival tells how an object came into the session, and what its state is now.
func arrival(in orm.Inspection, state string) string {
	first, way := orm.Persistent.String(), orm.Detached.String()+" -> "+orm.Persistent.String()
	switch {
	case in.State == orm.Pending:
		return orm.Transient.String() + " -> " + state
	case in.Inserted:
		way = strings.Join([]string{orm.Transient.String(), orm.Pending.String(), first}, " -> ")
	case in.Loaded:
		way = "loaded as " + first
	}
	if state == first {
		return way
	}
	return way + " -> " + state
}

func (s *Shell) tellTransition(obj any, what string) {
	text, ok := orm.Repr(obj)
	if !ok {
		text = strings.TrimPrefix(fmt.Sprintf("%T", obj), "*main.")
	}
	s.tellf("-- %s: %s", text, what)
}
