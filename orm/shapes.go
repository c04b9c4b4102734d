// This file holds the queries that an engine compiled, by their shape: the next one of the same shape isn't compiled again.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"sync"

	"github.com/ormsh/ormsh/orm/ast"
)

// shapes keeps compiled queries.
type shapes struct {
	mu   sync.RWMutex
	kept map[string]*shaped
}

// shaped is a compiled query, and where the values of its placeholders stand among the binds of a tree of its shape.
type shaped struct {
	st   *compiled
	from []int // -1 for a value that the dialect added
}

// compileShaped compiles a query and converts the values of its binds. shape is room for its work.
func (e *Engine) compileShaped(sel *ast.Select, shape *ast.Shape) (*compiled, []driver.Value, error) {
	if !shape.Select(sel) {
		return e.prepare(sel, nil)
	}
	e.shapes.mu.RLock()
	found := e.shapes.kept[string(shape.Key)]
	e.shapes.mu.RUnlock()
	if found == nil {
		st, args, err := e.prepare(sel, nil)
		if err != nil {
			return nil, nil, err
		}
		found = &shaped{st: st, from: make([]int, len(st.Binds))}
		for i := range st.Binds {
			found.from[i] = slices.Index(shape.Binds, st.Binds[i].From)
			if st.Binds[i].From = nil; found.from[i] >= 0 { // neither the tree is kept, nor its values
				st.Binds[i].Value = nil
			}
		}
		e.shapes.keep(string(shape.Key), found, e.opts.cache)
		return st, args, nil
	}
	args, err := found.st.ArgsOf(e.dialect, shape.Binds, found.from)
	if err != nil {
		return nil, nil, fmt.Errorf("orm: %w", err)
	}
	return found.st, args, nil
}

func (s *shapes) keep(key string, one *shaped, most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil || len(s.kept) >= most {
		s.kept = map[string]*shaped{}
	}
	s.kept[key] = one
}
