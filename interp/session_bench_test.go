// This file measures sessions: a cell, a long session, the start.

package interp_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/interp/symbols"
)

// BenchmarkNew is an empty session and its first cell.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		s, err := interp.New(interp.Options{Packages: symbols.All()})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Run(context.Background(), "1 + 1"); err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
}

// BenchmarkCell is one more cell after a session of the given length.
func BenchmarkCell(b *testing.B) {
	for _, length := range []int{10, 1000, 5000} {
		b.Run(fmt.Sprintf("after_%d", length), func(b *testing.B) {
			sh := newShell(b)
			for i := range length {
				sh.must(b, fmt.Sprintf("v%d := %d", i, i))
			}
			for b.Loop() {
				sh.must(b, "total := v1 + 2; total")
			}
		})
	}
}

func (sh *shell) must(t testing.TB, src string) {
	if _, err := sh.Run(context.Background(), src); err != nil {
		t.Fatal(src, err)
	}
}

// TestLongSession bounds what a cell costs in memory for ever.
func TestLongSession(t *testing.T) {
	const cells, perCell = 400, 20 << 10
	for name, src := range map[string]string{
		"statements": "x := x + 1; u.Name = fmt.Sprint(x); u.Hello()",
		"a function": "func f(n int) int { for range n { n += x }; return n }; f(2)",
		"a method":   "func (u *User) Hello() string { return fmt.Sprint(u.Name, x) }; u.Hello()",
		"a generic":  "func id[T any](v T) T { return v }; id(x)",
		"a closure":  "g := func(n int) int { return n * x }; g(3)",
		"much data":  "data := make([]byte, 1<<20)",
		"a type":     "type T struct{ A, B int }; v := T{x, 2}; fmt.Sprint(v)",
		"a mistake":  "undefined + 1",
		"a panic":    "panic(x)",
	} {
		t.Run(name, func(t *testing.T) {
			sh := newShell(t)
			defer sh.Close()
			sh.must(t, "type User struct { Name string }; func (u *User) Hello() string { return u.Name }; x := 0; u := &User{}")
			for range 20 {
				sh.run(src)
			}
			before := heap()
			for range cells {
				sh.run(src)
			}
			if grown := (heap() - before) / cells; grown > perCell {
				t.Errorf("the session grew by %d bytes a cell, more than %d", grown, perCell)
			} else {
				t.Logf("%d bytes a cell", grown)
			}
			runtime.KeepAlive(sh)
		})
	}
}

func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// BenchmarkLibrary is what the library does with values of typed-in types. It runs compiled: a cell costs little more than its work.
func BenchmarkLibrary(b *testing.B) {
	for _, w := range []struct{ name, before, src string }{
		{"sort", "type Level int; levels := make([]Level, 10000)", "for i := range levels { levels[i] = Level(i * 7919 % 10000) }; slices.Sort(levels)"},
		{"contains", "type Level int; levels := make([]Level, 10000)", "slices.Contains(levels, 1)"},
		{"json", "type User struct { Name string; Age int }; users := make([]User, 1000)", "_, err := json.Marshal(users)"},
		{"strings", `text := strings.Repeat("go at a prompt ", 1000)`, `len(strings.Fields(strings.ToUpper(text)))`},
		{"maps", "m := map[int]int{}; for i := range 10000 { m[i] = i }", "c := maps.Clone(m)"},
	} {
		b.Run(w.name, func(b *testing.B) {
			sh := newShell(b)
			sh.must(b, w.before)
			for b.Loop() {
				sh.must(b, w.src)
			}
		})
	}
}
