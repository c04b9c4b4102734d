// This file tests that nothing a cell does ends the process or the session.

package interp_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/interp/symbols"
)

// TestCancel stops cells that would run for ever; the session goes on.
func TestCancel(t *testing.T) {
	for name, src := range map[string]string{
		"loop":              "for {}",
		"loop in function":  "func spin() { for {} }; spin()",
		"receive":           "<-make(chan int)",
		"send":              "make(chan int) <- 1",
		"range":             "for range make(chan int) {}",
		"select":            "select {}",
		"sleep":             "time.Sleep(time.Hour)",
		"compiled callback": "slices.SortFunc([]int{2, 1}, func(a, b int) int { for {} })",
		"wait group":        "var wg sync.WaitGroup; wg.Add(1); wg.Wait()",
		"mutex":             "var mu sync.Mutex; mu.Lock(); mu.Lock()",
	} {
		t.Run(name, func(t *testing.T) {
			sh := newShell(t)
			sh.must(t, "x := 41")
			ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
			defer cancel()
			_, err := sh.Run(ctx, src)
			if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
				t.Errorf("%s ended with %v", src, err)
			}
			if got := sh.run("x + 1"); got != "42" {
				t.Errorf("afterwards x + 1 is %s", got)
			}
		})
	}
}

// TestCancelEndsGoroutines stops those of earlier cells as well, as is documented; what they deferred of compiled code runs.
func TestCancelEndsGoroutines(t *testing.T) {
	sh := newShell(t)
	sh.must(t, "var n atomic.Int64; var mu sync.Mutex; go func() { mu.Lock(); defer mu.Unlock(); for { n.Add(1) } }()")
	sh.must(t, "for n.Load() == 0 {}")
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := sh.Run(ctx, "for {}"); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	if got := sh.run("mu.Lock(); mu.Unlock(); was := n.Load(); for range 1000 { runtime.Gosched() }; n.Load() == was"); got != "true" {
		t.Errorf("the goroutine goes on: %s", got)
	}
}

func TestNothingEndsTheSession(t *testing.T) {
	tests := []struct{ src, want string }{ // want is part of what is printed or of the error
		{"func deep(n int) int { return deep(n+1) + 1 }; deep(0)", "stack overflow"},
		{"var f func(); f()", "nil pointer dereference"},
		{"sort.Slice([]int{2, 1}, func(i, j int) bool { panic(\"compare\") })", "line 1: compare"},
		{"runtime.Goexit()", "Goexit"},
		{"os.Exit(4)", "exit status 4"},
		{"go os.Exit(5); <-make(chan int)", "exit status 5"},
		{"func() { defer func() { panic(\"second\") }(); panic(\"first\") }()", "second"},
		{"close((chan int)(nil))", "close of nil channel"},
		{"var e error; e.Error()", "nil pointer dereference"},
		{"[]int{}[len(os.Args)-1:][0]", "index out of range"},
		{"make([]int, -len(os.Args))", "makeslice: len out of range"},
		{"reflect.ValueOf(1).SetInt(2)", "reflect"},
		{"any(1).(fmt.Stringer).String()", "interface conversion: int is not fmt.Stringer: missing method String"},
		{"json.Unmarshal([]byte(\"{\"), &struct{}{})", "unexpected end of JSON input"},
		{"log.Fatal(\"the end\")", "the end\nexit status 1"},
	}
	sh := newShell(t)
	for _, tt := range tests {
		if got := sh.run(tt.src); !strings.Contains(got, tt.want) {
			t.Errorf("%s\n got %s\nwant %s", tt.src, got, tt.want)
		}
		if got := sh.run("1 + 1"); got != "2" {
			t.Fatalf("after %s: 1 + 1 is %s", tt.src, got)
		}
	}
}

// TestPanicsInTheBackground waits for what is told of goroutines that panic.
func TestPanicsInTheBackground(t *testing.T) {
	told := make(chan error, 1)
	s, err := interp.New(interp.Options{Packages: symbols.All(), Background: func(e *interp.Error) { told <- e }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for src, want := range map[string]string{
		"go func() { panic(\"in the background\") }()":           "in the background",
		"time.AfterFunc(0, func() { panic(\"later\") })":         "later",
		"go func() { var m map[int]int; m[1] = 1 }()":            "assignment to entry in nil map",
		"go func() { defer func() { panic(\"deferred\") }() }()": "deferred",
	} {
		if _, err := s.Run(context.Background(), src); err != nil {
			t.Errorf("%s: %v", src, err)
		}
		select {
		case err := <-told:
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: told of %v", src, err)
			}
		case <-time.After(30 * time.Second):
			t.Fatalf("%s: nothing is told", src)
		}
	}
	if _, err := s.Run(context.Background(), "1 + 1"); err != nil {
		t.Error(err)
	}
}

// TestRunawayWhileIdle has a goroutine begin to call itself without end when no cell runs.
func TestRunawayWhileIdle(t *testing.T) {
	in, begin := io.Pipe()
	told := make(chan error, 1)
	s, err := interp.New(interp.Options{Packages: symbols.All(), Stdin: in, Background: func(e *interp.Error) { told <- e }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range 2 {
		if _, err := s.Run(context.Background(), "func deep(n int) int { return deep(n+1) + 1 }\ngo func() { fmt.Scanln(new(string)); deep(0) }()"); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(begin, "now\n"); err != nil {
			t.Fatal(err)
		}
		if err := <-told; !strings.Contains(err.Error(), "stack overflow: a function calls itself without end; the goroutines of earlier cells were stopped") {
			t.Errorf("told of %v", err)
		}
		if _, err := s.Run(context.Background(), "1 + 1"); err != nil {
			t.Error(err)
		}
	}
}

func TestMemoryLimit(t *testing.T) {
	var out bytes.Buffer
	s, err := interp.New(interp.Options{Packages: symbols.All(), Stdout: &out, Stderr: &out, MemoryLimit: 400 << 20})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Run(context.Background(), "var big [][]byte; for { b := make([]byte, 1<<20); for i := range 256 { b[i<<12] = 1 }; big = append(big, b) }")
	if err == nil || !strings.Contains(err.Error(), "more than the limit of 400 MB") {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(out.String(), "cells are stopped at 400 MB") {
		t.Errorf("no warning came before: %q", out.String())
	}
	if _, err := s.Run(context.Background(), "big = nil; runtime.GC(); 1"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
