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
	"github.com/ormsh/ormsh/orm/dialect"
)

// shapes keeps compiled queries.
type shapes struct {
	mu    sync.RWMutex
	kept  map[string]*shaped
	rooms sync.Pool // of *ast.Shape
}

// shaped is a compiled query, and where the values of its placeholders stand among the binds of a tree of its shape.
type shaped struct {
	st   *compiled
	from []int // -1 for a value that the dialect added
}

// compileShaped compiles a query, or finds one of its shape compiled, and converts the values of its binds. shape is room for
// its work.
func (e *Engine) compileShaped(sel *ast.Select, shape *ast.Shape) (*compiled, []driver.Value, error) {
	st, args, _, err := e.findShaped(sel, shape)
	return st, args, err
}

func (e *Engine) findShaped(sel *ast.Select, shape *ast.Shape) (st *compiled, args []driver.Value, was bool, err error) {
	if !shape.Select(sel) {
		st, args, err = e.prepare(sel, nil)
		return st, args, false, err
	}
	e.shapes.mu.RLock()
	found := e.shapes.kept[string(shape.Key)]
	e.shapes.mu.RUnlock()
	if found == nil {
		if st, args, err = e.prepare(sel, nil); err != nil {
			return nil, nil, false, err
		}
		found = &shaped{st: st, from: make([]int, len(st.Binds))}
		for i := range st.Binds {
			found.from[i] = slices.Index(shape.Binds, st.Binds[i].From)
			if st.Binds[i].From = nil; found.from[i] >= 0 { // neither the tree is kept, nor its values
				st.Binds[i].Value = nil
			}
		}
		e.shapes.keep(string(shape.Key), found, e.opts.cache)
		return st, args, false, nil
	}
	if args, err = found.st.ArgsOf(e.dialect, shape.Binds, found.from); err != nil {
		return nil, nil, true, fmt.Errorf("orm: %w", err)
	}
	return found.st, args, true, nil
}

// compileAlike is compileShaped for a statement of a program: the rows that it returns are asked by the columns of this very
// statement. found tells that none had to be compiled.
func (e *Engine) compileAlike(sel *ast.Select) (st *compiled, args []driver.Value, found bool, err error) {
	shape, ok := e.shapes.rooms.Get().(*ast.Shape)
	if !ok {
		shape = new(ast.Shape)
	}
	defer e.shapes.rooms.Put(shape)
	st, args, found, err = e.findShaped(sel, shape)
	if err == nil && found && !returnsOf(st, sel) {
		st, args, err = e.prepare(sel, nil)
		found = false
	}
	return st, args, found, err
}

// returnsOf tells whether a compiled statement returns the columns of a tree of its shape: those of another alias of a name
// look alike.
func returnsOf(st *compiled, sel *ast.Select) bool {
	return slices.EqualFunc(st.Columns, sel.Columns, func(r dialect.ResultColumn, e ast.Expr) bool {
		c, _ := e.(*ast.Column)
		return r.Column == c
	})
}

func (s *shapes) keep(key string, one *shaped, most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil || len(s.kept) >= most {
		s.kept = map[string]*shaped{}
	}
	s.kept[key] = one
}
