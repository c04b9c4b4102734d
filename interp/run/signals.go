// This file gives cells the signals that they ask for, and keeps from them those that the host has asked for: package signal knows one set of
// channels for the whole process.

package run

import (
	"context"
	"os"
	"os/signal"
	"reflect"
	"slices"
	"sync"
)

// signals are what cells have asked for.
type signals struct {
	mu       sync.Mutex
	channels map[chan<- os.Signal][]os.Signal
}

// HandlesInterrupt reports whether lowered code deals with os.Interrupt, as a server does that ends in good order: then it isn't to be
// cancelled by one.
func (m *Machine) HandlesInterrupt() bool {
	m.signals.mu.Lock()
	defer m.signals.mu.Unlock()
	for _, list := range m.signals.channels {
		if len(list) == 0 || slices.Contains(list, os.Interrupt) {
			return true
		}
	}
	return false
}

// any reports whether cells have asked for some.
func (s *signals) any() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.channels) > 0
}

func (s *signals) notify(c chan<- os.Signal, list ...os.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.channels == nil {
		s.channels = map[chan<- os.Signal][]os.Signal{}
	}
	if old, ok := s.channels[c]; ok && (len(old) == 0 || len(list) == 0) {
		s.channels[c] = nil // all of them
	} else {
		s.channels[c] = append(old, list...)
	}
	signal.Notify(c, list...)
}

func (s *signals) stop(c chan<- os.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.channels, c)
	signal.Stop(c)
}

// ignore takes the signals and does nothing about them.
func (s *signals) ignore(list ...os.Signal) { s.notify(make(chan os.Signal, 1), list...) }

// reset undoes what cells asked for of these signals, or of all.
func (s *signals) reset(list ...os.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c, asked := range s.channels {
		signal.Stop(c)
		left := slices.DeleteFunc(slices.Clone(asked), func(sig os.Signal) bool { return slices.Contains(list, sig) })
		if len(list) == 0 || len(asked) == 0 || len(left) == 0 {
			delete(s.channels, c)
			continue
		}
		s.channels[c] = left
		signal.Notify(c, left...)
	}
}

// notifyContext is signal.NotifyContext.
func (s *signals) notifyContext(parent context.Context, list ...os.Signal) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	c := make(chan os.Signal, 1)
	s.notify(c, list...)
	stop := func() {
		cancel()
		s.stop(c)
	}
	go func() {
		select {
		case <-c:
			stop()
		case <-ctx.Done():
			s.stop(c)
		}
	}()
	return ctx, stop
}

// symbols are those of package signal that mean something else in cells.
func (s *signals) symbols() map[string]reflect.Value {
	return map[string]reflect.Value{
		"os/signal.Notify": reflect.ValueOf(s.notify), "os/signal.Stop": reflect.ValueOf(s.stop), "os/signal.Ignore": reflect.ValueOf(s.ignore),
		"os/signal.Reset": reflect.ValueOf(s.reset), "os/signal.NotifyContext": reflect.ValueOf(s.notifyContext),
	}
}
