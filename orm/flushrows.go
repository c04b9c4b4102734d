// This file holds the updates and deletes of a flush, the rows of association tables, and what is done when all went well.
//
//layer:6 session, flush, query, load

package orm

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

func (s *Session) sendUpdates(step *step, cause string) error {
	m := step.m
	if step.post != nil {
		step.states[0].over = step.post
	}
	if err := s.sendRows(step, func() ast.Stmt { return m.updateStmt(step.cols) }, true, cause); err != nil {
		return err
	}
	for _, st := range step.states {
		if step.open[st] {
			continue
		}
		if old := step.instead[st]; old != nil {
			if err := s.switched(m, st, old); err != nil {
				return err
			}
			continue
		}
		if err := s.updated(st, step.cols); err != nil {
			return err
		}
	}
	return nil
}

// present refuses an object whose row turned out to be gone, since this flush inserted another under its key: that one
// must not be taken for it.
func (st *state) present() error {
	if st.status == Deleted && !st.heir {
		return fmt.Errorf("%w: the row of %s is gone, and a new one has its key", ErrStale, st.m.repr(st.obj))
	}
	return nil
}

// keyArgs appends what identifies the row: its key as it was, and its version.
func (s *Session) keyArgs(q *mapperSQL, m *Mapper, st *state, args []driver.Value, room *access.Boxes) ([]driver.Value, error) {
	for _, c := range m.rowColumns() {
		v, err := q.bind(s.engine, m, c, st.snap, room)
		if err != nil {
			return args, err
		}
		args = append(args, v)
	}
	return args, nil
}

// execRows executes a statement for one or many sets of arguments and returns the rows that each matched.
func (s *Session) execRows(sql *compiled, rows [][]driver.Value, o origin) ([]int64, error) {
	if len(rows) != 1 {
		return s.conn.execMany(s.context(), sql, rows, o)
	}
	res, err := s.conn.exec(s.context(), sql, rows[0], o)
	if err != nil {
		return nil, err
	}
	n, err := res.RowsAffected()
	return []int64{n}, err
}

// updated makes the object's present values the known ones, after an UPDATE of these columns; those before are kept for a
// rollback.
func (s *Session) updated(st *state, cols []int) error {
	if st.bulk == bulkRow {
		return nil
	}
	if err := st.takeOver(); err != nil {
		return err
	}
	if !s.keepColumns(st, cols) {
		s.keepRow(st)
		s.snapshot(st)
	}
	st.lackComputed()
	before := st.key
	if err := s.rekey(st); err != nil {
		return err
	}
	if st.key != before {
		if err := s.followKey(st); err != nil {
			return err
		}
	}
	return nil
}

// followKey brings the foreign keys of loaded children into step after a change of their parent's key: in the database
// ON UPDATE CASCADE did it.
func (s *Session) followKey(st *state) error {
	for _, r := range st.m.rels {
		if r.direction != oneToMany || r.def.activeUpdates {
			continue
		}
		for _, obj := range st.links[r.index].list {
			child := s.held(obj)
			if child == nil || child.status != Persistent {
				continue
			}
			for i, at := range r.remote {
				v, err := st.m.props[r.local[i]].field.Value(st.obj)
				if err == nil {
					_, err = child.m.props[at].field.Set(child.obj, v)
				}
				if err != nil {
					return err
				}
				s.unfold(child)
				child.m.tracker.CopyField(at, child.snap, child.obj)
			}
			if err := s.rekey(child); err != nil {
				return err
			}
		}
	}
	return nil
}

// rekey moves an object to the key that it has now.
func (s *Session) rekey(st *state) error {
	key, err := st.m.keyOf(st.obj)
	if err != nil || key == st.key {
		return err
	}
	s.identity(st.m).removeOf(st)
	st.key = key
	s.identity(st.m).put(key, st)
	return nil
}

func (s *Session) sendDeletes(step *step, cause string) error {
	m := step.m
	if err := s.sendRows(step, m.deleteStmt, m.version >= m.from, cause); err != nil {
		return err
	}
	for _, st := range step.states {
		if m.joins != nil {
			continue // the base's row is still there
		}
		s.identity(m).remove(st.key)
		st.status, st.doomed = Deleted, false
		st.leaveBlock()
		s.tx.removed = doubling(s.tx.removed, st)
	}
	return nil
}

// sendLinks inserts or deletes rows of an association table.
func (s *Session) sendLinks(step *step, cause string) error {
	r := step.r
	sql, err := r.owner.statements(s.engine).get(s.engine, shapeOf(byte(step.kind), 1, []int{r.index}), func() ast.Stmt { return r.linkStmt(step.kind) })
	if err != nil {
		return err
	}
	rows, order := make([][]driver.Value, len(step.pairs)), r.linkOrder()
	for i, pair := range step.pairs {
		var ends []driver.Value
		for end, cols := range [][]int{r.local, r.remote} {
			st := pair[end]
			if err := st.present(); err != nil {
				return err
			}
			q := st.m.statements(s.engine)
			for _, c := range cols {
				v, err := q.bind(s.engine, st.m, c, st.obj, nil)
				if err != nil {
					return err
				}
				ends = append(ends, v)
			}
		}
		for _, at := range order {
			rows[i] = append(rows[i], ends[at])
		}
	}
	_, err = s.execRows(sql, rows, origin{cause: cause, object: r.String()})
	return err
}

