// This file holds what keys do beyond the editing of chzyer/readline.

package line

import (
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// Candidate is one way to complete.
type Candidate struct {
	Text string // what the completed word reads
	Note string // kind and type, shown beside it; may be empty
}

// Span is a styled part of an entry, in runes.
type Span struct {
	From, To int
	Style    string // SGR parameters, such as "1;34"
}

// editor is the state of typing one entry. Its methods run on chzyer/readline's goroutine, one at a time.
type editor struct {
	cfg    *Config
	keys   *decoder
	screen *screen
	prompt Prompt
	raise  func(unix.Signal)
	rest   *rest
	line   []rune // as drawn last
	cursor int

	done    bool          // the entry is submitted, or given up
	edit    bool          // it was submitted for $EDITOR
	left    chan struct{} // told when chzyer/readline is through with the key that ended the entry
	at      int           // the history entry shown; History.Len() is the draft
	draft   []rune
	search  *search
	undo    []snapshot
	killed  ring
	yanked  int      // where what was yanked begins; -1: nothing was
	wordOf  int      // the history entry whose last word was put
	column  int      // that Up and Down keep to
	last    rune     // the key of ours that acted last; 0 after another
	seen    rune     // the last key
	arg     argument // for the next key
	back    bool     // that argument is negative
	follow  int      // the history entry to bring after this one; 0: none
	vi      vi
	literal bool // Tab is part of a paste
	indents bool // Enter indents: not in a burst
}

// begin prepares for a new entry.
func (e *editor) begin(p Prompt) {
	e.prompt = p
	e.done, e.edit, e.search, e.undo, e.draft = false, false, nil, nil, nil
	e.last, e.seen, e.arg = 0, 0, argument{}
	if !p.Answer {
		e.follow = 0
	}
	e.at = e.cfg.History.Len()
	e.vi.begin()
}

// look is what the screen draws for a text; chzyer/readline asks for it after each change.
func (e *editor) look(text []rune, cursor int) view {
	text = slices.DeleteFunc(text, func(r rune) bool { return isKey(r) })
	cursor = min(cursor, len(text))
	if !e.done {
		e.line, e.cursor = text, cursor
	}
	if e.search != nil && !e.done {
		return e.searchView()
	}
	v := view{prompt: e.promptNow(), more: e.prompt.More, text: text, cursor: cursor}
	if e.done {
		v.cursor = len(text)
		v.final = len(text) > len(e.line) && text[len(text)-1] == '\n' // the last row of the entry itself may be empty
	}
	v.styles = e.styles(text, cursor)
	if !e.done && !e.prompt.Answer {
		v.marks = e.rest.of(text)
	}
	if !e.done && cursor == len(text) {
		v.ghost = e.ghost(text)
	}
	return v
}

// promptNow is the prompt of the first row: it tells a numeric argument, and vi's mode.
func (e *editor) promptNow() string {
	switch {
	case e.done:
		return e.prompt.First
	case e.arg.on:
		return e.arg.String()
	case e.vi.normal:
		if before, after, found := strings.Cut(e.prompt.First, ">>>"); found {
			return before + "<<<" + after
		}
	}
	return e.prompt.First
}

// styles spreads the highlighter's spans over the runes.
func (e *editor) styles(text []rune, cursor int) []string {
	if e.cfg.Highlight == nil || len(text) > maxHighlight {
		return nil
	}
	at := cursor
	if e.done {
		at = -1
	}
	styles := make([]string, len(text))
	for _, span := range e.cfg.Highlight(string(text), at) {
		for i := max(0, span.From); i < span.To && i < len(styles); i++ {
			styles[i] = span.Style
		}
	}
	return styles
}

// maxHighlight is the length from which an entry is drawn plain.
const maxHighlight = 4096

// ghost is the rest of the newest history entry that begins with the text; only its first row, and only in colour.
func (e *editor) ghost(text []rune) string {
	if e.cfg.Highlight == nil || len(text) < 2 || slices.Contains(text, '\n') {
		return ""
	}
	if e.at < e.cfg.History.Len() && e.cfg.History.At(e.at) == string(text) {
		return "" // brought back, not typed
	}
	i := e.cfg.History.Find(e.cfg.History.Len(), string(text), true)
	if i < 0 {
		return ""
	}
	rest, _, _ := strings.Cut(e.cfg.History.At(i)[len(string(text)):], "\n")
	return rest
}

// filter sees every key before chzyer/readline acts on it, and says what it should be instead; false drops the key.
func (e *editor) filter(r rune) (rune, bool) {
	instead, ok := e.translate(r)
	if stops(r) && !e.done {
		e.keys.goOn()
	}
	return instead, ok
}

func (e *editor) translate(r rune) (rune, bool) {
	if e.search != nil {
		return e.filterSearch(r)
	}
	if !e.vi.normal && e.arg.take(r) {
		return 0, false
	}
	if r != keyUndo {
		e.remember(r)
	}
	if e.vi.normal {
		var ok bool
		if r, ok = e.command(r); !ok {
			return 0, false
		}
	}
	switch r {
	case keyEnter, keyRunNext:
		if !e.prompt.Answer && e.cfg.Incomplete(string(e.line)) {
			e.indents = !e.keys.inBurst()
			return keyNewline, true
		}
		if r == keyRunNext && e.at < e.cfg.History.Len() {
			e.follow = e.at + 1
		}
		e.done = true
		return '\r', true
	case keyNewline:
		e.indents = true
	case keyTab:
		e.literal = e.keys.inBurst()
	case keyEditor:
		e.done, e.edit = true, true
		return '\r', true
	case keyInterrupt:
		e.done = true
		return 0x03, true
	case keyEOF:
		if len(e.line) == 0 {
			e.done = true
			return 0x04, true
		}
		return keyDelete, true
	case keySuspend:
		e.raise(unix.SIGTSTP)
		return 0, false
	case keyQuit:
		e.raise(unix.SIGQUIT)
		return 0, false
	case keyClear:
		e.screen.Clear()
		return 0, false
	case keyCancel:
		if e.arg.on || !e.vi.on {
			e.arg = argument{}
			return 0, false
		}
	}
	return r, true
}

// command is what a key is while vi's commands are typed. A key of ours that it doesn't change means the same in both modes.
func (e *editor) command(r rune) (rune, bool) {
	switch {
	case r == keyBackspace:
		r = 'h'
	case r == keyTab:
		return 0, false
	case r == 'v' && len(e.vi.keys) == 0:
		return keyEditor, true
	case isKey(r) || r < ' ':
		return r, true
	}
	e.vi.pressed = r
	return keyVi, true
}

// OnChange implements readline.Listener: it acts on our own keys, after chzyer/readline has put them into the line as if they were letters.
func (e *editor) OnChange(line []rune, pos int, key rune) ([]rune, int, bool) {
	switch {
	case key == 0:
		return nil, 0, false
	case e.done:
		e.left <- struct{}{}
		return nil, 0, false
	}
	arg := e.arg
	e.arg = argument{}
	if !isKey(key) {
		e.last = 0
		return e.typed(key, arg, line, pos)
	}
	if i := slices.Index(line, key); i >= 0 {
		line = slices.Delete(line, i, i+1)
		pos = i
	}
	line, pos = e.actTimes(key, arg, line, pos)
	return line, e.vi.clamp(line, pos), true
}

// typed is what follows a letter, which stands in the line already.
func (e *editor) typed(letter rune, arg argument, line []rune, pos int) ([]rune, int, bool) {
	switch more := arg.count() - 1; {
	case arg.on && more > 0:
		return slices.Insert(line, pos, slices.Repeat([]rune{letter}, more)...), pos + more, true
	case arg.on && more < 0:
		return slices.Delete(line, pos-1, pos), pos - 1, true
	case letter == '}' || letter == ')' || letter == ']':
		return e.dedent(line, pos)
	}
	return nil, 0, false
}

// act is what a key of ours does to the line.
func (e *editor) act(key rune, line []rune, pos int) ([]rune, int) {
	from, to := rowAround(line, pos)
	switch key {
	case keyHome:
		if pos == from && from > 0 {
			return line, 0
		}
		return line, from
	case keyEnd:
		if pos == to {
			return line, len(line)
		}
		return line, to
	case keyUp:
		return e.upward(line, pos)
	case keyDown:
		return e.downward(line, pos)
	case keyForward:
		if pos == len(line) {
			return e.takeGhost(line)
		}
		return line, after(line, pos)
	case keyBackward:
		return line, before(line, pos)
	case keyFirst:
		return line, 0
	case keyLast:
		return line, len(line)
	case keyDelete:
		end := after(line, pos)
		return slices.Delete(line, pos, end), pos
	case keyBackspace:
		start := before(line, pos)
		return slices.Delete(line, start, pos), start
	case keyWordLeft:
		return line, wordLeft(line, pos)
	case keyWordRight:
		return line, wordRight(line, pos)
	case keyNewline:
		return e.newline(line, pos)
	case keyTab:
		return e.complete(line, pos)
	case keyPaste:
		text := []rune(clean(StripPrompts(e.keys.pasted())))
		return slices.Insert(line, pos, text...), pos + len(text)
	case keySearch, keySearchOn:
		e.search = &search{found: -1, back: snapshot{slices.Clone(line), pos}}
	case keyAccept:
		return e.endSearch(key, line, pos)
	case keyCancel:
		if e.search == nil {
			return e.vi.escape(line, pos)
		}
		return e.endSearch(key, line, pos)
	case keyVi:
		return e.press(line, pos)
	case keyKillStart, keyKillEnd, keyKillBlank, keyKillWordLeft, keyKillWordRight:
		return e.killBy(key, line, pos)
	case keyYank, keyYankOlder:
		return e.yank(key == keyYankOlder, line, pos)
	case keyLastWord:
		return e.lastWord(line, pos)
	case keyTranspose:
		return transpose(line, pos)
	case keyTransposeWords:
		return transposeWords(line, pos)
	case keyUpper, keyLower, keyCapital:
		return recase(key, e.back, line, pos)
	case keyUndo:
		return e.undone(line, pos)
	}
	return line, pos
}

func (e *editor) takeGhost(line []rune) ([]rune, int) {
	line = append(line, []rune(e.ghost(line))...)
	return line, len(line)
}

// rowAround is the row that the position stands in, without its line end.
func rowAround(line []rune, pos int) (from, to int) {
	from = pos
	for from > 0 && line[from-1] != '\n' {
		from--
	}
	to = pos
	for to < len(line) && line[to] != '\n' {
		to++
	}
	return from, to
}

const indent = "    "

// newline goes on in a new row, indented as the code asks for.
func (e *editor) newline(line []rune, pos int) ([]rune, int) {
	insert := "\n"
	if e.indents {
		from, _ := rowAround(line, pos)
		row := string(line[from:pos])
		insert += row[:len(row)-len(strings.TrimLeft(row, " \t"))]
		if row = strings.TrimRight(row, " \t"); row != "" && strings.ContainsRune("{([", rune(row[len(row)-1])) {
			insert += indent
		}
	}
	return slices.Insert(line, pos, []rune(insert)...), pos + len([]rune(insert))
}

// dedent takes one step of indentation from a row that a closing bracket begins.
func (e *editor) dedent(line []rune, pos int) ([]rune, int, bool) {
	from, _ := rowAround(line, pos)
	row := string(line[from : pos-1])
	if from == 0 || e.keys.inBurst() || !strings.HasSuffix(row, indent) || strings.TrimLeft(row, " ") != "" {
		return nil, 0, false
	}
	return slices.Delete(line, pos-1-len(indent), pos-1), pos - len(indent), true
}
