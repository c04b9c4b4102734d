// This file measures lowered code beside the same code run by the executor as
// it stands.

package run_test

import (
	"context"
	"fmt"
	"os/exec"
	"reflect"
	"testing"

	"github.com/traefik/yaegi/interp"

	"go/ast"

	"github.com/ormsh/ormsh/interp/lower"
	"github.com/ormsh/ormsh/interp/rtype"
	"github.com/ormsh/ormsh/interp/run"
)

// workloads are functions that run about 10000 steps each, in Go and in Python.
var workloads = []struct{ name, src, python string }{
	{"loop", `func work() int { s := 0; for i := 0; i < 10000; i++ { s += i * 2 }; return s }`,
		"def work():\n s = 0\n for i in range(10000): s += i * 2\n return s"},
	{"nested", `func work() int { s := 0; for i := 0; i < 100; i++ { for j := 0; j < 100; j++ { if i > j { s += j } else { s -= i } } }; return s }`,
		"def work():\n s = 0\n for i in range(100):\n  for j in range(100):\n   if i > j: s += j\n   else: s -= i\n return s"},
	{"slice", `func work() int { xs := make([]int, 100); s := 0; for k := 0; k < 100; k++ { for i := 0; i < len(xs); i++ { xs[i] = xs[i] + i; s += xs[i] } }; return s }`,
		"def work():\n xs = [0] * 100\n s = 0\n for k in range(100):\n  for i in range(len(xs)):\n   xs[i] = xs[i] + i\n   s += xs[i]\n return s"},
	{"range", `func work() int { xs := make([]int, 10000); s := 0; for i, x := range xs { s += i + x }; return s }`,
		"def work():\n xs = [0] * 10000\n s = 0\n for i, x in enumerate(xs): s += i + x\n return s"},
	{"calls", `func add(a, b int) int { return a + b }
func work() int { s := 0; for i := 0; i < 10000; i++ { s = add(s, i) }; return s }`,
		"def add(a, b): return a + b\ndef work():\n s = 0\n for i in range(10000): s = add(s, i)\n return s"},
	{"fib", `func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }
func work() int { return fib(18) }`,
		"def fib(n): return n if n < 2 else fib(n-1) + fib(n-2)\ndef work(): return fib(18)"},
	{"closures", `func work() int { s := 0; for i := 0; i < 1000; i++ { f := func(x int) int { return x + i }; for j := 0; j < 9; j++ { s = f(s) } }; return s }`,
		"def work():\n s = 0\n for i in range(1000):\n  f = lambda x: x + i\n  for j in range(9): s = f(s)\n return s"},
	{"appends", `func work() int { var xs []int; for i := 0; i < 10000; i++ { xs = append(xs, i) }; return len(xs) }`,
		"def work():\n xs = []\n for i in range(10000): xs.append(i)\n return len(xs)"},
	{"maps", `func work() int { m := map[int]int{}; for i := 0; i < 10000; i++ { m[i%100] += i }; return len(m) }`,
		"def work():\n m = {}\n for i in range(10000): m[i % 100] = m.get(i % 100, 0) + i\n return len(m)"},
	{"words", `func work() int { m := map[string]int{}; w := []string{"a", "b", "c"}; n := 0; for i := 0; i < 10000; i++ { m[w[i%3]]++; if _, ok := m["d"]; !ok { n++ } }; return n }`,
		"def work():\n m = {}\n w = ['a', 'b', 'c']\n n = 0\n for i in range(10000):\n  m[w[i % 3]] = m.get(w[i % 3], 0) + 1\n  if 'd' not in m: n += 1\n return n"},
	{"switch", `func work() int { s := 0; for i := 0; i < 10000; i++ { switch i % 3 { case 0: s++; case 1: s += 2; default: s-- } }; return s }`,
		"def work():\n s = 0\n for i in range(10000):\n  k = i % 3\n  if k == 0: s += 1\n  elif k == 1: s += 2\n  else: s -= 1\n return s"},
	{"fields", `type P struct{ X, Y int }
func work() int { p := &P{}; for i := 0; i < 10000; i++ { p.X += i; p.Y = p.X - p.Y }; return p.Y }`,
		"class P:\n def __init__(self): self.x = self.y = 0\ndef work():\n p = P()\n for i in range(10000):\n  p.x += i\n  p.y = p.x - p.y\n return p.y"},
	{"methods", `type C struct{ N int }
func (c *C) Add(n int) { c.N += n }
func (c C) Get() int { return c.N }
func work() int { c := &C{}; s := 0; for i := 0; i < 5000; i++ { c.Add(i); s += c.Get() }; return s }`,
		"class C:\n def __init__(self): self.n = 0\n def add(self, n): self.n += n\n def get(self): return self.n\ndef work():\n c = C()\n s = 0\n for i in range(5000):\n  c.add(i)\n  s += c.get()\n return s"},
	{"interfaces", `type S interface{ Area() int }
type Q struct{ N int }
func (q Q) Area() int { return q.N * q.N }
func work() int { list := []S{Q{1}, Q{2}, Q{3}}; s := 0; for i := 0; i < 3000; i++ { for _, x := range list { s += x.Area() } }; return s }`,
		"class Q:\n def __init__(self, n): self.n = n\n def area(self): return self.n * self.n\ndef work():\n l = [Q(1), Q(2), Q(3)]\n s = 0\n for i in range(3000):\n  for x in l: s += x.area()\n return s"},
	{"assertions", `func work() int { list := []any{1, "a", 2.5}; n := 0; for i := 0; i < 3000; i++ { for _, x := range list { switch v := x.(type) { case int: n += v; case string: n += len(v); default: if _, ok := x.(float64); ok { n++ } } } }; return n }`,
		"def work():\n l = [1, 'a', 2.5]\n n = 0\n for i in range(3000):\n  for x in l:\n   if isinstance(x, int): n += x\n   elif isinstance(x, str): n += len(x)\n   elif isinstance(x, float): n += 1\n return n"},
	{"strings", `func work() int { s := ""; n := 0; for i := 0; i < 2500; i++ { s += "x"; if len(s) > 100 { s = "" }; n += len(s); if s == "xxx" { n++ } }; return n }`,
		"def work():\n s = ''\n n = 0\n for i in range(2500):\n  s += 'x'\n  if len(s) > 100: s = ''\n  n += len(s)\n  if s == 'xxx': n += 1\n return n"},
	{"floats", `func work() float64 { x := 1.0; for i := 0; i < 10000; i++ { x = x*0.5 + 1 }; return x }`,
		"def work():\n x = 1.0\n for i in range(10000): x = x*0.5 + 1\n return x"},
	{"sieve", `func work() int { n := 3000; c := make([]bool, n+1); k := 0; for i := 2; i <= n; i++ { if c[i] { continue }; k++; for j := i * i; j <= n; j += i { c[j] = true } }; return k }`,
		"def work():\n n = 3000\n c = [False] * (n + 1)\n k = 0\n for i in range(2, n + 1):\n  if c[i]: continue\n  k += 1\n  for j in range(i*i, n + 1, i): c[j] = True\n return k"},
}

