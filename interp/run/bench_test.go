// This file measures functions typed at the prompt beside the same run by the executor as it stands, and beside CPython.

package run_test

import (
	"context"
	"fmt"
	"math"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"time"

	yaegi "github.com/traefik/yaegi/interp"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/interp/symbols"
)

// workloads run some thousand steps each, in Go and in Python. Each declaration is a cell.
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
	{"unexported", `type P struct{ x, y int }
func work() int { p := &P{}; for i := 0; i < 10000; i++ { p.x += i; p.y = p.x - p.y }; return p.y }`,
		"class P:\n def __init__(self): self.x = self.y = 0\ndef work():\n p = P()\n for i in range(10000):\n  p.x += i\n  p.y = p.x - p.y\n return p.y"},
	{"structs", `type V struct{ x, y float64 }
func (a V) add(b V) V { return V{a.x + b.x, a.y + b.y} }
func work() float64 { a := V{}; for i := 0; i < 2000; i++ { a = a.add(V{1, 2}) }; return a.x }`,
		"class V:\n def __init__(self, x, y): self.x, self.y = x, y\n def add(self, b): return V(self.x + b.x, self.y + b.y)\ndef work():\n a = V(0.0, 0.0)\n for i in range(2000): a = a.add(V(1.0, 2.0))\n return a.x"},
	{"tree", `type node struct { left, right *node; val int }
func (n *node) insert(v int) *node { if n == nil { return &node{val: v} }; if v < n.val { n.left = n.left.insert(v) } else { n.right = n.right.insert(v) }; return n }
func work() int { var root *node; for i := 0; i < 300; i++ { root = root.insert(i * 7919 % 1000) }; return root.val }`,
		"class N:\n def __init__(self, v): self.l = self.r = None; self.v = v\ndef insert(n, v):\n if n is None: return N(v)\n if v < n.v: n.l = insert(n.l, v)\n else: n.r = insert(n.r, v)\n return n\ndef work():\n root = None\n for i in range(300): root = insert(root, i * 7919 % 1000)\n return root.v"},
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
	{"errors", `func half(n int) (int, error) { return n / 2, nil }
func work() int { s := 0; for i := 0; i < 3000; i++ { h, err := half(i); if err != nil { return -1 }; s += h }; return s }`,
		"def half(n):\n if n < 0: raise ValueError('negative')\n return n // 2\ndef work():\n s = 0\n for i in range(3000):\n  try: h = half(i)\n  except ValueError: return -1\n  s += h\n return s"},
	{"defers", `func add(p *int, n int) { defer func() { *p += n }() }
func work() int { s := 0; for i := 0; i < 1000; i++ { add(&s, i) }; return s }`,
		"def add(p, n):\n try: pass\n finally: p[0] += n\ndef work():\n p = [0]\n for i in range(1000): add(p, i)\n return p[0]"},
	{"floats", `func work() float64 { x := 1.0; for i := 0; i < 10000; i++ { x = x*0.5 + 1 }; return x }`,
		"def work():\n x = 1.0\n for i in range(10000): x = x*0.5 + 1\n return x"},
	{"sieve", `func work() int { n := 3000; c := make([]bool, n+1); k := 0; for i := 2; i <= n; i++ { if c[i] { continue }; k++; for j := i * i; j <= n; j += i { c[j] = true } }; return k }`,
		"def work():\n n = 3000\n c = [False] * (n + 1)\n k = 0\n for i in range(2, n + 1):\n  if c[i]: continue\n  k += 1\n  for j in range(i*i, n + 1, i): c[j] = True\n return k"},
}

// BenchmarkSpeed runs each workload in turn here and by the executor as it stands, and then in CPython. It tells the best time of each, and how many times
// the others' time ours is: on a machine with other work the best of many short runs says most.
func BenchmarkSpeed(b *testing.B) {
	for _, w := range workloads {
		b.Run(w.name, func(b *testing.B) {
			ours, raw := typed(b, w.src), asItStands(b, w.src)
			best := []time.Duration{math.MaxInt64, math.MaxInt64}
			for b.Loop() {
				for i, work := range []reflect.Value{ours, raw} {
					start := time.Now()
					work.Call(nil)
					best[i] = min(best[i], time.Since(start))
				}
			}
			b.ReportMetric(float64(best[0]), "ns/op")
			b.ReportMetric(float64(best[0])/float64(best[1]), "x-raw")
			b.ReportMetric(float64(best[0])/float64(python(b, w.python)), "x-python")
		})
	}
}

// typed is the function of a session.
func typed(b *testing.B, src string) reflect.Value {
	s, err := interp.New(interp.Options{Packages: symbols.All()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	for cell := range strings.SplitSeq(strings.ReplaceAll(src, "\nfunc ", "\n\x00func ")+"\x00f := work", "\x00") {
		if _, err := s.Run(context.Background(), cell); err != nil {
			b.Fatal(err)
		}
	}
	f, _ := s.Lookup("f")
	return f
}

func asItStands(b *testing.B, src string) reflect.Value {
	i := yaegi.New(yaegi.Options{})
	if _, err := i.Eval("package main\n" + src); err != nil {
		b.Fatal(err)
	}
	f, err := i.Eval("work")
	if err != nil {
		b.Fatal(err)
	}
	return f
}

func python(b *testing.B, src string) time.Duration {
	script := src + `
import time
best = 1e9
for _ in range(100):
    start = time.perf_counter()
    work()
    best = min(best, time.perf_counter() - start)
print(int(best * 1e9))`
	out, err := exec.Command("python3", "-c", script).Output()
	if err != nil {
		b.Skip("no Python here: ", err)
	}
	var best int64
	if _, err := fmt.Sscan(string(out), &best); err != nil {
		b.Fatal(err)
	}
	return time.Duration(best)
}
