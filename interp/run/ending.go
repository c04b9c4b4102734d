// This file holds what ends a unit, or the process, from a goroutine.

package run

import "github.com/ormsh/ormsh/interp/host"

// enter says that a unit runs; the error is the end that a goroutine has asked for before.
func (m *Machine) enter() error {
	m.turn.Lock()
	defer m.turn.Unlock()
	m.ending.Lock()
	defer m.ending.Unlock()
	m.running = true
	select {
	case end := <-m.idle:
		m.running = false
		return end
	default:
		return nil
	}
}

// leave says that no unit runs; the error is the end that a goroutine has asked for meanwhile.
func (m *Machine) leave() error {
	m.ending.Lock()
	defer m.ending.Unlock()
	m.running = false
	select {
	case end := <-m.exit:
		return end
	default:
		return nil
	}
}

// Ended is told that a goroutine asked for the end of the process, by os.Exit or by a panic, while no unit runs. What nobody receives
// is the error of the next Run.
func (m *Machine) Ended() <-chan error { return m.idle }

// Alone says whether what runs is a program, which a goroutine's panic ends as Go's runtime would.
func (m *Machine) Alone(yes bool) {
	m.ending.Lock()
	defer m.ending.Unlock()
	m.alone = yes
}

func (m *Machine) isAlone() bool {
	m.ending.Lock()
	defer m.ending.Unlock()
	return m.alone
}

// end asks for the end of what runs. The first to ask is heard.
func (m *Machine) end(err error) {
	m.ending.Lock()
	defer m.ending.Unlock()
	to := m.idle
	if m.running {
		to = m.exit
	}
	select {
	case to <- err:
	default:
	}
}

func (m *Machine) background(v any) {
	switch v := v.(type) {
	case *host.Exit:
		m.end(v)
		return
	case *host.Cancelled:
		return
	}
	m.report(&Panic{Value: host.Translate(v), Earlier: m.host.Earlier(v), Goroutine: true, Trace: m.trace.take()})
}

// report tells of a goroutine's panic, or ends what runs with it.
func (m *Machine) report(p *Panic) {
	m.ending.Lock()
	told := m.told
	if m.alone {
		told = nil
	}
	m.ending.Unlock()
	if told == nil {
		m.end(p)
		return
	}
	m.std.flush()
	told(p)
}
