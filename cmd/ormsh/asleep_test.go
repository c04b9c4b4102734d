// This file tests what becomes of programs whose goroutines all wait.

package main

import (
	"os/exec"
	"testing"
)

const waiting = `
-- waiting.go --
package main

import (
	"context"
	"fmt"
	"iter"
	"os"
	"runtime"
	"sync"
	"time"
)

var (
	mu    sync.Mutex
	rw    sync.RWMutex
	group sync.WaitGroup
	ch    = make(chan int)
)

// ends maps the ways in which all goroutines sleep for good.
var ends = map[string]func(){
	"receive":   func() { <-ch },
	"send":      func() { ch <- 1 },
	"nil":       func() { var none chan int; <-none },
	"range":     func() { go func() { ch <- 1; ch <- 2 }(); for v := range ch { fmt.Println(v) } },
	"select":    func() { select {} },
	"two":       func() { other := make(chan int); go func() { other <- <-ch }(); select { case <-other: case v := <-other: fmt.Println(v) } },
	"mutex":     func() { mu.Lock(); mu.Lock() },
	"rwmutex":   func() { rw.RLock(); rw.Lock() },
	"waitgroup": func() { group.Add(2); group.Go(func() { <-ch }); group.Wait() },
	"cond":      func() { c := sync.NewCond(&mu); mu.Lock(); c.Wait() },
	"timer":     func() { fmt.Println((<-time.After(time.Millisecond)).IsZero()); <-ch },
	"context":   func() { ctx, stop := context.WithTimeout(context.Background(), time.Millisecond); defer stop(); <-ctx.Done(); fmt.Println(ctx.Err()); <-ch },
	"pull":      func() { next, _ := iter.Pull(func(yield func(int) bool) { yield(1) }); fmt.Println(next()); <-ch },
	"deferred":  func() { defer fmt.Println("deferred"); <-ch },
	"goexit":    func() { go func() { fmt.Println("goes on") }(); runtime.Goexit() },
	"gone":      func() { go func() { <-ch }(); runtime.Goexit() },
}

func main() { ends[os.Args[1]]() }
-- busy.go --
package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"time"
)

const soon = 1200 * time.Millisecond

var ch = make(chan int)

// goes maps what looks like sleeping and isn't.
var goes = map[string]func(){
	"sleep":     func() { go func() { time.Sleep(soon); ch <- 1 }(); fmt.Println(<-ch) },
	"after":     func() { time.AfterFunc(soon, func() { ch <- 1 }); fmt.Println(<-ch) },
	"ticker":    func() { t := time.NewTicker(soon); <-t.C; fmt.Println("tick") },
	"reset":     func() { t := time.NewTimer(time.Millisecond); <-t.C; t.Reset(soon); <-t.C; fmt.Println("again") },
	"deadline":  func() { ctx, stop := context.WithDeadline(context.Background(), time.Now().Add(soon)); defer stop(); <-ctx.Done(); fmt.Println(ctx.Err()) },
	"command":   func() { go func() { out, err := exec.Command("sh", "-c", "sleep 1; echo done").Output(); fmt.Println(string(out), err); close(ch) }(); <-ch },
	"server":    func() {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { time.Sleep(soon); w.WriteHeader(418) }))
		go func() { r, err := http.Get(s.URL); fmt.Println(r.StatusCode, err); close(ch) }()
		<-ch
	},
	"input":     func() {
		lines := make(chan string)
		go func() { for in := bufio.NewScanner(os.Stdin); in.Scan(); { lines <- in.Text() }; close(lines) }()
		for l := range lines { fmt.Println(l) }
	},
	"others":    func() { go func() { time.Sleep(soon); fmt.Println("the last"); os.Exit(3) }(); runtime.Goexit() },
}

func main() { goes[os.Args[1]]() }
`

func TestWaitingProgramsAsGoRuns(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no Go toolchain here")
	}
	dir := unpack(t, waiting)
	for file, ways := range map[string][]string{
		"waiting.go": {
			"receive", "send", "nil", "range", "select", "two", "mutex", "rwmutex", "waitgroup", "cond", "timer", "context", "pull", "deferred", "goexit", "gone",
		},
		"busy.go": {"sleep", "after", "ticker", "reset", "deadline", "command", "server", "input", "others"}, // Go's own runtime wouldn't tell, for package net
	} {
		exe := build(t, dir, file)
		for _, way := range ways {
			t.Run(way, func(t *testing.T) { sameAsGo(t, dir, exe, []string{file}, way) })
		}
	}
}
