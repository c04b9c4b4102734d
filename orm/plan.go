// This file holds the plan of a flush: which statements go out, in which order, for which objects.
//
//layer:6 session, flush, query, load

package orm

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
	"github.com/ormsh/ormsh/orm/internal/flush"
)

// planner turns the state of a session into steps.
//
//	objects -> changed against their snapshots -> units of work per table, ordered -> steps: one statement each
//
// Values that aren't known yet, the keys of rows to be inserted, stand as overrides that name the object they come from.
type planner struct {
	s   *Session
	dry bool // for Plan: nothing is loaded, and all marks are taken away again

	saves   map[*Mapper][]*state
	deletes map[*Mapper][]*state
	links   []*linkWork
	number  uint64 // of this plan; see state.queued
	found   int    // objects queued
	loads   []step // what a dry plan would load
	marked  []*state
	posts   []post
	instead map[*state]*state // new objects that take over the row of one that is deleted
	moves   []move
	order   []*Mapper               // in the order their first object came in
	begun   map[*Mapper][]*relation // those that relationsOf has begun with
	late    []late
	quiet   map[*relation]int // relations that held nothing, with found at that time
	room    []override
	rooms   int // size of the last one
}

// move is a child that goes from one parent to another: it stays in no collection of the first.
type move struct {
	from, child *state
	r           *relation // of from
}

// linkWork is rows of an association table.
type linkWork struct {
	r           *relation
	del         bool        // of owners that are deleted
	remove, add [][2]*state // owner, target
}

// step is one statement of a plan with the objects it is executed for.
type step struct {
	kind   stepKind
	m      *Mapper
	cols   []int
	states []*state
	r      *relation       // link, unlink and load
	pairs  [][2]*state     // link and unlink
	post   []override      // of an UPDATE that was postponed
	unread bool            // nobody asks for the keys that the database makes
	open   map[*state]bool // of an UPDATE: objects whose other tables are updated later

	instead map[*state]*state // of an UPDATE: see planner
}

type stepKind byte

const (
	insertStep stepKind = 'i'
	updateStep stepKind = 'u'
	deleteStep stepKind = 'd'
	linkStep   stepKind = 'l'
	unlinkStep stepKind = 'x'
	loadStep   stepKind = 's'
	freshStep  stepKind = 'f'
)

// plan finds out what a flush does. look has it look through the relations first.
func (s *Session) plan(dry, look bool) (*planner, error) {
	s.plans++
	p := &planner{s: s, dry: dry, saves: map[*Mapper][]*state{}, deletes: map[*Mapper][]*state{}, begun: map[*Mapper][]*relation{}, quiet: map[*relation]int{}, number: s.plans}
	if look {
		if err := s.discover(); err != nil {
			return p, err
		}
	}
	if !p.collect() {
		return p, nil
	}
	if err := p.relations(); err != nil {
		return p, err
	}
	return p, p.switchRows()
}

// post is a foreign key that is written by an UPDATE of its own, since the rows refer to each other.
type post struct {
	st   *state
	over []override
}

// postpone notes a foreign key for a later UPDATE.
func (p *planner) postpone(st *state, r *relation, from *state) {
	w := post{st: st}
	for i, col := range r.local {
		w.over = append(w.over, override{col: col, from: from, source: r.remote[i]})
	}
	p.posts = append(p.posts, w)
	p.meet(st.m.root())
}

// postSteps makes the UPDATEs that were postponed.
func (p *planner) postSteps(m *Mapper) (list []step) {
	for i := range p.posts {
		w := &p.posts[i]
		if w.st.m.root() != m {
			continue
		}
		var cols []int
		for _, o := range w.over {
			if w.st.status == Pending || o.differs(w.st) {
				cols = append(cols, o.col)
			}
		}
		if len(cols) > 0 {
			list = append(list, step{kind: updateStep, m: w.st.m.partOf(cols[0]), cols: cols, states: []*state{w.st}, post: w.over})
		}
	}
	return list
}

// undo takes all marks of a plan away: that of orphans, too, which the next one finds again.
func (p *planner) undo() {
	for _, st := range p.marked {
		st.over = nil
		if st.doomed && p.s.in(st) && slices.Contains(p.deletes[st.m.root()], st) {
			st.doomed = false
		}
	}
}

// part is what a flush does at one place of its order: work of one kind on some objects.
type part struct {
	workKind
	states []*state
}

// parts orders the work.
func (p *planner) parts() ([]part, error) {
	if len(p.order) == 0 {
		return nil, nil
	}
	w := newWork(p)
	batches, err := flush.Order(w.units, w.edges, w.rowEdges)
	if err != nil {
		return nil, refuse(ErrCircularDependency, "orm: %s", err)
	}
	list := make([]part, len(batches))
	for i, b := range batches {
		list[i] = part{w.kinds[b.Unit], w.states(b)}
	}
	return list, nil
}

