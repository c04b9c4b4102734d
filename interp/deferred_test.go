// This file tests what cells defer, and what asks for more memory than there is.

package interp_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ormsh/ormsh/interp"
)

// TestDeferredCallsAreInterrupted: what a cell defers can be endless too.
func TestDeferredCallsAreInterrupted(t *testing.T) {
	sh := newShell(t)
	defer sh.Close()
	for _, cell := range []string{"defer func() { for {} }()", "defer func() { for {} }(); for {}", "defer func() { <-make(chan int) }(); panic(1)"} {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		if _, err := sh.Run(ctx, cell); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", cell, err)
		}
		cancel()
	}
	if got := sh.run("1 + 1"); got != "2" {
		t.Error(got)
	}
}

// TestDeferredExit leaves with the status, whatever the cell ended with.
func TestDeferredExit(t *testing.T) {
	for _, cell := range []string{"defer os.Exit(3)", "defer func() { os.Exit(3) }(); panic(1)", "defer os.Exit(3); return errors.New(\"left\")"} {
		sh := newShell(t)
		_, err := sh.Run(context.Background(), cell)
		if exit := (*interp.ExitError)(nil); !errors.As(err, &exit) || exit.Code != 3 {
			t.Errorf("%s: %v", cell, err)
		}
		sh.Close()
	}
}

// TestMemoryThatIsNotThere is refused, or panics: the runtime would end the process.
func TestMemoryThatIsNotThere(t *testing.T) {
	sh := newShell(t)
	defer sh.Close()
	for cell, want := range map[string]string{
		"var a [1 << 40]byte":                        "takes 1024 GB",
		"func f() { var a [1 << 38]int; _ = a }":     "takes 2048 GB",
		"b := make([]byte, 1<<45)":                   "out of memory",
		"n := 1 << 44; s := make([]int, 0, n)":       "out of memory",
		"debug.SetMaxStack(100)":                     "would end the shell",
		"none := make([]struct{}, 1<<50); len(none)": "1125899906842624",
	} {
		if got := sh.run(cell); !strings.Contains(got, want) {
			t.Errorf("%s: %s", cell, got)
		}
	}
}
