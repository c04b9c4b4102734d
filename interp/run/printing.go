// This file holds what packages fmt, strings and bytes do differently in cells: they print to the cell's streams, and don't end the process.

package run

import (
	"bytes"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/ormsh/ormsh/interp/host"
)

// printing are the functions of package fmt.
func (m *Machine) printing() map[string]any {
	s := m.std
	check := host.CheckEndless
	return map[string]any{
		"fmt.Print": func(a ...any) (int, error) { check(a); return fmt.Fprint(s.behind(s.stdout), a...) },
		"fmt.Printf": func(f string, a ...any) (int, error) {
			checkFormat(f, a)
			return fmt.Fprintf(s.behind(s.stdout), f, a...)
		},
		"fmt.Println": func(a ...any) (int, error) { check(a); return fmt.Fprintln(s.behind(s.stdout), a...) },
		"fmt.Fprint":  func(w io.Writer, a ...any) (int, error) { check(a); return fmt.Fprint(s.behind(w), a...) },
		"fmt.Fprintf": func(w io.Writer, f string, a ...any) (int, error) {
			checkFormat(f, a)
			return fmt.Fprintf(s.behind(w), f, a...)
		},
		"fmt.Fprintln": func(w io.Writer, a ...any) (int, error) { check(a); return fmt.Fprintln(s.behind(w), a...) },
		"fmt.Sprint":   func(a ...any) string { check(a); return fmt.Sprint(a...) },
		"fmt.Sprintf":  func(f string, a ...any) string { checkFormat(f, a); return fmt.Sprintf(f, a...) },
		"fmt.Sprintln": func(a ...any) string { check(a); return fmt.Sprintln(a...) },
		"fmt.Append":   func(b []byte, a ...any) []byte { check(a); return fmt.Append(b, a...) },
		"fmt.Appendf":  func(b []byte, f string, a ...any) []byte { checkFormat(f, a); return fmt.Appendf(b, f, a...) },
		"fmt.Appendln": func(b []byte, a ...any) []byte { check(a); return fmt.Appendln(b, a...) },
		"fmt.Errorf":   func(f string, a ...any) error { checkFormat(f, a); return fmt.Errorf(f, a...) },
		"fmt.Scan":     func(a ...any) (int, error) { return fmt.Fscan(s.stdin, a...) },
		"fmt.Scanf":    func(f string, a ...any) (int, error) { return fmt.Fscanf(s.stdin, f, a...) },
		"fmt.Scanln":   func(a ...any) (int, error) { return fmt.Fscanln(s.stdin, a...) },
	}
}

// checkFormat is host.CheckEndless where a format may say that values aren't printed, but their types or addresses.
func checkFormat(format string, args []any) {
	rest := strings.NewReplacer("%%", "", "%T", "", "%p", "").Replace(format)
	if strings.Contains(rest, "%") {
		host.CheckEndless(args)
	}
}

// sized are functions that ask for as much memory as they are told.
func (m *Machine) sized() map[string]any {
	check := m.host.CheckSize
	return map[string]any{
		"strings.Repeat":       func(s string, n int) string { check(n, len(s)); return strings.Repeat(s, n) },
		"bytes.Repeat":         func(b []byte, n int) []byte { check(n, len(b)); return bytes.Repeat(b, n) },
		"strings.Builder.Grow": func(b *strings.Builder, n int) { check(n, 1); b.Grow(n) },
		"bytes.Buffer.Grow":    func(b *bytes.Buffer, n int) { check(n, 1); b.Grow(n) },
		"reflect.MakeSlice": func(t reflect.Type, n, c int) reflect.Value {
			if t.Kind() == reflect.Slice {
				check(c, int(t.Elem().Size())) //nolint:gosec // sizes are small
			}
			return reflect.MakeSlice(t, n, c)
		},
	}
}
