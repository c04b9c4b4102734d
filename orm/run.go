// This file holds Run, a unit of work that is tried again when the database asks for it.
//
//layer:6 session, flush, query, load

package orm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

const (
	runAttempts = 8                     // how often Run tries before it returns the last failure
	runPause    = 10 * time.Millisecond // before the second attempt; doubled for each further one
)

// Run calls fn with a session of its own and commits what it did. When a statement or the commit fails because of
// other transactions (Retryable) all is rolled back and fn is called again, with a fresh session, after a pause that
// grows; so fn has to load what it changes. An error of fn itself, or a panic, rolls back and ends Run. After
// ErrUnknownOutcome nothing is tried again: the commit may have taken place.
func Run(ctx context.Context, e *Engine, fn func(*Session) error, opts ...SessionOption) error {
	pause := runPause
	for attempt := 1; ; attempt++ {
		err := runOnce(ctx, e, fn, opts)
		if err == nil || !Retryable(err) {
			return err
		}
		if attempt == runAttempts {
			return fmt.Errorf("orm: Run gives up after %d attempts: %w", attempt, err)
		}
		select {
		case <-ctx.Done():
			return errors.Join(contextError(ctx.Err()), err)
		case <-time.After(pause + rand.N(pause)):
			pause *= 2
		}
	}
}

func runOnce(ctx context.Context, e *Engine, fn func(*Session) error, opts []SessionOption) (err error) {
	s := NewSession(e.WithContext(ctx), opts...)
	defer func() {
		if closing := s.Close(); err == nil {
			err = closing
		}
	}()
	if err := fn(s); err != nil {
		return err
	}
	return s.Commit()
}
