// This file gives cells a log of their own, which the packages that they call follow where cells change it.

package run

import (
	"io"
	"log"
	"log/slog"
	"reflect"
)

// logs are the symbols of packages log and log/slog that mean something else in cells. What cells set is set for the process's logger as well:
// compiled code writes there, so does slog unless told otherwise.
func (m *Machine) logs() map[string]reflect.Value {
	l := m.std.log
	symbols := map[string]reflect.Value{}
	for name, fn := range map[string]any{
		"log.Default": func() *log.Logger { return l },
		"log.Print":   l.Print, "log.Printf": l.Printf, "log.Println": l.Println,
		"log.Panic": l.Panic, "log.Panicf": l.Panicf, "log.Panicln": l.Panicln,
		"log.Fatal":     func(a ...any) { l.Print(a...); m.host.Exit(1) },
		"log.Fatalf":    func(f string, a ...any) { l.Printf(f, a...); m.host.Exit(1) },
		"log.Fatalln":   func(a ...any) { l.Println(a...); m.host.Exit(1) },
		"log.Flags":     l.Flags,
		"log.SetFlags":  func(f int) { l.SetFlags(f); log.SetFlags(f) },
		"log.Prefix":    l.Prefix,
		"log.SetPrefix": func(p string) { l.SetPrefix(p); log.SetPrefix(p) },
		"log.Writer":    l.Writer,
		"log.SetOutput": func(w io.Writer) { l.SetOutput(w); log.SetOutput(w) },
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
