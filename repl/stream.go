// This file keeps what several writers write in order.

package repl

import (
	"io"
	"sync"
)

// stream serialises writes: cells, echo and shell write to one place, goroutines of cells at any time.
type stream struct {
	mu   sync.Mutex
	w    io.Writer
	last byte // written last: a line end, or the beginning, is where new output may start

	terminal io.Writer // where the status line is shown; nil: nowhere
	status   bool      // one is shown
}

// echoed notes that the terminal has shown a key, such as ^C, so that output begins in a line of its own.
func (s *stream) echoed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.status {
		s.dropStatus()
		s.last = '\n'
		return
	}
	s.last = '^'
}

// clearLine goes to the beginning of the terminal's line and clears it.
const clearLine = "\r\x1b[K"

// setStatus shows a line that the next output replaces; an empty one takes it away. Where output has left a line open there is none.
func (s *stream) setStatus(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.terminal == nil || text == "" && !s.status || s.last != '\n' && s.last != 0 {
		return
	}
	s.status = text != ""
	_, _ = io.WriteString(s.terminal, clearLine+text) // the write that follows meets the same error
}

// dropStatus makes room for output; mu is held.
func (s *stream) dropStatus() {
	if s.status {
		s.status = false
		_, _ = io.WriteString(s.terminal, clearLine) // the write that follows meets the same error
	}
}

func (s *stream) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(b) > 0 {
		s.last = b[len(b)-1]
	}
	s.dropStatus()
	return s.w.Write(b)
}

// freshLine ends a line that a cell left open, so that what the shell writes begins at its own.
func (s *stream) freshLine() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last != '\n' && s.last != 0 {
		s.last = '\n'
		_, _ = s.w.Write([]byte{'\n'}) // the write that follows meets the same error
	}
}

// outlet is where values go, and what cells print: a stream that is shared with what the shell says, or where \o sends them meanwhile.
type outlet struct {
	home *stream
	mu   sync.Mutex
	now  *stream
}

func (o *outlet) stream() *stream {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

// Write implements io.Writer.
func (o *outlet) Write(b []byte) (int, error) { return o.stream().Write(b) }

func (o *outlet) freshLine() { o.stream().freshLine() }

// away says that output goes elsewhere.
func (o *outlet) away() bool { return o.stream() != o.home }

// redirect sends output elsewhere, until back is called.
func (o *outlet) redirect(w io.Writer) (back func()) {
	set := func(to *stream) (was *stream) {
		o.mu.Lock()
		defer o.mu.Unlock()
		was, o.now = o.now, to
		return was
	}
	was := set(&stream{w: w})
	return func() { set(was) }
}

// shared makes the two streams of a shell; log nil, or the same as out, is one stream.
func shared(out, log io.Writer) (*outlet, *stream) {
	home := &stream{w: out}
	o := &outlet{home: home, now: home}
	if log == nil || log == out {
		return o, home
	}
	return o, &stream{w: log}
}
