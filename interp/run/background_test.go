// This file checks that goroutines of earlier cells run beside the interpreter while it loads later ones.

package run_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/interp/symbols"
)

// background does in each of its rounds all that the steps of package run do, in the order in which the cells are typed.
var background = []string{
	"var shared struct{ mu sync.Mutex; n int }",
	"func count() { p := &shared; p.mu.Lock(); defer p.mu.Unlock(); p.n++ }",
	"type pair struct{ a, b int }",
	"type summer interface{ sum() int }",
	"func (p pair) sum() int { return p.a + p.b }",
	"type box[T any] struct{ v T }",
	"func (b box[T]) sum() int { return 1 }",
	"sums := make(chan int)",
	"func add(a, b int) int { return a + b }",
	"func both(a, b int) (int, error) { return a, nil }",
	"func apply(f func(int) int, x int) int { return f(x) }",
	`func round(n int) (err error) {
		p := &pair{a: n, b: 1}
		n, err = both(add(p.a, p.b), 2)
		f := func(x int) int { return x + n }
		var plus func(int, int) int = add
		p.a = apply(f, plus(n, p.sum()+summer(p).sum()))
		defer func() { p.b = p.a }()
		count()
		var e any = *p
		if q, ok := e.(pair); ok && q.a > 0 { p = &q }
		return err
	}`,
	"var rounds atomic.Int64",
	`func late(list ...summer) { // each has its method loaded when that is called first
		n := 0
		for _, x := range list {
			for now := rounds.Load(); rounds.Load() < now+2; {
			}
			n += x.sum()
		}
		sums <- n
	}`,
	"stop, stopped := make(chan bool), make(chan bool)",
	`go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				round(i)
				rounds.Add(1)
			}
		}
	}()`,
}

// beside are cells that need something of each kind to be loaded.
func beside(i int) []string {
	return []string{
		fmt.Sprintf("func f%d(x int) int { return add(x, %d) }", i, i),
		fmt.Sprintf("type t%d struct{ pair; c, d int }", i),
		fmt.Sprintf("v%d := t%d{c: f%d(1)}", i, i, i),
		fmt.Sprintf("func() int { return apply(f%d, v%d.c + v%d.sum()) }()", i, i, i),
		fmt.Sprintf("go late(box[t%[1]d]{}, box[*t%[1]d]{}, box[[]t%[1]d]{}, box[[2]t%[1]d]{})", i),
		"func add(a, b int) int { return b + a }",
		"func (p pair) sum() int { return p.b + p.a }",
		"<-sums",
		"for range 20 { count() }",
		"for now := rounds.Load(); rounds.Load() < now+3; {}",
	}
}

// Nothing orders what the goroutine does and what the session does but the end of a cell: the race detector sees what they share.
func TestBackgroundBesideLoading(t *testing.T) {
	s, err := interp.New(interp.Options{Packages: symbols.All()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cells := background
	for i := range 10 {
		cells = append(cells, beside(i)...)
	}
	for _, cell := range append(cells, "close(stop)", "<-stopped") {
		if _, err := s.Run(context.Background(), cell); err != nil {
			t.Fatalf("%s\n%v", cell, err)
		}
	}
}