// linkStmt is the INSERT or DELETE of one row of the association table.
func (r *relation) linkStmt(kind stepKind) ast.Stmt {
	cols := slices.Concat(r.secondLocal, r.secondFar)
	ins := &ast.Insert{Table: r.secondary.source, Rows: [][]ast.Expr{nil}}
	del := &ast.Delete{Table: r.secondary.source}
	for _, at := range r.linkOrder() {
		c := cols[at]
		bind := &ast.Bind{Name: c.name, Value: ast.Param{}, Type: c.node.Type}
		ins.Columns = append(ins.Columns, c.name)
		ins.Rows[0] = append(ins.Rows[0], bind)
		del.Where = append(del.Where, &ast.Binary{Op: ast.Eq, L: c.node, R: bind, Type: ast.Type{Kind: ast.Boolean}})
	}
	if kind == linkStep {
		return ins
	}
	return del
}

// linkOrder is where the columns of an association row stand in its table's order, by which both sides of a relation write them.
func (r *relation) linkOrder() []int {
	cols := slices.Concat(r.secondLocal, r.secondFar)
	order := make([]int, len(cols))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Compare(slices.Index(r.secondary.cols, cols[a]), slices.Index(r.secondary.cols, cols[b]))
	})
	return order
}

// finish takes over what the relations held when the flush was planned, brings the other sides into step, and calls the hook.
func (s *Session) finish(p *planner, held []heldThen) error {
	changes := takeBack(held)
	for _, m := range p.order {
		for _, r := range m.relations() {
			if r.back == nil {
				continue
			}
			for _, st := range p.saves[m] {
				if st.m.isA(r.owner) {
					s.mirror(st, r)
				}
			}
		}
	}
	for _, w := range p.moves {
		if w.from.status != Deleted {
			s.mirrorOut(w.from, w.child, w.r)
		}
	}
	for _, m := range p.order {
		for _, st := range p.saves[m] {
			st.over = nil
			s.holdLinks(st)
		}
		for _, st := range p.deletes[m] {
			st.over = nil
		}
	}
	for _, c := range changes {
		c.again()
	}
	return s.callSession(AfterFlush)
}

// holdLinks makes what the relations hold now their known contents.
func (s *Session) holdLinks(st *state) {
	for i := range st.links {
		r := st.m.rels[i]
		if now := r.related(st.obj); !samePtrs(now, st.links[i].list) {
			s.keepLinks(st)
			st.links[i].list = slices.Clone(now)
			st.leaveBlock()
		}
	}
}

// mirror brings the other side of a changed relation into step: a child that came in points to its parent, one that
// left does not, and a parent that was set has the child in its collection, if that is loaded.
func (s *Session) mirror(st *state, r *relation) {
	was, now := st.links[r.index].list, r.related(st.obj)
	came := missing(was, now)
	if st.status == Deleted { // its row turned out to be gone: nothing comes to it, but what left it has left
		came = nil
	}
	for _, obj := range came {
		if child := s.held(obj); child != nil {
			s.mirrorIn(child, st, r.back)
		}
	}
	for _, obj := range missing(now, was) {
		if child := s.held(obj); child != nil && child.status != Deleted {
			s.mirrorOut(child, st, r.back)
		}
	}
}

// mirrorIn puts owner into the relation back of child. A collection that holds it already counts as changed, too, so that the
// rollback of a savepoint marks the child stale.
func (s *Session) mirrorIn(child, owner *state, back *relation) {
	l := &child.links[back.index]
	child.leaveBlock()
	if !back.many {
		s.keepLinks(child)
		back.field.SetLink(child.obj, owner.obj)
		l.list, l.loaded = []access.Ptr{owner.obj}, true
		return
	}
	now := back.field.Links(child.obj)
	if now == nil && !l.loaded {
		return // not loaded stays not loaded
	}
	s.keepLinks(child)
	if !slices.Contains(now, owner.obj) {
		back.field.SetLinks(child.obj, append(slices.Clone(now), owner.obj))
	}
	if !slices.Contains(l.list, owner.obj) {
		l.list = append(slices.Clone(l.list), owner.obj)
	}
}

// mirrorOut takes owner out of the relation back of child.
func (s *Session) mirrorOut(child, owner *state, back *relation) {
	l := &child.links[back.index]
	same := func(p access.Ptr) bool { return p == owner.obj }
	child.leaveBlock()
	if slices.Contains(l.list, owner.obj) || slices.Contains(back.related(child.obj), owner.obj) {
		s.keepLinks(child)
	}
	if back.many {
		if now := back.field.Links(child.obj); slices.Contains(now, owner.obj) {
			back.field.SetLinks(child.obj, slices.DeleteFunc(slices.Clone(now), same))
		}
		l.list = slices.DeleteFunc(slices.Clone(l.list), same)
	} else if back.field.Link(child.obj) == owner.obj {
		back.field.SetLink(child.obj, access.Ptr{})
		l.list = nil
	}
}
