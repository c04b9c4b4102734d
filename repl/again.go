// This file runs entries again: \watch every few seconds, \e after they were edited.

package repl

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"
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
	tick := time.NewTicker(time.Duration(seconds * float64(time.Second)))
	defer tick.Stop()
	for {
		if err := s.sql(ctx, rest); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil // Ctrl-C is how one stops watching
		case <-tick.C:
		}
	}
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
	s.sayf("%s", entry)
	return s.Eval(ctx, entry)
}
