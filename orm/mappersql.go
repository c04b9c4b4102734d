// This file tells the SQL that sessions send for a mapper's objects.
//
//layer:6 session, flush, query, load

package orm

import (
	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// MapperStatement is a statement that sessions send for objects of a mapper.
type MapperStatement struct {
	For string // what sends it: "query", "get", "insert", "update", "delete", or "load" and a relation's field
	SQL string
}

// Statements tells what sessions of the engine send for objects of the mapper: the query of all of them, the get by key, an
// INSERT of a new one, an UPDATE of all columns (a flush names those that changed), a DELETE, and the query that loads each
// relation of one object. Nothing is sent, but that the engine connects where only the server knows the form.
func (m *Mapper) Statements(e *Engine) ([]MapperStatement, error) {
	query := QueryType(NewSession(e), m.typ())
	if query.err != nil {
		return nil, query.err
	}
	if err := m.settle(); err != nil {
		return nil, err
	}
	insert, err := m.plannedInsert(e)
	if err != nil {
		return nil, err
	}
	list := []MapperStatement{{For: "query"}, {For: "get"}, {"insert", insert}}
	stmts := []ast.Stmt{query.selectStmt(), m.selectByKey(m.plainPlan(false)), nil}
	add := func(what string, s ast.Stmt) {
		list, stmts = append(list, MapperStatement{For: what}), append(stmts, s)
	}
	if cols := m.changeable(); len(cols) > 0 {
		add("update", m.updateStmt(cols))
	}
	add("delete", m.deleteStmt())
	for _, r := range m.rels {
		add("load "+r.field.Name, r.lazyStmt(r.target.plainPlan(false)))
	}
	for i, s := range stmts {
		if s == nil {
			continue
		}
		st, err := e.compile(s)
		if err != nil {
			return nil, err
		}
		list[i].SQL = st.SQL
	}
	return list, nil
}

// plannedInsert is the INSERT that a flush would plan for an object whose fields are empty.
func (m *Mapper) plannedInsert(e *Engine) (string, error) {
	s := NewSession(e)
	if err := s.Add(access.New(m.typ()).Interface(m.typ())); err != nil {
		return "", err
	}
	plan, err := s.Plan()
	if err != nil {
		return "", err
	}
	for st := range plan.All() {
		return st.SQL, nil
	}
	return "", nil
}

// changeable are the columns that an UPDATE may set.
func (m *Mapper) changeable() (cols []int) {
	for i, p := range m.props {
		if !p.col.pk && p.col.computed == nil {
			cols = append(cols, i)
		}
	}
	return cols
}
