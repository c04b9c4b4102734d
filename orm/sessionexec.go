// This file holds statements of a program's own in a session's transaction.
//
//layer:6 session, flush, query, load

package orm

import (
	"database/sql/driver"
	"errors"
	"fmt"
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

// objects executes a query whose rows hold objects beside values, and loads what options and mappings say of these.
func (s *Session) objects(st *compiled, args []driver.Value, entities []entity, opts []LoadOption, what string) (*Result, error) {
	plans, err := entityPlans(entities, opts)
	if err != nil {
		return nil, err
	}
	rows, err := s.query(st, args, what)
	if err != nil {
		return nil, err
	}
	readers := make([]*placeReader, len(entities))
	for i, p := range plans {
		readers[i] = s.placeReader(p)
	}
	r, err := s.mixedRows(rows, st, entities, readers)
	for _, reader := range readers {
		if err == nil {
			err = s.loadAfter(reader)
		}
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// entityPlans plans what is loaded after the objects of rows: each option is about the first struct that has its relation.
func entityPlans(entities []entity, opts []LoadOption) (plans []*loadPlan, err error) {
	of := make([][]LoadOption, len(entities))
	for _, o := range opts {
		switch {
		case o.err != nil:
			return nil, o.err
		case o.columns != nil || o.how == byJoin || o.how == byRows || o.how == bySubquery:
			return nil, errors.New("orm: the objects of Select come whole, and by statements of its own SelectIn loads their relations: other options are for orm.Query")
		}
		found := false
		for i, e := range entities {
			if _, miss := e.p.m.relationOf(o.rel); o.every || miss == nil && !found {
				of[i], found = append(of[i], o), true
			}
		}
		if !found {
			return nil, fmt.Errorf("orm: no object of this Select has the relation %s", o.rel)
		}
	}
	for i, e := range entities {
		p, err := planning{apart: true}.place(e.p.m, of[i], trail{on: []*Mapper{e.p.m}}, asMapped, false)
		if err != nil {
			return nil, err
		}
		plans = append(plans, p)
	}
	return plans, nil
}

// mixedRows reads rows of objects and values.
func (s *Session) mixedRows(rows rowScanner, st *compiled, entities []entity, readers []*placeReader) (r *Result, err error) {
	defer func() { err = errors.Join(err, s.closeRows(rows)) }()
	r = &Result{head: &rowHead{}, changed: -1}
	dest := make([]driver.Value, len(st.Columns))
	for {
		if err := rows.Next(dest); errors.Is(err, io.EOF) {
			return r, nil
		} else if err != nil {
			return nil, err
		}
		row := &Row{head: r.head}
		if row.values, err = s.mixedRow(st, dest, entities, readers); err != nil {
			return nil, err
		}
		if len(r.rows) == 0 {
			r.head.keys = mixedKeys(st, entities)
		}
		r.rows = append(r.rows, row)
	}
}

// mixedRow makes a row of objects and values.
func (s *Session) mixedRow(st *compiled, dest []driver.Value, entities []entity, readers []*placeReader) (values []any, err error) {
	for i := 0; i < len(dest); {
		if len(entities) > 0 && entities[0].first == i {
			e := entities[0]
			part := dest[i : i+e.p.width()]
			if part[e.p.keys[0]] == nil { // the empty side of an outer join
				values = append(values, nil)
			} else {
				one, err := readers[0].row(part)
				if err != nil {
					return nil, err
				}
				values = append(values, one.obj.Interface(e.t))
			}
			i += e.p.width()
			entities, readers = entities[1:], readers[1:]
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
