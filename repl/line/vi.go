// This file holds vi's keys: modes, counts, operators, undo and the repeated change.

package line

import (
	"slices"
	"strings"
)

// vi is the state of vi's keys within one entry; what was found, changed and killed outlives it.
type vi struct {
	on      bool
	normal  bool       // commands are typed, not text
	pressed rune       // the key that act is to look at
	keys    []rune     // of the command so far
	undo    []snapshot // as it was before each change
	begun   snapshot   // as it was when text began to be typed
	before  snapshot   // and before the command that began it

	find   [2]rune   // the last of f, F, t, T, and its rune
	change viCommand // the last one that changed something, for the dot
	typed  []rune    // text that belongs to it
	query  string    // of the last search
}

// viCommand is one command: a count, an operator (d, c, y; 0 is none), a motion or another verb, and the rune that f, r or a text object waits for.
type viCommand struct {
	count         int
	op, verb, arg rune
}

const (
	viVerbs   = "xXsSDCYiIaAoOpPuUrjk~./nN"
	viChanges = "xXsSDCiIaAoOpPr~" // and the operators d and c
)

// parseVi reads the keys of a command. more says that further keys belong to it; a command without a verb is none.
func parseVi(keys []rune) (c viCommand, more bool) {
	number := func() int {
		n := 0
		for len(keys) > 0 && (keys[0] >= '1' && keys[0] <= '9' || n > 0 && keys[0] == '0') {
			n = min(n*10+int(keys[0]-'0'), 10000)
			keys = keys[1:]
		}
		return n
	}
	c.count = number()
	if len(keys) > 0 && strings.ContainsRune("dcy", keys[0]) {
		c.op, keys = keys[0], keys[1:]
		if n := number(); n > 0 {
			c.count = max(1, c.count) * n
		}
	}
	if len(keys) == 0 {
		return c, true
	}
	verb := keys[0]
	switch {
	case strings.ContainsRune("fFtT", verb), verb == 'r' && c.op == 0, verb == 'g', c.op != 0 && (verb == 'i' || verb == 'a'):
		if len(keys) == 1 {
			return c, true
		}
		if c.arg = keys[1]; verb == 'g' && c.arg != 'g' {
			return viCommand{}, false
		}
	case c.op != 0 && verb == c.op, strings.ContainsRune(viMotions, verb), c.op == 0 && strings.ContainsRune(viVerbs, verb):
	default:
		return viCommand{}, false
	}
	c.verb = verb
	return c, false
}

// begin starts an entry, in which text is typed first.
func (v *vi) begin() {
	v.normal, v.keys, v.undo, v.begun, v.before = false, nil, nil, snapshot{}, snapshot{}
}

// escape ends the typing of text, or gives up half a command.
func (v *vi) escape(line []rune, pos int) ([]rune, int) {
	v.keys = nil
	if v.normal {
		return line, pos
	}
	v.normal = true
	if !slices.Equal(v.before.line, line) {
		v.undo = append(v.undo, v.before)
	}
	v.typed = typedBetween(v.begun, line)
	if from, _ := rowAround(line, pos); pos > from {
		pos = before(line, pos)
	}
	return line, pos
}

// typedBetween is the text that was inserted where the cursor stood; nothing if more than that has changed.
func typedBetween(before snapshot, line []rune) []rune {
	head, tail := before.line[:before.cursor], before.line[before.cursor:]
	n := len(line) - len(tail)
	if n < len(head) || !slices.Equal(line[:len(head)], head) || !slices.Equal(line[n:], tail) {
		return nil
	}
	return slices.Clone(line[len(head):n])
}

// press takes one more key of a command, and runs it when it is whole.
func (e *editor) press(line []rune, pos int) ([]rune, int) {
	v := &e.vi
	v.keys = append(v.keys, v.pressed)
	c, more := parseVi(v.keys)
	if more {
		return line, pos
	}
	v.keys = nil
	if c.verb == 0 {
		return line, pos
	}
	if c.verb == '.' && c.op == 0 {
		return e.repeat(c.count, line, pos)
	}
	if c.op == 'd' || c.op == 'c' || c.op == 0 && strings.ContainsRune(viChanges, c.verb) {
		v.change, v.typed = c, nil
	}
	return e.obey(c, line, pos)
}