// steps cuts a part into statements.
func (p *planner) steps(w part) (list []step, err error) {
	switch {
	case w.rel != nil:
		return w.link.steps(), nil
	case w.post:
		return p.postSteps(w.m), nil
	case w.del:
		return deleteSteps(w.m, w.states), nil
	}
	for _, states := range p.inTurn(w.states) {
		saves, err := p.saveSteps(w.m, states)
		if err != nil {
			return nil, err
		}
		list = append(list, saves...)
	}
	return list, nil
}

// allSteps orders the work and cuts it into statements.
func (p *planner) allSteps() ([]step, error) {
	parts, err := p.parts()
	if err != nil {
		return nil, err
	}
	steps := p.loads
	for _, w := range parts {
		some, err := p.steps(w)
		if err != nil {
			return nil, err
		}
		steps = append(steps, some...)
	}
	return steps, nil
}

// inTurn cuts the rows of a batch where one that has a row stands behind a new one: its UPDATE may take the new one's key,
// and in a part UPDATEs come first.
func (p *planner) inTurn(states []*state) (parts [][]*state) {
	first := 0
	for i := 1; i < len(states); i++ {
		if states[i-1].status == Pending && p.instead[states[i-1]] == nil && (states[i].status != Pending || p.instead[states[i]] != nil) {
			parts, first = append(parts, states[first:i]), i
		}
	}
	return append(parts, states[first:])
}

func (l *linkWork) steps() (list []step) {
	if len(l.remove) > 0 {
		list = append(list, step{kind: unlinkStep, r: l.r, pairs: l.remove})
	}
	if len(l.add) > 0 {
		list = append(list, step{kind: linkStep, r: l.r, pairs: l.add})
	}
	return list
}

// updateColumns appends what differs from the snapshot, overrides included, and the version counter with it.
func (m *Mapper) updateColumns(st *state, cols []int) []int {
	cols = m.tracker.Changed(st.obj, st.snap, cols)
	for _, o := range st.over {
		differs := o.differs(st)
		if i := slices.Index(cols, o.col); i >= 0 && !differs {
			cols = slices.Delete(cols, i, i+1)
		} else if i < 0 && differs {
			cols = append(cols, o.col)
		}
	}
	if len(cols) > 0 && m.version >= 0 && !slices.Contains(cols, m.version) {
		cols = append(cols, m.version)
	}
	slices.Sort(cols)
	return cols
}

// setOnUpdate adds what columns take at every UPDATE that doesn't set them.
func (p *planner) setOnUpdate(st *state, cols []int) ([]int, error) {
	if err := st.m.writable(cols); err != nil {
		return nil, err
	}
	for i, prop := range st.m.props {
		if len(cols) == 0 || prop.col.onUpdate == nil || slices.Contains(cols, i) {
			continue
		}
		if prop.col.onUpdate.sql() {
			return nil, fmt.Errorf("orm: on-update value of %s.%s is SQL, which a flush can't read back; give orm.OnUpdate a Go value or func() any", st.m.name, prop.field.Name)
		}
		var v any = PendingKey{prop.col.table.name, prop.col.name}
		var err error
		if !p.dry || prop.col.onUpdate.fn == nil {
			if v, err = prop.col.onUpdate.make(); err == nil {
				v, err = access.Plain(v)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("orm: on-update value of %s.%s: %w", st.m.name, prop.field.Name, err)
		}
		st.over = append(st.over, override{col: i, value: v})
		p.marked = append(p.marked, st)
		cols = append(cols, i)
	}
	slices.Sort(cols)
	return cols, nil
}

// differs tells whether an override changes what the row holds.
func (o override) differs(st *state) bool {
	if st.lack.Has(o.col) {
		return true // what the row holds isn't known
	}
	f := st.m.props[o.col].field
	old, err := f.Value(st.snap)
	if err != nil {
		return true
	}
	if st.nulls.Has(o.col) && f.IsZero(st.snap) {
		old = nil
	}
	if o.from == nil {
		return old != o.value
	}
	if from := o.from; from.status == Pending && (o.source == from.m.auto && from.m.props[o.source].field.IsZero(from.obj) || from.overrides(o.source)) {
		return true // what it will be isn't known yet
	}
	value, err := o.from.m.props[o.source].field.Value(o.from.obj)
	return err != nil || old != value
}

// overrides tells whether a column's value comes from elsewhere.
func (st *state) overrides(col int) bool {
	return slices.ContainsFunc(st.over, func(o override) bool { return o.col == col })
}

// sortSaves puts updates first, by key, and then inserts in the order of Add; sortDeletes orders by key.
func sortSaves(states []*state) {
	if !slices.IsSortedFunc(states, compareSaves) {
		slices.SortStableFunc(states, compareSaves)
	}
}

func compareSaves(a, b *state) int {
	if a.status != b.status {
		return cmp.Compare(b.status, a.status)
	}
	if a.status == Pending {
		return cmp.Compare(a.at, b.at)
	}
	return compareKeys(a.key, b.key)
}

func compareKeys(a, b identity) int {
	return cmp.Or(cmp.Compare(a.form, b.form), cmp.Compare(a.n, b.n), cmp.Compare(a.s, b.s))
}
