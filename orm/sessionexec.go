// This file holds statements of a program's own in a session's transaction.
//
//layer:6 session, flush, query, load

package orm

import (
	"database/sql/driver"
	"errors"
	"io"
)

// Execute executes a statement in the session's transaction. It doesn't flush first: what isn't written yet is written
// by Flush. Objects that the session holds don't notice what the statement changes; Refresh and Expire make them. A SELECT of
// orm.Mapped gives objects of the session, and flushes first as a query does.
func (s *Session) Execute(stmt Executable, params ...V) (*Result, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return nil, err
	}
	if sel, ok := stmt.(*SelectStmt); ok && len(sel.spans) > 0 {
		return s.selected(sel, params)
	}
	if s.tx == nil && s.opts.autocommit {
		return s.engine.WithContext(s.context()).Execute(stmt, params...)
	}
	if s.tx == nil {
		s.begin()
	}
	return s.conn.execute(s.context(), stmt, params, origin{cause: "Execute"})
}

// result executes a compiled query and reads it to the end.
func (s *Session) result(st *compiled, args []driver.Value, what string) (*Result, error) {
	if s.tx == nil && !s.opts.autocommit {
		s.begin()
	}
	r, err := s.conn.fetch(s.context(), st, args, origin{cause: what})
	if s.tx == nil {
		s.conn.release()
	}
	if err == nil {
		r.nameByColumn(st)
	}
	return r, err
}

// nameByColumn lets the rows be asked by the names of their columns, where the statement labels them table_column.
func (r *Result) nameByColumn(st *compiled) {
	if r.head == nil {
		return
	}
	for i, c := range st.Columns {
		if c.Column != nil && i < len(r.head.keys) {
			r.head.keys[i] = c.Column.Name
		}
	}
}

// objects executes a query whose rows hold objects beside values.
func (s *Session) objects(st *compiled, args []driver.Value, entities []entity, what string) (r *Result, err error) {
	rows, err := s.query(st, args, what)
	if err != nil {
		return nil, err
	}
	defer func() {
		err = errors.Join(err, rows.Close())
		if s.tx == nil {
			s.conn.release()
		}
	}()
	r = &Result{head: &rowHead{}, changed: -1}
	loaders := make([]*loader, len(entities))
	for i, e := range entities {
		loaders[i] = s.loader(e.p, false)
	}
	dest := make([]driver.Value, len(st.Columns))
	for {
		if err := rows.Next(dest); errors.Is(err, io.EOF) {
			return r, nil
		} else if err != nil {
			return nil, err
		}
		row := &Row{head: r.head}
		if row.values, err = s.mixedRow(st, dest, entities, loaders); err != nil {
			return nil, err
		}
		if len(r.rows) == 0 {
			r.head.keys = mixedKeys(st, entities)
		}
		r.rows = append(r.rows, row)
	}
}

// mixedRow makes a row of objects and values.
func (s *Session) mixedRow(st *compiled, dest []driver.Value, entities []entity, loaders []*loader) (values []any, err error) {
	for i := 0; i < len(dest); {
		if len(entities) > 0 && entities[0].first == i {
			e := entities[0]
			part := dest[i : i+e.p.width()]
			if part[e.p.keys[0]] == nil { // the empty side of an outer join
				values = append(values, nil)
			} else {
				p, err := loaders[0].object(part)
				if err != nil {
					return nil, err
				}
				values = append(values, p.Interface(e.t))
			}
			i += e.p.width()
			entities, loaders = entities[1:], loaders[1:]
			continue
		}
		v, err := s.engine.dialect.ScanValue(st.Columns[i].Type, dest[i])
		if err != nil {
			return nil, err
		}
		values = append(values, v)
		i++
	}
	return values, nil
}

// mixedKeys names objects by their struct and values by their column.
func mixedKeys(st *compiled, entities []entity) (keys []string) {
	for i := 0; i < len(st.Columns); {
		if len(entities) > 0 && entities[0].first == i {
			keys = append(keys, entities[0].p.m.name)
			i += entities[0].p.width()
			entities = entities[1:]
			continue
		}
		name := st.Columns[i].Name
		if c := st.Columns[i].Column; c != nil {
			name = c.Name
		}
		keys = append(keys, name)
		i++
	}
	return keys
}