// clamp keeps the cursor on a rune of its row.
func (v *vi) clamp(line []rune, pos int) int {
	if from, to := rowAround(line, pos); v.normal && pos == to && to > from {
		return before(line, to)
	}
	return pos
}

// repeat makes the last change again, its text included.
func (e *editor) repeat(count int, line []rune, pos int) ([]rune, int) {
	v := &e.vi
	c, typed := v.change, v.typed
	if c.verb == 0 {
		return line, pos
	}
	if count > 0 {
		c.count = count
	}
	line, pos = e.obey(c, line, pos)
	if !v.normal {
		line = slices.Insert(line, pos, typed...)
		line, pos = v.escape(line, pos+len(typed))
	}
	return line, pos
}

// obey runs a whole command.
func (e *editor) obey(c viCommand, line []rune, pos int) ([]rune, int) {
	v := &e.vi
	before := snapshot{slices.Clone(line), pos}
	switch {
	case c.op != 0:
		line, pos = e.operate(c, line, pos)
	case strings.ContainsRune(viMotions, c.verb):
		if r, ok := v.move(c, line, pos); ok {
			pos = r.at
		}
		return line, pos
	case strings.ContainsRune("ujk/nNU", c.verb):
		return e.travel(c, line, pos)
	default:
		line, pos = e.alter(c, line, pos)
	}
	switch {
	case !v.normal: // the change ends with what is typed now
		v.before, v.begun = before, snapshot{slices.Clone(line), pos}
	case !slices.Equal(before.line, line):
		v.undo = append(v.undo, before)
	}
	return line, pos
}

// operate deletes, changes or yanks what a motion passes over, or whole rows.
func (e *editor) operate(c viCommand, line []rune, pos int) ([]rune, int) {
	if c.verb == c.op {
		return e.operateRows(c, line, pos)
	}
	switch c.verb {
	case 'i', 'a':
		if from, to, ok := object(c, line, pos); ok {
			return e.operateOn(c.op, line, from, to)
		}
		return line, pos
	case 'g', 'G':
		return e.operateTo(c, line, pos)
	}
	r, ok := e.vi.move(c, line, pos)
	if c.op == 'c' && (c.verb == 'w' || c.verb == 'W') && pos < len(line) && wordKind(line[pos], false) != 0 {
		r, ok = reach{wordEnd(c.verb, line, pos, c.count), true}, true // cw leaves the blanks
	}
	if !ok {
		return line, pos
	}
	from, to := min(pos, r.at), max(pos, r.at)
	if r.inclusive {
		to = after(line, to)
	}
	return e.operateOn(c.op, line, from, to)
}

// operateRows is dd, cc and yy. Whole rows are killed with a line end.
func (e *editor) operateRows(c viCommand, line []rune, pos int) ([]rune, int) {
	from, to := rowAround(line, pos)
	for range c.count - 1 {
		if to < len(line) {
			_, to = rowAround(line, to+1)
		}
	}
	e.killed.add(append(slices.Clone(line[from:to]), '\n'), false, false)
	switch {
	case c.op == 'y':
		return line, pos
	case c.op == 'c':
		e.vi.normal = false
	case to < len(line):
		to++
	case from > 0:
		from--
	}
	line = slices.Delete(line, from, to)
	if c.op == 'c' {
		return line, from
	}
	from, _ = rowAround(line, min(from, len(line)))
	return line, firstInRow(line, from)
}

