// This file watches a run: its context, and the stacks and the memory, whose
// end would be that of the process.

package run

import (
	"context"
	"errors"
	"fmt"
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
				used, over := exceeds(ceiling)
				if text, ok := m.memory.warning(used); ok {
					fmt.Fprintln(errWriter{m.std}, text)
				}
				if over {
					w.why <- fmt.Errorf("%w: the process uses %d MB, more than the limit of %d MB", ErrMemory, used>>20, m.memory.limit>>20)
					return
				}
			}
		}
	}()
	return w
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
