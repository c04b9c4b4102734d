// This file holds the identity map: objects by their primary key.
//
//layer:6 session, flush, query, load

package orm

// identities finds the objects of one mapper by key.
type identities struct {
	of      *Mapper
	numbers numbered
	texts   map[string]*state
	others  map[string]*state
}

func (i *identities) find(k identity) *state {
	switch k.form {
	case 'n':
		return i.numbers.find(k.n)
	case 's':
		return i.texts[k.s]
	}
	return i.others[k.s]
}

func (i *identities) put(k identity, st *state) {
	switch k.form {
	case 'n':
		i.numbers.put(k.n, st)
	case 's':
		if i.texts == nil {
			i.texts = map[string]*state{}
		}
		i.texts[k.s] = st
	default:
		if i.others == nil {
			i.others = map[string]*state{}
		}
		i.others[k.s] = st
	}
}

func (i *identities) remove(k identity) {
	switch k.form {
	case 'n':
		i.numbers.remove(k.n)
	case 's':
		delete(i.texts, k.s)
	default:
		delete(i.others, k.s)
	}
}

// removeOf takes an object out, unless another one has its key by now.
func (i *identities) removeOf(st *state) {
	if i.find(st.key) == st {
		i.remove(st.key)
	}
}

func (i *identities) clear() {
	i.numbers.clear()
	clear(i.texts)
	clear(i.others)
}

// numbered finds objects by a number. Keys that a database makes are close to each other, and come in order: they share
// pages, of which the first ones stand in a list and only those far off in a map.
type numbered struct {
	near  []*page
	far   map[int64]*page // by the number without its last bits
	pages int             // of both
	spare []*page         // empty ones, of a session that is cleared often
}

// page is the objects of neighbouring numbers. It is small, for numbers that have no neighbours.
type page [1 << pageBits]*state

const pageBits = 4

func (n *numbered) find(number int64) *state {
	p := n.page(number >> pageBits)
	if p == nil {
		return nil
	}
	return p[number&(1<<pageBits-1)]
}

// page finds a page, nil where there is none.
func (n *numbered) page(at int64) *page {
	if uint64(at) < uint64(len(n.near)) {
		return n.near[at]
	}
	return n.far[at]
}

func (n *numbered) put(number int64, st *state) {
	at := number >> pageBits
	p := n.page(at)
	if p == nil {
		if last := len(n.spare) - 1; last >= 0 {
			p, n.spare = n.spare[last], n.spare[:last]
		} else {
			p = new(page)
		}
		n.pages++
		n.reach(at)
		if uint64(at) < uint64(len(n.near)) {
			n.near[at] = p
		} else {
			n.far[at] = p
		}
	}
	p[number&(1<<pageBits-1)] = st
}

// reach makes room for a page: in the list, where that needn't become much longer than there are pages.
func (n *numbered) reach(at int64) {
	const few, spare = 64, 8
	switch {
	case uint64(at) < uint64(len(n.near)):
	case at < 0 || at >= few+spare*int64(n.pages):
		if n.far == nil {
			n.far = map[int64]*page{}
		}
	default:
		n.near = append(make([]*page, 0, max(at+1, 2*int64(len(n.near)), few)), n.near...)
		n.near = n.near[:cap(n.near)]
		for at, p := range n.far {
			if uint64(at) < uint64(len(n.near)) {
				n.near[at] = p
				delete(n.far, at)
			}
		}
	}
}

// remove takes a number out, and its page when that is empty then.
func (n *numbered) remove(number int64) {
	at := number >> pageBits
	p := n.page(at)
	if p == nil {
		return
	}
	if p[number&(1<<pageBits-1)] = nil; *p != (page{}) {
		return
	}
	n.pages--
	if at < int64(len(n.near)) && at >= 0 {
		n.near[at] = nil
	} else {
		delete(n.far, at)
	}
}

// clear takes all out, at a cost that a session which is cleared often can bear.
func (n *numbered) clear() {
	if len(n.near) > little {
		n.near = nil
	}
	clear(n.near)
	const few = 4
	for _, p := range n.far {
		if len(n.spare) < few {
			*p = page{}
			n.spare = append(n.spare, p)
		}
	}
	clear(n.far)
	n.pages = 0
}
