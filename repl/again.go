// This file runs entries again: \watch every few seconds, \e after they were edited.

package repl

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/ormsh/ormsh/orm"
)

// watchCommand runs SQL every so many seconds, until Ctrl-C.
func (s *Shell) watchCommand(ctx context.Context, arg string) error {
	first, rest, _ := strings.Cut(arg, " ")
	seconds, err := strconv.ParseFloat(first, 64)
	if err != nil {
		seconds, rest = 2, arg
	}
	if strings.TrimSpace(rest) == "" || !(seconds > 0) || seconds > 86400 {
		return errors.New(`\watch takes seconds, more than 0, and a statement, such as \watch 2 SELECT count(*) FROM users`)
	}
	if classify(rest) != sqlEntry || destroys(rest) != "" {
		return errors.New(`\watch repeats SQL that reads, such as a SELECT`)
	}
	db, err := s.watched()
	if err != nil {
		return err
	}
	tick := time.NewTicker(time.Duration(seconds * float64(time.Second)))
	defer tick.Stop()
	_, inSession := db.(*orm.Session)
	for ctx.Err() == nil { // Ctrl-C is how one stops watching
		err := s.execute(db, rest)
		if errors.Is(err, context.Canceled) && !inSession {
			break
		}
		if err != nil {
			return err // a session's transaction may have suffered
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	return nil
}

// watched is what \watch asks: the session while a transaction is open, else the engine. A transaction that \watch began itself would see the same
// rows each time where the database gives it a view of its own.
func (s *Shell) watched() (executor, error) {
	db, err := s.database()
	if session, ok := db.(*orm.Session); ok && err == nil && !session.InTransaction() && session.Bind() != nil {
		return session.Bind(), nil
	}
	return db, err
}

// editCommand opens the last entry in the person's editor, and runs what comes back.
func (s *Shell) editCommand(ctx context.Context, _ string) error {
	if s.opts.Edit == nil {
		return errors.New(`\e needs a terminal`)
	}
	entry, err := s.opts.Edit(s.edited)
	if err != nil {
		return err
	}
	if strings.TrimSpace(entry) == "" {
		return errors.New("the entry is empty: nothing was run")
	}
	if name, _, _ := strings.Cut(strings.TrimSpace(entry), " "); name == `\e` {
		return errors.New(`\e in \e: nothing was run`)
	}
	s.tellf("%s", entry)
	return s.Eval(ctx, entry)
}
