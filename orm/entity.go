// This file holds mapped objects in statements: SQLAlchemy's session.execute(select(User)).
//
//layer:6 session, flush, query, load

package orm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// MappedTo is the objects of a prototype's table, for the column list of a SELECT. Generic programs write orm.Mapped(U).
func MappedTo(proto any) Entity {
	e, err := wholeEntity(proto)
	if err != nil {
		return Entity{err: err}
	}
	return e
}

// String is the columns as SQL.
func (e Entity) String() string {
	if e.err != nil || e.m == nil {
		return printExpr(e.Node())
	}
	return printStmt(e.m.table.meta, &ast.Select{Columns: e.Node().columns, Where: e.Node().where}, nil)
}

// Node is the columns of the objects. A connection or an engine gives their values; Session.Execute makes objects of them.
func (e Entity) Node() Node {
	if e.err == nil && e.m == nil {
		e.err = errors.New("orm: an empty orm.Entity: make it with orm.Mapped or orm.Aliased")
	}
	if e.err != nil {
		return Node{expr: &ast.Bad{Err: e.err}}
	}
	return Node{columns: e.m.whole().columns(e.from), meta: e.m.table.meta, objects: e, where: e.m.kindCond(e.from)}
}

// selected executes a SELECT with objects among its columns.
func (s *Session) selected(stmt *SelectStmt, params []V) (*Result, error) {
	switch {
	case stmt.err != nil:
		return nil, fmt.Errorf("orm: %w", stmt.err)
	case len(params) > 1:
		return nil, errors.New("orm: a statement that returns rows takes one parameter set; execute it once for each")
	}
	if err := s.autoflush("Execute"); err != nil {
		return nil, err
	}
	if err := s.loadTaken(stmt.node.Where); err != nil {
		return nil, err
	}
	sel := stmt.node
	sel.From = append(slices.Clip(sel.From), familyJoins(&sel)...)
	entities := make([]entity, len(stmt.spans))
	for i, at := range stmt.spans {
		e := at.what.(Entity)
		entities[i] = entity{e.m.whole(), e.t, at.first}
	}
	st, args, err := s.engine.prepare(&sel, oneSet(params))
	if err != nil {
		return nil, err
	}
	return s.objects(st, args, entities, nil, "Execute")
}

// oneSet is the one parameter set, nil without one.
func oneSet(params []V) V {
	if len(params) == 0 {
		return nil
	}
	return params[0]
}

// ScalarsInto executes a statement in the session and stores the first column of its rows in a *[]T: objects where T is a
// pointer to a mapped struct, else values. NULL needs a T that can hold it. Generic programs write orm.Scalars[T].
func ScalarsInto(s *Session, stmt Executable, params []V, slice any) error {
	r, err := s.Execute(stmt, params...)
	if err != nil {
		return err
	}
	if err := access.SetValues(slice, r.Scalars()); err != nil {
		return fmt.Errorf("orm: %w", err)
	}
	return nil
}
