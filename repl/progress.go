// This file shows the progress of what takes longer than a second: rows, statements or entries, and their rate. On a terminal only.

package repl

import (
	"fmt"
	"strconv"
	"sync"
	"time"
)

const (
	progressAfter = time.Second            // what is faster shows none
	progressEvery = 200 * time.Millisecond // how often the line is drawn anew
)

// progress counts what is done of a task whose unit is known, such as the rows of a file. Tasks nest: the innermost is shown.
type progress struct {
	mu    sync.Mutex
	tasks []*task
	rests bool // a question stands on the terminal
}

type task struct {
	unit        string // "rows"
	done, total int    // total 0: unknown
	began       time.Time
}

// begin begins a task; add counts some of its units, end ends it.
func (p *progress) begin(unit string, total int) (add func(n int), end func()) {
	t := &task{unit: unit, total: total, began: time.Now()}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tasks = append(p.tasks, t)
	depth := len(p.tasks)
	add = func(n int) {
		p.mu.Lock()
		defer p.mu.Unlock()
		t.done += n
	}
	end = func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.tasks = p.tasks[:min(depth-1, len(p.tasks))]
	}
	return add, end
}

// rest keeps the line away until go is called.
func (p *progress) rest() (goOn func()) {
	set := func(on bool) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.rests = on
	}
	set(true)
	return func() { set(false) }
}

// text is the line for now, empty where there is nothing to tell. statements and rows are those since an entry began at start.
func (p *progress) text(now, start time.Time, statements int, rows int64) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.rests || now.Sub(start) < progressAfter {
		return ""
	}
	if n := len(p.tasks); n > 0 && p.tasks[n-1].done > 0 {
		t := p.tasks[n-1]
		return rate(int64(t.done), int64(t.total), t.unit, now.Sub(t.began))
	}
	if rows > 0 {
		return rate(rows, 0, "rows", now.Sub(start))
	}
	if statements > 0 {
		return rate(int64(statements), 0, "statements", now.Sub(start))
	}
	return ""
}

// rate is "12,000 of 40,000 rows, 4,100 rows/s, 3.0 s".
func rate(done, total int64, unit string, took time.Duration) string {
	text := grouped(done)
	if total > 0 {
		text += " of " + grouped(total)
	}
	perSecond := int64(float64(done) / max(took.Seconds(), 0.001))
	return fmt.Sprintf("%s %s, %s %s/s, %.1f s", text, unit, grouped(perSecond), unit, took.Seconds())
}

// grouped is a number with a comma before each three digits.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// showProgress draws the line while an entry runs, until stop is called.
func (s *Shell) showProgress() (stop func()) {
	if s.opts.Size == nil {
		return func() {}
	}
	start := time.Now()
	statements, rows := s.sink.totals()
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(progressEvery)
		defer tick.Stop()
		for {
			select {
			case <-done:
				s.out.home.setStatus("")
				return
			case now := <-tick.C:
				nowStatements, nowRows := s.sink.totals()
				s.out.home.setStatus(s.progress.text(now, start, nowStatements-statements, nowRows-rows))
			}
		}
	}()
	return func() {
		close(done)
		<-ended
	}
}

// confirm asks a question where there is somebody to ask.
func (s *Shell) confirm(question string) bool {
	defer s.progress.rest()()
	s.out.home.setStatus("")
	return s.opts.Confirm(question)
}
