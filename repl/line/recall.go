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
	ended rune // the key that took what was found
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
	case r == keySearch || r == keySearchOn:
		e.searchOn(r == keySearchOn)
		return 0, false
	case r == keyInterrupt || r == keyCancel:
		return keyCancel, true
	case r == keyBackspace:
		query := []rune(s.query)
		s.query = string(query[:before(query, len(query))])
	case isKey(r):
		s.ended = r
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

// searchOn goes to the next entry that has what is searched for, in that direction; without anything typed it is what was searched for last.
func (e *editor) searchOn(on bool) {
	s := e.search
	if s.query == "" {
		s.query = e.vi.query
	}
	next := -1
	switch {
	case s.query == "":
	case s.found < 0:
		next = e.cfg.History.Find(e.cfg.History.Len(), s.query, false)
	case on:
		next = e.cfg.History.FindOn(s.found, s.query)
	default:
		next = e.cfg.History.Find(s.found, s.query, false)
	}
	if next >= 0 {
		s.found = next
	}
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
		return e.accept(s)
	default:
		return s.back.line, s.back.cursor
	}
	return line, pos
}

// accept takes what was found. A key that moves or edits ends the search and then does that.
func (e *editor) accept(s *search) ([]rune, int) {
	line, pos := e.show(s.found)
	if stops(s.ended) {
		return line, pos
	}
	before, _, _ := strings.Cut(string(line), s.query)
	return e.act(s.ended, line, len([]rune(before)))
}

// columnKept is the column for the row above or below: over shorter rows it is that of the first one.
func (e *editor) columnKept(line []rune, pos int) int {
	if e.last != keyUp && e.last != keyDown {
		e.column = columnOf(line, pos)
	}
	return e.column
}

// upward goes to the row above, and from the first row to the entry before.
func (e *editor) upward(line []rune, pos int) ([]rune, int) {
	from, _ := rowAround(line, pos)
	if from > 0 {
		above, _ := rowAround(line, from-1)
		return line, atColumn(line, above, e.columnKept(line, pos))
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
	if _, to := rowAround(line, pos); to < len(line) {
		return line, atColumn(line, to+1, e.columnKept(line, pos))
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
