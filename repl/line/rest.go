// This file has an entry looked at while it rests: what the look finds is underlined, and no key waits for it.

package line

import (
	"sync"
	"time"
)

// restDelay is how long no key has come when an entry rests.
const restDelay = 250 * time.Millisecond

// rest asks Config.Mistakes about the text that rests, and keeps the answer as long as the text stays the same.
type rest struct {
	ask  func(entry string) []Span   // nil: there is nothing to ask
	tell func(text []rune, _ []Span) // is told the answer
	busy sync.Mutex                  // held while ask runs

	mu    sync.Mutex
	timer *time.Timer // runs while an answer is awaited
	text  string
	spans []Span // the answer; nil as long as there is none
}

// of is what is known about the text. Another text than before ends the wait for the other's answer and begins a new one.
func (r *rest) of(text []rune) []Span {
	if r.ask == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.timer != nil && r.text == string(text) {
		return r.spans
	}
	r.stop()
	r.text = string(text)
	if len(text) > 0 && len(text) <= maxHighlight {
		r.timer = time.AfterFunc(restDelay, func() { r.look(string(text)) })
	}
	return nil
}

// stop gives up the answer; mu is held.
func (r *rest) stop() {
	if r.timer != nil {
		r.timer.Stop()
		r.timer = nil
	}
	r.spans = nil
}

// look asks, unless the text has changed meanwhile.
func (r *rest) look(text string) {
	if !r.stands(text) {
		return
	}
	r.busy.Lock()
	defer r.busy.Unlock()
	if !r.stands(text) {
		return
	}
	spans := r.ask(text)
	if r.keep(text, spans) && len(spans) > 0 {
		r.tell([]rune(text), spans)
	}
}

// stands says whether the text is the one whose answer is awaited.
func (r *rest) stands(text string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.timer != nil && r.text == text
}

// keep takes the answer; it is false where nobody wants it any more.
func (r *rest) keep(text string, spans []Span) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.timer == nil || r.text != text {
		return false
	}
	r.spans = spans
	return true
}

// end gives up the answer and waits until nothing is being asked: what follows has the session to itself.
func (r *rest) end() {
	r.mu.Lock()
	r.stop()
	r.mu.Unlock()
	r.busy.Lock()
	defer r.busy.Unlock()
}

// pause keeps questions away until goOn is called.
func (r *rest) pause() (goOn func()) {
	r.busy.Lock()
	return r.busy.Unlock
}
