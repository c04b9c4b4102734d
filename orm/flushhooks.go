// This file holds a flush with hooks for objects: each part's hooks are called around its statements.
//
//layer:6 session, flush, query, load

package orm

import (
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// hooksObjects tells whether a flush calls hooks for objects.
func (o *sessionOptions) hooksObjects() bool {
	for e := range o.onObject {
		if e != AfterLoad && e != AfterRefresh {
			return true
		}
	}
	return false
}

// sendParts sends the parts of a flush one by one.
func (s *Session) sendParts(p *planner, parts []part, cause string) error {
	for _, w := range parts {
		before, after := p.calls(w)
		for _, c := range before {
			if err := s.showKeys(c); err != nil {
				return err
			}
			if err := s.callObject(c.event, c.st); err != nil {
				return err
			}
		}
		steps, err := p.steps(w)
		if err != nil {
			return err
		}
		if err := s.send(steps, cause); err != nil {
			return err
		}
		for _, c := range after {
			if err := s.callObject(c.event, c.st); err != nil {
				return err
			}
		}
	}
	return nil
}

// showKeys puts the foreign keys that the flush gives an object into its fields, for a hook to see.
func (s *Session) showKeys(c hookCall) error {
	if c.event == BeforeDelete || !s.hooked(c.event, c.st.m) {
		return nil
	}
	for _, o := range c.st.over {
		v, err := o.get()
		if err != nil {
			return err
		}
		null, err := c.st.m.props[o.col].field.Set(c.st.obj, v)
		if err != nil {
			return err
		}
		c.st.nulls.Put(o.col, null)
	}
	return nil
}

// hookCall is a hook to be called.
type hookCall struct {
	event ObjectEvent
	st    *state
}

// calls lists the hooks of a part: those of objects to be inserted before those of updated ones.
func (p *planner) calls(w part) (before, after []hookCall) {
	add := func(st *state, b, a ObjectEvent) {
		before, after = append(before, hookCall{b, st}), append(after, hookCall{a, st})
	}
	switch {
	case w.rel != nil || w.post:
	case w.del:
		for _, st := range w.states {
			add(st, BeforeDelete, AfterDelete)
		}
	default:
		for _, pending := range []bool{true, false} {
			for _, st := range w.states {
				if (st.status == Pending) != pending {
					continue
				}
				if b, a := BeforeUpdate, AfterUpdate; pending && p.instead[st] == nil {
					add(st, BeforeInsert, AfterInsert)
				} else if pending {
					add(st, BeforeInsert, a)
				} else {
					add(st, b, a)
				}
			}
		}
	}
	return before, after
}

// heldThen is what a relation of an object held when the flush was planned.
type heldThen struct {
	st   *state
	r    *relation
	list []access.Ptr
}

// holdNow notes what the relations of the objects that are saved hold, where hooks may change it meanwhile.
func (p *planner) holdNow(parts []part) (list []heldThen) {
	for _, w := range parts {
		if w.rel != nil || w.post || w.del {
			continue
		}
		for _, st := range w.states {
			for _, r := range st.m.rels {
				list = append(list, heldThen{st, r, slices.Clone(r.related(st.obj))})
			}
		}
	}
	return list
}

// relationChanged is what a hook changed in a relation while its object was flushed.
type relationChanged struct {
	heldThen
	added, removed []access.Ptr
}

// takeBack undoes what hooks did to relations, so that the flush doesn't take it for written.
func takeBack(held []heldThen) (list []relationChanged) {
	for _, h := range held {
		now := h.r.related(h.st.obj)
		if samePtrs(now, h.list) {
			continue
		}
		list = append(list, relationChanged{h, missing(h.list, now), missing(now, h.list)})
		h.put(h.list)
	}
	return list
}

// again puts the change back for the next flush.
func (c relationChanged) again() {
	now := slices.DeleteFunc(slices.Clone(c.r.related(c.st.obj)), func(p access.Ptr) bool { return slices.Contains(c.removed, p) })
	c.put(append(now, missing(now, c.added)...))
}

func (h heldThen) put(list []access.Ptr) {
	h.st.leaveBlock()
	if h.r.many {
		h.r.field.SetLinks(h.st.obj, slices.Clone(list))
		return
	}
	var one access.Ptr
	if len(list) > 0 {
		one = list[len(list)-1]
	}
	h.r.field.SetLink(h.st.obj, one)
}
