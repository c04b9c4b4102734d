// This file measures lowered code beside the same code run by the executor as
// it stands.

package run_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/traefik/yaegi/interp"

	"go/ast"

	"github.com/ormsh/ormsh/interp/lower"
	"github.com/ormsh/ormsh/interp/rtype"
	"github.com/ormsh/ormsh/interp/run"
)

// workloads are bodies of functions; each runs about 10000 steps.
var workloads = []struct{ name, src string }{
	{"loop", `func work() int { s := 0; for i := 0; i < 10000; i++ { s += i * 2 }; return s }`},
	{"nested", `func work() int { s := 0; for i := 0; i < 100; i++ { for j := 0; j < 100; j++ { if i > j { s += j } else { s -= i } } }; return s }`},
	{"slice", `func work() int { xs := make([]int, 100); s := 0; for k := 0; k < 100; k++ { for i := 0; i < len(xs); i++ { xs[i] = xs[i] + i; s += xs[i] } }; return s }`},
	{"range", `func work() int { xs := make([]int, 10000); s := 0; for i, x := range xs { s += i + x }; return s }`},
	{"calls", `func add(a, b int) int { return a + b }
func work() int { s := 0; for i := 0; i < 10000; i++ { s = add(s, i) }; return s }`},
	{"fib", `func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }
func work() int { return fib(18) }`},
	{"closures", `func work() int { s := 0; for i := 0; i < 1000; i++ { f := func(x int) int { return x + i }; for j := 0; j < 9; j++ { s = f(s) } }; return s }`},
	{"appends", `func work() int { var xs []int; for i := 0; i < 10000; i++ { xs = append(xs, i) }; return len(xs) }`},
	{"maps", `func work() int { m := map[int]int{}; for i := 0; i < 10000; i++ { m[i%100] += i }; return len(m) }`},
	{"switch", `func work() int { s := 0; for i := 0; i < 10000; i++ { switch i % 3 { case 0: s++; case 1: s += 2; default: s-- } }; return s }`},
	{"fields", `type P struct{ X, Y int }
func work() int { p := &P{}; for i := 0; i < 10000; i++ { p.X += i; p.Y = p.X - p.Y }; return p.Y }`},
}

func BenchmarkLowered(b *testing.B) {
	for _, w := range workloads {
		b.Run(w.name, func(b *testing.B) {
			p, err := checkProgram("main.go", []byte("package main\n"+w.src+"\nfunc main() { work() }\n"))
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
		})
	}
}

func BenchmarkRaw(b *testing.B) {
	for _, w := range workloads {
		b.Run(w.name, func(b *testing.B) {
			i := interp.New(interp.Options{})
			if _, err := i.Eval("package main\n" + w.src); err != nil {
				b.Fatal(err)
			}
			f, err := i.Eval("work")
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				f.Call(nil)
			}
		})
	}
}
