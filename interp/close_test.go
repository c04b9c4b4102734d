// This file tests that a closed session is given back to the garbage collector.

package interp_test

import (
	"bytes"
	"context"
	"runtime"
	"testing"
	"weak"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/interp/symbols"
)

// TestClosedSessionsAreFreed holds what a session holds: its output. Methods of types declared at the prompt are known to the whole process.
func TestClosedSessionsAreFreed(t *testing.T) {
	var outs []weak.Pointer[bytes.Buffer]
	for range 3 {
		outs = append(outs, runAndClose(t))
	}
	for range 10 { // what a goroutine that ends holds goes later
		runtime.GC()
	}
	for i, out := range outs {
		if out.Value() != nil {
			t.Errorf("session %d is still held", i+1)
		}
	}
}

func runAndClose(t *testing.T) weak.Pointer[bytes.Buffer] {
	t.Helper()
	out := &bytes.Buffer{}
	s, err := interp.New(interp.Options{Packages: symbols.All(), Stdout: out, Stderr: out})
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range []string{
		"type T struct{ N int }\nfunc (t T) String() string { return fmt.Sprint(\"T\", t.N) }\ntype U struct{ *T; names []string }\ntype G[X any] struct{ x X }\nfunc (g G[X]) String() string { return \"G\" }",
		"fmt.Println(T{1}, U{T: &T{2}}, G[int]{})",
		"func (t *T) Error() string { return \"E\" }",
		"sort.Slice([]int{2, 1}, func(i, j int) bool { return i < j })",
		"orm.NewMetaData()",
	} {
		if _, err := s.Run(context.Background(), cell); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return weak.Make(out)
}
