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
	clear(i.numbers.pages)
	i.numbers.last = nil
	clear(i.texts)
	clear(i.others)
}

// numbered finds objects by a number. Keys that a database makes are close to each other, and come in order: they share
// pages, of which the last one used is found without a look into the map.
type numbered struct {
	pages  map[int64]*page // by the number without its last bits
	last   *page           // nil before the first
	lastAt int64
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
	if n.last != nil && n.lastAt == at {
		return n.last
	}
	p := n.pages[at]
	if p != nil {
		n.last, n.lastAt = p, at
	}
	return p
}

func (n *numbered) put(number int64, st *state) {
	at := number >> pageBits
	p := n.page(at)
	if p == nil {
		if n.pages == nil {
			n.pages = map[int64]*page{}
		}
		p = new(page)
		n.pages[at], n.last, n.lastAt = p, p, at
	}
	p[number&(1<<pageBits-1)] = st
}

// remove takes a number out, and its page when that is empty then.
func (n *numbered) remove(number int64) {
	at := number >> pageBits
	p := n.page(at)
	if p == nil {
		return
	}
	if p[number&(1<<pageBits-1)] = nil; *p == (page{}) {
		delete(n.pages, at)
		n.last = nil
	}
}
