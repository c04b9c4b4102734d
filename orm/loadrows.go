// This file holds how rows become the objects of a plan, with the relations that the same rows bring.
//
//layer:6 session, flush, query, load

package orm

import (
	"cmp"
	"database/sql/driver"
	"errors"
	"io"
	"slices"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// placeReader makes the objects of one place of rows.
type placeReader struct {
	p     *loadPlan
	l     *loader
	kids  []*kidReader
	known map[*state]bool // of list; nil where nobody asks
	list  []*state
}

// kidReader makes objects that a relation of other objects leads to.
type kidReader struct {
	*placeReader
	j     *joinedLoad
	fills map[*state]*filling
	order []*filling
}

// filling is a relation of an object while rows bring what it holds.
type filling struct {
	owner *state
	keep  bool // it was loaded before and stays so
	list  []access.Ptr
	has   map[access.Ptr]bool // of list, once it is long
}

func (s *Session) placeReader(p *loadPlan) *placeReader {
	r := &placeReader{p: p, l: s.loader(p.pick, p.again)}
	if p.follows() {
		r.known = map[*state]bool{}
	}
	for _, j := range p.joined {
		r.kids = append(r.kids, &kidReader{placeReader: s.placeReader(j.loadPlan), j: j, fills: map[*state]*filling{}})
	}
	return r
}

// row makes the object of a row, and those joined to it.
func (r *placeReader) row(row []driver.Value) (*state, error) {
	st, err := r.l.state(row[r.p.offset : r.p.offset+r.p.pick.width()])
	if err != nil {
		return nil, err
	}
	if r.known != nil && !r.known[st] && (r.l.fresh || !r.p.fresh) {
		r.known[st] = true
		r.list = append(r.list, st)
	}
	for _, kid := range r.kids {
		if err := kid.related(st, row); err != nil {
			return nil, err
		}
	}
	return st, nil
}

// related takes the object that a row joins to another one.
func (k *kidReader) related(owner *state, row []driver.Value) error {
	f := k.fills[owner]
	if f == nil {
		f = &filling{owner: owner, keep: owner.links[k.j.r.index].loaded}
		k.fills[owner] = f
		k.order = append(k.order, f)
	}
	for _, key := range k.p.pick.keys {
		if row[k.p.offset+key] == nil {
			return nil // the empty side of an outer join
		}
	}
	st, err := k.row(row)
	if err == nil && !f.keep {
		f.add(st.obj)
	}
	return err
}

// add takes an object once.
func (f *filling) add(p access.Ptr) {
	const few = 8
	switch {
	case f.has != nil:
		if f.has[p] {
			return
		}
		f.has[p] = true
	case slices.Contains(f.list, p):
		return
	case len(f.list) == few:
		f.has = map[access.Ptr]bool{p: true}
		for _, each := range f.list {
			f.has[each] = true
		}
	}
	f.list = append(f.list, p)
}

// finish gives objects the relations that all rows together brought.
func (r *placeReader) finish() {
	for _, kid := range r.kids {
		for _, f := range kid.order {
			if !f.keep {
				f.owner.holdLoaded(kid.j.r, f.list)
			}
		}
		kid.finish()
	}
}

// read makes objects of rows, most of them at most (-1 for all), closes the rows, and loads what follows.
func (s *Session) read(rows rowScanner, sql *compiled, p *loadPlan, most int) ([]access.Ptr, error) {
	if len(p.joined) == 0 && !p.follows() {
		return s.readPlain(rows, p, most)
	}
	r := s.placeReader(p)
	list, err := s.readPlace(rows, r, most)
	if err != nil {
		return nil, err
	}
	return list, s.loadAfter(r)
}

// readPlace reads the rows of a plan to their end.
func (s *Session) readPlace(rows rowScanner, r *placeReader, most int) (list []access.Ptr, err error) {
	defer func() { err = errors.Join(err, s.closeRows(rows)) }()
	dest := make([]driver.Value, r.p.width)
	var seen map[access.Ptr]bool
	if len(r.kids) > 0 || r.p.unique {
		seen = map[access.Ptr]bool{}
	}
	for {
		if err := rows.Next(dest); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		st, err := r.row(dest)
		if err != nil {
			return nil, err
		}
		if !seen[st.obj] {
			if list = append(list, st.obj); seen != nil {
				seen[st.obj] = true
			}
		}
		if len(list) == most && len(r.kids) == 0 {
			break // what is joined stands in further rows
		}
	}
	r.finish()
	return list, nil
}

// readPlain reads rows that bring nothing but objects.
func (s *Session) readPlain(rows rowScanner, p *loadPlan, most int) (list []access.Ptr, err error) {
	defer func() { err = errors.Join(err, s.closeRows(rows)) }()
	dest := s.rowRoom(p.width)
	defer func() { clear(dest); s.dest = dest }()
	l := s.loader(p.pick, p.again)
	if n := cmp.Or(p.most, most); n > 0 {
		const most, few = 100, 8 // a limit may be far above what there is
		list = make([]access.Ptr, 0, min(n, most))
		l.own.mem.expect(min(n, few))
		s.room.expect(min(n, few))
	}
	var seen map[access.Ptr]bool
	if p.unique {
		seen = map[access.Ptr]bool{}
	}
	for most < 0 || len(list) < most {
		if err := rows.Next(dest); errors.Is(err, io.EOF) {
			return list, nil
		} else if err != nil {
			return nil, err
		}
		one, err := l.object(dest[p.offset : p.offset+p.pick.width()])
		if err != nil {
			return nil, err
		}
		if seen != nil {
			if seen[one] {
				continue
			}
			seen[one] = true
		}
		list = append(list, one)
	}
	return list, nil
}

// rowRoom is room for the values of a row, which the session keeps from query to query. Who takes it gives it back.
func (s *Session) rowRoom(width int) []driver.Value {
	dest := s.dest
	if s.dest = nil; cap(dest) < width {
		dest = make([]driver.Value, width)
	}
	return dest[:width]
}

// closeRows ends a query; a session without a transaction gives the connection back.
func (s *Session) closeRows(rows rowScanner) error {
	err := rows.Close()
	if s.tx == nil {
		s.conn.release()
	}
	return err
}
