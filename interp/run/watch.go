// This file watches a run: its context, and the stacks and the memory, whose
// end would be that of the process.

package run

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// ErrStack says that a cell was stopped because its calls went too deep.
var ErrStack = errors.New("stack overflow: a function calls itself without end")

const (
	stackLimit = 256 << 20 // bytes that the stacks of goroutines may grow by in a run
	stackMax   = 3 << 30   // what a stack may reach before the runtime gives up
	lookEvery  = 10 * time.Millisecond
	lookIdle   = 100 * time.Millisecond
)

// watcher tells why a run must stop.
type watcher struct {
	why  chan error
	done chan struct{}
}

func (w *watcher) end() { close(w.done) }

// watch looks after one run. There is no counter in lowered functions: the
// depth of calls is seen by the memory of the stacks.
func (m *Machine) watch(ctx context.Context) *watcher {
	w := &watcher{why: make(chan error, 1), done: make(chan struct{})}
	var program *sleepers
	if m.isAlone() {
		program = m.sleepers()
	}
	go func() {
		tick := time.NewTicker(lookEvery)
		defer tick.Stop()
		debug.SetMaxStack(stackMax)
		ceiling := m.memory.ceiling()
		limit := stackLimit + leftStacks()
		for {
			select {
			case <-w.done:
				return
			case <-ctx.Done():
				w.why <- ctx.Err()
				return
			case <-tick.C:
				if stacks() > limit {
					w.why <- ErrStack
					return
				}
				if program != nil {
					if dead := program.look(); dead != nil {
						w.why <- dead
						return
					}
				}
				if err := m.outOfMemory(ceiling); err != nil {
					w.why <- err
					return
				}
			}
		}
	}()
	return w
}

// outOfMemory is the error of a run that uses more than it may. It warns before.
func (m *Machine) outOfMemory(ceiling uint64) error {
	used, over := exceeds(ceiling)
	if text, ok := m.memory.warning(used); ok {
		fmt.Fprintln(errWriter{m.std}, text)
	}
	if over {
		return fmt.Errorf("%w: the process uses %d MB, more than the limit of %d MB", ErrMemory, used>>20, m.memory.limit>>20)
	}
	return nil
}

// watchIdle looks after goroutines that earlier units have left, while none runs.
func (m *Machine) watchIdle() {
	tick := time.NewTicker(lookIdle)
	defer tick.Stop()
	ceiling := uint64(math.MaxUint64)
	for {
		select {
		case <-m.closed:
			return
		case <-tick.C:
		}
		if m.host.Running() == 0 || m.runs() {
			ceiling = m.memory.ceiling()
			continue
		}
		if err := m.overuse(ceiling); err != nil {
			m.stopIdle(err)
		}
	}
}

// overuse is why what runs while no unit does must stop.
func (m *Machine) overuse(ceiling uint64) error {
	if stacks() > stackLimit && leftStacks() > stackLimit {
		return ErrStack
	}
	return m.outOfMemory(ceiling)
}

// stopIdle stops all goroutines, unless a unit has begun, which looks after itself.
func (m *Machine) stopIdle(why error) {
	m.turn.Lock()
	defer m.turn.Unlock()
	if m.runs() {
		return
	}
	m.cancel(grace)
	m.report(&Panic{Value: fmt.Errorf("%w; the goroutines of earlier cells were stopped", why), Goroutine: true})
}

func (m *Machine) runs() bool {
	m.ending.Lock()
	defer m.ending.Unlock()
	return m.running
}

// stacks is how many bytes the stacks of all goroutines take.
func stacks() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// leftStacks is what earlier runs have left of the stacks: a deep one that was stopped goes with the next collection.
func leftStacks() uint64 {
	if stacks() > stackLimit/2 {
		runtime.GC()
	}
	return stacks()
}
