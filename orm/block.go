// This file holds the memory of loaded objects: blocks of objects with their snapshots, compared in one go.
//
//layer:6 session, flush, query, load

package orm

import "github.com/ormsh/ormsh/orm/internal/access"

// slabs hands out memory for objects and snapshots of one mapper. Loaded objects and their snapshots come in pairs, so
// that the objects of a block and their snapshots lie side by side in the same order.
type slabs struct {
	objects, pairs *access.Slab // of loaded objects: them, and their snapshots
	snapshots      *access.Slab // of added objects
	size           uintptr
	flat           bool
	block          *block       // that the next pair belongs to; nil: it begins one
	watch          *access.Weak // of the objects' present allocation; nil until somebody asks
}

// The sizes that slabs grow to: objects are kept by programs one by one, snapshots by the session together.
const (
	objectSlab   = 64
	snapshotSlab = 1024
)

// block is loaded objects whose memory is contiguous, as is that of their snapshots, and which follow each other in the
// session's list. While it is whole, equal memory says that none of them was changed.
type block struct {
	obj, snap access.Ptr // of the first
	size      uintptr    // of one
	n         int
	at        int  // position of the first in uow.list
	broken    bool // one isn't persistent any more, left, or has something that its memory doesn't tell
	watch     *access.Weak
}

func (s *Session) memory(m *Mapper) *slabs {
	if s.slabs == nil {
		s.slabs = map[*Mapper]*slabs{}
	}
	mem := s.slabs[m]
	if mem == nil {
		t := m.data.Type
		mem = &slabs{objects: access.NewSlab(t, objectSlab), pairs: access.NewSlab(t, objectSlab), snapshots: access.NewSlab(t, snapshotSlab),
			size: t.Size(), flat: m.tracker.Flat()}
		s.slabs[m] = mem
	}
	return mem
}

// empty gives up the memory that is left.
func (mem *slabs) empty() {
	mem.objects.Empty()
	mem.pairs.Empty()
	mem.snapshots.Empty()
	mem.block, mem.watch = nil, nil
}

// expect makes room for so many loaded objects, where there is none.
func (mem *slabs) expect(n int) {
	mem.objects.Expect(n)
	mem.pairs.Expect(n)
}

// place gives a state memory for a loaded object and its snapshot. The state is to be enlisted next.
func (mem *slabs) place(st *state, at int) {
	fresh := mem.objects.Full() || mem.objects.Untouched()
	st.obj, st.snap = mem.objects.New(), mem.pairs.New()
	if fresh {
		mem.block, mem.watch = nil, new(access.Weak)
	}
	if b := mem.block; b == nil || b.at+b.n != at { // others came into the list between
		mem.block = &block{obj: st.obj, snap: st.snap, size: mem.size, at: at, broken: !mem.flat, watch: mem.watch}
	}
	mem.block.n++
	st.block = mem.block
}

// unchanged tells whether all objects of a whole block are as they were loaded.
func (b *block) unchanged() bool {
	return !b.broken && access.SameMemory(b.obj, b.snap, uintptr(b.n)*b.size)
}

// leaveBlock has the state's block looked at object by object from now on.
func (st *state) leaveBlock() {
	if st.block != nil {
		st.block.broken = true
	}
}

// room is memory for states and their links to come, and for what is remembered of objects that left; many stand in one
// allocation.
type room struct {
	states []state
	links  []link
	size   int // of the last allocation
	gone   []departed
	left   int // size of the last allocation of gone
}

// departed makes room for one.
func (r *room) departed() *departed {
	const most = 64
	if len(r.gone) == 0 {
		r.left = min(max(1, 4*r.left), most)
		r.gone = make([]departed, r.left)
	}
	d := &r.gone[0]
	r.gone = r.gone[1:]
	return d
}

// expect makes room for so many states, where there is none.
func (r *room) expect(n int) {
	if len(r.states) == 0 && r.size == 0 {
		r.size = n
		r.states = make([]state, n)
	}
}

// state makes a state with the links of its mapper's relations.
func (r *room) state(m *Mapper, obj access.Ptr) *state {
	const most = 256
	if len(r.states) == 0 {
		r.size = min(max(1, 4*r.size), most)
		r.states = make([]state, r.size)
	}
	st := &r.states[0]
	r.states = r.states[1:]
	st.m, st.obj = m, obj
	if n := len(m.rels); n > 0 {
		if len(r.links) < n {
			r.links = make([]link, n*r.size)
		}
		st.links, r.links = r.links[:n:n], r.links[n:]
	}
	return st
}

// ref names the state's object. What watches their memory is shared by the objects of one block, for it isn't cheap.
func (st *state) ref() access.Ref {
	if st.block == nil {
		return st.obj.Ref(st.obj.Weak())
	}
	if *st.block.watch == (access.Weak{}) {
		*st.block.watch = st.block.obj.Weak()
	}
	return st.obj.Ref(*st.block.watch)
}
