// This file gives cells a log of their own, which the packages that they call follow where cells change it.

package run

import (
	"bytes"
	"io"
	"log"
	"log/slog"
	"os"
	"reflect"

	"github.com/ormsh/ormsh/interp/host"
)

// logs are the symbols of packages log and log/slog that mean something else in cells. What cells set is set for the process's logger as well:
// compiled code writes there, so does slog unless told otherwise.
func (m *Machine) logs() map[string]reflect.Value {
	l, check := m.std.log, host.CheckEndless
	log.SetOutput(ownLines{m, errWriter{m.std}})
	symbols := map[string]reflect.Value{}
	for name, fn := range map[string]any{
		"log.Default":   func() *log.Logger { return l },
		"log.Print":     func(a ...any) { check(a); l.Print(a...) },
		"log.Printf":    func(f string, a ...any) { checkFormat(f, a); l.Printf(f, a...) },
		"log.Println":   func(a ...any) { check(a); l.Println(a...) },
		"log.Panic":     func(a ...any) { check(a); l.Panic(a...) },
		"log.Panicf":    func(f string, a ...any) { checkFormat(f, a); l.Panicf(f, a...) },
		"log.Panicln":   func(a ...any) { check(a); l.Panicln(a...) },
		"log.Fatal":     func(a ...any) { check(a); l.Print(a...); m.host.Exit(1) },
		"log.Fatalf":    func(f string, a ...any) { checkFormat(f, a); l.Printf(f, a...); m.host.Exit(1) },
		"log.Fatalln":   func(a ...any) { check(a); l.Println(a...); m.host.Exit(1) },
		"log.Flags":     l.Flags,
		"log.SetFlags":  func(f int) { l.SetFlags(f); log.SetFlags(f) },
		"log.Prefix":    l.Prefix,
		"log.SetPrefix": func(p string) { l.SetPrefix(p); log.SetPrefix(p) },
		"log.Writer":    l.Writer,
		"log.SetOutput": func(w io.Writer) { l.SetOutput(w); log.SetOutput(ownLines{m, w}) },
		"log.Output":    l.Output,
		"log/slog.SetDefault": func(to *slog.Logger) {
			before := log.Writer()
			slog.SetDefault(to)
			if w := log.Writer(); w != before { // it has led the log to its handler
				l.SetOutput(w)
				l.SetFlags(log.Flags())
			}
		},
	} {
		symbols[name] = reflect.ValueOf(fn)
	}
	return symbols
}

// ownLines writes what compiled code logs. The stack of a panic that it caught, as a server does of its handlers', is that of the executor: the place in the
// user's code is written instead.
type ownLines struct {
	m  *Machine
	to io.Writer
}

// leaveLog gives the process's logger back.
func (m *Machine) leaveLog() {
	if w, ok := log.Writer().(ownLines); ok && w.m == m {
		log.SetOutput(os.Stderr)
	}
}

func (w ownLines) Write(b []byte) (int, error) {
	text, stack, found := bytes.Cut(b, []byte("\ngoroutine "))
	if !found || !bytes.Contains(stack, []byte("/interp.runCfg(")) {
		return w.to.Write(b)
	}
	text = append(bytes.Clone(text), '\n')
	if w.m.place != nil {
		if place := w.m.place(w.m.trace.take()); place != "" {
			text = append(text, "    "+place+"\n"...)
		}
	}
	_, err := w.to.Write(text)
	return len(b), err
}
