// This file holds the interactive loop.

package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/line"
)

// Loop reads entries and evaluates them until the end: Ctrl-D, \q, or os.Exit in a cell. What arrives in interrupts between two reads
// cancels the entry's context; the reader takes what arrives while it reads. The error is the reader's, or an *interp.ExitError.
func (s *Shell) Loop(ctx context.Context, reader line.Reader, interrupts <-chan os.Signal) error {
	warned := false
	for !s.leaving {
		var entry string
		err := s.leavable(func() (err error) {
			entry, err = reader.Read(s.prompt())
			return err
		})
		switch {
		case errors.Is(err, line.ErrInterrupt):
			continue
		case errors.Is(err, io.EOF) && !warned && s.unsaved():
			s.tellf(`the session has changes that are not committed: \commit keeps them, Ctrl-D again gives them up`)
			warned = true
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read the terminal: %w", err)
		}
		entry = s.meant(entry)
		warned = false
		if err := s.interruptible(ctx, entry, interrupts); err != nil {
			return err
		}
	}
	return nil
}

// leavable does something that takes its time: reads an entry, or evaluates one. Where a goroutine of an earlier entry calls os.Exit meanwhile, and
// no cell runs that would end with it, the process ends at once.
func (s *Shell) leavable(do func() error) error {
	session, ok := s.eval.(interface{ Ended(context.Context) error })
	if !ok || s.opts.Leave == nil {
		return do()
	}
	idle, done := context.WithCancel(context.Background())
	defer done()
	leaving := make(chan struct{})
	go func() {
		var exit *interp.ExitError
		if errors.As(session.Ended(idle), &exit) {
			close(leaving)
			s.opts.Leave(exit.Code)
		}
	}()
	err := do()
	select {
	case <-leaving:
		select {} // the process ends, with that code
	default:
		return err
	}
}

// meant is the command that a word of another shell stands for, unless something of that name is declared; else the entry.
func (s *Shell) meant(entry string) string {
	word := strings.TrimSpace(entry)
	if _, isName := s.eval.Lookup(word); isName {
		return entry
	}
	if command := transactionCommand(word); command != "" && word[0] != '\\' {
		s.tellf("here it is %s", command)
		return command
	}
	switch word {
	case "exit", "quit":
		return `\q`
	case ":q", ":q!", ":wq", "exit()", "quit()", "exit;", "quit;":
		s.tellf(`to leave: \q, or Ctrl-D`)
		return ""
	case "help", "help()", "help;":
		s.tellf(`help is \help`)
		return `\help`
	}
	if m := otherCommand().FindStringSubmatch(word); m != nil {
		return s.commandLike(m[1], m[2])
	}
	return entry
}

// otherCommand matches what no Go begins with: commands of shells that mark theirs by a dot, a colon or a percent sign.
var otherCommand = later(`^[.:%]([a-z]+)(|\s.*)$`)

// commandLike is our command for one of another shell; empty, with a word on it, where there is none.
func (s *Shell) commandLike(name, arg string) string {
	switch name {
	case "exit", "quit":
		s.tellf(`to leave: \q, or Ctrl-D`)
		return ""
	case "tables", "schema", "databases":
		name = map[string]string{"tables": "d", "schema": "d", "databases": "l"}[name]
	case "mode":
		name = "format"
	case "timer":
		name = "timing"
	case "read":
		name = "i"
	}
	if _, ok := findCommand(name); !ok {
		s.tellf(`commands begin with \ here; \help lists them`)
		return ""
	}
	s.tellf(`here it is \%s`, name)
	return `\` + name + arg
}

// unsaved says whether the session has objects to write, or statements that aren't committed.
func (s *Shell) unsaved() bool {
	session, ok := find[*orm.Session](s, sessionName)
	return ok && (session.New().Len()+session.Dirty().Len()+session.Deleted().Len() > 0 || session.InTransaction() && s.sink.wroteSince())
}

// interruptible evaluates an entry under a context that Ctrl-C cancels. Its error ends the loop.
func (s *Shell) interruptible(ctx context.Context, entry string, interrupts <-chan os.Signal) error {
	// The context isn't cancelled at the end: what the entry began, such as a stream of rows, may be read by the next one.
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		for again := false; ; again = true {
			select {
			case <-interrupts:
				s.out.home.echoed()
				cancel()
				if again {
					s.tellf(`the entry waits for what can't be cancelled; Ctrl-\ ends the shell`)
				}
			case <-done:
				return
			}
		}
	}()
	before, start, writes, mark := s.standing(), time.Now(), s.sink.written(), s.sink.mark()
	stop := s.showProgress()
	err := s.leavable(func() error { return s.Eval(ctx, entry) })
	stop()
	close(done)
	s.took(start)
	s.reportChanges(before)
	if s.opts.Sandbox && s.sink.written() > writes {
		s.tellf("(sandbox: rolled back when you leave)")
	}
	s.out.freshLine()
	var exit *interp.ExitError
	switch {
	case err == nil || errors.Is(err, ErrShown):
		return nil
	case errors.As(err, &exit):
		return err
	}
	s.Report(err, entry, Place{})
	s.reconnect(s.explainTransaction(err, mark))
	return nil
}

// explainTransaction says what a cancelled entry, whose statements came behind the mark, has done to the transaction it ran in. The error that comes back is
// the lost connection where that is what it cost, else the one given.
func (s *Shell) explainTransaction(err error, mark int) error {
	session, ok := find[*orm.Session](s, sessionName)
	if !ok || !errors.Is(err, context.Canceled) || errors.Is(err, orm.ErrInactive) {
		return err
	}
	if !session.InTransaction() {
		s.explainCommit(session, mark)
		return err
	}
	failed := session.Failed()
	switch {
	case errors.Is(failed, orm.Disconnected):
		return failed
	case s.sink.isAborted(session.Number()):
		s.tellf(`PostgreSQL refuses the rest of a transaction whose statement was cancelled: \rollback`)
	case failed != nil:
		s.tellf(`the whole transaction is rolled back; \rollback to go on`)
	default:
		s.tellf("the session's transaction is still open")
	}
	return err
}

// explainCommit says what became of a COMMIT in a cancelled entry.
func (s *Shell) explainCommit(session *orm.Session, mark int) {
	commit, ok := s.sink.commitSince(mark, session.Number())
	switch {
	case !ok:
	case commit.Err == nil:
		s.tellf("the transaction was committed before")
	case errors.Is(commit.Err, orm.ErrUnknownOutcome):
		s.tellf("the connection was lost during COMMIT: whether it took place is not known")
	default:
		s.tellf("COMMIT was cancelled: the transaction is rolled back, what it added isn't in the session any more")
	}
}