// BenchmarkSpeed runs each workload lowered, by the executor as it stands, and in CPython, one after the other: on a machine with other work the
// smallest of several counts tells most.
func BenchmarkSpeed(b *testing.B) {
	for _, w := range workloads {
		b.Run(w.name+"/lowered", func(b *testing.B) { lowered(b, w.src) })
		b.Run(w.name+"/raw", func(b *testing.B) { raw(b, w.src) })
		b.Run(w.name+"/python", func(b *testing.B) { python(b, w.python) })
	}
}

func python(b *testing.B, src string) {
	script := fmt.Sprintf("%s\nimport time\nwork()\nstart = time.perf_counter()\nfor _ in range(%d): work()\nprint(time.perf_counter() - start)", src, b.N)
	out, err := exec.Command("python3", "-c", script).Output()
	if err != nil {
		b.Skip("no Python here: ", err)
	}
	var seconds float64
	if _, err := fmt.Sscan(string(out), &seconds); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(seconds/float64(b.N)*1e9, "ns/op")
}

func lowered(b *testing.B, src string) {
	p, err := checkProgram("main.go", []byte("package main\n"+src+"\nfunc main() { work() }\n"))
	if err != nil {
		b.Fatal(err)
	}
	m, err := run.New(run.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	l := lower.New(lower.Options{
		Packages: p.imp.set, Importer: p.imp, Helpers: m.Host().Helpers(),
		Universe: rtype.New(func(string, string) (reflect.Type, bool) { return nil, false }),
	})
	code, err := l.Program(p.fset, []*ast.File{p.file}, p.info, p.pkg)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := m.Run(context.Background(), code); err != nil {
		b.Fatal(err)
	}
	again := &lower.Code{Text: "package main", Entry: code.Entry}
	for b.Loop() {
		if _, err := m.Run(context.Background(), again); err != nil {
			b.Fatal(err)
		}
	}
}

func raw(b *testing.B, src string) {
	i := interp.New(interp.Options{})
	if _, err := i.Eval("package main\n" + src); err != nil {
		b.Fatal(err)
	}
	f, err := i.Eval("work")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		f.Call(nil)
	}
}