// alter runs the verbs that change the line by themselves, or begin to.
func (e *editor) alter(c viCommand, line []rune, pos int) ([]rune, int) {
	from, to := rowAround(line, pos)
	n := max(1, c.count)
	short := map[rune]viCommand{'x': {n, 'd', 'l', 0}, 'X': {n, 'd', 'h', 0}, 's': {n, 'c', 'l', 0}, 'S': {n, 'c', 'c', 0}, 'D': {1, 'd', '$', 0}, 'C': {1, 'c', '$', 0}, 'Y': {1, 'y', '$', 0}}
	if c, ok := short[c.verb]; ok {
		return e.operate(c, line, pos)
	}
	switch c.verb {
	case 'p', 'P':
		return e.putBeside(c.verb == 'p', n, line, pos)
	case 'r':
		return replace(line, pos, steps(line, pos, n, to), n, c.arg)
	case '~':
		end := steps(line, pos, n, to)
		for i := pos; i < end; i++ {
			line[i] = swapCase(line[i])
		}
		return line, end
	}
	e.vi.normal = false
	switch c.verb {
	case 'I':
		pos = firstInRow(line, pos)
	case 'a':
		pos = min(after(line, pos), to)
	case 'A':
		pos = to
	case 'o':
		return slices.Insert(line, to, '\n'), to + 1
	case 'O':
		return slices.Insert(line, from, '\n'), from
	}
	return line, pos
}

// steps is n characters further, but not over the end.
func steps(line []rune, pos, n, end int) int {
	for ; n > 0 && pos < end; n-- {
		pos = after(line, pos)
	}
	return pos
}

// replace puts n times a rune for the characters up to end, if there are so many.
func replace(line []rune, pos, end, n int, by rune) ([]rune, int) {
	if steps(line, pos, n-1, end) == end {
		return line, pos
	}
	return slices.Replace(line, pos, end, slices.Repeat([]rune{by}, n)...), pos + n - 1
}

// putBeside puts what was killed behind the cursor or before it; whole rows below or above.
func (e *editor) putBeside(behind bool, n int, line []rune, pos int) ([]rune, int) {
	text := slices.Repeat(e.killed.text(), n)
	if len(text) == 0 {
		return line, pos
	}
	from, to := rowAround(line, pos)
	switch rows := text[len(text)-1] == '\n'; {
	case rows && len(line) == 0:
		return text[:len(text)-1], 0
	case rows && behind:
		text = append([]rune{'\n'}, text[:len(text)-1]...)
		return slices.Insert(line, to, text...), to + 1
	case rows:
		return slices.Insert(line, from, text...), from
	case behind && pos < to:
		pos = after(line, pos)
	}
	line = slices.Insert(line, pos, text...)
	return line, before(line, pos+len(text))
}

// travel goes through history, by rows and by search, and back through changes.
func (e *editor) travel(c viCommand, line []rune, pos int) ([]rune, int) {
	v := &e.vi
	switch c.verb {
	case 'j', 'k':
		step := e.upward
		if c.verb == 'j' {
			step = e.downward
		}
		for range max(1, c.count) {
			line, pos = step(line, pos)
		}
	case '/':
		e.search = &search{found: -1, back: snapshot{slices.Clone(line), pos}}
	case 'n', 'N':
		return e.searchAgain(c.verb == 'n', line, pos)
	case 'u', 'U':
		for n := max(1, c.count); len(v.undo) > 0 && (n > 0 || c.verb == 'U'); n-- {
			last := v.undo[len(v.undo)-1]
			v.undo = v.undo[:len(v.undo)-1]
			line, pos = slices.Clone(last.line), last.cursor
		}
	}
	return line, pos
}

// searchAgain takes the next entry, further back or forth, that has what was searched for last.
func (e *editor) searchAgain(back bool, line []rune, pos int) ([]rune, int) {
	if e.vi.query == "" {
		return line, pos
	}
	if back {
		if i := e.cfg.History.Find(e.at, e.vi.query, false); i >= 0 {
			return e.show(i)
		}
		return line, pos
	}
	if i := e.cfg.History.FindOn(e.at, e.vi.query); i >= 0 {
		return e.show(i)
	}
	return line, pos
}
