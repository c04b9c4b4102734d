// This file holds the operations that can block: they end when the cell is
// cancelled.

package host

import (
	"reflect"
	"runtime/debug"
	"time"
)

// Cancelled is what blocked operations panic with when the cell is cancelled.
// Recover doesn't stop it.
type Cancelled struct{}

func (*Cancelled) Error() string { return "cancelled" }

// stopped is closed when lowered code has to stop.
func (h *Host) stopped() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stop == nil {
		h.stop = make(chan struct{})
	}
	return h.stop
}

// Stop wakes everything that blocks in lowered code.
func (h *Host) Stop() {
	stop := h.stopped()
	h.mu.Lock()
	defer h.mu.Unlock()
	select {
	case <-stop:
	default:
		close(h.stop)
	}
}

// Abandon is Stop where the process is about to end: what is deferred doesn't
// run any more, as it doesn't after os.Exit.
func (h *Host) Abandon() {
	h.abandoned.Store(true)
	h.Stop()
}

// Resume lets operations block again.
func (h *Host) Resume() {
	h.abandoned.Store(false)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stop = nil
}

// Track runs a function in a goroutine that Wait waits for.
func (h *Host) Track(fn func()) {
	h.running.Add(1)
	go func() {
		defer h.running.Add(-1)
		debug.SetPanicOnFault(true) // a pointer made of a number is a panic, not the end of the process
		fn()
	}()
}

// Wait returns when all goroutines of lowered code have ended, at the latest
// after limit.
func (h *Host) Wait(limit time.Duration) {
	for end := time.Now().Add(limit); h.running.Load() > 0 && time.Now().Before(end); {
		time.Sleep(100 * time.Microsecond)
	}
}

// Sleep is time.Sleep.
func (h *Host) Sleep(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-h.stopped():
		panic(&Cancelled{})
	}
}

// Exit is os.Exit.
func (h *Host) Exit(code int) { panic(&Exit{code}) }

func (h *Host) stopCase() reflect.SelectCase {
	return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(h.stopped())}
}

// Send sends *value on a channel.
func (h *Host) Send(ch, value any) {
	c, v := reflect.ValueOf(ch), reflect.ValueOf(value).Elem()
	if c.Kind() == reflect.Chan && !c.IsNil() && c.TrySend(v) {
		return
	}
	if i, _, _ := reflect.Select([]reflect.SelectCase{h.stopCase(), {Dir: reflect.SelectSend, Chan: c, Send: v}}); i == 0 {
		panic(&Cancelled{})
	}
}

// Recv receives into *target, and reports whether the value was sent, as
// opposed to the zero value of a closed channel.
func (h *Host) Recv(ch, target any) bool {
	c := reflect.ValueOf(ch)
	var v reflect.Value
	var ok bool
	if !c.IsNil() {
		v, ok = c.TryRecv()
	}
	if !v.IsValid() {
		var chosen int
		chosen, v, ok = reflect.Select([]reflect.SelectCase{h.stopCase(), {Dir: reflect.SelectRecv, Chan: c}})
		if chosen == 0 {
			panic(&Cancelled{})
		}
	}
	reflect.ValueOf(target).Elem().Set(v)
	return ok
}

// Select runs a select statement. clauses has a letter for each clause: "s" for
// a send of *value, "r" for a receive into *target, "d" for default; args are
// the channel and the pointer of each s and r.
func (h *Host) Select(clauses string, args ...any) (chosen int, ok bool) {
	cases := make([]reflect.SelectCase, 0, len(clauses)+1)
	targets := make([]reflect.Value, len(clauses))
	blocks := true
	for i, c := range clauses {
		if c == 'd' {
			cases = append(cases, reflect.SelectCase{Dir: reflect.SelectDefault})
			blocks = false
			continue
		}
		ch, p := reflect.ValueOf(args[0]), reflect.ValueOf(args[1]).Elem()
		args = args[2:]
		if c == 's' {
			cases = append(cases, reflect.SelectCase{Dir: reflect.SelectSend, Chan: ch, Send: p})
			continue
		}
		targets[i] = p
		cases = append(cases, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: ch})
	}
	if blocks {
		cases = append(cases, h.stopCase())
	}
	chosen, v, ok := reflect.Select(cases)
	if chosen == len(clauses) {
		panic(&Cancelled{})
	}
	if targets[chosen].IsValid() {
		targets[chosen].Set(v)
	}
	return chosen, ok
}

// Running counts the goroutines of lowered code.
func (h *Host) Running() int { return int(h.running.Load()) }
