// This file brings entries back from history: row by row upwards, and by search.

package line

import (
	"slices"
	"strings"
)

// search is a running search through history.
type search struct {
	query string
	found int // -1: nothing
	back  snapshot
}

func (e *editor) searchView() view {
	v := view{prompt: "(search) `" + e.search.query + "': ", more: e.prompt.More}
	if e.search.found >= 0 {
		v.text = []rune(e.cfg.History.At(e.search.found))
		before, _, _ := strings.Cut(string(v.text), e.search.query)
		v.cursor = len([]rune(before))
	} else if e.search.query != "" {
		v.prompt = "(search, nothing found) `" + e.search.query + "': "
	}
	return v
}

// filterSearch acts on a key during a search.
func (e *editor) filterSearch(r rune) (rune, bool) {
	s := e.search
	switch {
	case r == keySearch:
		if s.found >= 0 {
			if next := e.cfg.History.Find(s.found, s.query, false); next >= 0 {
				s.found = next
			}
		}
		return 0, false
	case r == keyInterrupt || r == keyCancel || r == 0x07:
		return keyCancel, true
	case r == 0x08 || r == 0x7f:
		query := []rune(s.query)
		s.query = string(query[:max(0, len(query)-1)])
	case r < ' ' || isKey(r):
		return keyAccept, true
	default:
		s.query += string(r)
	}
	s.found = -1
	if s.query != "" {
		s.found = e.cfg.History.Find(e.cfg.History.Len(), s.query, false)
	}
	return 0, false
}

func (e *editor) endSearch(key rune, line []rune, pos int) ([]rune, int) {
	s := e.search
	e.search = nil
	if s != nil && s.query != "" {
		e.vi.query = s.query
	}
	switch {
	case s == nil:
	case key == keyAccept && s.found >= 0:
		e.at = s.found
		line = []rune(e.cfg.History.At(s.found))
		return line, len(line)
	default:
		return s.back.line, s.back.cursor
	}
	return line, pos
}

// upward goes to the row above, and from the first row to the entry before.
func (e *editor) upward(line []rune, pos int) ([]rune, int) {
	from, _ := rowAround(line, pos)
	if from > 0 {
		above, _ := rowAround(line, from-1)
		return line, min(above+pos-from, from-1)
	}
	if e.at == e.cfg.History.Len() {
		e.draft = slices.Clone(line)
	}
	i := e.cfg.History.Find(e.at, string(e.draft), true)
	if i < 0 {
		return line, pos
	}
	return e.show(i)
}

// downward goes to the row below, and from the last row to the entry after; after the newest comes what had been typed.
func (e *editor) downward(line []rune, pos int) ([]rune, int) {
	from, to := rowAround(line, pos)
	if to < len(line) {
		_, end := rowAround(line, to+1)
		return line, min(to+1+pos-from, end)
	}
	for i := e.at + 1; i < e.cfg.History.Len(); i++ {
		if strings.HasPrefix(e.cfg.History.At(i), string(e.draft)) {
			return e.show(i)
		}
	}
	if e.at < e.cfg.History.Len() {
		e.at = e.cfg.History.Len()
		return slices.Clone(e.draft), len(e.draft)
	}
	return line, pos
}

func (e *editor) show(i int) ([]rune, int) {
	e.at = i
	line := []rune(e.cfg.History.At(i))
	return line, len(line)
}
