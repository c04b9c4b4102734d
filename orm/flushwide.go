// This file holds the UPDATEs and DELETEs of a flush that are for many rows each.
//
//layer:6 session, flush, query, load

package orm

import (
	"database/sql/driver"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// The rows of an UPDATE of many, and of a DELETE; an INSERT has insertChunk.
const (
	updateChunk = 100
	deleteChunk = 500
)

// wideRows is how many objects of a step a statement is for; 0 where each has its own. Above singleRows it is many, if the
// database does that as well as one by one, and if the order in which rows are written can't matter.
func (s *Session) wideRows(st *step) int {
	f, err := s.engine.Features()
	if err != nil || len(st.states) <= singleRows || !f.WideWrites {
		return 0
	}
	size, each := deleteChunk, len(st.m.rowColumns())
	if st.kind == updateStep {
		size, each = updateChunk, each+len(st.cols)
	}
	if st.kind == deleteStep && st.m.refersTo(st.m.root()) || slices.ContainsFunc(st.cols, st.m.distinct) {
		return 0
	}
	return min(size, f.MaxParams/each)
}

// distinct tells whether a column is part of what no two rows may have alike: its values go from row to row in an order.
func (m *Mapper) distinct(col int) bool {
	name := m.props[col].col.name
	return slices.Contains(m.keys, col) ||
		slices.ContainsFunc(m.table.constraints, func(k *Constraint) bool {
			return k.kind == ast.UniqueConstraint && slices.Contains(k.columns, name)
		}) ||
		slices.ContainsFunc(m.table.indexes, func(i *Index) bool { return i.unique && (len(i.parts) > 0 || slices.Contains(i.columns, name)) })
}

// wideStmt is the statement of so many rows of a step.
func (st *step) wideStmt(rows int) ast.Stmt {
	if st.kind == updateStep {
		return st.m.wideUpdate(st.cols, rows)
	}
	return st.m.wideDelete(rows)
}

// wideUpdate is UPDATE t SET a=given.a FROM (the rows) AS given WHERE t.id = given.id_of_row.
func (m *Mapper) wideUpdate(cols []int, rows int) ast.Stmt {
	given := &ast.Values{Name: "given"}
	up := &ast.Update{Table: m.table.source, From: []ast.Source{given}}
	column := func(at int, name string) *ast.Column {
		c := &ast.Column{Source: given, Name: name, Type: m.props[at].col.node.Type}
		given.Columns = append(given.Columns, c)
		return c
	}
	var row []ast.Expr
	for _, at := range cols {
		name := m.props[at].col.name
		up.Set = append(up.Set, ast.Set{Column: name, Value: column(at, name)})
		row = append(row, m.param(at))
	}
	for _, at := range m.rowColumns() {
		up.Where = append(up.Where, compared(ast.Eq, m.column(at, nil), column(at, m.own(at).name+"_of_row")))
		row = append(row, m.param(at))
	}
	given.Rows = slices.Repeat([][]ast.Expr{row}, rows)
	return up
}

// wideDelete is DELETE FROM t WHERE id IN (the keys).
func (m *Mapper) wideDelete(rows int) ast.Stmt {
	var of, row []ast.Expr
	for _, at := range m.rowColumns() {
		of, row = append(of, m.column(at, nil)), append(row, m.param(at))
	}
	in := &ast.Membership{Op: ast.In, X: of[0], Items: slices.Repeat(row, rows)}
	if len(of) > 1 {
		in.X, in.Items = &ast.Tuple{Items: of}, slices.Repeat([]ast.Expr{&ast.Tuple{Items: row}}, rows)
	}
	return &ast.Delete{Table: m.table.source, Where: []ast.Expr{in}}
}

// sendWide sends a step in statements of up to size rows. All rows have to be there, where that is demanded.
func (s *Session) sendWide(st *step, size int, demanded bool, o origin) error {
	m, q := st.m, st.m.statements(s.engine)
	var args arguments
	for states := range slices.Chunk(st.states, size) {
		n := len(states)
		sql, err := q.get(s.engine, shapeOf(byte(st.kind), n, st.cols), func() ast.Stmt { return st.wideStmt(n) })
		if err != nil {
			return err
		}
		args.begin(s.conn, len(sql.Binds))
		for _, one := range states {
			if args.list, err = s.rowArgs(q, st, one, args.list, &args.room); err != nil {
				return err
			}
		}
		res, err := s.conn.exec(s.context(), sql, args.list, o)
		if err != nil {
			return err
		}
		if found := affected(res, nil); demanded && found != int64(n) {
			return fmt.Errorf("%w: %s of %d objects of %s matched %d rows", ErrStale, st.word(), n, m.name, found)
		}
	}
	return nil
}

// word is the SQL verb of a step that changes rows.
func (st *step) word() string {
	if st.kind == updateStep {
		return "UPDATE"
	}
	return "DELETE"
}

// rowArgs appends what an UPDATE or DELETE takes for an object: the new values, and what identifies its row.
func (s *Session) rowArgs(q *mapperSQL, step *step, st *state, args []driver.Value, room *access.Boxes) ([]driver.Value, error) {
	if err := step.rowOf(st).present(); err != nil {
		return args, err
	}
	args, err := s.args(q, st, step.cols, args, room)
	if err != nil {
		return args, err
	}
	return s.keyArgs(q, step.m, step.rowOf(st), args, room)
}

// sendRows sends an UPDATE or DELETE for each object of a step. Rows that are demanded have to be there.
func (s *Session) sendRows(step *step, stmt func() ast.Stmt, demanded bool, cause string) error {
	m, q, o := step.m, step.m.statements(s.engine), origin{cause: cause, object: step.m.name}
	if size := s.wideRows(step); size > 0 {
		return s.sendWide(step, size, demanded, o)
	}
	sql, err := q.get(s.engine, shapeOf(byte(step.kind), 1, step.cols), stmt)
	if err != nil {
		return err
	}
	rows := make([][]driver.Value, len(step.states))
	for i, st := range step.states {
		if rows[i], err = s.rowArgs(q, step, st, make([]driver.Value, 0, len(step.cols)+len(m.keys)+1), nil); err != nil {
			return err
		}
	}
	counts, err := s.execRows(sql, rows, o)
	if err != nil || !demanded {
		return err
	}
	if i := slices.Index(counts, 0); i >= 0 {
		return fmt.Errorf("%w: %s of %s matched no row", ErrStale, step.word(), m.repr(step.states[i].obj))
	}
	return nil
}
