// This file measures sessions: a cell, a long session, the start.

package interp_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

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

// BenchmarkSession is a session of ten thousand cells of all kinds, mistakes among them. It tells what a cell leaves in memory, and the median times of the
// first and of the last thousand.
func BenchmarkSession(b *testing.B) {
	const cells, thousand = 10000, 1000
	for b.Loop() {
		sh := newShell(b)
		sh.must(b, `x := 1; type User struct { Name string; age int }; func (u *User) Hello() string { return u.Name }; u := &User{Name: "a"}`)
		sh.must(b, `import "database/sql"; var db *sql.DB; users := map[string]*User{}`)
		before := heap()
		took := make([]float64, cells)
		for i := range cells {
			src := strings.ReplaceAll(mixed[i%len(mixed)], "$", strconv.Itoa(i))
			start := time.Now()
			_, err := sh.Run(context.Background(), src)
			took[i] = float64(time.Since(start)) / 1e6
			if wrong := strings.HasPrefix(src, "/*wrong*/"); (err != nil) != wrong {
				b.Fatal(src, err)
			}
		}
		b.ReportMetric(float64(heap()-before)/cells/1024, "KB/cell")
		median := func(ms []float64) float64 { slices.Sort(ms); return ms[len(ms)/2] }
		b.ReportMetric(median(took[:thousand]), "first-ms/cell")
		b.ReportMetric(median(took[cells-thousand:]), "last-ms/cell")
		sh.Close()
	}
}

// BenchmarkKinds is the median time of a cell of each kind, whose own work is next to nothing.
func BenchmarkKinds(b *testing.B) {
	for _, k := range []struct{ name, src string }{
		{"statement", "x = x + 1"},
		{"variable", "v := x * 2"},
		{"function", "func f(n int) int { s := 0; for i := range n { s += i * x }; return s }"},
		{"struct", "type T struct { A, B int; name string }"},
		{"generic", "id(x)"},
		{"library", "slices.Max([]int{1, x})"},
		{"import", `import "strings"`},
		{"mistake", "undefined + 1"},
	} {
		b.Run(k.name, func(b *testing.B) {
			sh := newShell(b)
			sh.must(b, "x := 1; func id[V any](v V) V { return v }; id(x)")
			sh.run(k.src)
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				_, _ = sh.Run(context.Background(), k.src)
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2])/1e6, "median-ms")
		})
	}
}

// mixed are the cells of a session; $ is their number.
var mixed = []string{
	"x := x + 1",
	"v$ := x * 2; v$",
	`u.Name = fmt.Sprint("user ", x); u.Hello()`,
	"func f$(n int) int { s := 0; for i := range n { s += i * x }; return s }; f$(3)",
	"func f(n int) int { if n < 2 { return n }; return f(n-1) + f(n-2) }; f(5)",
	`users[u.Name] = &User{Name: "b", age: $ % 90}; len(users)`,
	"/*wrong*/ undefined + 1",
	"type T struct{ A, B int; name string }; func (t T) Sum() int { return t.A + t.B }; T{1, x, \"n\"}.Sum()",
	"for name, u := range users { if u.age > 89 { delete(users, name) } }",
	"func id[V any](v V) V { return v }; id(x)",
	"g := func(n int) int { return n * x }; g(3)",
	"/*wrong*/ var empty []int; empty[x]",
	"names := slices.Sorted(maps.Keys(users)); len(names)",
	`strings.Repeat("go ", 3)`,
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
		"statements":     "x := x + 1; u.Name = fmt.Sprint(x); u.Hello()",
		"a new function": "func f$(n int) int { s := 0; for i := range n { s += i }; return s + x }; f$(2)",
		"a function":     "func f(n int) int { for range n { n += x }; return n }; f(2)",
		"a method":       "func (u *User) Hello() string { return fmt.Sprint(u.Name, x) }; u.Hello()",
		"a generic":      "func id[T any](v T) T { return v }; id(x)",
		"a closure":      "g := func(n int) int { return n * x }; g(3)",
		"much data":      "data := make([]byte, 1<<20)",
		"a type":         "type T struct{ A, B int }; v := T{x, 2}; fmt.Sprint(v)",
		"methods":        "type T struct{ A, B int; name string }; func (t T) Sum() int { return t.A + t.B }; func (t *T) String() string { return t.name }; T{1, x, \"n\"}.Sum()",
		"a mistake":      "undefined + 1",
		"a panic":        "panic(x)",
	} {
		t.Run(name, func(t *testing.T) {
			sh := newShell(t)
			defer sh.Close()
			sh.must(t, "type User struct { Name string }; func (u *User) Hello() string { return u.Name }; x := 0; u := &User{}")
			cell := func(i int) { sh.run(strings.ReplaceAll(src, "$", strconv.Itoa(i))) }
			for i := range 20 {
				cell(i)
			}
			before := heap()
			for i := range cells {
				cell(20 + i)
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
