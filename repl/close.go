// This file ends a shell.

package repl

import (
	"errors"
	"io"
	"sync"

	"github.com/ormsh/ormsh/orm"
)

// engines are those that cells made, to be closed with the shell.
type engines struct {
	mu   sync.Mutex
	list []*orm.Engine
	own  map[*orm.Engine]bool // whether each echoes by itself, while the shell makes all of them echo; else nil
}

// force makes all engines echo, or gives each its own way again.
func (e *engines) force(on bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case on && e.own == nil:
		e.own = map[*orm.Engine]bool{}
		for _, engine := range e.list {
			e.own[engine] = engine.Echoing()
			engine.SetEcho(true)
		}
	case !on && e.own != nil:
		for engine, echoing := range e.own {
			engine.SetEcho(echoing)
		}
		e.own = nil
	}
}

func (e *engines) add(engine *orm.Engine) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.list = append(e.list, engine)
}

// Close closes the engines that cells made, and the interpreter. What was not committed is rolled back by the databases.
func (s *Shell) Close() error {
	s.engines.mu.Lock()
	defer s.engines.mu.Unlock()
	var errs []error
	for _, engine := range s.engines.list {
		errs = append(errs, engine.Close())
	}
	s.engines.list = nil
	errs = append(errs, s.closeOutput())
	if c, ok := s.eval.(io.Closer); ok {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}
